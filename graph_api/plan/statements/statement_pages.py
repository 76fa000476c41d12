"""The statements about a resource as a list: their order, the cursors in it, and the requested page.

A record has all of them, so a page is cut out of it here, the same for every store.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from graph_api.plan import reads
from graph_api.plan.conditions import Operand, Variables
from graph_api.plan.cursor import ListPosition
from graph_api.plan.order import Page
from ontology.iris import derived_graphs
from ontology.model import Model
from ontology.namespaces import RDF_TYPE
from ontology.record import Graphs, Record, Statement, source_statements
from ontology.values.literals import from_ntriples, split

CURSOR_KEYS = 1
"""The keys in a cursor: the object. Its IRI is the predicate."""
_LONG = 200
"""A cursor has so many characters of an object, and the digest of a longer one."""
_LAST = 1000
"""The place of a predicate to which the ontology gives none."""

ObjectPlace = tuple[int, str, str, str]
StatementPlace = tuple[int, str, ObjectPlace]


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The statements on a page with their graphs, one more if others follow; `count`: those on all pages.

    Going backward they are in the opposite order.
    """

    statements: Sequence[tuple[Statement, Graphs]]
    count: int


@dataclass(frozen=True)
class StatementPages:
    """Cuts the pages of one list out of records, for the variables of one request."""

    choice: reads.StatementChoice
    page: Page
    variables: Variables
    model: Model

    @classmethod
    def of(cls, link: reads.Link, variables: Variables, model: Model) -> "StatementPages":
        """The pages of a link to a list of statements."""
        if not isinstance(link.how, reads.StatementList) or link.page is None:
            raise TypeError(link)
        return cls(link.how.choice, link.page, variables, model)

    def of_record(self, record: Record | None, graphs: Mapping[int, str]) -> StatementPage:
        """The page of a resource. `graphs` are the IRIs of its graphs by number, if the choice depends on them."""
        if record is None:
            return StatementPage((), 0)
        chosen = [one for one in source_statements(record, self.model).items() if self._fits(*one, graphs)]
        placed = sorted(((self._place(*one[0]), one) for one in chosen), key=lambda both: both[0])
        after, before = (
            self._bound(cursor, [one for one, _ in chosen]) if cursor else None
            for cursor in (self.page.after, self.page.before)
        )
        between = [
            one
            for place, one in placed
            if (after is None or place > after) and (before is None or place < before)
        ]
        if self.page.backward:
            between.reverse()
        return StatementPage(between[: self._size + 1], len(chosen))

    # -- the choice

    def _fits(self, statement: Statement, graphs: Graphs, known: Mapping[int, str]) -> bool:
        predicate, obj = statement
        if any((predicate in among) is not wanted for wanted, among in self._predicates):
            return False
        if self._languages is not None and not _is_in(obj, self._languages):
            return False
        if self._derived is None:
            return True
        own = derived_graphs(self.model.base)
        return all(known.get(number) in own for number in graphs if number in known) is self._derived

    @cached_property
    def _predicates(self) -> Sequence[tuple[bool, frozenset[str]]]:
        return predicates_of(self.choice, self.variables)

    @cached_property
    def _languages(self) -> Sequence[str] | None:
        given = self.choice.languages
        return cast(Sequence[str], given.bind(self.variables)) if given else None

    @cached_property
    def _derived(self) -> bool | None:
        given = self.choice.derived
        return cast(bool, given.bind(self.variables)) if given else None

    @cached_property
    def _size(self) -> int:
        return cast(int, self.page.size.bind(self.variables))

    # -- the order

    def _place(self, predicate: str, obj: str) -> StatementPlace:
        return order_of(predicate, self.model), predicate, _place_of(obj)

    def _bound(self, cursor: Operand, statements: Sequence[Statement]) -> StatementPlace:
        """The place of a cursor in the list; if its statement is gone, the place where it would be."""
        position = cast(ListPosition, cursor.bind(self.variables))
        predicate, shown = position.iri, str(position.keys[0])
        start, mark, _ = shown.partition("\n")
        if mark:
            for one, obj in statements:
                if one == predicate and obj.startswith(start) and shown_in_cursor(obj) == shown:
                    return self._place(predicate, obj)
        return self._place(predicate, start)


def order_of(predicate: str, model: Model) -> int:
    """The place of a predicate in the order of the ontology; types come first."""
    if predicate == RDF_TYPE:
        return -1
    term = model.properties.get(predicate)
    return term.order if term else _LAST


def predicates_of(
    choice: reads.StatementChoice, variables: Variables
) -> Sequence[tuple[bool, frozenset[str]]]:
    """The IRIs among which a predicate has to be, or must not be."""
    return [
        (wanted, frozenset(cast(Sequence[str], among.bind(variables)))) for wanted, among in choice.predicates
    ]


def needs_graphs(link: reads.Link) -> bool:
    """True if a list of statements shows the graphs of each, or depends on them."""
    is_by_graph = isinstance(link.how, reads.StatementList) and link.how.choice.derived is not None
    return is_by_graph or any(isinstance(inner.how, reads.StatementGraphs) for inner in link.level.links)


def statement_rows(page: StatementPage) -> list[list[Any]]:
    """The statements of a page as rows, to which their links are appended."""
    return [[predicate, obj] for (predicate, obj), _ in page.statements]


def shown_in_cursor(obj: str) -> str:
    """An object as a cursor has it: the beginning of a long one, and its digest."""
    if len(obj) <= _LONG:
        return obj
    return f"{obj[:_LONG]}\n{hashlib.sha256(obj.encode()).hexdigest()[:16]}"


def iter_values(pages: Sequence[StatementPage]) -> Iterator[str]:
    """The IRIs and labels of the objects on some pages except literals."""
    for page in pages:
        for (_, obj), _ in page.statements:
            if obj[0] != '"':
                yield from_ntriples(obj)


def _place_of(obj: str) -> ObjectPlace:
    """Literals by lexical form, language and datatype, then IRIs, then blank nodes."""
    if obj[0] == '"':
        # The beginning of a long literal has no end.
        lexical, language, datatype = split(obj) if '"' in obj[1:] else (obj[1:], "", "")
        return 0, lexical, language, datatype
    return (2, obj, "", "") if obj.startswith("_:") else (1, from_ntriples(obj), "", "")


def _is_in(obj: str, languages: Sequence[str]) -> bool:
    """True if an object is a text in one of these languages, or has no language."""
    if obj[0] != '"':
        return True
    tag = split(obj)[1].lower()
    return not tag or any(tag == one or tag.startswith(one + "-") for one in languages)
