"""Turns: of many requests that come at once, a few begin in each turn of the event loop, health checks at once."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from graph_api.serving.admission import client_of

_AT_ONCE = 4
"""Requests that begin in one turn: to begin one takes a millisecond at the most."""


class Turns:
    """Lets requests begin in turns, those of one client after those of another, except those to some `paths`."""

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        self._app = app
        self._paths = paths
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._begun = 0
        """Requests that have begun in this turn."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] == "http" and scope["path"] not in self._paths:
            await self._turn(scope)
        await self._app(scope, receive, send)

    async def _turn(self, scope: Scope) -> None:
        loop = asyncio.get_running_loop()
        if not self._begun:
            loop.call_soon(self._next)
        if self._begun < _AT_ONCE:
            self._begun += 1
            return
        turn = loop.create_future()
        client = scope.get("client")
        self._waiting.setdefault(client_of(client and client[0]), deque()).append(turn)
        await turn

    def _next(self) -> None:
        """Begin the next turn, with those that wait."""
        self._begun = 0
        while self._waiting and self._begun < _AT_ONCE:
            client, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns  # behind the other clients
            if not turn.done():
                turn.set_result(None)
                self._begun += 1
        if self._begun:
            asyncio.get_running_loop().call_soon(self._next)
