"""The pace of refusals: clients that ask again at once, as often as they are refused, take no time from others."""

import asyncio

from graph_api.serving.admission import RETRY_AFTER

_A_SECOND = 200
"""Refusals a second: to make one takes less than a millisecond."""


class RefusalPace:
    """Holds up refusals, so that they go out one by one, each after `RETRY_AFTER` seconds at the latest."""

    def __init__(self) -> None:
        self._next = 0.0
        """The time of the next refusal, on the clock of the event loop."""

    async def wait(self) -> None:
        """Return at once, or when those that were refused before have had their turns."""
        if delay := self.delay(asyncio.get_running_loop().time()):
            await asyncio.sleep(delay)

    def delay(self, now: float) -> float:
        """The seconds until a refusal that is made now goes out."""
        self._next = max(self._next, now)
        if self._next - now >= RETRY_AFTER:  # so many wait: the next ones go out between them
            self._next = now
        delay = self._next - now
        self._next += 1 / _A_SECOND
        return delay
