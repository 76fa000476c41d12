"""The named graph that each statement goes into, and the reserved names."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pyoxigraph import NamedNode

from loaders.reading.read_error import ReadError, raise_all
from loaders.reading.sources import Source
from ontology.errors import DataError, UsageError
from ontology.iris import derived_graphs

_CLASH_HINT = "rename one of the files, or load both into one graph with --graph IRI"


def derived_name(base: str, stem: str) -> str:
    """`{base}graph/file/{stem}`, NFC and percent-encoded: the graph of a file's statements that name none."""
    encoded = quote(unicodedata.normalize("NFC", stem), safe="", errors="surrogateescape")
    return f"{base}graph/file/{encoded}"


def reserved_names(base: str) -> frozenset[str]:
    """The graphs that the program itself writes; no input may have statements in them."""
    return frozenset(derived_graphs(base))


@dataclass(frozen=True, slots=True)
class Placement:
    """The rules of one load: `graph` is the name for statements without one, if it is given.

    Raises UsageError if that name is not an IRI or is reserved.
    """

    base: str
    graph: str | None = None
    _owners: dict[str, str] = field(default_factory=dict)  # derived name -> the file that has it

    def __post_init__(self) -> None:
        if self.graph is None:
            return
        try:
            NamedNode(self.graph)
        except ValueError as error:
            raise UsageError(
                f"{self.graph!r} is not an IRI: {error}",
                hint="give a whole IRI as --graph, such as https://…",
            ) from None
        if self.graph in reserved_names(self.base):
            raise UsageError(f"the graph <{self.graph}> is reserved", hint="choose another name")

    def refuse_clashes(self, sources: Sequence[Source]) -> None:
        """Raise early for two files with one name, and for standard input without one.

        Files that can name their graphs are checked when they have a statement without a graph name.
        """
        clashes: list[DataError] = []
        for source in sources:
            if not source.format.holds_graphs:
                try:
                    self.of(source).default()
                except ReadError as clash:
                    clashes.append(clash)
        raise_all(clashes, len(sources))

    def of(self, source: Source) -> "InputPlacement":
        """The placement of one input's statements."""
        return InputPlacement(self, source, reserved_names(self.base))

    def claim(self, source: Source) -> str:
        """The graph for the input's statements without a graph name; raises if another file has it."""
        if self.graph is not None:
            return self.graph
        if source.stem is None:
            raise UsageError(
                "standard input has statements without a graph name", hint="name the graph with --graph IRI"
            )
        name = derived_name(self.base, source.stem)
        owner = self._owners.setdefault(name, source.name)
        if owner != source.name:
            raise ReadError(source.name, f"would have the same graph as {owner}, <{name}>", hint=_CLASH_HINT)
        return name


@dataclass(slots=True)
class InputPlacement:
    """The placement of one input's statements; the default graph's name is claimed when it is first needed."""

    placement: Placement
    source: Source
    reserved: frozenset[str]
    _default: NamedNode | None = None

    def default(self) -> NamedNode:
        """The graph for statements without a graph name."""
        if self._default is None:
            self._default = NamedNode(self.placement.claim(self.source))
        return self._default

    def check(self, name: str) -> None:
        """Raise ReadError if a statement names a reserved graph."""
        if name in self.reserved:
            raise ReadError(
                self.source.name,
                f"has statements in the graph <{name}>, which is reserved for the program's conclusions",
                hint="remove them (they are derived anew), or give the graph another name",
            )
