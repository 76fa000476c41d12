"""What a store must do to answer questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph_api.plan.conditions import Variables
from graph_api.plan.plan import Root
from ontology.model import Model


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of each root by its key, and the release that all of them are from.

    `statements` counts what was sent to the store: it depends on the document only.
    """

    rows: Mapping[str, Any]
    release: str
    statements: int


class Reader(Protocol):
    """An open store that answers plans. Rows are as `graph_api.plan.plan` describes them.

    Who gives up waiting cancels the task: that ends the statement in the store, too.
    """

    @property
    def model(self) -> Model:
        """The ontology of the release that is served."""

    async def run(self, roots: Sequence[Root], variables: Variables) -> Answered:
        """The rows of some root fields, all from one release. Raises `StoreError` if the store fails."""

    async def release(self) -> str:
        """The release that an answer would be from now. Raises `StoreError` if the store fails."""

    async def is_current(self) -> bool:
        """Whether this is still what the store serves; if not, open it anew."""

    async def describe(self) -> "Content":
        """What the release holds, for pages and health checks."""

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
