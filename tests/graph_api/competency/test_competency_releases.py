"""The competency questions about releases, one request each, on the shipped data, with both stores."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, Quad, Store
from starlette.testclient import TestClient

from loaders.folder.location import Location
from loaders.nquads.canonical import format_line
from loaders.reading.read import read
from loaders.shipped.files import shipped_files
from ontology.iris import DEFAULT_BASE
from tests.graph_api.competency.test_competency import PREFIXES, columns_of
from tests.graph_api.support.rows import rows_of, solutions_of
from tests.graph_api.support.series import Series, serving
from tests.graph_api.support.stores import KINDS
from tests.loaders.support.releasing import load

REQUESTS = Path(__file__).parent / "releases"
TITLE = "http://purl.org/dc/terms/title"


@dataclass(frozen=True, slots=True)
class Published:
    """A service over two releases, of which the second has one source in another version; what both hold."""

    client: TestClient
    ids: tuple[str, ...]
    source: str
    before: list[Quad]
    after: list[Quad]

    def ask(self, name: str, **variables: str) -> Any:
        """The data of the answer to a request."""
        body = {"query": (REQUESTS / f"{name}.graphql").read_text("utf-8"), "variables": variables}
        found = self.client.post("/graphql", json=body).json()
        assert "errors" not in found, found
        return found["data"]


@pytest.fixture(scope="module", params=KINDS)
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("shipped") / "store", uri)
    before = list(dict.fromkeys(read(shipped_files(illustrative=True), base=DEFAULT_BASE)))
    source = next(q.graph_name for q in before if q.predicate.value == TITLE)
    of_source = [q for q in before if q.graph_name == source]
    first = load(location, before, on_violation="record").manifest.id
    after = [newer(q) for q in of_source if q.subject != of_source[0].subject]
    second = load(location, after, on_violation="record").manifest.id
    everything = [*(q for q in before if q.graph_name != source), *after]
    with serving(Series(location, ()).settings) as client:
        # A graph of these data has an IRI, so it has a value.
        yield Published(client, (first, second), source.value, before, everything)  # type: ignore[union-attr]


def newer(quad: Quad) -> Quad:
    """The statement as the next version of its source makes it."""
    if quad.predicate.value != TITLE or not isinstance(quad.object, Literal):
        return quad
    title = Literal(quad.object.value + " (2)", language=quad.object.language)
    return Quad(quad.subject, quad.predicate, title, quad.graph_name)


@pytest.mark.parametrize(("name", "query"), [("o2", "o2"), ("o4", "o4-classes"), ("o4", "o4-properties")])
def test_figures_are_those_that_sparql_counts(published: Published, name: str, query: str) -> None:
    sparql = (REQUESTS / f"{query}.rq").read_text("utf-8")
    columns = columns_of(sparql)
    store = Store()
    store.extend(published.after)
    expected = solutions_of(store, PREFIXES + sparql, list(columns))
    assert expected
    assert rows_of(published.ask(name), list(columns.values())) == expected


def test_what_changed_between_two_dumps_of_one_source(published: Published) -> None:
    before, after = ({format_line(q) for q in quads} for quads in (published.before, published.after))
    first, second = published.ids
    found = published.ask("o5", **{"from": first, "to": second, "source": published.source})["diff"]
    nodes = [node for name in ("added", "removed", "changed") for node in found[name]["nodes"]]
    assert {line for node in nodes for line in node["added"]} == after - before
    assert {line for node in nodes for line in node["removed"]} == before - after
    assert before - after
    described = [{str(q.subject) for q in quads} for quads in (published.before, published.after)]
    assert {f"<{node['iri']}>" for node in found["removed"]["nodes"]} == described[0] - described[1]
    assert all(node["resource"]["label"]["value"] for node in nodes)
