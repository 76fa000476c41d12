"""A store that may come to another release, for a question that is about one only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from graph_api.errors import QueryError
from graph_api.plan.statistics import Statistics
from graph_api.stores.port import Content, Reader, Session
from ontology.model import Model

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PinnedReader:
    """`reader` as long as it is at `wanted`; then questions fail with `RELEASE_UNAVAILABLE`. Never closes it."""

    reader: Reader
    wanted: str

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self.reader.model

    async def ask(self, question: Callable[[Session], Awaitable[T]]) -> T:
        """What `question` makes of a session of the release that is wanted."""

        async def pinned(session: Session) -> T:
            answer = await question(session)
            found = await session.release()
            if found != self.wanted:
                raise QueryError(
                    f"The release {self.wanted!r} can be asked no more: {found!r} has taken its place.",
                    code="RELEASE_UNAVAILABLE",
                    hint="Older releases need the release folder: the service has to be started with --releases.",
                )
            return answer

        return await self.reader.ask(pinned)

    async def release(self) -> str:
        """The release that is wanted."""
        return self.wanted

    async def is_current(self) -> bool:
        """Whether the store still serves what it did."""
        return await self.reader.is_current()

    async def describe(self) -> Content:
        """Figures of what the store serves."""
        return await self.reader.describe()

    async def statistics(self) -> Statistics:
        """Figures of what the store serves."""
        return await self.reader.statistics()

    async def close(self) -> None:
        """Nothing: the reader belongs to another engine."""
