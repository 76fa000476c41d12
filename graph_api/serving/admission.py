"""Admission: a service works on so much at once, a client has a share of it, and the rest waits in turn or is refused.

All of it is decided on the event loop, so nothing here is locked.
"""

import asyncio
import ipaddress
import os
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf
from types import TracebackType
from typing import Self, TypeVar

from graph_api.errors import QueryError
from graph_api.settings import Settings

T = TypeVar("T")
SMALL = 2_000
"""Questions of up to this estimated cost have a lane of their own, so that large ones never hold them up."""
RETRY_AFTER = 5
"""Seconds after which a client that was refused may ask again."""
_MOST_BODIES, _BODIES_WAITING = 8_000_000, 64
"""Bytes of all large bodies together, which may take thirty times as much as Python objects; and how many wait.

Of each that waits, half a megabyte has come already.
"""
_PRINT_SECONDS, _LATEST = 2.0, 0.3
"""The time that a print is expected to take before there was one, and the weight of the latest in what is expected."""


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """The limits of a lane: what it admits at once, in number and estimated cost, and what may wait, for how long.

    `share` is the part of each that one client may have, at least one of each.
    """

    running: int
    waiting: int
    share: float = 0.5
    patience: float = 5.0
    cost: float = inf

    def of_client(self, number: int) -> int:
        """The share of a client in a number."""
        return max(1, int(number * self.share))


@dataclass(slots=True)
class _Load:
    count: int = 0
    cost: float = 0.0


@dataclass(slots=True, eq=False)
class Ticket:
    """An admission, until `leave`; as a context manager until the block ends."""

    lane: "Lane"
    client: str
    cost: float
    _is_over: bool = False

    def leave(self) -> None:
        """Make room for others."""
        if not self._is_over:
            self._is_over = True
            self.lane.left(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


@dataclass(slots=True, eq=False)
class _Waiter:
    ticket: Ticket
    turn: asyncio.Future[None]


@dataclass(slots=True)
class Lane:
    """Admits up to its limits; the clients that wait have their turns one after the other."""

    limits: LaneLimits
    _all: _Load = field(default_factory=_Load)
    _by_client: dict[str, _Load] = field(default_factory=dict)
    _waiting: OrderedDict[str, deque[_Waiter]] = field(default_factory=OrderedDict)

    async def enter(self, client: str, cost: float = 0.0) -> Ticket:
        """Wait for admission. Raises `QueryError` `OVERLOADED` if too many wait already, or for too long."""
        ticket = Ticket(self, client, min(cost, self.limits.cost * self.limits.share))
        if self._admits_at_once(ticket):
            self._admit(ticket)
            return ticket
        waiter = self._enqueue(ticket)
        try:
            async with asyncio.timeout(self.limits.patience):
                await waiter.turn
        except TimeoutError:
            if waiter.turn.cancelled():
                raise overloaded() from None
        except asyncio.CancelledError:
            if not waiter.turn.cancelled():
                ticket.leave()
            raise
        finally:
            self._dequeue(waiter)
        return ticket

    def is_full(self, client: str) -> bool:
        """True if a request of a client would be refused: too many wait already, of its own or of all."""
        return self._has_queue(client) and not self._admits_at_once(Ticket(self, client, 0.0))

    def left(self, ticket: Ticket) -> None:
        """Take a ticket back, and admit those whose turn it is."""
        load = self._by_client[ticket.client]
        for one in (self._all, load):
            one.count -= 1
            one.cost -= ticket.cost
        if not load.count:
            del self._by_client[ticket.client]
        self._wake()

    def _enqueue(self, ticket: Ticket) -> _Waiter:
        if self._has_queue(ticket.client):
            raise overloaded()
        waiter = _Waiter(ticket, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(ticket.client, deque()).append(waiter)
        self._wake()
        return waiter

    def _dequeue(self, waiter: _Waiter) -> None:
        """Forget one that has had its turn or given up."""
        queue = self._waiting.get(waiter.ticket.client)
        if queue and waiter in queue:
            queue.remove(waiter)
            if not queue:
                del self._waiting[waiter.ticket.client]
            self._wake()

    def _wake(self) -> None:
        """Admit the first of each client in turn, as long as there is room."""
        for client in list(self._waiting):
            queue = self._waiting[client]
            while queue and queue[0].turn.done():
                queue.popleft()
            if queue and self._has_share(queue[0].ticket):
                if not self._has_room(queue[0].ticket):
                    return  # room for it comes before room for those behind it
                waiter = queue.popleft()
                self._admit(waiter.ticket)
                waiter.turn.set_result(None)
                self._waiting.move_to_end(client)
            if not queue:
                del self._waiting[client]
        if any(self._has_share(queue[0].ticket) for queue in self._waiting.values()):
            self._wake()

    def _admit(self, ticket: Ticket) -> None:
        for load in (self._all, self._by_client.setdefault(ticket.client, _Load())):
            load.count += 1
            load.cost += ticket.cost

    def _admits_at_once(self, ticket: Ticket) -> bool:
        return not self._waiting and self._has_share(ticket) and self._has_room(ticket)

    def _has_queue(self, client: str) -> bool:
        """True if no more may wait, of a client or of all."""
        waiting = sum(map(len, self._waiting.values()))
        own = self._waiting.get(client, ())
        return waiting >= self.limits.waiting or len(own) >= self.limits.of_client(self.limits.waiting)

    def _has_room(self, ticket: Ticket) -> bool:
        load, limits = self._all, self.limits
        return load.count < limits.running and load.cost + ticket.cost <= limits.cost

    def _has_share(self, ticket: Ticket) -> bool:
        load, limits = self._by_client.get(ticket.client, _Load()), self.limits
        is_one_of_few = load.count < limits.of_client(limits.running)
        return is_one_of_few and load.cost + ticket.cost <= limits.cost * limits.share


class Admission:
    """The lanes of a service, and the threads for what no store's threads do.

    `preparing`: documents that are not known yet, and receipts; `small`, `large`: questions about the current release;
    `older`: about others; `tables`: answers as streams, whose pages are admitted as questions are; `printing`: dossiers
    as PDF; `bodies`: large bodies of requests, by their bytes.
    """

    def __init__(self, settings: Settings) -> None:
        running, waiting, share = settings.max_running, settings.max_waiting, settings.client_share / 100
        self.send_seconds = settings.send_timeout / 1000
        half, patience = max(1, running // 2), settings.time_budget / 2000
        self.small = Lane(LaneLimits(half, waiting, share, patience))
        self.large = Lane(LaneLimits(half, waiting, share, patience, settings.max_load))
        self.older = Lane(LaneLimits(half, waiting, share, patience, settings.max_load))
        self.preparing = Lane(LaneLimits(2, waiting, share, patience))
        self._printers = max(1, min(4, (os.cpu_count() or 1) // 2))
        self._print_within, self._print_share = settings.time_budget / 1000, share
        self.print_seconds = _PRINT_SECONDS
        self.printing = Lane(self._print_limits())
        self.tables = Lane(LaneLimits(half, waiting, share, patience))
        self.bodies = Lane(LaneLimits(waiting, _BODIES_WAITING, share, patience, _MOST_BODIES))
        self._preparers = ThreadPoolExecutor(2, thread_name_prefix="prepare")
        self._exporters = ThreadPoolExecutor(2, thread_name_prefix="export")
        self._printing = ThreadPoolExecutor(self._printers, thread_name_prefix="print")

    def lane(self, cost: float, *, is_current: bool) -> Lane:
        """The lane of a question."""
        if not is_current:
            return self.older
        return self.small if cost <= SMALL else self.large

    async def prepare(self, client: str, work: Callable[[], T]) -> T:
        """The result of `work` on a document, called in a thread. Raises `QueryError` `OVERLOADED`."""
        with await self.preparing.enter(client):
            return await asyncio.get_running_loop().run_in_executor(self._preparers, work)

    async def export(self, work: Callable[[], T]) -> T:
        """The result of `work`, which writes a case, called in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._exporters, work)

    async def print(self, client: str, work: Callable[[], T]) -> T:
        """The result of `work`, which prints, called in a thread.

        Raises `QueryError` `OVERLOADED`: at once if so many wait that it would not begin within the time budget.
        """
        loop = asyncio.get_running_loop()
        self.printing.limits = self._print_limits()
        with await self.printing.enter(client):
            since = loop.time()
            try:
                return await loop.run_in_executor(self._printing, work)
            finally:
                self.print_seconds += _LATEST * (loop.time() - since - self.print_seconds)

    def _print_limits(self) -> LaneLimits:
        """As many may wait as can begin in time, by how long the last prints took."""
        rounds = self._print_within / max(self.print_seconds, 0.01) - 1
        waiting = max(0, int(rounds * self._printers))
        return LaneLimits(self._printers, waiting, self._print_share, self._print_within)

    def close(self) -> None:
        """End the threads once their work is done."""
        for workers in (self._preparers, self._exporters, self._printing):
            workers.shutdown(wait=False, cancel_futures=True)


def client_of(address: str | None) -> str:
    """The client at an address: itself, or its network of IPv6, of which one client has all addresses."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def overloaded(what: str = "requests") -> QueryError:
    """The error for a client that is refused because of too many requests, or `connections`."""
    return QueryError(
        "The service has too much to do at the moment.",
        code="OVERLOADED",
        hint=f"Ask again in {RETRY_AFTER} seconds, and send fewer {what} at once.",
        details={"retryAfter": RETRY_AFTER},
    )
