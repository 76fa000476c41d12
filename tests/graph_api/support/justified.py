"""The shipped data as a release of both stores, and the cases of its platforms, for tests of exports."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

from pyoxigraph import Quad
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.exports.case import JustifiedCase, read_case
from graph_api.exports.formats import FORMATS
from graph_api.exports.question import JustificationRequest
from graph_api.reasoning.facts import Facts, read_resource
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.shipped.statements import iter_shipped
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.values.literals import split
from tests.graph_api.support.stores import key
from tests.loaders.support.releasing import copy_of, kept, load

PLATFORM = DEFAULT_BASE + "id/platform/"
DAY = "2026-06-30"
VERDICTS = {
    "minh-hoa-nong-san-xanh": "SUPPORTED_WITH_DEFECTS",
    "minh-hoa-hoc-sang": "SUPPORTED",
    "minh-hoa-lop-mo": "SUPPORTED",  # potential
    "minh-hoa-cho-que": "NOT_SUPPORTED",  # expired
    "minh-hoa-suc-khoe-24": "NOT_SUPPORTED",  # revoked
    "minh-hoa-vuon-so": "NOT_SUPPORTED",  # assessed, not decided on
    "minh-hoa-di-chung": "NOT_SUPPORTED",  # nothing is known
    "mobiedu": "NOT_SUPPORTED",  # a fact, with findings
}
"""Platforms, one for each way that it may come out."""
SUPPORTED = PLATFORM + "minh-hoa-hoc-sang"
"""One that comes out well."""
LANGUAGES = ("vi", "en", "fr")
TEXTS = [name for name in FORMATS if name not in ("pdf", "zip")]
"""The formats whose bytes do not depend on when they are written: the others are in `test_dossier`."""


def publish(location: Location) -> str:
    """Publish a release of all shipped data; its id."""
    return copy_of(_load_shipped, location)


def _load_shipped(location: Location) -> str:
    quads = iter_shipped(illustrative=True, base=DEFAULT_BASE)
    return load(location, quads, on_violation="record").manifest.id


def settings_of(location: Location) -> Settings:
    """Settings of a service over a location."""
    if location.neo4j:
        # Neo4j plans each new text for about a second, on a machine that does much else.
        return Settings(store=location.neo4j, releases=location.folder, time_budget=60_000)
    return Settings(store=f"sqlite:{location.folder}")


@dataclass(frozen=True, slots=True)
class Justifier:
    """An open engine to ask for cases."""

    engine: Engine
    runner: asyncio.Runner

    def case(self, wanted: JustificationRequest) -> JustifiedCase:
        """The case of what is wanted."""
        answer = self.runner.run(self.engine.execute(wanted.question()))
        return read_case(answer.body, wanted, self.engine.reader.model.base)


@contextmanager
def justifying(location: Location) -> Iterator[Justifier]:
    """An engine over the release of a location."""
    with asyncio.Runner() as runner:
        engine = runner.run(open_engine(settings_of(location)))
        try:
            yield Justifier(engine, runner)
        finally:
            runner.run(engine.reader.close())


def iter_wanted() -> Iterator[JustificationRequest]:
    """The requests of the tests: for each platform, why and why not, each in another language."""
    for number, (name, against) in enumerate(product(VERDICTS, (False, True))):
        yield JustificationRequest(PLATFORM + name, None, DAY, against, LANGUAGES[number % len(LANGUAGES)])


def dump_lines(location: Location) -> frozenset[str]:
    """The triples of the release's dump, as lines of N-Triples."""
    folder = Folder(location.folder)
    return frozenset(line.rsplit(" <", 1)[0] + " ." for line in kept(folder, folder.find(None).id))


def facts_of(quads: Iterable[Quad], model: Model) -> Facts:
    """All facts there are."""
    said: dict[str, dict[tuple[str, str], tuple[int, ...]]] = defaultdict(dict)
    composed: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        said[key(quad.subject)][quad.predicate.value, str(quad.object)] = (1,)
        if str(quad.graph_name) == f"<{model.labels_graph}>":
            text, language, _ = split(str(quad.object))
            composed[key(quad.subject)].append(f"{text}@{language}")
    facts = Facts(model)
    for iri, statements in said.items():
        facts.add(read_resource(model, iri, statements, composed[iri]))
    return facts


def get(client: TestClient, accept: str = "*/*", **params: str) -> Any:
    """The response of `/justification`."""
    return client.get("/justification", params=params, headers={"accept": accept})
