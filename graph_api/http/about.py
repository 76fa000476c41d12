"""`/about`: the page about the service, with live answers to the examples; beside it what the query editor reads."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph_api.cache import Cache
from graph_api.engine.engine import Engine
from graph_api.http.frames import FrameMaker
from graph_api.http.page import page
from graph_api.http.request import SOURCES, chosen_sources
from graph_api.operations.question import Question
from graph_api.pages.about import AboutFacts, ClassCount, ExampleAnswer, render_about
from graph_api.pages.examples import Example, read_examples
from graph_api.pages.frame import Frame
from graph_api.serving.admission import client_of
from graph_api.serving.service import Service
from graph_api.settings import Settings
from graph_api.stores.port import Content
from loaders.folder.folder import Folder
from ontology.errors import NdpError

_KEPT = 24


@dataclass(frozen=True, slots=True)
class AboutEndpoint:
    """The page about the service, `/graphql/about.json` and `/graphql/examples.json`."""

    settings: Settings
    service: Service
    frames: FrameMaker
    examples: tuple[Example, ...] = field(default_factory=read_examples)
    pages: Cache[Hashable, str] = field(default_factory=lambda: Cache(_KEPT))
    """The pages of releases in the languages, made once on each day."""
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def answer(self, request: Request) -> Response:
        """The page, in the language of `?lang=` or `Accept-Language`."""
        chosen = Question("", sources=chosen_sources(request))
        client = client_of(request.client and request.client.host)
        async with self.service.engines.engine(chosen, client) as engine:
            release = await engine.reader.release()
            frame = await self.frames.frame(request, release, SOURCES)
            key = release, frame.lang, frame.kept, self.settings.today(), engine.parts.sources.key
            html = self.pages.known(key)
            if html is None:
                async with self.one_at_a_time:
                    html = self.pages.known(key) or await self._made(engine, frame, key)
        return page(html, frame.lang)

    async def _made(self, engine: Engine, frame: Frame, key: Hashable) -> str:
        """The page, which is kept if all of its examples have answers."""
        html, is_whole = await self._render(engine, frame)
        if is_whole:
            self.pages.get(key, partial(str, html))
        return html

    async def _render(self, engine: Engine, frame: Frame) -> tuple[str, bool]:
        """The page, and true if all of its examples have answers."""
        content = await engine.reader.describe()
        examples = [example.on(engine.parts.today()) for example in self.examples if example.columns]
        answers = [await _answer_example(engine, example, frame.lang) for example in examples]
        facts = await self._about(engine, content, frame.lang)
        html = await asyncio.to_thread(render_about, facts, answers, frame)
        return html, not any(answer.problem for answer in answers)

    async def answer_about(self, _: Request) -> Response:
        """Name, version, release and base IRI of the service, and true if it has illustrative data; as JSON."""
        engine = await self.service.engine()
        facts = await self._about(engine, await engine.reader.describe(), "en")
        return JSONResponse(facts.public())

    async def answer_examples(self, _: Request) -> Response:
        """The example questions of the query editor, as JSON."""
        today = (await self.service.engine()).parts.today()
        return JSONResponse([example.on(today).public() for example in self.examples])

    async def _about(self, engine: Engine, content: Content, lang: str) -> AboutFacts:
        model = engine.reader.model
        counts = [
            ClassCount(
                term.label.best(lang) or term.type_name, term.type_name, term.plural, content.classes[iri]
            )
            for iri, term in sorted(model.classes.items(), key=lambda item: -item[1].rank)
            if content.classes.get(iri, 0)
        ]
        evaluated = await asyncio.to_thread(self._evaluation_date, content.release)
        return AboutFacts(
            name="NDP Graph",
            version=model.version,
            release=content.release,
            evaluation_date=evaluated,
            statements=content.statements,
            counts=counts,
            # A source that describes real and made-up ones counts, with what it states about the latter.
            illustrative=content.illustrative and engine.parts.sources.illustrative,
            base=model.base,
            publishes_schema=self.settings.introspection,
            has_releases=evaluated is not None,
            has_sparql=self.settings.sparql,
        )

    def _evaluation_date(self, release: str) -> date | None:
        folder = Folder(self.settings.location.folder)
        try:
            return date.fromisoformat(folder.manifest(release).evaluation_date)
        except NdpError:
            return None  # a database that is served without its release folder


async def _answer_example(engine: Engine, example: Example, lang: str) -> ExampleAnswer:
    question = Question(example.query, example.variables, accept_language=lang)
    answer = orjson.loads((await engine.execute(question)).body)
    if "errors" in answer:
        return example.without_answer(answer["errors"][0]["message"], lang)
    return example.table(answer["data"], lang)
