"""The rows that records have in the tables, made without the file: in processes beside the one that writes it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import orjson

from loaders.nquads.lines import by_subject
from loaders.processes import Processes
from loaders.stores.records import recorder
from ontology.files import OntologyFile
from ontology.model import Model
from ontology.read import read_model
from ontology.record import Record, class_path, exposed_classes, to_json
from ontology.search_lines import SearchLines, tokens_of
from ontology.storage import TEXTS
from ontology.values.keys import sort_key
from ontology.values.text_forms import forms_of

_BATCH = 4_000
"""Lines of which the rows are made at once; a subject is never divided."""
TextColumns = tuple[str, str, bool, str, str, str | None, str, str]
LineColumns = tuple[int, int, str, str]


class ResourceRows(NamedTuple):
    """The rows of one resource, whose classes, properties and objects are IRIs: the file numbers them.

    `path` is its class path, `classes` are its exposed classes, `record` is its record in JSON. The others are the
    columns of a table after the subject; `words` is its row of `search`, empty if it has none.
    """

    iri: str
    path: str
    classes: tuple[str, ...]
    record: str
    edges: list[tuple[str, str, str | None]]
    values: list[tuple[str, str | float]]
    texts: list[TextColumns]
    lines: list[LineColumns]
    words: str


class RecordRows:
    """Makes the rows of records of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._terms = {term.key: (term, term.iri, term.kind in TEXTS) for term in model.properties.values()}
        self._lines = SearchLines(model)
        self._paths: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}

    def rows(self, record: Record) -> ResourceRows:
        """All rows of a record."""
        path, classes = self.classes(record.all_types())
        values: list[tuple[str, str | float]] = []
        texts: list[TextColumns] = []
        for key, value in record.values.items():
            term, iri, is_text = self._terms[key]
            if is_text:
                for t in forms_of(term, value):
                    latin = None if t.latin == t.sort else t.latin
                    texts.append((iri, t.lang, t.best, t.text, t.sort, latin, t.fold, t.words))
            elif isinstance(value, list):
                values += [(iri, sort_key(term.kind, one)) for one in value]
            else:
                values.append((iri, sort_key(term.kind, value)))
        lines = [(one.weight, one.size, one.lang, one.text) for one in self._lines.lines(record.values, path)]
        return ResourceRows(
            iri=record.iri,
            path=path,
            classes=classes,
            record=to_json(record),
            edges=[
                (one.predicate, one.object, None if one.graphs is None else orjson.dumps(one.graphs).decode())
                for one in record.edges
            ],
            values=values,
            texts=texts,
            lines=lines,
            words=words_of([line for *_, line in lines]),
        )

    def classes(self, types: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """The class path of a resource of these types, and all its exposed classes."""
        known = self._paths.get(types)
        if known is None:
            model = self._model
            known = self._paths[types] = class_path(types, model), tuple(exposed_classes(types, model))
        return known


def words_of(lines: Collection[str]) -> str:
    """The row of `search` of a resource with these lines, empty if it has none."""
    return " ".join(sorted(tokens_of(lines))) if lines else ""


class LineRows(NamedTuple):
    """Makes the rows of sorted lines, by the model of an ontology and the numbers of all graphs."""

    files: tuple[OntologyFile, ...]
    base: str
    gids: tuple[tuple[str, int], ...]

    def iter_batches(self, lines: Iterable[bytes], beside: Processes) -> Iterator[list[ResourceRows]]:
        """The rows of all resources, in batches, in the order of the lines."""
        return beside.in_order(self._rows, _iter_batches(lines))

    def _rows(self, batch: bytes) -> list[ResourceRows]:
        return _maker(self)(batch.split(b"\n"))


@lru_cache(maxsize=1)  # a memo: all batches of a load are made in one way
def _maker(of: LineRows) -> Callable[[list[bytes]], list[ResourceRows]]:
    model = read_model(of.files, of.base)
    records, rows = recorder(dict(of.gids), model), RecordRows(model).rows
    return lambda lines: [rows(record) for record in records(lines)]


def _iter_batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    batch: list[bytes] = []
    for _, about in by_subject(lines):
        batch += about
        if len(batch) >= _BATCH:
            yield b"\n".join(batch)
            batch = []
    if batch:
        yield b"\n".join(batch)
