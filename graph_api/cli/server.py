"""The web server of `serve`: how it ends, and when it collects garbage.

The first SIGTERM, SIGINT or SIGHUP lets it drain: it takes no more connections, and what is under way has time to end.
The second ends it at once. Whatever hangs then, the process is gone when its grace is over.
"""

import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp

from graph_api.cli.connections import guarded_protocol
from graph_api.cli.terminal import say
from graph_api.settings import Settings

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_CLOSING = 2
"""Seconds of the grace that are left for closing the stores."""
CUT_OFF = 2
"""The exit code if something was still under way at the end of the grace."""


_TICKS = 50
"""Ticks of the server, of a tenth of a second each, between two collections of garbage."""


class OpenStreams(Protocol):
    """The streams of an application that have no end."""

    followers: int
    """The number of open ones."""

    def end(self) -> None:
        """Let all of them end."""


async def serve_app(
    app: ASGIApp,
    settings: Settings,
    listening: socket.socket,
    path: str = "",
    streams: OpenStreams | None = None,
) -> None:
    """Serve an application until a signal ends the program; its address, with `path`, is printed first.

    Its `streams` end when it drains.
    """
    config = uvicorn.Config(
        app,
        http=guarded_protocol(settings),
        log_config=None,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    host, port = listening.getsockname()[:2]
    say(f"http://{f'[{host}]' if ':' in host else host}:{port}{path}")
    await DrainingServer(config, settings.grace, streams).serve(sockets=[listening])


class DrainingServer(uvicorn.Server):
    """A server that drains for a part of its `grace` (in seconds) and never outlives it."""

    def __init__(self, config: uvicorn.Config, grace: int, streams: OpenStreams | None = None) -> None:
        config.timeout_graceful_shutdown = max(0, grace - _CLOSING)
        super().__init__(config)
        self._grace = grace
        self._streams = streams
        self._stopping = threading.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle the signals from now on: until the process ends, a second one must end it."""
        threading.Thread(target=self._outlast, daemon=True).start()
        for one in SIGNALS:
            if signal.getsignal(one) is not signal.SIG_IGN:  # as `nohup` leaves SIGHUP
                signal.signal(one, self.handle_exit)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain at the first signal, end at the second."""
        if self.should_exit:
            os._exit(128 + sig)
        self.should_exit = True
        self._stopping.set()

    async def on_tick(self, counter: int) -> bool:
        """Collect garbage from time to time while nobody waits for an answer."""
        waiting = self._streams.followers if self._streams else 0
        if counter % _TICKS == 0 and len(self.server_state.tasks) <= waiting:
            gc.collect()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then close the application."""
        if self._streams is not None:
            self._streams.end()
        say(f"stopping within {self._grace} s; a second signal stops at once")
        await super().shutdown(sockets)

    def _outlast(self) -> None:
        self._stopping.wait()
        time.sleep(self._grace)
        os._exit(CUT_OFF)
