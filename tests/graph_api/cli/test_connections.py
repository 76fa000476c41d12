"""The connections of a service: their number, and what each may take. A real server and sockets on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
import uvloop

from graph_api.cli import connections
from graph_api.cli.connections import ConnectionLimits, guarded_protocol
from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.location import Location
from tests.graph_api.support.series import ONE, publish

ASK = b"GET /graphql?query={__typename} HTTP/1.1\r\nHost: a\r\n\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
SCHEMA = b"GET /graphql/schema.graphql HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
FIRST, SECOND, THIRD, FOURTH, PROXY = (f"127.0.0.{number}" for number in (2, 3, 5, 6, 4))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("connections") / "store"
    publish(Location(folder), ONE)
    return folder


@dataclass(frozen=True, slots=True)
class Running:
    """A server: its port, and the limits of its connections."""

    port: int
    limits: ConnectionLimits
    clients: list["Client"] = field(default_factory=list)

    async def connect(self, client: str) -> "Client":
        """A new connection of a client."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(client, 0))
        self.clients.append(Client(reader, writer))
        return self.clients[-1]

    async def until(self, holds: Callable[[int], bool]) -> None:
        """Wait until the number of connections is as it should be."""
        while not holds(self.limits.ordinary._count):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.001)

    async def close(self) -> None:
        """Close all connections of clients."""
        for client in self.clients:
            client.writer.close()
            with suppress(ConnectionError):
                await client.writer.wait_closed()

    async def answers(self, client: str, request: bytes) -> bytes:
        """All that comes back on a connection until the server closes it."""
        return await (await self.connect(client)).rest(request)


@dataclass(frozen=True, slots=True)
class Client:
    """A connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def status(self, request: bytes) -> int:
        """The status of an answer after which the connection stays open."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        size = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await self.reader.readexactly(int(size))
        return int(head.split()[1])

    async def rest(self, request: bytes = b"") -> bytes:
        self.writer.write(request)
        try:
            return await self.reader.read()
        except ConnectionResetError:
            return b""


@asynccontextmanager
async def serving(folder: Path, **settings: object) -> AsyncIterator[Running]:
    made = Settings(store=f"sqlite:{folder}", trusted_proxies=f"10.0.0.0/8, {PROXY}", **settings)  # type: ignore[arg-type]
    protocol = guarded_protocol(made)
    server = uvicorn.Server(uvicorn.Config(create_app(made), http=protocol, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        running = asyncio.ensure_future(server.serve(sockets=[listening]))
        found = Running(port, protocol.limits)
        while not server.started:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        try:
            yield found
        finally:
            await found.close()
            server.should_exit = True
            await running


def run(folder: Path, test: Callable[[Running], Awaitable[None]], **settings: object) -> None:
    async def within() -> None:
        async with serving(folder, **settings) as server, asyncio.timeout(30):
            await test(server)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as uvicorn takes it
        runner.run(within())


def test_a_client_has_its_share_of_connections_and_health_checks_are_always_answered(folder: Path) -> None:
    async def test(server: Running) -> None:
        own = [await server.connect(FIRST) for _ in range(4)]
        assert [await one.status(ASK) for one in own] == [200] * 4
        refused = await server.answers(FIRST, ASK)
        head, _, body = refused.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: 5\r\n" in head
        assert b"\r\nconnection: close\r\n" in head + b"\r\n"
        assert b"OVERLOADED" in body
        assert b"fewer connections" in body
        assert (await server.answers(FIRST, HEALTH)).startswith(b"HTTP/1.1 200 ")
        others = [await server.connect(SECOND) for _ in range(4)]
        assert [await one.status(ASK) for one in others] == [200] * 4
        assert (await server.answers(PROXY, HEALTH)).startswith(b"HTTP/1.1 200 ")
        own.pop().writer.close()
        await server.until(lambda count: count == 7)
        assert await (await server.connect(FIRST)).status(ASK) == 200
        idle = [await server.connect(FIRST) for _ in range(3)]
        assert await idle[2].rest() == b""  # far beyond its share

    run(folder, test, max_connections=8)


def test_a_trusted_proxy_may_have_all_connections(folder: Path) -> None:
    async def test(server: Running) -> None:
        proxied = [await server.connect(PROXY) for _ in range(8)]
        assert [await one.status(ASK) for one in proxied] == [200] * 8
        assert (await server.answers(PROXY, ASK)).startswith(b"HTTP/1.1 503 ")

    run(folder, test, max_connections=8)


def test_a_client_with_one_connection_is_served_when_others_have_taken_all(folder: Path) -> None:
    async def test(server: Running) -> None:
        for client in (FIRST, SECOND):
            for _ in range(4):
                assert await (await server.connect(client)).status(ASK) == 200
        newcomer = await server.connect(THIRD)
        assert [await newcomer.status(ASK) for _ in range(2)] == [200, 200]
        assert (await server.answers(THIRD, ASK)).startswith(b"HTTP/1.1 503 ")
        assert (await server.answers(SECOND, ASK)).startswith(b"HTTP/1.1 503 ")
        idle = [await server.connect(SECOND) for _ in range(2)]
        assert await idle[1].rest() == b""  # the other places are for clients that have no connection
        assert await (await server.connect(FOURTH)).status(ASK) == 200

    run(folder, test, max_connections=8)


REFUSED = {
    "a long head": (b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000, 431),
    "a long head at once": (b"GET /?a=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"a:\r\n" * 300 + b"\r\n", 431),
    "a long path": (b"GET /" + b"../" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "requests ahead": (ASK * 2000, 429),
    "small chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 20_000, 400),
    "not HTTP": (b"\x16\x03\x01" * 100, 400),
    "half a head": (ASK[:-2], 408),
    "half of a second head": (ASK + ASK[:-2], 408),
    "half a body": (POST + b"Content-Length: 100\r\n\r\n{", 408),
}


def test_who_asks_too_much_of_a_connection_learns_why_and_loses_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(connections, "_LINGER", 0.2)
    found: dict[str, bool] = {}

    async def test(server: Running) -> None:
        for name, (request, status) in REFUSED.items():
            found[name] = b"HTTP/1.1 %d " % status in await server.answers(FIRST, request)
            await server.until(lambda count: count == 0)
        assert await server.answers(FIRST, b"") == b""  # it was not used, so there is nothing to say
        used = await server.connect(FIRST)
        assert await used.status(ASK) == 200
        assert await used.rest() == b""

    run(folder, test, send_timeout=200)
    assert found == dict.fromkeys(REFUSED, True)


def test_a_client_that_does_not_take_its_answers_loses_the_connection(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(server: Running) -> None:
        for request in (SCHEMA, SCHEMA * 10):
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect(("127.0.0.1", server.port))
                client.sendall(request)
                await server.until(lambda count: count == 1)
                await server.until(lambda count: count == 0)

    run(folder, test, send_timeout=100)
    assert not caplog.records  # else such clients fill the log


def test_requests_sent_ahead_are_answered_in_order(folder: Path) -> None:
    async def test(server: Running) -> None:
        client = await server.connect(FIRST)
        client.writer.write(ASK * 9 + HEALTH)
        assert [await client.status(b"") for _ in range(10)] == [200] * 10

    run(folder, test)
