"""What a special root field is, and what it is answered with.

A function that plans one gets a `Planning` and gives a `Special`; `roots.SPECIALS` names them all. Whatever
resources are selected inside are planned by the ordinary planner as `Resources`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from graphql import FieldNode

from graph_api.history.archive import Archive
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.document import ABSENT, Document, operand
from graph_api.plan.operands import iris
from graph_api.plan.planner import Planner
from graph_api.plan.walk import Between, Edges, Step
from graph_api.respond.rows import count_rows
from graph_api.respond.values import Asked, text_writer
from graph_api.respond.writer import Write, write_resource
from graph_api.stores.port import FoundEdge, Reader, Session
from ontology.iris import local_name
from ontology.model import Model, Text
from ontology.record import Graphs, Record, Statement, decoder

_KNOWN = p.Root(
    key=":known",
    of=None,
    level=p.Level(),
    output=p.Selection(None, {}, p.Level()),
    among=Operand(iris, variable=":known"),
)


class Special(Protocol):
    """A planned root field. It is kept and answered many times, so it holds nothing of one request."""

    def arguments(self) -> Iterable[Operand]:
        """Arguments whose values are refused before anything is asked if they cannot be."""

    async def answer(self, asking: "Asking") -> Any:
        """Its value in the answer, ready for JSON. Raises `QueryError` on values that cannot be."""


PlanSpecial: TypeAlias = Callable[["Planning"], Special]


@dataclass(frozen=True, slots=True)
class Resources:
    """Resources that are selected somewhere inside, whatever IRIs it will be that stand there."""

    root: p.Root
    write: Write


@dataclass(frozen=True, slots=True)
class Planning:
    """One document while a special root field of it is planned: its response key and its nodes."""

    planner: Planner
    document: Document
    key: str
    nodes: Sequence[FieldNode]
    selected: list[p.Root]
    """What is planned to be read of resources that stand inside such fields of the document; it grows."""

    @property
    def model(self) -> Model:
        """The ontology."""
        return self.planner.model

    def fields(
        self, type_name: str, nodes: Sequence[FieldNode]
    ) -> tuple[tuple[str, str, list[FieldNode]], ...]:
        """What is selected in an object type: response keys, field names, and the nodes of each."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        grouped = self.document.collect(type_name, sets)
        return tuple((key, inner[0].name.value, inner) for key, inner in grouped.items())

    @property
    def as_of(self) -> object:
        """The day on which what is found has to hold: a date, a `Variable`, or None: any."""
        return self.document.given(self.nodes[0], "asOf")

    def argument(self, name: str, convert: Callable[[object], object]) -> Operand:
        """An argument that is read when the question is asked; absent is null."""
        return operand(self.document.given(self.nodes[0], name), convert)

    def given(self, name: str) -> object:
        """An argument that the plan depends on (a name in `operation.SHAPING`); absent is null."""
        value = self.document.argument(self.nodes[0], name)
        return None if value is ABSENT else value

    def resources(self, place: str, nodes: Sequence[FieldNode], target: str | None = None) -> Resources:
        """The resources of class `target` that are selected at a `place`, a name of its own within the field."""
        root = self.planner.computed(f"{self.key}:{place}", target, self.document, nodes, self.as_of)
        self.selected.append(root)
        return Resources(root, write_resource(root, self.model))

    def source_graphs(self, place: str, nodes: Sequence[FieldNode]) -> Resources:
        """As `resources`, for a field `sources`."""
        return self.resources(place, nodes, self.planner.source_graph)

    def label(self, nodes: Sequence[FieldNode]) -> Callable[[str, Asked], Any]:
        """Writes the ontology's label of a term, by IRI; the IRI's last part if it has none."""
        write, labels = text_writer(self.words(nodes)), self.model.labels
        return lambda iri, asked: write(labels.get(iri, Text({})), local_name(iri), asked)

    def words(self, nodes: Sequence[FieldNode]) -> p.Words:
        """A selection of a `LangText`, with its `lang`."""
        return self.planner.words(self.document, nodes)


@dataclass
class Asking:
    """One question while it is answered: the release to ask, the reader's variables and languages.

    It notes what was read for all special fields of the question.
    """

    session: Session
    reader: Reader
    asked: Asked
    archive: Archive | None = None
    _read: list[tuple[p.Root, Any]] = field(default_factory=list)
    _met: int = 0

    @cached_property
    def decode(self) -> Callable[[Record], dict[Statement, Graphs]]:
        """Reads what is said about a resource from its record."""
        return decoder(self.model)

    @property
    def model(self) -> Model:
        """The ontology of the release that answers."""
        return self.reader.model

    async def elsewhere(
        self, reader: Reader, *wanted: tuple[Resources, Sequence[str]]
    ) -> list[dict[str, Any]]:
        """As `resources`, from another release; the statements count here."""

        async def ask(session: Session) -> list[dict[str, Any]]:
            other = Asking(session, reader, self.asked)
            found = await other.resources(*wanted)
            self.session.statements += session.statements
            self._met += other.count_rows()
            return found

        return await reader.ask(ask)

    def value(self, argument: Operand) -> Any:
        """The value of an argument in this request."""
        return argument.bind(self.asked.variables)

    def count_rows(self) -> int:
        """How many rows were read so far."""
        return self._met + sum(count_rows(root, found) for root, found in self._read)

    async def rows(self, roots: Sequence[p.Root], computed: Mapping[str, object]) -> Mapping[str, Any]:
        """The rows of roots, by their keys; `computed` variables are there beside those of the request."""
        found = await self.session.rows(roots, {**self.asked.variables, **computed})
        self._read += [(root, found[root.key]) for root in roots]
        return found

    async def is_known(self, iri: str) -> bool:
        """Whether there is a resource of this IRI, described or only referred to."""
        found = await self.rows((_KNOWN,), {_KNOWN.key: iri})
        return bool(found[_KNOWN.key])

    async def resources(self, *wanted: tuple[Resources, Sequence[str]]) -> list[dict[str, Any]]:
        """For each selection with the IRIs to stand there: what to answer, by IRI. Unknown IRIs are left out."""
        computed = {resources.root.key: list(dict.fromkeys(among)) for resources, among in wanted}
        rows = await self.rows([resources.root for resources, _ in wanted], computed)
        return [
            {row[0]: resources.write(row, self.asked) for row in rows[resources.root.key]}
            for resources, _ in wanted
        ]

    async def neighbours(self, step: Step) -> Sequence[str]:
        """What one step of a walk leads to, by IRI."""
        found = await self.session.neighbours(step, self.asked.variables)
        self._met += len(found)
        return found

    async def pairs(self, step: Step) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk, in the order of its starts, then by IRI."""
        found = await self.session.pairs(step, self.asked.variables)
        self._met += len(found)
        return found

    async def edges(self, edges: Edges | Between) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        found = await self.session.edges(edges)
        self._met += len(found)
        return found
