"""From settings to a reader: the store that they name, and what answers for a Neo4j that is away."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

from graph_api.history.history import release_unavailable
from graph_api.settings import Settings
from graph_api.stores.port import Reader, StoreAway
from graph_api.stores.sqlite.reader import SqliteReader
from graph_api.stores.standby import StandbyReader
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import read_model_of, readable_sqlite
from ontology.bundle import unbundle
from ontology.errors import NdpError
from ontology.model import Model
from ontology.read import read_model

log = logging.getLogger("ndp_graph")


def older_reader(folder: Folder, release: str, model: Model | None) -> Reader:
    """The reader of an older release. Raises `QueryError` `RELEASE_UNAVAILABLE` if it cannot be opened."""
    try:
        manifest = folder.manifest(release)
        return _reader_of(folder, manifest, model or read_model_of(folder, manifest))
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
        return await asyncio.to_thread(_sqlite_reader, Folder(location.folder), settings.release)
    return await _neo4j_reader(location, location.neo4j, has_standby=has_standby)


async def _neo4j_reader(location: Location, uri: str, *, has_standby: bool) -> Reader:
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
    return StandbyReader(reader, partial(_standby, folder, model), copy) if has_standby else reader


async def _standby_at_start(folder: Folder, away: StoreAway) -> Reader | None:
    """The copy of the published release, for a store that does not answer; None if there is none."""
    if away.code != StoreAway.default_code:
        return None  # a login or a database that has to be put right
    try:
        copy = await asyncio.to_thread(_sqlite_reader, folder, None, is_standby=True)
    except (OSError, NdpError):
        return None
    log.warning("%s: the release %s is answered from %s", away.message, await copy.release(), folder.path)
    return copy


async def _standby(folder: Folder, model: Model, held: str | None) -> Reader | None:
    """The copy of the published release; None if the folder lacks the release `held` or has another ontology."""
    try:
        manifest = await asyncio.to_thread(folder.find, None)
        if manifest.ontology != model.hash or (held is not None and not folder.has(held)):
            return None
        copy = await asyncio.to_thread(
            _reader_of, folder, manifest, model, folder.current_id, is_standby=True
        )
    except (OSError, NdpError) as problem:
        log.warning("no answers from %s while Neo4j is away: %s", folder.path, problem)
        return None
    log.warning("while Neo4j is away, the release %s is answered from %s", manifest.id, folder.path)
    return copy


def _sqlite_reader(folder: Folder, release: str | None, *, is_standby: bool = False) -> Reader:
    """The reader of a release, or of the published one, which it then follows."""
    manifest = folder.find(release)
    follow = folder.current_id if release is None else None
    model = read_model_of(folder, manifest)
    return _reader_of(folder, manifest, model, follow, is_standby=is_standby)


def _reader_of(
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
