"""Responses that are sent while they are made: until their end, or until the client leaves or takes no more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from math import inf

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PIECE = 64 * 1024
"""Bytes that are sent at once."""


class StreamedResponse(Response):
    """A response whose body a subclass sends in pieces, each within `seconds`.

    `finish` is awaited at the end in any case.
    """

    def __init__(
        self, headers: Mapping[str, str], seconds: float, finish: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(None, 200, headers)
        del self.headers["content-length"]
        self.seconds = seconds
        self._finish = finish

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response (ASGI)."""
        sending = asyncio.create_task(self._send(send, is_head=scope["method"] == "HEAD"))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            await self._finish()
        if not sending.cancelled():
            sending.result()

    async def _send(self, send: Send, *, is_head: bool) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if is_head:  # the beginning of a body, so that the headers for compression are those of GET
            await send({"type": "http.response.body", "body": b"", "more_body": True})
        if is_head or await self.send_body(send):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def send_body(self, send: Send) -> bool:
        """Send the body with `pass_on`; false if it has to stay without an end."""
        raise NotImplementedError

    async def pass_on(self, content: bytes, send: Send, until: float = inf) -> None:
        """Send some bytes in pieces.

        Raises `TimeoutError` if the client does not take one in time, or not all `until` then (`time.monotonic`).
        """
        for at in range(0, len(content), PIECE):
            async with asyncio.timeout(min(self.seconds, until - time.monotonic())):
                await send(
                    {"type": "http.response.body", "body": content[at : at + PIECE], "more_body": True}
                )
            await asyncio.sleep(0)  # a client that takes all at once is not the only one


async def _gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
