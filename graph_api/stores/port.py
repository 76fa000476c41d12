"""What a store must do to answer questions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from graph_api.plan.conditions import Variables
from graph_api.plan.plan import Root
from graph_api.plan.statistics import Statistics
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep
from ontology.model import Model

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FoundEdge:
    """A statement that a walk met: subject, property and object by IRI, and the numbers of its graphs."""

    start: str
    relation: str
    end: str
    graphs: Sequence[int]


class Session(Protocol):
    """One release, asked several times. All of it raises `StoreError` if the store fails.

    `statements` counts what was sent to the store. Without walks it depends on the document only.
    """

    statements: int

    async def release(self) -> str:
        """The id of the release."""

    async def rows(self, roots: Sequence[Root], variables: Variables) -> Mapping[str, Any]:
        """The rows of some roots by their keys, as `graph_api.plan.plan` describes them."""

    async def neighbours(self, step: WalkStep, variables: Variables) -> Sequence[str]:
        """What one step of a walk leads to, by IRI."""

    async def pairs(self, step: WalkStep, variables: Variables) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk, in the order of its starts, then by IRI."""

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""

    async def graphs(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The IRIs of source graphs by their numbers in this release."""


class Reader(Protocol):
    """An open store that answers plans.

    Who gives up waiting cancels the task: that ends the statement in the store, too.
    """

    @property
    def model(self) -> Model:
        """The ontology of the release that is served."""

    async def ask(self, question: Callable[[Session], Awaitable[T]]) -> T:
        """What `question` makes of a session whose statements all are of one release.

        It is called again if the release was replaced meanwhile, so it must have no other effect.
        """

    async def release(self) -> str:
        """The release that an answer would be from now. Raises `StoreError` if the store fails."""

    async def is_current(self) -> bool:
        """Whether this is still what the store serves; if not, open it anew."""

    async def describe(self) -> "Content":
        """What the release holds, for pages and health checks."""

    async def statistics(self) -> Statistics:
        """How many resources there are, and how relations are spread. Takes about a second for a million statements."""

    async def close(self) -> None:
        """Give back all connections."""


@dataclass(frozen=True, slots=True)
class Content:
    """Figures of a release. `classes` counts resources per class IRI, `illustrative` tells if any source is."""

    release: str
    statements: int
    resources: int
    classes: Mapping[str, int]
    graphs: int
    illustrative: bool
