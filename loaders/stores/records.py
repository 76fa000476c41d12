"""From lines to the records of a whole release, and to the records that differ between two."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from loaders.batches import batches
from loaders.nquads.lines import by_subject, join_line, split_line
from loaders.stores.port import Store
from ontology.model import Model
from ontology.record import Graphs, Record, Statement, decoder
from ontology.record_encoder import encoder
from ontology.values.literals import from_ntriples, to_ntriples

_BATCH = 2_000


def iter_records(lines: Iterable[bytes], gids: Mapping[str, int], model: Model) -> Iterator[Record]:
    """The records of sorted lines, in which the statements about one subject follow each other."""
    return recorder(gids, model)(lines)


def recorder(gids: Mapping[str, int], model: Model) -> Callable[[Iterable[bytes]], Iterator[Record]]:
    """`iter_records` for many parts of one release; no subject may be in two of them."""
    by_term = {to_ntriples(iri).encode(): (gid,) for iri, gid in gids.items()}
    encode = encoder(model, model.derived_numbers({gid: iri for iri, gid in gids.items()}))
    predicates: dict[bytes, str] = {}

    def iter_records_of(lines: Iterable[bytes]) -> Iterator[Record]:
        for subject, about in by_subject(lines):
            statements: dict[Statement, Graphs] = {}
            for line in about:
                _, term, rest = line.split(b" ", 2)
                obj, graph, _ = rest.rsplit(b" ", 2)
                predicate = predicates.get(term)
                if predicate is None:
                    predicate = predicates[term] = from_ntriples(term.decode())
                statement, number = (predicate, obj.decode()), by_term[graph]
                others = statements.get(statement)
                statements[statement] = number if others is None else tuple(sorted({*others, *number}))
            yield encode(from_ntriples(subject.decode()), statements)

    return iter_records_of


def iter_record_lines(records: Iterable[Record], graphs: Mapping[int, str], model: Model) -> Iterator[bytes]:
    """The lines of records, in no particular order; only those of `graphs`, which are given by number."""
    names = {gid: to_ntriples(iri) for gid, iri in graphs.items()}
    decode = decoder(model)
    for record in records:
        subject = to_ntriples(record.iri)
        yield from [
            join_line(subject, f"<{predicate}>", obj, names[gid])
            for (predicate, obj), gids in decode(record).items()
            for gid in gids
            if gid in names
        ]


@dataclass(slots=True)
class RecordDifference:
    """The statements that only one of two releases has, by subject; a statement is (p, o, gid)."""

    removed: dict[str, set[tuple[str, str, int]]] = field(default_factory=lambda: defaultdict(set))
    added: dict[str, set[tuple[str, str, int]]] = field(default_factory=lambda: defaultdict(set))

    @property
    def subjects(self) -> frozenset[str]:
        """All subjects with different statements."""
        return frozenset(self.removed) | frozenset(self.added)

    def iter_statements(self, old: Store, model: Model) -> Iterator[tuple[str, dict[Statement, Graphs]]]:
        """Each changed subject with all its statements in the new release, perhaps none.

        `old` is the store at the release before.
        """
        decode = decoder(model)
        for batch in batches(sorted(self.subjects), _BATCH):
            before = {record.iri: decode(record) for record in old.records(batch)}
            for iri in batch:
                yield iri, self._changed(iri, before.get(iri, {}))

    def _changed(self, iri: str, before: Mapping[Statement, Graphs]) -> dict[Statement, Graphs]:
        now = {statement: set(graphs) for statement, graphs in before.items()}
        for predicate, obj, gid in self.removed.get(iri, ()):
            now[predicate, obj].discard(gid)
        for predicate, obj, gid in self.added.get(iri, ()):
            now.setdefault((predicate, obj), set()).add(gid)
        return {statement: tuple(sorted(graphs)) for statement, graphs in now.items() if graphs}


def difference(
    old: Iterable[bytes], new: Iterable[bytes], old_gids: Mapping[str, int], new_gids: Mapping[str, int]
) -> RecordDifference:
    """The difference between the lines `old` and `new`; each side needs only the graphs that changed."""
    before, after = set(old), set(new)
    differing = RecordDifference()
    _sort_in(before - after, differing.removed, old_gids)
    _sort_in(after - before, differing.added, new_gids)
    return differing


def _sort_in(
    lines: Collection[bytes], into: dict[str, set[tuple[str, str, int]]], gids: Mapping[str, int]
) -> None:
    by_term = {to_ntriples(iri): gid for iri, gid in gids.items()}
    for line in lines:
        subject, predicate, obj, graph = split_line(line)
        into[from_ntriples(subject)].add((from_ntriples(predicate), obj, by_term[graph]))
