"""The port that the loaders use: a store reports its state, gives back its records, and moves to a release."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from ontology.model import Model
from ontology.record import Record

CountListener = Callable[[int], None]
"""Called from time to time with the number of records written so far."""


def no_listener(_: int) -> None:
    """The `CountListener` that shows nothing."""


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """A named graph of a release and the number of its statements."""

    iri: str
    statements: int


@dataclass(frozen=True, slots=True)
class StoreChange:
    """The change that brings a store to a release.

    `graphs` are all graphs of the new release. With `replace` the `upserts` are all of its records; without,
    they are the new and the changed ones, and `deletes` the subjects that are no longer described; the store
    must then be at the release before, with the same ontology. `ontology` is the ontology as a bundle.
    """

    release: str
    model: Model
    ontology: bytes
    graphs: Mapping[int, GraphInfo]
    upserts: Iterable[Record]
    deletes: Collection[str] = ()
    replace: bool = False


@dataclass(frozen=True, slots=True)
class StoreState:
    """The state of a store. `ontology` is the hash of its model, `graphs` the IRIs of its graphs."""

    release: str
    ontology: str
    format: int
    graphs: Mapping[int, str]


class Store(Protocol):
    """A place that holds one release. All methods raise `StoreError` if the store fails."""

    def state(self) -> StoreState | None:
        """The state; None if the store is empty. Raises `StoreError` `STORE_FOREIGN` if it is not ours."""

    def scan(self) -> Iterator[Record]:
        """Every described subject, in no particular order."""

    def records(self, iris: Collection[str]) -> Iterator[Record]:
        """Those of the subjects `iris` that are described, in no particular order."""

    def apply(self, change: StoreChange, progress: CountListener = no_listener) -> None:
        """Bring the store to the release of `change`, or leave it unchanged."""
