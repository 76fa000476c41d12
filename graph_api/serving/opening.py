"""From settings to an engine over the release to serve."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.exports.question import DOCUMENTS
from graph_api.history.archive import Archive
from graph_api.history.history import History
from graph_api.operations.limits import DocumentLimits
from graph_api.operations.question import DocumentRules
from graph_api.operations.trusted import TrustedDocuments, read_trusted
from graph_api.plan.limits import Limits
from graph_api.plan.statistics import Statistics
from graph_api.receipts.keyring import Keyring
from graph_api.receipts.notary import Notary
from graph_api.serving.announcing import ANNOUNCEMENT
from graph_api.serving.engines import Engines
from graph_api.serving.finder import ReleaseFinder
from graph_api.serving.older import OlderEngines, ReleaseView
from graph_api.serving.readers import older_reader, open_reader
from graph_api.serving.rehearsal import try_documents
from graph_api.serving.views import ViewBuilder, ViewLimits, view_reader
from graph_api.settings import Settings
from graph_api.stores.port import Reader
from graph_api.version import program_version
from loaders.folder.folder import Folder

log = logging.getLogger("ndp_graph")


async def open_service_engine(settings: Settings, before: Engine | None = None) -> Engine:
    """As `open_engine`, for a service: with the standby that the settings allow."""
    return await open_engine(settings, before, has_standby=settings.standby)


async def open_engine(
    settings: Settings, before: Engine | None = None, *, has_standby: bool = False
) -> Engine:
    """An engine over the release that the settings name; close it with `async with`.

    `before` is the engine of an earlier release; with the same ontology its schema and plans are reused.
    `has_standby`: the release folder answers while Neo4j is away. Raises `UsageError` `RELEASE_UNAVAILABLE` if there
    is no such release, `StoreError` if the store fails.
    """
    reader = await open_reader(settings, has_standby=has_standby)
    if before is not None and before.reader.model.hash == reader.model.hash:
        return before.replace(reader=reader, statistics=await reader.statistics())
    try:
        engine = await asyncio.to_thread(_engine, settings, reader, await reader.statistics())
        await try_documents(engine, trusted_documents(settings))
    except BaseException:
        await reader.close()
        raise
    return engine


def open_engines(
    settings: Settings,
    current: Callable[[], Awaitable[Engine]],
    patience: float = OlderEngines.PATIENCE,
    share: float = 1.0,
) -> Engines:
    """The engines of all releases; `current` returns the engine of the current one.

    `patience`: seconds that a question waits for an older release to open. `share`: the part that one client may
    have of the views that are made and of what is opened at once.
    """
    builder = ViewBuilder(Folder(settings.location.folder), ViewLimits(settings.max_views, share), current)
    opener = partial(open_view, settings)
    older = OlderEngines(opener, patience=patience, share=share)
    views = OlderEngines(opener, patience=patience, maker=builder, share=share)
    moves = settings.location.neo4j is not None and settings.release is None
    releases = ReleaseFinder(History(settings.location.folder), ZoneInfo(settings.timezone))
    return Engines(releases, current, older, views, moves=moves)


async def open_view(settings: Settings, view: ReleaseView, engines: Iterable[Engine]) -> Engine:
    """An engine over a view; of open `engines`, one with its ontology shares its model and its plans.

    Raises `QueryError` `RELEASE_UNAVAILABLE` if it cannot be opened.
    """
    alike = next((e for e in engines if e.reader.model.hash == view.release.ontology), None)
    model = alike.reader.model if alike else None
    reader = await asyncio.to_thread(view_reader, Folder(settings.location.folder), view, model)
    statistics = await reader.statistics()
    if alike is None:
        alike = await asyncio.to_thread(_engine, settings, reader, statistics)
    return alike.replace(reader=reader, statistics=statistics, sources=view.sources)


def _engine(settings: Settings, reader: Reader, statistics: Statistics) -> Engine:
    folder = Folder(settings.location.folder)
    history = History(folder.path)
    return Engine(
        EngineParts(
            reader=reader,
            limits=Limits(settings.page_size, settings.page_size_max),
            rules=_rules(settings, trusted_documents(settings).texts | DOCUMENTS | {ANNOUNCEMENT}),
            archive=Archive(history, partial(older_reader, folder)),
            notary=Notary(Keyring(settings.keys), history, settings.issuer, program_version()),
            statistics=statistics,
            today=settings.today,
        )
    )


@lru_cache(maxsize=1)  # a memo: several engines are opened with the same settings
def trusted_documents(settings: Settings) -> TrustedDocuments:
    """The trusted documents that the settings name, read once. Raises `UsageError` `TRUSTED`."""
    if settings.trusted is None:
        return TrustedDocuments(only=settings.trusted_only)
    trusted = read_trusted(settings.trusted, only=settings.trusted_only)
    if not trusted.files:
        log.warning("%s: there are no trusted documents (.graphql files or manifests)", settings.trusted)
    return trusted


def _rules(settings: Settings, trusted: frozenset[str]) -> DocumentRules:
    limits = DocumentLimits(
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        fields=settings.max_fields,
        aliases=settings.max_aliases,
        root_fields=settings.max_root_fields,
        walks=settings.max_walks,
    )
    return DocumentRules(
        limits=limits,
        introspection=settings.introspection,
        suggestions=settings.suggestions,
        seconds=settings.time_budget / 1000,
        trusted=trusted,
        max_cost=settings.max_cost,
        max_bytes=settings.max_answer,
        federation=settings.federation,
    )
