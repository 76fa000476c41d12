"""`ndp-graph serve`."""

import asyncio
import logging
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.first_keys import ensure_keys
from graph_api.cli.first_release import ensure_release, require_files
from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.garbage import open_settled
from graph_api.cli.listening import listen
from graph_api.cli.scopes import CURRENT_ONLY
from graph_api.cli.terminal import log_handler, say
from graph_api.settings import SettingGroup, Settings

if TYPE_CHECKING:
    from graph_api.engine.engine import Engine

_THREADS = 32
"""Threads for what has none of its own, such as comparing releases; Python's number goes by the processors."""

_SWITCH = 0.001
"""Seconds after which a thread lets another one run: with Python's 0.005, the event loop waits for each busy worker."""


@click.command(
    "serve",
    cls=SettingsCommand,
    short_help="Serve the graph: pages to read, GraphQL and a query editor.",
    scopes=(CURRENT_ONLY,),
    epilog="""\b
Examples:
  ndp-graph serve
  ndp-graph serve --port 9000 --no-illustrative
  ndp-graph serve --store bolt://localhost:7687 --store-user neo4j    (NDP_STORE_PASSWORD is set)""",
)
@setting_flags(*(group for group in SettingGroup if group is not SettingGroup.INPUT), "load_memory")
def command(**flags: Any) -> int:
    """Serve the current release on http://127.0.0.1:8000, until you stop it (Ctrl-C, SIGTERM or SIGHUP).

    If the store is empty, the first release is built from the data that ship with the program. If the settings add
    another ontology than the current release has, or change the rules, a new release is made. The first start also
    makes the key that signs receipts.
    """
    settings = settings_of(flags, os.environ)
    logging.basicConfig(level=settings.log_level.upper(), handlers=[log_handler()])
    for one in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_DFL:
            signal.signal(one, signal.default_int_handler)  # an orderly end, as for Ctrl-C
    with listen(settings) as listening:
        ensure_release(settings)
        ensure_keys(settings.keys)
        with suppress(KeyboardInterrupt):
            _serve(settings, listening)
        say("stopped")
    return 0


def _serve(settings: Settings, listening: socket.socket) -> None:
    import uvicorn

    from graph_api.cli.server import serve_app
    from graph_api.http.app import create_app

    async def run_server() -> None:
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="thread")
        asyncio.get_running_loop().set_default_executor(threads)
        # Opened before the application starts, so that a problem is reported as an error of ours.
        engine = await open_settled(settings)
        require_files(settings, await engine.reader.release())

        async def opened(settings: Settings, before: "Engine | None") -> "Engine":
            return engine if before is None else await open_settled(settings, before)

        app = create_app(settings, opened)
        await serve_app(app, settings, listening, streams=app.state.feed)

    sys.setswitchinterval(_SWITCH)
    factory = uvicorn.Config("", loop="auto").get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(run_server())
