"""Files into statements, each in its named graph, for `load` and `validate`.

    for quad in read([Path("a.ttl"), Path("folder")], graph=None, format=None, base=base): …

Nothing is normalised but language tags, which become lower case. Blank nodes of different files stay
apart: `_:x` of the n-th file is `_:f{n}_x`. Nothing is fetched from the network.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from loaders.nquads.graph_files import hash_of_file
from loaders.reading.compression import iter_plain
from loaders.reading.delivered import DeliveredBytes, DeliveredFile, OnDelivered
from loaders.reading.limits import InputLimits, SizeWatch
from loaders.reading.parser import iter_statements
from loaders.reading.placement import Placement
from loaders.reading.places import locate
from loaders.reading.read_error import ReadError, raise_all
from loaders.reading.sources import InputChoice, Source, Stdin, given_tables, list_sources
from ontology.errors import DataError, UsageError

if TYPE_CHECKING:
    from loaders.tables.days import TwoReadings

__all__ = ["InputChoice", "ReadError", "ReadRun", "Stdin", "read"]


def read(  # noqa: PLR0913 - all but the first are flags or listeners
    sources: Sequence[Path | Stdin],
    *,
    graph: str | None = None,
    format: str | InputChoice | None = None,  # noqa: A002 - the name of the flag
    base: str,
    on_bytes: Callable[[int], None] | None = None,
    on_two_readings: "Callable[[TwoReadings], None] | None" = None,
    on_delivered: OnDelivered | None = None,
) -> Iterator[Quad]:
    """The statements of files, folders and standard input, in the order given.

    `graph` is the graph for statements without a graph name; without it, those of each file go into
    `{base}graph/file/{name}`. `format` is that of standard input and of files of unknown suffix.
    `on_bytes` is called with the number of raw bytes read, for progress, `on_two_readings` with each column of a table
    whose days could be read the other way round, `on_delivered` with each file that was read.

    Raises ReadError, also for what exceeds the limits of `format`, or UsageError for the call. Errors in the call or
    in the files' names are raised at once, those inside the files at the end: of a file that has one nothing more is
    given, and none of the files after it, but these are read too, so that all bad files are named (`UnreadableFiles`).
    """
    choice = format if isinstance(format, InputChoice) else InputChoice(format)
    inputs = list_sources(sources, choice)
    placement = Placement(base, graph)
    placement.refuse_clashes(inputs)
    if tables := given_tables(sources):
        _refuse_unused(tables, inputs)
    reading = ReadRun(placement, on_bytes or _ignore, choice.limits, on_two_readings, on_delivered)
    return reading.iter_sources(inputs)


def _ignore(_count: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class ReadRun:
    """One run over several inputs: the graphs that statements go to, the listeners, and the limits."""

    placement: Placement
    on_bytes: Callable[[int], None]
    limits: InputLimits
    on_two_readings: "Callable[[TwoReadings], None] | None" = None
    on_delivered: OnDelivered | None = None

    def iter_sources(self, sources: Sequence[Source]) -> Iterator[Quad]:
        """The placed statements of all inputs up to the first error; raises it after all have been read."""
        errors: list[DataError] = []
        for number, source in enumerate(sources):
            try:
                quads = self.iter_source(number, source)
                if errors:
                    deque(quads, maxlen=0)
                else:
                    yield from quads
            except DataError as error:
                errors.append(error)
        raise_all(errors, len(sources))

    def iter_source(self, number: int, source: Source) -> Iterator[Quad]:
        """The placed statements of input `number`; raises ReadError if there are none."""
        graphs, watch = _NamedGraphs(), SizeWatch(self.limits, self.on_bytes)
        content = DeliveredBytes(watch.add)
        quads = graphs.noting(self._iter_placed(f"f{number}", source, content, watch))
        first = next(quads, None)
        if first is None:
            raise ReadError(
                source.name,
                "has no statements",
                line=1,
                hint="check that it is the right file and complete, or leave it out",
            )
        yield first
        yield from quads
        if self.on_delivered is not None:
            for file in self._delivered(source, content, tuple(sorted(graphs.names))):
                self.on_delivered(file)

    def _delivered(
        self, source: Source, content: DeliveredBytes, graphs: tuple[str, ...]
    ) -> Iterator[DeliveredFile]:
        """The files that an input consists of: itself, or a mapping with its tables."""
        if source.format.syntax is not None:
            yield content.file("-" if source.path is None else source.path.name, graphs)
            return
        from loaders.tables.tabular import read_mapping  # noqa: PLC0415 - most loads have no tables

        mapping = cast("Path", source.path)
        for path in dict.fromkeys((mapping, *(table.path for table in read_mapping(mapping).tables))):
            yield DeliveredFile(path.name, path.stat().st_size, hash_of_file(path), graphs)

    def _iter_placed(
        self, prefix: str, source: Source, content: DeliveredBytes, watch: SizeWatch
    ) -> Iterator[Quad]:
        place = self.placement.of(source)
        labels = _BlankLabels(prefix)
        last = None
        for quad in self._iter_parsed(source, content, watch):
            name = quad.graph_name
            graph: NamedNode | BlankNode
            if isinstance(name, NamedNode):
                if name != last:  # most are in the same as the one before
                    place.check(name.value)
                    last = name
                graph = name
            elif isinstance(name, BlankNode):
                graph = labels.relabel(name)
            else:
                graph = place.default()
            subject, value = quad.subject, quad.object
            if isinstance(value, Literal) and len(value.value) > self.limits.literal:
                raise self._too_long(source, quad)
            is_blank = isinstance(subject, BlankNode) or isinstance(value, BlankNode)
            if is_blank or graph is not name:
                subject = labels.relabel(subject) if isinstance(subject, BlankNode) else subject
                value = labels.relabel(value) if isinstance(value, BlankNode) else value
                quad = Quad(subject, quad.predicate, value, graph)  # noqa: PLW2901 - the placed one
            yield quad

    def _iter_parsed(self, source: Source, content: DeliveredBytes, watch: SizeWatch) -> Iterator[Quad]:
        if source.format.syntax is None:
            yield from self._iter_table(source)
            return
        with source.open() as stream:
            pieces = iter_plain(stream, source.format.compression, source.name, content.add)
            within = watch.iter_within(pieces)
            yield from iter_statements(within, source.format.syntax, source.name, source.document)

    def _iter_table(self, source: Source) -> Iterator[Quad]:
        from loaders.tables.tabular import iter_quads, read_mapping  # noqa: PLC0415 - most loads have no tables

        if source.path is None:
            raise UsageError(
                "a table's mapping cannot come from standard input", hint="give the name of the .toml file"
            )
        if source.document is not None:
            raise UsageError(
                f"{source.name}: a table has no relative IRIs", hint="leave out --document for this file"
            )
        mapping = read_mapping(source.path)
        for table in mapping.tables:
            if not source.may_read(table.path):
                raise ReadError(
                    source.name,
                    f"names the table {table.path}, which is outside its folder",
                    hint="put the table beside the mapping, or name both files in the command",
                )
            if table.path.is_file() and table.path.stat().st_size > self.limits.size:
                problem, hint = self.limits.too_large
                raise ReadError(str(table.path), problem, hint=hint)
        return iter_quads(mapping, self.placement.base, self.on_two_readings)

    def _too_long(self, source: Source, quad: Quad) -> ReadError:
        """The error about a literal that exceeds the limit."""
        subject, place = quad.subject, None
        if source.path is not None and isinstance(subject, NamedNode):
            place = locate([source.path], subject.value, quad.predicate.value)
        length = len(cast("Literal", quad.object).value)
        return ReadError(
            source.name,
            f"the value of {quad.predicate} of {subject} has {length:,} characters; "
            f"at most {self.limits.literal:,} are allowed",
            line=place[1] if place else None,
            hint="keep the text in a file and refer to it by its address, or raise the limit with --max-literal",
        )


@dataclass(slots=True)
class _NamedGraphs:
    """The names of the graphs of statements."""

    names: set[str] = field(default_factory=set)
    last: object = None

    def noting(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The statements; the graph of each is added. Most are in the same as the one before."""
        for quad in quads:
            graph = quad.graph_name
            if graph != self.last:
                self.last = graph
                if isinstance(graph, NamedNode):
                    self.names.add(graph.value)
            yield quad


@dataclass(frozen=True, slots=True)
class _BlankLabels:
    """The labels that the blank nodes of one input get, so that they stay apart from those of others."""

    prefix: str

    def relabel(self, node: BlankNode) -> BlankNode:
        try:
            return BlankNode(f"{self.prefix}_{node.value}")
        except ValueError:  # XML and JSON allow labels that N-Triples does not, such as "x."
            return BlankNode(f"{self.prefix}x_{node.value.encode().hex()}")


def _refuse_unused(tables: Collection[Path], inputs: Iterable[Source]) -> None:
    """Raise ReadError for a table that no mapping among the inputs reads."""
    from loaders.tables.tabular import MappingError, read_mapping  # noqa: PLC0415 - most loads have no tables

    used: set[Path] = set()
    for source in inputs:
        if source.path is not None and source.format.syntax is None:
            with suppress(MappingError):  # reported when it is read
                used.update(table.path.resolve() for table in read_mapping(source.path).tables)
    for table in sorted(set(tables) - used):
        raise ReadError(
            str(table), "is not read by the mappings given", hint="leave it out, or add its mapping"
        )
