"""What is stated about a resource, statement by statement, and the terms that statements are made with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph_api.plan.cursor import read_cursor, write_cursor
from graph_api.plan.order import mark_of
from ontology.iris import derived_graphs
from ontology.model import Model, Text
from tests.graph_api.support.reference.texts import best, in_range
from tests.graph_api.support.reference.world import TYPE, Term, World, last_part, name

PAGE = 20
SHORT = 200
"""A cursor has the objects up to this length as they are."""
# Which list a cursor is of is the one thing that only the product can say.
_MARK, _REFERRED = mark_of("statements", ()), mark_of("referredBy", ())


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement about a resource, with the graphs that make it, and the day that counts below it."""

    predicate: str
    value: Term
    graphs: frozenset[str]
    day: str | None


@dataclass(frozen=True, slots=True)
class StatedValue:
    """The value of a statement."""

    value: Term
    day: str | None


@dataclass(frozen=True, slots=True)
class Referrers:
    """The resources that refer to one with the same predicate, by IRI, and the day that counts below them."""

    predicate: str
    iris: Sequence[str]
    day: str | None


@dataclass(frozen=True, slots=True)
class TermOf:
    """A class or property by its IRI."""

    iri: str


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """A page of statements or of groups of referrers, and the number of all that meet the conditions."""

    nodes: Sequence[Stated | Referrers]
    total: int
    has_next: bool
    has_previous: bool


class Statements:
    """Answers `statements` over some quads."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.model = world.model

    def page(self, iri: str, args: Mapping[str, Any], day: str | None) -> StatementsPage:
        """The page that the arguments ask for."""
        found = sorted(self._chosen(iri, args.get("where") or {}, day), key=self._place)
        after, before = (self._bound(args.get(end)) for end in ("after", "before"))
        between = [
            one
            for one in found
            if (after is None or self._place(one) > after) and (before is None or self._place(one) < before)
        ]
        first, last = args.get("first"), args.get("last")
        if last is not None:
            rows = between[max(0, len(between) - last) :]
            more = after is not None or len(between) > last
            return StatementsPage(rows, len(found), before is not None, more)
        rows = between[: PAGE if first is None else first]
        return StatementsPage(
            rows, len(found), before is not None or len(between) > len(rows), after is not None
        )

    def _chosen(self, iri: str, where: Mapping[str, Any], day: str | None) -> list[Stated]:
        labels = derived_graphs(self.model.base)[2]
        graphs: dict[tuple[str, Term], set[str]] = {}
        for predicate, value, graph in self.world.by_subject.get(iri, ()):
            if graph != labels:
                graphs.setdefault((predicate, value), set()).add(graph)
        stated = [Stated(p, o, frozenset(g), day) for (p, o), g in graphs.items()]
        return [one for one in stated if self._meets(one, where)]

    def _meets(self, one: Stated, where: Mapping[str, Any]) -> bool:
        tag = _language(one.value)
        met = [
            _is_among(one.predicate, where.get("predicate", {})),
            where.get("lang") is None
            or not tag
            or any(wanted != "*" and in_range(tag, wanted.lower()) for wanted in where["lang"]),
            "derived" not in where
            or (one.graphs <= set(derived_graphs(self.model.base))) is where["derived"],
        ]
        return all(met)

    # -- what refers to a resource

    def groups(
        self, iri: str, args: Mapping[str, Any], day: str | None, holds: Callable[[str, str | None], bool]
    ) -> StatementsPage:
        """The page of groups of referrers; `holds` says if a resource is valid on a day."""
        found: dict[str, set[str]] = {}
        for predicate, subject, _ in self.world.by_object.get(iri, ()):
            if holds(subject, self._day(predicate, day)):
                found.setdefault(predicate, set()).add(subject)
        on = (args.get("where") or {}).get("predicate", {})
        placed = sorted(
            (self._order(predicate), predicate) for predicate in found if _is_among(predicate, on)
        )
        after = args.get("after")
        if after is not None:
            last = read_cursor(after, _REFERRED, 0).iri
            between = [one for one in placed if one > (self._order(last), last)]
        else:
            between = placed
        first = args.get("first")
        rows = between[: PAGE if first is None else first]
        nodes = [Referrers(one, sorted(found[one]), self._day(one, day)) for _, one in rows]
        return StatementsPage(nodes, len(placed), len(between) > len(rows), after is not None)

    def _day(self, predicate: str, day: str | None) -> str | None:
        term = self.model.properties.get(predicate)
        return None if term and term.inverse_spans_time else day

    # -- order and cursors

    def _place(self, one: Stated) -> tuple[Any, ...]:
        return self._order(one.predicate), one.predicate, _place_of(one.value)

    def _order(self, predicate: str) -> int:
        term = self.model.properties.get(predicate)
        return -1 if predicate == TYPE else term.order if term else 1000

    def _bound(self, cursor: str | None) -> tuple[Any, ...] | None:
        if cursor is None:
            return None
        position = read_cursor(cursor, _MARK, 1)
        line = f"<http://s> <http://p> {position.keys[0]} ."
        (quad,) = parse(line, format=RdfFormat.N_TRIPLES, rename_blank_nodes=False)
        return self._place(Stated(position.iri, quad.object, frozenset(), None))


def _is_among(predicate: str, on: Mapping[str, Any]) -> bool:
    return all(
        (
            "eq" not in on or predicate == on["eq"],
            "ne" not in on or predicate != on["ne"],
            "in" not in on or predicate in on["in"],
            "notIn" not in on or predicate not in on["notIn"],
        )
    )


def group_cursor(predicate: str) -> str:
    """The cursor of a group of referrers."""
    return write_cursor(_REFERRED, [], predicate)


def cursor_of(predicate: str, value: Term) -> str:
    """The cursor of a statement whose object is short."""
    assert len(str(value)) <= SHORT
    return write_cursor(_MARK, [str(value)], predicate)


def _place_of(value: Term) -> tuple[Any, ...]:
    if isinstance(value, Literal):
        return 0, value.value, value.language or "", value.datatype.value
    return (1 if isinstance(value, NamedNode) else 2), name(value)


def _language(value: Term) -> str:
    return (value.language or "") if isinstance(value, Literal) else ""


# -- terms


def term_field(
    model: Model, iri: str, field: str, lang: Sequence[str] | None, accepted: Sequence[str]
) -> Any:
    """The value of a field of `Term`."""
    if field in ("id", "iri"):
        return iri
    if field == "name":
        if iri in model.classes:
            return model.classes[iri].type_name
        return model.properties[iri].name if iri in model.properties else None
    if field == "label":
        return best(label_texts(model, iri) or [(last_part(iri), None)], lang, accepted)
    for terms in (model.classes, model.properties, model.concepts):
        if iri in terms:
            texts = pairs(terms[iri].definition)
            return best(texts, lang, accepted) if texts else None
    return None


def label_texts(model: Model, iri: str) -> list[tuple[str, str | None]]:
    """The labels of a term of the ontology."""
    text = model.concepts[iri].label if iri in model.concepts else model.labels.get(iri)
    return pairs(text) if text else []


def pairs(text: Text) -> list[tuple[str, str | None]]:
    """A text as pairs of text and language."""
    return [(value, tag or None) for tag, value in text.by_language.items()]
