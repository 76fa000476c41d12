"""`ndp-graph serve`."""

import asyncio
import gc
import hashlib
import logging
import os
import signal
import socket
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import setting_flags, settings_of
from graph_api.cli.loading import added_ontology, chosen_base, run, shipped_reader, tell, today
from graph_api.cli.terminal import say
from graph_api.settings import SettingGroup, Settings
from loaders.folder.folder import Folder
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph_api.engine.engine import Engine


@click.command(
    "serve",
    short_help="Serve the graph: GraphQL, an editor for it, and a home page.",
    epilog="""\b
Examples:
  ndp-graph serve
  ndp-graph serve --port 9000 --no-illustrative
  ndp-graph serve --store bolt://localhost:7687 --store-user neo4j    (NDP_STORE_PASSWORD is set)""",
)
@setting_flags(
    SettingGroup.READ,
    SettingGroup.BUILD,
    SettingGroup.SERVE,
    SettingGroup.ANSWER,
    SettingGroup.SIGN,
    SettingGroup.PRINT,
)
def command(**given: Any) -> int:
    """Serve the current release on http://127.0.0.1:8000, until it is stopped (Ctrl-C).

    If the store is empty, the first release is built from the data that ship with the program.
    """
    settings = settings_of(given, os.environ)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    with _listen(settings) as listening:
        ensure_release(settings)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # an orderly end, as for Ctrl-C
        try:
            _serve(settings, listening)
        except KeyboardInterrupt:
            say("stopped")
    return 0


def ensure_release(settings: Settings) -> None:
    """Build the first release if there is none; take it over to the ontology that the settings add."""
    folder = Folder(settings.location.folder)
    if settings.release is not None:
        return
    if settings.location.neo4j is not None:
        _ensure_neo4j(settings, folder)
    elif folder.current_id() is None:
        _build_first(settings)
    added = added_ontology(settings)
    if added is not None and folder.current_id() is not None:
        from ontology.bundle import bundle

        if hashlib.sha256(bundle(added)).hexdigest() != folder.find(None).added:
            _rebuild(settings)


def _ensure_neo4j(settings: Settings, folder: Folder) -> None:
    from loaders.releases.neo4j_sync import open_neo4j

    with open_neo4j(settings.location) as store:
        is_empty = store is not None and store.state() is None
    if is_empty and folder.current_id() is None:
        _build_first(settings)
    elif is_empty:
        _rebuild(settings)


def _build_first(settings: Settings) -> None:
    from loaders.releases.build import LoadRequest

    say("the store is empty: building the first release from the data that ship")
    outcome = run(
        settings,
        lambda listener: LoadRequest(
            today=today(settings),
            policy=settings.policy,
            read=shipped_reader(settings, listener),
            added=added_ontology(settings),
            base=chosen_base(settings),
            on_violation="record",
        ),
    )
    tell(outcome)


def _rebuild(settings: Settings) -> None:
    from loaders.releases.build import LoadRequest

    say("bringing the store to the ontology and the release that are asked for")
    request = LoadRequest(
        today=today(settings), policy=settings.policy, added=added_ontology(settings), on_violation="record"
    )
    tell(run(settings, lambda _: request))


def _listen(settings: Settings) -> socket.socket:
    """The socket to serve on; taken first, so that a taken port is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as problem:
        listening.close()
        raise UsageError(
            f"cannot listen on {settings.host} port {settings.port}: {problem.strerror or problem}",
            code="PORT_TAKEN",
            hint="stop what listens there, or choose another with --port",
        ) from None
    return listening


def _serve(settings: Settings, listening: socket.socket) -> None:
    import uvicorn

    from graph_api.http.app import create_app
    from graph_api.serving.opening import open_engine

    async def run_server() -> None:
        # Opened here, not when the application starts, so that what goes wrong is told as an error of ours.
        engine = await open_engine(settings)
        _settle()

        async def opened(settings: Settings, before: "Engine | None") -> "Engine":
            if before is None:
                return engine
            following = await open_engine(settings, before)
            _settle()
            return following

        config = uvicorn.Config(
            create_app(settings, opened), log_config=None, log_level=settings.log_level, access_log=False
        )
        host, port = listening.getsockname()[:2]
        say(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        await uvicorn.Server(config).serve(sockets=[listening])

    factory = uvicorn.Config("", loop="auto").get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(run_server())


def _settle() -> None:
    """Spare the garbage collector what stays as long as the release does.

    That is a million objects: to go through all of them takes a tenth of a second, in the middle of some answer.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
