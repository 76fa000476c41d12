"""The interface of a store that answers questions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from graph_api.plan.conditions import Variables
from graph_api.plan.plan import Root
from graph_api.plan.spelling import KnownWords
from graph_api.plan.statistics import Statistics
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep
from ontology.errors import StoreError
from ontology.model import Model

T = TypeVar("T")


class StoreAway(StoreError):
    """The store cannot answer any question at the moment; a copy of its release could."""


@dataclass(frozen=True, slots=True)
class FoundEdge:
    """A statement that a walk found: subject, property and object by IRI, and the numbers of its graphs."""

    start: str
    relation: str
    end: str
    graphs: Sequence[int]


class Session(Protocol):
    """Several statements about one release. All methods raise `StoreError` if the store fails.

    `statements` counts the statements sent to the store. Without walks it depends on the document only.
    `is_standby`: a copy of the release answers, because the store of the settings is away.
    """

    statements: int
    is_standby: bool

    async def release(self) -> str:
        """The id of the release."""

    async def rows(
        self, roots: Sequence[Root], variables: Variables, use: Callable[[Mapping[str, Any]], T]
    ) -> T:
        """The result of `use`, called with the rows of some roots by their keys, which `plan.reads` describes.

        It is called in a worker thread, or on the event loop if there are few rows.
        """

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found. Read once for each release."""

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`, called in a worker thread. It checks its budget, so that it ends when it has to."""

    async def together(self, work: Callable[["Session"], Awaitable[T]]) -> T:
        """The result of `work`, called with a session for the same release, whose statements count here, too.

        A store with worker threads does all of it in one of them. So `work` awaits the methods of that session only.
        """

    async def neighbours(self, step: WalkStep, variables: Variables) -> Sequence[str]:
        """The IRIs that one step of a walk leads to, in order."""

    async def pairs(self, step: WalkStep, variables: Variables) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk, in the order of its starts, then by IRI."""

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""

    async def graphs(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The IRIs of source graphs by their numbers in this release."""


class Reader(Protocol):
    """An open store that answers plans.

    A caller that stops waiting cancels the task, which also ends the statement in the store.
    """

    @property
    def model(self) -> Model:
        """The ontology of the served release."""

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        """Return the result of `question`, called with a session whose statements are all about one release.

        It is called again if the release was replaced meanwhile, so it must have no side effects. `is_quick`: it is
        expected to take a millisecond, less than a worker thread is worth; so a store within this process may do it on
        the event loop, and calls it again in a worker thread if it takes longer.
        """

    async def release(self) -> str:
        """The release that would answer now. Raises `StoreError` if the store fails."""

    async def check(self) -> "Readiness":
        """The release that answers right now, after a look at the store. Raises `StoreError` within a second."""

    async def is_current(self) -> bool:
        """True if the store still serves this release or ontology; if not, it has to be opened again."""

    async def describe(self) -> "Content":
        """The content of the release, for pages and health checks."""

    async def statistics(self) -> Statistics:
        """The figures by which costs are estimated. Takes one or two seconds for a million statements, on Neo4j ten."""

    async def close(self) -> None:
        """Close all connections."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The release that answers. `away`: the error code of the store if a copy answers for it, else None."""

    release: str
    away: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Figures of a release. `classes` counts resources per class IRI, `illustrative`: true if any source is."""

    release: str
    statements: int
    resources: int
    classes: Mapping[str, int]
    graphs: int
    illustrative: bool
