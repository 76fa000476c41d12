"""Executing computed fields: what one is when it is planned, and what it has at hand while it is answered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from graph_api.history.archive import Archive
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.operands import iris
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep
from graph_api.respond.rows import count_rows
from graph_api.respond.values import AnswerContext
from graph_api.respond.writer import Write
from graph_api.stores.port import FoundEdge, Reader, Session
from ontology.model import Model
from ontology.record import Graphs, Record, Statement, decoder

_KNOWN = p.Root(
    key=":known",
    of=None,
    level=p.Level(),
    output=p.Selection(None, {}, p.Level()),
    among=Operand(iris, variable=":known"),
)


class ComputedField(Protocol):
    """A planned root field. It is kept and answered many times, so it holds nothing of one request."""

    def arguments(self) -> Iterable[Operand]:
        """Arguments whose values are refused before anything is asked if they cannot be."""

    async def answer(self, execution: "ExecutionContext") -> Any:
        """Its value in the answer, ready for JSON. Raises `QueryError` on values that cannot be."""


@dataclass(frozen=True, slots=True)
class ResourceSelection:
    """Resources that are selected somewhere inside, whatever IRIs it will be that stand there."""

    root: p.Root
    write: Write


@dataclass
class ExecutionContext:
    """One question while it is answered: the release to ask, the reader's variables and languages.

    It notes what was read for all special fields of the question.
    """

    session: Session
    reader: Reader
    context: AnswerContext
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
        self, reader: Reader, *wanted: tuple[ResourceSelection, Sequence[str]]
    ) -> list[dict[str, Any]]:
        """As `resources`, from another release; the statements count here."""

        async def ask(session: Session) -> list[dict[str, Any]]:
            other = ExecutionContext(session, reader, self.context)
            found = await other.resources(*wanted)
            self.session.statements += session.statements
            self._met += other.count_rows()
            return found

        return await reader.ask(ask)

    def value(self, argument: Operand) -> Any:
        """The value of an argument in this request."""
        return argument.bind(self.context.variables)

    def count_rows(self) -> int:
        """How many rows were read so far."""
        return self._met + sum(count_rows(root, found) for root, found in self._read)

    async def rows(self, roots: Sequence[p.Root], computed: Mapping[str, object]) -> Mapping[str, Any]:
        """The rows of roots, by their keys; `computed` variables are there beside those of the request."""
        found = await self.session.rows(roots, {**self.context.variables, **computed})
        self._read += [(root, found[root.key]) for root in roots]
        return found

    async def is_known(self, iri: str) -> bool:
        """Whether there is a resource of this IRI, described or only referred to."""
        found = await self.rows((_KNOWN,), {_KNOWN.key: iri})
        return bool(found[_KNOWN.key])

    async def resources(self, *wanted: tuple[ResourceSelection, Sequence[str]]) -> list[dict[str, Any]]:
        """For each selection with the IRIs to stand there: what to answer, by IRI. Unknown IRIs are left out."""
        computed = {resources.root.key: list(dict.fromkeys(among)) for resources, among in wanted}
        rows = await self.rows([resources.root for resources, _ in wanted], computed)
        return [
            {row[0]: resources.write(row, self.context) for row in rows[resources.root.key]}
            for resources, _ in wanted
        ]

    async def neighbours(self, step: WalkStep) -> Sequence[str]:
        """What one step of a walk leads to, by IRI."""
        found = await self.session.neighbours(step, self.context.variables)
        self._met += len(found)
        return found

    async def pairs(self, step: WalkStep) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk, in the order of its starts, then by IRI."""
        found = await self.session.pairs(step, self.context.variables)
        self._met += len(found)
        return found

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        found = await self.session.edges(edges)
        self._met += len(found)
        return found
