"""Tables as streams over a service: one release and one day from the first row to the last."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph_api.engine.engine import Engine
from graph_api.engine.tables import PreparedTable
from graph_api.errors import QueryError
from graph_api.operations.question import Question
from graph_api.serving.current import CurrentEngine
from graph_api.serving.service import Service
from graph_api.serving.tables import TableLimits, TableStream
from graph_api.settings import Settings
from graph_api.tables.formats import FORMATS
from loaders.folder.location import Location
from tests.graph_api.support.series import Series, publish
from tests.graph_api.support.stores import KINDS
from tests.graph_api.support.tables import lines_of

PLATFORMS = "{ digitalPlatforms { nodes { iri label { value } } } }"
LETTERS = "abcdefgh"
LIMITS = TableLimits.of(Settings())


def named(name: str, letters: str = LETTERS) -> str:
    """A release with a platform of each letter, all of one name."""
    things = (f':{one} a ndp:DigitalPlatform ; skos:prefLabel "{name} {one}"@en .' for one in letters)
    return f":g {{ {' '.join(things)} }}"


def members(name: str, letters: str = LETTERS) -> list[Any]:
    return [{"iri": f"http://example.org/{one}", "label": {"value": f"{name} {one}"}} for one in letters]


@pytest.fixture(params=KINDS)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """A store of the test's own, with one release."""
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path / "store", uri)
    publish(location, named("before"))
    return location


async def prepare_small(engine: Engine, question: Question) -> PreparedTable:
    """The table in pages of two rows."""
    return replace(engine.prepare_table(question), rows=2)


async def read(
    service: Service, question: Question, change: Any = None, limits: TableLimits = LIMITS
) -> bytes:
    """The table; `change` is called after its first page."""
    stream = TableStream(service.engines, FORMATS["ndjson"], limits, prepare_small)
    try:
        await stream.open(question)
        await stream.begin()
        pieces = stream.pieces()
        content = await anext(pieces)
        if change is not None:
            await asyncio.to_thread(change)
            await service.engine()
        return content + b"".join([piece async for piece in pieces])
    finally:
        await stream.close()


def test_a_release_that_is_published_meanwhile_changes_no_row(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CurrentEngine, "GRACE", 0.0)  # what nobody needs is closed at once
    settings = Series(location, ()).settings

    async def run() -> tuple[bytes, bytes]:
        service = Service(settings, look_every=0.0)
        async with service.running():
            first = await read(service, Question(PLATFORMS), lambda: publish(location, named("after", "xyz")))
            return first, await read(service, Question(PLATFORMS))

    first, second = asyncio.run(run())
    assert lines_of(first) == members("before")
    assert lines_of(second) == members("after", "xyz")


def test_an_older_release_is_a_table_too(location: Location) -> None:
    publish(location, named("after"))
    settings = Series(location, ()).settings

    async def run() -> tuple[bytes, bytes]:
        service = Service(settings)
        async with service.running():
            by_id = Question(PLATFORMS, release=oldest(location))
            query = f'query @release(id: "{oldest(location)}") {PLATFORMS}'
            return await read(service, by_id), await read(service, Question(query))

    assert [lines_of(found) for found in asyncio.run(run())] == [members("before")] * 2


def oldest(location: Location) -> str:
    """The id of the oldest release."""
    return min(Series(location, ()).folder.published())


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (replace(LIMITS, rows=7), "The table has more than 7 rows."),
        (replace(LIMITS, bytes=200), "The table has more than 200 bytes."),
        (replace(LIMITS, seconds=0.0), "The table took more than 0 milliseconds."),
    ],
)
def test_a_table_has_limits(tmp_path: Path, limits: TableLimits, message: str) -> None:
    location = Location(tmp_path / "store")
    publish(location, named("one"))

    async def run() -> None:
        service = Service(Series(location, ()).settings)
        async with service.running():
            await read(service, Question(PLATFORMS), limits=limits)

    with pytest.raises(QueryError) as refused:
        asyncio.run(run())
    assert (refused.value.message, refused.value.code) == (message, "TABLE_SIZE")
