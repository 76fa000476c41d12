"""Admission: a service works on so much at once, a client has a share of it, and the rest waits in turn or is refused.

All of it is decided on the event loop, so nothing here is locked.
"""

import asyncio
import ipaddress
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
_PRINTS_WAITING, _PRINT_PATIENCE = 16, 60.0


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
        if not self._waiting and self._has_share(ticket) and self._has_room(ticket):
            self._admit(ticket)
            return ticket
        waiter = self._enqueue(ticket)
        try:
            async with asyncio.timeout(self.limits.patience):
                await waiter.turn
        except TimeoutError:
            if waiter.turn.cancelled():
                raise _overloaded() from None
        except asyncio.CancelledError:
            if not waiter.turn.cancelled():
                ticket.leave()
            raise
        finally:
            self._dequeue(waiter)
        return ticket

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
        waiting = sum(map(len, self._waiting.values()))
        own = self._waiting.get(ticket.client, ())
        if waiting >= self.limits.waiting or len(own) >= self.limits.of_client(self.limits.waiting):
            raise _overloaded()
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
    `older`: about others; `printing`: dossiers as PDF.
    """

    def __init__(self, settings: Settings) -> None:
        running, waiting, share = settings.max_running, settings.max_waiting, settings.client_share / 100
        self.send_seconds = settings.send_timeout / 1000
        half, patience = max(1, running // 2), settings.time_budget / 2000
        self.small = Lane(LaneLimits(half, waiting, share, patience))
        self.large = Lane(LaneLimits(half, waiting, share, patience, settings.max_load))
        self.older = Lane(LaneLimits(half, waiting, share, patience, settings.max_load))
        self.preparing = Lane(LaneLimits(2, waiting, share, patience))
        self.printing = Lane(LaneLimits(1, _PRINTS_WAITING, share, _PRINT_PATIENCE))
        self._preparers = ThreadPoolExecutor(2, thread_name_prefix="prepare")
        self._exporters = ThreadPoolExecutor(2, thread_name_prefix="export")
        self._printers = ThreadPoolExecutor(1, thread_name_prefix="print")

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
        """The result of `work`, which prints, called in a thread. Raises `QueryError` `OVERLOADED`."""
        with await self.printing.enter(client):
            return await asyncio.get_running_loop().run_in_executor(self._printers, work)

    def close(self) -> None:
        """End the threads once their work is done."""
        for workers in (self._preparers, self._exporters, self._printers):
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


def _overloaded() -> QueryError:
    return QueryError(
        "The service has too much to do at the moment.",
        code="OVERLOADED",
        hint=f"Ask again in {RETRY_AFTER} seconds, and send fewer requests at once.",
        details={"retryAfter": RETRY_AFTER},
    )
