"""The competency questions at `/sparql`, over the data that ship: the answers are those of the union of all graphs."""

from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, QueryResultsFormat, QuerySolutions, Store, parse_query_results
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.sparql.index import build_index, index_of
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.competency.test_competency import NAMES, PREFIXES, REQUESTS, columns_of, subjects_of
from tests.graph_api.http.linked_data.test_sparql_http import wait_for
from tests.graph_api.support.justified import publish
from tests.graph_api.support.rows import plain, solutions_of, value_of

MEDIA = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The release of the data that ship, with its index."""
    location = Location(tmp_path_factory.mktemp("shipped") / "store")
    build_index(Folder(location.folder), publish(location))
    return Folder(location.folder)


@pytest.fixture(scope="module")
def service(folder: Folder) -> Iterator[TestClient]:
    """A service over it, with the limits that it has if nobody sets them."""
    with TestClient(create_app(Settings(store=f"sqlite:{folder.path}", sparql=True))) as client:
        wait_for(client, folder.published()[0])
        yield client


@pytest.fixture(scope="module")
def every_graph(folder: Folder) -> Store:
    """The index without its default graph, to be queried as the union of all graphs."""
    store = Store()
    index = Store.read_only(str(index_of(folder, folder.published()[0]).store))
    store.extend(quad for quad in index if quad.graph_name != DefaultGraph())
    return store


@pytest.mark.parametrize("name", NAMES)
def test_a_competency_question_has_the_same_answer_at_the_service(
    name: str, service: TestClient, every_graph: Store
) -> None:
    sparql = (REQUESTS / f"{name}.rq").read_text("utf-8")
    columns = list(columns_of(sparql))
    for number, given in enumerate(subjects_of(sparql, every_graph)[:5]):
        about = PREFIXES + sparql
        for variable, iri in given.items():
            about = about.replace("$" + variable, f"<{iri}>")
        media = list(MEDIA)[number % len(MEDIA)]
        answer = service.post("/sparql", data={"query": about}, headers={"accept": media})
        assert answer.status_code == 200, answer.text
        assert "ndp-truncated" not in answer.headers
        found = parse_query_results(answer.content, MEDIA[media])
        assert isinstance(found, QuerySolutions)
        rows = {tuple(plain(value_of(row[name])) for name in columns) for row in found}
        assert rows == solutions_of(every_graph, about, columns)
