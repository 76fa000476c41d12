"""Executing computed fields: a planned field, and the context in which it is answered."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from graph_api.computed.kept import KeptResources
from graph_api.costs.cost import Cost
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.history.archive import Archive
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.operands import iris
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep
from graph_api.respond.answer_rdf import collect_resource
from graph_api.respond.encoding import PART, dumps
from graph_api.respond.lists import Write
from graph_api.respond.rows import Row, count_rows
from graph_api.respond.values import AnswerContext
from graph_api.stores.port import FoundEdge, Reader, Session
from ontology.model import Model
from ontology.record import Graphs, Record, Statement, decoder

T = TypeVar("T")
_EXISTING = p.Root(
    key=":existing",
    of=None,
    level=reads.NOTHING,
    output=outputs.UNSHOWN,
    among=Operand(iris, variable=":existing"),
)


class ComputedField(ABC):
    """A planned root field. It is kept and answered many times, so it holds nothing of one request."""

    __slots__ = ()

    @property
    def depends_on_others(self) -> bool:
        """True if its value over one release changes when another release is published."""
        return False

    def arguments(self) -> Iterable[Operand]:
        """The arguments whose values are checked before a store is queried."""
        return ()

    @property
    def is_of_whole_releases(self) -> bool:
        """True if it reads the files of releases: it is about all their sources, also where some alone count."""
        return False

    @property
    def more_roots(self) -> int:
        """The number of plans of root fields in it, beside its own."""
        return 0

    @abstractmethod
    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost that is expected of it."""

    @abstractmethod
    async def answer(self, execution: "ExecutionContext") -> Any:
        """Its value in the answer, ready for JSON. Raises `QueryError` for invalid argument values."""


class FieldOfReleases(ComputedField):
    """A planned root field about releases as wholes: its figures and its cost are those of their files."""

    __slots__ = ()

    @property
    def is_of_whole_releases(self) -> bool:
        """True."""
        return True


@dataclass(frozen=True, slots=True)
class ResourceSelection:
    """A selection of resources inside a computed field; their IRIs are known when it is answered."""

    root: p.Root
    write: Write

    def cost(self, estimator: Estimator, population: Population) -> Cost:
        """The cost of reading and writing these resources."""
        return estimator.resources(self.root, population)


@dataclass
class ExecutionContext:
    """One question while it is answered: the release to query, the request's variables and languages.

    It counts the rows read for all computed fields of the question.
    """

    session: Session
    reader: Reader
    context: AnswerContext
    archive: Archive | None = None
    kept: KeptResources = field(default_factory=KeptResources)
    _rows: int = 0

    @cached_property
    def decode(self) -> Callable[[Record], dict[Statement, Graphs]]:
        """A function that returns the statements about a resource from its record."""
        return decoder(self.model)

    @property
    def model(self) -> Model:
        """The ontology of the release that answers."""
        return self.reader.model

    async def resources_from(
        self, reader: Reader, *selections: tuple[ResourceSelection, Sequence[str]]
    ) -> list[dict[str, Any]]:
        """The same as `resources`, from another release; its statements and rows are counted here."""

        async def ask(session: Session) -> list[dict[str, Any]]:
            # What another release states is not part of the answer's graph.
            other = ExecutionContext(session, reader, replace(self.context, graph=None))
            values = await other.resources(*selections)
            self.session.statements += session.statements
            self._rows += other.count_rows()
            return values

        return await reader.ask(ask)

    def value(self, argument: Operand) -> Any:
        """The value of an argument in this request."""
        return argument.bind(self.context.variables)

    def count(self, rows: int) -> None:
        """Count rows that need not be read again: what an answer costs does not depend on those before it."""
        self._rows += rows

    def count_rows(self) -> int:
        """The number of rows so far, read or kept."""
        return self._rows

    async def rows(
        self,
        roots: Sequence[p.Root],
        computed: Mapping[str, object],
        use: Callable[[Mapping[str, Any]], T],
    ) -> T:
        """The result of `use`, called with the rows of roots by their keys, in a worker thread if they are many.

        `computed` variables are added to those of the request.
        """

        def counted(rows: Mapping[str, Any]) -> T:
            self._rows += sum(count_rows(root, rows[root.key]) for root in roots)
            self.check()
            return use(rows)

        return await self.session.rows(roots, {**self.context.variables, **computed}, counted)

    def check(self) -> None:
        """Raise `OutOfTime` if the work on the answer has to end: to be called in long loops."""
        self.context.budget.check()

    async def together(self, work: Callable[["ExecutionContext"], Awaitable[T]]) -> T:
        """The result of `work`, in one worker thread if the store has any: many steps then wait for a thread once.

        `work` is called with a context for the same question, and awaits the methods of that context only.
        """

        async def steps(session: Session) -> T:
            inner = replace(self, session=session)
            value = await work(inner)
            self._rows = inner.count_rows()
            return value

        return await self.session.together(steps)

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`, which takes more than a millisecond, called in a worker thread."""
        return await self.session.work(work)

    async def is_known(self, iri: str) -> bool:
        """True if the store has a resource with this IRI, described or only referred to."""
        return await self.rows((_EXISTING,), {_EXISTING.key: iri}, lambda rows: bool(rows[_EXISTING.key]))

    async def resources(self, *selections: tuple[ResourceSelection, Sequence[str]]) -> list[dict[str, Any]]:
        """The values of each selection by IRI, given the IRIs to read. Unknown IRIs are left out."""
        computed = {resources.root.key: list(dict.fromkeys(among)) for resources, among in selections}

        def write(rows: Mapping[str, Any]) -> list[dict[str, Any]]:
            return [
                {row[0]: self._write(resources, row) for row in rows[resources.root.key]}
                for resources, _ in selections
            ]

        return await self.rows([resources.root for resources, _ in selections], computed, write)

    def _write(self, resources: ResourceSelection, row: Row) -> Any:
        """The value of a resource; as bytes if it is long, since it may be there many times."""
        collect_resource(resources.root, row, self.model, self.context)
        before = self.context.budget.spent
        value = resources.write(row, self.context)
        self.check()
        return dumps(value) if self.context.budget.spent - before > PART else value

    async def neighbours(self, step: WalkStep) -> Sequence[str]:
        """The resources that one step of a walk leads to, by IRI."""
        neighbours = await self.session.neighbours(step, self.context.variables)
        self._rows += len(neighbours)
        return neighbours

    async def pairs(self, step: WalkStep) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk, in the order of its starts, then by IRI."""
        pairs = await self.session.pairs(step, self.context.variables)
        self._rows += len(pairs)
        return pairs

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        rows = await self.session.edges(edges)
        self._rows += len(rows)
        return rows


def objects_of(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """JSON objects made of columns of values by response key, which are all of one length."""
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
