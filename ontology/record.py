"""The record of all statements about one subject: *typed projection + exact residue*, and the way back to them.

The projection holds native values to query. The residue beside it keeps whatever the projection cannot give back
character by character, so that `decode(encode(x)) == x` for all RDF 1.1
(`ontology.record_encoder`). Both stores hold records.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from ontology.model import Kind, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.values.datatypes import Native
from ontology.values.keys import lexical
from ontology.values.languages import split_text
from ontology.values.literals import STRING, from_ntriples, join, to_ntriples
from ontology.values.property_values import AS_STATED

Graphs = tuple[int, ...]
Statement = tuple[str, str]
"""A predicate's IRI and an object in N-Triples."""
Statements = Mapping[Statement, Graphs]
"""The statements about one subject, each with the sorted numbers of the graphs that make it."""

_LISTS = frozenset((Kind.TEXT, Kind.LITERAL))


class Edge(NamedTuple):
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


# -- decode


def is_list(term: PropertyTerm) -> bool:
    """True if `Record.values` has a list for the property, even for one value."""
    return term.many or term.kind in _LISTS


def object_of(term: PropertyTerm, value: Native) -> str:
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


edge_order: Callable[[Edge], tuple[str, str]] = itemgetter(0, 1)
"""The key by which the edges of a record are sorted: the predicate, then the object."""


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
                    statements[term.iri, object_of(term, one)] = home
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
        only = label, object_of(model.properties[label], text)
        if len(statements.get(only, ())) == 1:
            del statements[only]
    return statements


def _parse_residue(text: str) -> tuple[str, str, Graphs | None]:
    # No object in N-Triples ends in a space, an at sign and digits; if the text does, these are the graphs.
    predicate, mark, rest = text[1:].partition("> ")
    if not (mark and text.startswith("<")):
        raise ValueError(f"not a residue: {text!r}")
    obj, mark, graphs = rest.rpartition(" @")
    if mark and graphs.isascii() and graphs.replace(",", "").isdigit():
        return predicate, obj, _parse_graphs(graphs)
    return predicate, rest, None


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
    ordered = tuple(sorted(edges, key=edge_order))
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
