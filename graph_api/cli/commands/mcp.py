"""`ndp-graph mcp`."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from graph_api.cli.first_release import ensure_release
from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.garbage import open_settled
from graph_api.cli.listening import listen
from graph_api.cli.scopes import CURRENT_ONLY, needs
from graph_api.cli.terminal import log_handler
from graph_api.settings import TABLE, SettingGroup, Settings
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph_api.assistants.server import AssistantService

_PATH = "/mcp"
_HTTP_ONLY = ("host", "port", "grace", "send_timeout", "max_connections", "trusted_proxies")
_OF_HTTP = ("cache_seconds", "cors_origins", "federation", "heartbeat", "max_streams", "publisher", "contact")
_OTHERS = (SettingGroup.INPUT, SettingGroup.PRINTING, SettingGroup.SPARQL, SettingGroup.TABLES)
_SETTINGS = (
    *(row.name for row in TABLE if row.group not in _OTHERS and row.name not in _OF_HTTP),
    "load_memory",
)
"""The settings of `serve`, but those of its pages, tables, streams and gateways."""


@click.command(
    "mcp",
    cls=SettingsCommand,
    short_help="Offer the graph as tools for assistants (Model Context Protocol).",
    scopes=(needs("http", "add it", *_HTTP_ONLY), CURRENT_ONLY),
    epilog="""\b
Examples:
  ndp-graph mcp                        (an assistant starts it, and talks by standard input and output)
  ndp-graph mcp --http --port 8001     (http://127.0.0.1:8001/mcp)""",
)
@click.option("--http", is_flag=True, help="Listen on --host and --port instead of standard input.")
@setting_flags(*_SETTINGS)
def command(**flags: Any) -> int:
    """Offer search, resources, justifications, lineage, trusted documents, the schema and GraphQL as tools.

    They only read, within the limits of a service, and each answer from the data states its release and has at most
    400,000 bytes. Needs the extra `assistants`: pip install 'ndp-graph[assistants]'.
    """
    http = flags.pop("http")
    settings = settings_of(flags, os.environ)
    if find_spec("mcp") is None:
        raise UsageError(
            "the package mcp is not installed", hint="pip install 'ndp-graph[assistants]', then start again"
        )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[log_handler()])
    with suppress(KeyboardInterrupt):
        if http:
            with listen(settings) as listening:
                ensure_release(settings)
                asyncio.run(_serve(settings, listening))
        else:
            ensure_release(settings)
            asyncio.run(_talk(settings))
    return 0


@asynccontextmanager
async def _service(settings: Settings) -> AsyncIterator["AssistantService"]:
    """The service of the tools, which follows the current release, until the block ends."""
    from graph_api.assistants.server import AssistantService
    from graph_api.serving.admission import Admission
    from graph_api.serving.desk import Desk
    from graph_api.serving.opening import trusted_documents
    from graph_api.serving.service import Service

    service, admission = Service(settings, open_settled), Admission(settings)
    async with service.running():
        try:
            yield AssistantService(
                Desk(service.engines, admission), trusted_documents(settings), settings.introspection
            )
        finally:
            admission.close()


async def _talk(settings: Settings) -> None:
    """Answer on standard output until standard input ends."""
    from mcp.server.stdio import stdio_server

    from graph_api.assistants.server import mcp_server

    async with _service(settings) as service, stdio_server() as (incoming, outgoing):
        server = mcp_server(service)
        await server.run(incoming, outgoing, server.create_initialization_options())


async def _serve(settings: Settings, listening: socket.socket) -> None:
    """Answer over HTTP until a signal ends the program."""
    from mcp.server.transport_security import TransportSecuritySettings

    from graph_api.assistants.server import mcp_server
    from graph_api.cli.server import serve_app
    from graph_api.http.problems import Crowds
    from graph_api.http.request import MAX_BODY

    # Against pages of other sites whose name leads to this machine (DNS rebinding): the host has to be one of ours.
    hosts = [settings.host, "127.0.0.1", "localhost", "[::1]"]
    public = urlsplit(settings.issuer)
    security = TransportSecuritySettings(
        allowed_hosts=[public.netloc, *(f"{host}:*" for host in hosts)],
        allowed_origins=[f"{public.scheme}://{public.netloc}", *(f"http://{host}:*" for host in hosts)],
    )
    async with _service(settings) as service:
        app = mcp_server(service).streamable_http_app(
            streamable_http_path=_PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY,
            transport_security=security,
        )
        await serve_app(Crowds(app, ()), settings, listening, _PATH)
