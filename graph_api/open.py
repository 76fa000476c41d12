"""From settings to an engine: finds the release to serve and the store that serves it."""

from graph_api.engine import Engine
from graph_api.plan.planner import Limits
from graph_api.settings import Settings
from graph_api.stores.port import Reader
from graph_api.stores.sqlite import SqliteReader
from loaders.folder import Folder
from ontology.bundle import unbundle
from ontology.errors import UsageError
from ontology.read import read_model


async def open_engine(settings: Settings) -> Engine:
    """An engine over the release that the settings name; close it with `async with`.

    Raises `UsageError` `RELEASE_UNAVAILABLE` if there is no such release, `StoreError` if the store fails.
    """
    limits = Limits(settings.page_size, settings.page_size_max)
    return Engine(await open_reader(settings), limits)


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
    return SqliteReader(file, read_model(folder.ontology(manifest.id)), manifest.id)
