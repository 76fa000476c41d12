"""`ndp-graph serve`."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.first_release import ensure_release
from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.listening import listen
from graph_api.cli.scopes import CURRENT_ONLY
from graph_api.cli.terminal import log_handler, say
from graph_api.settings import SettingGroup, Settings

if TYPE_CHECKING:
    from graph_api.engine.engine import Engine

_THREADS = 32
"""Threads for what has none of its own, such as comparing releases; Python's number goes by the processors."""


_RARELY = 1000
"""The collections of younger objects between two full ones, usually 10: some seven million new objects."""
_SWITCH = 0.001
"""Seconds after which a thread lets another one run: with Python's 0.005, the event loop waits for each busy worker."""


@click.command(
    "serve",
    cls=SettingsCommand,
    short_help="Serve the graph: GraphQL, a query editor and a home page.",
    scopes=(CURRENT_ONLY,),
    epilog="""\b
Examples:
  ndp-graph serve
  ndp-graph serve --port 9000 --no-illustrative
  ndp-graph serve --store bolt://localhost:7687 --store-user neo4j    (NDP_STORE_PASSWORD is set)""",
)
@setting_flags(*(group for group in SettingGroup if group is not SettingGroup.INPUT))
def command(**flags: Any) -> int:
    """Serve the current release on http://127.0.0.1:8000, until you stop it (Ctrl-C, SIGTERM or SIGHUP).

    If the store is empty, the first release is built from the data that ship with the program. If the settings add
    another ontology than the current release has, or change the rules, a new release is made.
    """
    settings = settings_of(flags, os.environ)
    logging.basicConfig(level=settings.log_level.upper(), handlers=[log_handler()])
    for one in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_DFL:
            signal.signal(one, signal.default_int_handler)  # an orderly end, as for Ctrl-C
    with listen(settings) as listening:
        ensure_release(settings)
        with suppress(KeyboardInterrupt):
            _serve(settings, listening)
        say("stopped")
    return 0


def _serve(settings: Settings, listening: socket.socket) -> None:
    import uvicorn

    from graph_api.cli.server import serve_app
    from graph_api.http.app import create_app
    from graph_api.serving.opening import open_service_engine

    async def run_server() -> None:
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="thread")
        asyncio.get_running_loop().set_default_executor(threads)
        # Opened before the application starts, so that a problem is reported as an error of ours.
        engine = await open_service_engine(settings)
        _settle()

        async def opened(settings: Settings, before: "Engine | None") -> "Engine":
            if before is None:
                return engine
            following = await open_service_engine(settings, before)
            _settle()
            return following

        app = create_app(settings, opened)
        await serve_app(app, settings, listening, streams=app.state.feed)

    sys.setswitchinterval(_SWITCH)
    factory = uvicorn.Config("", loop="auto").get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(run_server())


def _settle() -> None:
    """Exempt the objects that live as long as the release from garbage collection, and make full ones rare.

    There are a million of them: to scan them takes a tenth of a second, in the middle of some answer. What outlives a
    scan later on, such as plans that are kept, is exempt from the next. A large answer has as many objects of its own
    while it is made; so full scans wait until nobody asks (`DrainingServer.on_tick`), or there is much garbage.
    """
    gc.set_threshold(*gc.get_threshold()[:2], _RARELY)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    if _exempt not in gc.callbacks:
        gc.callbacks.append(_exempt)


def _exempt(phase: str, info: dict[str, int]) -> None:
    if phase == "stop" and info["generation"] == 2:
        gc.freeze()
