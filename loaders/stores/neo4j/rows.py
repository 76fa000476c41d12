"""Records as nodes and relationships of Neo4j, and back, without a driver."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from ontology import storage
from ontology.model import Kind, Model
from ontology.record import Edge, Record, class_path, exposed_classes
from ontology.search_lines import SearchLines, tokens_of
from ontology.storage import (
    SEARCHED_BY_KEY,
    TEXTS,
    fold_property,
    key_of_property,
    latin_property,
    nfc_property,
    search_property,
    sort_property,
    value_property,
    words_property,
)
from ontology.values.keys import sort_key
from ontology.values.text_forms import TextForms, forms_of

Row = dict[str, Any]
NodeRow = tuple[list[str], Row]
"""The labels beside `Resource`, and the properties."""
EdgeRow = tuple[str, str, str, Row]
"""The subject, the object, the type and the properties of a relationship."""


class NodeWriter:
    """Rows for the nodes and relationships of one generation, by the model's names."""

    def __init__(self, model: Model, generation: int, labels: Collection[int]) -> None:
        """`labels` are the numbers of the graphs of composed labels, which are not sources of what they describe."""
        self._model = model
        self._generation, self._labels_in = generation, frozenset(labels)
        self._terms = {term.key: term for term in model.properties.values()}
        self._lines = SearchLines(model)
        self._types = {
            iri: term.relationship for iri, term in model.properties.items() if term.kind is Kind.RELATION
        }

    def node(self, record: Record) -> NodeRow:
        """The row of a described resource."""
        types = record.all_types()
        row: Row = {
            storage.GENERATION: self._generation,
            storage.IRI: record.iri,
            storage.CLASS: class_path(types, self._model),
            storage.HOME: list(record.home),
            storage.GRAPHS: [number for number in record.graphs() if number not in self._labels_in],
        }
        for name, texts in (
            (storage.TYPES, record.types),
            (storage.APPROXIMATE, record.approximate),
            (storage.RESIDUE, record.residue),
            (storage.ELSEWHERE, record.elsewhere),
        ):
            if texts:
                row[name] = list(texts)
        self._add_values(row, record)
        labels = (self._model.classes[c].type_name for c in exposed_classes(types, self._model))
        return sorted(labels), row

    def _add_values(self, row: Row, record: Record) -> None:
        """Add the values, with the forms by which they are searched, compared and sorted."""
        for key, value in record.values.items():
            row[value_property(key)] = value
            term = self._terms[key]
            if term.kind in TEXTS:
                texts = forms_of(term, value)
                composed = _composed(value)
                if composed != value:
                    row[nfc_property(key)] = composed
                _add_texts(row, key, texts)
            elif term.kind in SEARCHED_BY_KEY:
                row[search_property(key)] = (
                    [sort_key(term.kind, one) for one in value]
                    if isinstance(value, list)
                    else sort_key(term.kind, value)
                )
        lines = list(self._lines.lines(record.values, row[storage.CLASS]))
        if lines:
            row[storage.WORDS] = sorted(tokens_of([line.text for line in lines]))
            row[storage.SEARCHED] = sorted({f"{x.weight},{x.size},{x.lang}{x.text}" for x in lines})

    def edges(self, record: Record) -> Iterator[EdgeRow]:
        """The rows of the relationships that start at a resource."""
        for edge in record.edges:
            row: Row = {}
            kind = self._types.get(edge.predicate)
            if kind is None:
                kind = storage.UNKNOWN_RELATION
                row[storage.RELATION_PREDICATE] = edge.predicate
            if edge.graphs is not None:
                row[storage.RELATION_GRAPHS] = list(edge.graphs)
            yield record.iri, edge.object, kind, row

    def relationships(self) -> list[str]:
        """The relationship types, each with its predicate's IRI, as `predicates` reads them."""
        return [f"{kind} {iri}" for iri, kind in sorted(self._types.items())]


def _add_texts(row: Row, key: str, texts: Iterable[TextForms]) -> None:
    row[fold_property(key)] = list(dict.fromkeys(f"{t.fold}@{t.lang}" for t in texts))
    row[words_property(key)] = list(dict.fromkeys(f"{t.words}@{t.lang}" for t in texts))
    row[sort_property(key)] = sort = _collated((t.sort, t.lang, t.best) for t in texts)
    latin = _collated((t.latin, t.lang, t.best) for t in texts)
    if latin != sort:
        row[latin_property(key)] = latin


def _collated(keys: Iterable[tuple[str, str, bool]]) -> list[str]:
    """Collation keys with their languages, each once, and the best text's key."""
    keys = tuple(keys)
    elements = dict.fromkeys(f"{key}@{lang}" for key, lang, _ in keys)
    return [*elements, *(f"{key}@{storage.BEST}" for key, _, best in keys if best)]


def _composed(value: Any) -> Any:
    """A text or several in NFC."""
    return [_composed(one) for one in value] if isinstance(value, list) else normalize("NFC", str(value))


def predicates(relationships: Iterable[str]) -> dict[str, str]:
    """The predicate's IRI by relationship type."""
    return dict(text.rsplit(" ", 1) for text in relationships)


def record_of(
    properties: Mapping[str, Any], edges: Iterable[list[Any]], predicate: Mapping[str, str]
) -> Record:
    """The record of a node. Each edge is `[type, p, object, graphs]`."""
    relations = [
        Edge(p if p is not None else predicate[kind], obj, None if graphs is None else tuple(graphs))
        for kind, p, obj, graphs in edges
    ]
    return Record(
        iri=properties[storage.IRI],
        types=tuple(properties.get(storage.TYPES, ())),
        values={k: v for name, v in properties.items() if (k := key_of_property(name)) is not None},
        approximate=tuple(properties.get(storage.APPROXIMATE, ())),
        residue=tuple(properties.get(storage.RESIDUE, ())),
        home=tuple(properties[storage.HOME]),
        edges=tuple(sorted(relations, key=lambda e: (e.predicate, e.object))),
        elsewhere=tuple(properties.get(storage.ELSEWHERE, ())),
    )
