"""From settings to an engine: finds the release to serve and the store that serves it."""

import asyncio

from graph_api.engine import Engine
from graph_api.limits import DocumentLimits
from graph_api.operation import Rules
from graph_api.plan.planner import Limits
from graph_api.settings import Settings
from graph_api.stores.port import Reader
from graph_api.stores.sqlite import SqliteReader
from loaders.folder import Folder
from ontology.bundle import unbundle
from ontology.errors import UsageError
from ontology.read import read_model


async def open_engine(settings: Settings, before: Engine | None = None) -> Engine:
    """An engine over the release that the settings name; close it with `async with`.

    `before` is the engine of an earlier release; with the same ontology its schema and plans go on being used.
    Raises `UsageError` `RELEASE_UNAVAILABLE` if there is no such release, `StoreError` if the store fails.
    """
    reader = await open_reader(settings)
    if before is not None and before.reader.model.hash == reader.model.hash:
        return before.over(reader)
    limits = Limits(settings.page_size, settings.page_size_max)
    return await asyncio.to_thread(Engine, reader, limits, _rules(settings))


def _rules(settings: Settings) -> Rules:
    limits = DocumentLimits(
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        fields=settings.max_fields,
        aliases=settings.max_aliases,
        root_fields=settings.max_root_fields,
    )
    return Rules(limits, settings.introspection, settings.suggestions, settings.time_budget / 1000)


async def open_reader(settings: Settings) -> Reader:
    """The store that answers: a release's SQLite file, or Neo4j for the release that it is at."""
    location = settings.location
    if location.neo4j is None or settings.release is not None:
        return _sqlite(Folder(location.folder), settings.release)
    from graph_api.stores.neo4j import Neo4jReader, open_driver, read_ontology  # noqa: PLC0415 - a driver takes 0.3 s

    driver = open_driver(location.neo4j, location.user, location.password)
    try:
        files = unbundle(await read_ontology(driver))
        return Neo4jReader(driver, read_model(files))
    except BaseException:
        await driver.close()
        raise


def _sqlite(folder: Folder, release: str | None) -> Reader:
    manifest = folder.find(release)
    file = folder.sqlite_path(manifest.id)
    if not file.exists():
        raise UsageError(
            f"the release {manifest.id} in {folder.path} has no SQLite file",
            code="RELEASE_UNAVAILABLE",
            hint="build the release anew with `ndp-graph load`",
        )
    follow = folder.current_id if release is None else None
    return SqliteReader(file, read_model(folder.ontology(manifest.id)), manifest.id, follow)
