"""A TCP proxy on loopback that can hang or be cut off: a server that is stopped or gone, without touching it."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Proxy:
    """Forwards connections to a server. `connections` counts those that were made so far."""

    def __init__(self, uri: str) -> None:
        """`uri` names the server, as scheme://HOST:PORT."""
        parts = urlsplit(uri)
        self._scheme, self._target = parts.scheme, (parts.hostname or "", parts.port or 0)
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0
        self.connections = 0

    @property
    def uri(self) -> str:
        """The address of the proxy, with the scheme of the server."""
        return f"{self._scheme}://127.0.0.1:{self._port}"

    def hang(self) -> None:
        """Accept connections and take bytes, but forward none."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def cut(self) -> None:
        """Close all connections and refuse new ones."""
        self._do(self._close())

    def mend(self) -> None:
        """Forward again, on the same port."""
        self._do(self._open())

    @contextmanager
    def running(self) -> Iterator["Proxy"]:
        """Forward until the block ends."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        self.mend()
        try:
            yield self
        finally:
            self.cut()
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    def _do(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _open(self) -> None:
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()
        self._flowing.set()  # what waits to be forwarded meets the end of its connection
        await asyncio.sleep(0)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        with suppress(OSError):
            await self._flowing.wait()
            there, back = await asyncio.open_connection(*self._target)
            self._writers.add(back)
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while content := await source.read(65536):
                await self._flowing.wait()
                sink.write(content)
                await sink.drain()
        sink.close()
        self._writers.discard(sink)


@contextmanager
def proxy_to(uri: str) -> Iterator[Proxy]:
    """A proxy to the server at `uri`, until the block ends."""
    with Proxy(uri).running() as proxy:
        yield proxy
