"""From the statements about one subject to its record: the typed projection and the exact residue."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple

from ontology.model import Kind, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.record import Edge, Graphs, Record, Statement, Statements, edge_order, is_list, object_of
from ontology.values.datatypes import Native
from ontology.values.literals import from_ntriples
from ontology.values.property_values import counting, fit, is_concluded, is_single, order_key

_MOST_KNOWN, _LONGEST_KNOWN = 20_000, 120
"""The objects whose values are kept in memory, and the characters of the longest of them."""


def encoder(model: Model, concluding: Collection[int]) -> Callable[[str, Statements], Record]:
    """Make a function that gives the record of a subject (an IRI or `_:label`); the statements, some, are all about it.

    `concluding` are the numbers of the derived graphs. What only others state with a derived property is kept in
    the residue alone: it gives no value and leads nowhere.
    """
    own, fitting, known = frozenset(concluding), _FittingValues(), {RDF_TYPE, *model.properties}
    concluded = {iri for iri, term in model.properties.items() if is_concluded(term)}
    projected = {
        iri: term
        for iri, term in model.properties.items()
        if term.kind is not Kind.RELATION or is_single(term)
    }

    def encode(subject: str, statements: Statements) -> Record:
        places = set(statements.values())
        home = _home(statements, model) if len(places) > 1 else next(iter(places))
        draft = _RecordDraft(home, fitting)
        by_property: dict[str, dict[str, Graphs]] = {}
        for (predicate, obj), graphs in statements.items():
            if predicate == RDF_TYPE:
                draft.add_type(obj, graphs)
            elif predicate in concluded and own.isdisjoint(graphs):
                draft.keep(predicate, obj, graphs)
            elif predicate in projected:
                by_property.setdefault(predicate, {})[obj] = graphs
            elif obj[0] == '"':
                draft.keep(predicate, obj, graphs)
            else:
                draft.link(predicate, obj, graphs)
        for predicate, objects in by_property.items():
            draft.project(projected[predicate], objects)
        shown = draft.visible & known
        return Record(
            iri=subject,
            types=tuple(sorted(draft.types)),
            values=dict(sorted(draft.values.items())),
            approximate=tuple(sorted(draft.approximate)),
            residue=tuple(sorted(draft.residue)),
            home=home,
            edges=tuple(sorted(draft.edges, key=edge_order)),
            elsewhere=_elsewhere(statements, home, shown, is_divided=len(places) > 1),
        )

    return encode


def _home(statements: Statements, model: Model) -> Graphs:
    """The graph set of most types and values (of most edges if there are none); ties by the smallest."""
    label = model.composed_label
    # A composed label is the program's: the resource is at home where its sources are.
    places = {graphs for (predicate, _), graphs in statements.items() if predicate != label}
    if len(places) == 1:
        return places.pop()
    stated = {s: g for s, g in statements.items() if s[0] != label} or statements
    counts = Counter(g for s, g in stated.items() if not _is_edge(s, model)) or Counter(stated.values())
    return min(counts, key=lambda graphs: (-counts[graphs], graphs))


def _is_edge(statement: Statement, model: Model) -> bool:
    predicate, obj = statement
    if obj[0] == '"' or predicate == RDF_TYPE:
        return False
    term = model.properties.get(predicate)
    return term is None or term.kind is Kind.RELATION


class _FittingValue(NamedTuple):
    """The value of an object that fits its property. `exact`: it gives back the object as it is written."""

    key: tuple[str, ...]
    value: Native
    exact: bool


class _FittingValues:
    """The values of objects. The last ones are kept: many statements differ in their subject alone."""

    def __init__(self) -> None:
        self._known: dict[Statement, _FittingValue | None] = {}

    def of(self, term: PropertyTerm, obj: str) -> _FittingValue | None:
        """The value of an object of a property; None if it does not fit."""
        statement = term.iri, obj
        if statement in self._known:
            return self._known[statement]
        value = fit(term, obj)
        fitting = None
        if value is not None:
            fitting = _FittingValue(order_key(term, value), value, object_of(term, value) == obj)
        if len(obj) <= _LONGEST_KNOWN:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[statement] = fitting
        return fitting


class _RecordDraft:
    """A record under construction. `visible` are the predicates that appear outside the residue."""

    def __init__(self, home: Graphs, fitting: _FittingValues) -> None:
        self.home = home
        self.fitting = fitting
        self.types: list[str] = []
        self.values: dict[str, Native | list[Native]] = {}
        self.approximate: list[str] = []
        self.residue: list[str] = []
        self.edges: list[Edge] = []
        self.visible: set[str] = set()

    def keep(self, predicate: str, obj: str, graphs: Graphs) -> None:
        """Keep a statement exactly, in the residue."""
        place = "" if graphs == self.home else " @" + _written(graphs)
        self.residue.append(f"<{predicate}> {obj}{place}")

    def add_type(self, obj: str, graphs: Graphs) -> None:
        """Add a type of the home graphs to the types; keep every other in the residue."""
        self.visible.add(RDF_TYPE)
        if obj[0] == "<" and graphs == self.home:
            self.types.append(from_ntriples(obj))
        else:
            self.keep(RDF_TYPE, obj, graphs)

    def link(self, predicate: str, obj: str, graphs: Graphs) -> None:
        """Add an edge."""
        self.visible.add(predicate)
        self.edges.append(Edge(predicate, from_ntriples(obj), None if graphs == self.home else graphs))

    def project(self, term: PropertyTerm, objects: Mapping[str, Graphs]) -> None:
        """Put objects that fit `term` into the values or edges, and into the residue what these do not give back."""
        if term.kind is Kind.RELATION:
            first = counting(term, objects)
            for obj, graphs in objects.items():
                add = self.link if obj == first else self.keep
                add(term.iri, obj, graphs)
            return
        fitting: dict[str, _FittingValue] = {}
        is_exact = True
        for obj, graphs in objects.items():
            one = self.fitting.of(term, obj)
            if one is None:
                self.keep(term.iri, obj, graphs)
            else:
                fitting[obj] = one
                is_exact = is_exact and one.exact and graphs == self.home
        if not fitting:
            return
        self.visible.add(term.iri)
        if not (_fill(self.values, term, fitting.values()) and is_exact):
            self.approximate.append(term.key)
            for obj in fitting:
                self.keep(term.iri, obj, objects[obj])


def _fill(
    values: dict[str, Native | list[Native]], term: PropertyTerm, fitting: Iterable[_FittingValue]
) -> bool:
    """Set the value or values of `term`; True if none was left out."""
    chosen = {one.key: one.value for one in sorted(fitting)}  # equal values in several forms are one
    natives = list(chosen.values())[: 1 if is_single(term) else None]
    if term.kind is Kind.INTEGER and any(isinstance(v, str) for v in natives):
        natives = [str(v) for v in natives]  # a list of one type throughout, as Neo4j wants it
    values[term.key] = natives if is_list(term) else natives[0]
    return len(natives) == len(chosen)


def _elsewhere(
    statements: Statements, home: Graphs, shown: Collection[str], *, is_divided: bool
) -> tuple[str, ...]:
    predicates = set(map(itemgetter(0), statements))
    if not is_divided:  # as of most subjects
        places = _written(home)
        return tuple(f"{predicate} {places}" for predicate in sorted(predicates.difference(shown)))
    graphs_of: dict[str, set[int]] = {predicate: set() for predicate in sorted(predicates)}
    for (predicate, _), graphs in statements.items():
        graphs_of[predicate].update(graphs)
    return tuple(
        f"{predicate} {_written(sorted(union))}"
        for predicate, union in graphs_of.items()
        if predicate not in shown or union != set(home)
    )


def _written(graphs: Iterable[int]) -> str:
    return ",".join(map(str, graphs))
