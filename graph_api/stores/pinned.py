"""A reader of a store that may change its release, for a question about one release only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from graph_api.errors import QueryError
from graph_api.plan.statistics import Statistics
from graph_api.stores.port import Content, Reader, Readiness, Session
from ontology.model import Model

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PinnedReader:
    """Answers from `reader` while it serves `wanted`, else raises `RELEASE_UNAVAILABLE`. Never closes `reader`."""

    reader: Reader
    wanted: str

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self.reader.model

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        """Return the result of `question`, called with a session of the wanted release."""

        async def pinned(session: Session) -> T:
            answer = await question(session)
            served = await session.release()
            if served != self.wanted:
                raise QueryError(
                    f"The release {self.wanted!r} is no longer available: {served!r} has replaced it.",
                    code="RELEASE_UNAVAILABLE",
                    hint="Older releases need the release folder: start the service with --releases.",
                )
            return answer

        return await self.reader.ask(pinned, is_quick=is_quick)

    async def release(self) -> str:
        """The wanted release."""
        return self.wanted

    async def check(self) -> Readiness:
        """The release that the store serves."""
        return await self.reader.check()

    async def is_current(self) -> bool:
        """True if the store still serves this release or ontology."""
        return await self.reader.is_current()

    async def describe(self) -> Content:
        """The content of the served release."""
        return await self.reader.describe()

    async def statistics(self) -> Statistics:
        """Statistics of the served release."""
        return await self.reader.statistics()

    async def close(self) -> None:
        """Do nothing: the reader belongs to another engine."""
