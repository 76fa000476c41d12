"""From settings to an engine: the release to serve, and the store that serves it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.exports.question import DOCUMENTS
from graph_api.history.archive import Archive
from graph_api.history.history import History, Release, release_unavailable
from graph_api.operations.limits import DocumentLimits
from graph_api.operations.question import DocumentRules
from graph_api.operations.trusted import TrustedDocuments, read_trusted
from graph_api.plan.limits import Limits
from graph_api.plan.statistics import Statistics
from graph_api.receipts.keyring import Keyring
from graph_api.receipts.notary import Notary
from graph_api.serving.engines import Engines
from graph_api.serving.older import OlderEngines
from graph_api.serving.rehearsal import try_documents
from graph_api.settings import Settings
from graph_api.stores.port import Reader, StoreAway
from graph_api.stores.sqlite.reader import SqliteReader
from graph_api.stores.standby import StandbyReader
from graph_api.version import program_version
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import read_model_of, readable_sqlite
from ontology.bundle import unbundle
from ontology.errors import NdpError
from ontology.model import Model
from ontology.read import read_model

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
    settings: Settings, current: Callable[[], Awaitable[Engine]], patience: float = OlderEngines.PATIENCE
) -> Engines:
    """The engines of all releases; `current` returns the engine of the current one.

    `patience`: seconds that a question waits for an older release to open.
    """
    older = OlderEngines(partial(open_older, settings), patience=patience)
    moves = settings.location.neo4j is not None and settings.release is None
    history = History(settings.location.folder)
    return Engines(history, ZoneInfo(settings.timezone), current, older, moves=moves)


async def open_older(settings: Settings, release: Release, engines: Iterable[Engine]) -> Engine:
    """An engine over an older release; of open `engines`, one with its ontology shares its model and its plans.

    Raises `QueryError` `RELEASE_UNAVAILABLE` if it cannot be opened.
    """
    alike = next((e for e in engines if e.reader.model.hash == release.ontology), None)
    model = alike.reader.model if alike else None
    reader = await asyncio.to_thread(_older, Folder(settings.location.folder), release.id, model)
    statistics = await reader.statistics()
    if alike is None:
        return await asyncio.to_thread(_engine, settings, reader, statistics)
    return alike.replace(reader=reader, statistics=statistics)


def _engine(settings: Settings, reader: Reader, statistics: Statistics) -> Engine:
    folder = Folder(settings.location.folder)
    history = History(folder.path)
    return Engine(
        EngineParts(
            reader=reader,
            limits=Limits(settings.page_size, settings.page_size_max),
            rules=_rules(settings, trusted_documents(settings).texts | DOCUMENTS),
            archive=Archive(history, partial(_older, folder)),
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
        limits,
        settings.introspection,
        settings.suggestions,
        settings.time_budget / 1000,
        trusted,
        settings.max_cost,
        settings.max_answer,
    )


def _older(folder: Folder, release: str, model: Model | None) -> Reader:
    """The reader of an older release. Raises `QueryError` `RELEASE_UNAVAILABLE` if it cannot be opened."""
    try:
        manifest = folder.manifest(release)
        return _reader(folder, manifest, model or read_model_of(folder, manifest))
    except (OSError, NdpError) as problem:
        log.warning("the release %s cannot be opened: %s", release, problem)
        raise release_unavailable(
            f"The release {release!r} cannot be opened.",
            "Its files are damaged, or this version of the program cannot read them: see the log of the service.",
        ) from problem


async def open_reader(settings: Settings, *, has_standby: bool = False) -> Reader:
    """The reader of the store: of a release's SQLite file, or of Neo4j for the release that it holds."""
    location = settings.location
    if location.neo4j is None or settings.release is not None:
        return await asyncio.to_thread(_sqlite, Folder(location.folder), settings.release)
    return await _open_neo4j(location, location.neo4j, has_standby=has_standby)


async def _open_neo4j(location: Location, uri: str, *, has_standby: bool) -> Reader:
    """The reader of the Neo4j at `uri`; if it has a standby, the copy answers even if Neo4j is away from the start."""
    from graph_api.stores.neo4j.connection import open_driver  # noqa: PLC0415 - a driver takes 0.3 s
    from graph_api.stores.neo4j.reader import Neo4jReader, read_ontology  # noqa: PLC0415
    from graph_api.stores.neo4j.watch import StoreWatch  # noqa: PLC0415

    folder = Folder(location.folder)
    async with AsyncExitStack() as stack:
        driver, other = (open_driver(uri, location.user, location.password) for _ in range(2))
        watch = StoreWatch(other)
        stack.push_async_callback(driver.close)
        stack.push_async_callback(watch.close)
        copy = None
        try:
            model = read_model(unbundle(await read_ontology(driver, watch, uri)))
        except StoreAway as away:
            copy = await _standby_at_start(folder, away) if has_standby else None
            if copy is None:
                raise
            model = copy.model
        reader = Neo4jReader(driver, model, watch)
        stack.pop_all()
    return StandbyReader(reader, partial(_open_standby, folder, model), copy) if has_standby else reader


async def _standby_at_start(folder: Folder, away: StoreAway) -> Reader | None:
    """The copy of the published release, for a store that does not answer; None if there is none."""
    if away.code != StoreAway.default_code:
        return None  # a login or a database that has to be put right
    try:
        copy = await asyncio.to_thread(_sqlite, folder, None, is_standby=True)
    except (OSError, NdpError):
        return None
    log.warning("%s: the release %s is answered from %s", away.message, await copy.release(), folder.path)
    return copy


async def _open_standby(folder: Folder, model: Model, held: str | None) -> Reader | None:
    """The copy of the published release; None if the folder lacks the release `held` or has another ontology."""
    try:
        manifest = await asyncio.to_thread(folder.find, None)
        if manifest.ontology != model.hash or (held is not None and not folder.has(held)):
            return None
        copy = await asyncio.to_thread(_reader, folder, manifest, model, folder.current_id, is_standby=True)
    except (OSError, NdpError) as problem:
        log.warning("no answers from %s while Neo4j is away: %s", folder.path, problem)
        return None
    log.warning("while Neo4j is away, the release %s is answered from %s", manifest.id, folder.path)
    return copy


def _sqlite(folder: Folder, release: str | None, *, is_standby: bool = False) -> Reader:
    manifest = folder.find(release)
    follow = folder.current_id if release is None else None
    model = read_model_of(folder, manifest)
    return _reader(folder, manifest, model, follow, is_standby=is_standby)


def _reader(
    folder: Folder,
    manifest: Manifest,
    model: Model,
    follow: Callable[[], str | None] | None = None,
    *,
    is_standby: bool = False,
) -> Reader:
    """The reader of a release's SQLite file, which is built again if it is absent, damaged or of another format."""
    file = readable_sqlite(folder, manifest).path
    return SqliteReader(file, model, manifest.id, follow, is_standby=is_standby)
