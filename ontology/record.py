"""The pure codec between the statements about one subject and its record: *typed projection + exact residue*.

The projection holds native values to query. The residue beside it keeps whatever the projection cannot give back
character by character, so that `decode(encode(x)) == x` for all RDF 1.1. Both stores hold records.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ontology.model import Kind, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.values.datatypes import Native
from ontology.values.keys import lexical
from ontology.values.languages import split_text
from ontology.values.literals import STRING, from_ntriples, join, to_ntriples
from ontology.values.property_values import AS_STATED, counting, fit, is_concluded, is_single, order_key

Graphs = tuple[int, ...]
Statement = tuple[str, str]
"""A predicate's IRI and an object in N-Triples."""
Statements = Mapping[Statement, Graphs]
"""The statements about one subject, each with the sorted numbers of the graphs that make it."""

_RESIDUE = re.compile(r"<([^>]*)> (.*?)(?: @([0-9,]+))?", re.DOTALL)
_LISTS = frozenset((Kind.TEXT, Kind.LITERAL))


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement whose object is a resource (`iri` or `_:label`); `graphs` None: the subject's home."""

    predicate: str
    object: str
    graphs: Graphs | None


@dataclass(frozen=True, slots=True)
class Record:
    """All statements about one subject.

    `values` by `PropertyTerm.key`: one scalar, or a list sorted by code point of the lexical forms if the
    property is many-valued, a text (`text@lang`, `text@` untagged) or a literal (N-Triples). Keys in
    `approximate` are there for queries only: all their statements are in `residue`, as `<p> object` in
    N-Triples with ` @1,2` after it where the graphs are not `home`. `types` are the classes asserted in just
    the home graphs. `elsewhere` has `p 1,2` for each predicate that is unknown to the model, visible only in the
    residue, or not stated in just the home graphs.
    """

    iri: str
    types: tuple[str, ...]
    values: Mapping[str, Native | list[Native]]
    approximate: tuple[str, ...]
    residue: tuple[str, ...]
    home: Graphs
    edges: tuple[Edge, ...]
    elsewhere: tuple[str, ...]

    def all_types(self) -> tuple[str, ...]:
        """Every asserted class IRI, in whatever graph, sorted."""
        prefix = f"<{RDF_TYPE}> <"
        other = [from_ntriples(_parse_residue(r)[1]) for r in self.residue if r.startswith(prefix)]
        return tuple(sorted({*self.types, *other})) if other else self.types

    def graphs(self) -> Graphs:
        """The numbers of all graphs with statements about the subject, sorted."""
        numbers = set(self.home)
        for text in self.elsewhere:
            numbers.update(_parse_graphs(text.rpartition(" ")[2]))
        return tuple(sorted(numbers))


# -- encode


def encode(subject: str, statements: Statements, model: Model, concluding: Collection[int]) -> Record:
    """The record of `subject` (an IRI or `_:label`); `statements`, at least one, are all about it.

    `concluding` are the numbers of the derived graphs. What only others state with a derived property is kept in
    the residue alone: it gives no value and leads nowhere.
    """
    home = _home(statements, model)
    draft = _RecordDraft(home)
    by_property: dict[str, list[str]] = {}
    for (predicate, obj), graphs in statements.items():
        term = model.properties.get(predicate)
        if predicate == RDF_TYPE:
            draft.add_type(obj, graphs)
        elif term is not None and is_concluded(term) and not set(concluding).intersection(graphs):
            draft.keep(predicate, obj, graphs)
        elif term is not None and (term.kind is not Kind.RELATION or is_single(term)):
            by_property.setdefault(predicate, []).append(obj)
        elif obj[0] == '"':
            draft.keep(predicate, obj, graphs)
        else:
            draft.link(predicate, obj, graphs)
    for predicate, objects in by_property.items():
        draft.project(model.properties[predicate], objects, statements)
    return Record(
        iri=subject,
        types=tuple(sorted(draft.types)),
        values=dict(sorted(draft.values.items())),
        approximate=tuple(sorted(draft.approximate)),
        residue=tuple(sorted(draft.residue)),
        home=home,
        edges=tuple(sorted(draft.edges, key=_edge_order)),
        elsewhere=tuple(_elsewhere(statements, home, draft.visible, model)),
    )


def _home(statements: Statements, model: Model) -> Graphs:
    """The graph set of most types and values (of most edges if there are none); ties by the smallest."""
    sets = set(statements.values())
    if len(sets) == 1:
        return sets.pop()
    # A composed label is the program's: the resource is at home where its sources are.
    stated = {s: g for s, g in statements.items() if s[0] != model.composed_label} or statements
    counts = Counter(g for s, g in stated.items() if not _is_edge(s, model)) or Counter(stated.values())
    return min(counts, key=lambda graphs: (-counts[graphs], graphs))


def _is_edge(statement: Statement, model: Model) -> bool:
    predicate, obj = statement
    if obj[0] == '"' or predicate == RDF_TYPE:
        return False
    term = model.properties.get(predicate)
    return term is None or term.kind is Kind.RELATION


class _RecordDraft:
    """A record under construction. `visible` are the predicates that appear outside the residue."""

    def __init__(self, home: Graphs) -> None:
        self.home = home
        self.types: list[str] = []
        self.values: dict[str, Native | list[Native]] = {}
        self.approximate: list[str] = []
        self.residue: list[str] = []
        self.edges: list[Edge] = []
        self.visible: set[str] = set()

    def keep(self, predicate: str, obj: str, graphs: Graphs) -> None:
        """Keep a statement exactly, in the residue."""
        place = "" if graphs == self.home else " @" + ",".join(map(str, graphs))
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

    def project(self, term: PropertyTerm, objects: list[str], statements: Statements) -> None:
        """Put objects that fit `term` into the values or edges, and into the residue what these do not give back."""
        if term.kind is Kind.RELATION:
            first = counting(term, objects)
            for obj in objects:
                add = self.link if obj == first else self.keep
                add(term.iri, obj, statements[term.iri, obj])
            return
        fitting: dict[str, tuple[tuple[str, ...], Native]] = {}
        for obj in objects:
            value = fit(term, obj)
            if value is None:
                self.keep(term.iri, obj, statements[term.iri, obj])
            else:
                fitting[obj] = (order_key(term, value), value)
        if not fitting:
            return
        self.visible.add(term.iri)
        chosen = dict(sorted(fitting.values()))
        exact = _fill(self.values, term, chosen)
        home = self.home
        if exact and all(
            statements[term.iri, obj] == home and _object(term, value) == obj
            for obj, (_, value) in fitting.items()
        ):
            return
        self.approximate.append(term.key)
        for obj in fitting:
            self.keep(term.iri, obj, statements[term.iri, obj])


def _fill(
    values: dict[str, Native | list[Native]], term: PropertyTerm, chosen: Mapping[tuple[str, ...], Native]
) -> bool:
    """Set the value or values of `term`; True if none was left out."""
    natives = list(chosen.values())[: 1 if is_single(term) else None]
    if term.kind is Kind.INTEGER and any(isinstance(v, str) for v in natives):
        natives = [str(v) for v in natives]  # a list of one type throughout, as Neo4j wants it
    values[term.key] = natives if is_list(term) else natives[0]
    return len(natives) == len(chosen)


def is_list(term: PropertyTerm) -> bool:
    """True if `Record.values` has a list for the property, even for one value."""
    return term.many or term.kind in _LISTS


def _object(term: PropertyTerm, value: Native) -> str:
    """The object in N-Triples that a native value gives back."""
    kind = term.kind
    if kind is Kind.IRI or kind is Kind.CODE:
        return f"<{value}>"  # never a blank node: `fit` leaves those to the residue
    if kind in AS_STATED:
        return str(value)
    if kind is Kind.TEXT:
        text, language = split_text(str(value))
        return join(text, language or "")
    return join(lexical(kind, value), "", term.datatype or STRING)


def _edge_order(edge: Edge) -> tuple[str, str]:
    return edge.predicate, edge.object


def _elsewhere(statements: Statements, home: Graphs, visible: set[str], model: Model) -> Iterator[str]:
    if set(statements.values()) == {home}:  # as of most subjects
        places = ",".join(map(str, home))
        for predicate in sorted({predicate for predicate, _ in statements}):
            is_known = predicate == RDF_TYPE or predicate in model.properties
            if not is_known or predicate not in visible:
                yield f"{predicate} {places}"
        return
    graphs_of: dict[str, set[int]] = defaultdict(set)
    for (predicate, _), graphs in statements.items():
        graphs_of[predicate].update(graphs)
    home_graphs = set(home)
    for predicate, union in sorted(graphs_of.items()):
        is_known = predicate == RDF_TYPE or predicate in model.properties
        if union != home_graphs or not is_known or predicate not in visible:
            yield f"{predicate} {','.join(map(str, sorted(union)))}"


# -- decode


def decode(record: Record, model: Model) -> dict[Statement, Graphs]:
    """Exactly the statements that `encode` made the record of."""
    return decoder(model)(record)


def decoder(model: Model) -> Callable[[Record], dict[Statement, Graphs]]:
    """`decode` for many records of one model."""
    terms = {term.key: term for term in model.properties.values()}

    def decode_one(record: Record) -> dict[Statement, Graphs]:
        home = record.home
        statements: dict[Statement, Graphs] = {(RDF_TYPE, f"<{t}>"): home for t in record.types}
        for key, value in record.values.items():
            if key not in record.approximate:
                term = terms[key]
                for one in value if isinstance(value, list) else (value,):
                    statements[term.iri, _object(term, one)] = home
        for edge in record.edges:
            statements[edge.predicate, to_ntriples(edge.object)] = (
                home if edge.graphs is None else edge.graphs
            )
        for text in record.residue:
            predicate, obj, graphs = _parse_residue(text)
            statements[predicate, obj] = home if graphs is None else graphs
        return statements

    return decode_one


def composed_labels(record: Record, model: Model) -> tuple[str, ...]:
    """The labels that the program composed for a resource, each as `text@language`."""
    term = model.properties.get(model.composed_label)
    return tuple(record.values.get(term.key, ())) if term else ()  # type: ignore[arg-type]


def source_statements(record: Record, model: Model) -> dict[Statement, Graphs]:
    """The statements of a record but for the labels that only the program makes."""
    statements, label = decode(record, model), model.composed_label
    for text in composed_labels(record, model):
        only = label, _object(model.properties[label], text)
        if len(statements.get(only, ())) == 1:
            del statements[only]
    return statements


def _parse_residue(text: str) -> tuple[str, str, Graphs | None]:
    # No object in N-Triples ends in a space, an at sign and digits; if the text does, these are the graphs.
    match = _RESIDUE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a residue: {text!r}")
    return match[1], match[2], _parse_graphs(match[3]) if match[3] else None


def _parse_graphs(text: str) -> Graphs:
    return tuple(int(n) for n in text.split(","))


# -- JSON, and classes


def to_json(record: Record) -> str:
    """All but the IRI and the edges: `[types, values, approximate, residue, home, elsewhere]`."""
    parts = (
        record.types,
        record.values,
        record.approximate,
        record.residue,
        record.home,
        record.elsewhere,
    )
    return orjson.dumps(parts).decode()


def from_json(iri: str, text: str, edges: Sequence[Edge]) -> Record:
    """The record that `to_json` wrote, with its IRI and its edges in any order."""
    parts: list[Any] = orjson.loads(text)
    types, values, approximate, residue, home, elsewhere = parts
    ordered = tuple(sorted(edges, key=_edge_order))
    return Record(
        iri, tuple(types), values, tuple(approximate), tuple(residue), tuple(home), ordered, tuple(elsewhere)
    )


def class_path(types: Iterable[str], model: Model) -> str:
    """The GraphQL types that a resource of classes `types` can have: type names joined by `|`, best first.

    They are the most specific exposed classes among the types and their ancestors, by rank, then IRI; the
    empty string if there is none.
    """
    known = exposed_classes(types, model)
    above = {c: set(model.superclasses[c]) for c in known}
    best = [c for c in known if not any(c in above[k] and k not in above[c] for k in known)]
    best.sort(key=lambda c: (-model.classes[c].rank, c))
    return "|".join(model.classes[c].type_name for c in best)


def exposed_classes(types: Iterable[str], model: Model) -> tuple[str, ...]:
    """The IRIs of all exposed classes that a resource of classes `types` belongs to, sorted."""
    return tuple(sorted({c for t in types for c in model.exposed_ancestry(t)}))
