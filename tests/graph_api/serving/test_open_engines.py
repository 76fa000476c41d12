"""The engines of older releases: which are open, kept, shared and closed."""

import asyncio
import json
from typing import Any

import pytest

from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import History, Release
from graph_api.operations.question import Question
from graph_api.serving.engines import Engines
from graph_api.serving.older import OlderEngines, ReleaseView
from graph_api.serving.opening import open_engine, open_engines, open_view
from loaders.releases.views import SourceChoice
from ontology.model import Model
from tests.graph_api.support.series import Series

LABEL = '{ resource(iri: "http://example.org/a") { label { value } } }'


class Openings:
    """Opens engines of a folder, and knows which of them are open."""

    def __init__(self, series: Series) -> None:
        self.history = History(series.location.folder)
        self.opened: list[str] = []
        self.open: list[str] = []
        self.models: set[int] = set()
        self._settings = series.settings

    async def __call__(self, view: ReleaseView, engines: Any) -> Engine:
        release = view.release
        self.opened.append(release.id)
        engine = await open_view(self._settings, view, engines)
        self.models.add(id(engine.reader.model))
        self.open.append(release.id)
        close = engine.reader.close

        async def closing() -> None:
            self.open.remove(release.id)
            await close()

        engine.reader.close = closing  # type: ignore[method-assign] # to listen in
        return engine


def test_engines_are_kept_and_closed_by_when_they_were_used_but_never_while_they_are(own: Series) -> None:
    async def run() -> None:
        engines = Openings(own)
        first, second, third = (ReleaseView(engines.history.find(release)) for release in own.ids)
        async with await open_engine(own.settings) as current:
            older = OlderEngines(engines, keep=1)
            async with older.using(first, current), older.using(second, current):
                async with older.using(first, current):
                    assert engines.open == list(own.ids[:2])
                assert engines.open == list(own.ids[:2])
            assert engines.open == [own.ids[0]]
            async with older.using(third, current), older.using(first, current):
                assert engines.opened == list(own.ids)
            assert engines.open == [own.ids[0]]
            await older.close()
            assert engines.open == []

    asyncio.run(run())


def test_releases_of_one_ontology_share_the_schema_and_are_opened_once(own: Series) -> None:
    async def run() -> None:
        engines = Openings(own)
        first, second, _ = (engines.history.find(release) for release in own.ids)
        async with await open_engine(own.settings) as current:
            older = OlderEngines(engines, keep=2)

            async def use(release: Release) -> Engine:
                async with older.using(ReleaseView(release), current) as engine:
                    return engine

            found = await asyncio.gather(*(use(release) for release in (first, second, first, second)))
            assert sorted(engines.opened) == sorted((first.id, second.id))
            assert len(engines.models) == 1
            assert found[0].schema is found[1].schema is not current.schema
            await older.close()

    asyncio.run(run())


def test_a_release_that_takes_long_to_open_is_reported_and_opened_all_the_same(own: Series) -> None:
    async def run() -> list[str]:
        async with await open_engine(own.settings) as current:

            async def opened() -> Engine:
                return current

            engines = open_engines(own.settings, opened, patience=0.0)
            question = Question(LABEL, release=own.ids[0])
            first = await code_of(engines, question)
            last = first
            for _ in range(10_000):
                last = await code_of(engines, question)
                if last != first:
                    break
                await asyncio.sleep(0.01)
            await engines.close()
            return [first, last]

    assert asyncio.run(run()) == ["RELEASE_NOT_READY", ""]


class WaitingMaker:
    """Makes no view before it is closed, and knows for whom it should."""

    def __init__(self) -> None:
        self.clients: list[str | None] = []
        self._gate = asyncio.Event()

    async def make(self, view: ReleaseView, model: Model, client: str | None) -> None:
        self.clients.append(client)
        await self._gate.wait()

    async def close(self) -> None:
        self._gate.set()


def test_a_client_has_a_share_of_the_openings_and_one_view_always_has_its_place(own: Series) -> None:
    async def run() -> list[str | None]:
        engines, maker = Openings(own), WaitingMaker()
        release = engines.history.find(own.ids[0])
        async with await open_engine(own.settings) as current:
            views = OlderEngines(engines, keep=4, patience=0.0, maker=maker, share=0.5)

            async def ask(name: str, client: str | None, *, has_place: bool = False) -> None:
                view = ReleaseView(release, SourceChoice(confidence=frozenset((name,))), has_place=has_place)
                with pytest.raises(QueryError, match="is being opened"):
                    async with views.using(view, current, client):
                        pass
                await asyncio.sleep(0)  # the maker begins

            for number in range(4):
                await ask(f"a{number}", "a")
            for number in range(4):
                await ask(f"b{number}", "b")
            await ask("c", "c")
            await ask("", None)
            await ask("usual", "c", has_place=True)
            await views.close()
        return maker.clients

    assert asyncio.run(run()) == ["a", "a", "b", "b", "c"]


async def code_of(engines: Engines, question: Question) -> str:
    answer = json.loads((await engines.execute(question)).body)
    return str(answer["errors"][0]["extensions"]["code"]) if "errors" in answer else ""
