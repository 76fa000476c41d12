"""The connections of `serve`: how many there may be, and what each may take, which uvicorn does not limit.

A connection beyond the limits is accepted, so that its client learns why its request is refused, and health checks on
it are answered. Far beyond them it is closed at once.
"""

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from graph_api.http.problems import IS_CROWDED
from graph_api.serving.admission import client_of
from graph_api.settings import Settings

MOST_HEAD = 64 * 1024
"""Most bytes of the head of a request: its first line and its headers."""
MOST_HEADERS, MOST_PATH = 256, 8 * 1024
"""Most headers of a request, and most bytes of its path."""
MOST_AHEAD = 16
"""Most requests that a client may send before it has the answer to the first."""
_PARTS, _PART = 1000, 16
"""A body that came in more parts than that has at least so many bytes in each, on average."""
HEAD_SECONDS = 10.0
"""Seconds within which the head of the next request has to come."""
_LONG = "The head of the request is too long."
_LINGER = 2.0
"""Seconds for which a refused client may go on sending, so that it reads why it is refused."""
_SPARE_DESCRIPTORS = 128
"""File descriptors that are left for all but connections."""


@dataclass(slots=True)
class ConnectionCount:
    """Counts connections up to `most`, of which one client may have up to `share`."""

    most: int
    share: int
    _count: int = 0
    _by_client: Counter[str] = field(default_factory=Counter)

    def enter(self, client: str | None) -> bool:
        """Count one more; False if it would be too many. None: a proxy, which may have all of them."""
        if self._count >= self.most or (client is not None and self._by_client[client] >= self.share):
            return False
        self._count += 1
        if client is not None:
            self._by_client[client] += 1
        return True

    @property
    def is_half_full(self) -> bool:
        """True if half of the connections are there."""
        return 2 * self._count >= self.most

    def of(self, client: str) -> int:
        """The connections of a client."""
        return self._by_client.get(client, 0)

    def leave(self, client: str | None) -> None:
        """Count one less."""
        self._count -= 1
        if client is not None:
            self._by_client[client] -= 1
            if not self._by_client[client]:
                del self._by_client[client]


class ConnectionLimits:
    """The limits of all connections of a service: `ordinary` ones, and beside them `crowded` ones."""

    def __init__(self, settings: Settings) -> None:
        self.send_seconds = settings.send_timeout / 1000
        wanted = settings.max_connections * 9 // 8 + _SPARE_DESCRIPTORS
        most = min(settings.max_connections, max(16, _descriptors(wanted) - _SPARE_DESCRIPTORS) * 8 // 9)
        self.ordinary, self.crowded = (
            ConnectionCount(number, max(1, number * settings.client_share // 100))
            for number in (most, max(4, most // 8))
        )
        self._proxies = _Proxies(settings.trusted_proxies)

    def enter(self, client: str | None) -> ConnectionCount | None:
        """Count one more connection of a client, and return the count that has it; None if there are too many.

        Half of the crowded ones are for clients that have none: these are served even if others have taken all.
        """
        if self.ordinary.enter(client):
            return self.ordinary
        if self.crowded.is_half_full and not self.has_none(client):
            return None
        return self.crowded if self.crowded.enter(client) else None

    def has_none(self, client: str | None) -> bool:
        """True if a client has no connection."""
        return client is not None and not self.ordinary.of(client) + self.crowded.of(client)

    def client(self, address: str) -> str | None:
        """The client at an address; None for a trusted proxy, which has the connections of many."""
        return None if address in self._proxies else client_of(address)


class GuardedProtocol(HttpToolsProtocol):
    """HTTP/1.1 over one connection, within limits of its number, its bytes and its time."""

    limits: ConnectionLimits
    _counted: ConnectionCount | None = None
    _owner: str | None = None
    _timer: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None
    _problem: tuple[int, str] | None = None
    _head = 0
    """Bytes of a head that is not complete yet."""
    _is_in_head = False
    _parts = _body = 0
    _cycles: Sequence[RequestResponseCycle] = ()
    """The requests that have no whole answer yet."""
    _is_over = False
    """True once the client was refused: what it still sends is not read."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, and wait for its first request."""
        super().connection_made(transport)
        self._owner = self.limits.client(self.client[0] if self.client else "")
        is_first = self.limits.has_none(self._owner)
        self._counted = self.limits.enter(self._owner)
        if self._counted is None:
            transport.abort()
            return
        if self._counted is self.limits.crowded and not is_first:
            self.app_state = {**self.app_state, IS_CROWDED: True}
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._end_cycles()
        super().connection_lost(exc)
        for timer in (self._timer, self._stall):
            if timer is not None:
                timer.cancel()
        if self._counted is not None:
            self._counted.leave(self._owner)
            self._counted = None

    def data_received(self, data: bytes) -> None:
        """Read some bytes, unless the head that they belong to is too long."""
        if self._is_over:
            return
        was_in_head = self._is_in_head
        super().data_received(data)
        if was_in_head and self._is_in_head:
            self._head += len(data)
            if self._head > MOST_HEAD:
                self._refuse(431, _LONG)

    def on_message_begin(self) -> None:
        """Begin to read the head of a request."""
        super().on_message_begin()
        self._is_in_head, self._head, self._parts, self._body = True, 0, 0, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Read one header."""
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            self._stop(431, f"A request may have {MOST_HEADERS} headers.")

    def on_headers_complete(self) -> None:
        """Begin to answer a request."""
        self._is_in_head = False
        if len(self.url.partition(b"?")[0]) > MOST_PATH:
            self._stop(414, "The path is too long.")
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MOST_HEAD:
            self._stop(431, _LONG)
        if len(self.pipeline) >= MOST_AHEAD:
            self._stop(429, "Wait for the answers before you send more requests.")
        if self._timer is not None:
            self._timer.cancel()
        super().on_headers_complete()
        self._cycles = [*(one for one in self._cycles if not one.response_complete), self.cycle]

    def on_body(self, body: bytes) -> None:
        """Read a part of a body."""
        self._parts += 1
        self._body += len(body)
        if self._parts > _PARTS and self._body < self._parts * _PART:
            self._stop(400, "The body came in too many small chunks.")
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        has_more = bool(self.pipeline)
        super().on_response_complete()
        if not has_more:
            self._await_head()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, or what is over a limit."""
        self._refuse(*(self._problem or (400, msg)))

    def pause_writing(self) -> None:
        """Give up a client that does not take what it asked for."""
        super().pause_writing()
        self._stall = self.loop.call_later(self.limits.send_seconds, self._drop)

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that is not used, but not before the client has the last answer."""
        if not self.transport.get_write_buffer_size():
            super().timeout_keep_alive_handler()

    def _await_head(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        """End a connection over which no request has come in time."""
        if self._is_in_head:
            self._refuse(408, f"The head of the request did not arrive within {HEAD_SECONDS:g} seconds.")
        elif self.transport.get_write_buffer_size():
            self._timer = self.loop.call_later(self.limits.send_seconds, self._drop)
        else:
            self.transport.close()

    def _drop(self) -> None:
        """End a connection at once; whoever still writes to it learns nothing."""
        self._end_cycles()
        self.transport.abort()

    def _end_cycles(self) -> None:
        """Let all answers under way end; uvicorn itself ends only that to the last of several requests."""
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()

    def _stop(self, status: int, message: str) -> NoReturn:
        """End the parsing; `send_400_response` refuses the client then."""
        self._problem = status, message
        raise ValueError(message)

    def _refuse(self, status: int, message: str) -> None:
        """Answer what is not a request, and end the connection."""
        if self._is_over or self.transport.is_closing():
            return
        self._is_over = True
        body = message.encode()
        head = (
            b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
            % len(body)
        )
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.write_eof()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(_LINGER, self._drop)


def guarded_protocol(settings: Settings) -> type[GuardedProtocol]:
    """The protocol of a service, all of whose connections are counted together."""
    return type("GuardedProtocol", (GuardedProtocol,), {"limits": ConnectionLimits(settings)})


class _Proxies:
    """The addresses and networks of trusted proxies."""

    def __init__(self, text: str) -> None:
        self._all = text.strip() == "*"
        self._networks = [network for one in text.split(",") if (network := _network(one.strip()))]

    def __contains__(self, address: str) -> bool:
        network = _network(address)
        return self._all or any(
            network is not None and network.version == one.version and network.subnet_of(one)  # type: ignore[arg-type]
            for one in self._networks
        )


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _descriptors(wanted: int) -> int:
    """The file descriptors that this process may have open: those that are wanted, if the system allows them."""
    try:
        import resource  # Windows has none
    except ImportError:
        return 512
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now < wanted:
        with suppress(ValueError, OSError):
            allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
