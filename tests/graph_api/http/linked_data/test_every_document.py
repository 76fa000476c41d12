"""Every IRI of the data leads to a document that is its bounded description, cut from the data, in every form."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse
from rdflib import Dataset as RdflibDataset
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from ontology.iris import DEFAULT_BASE, derived_graphs
from tests.graph_api.support.stores import Content, fill_neo4j
from tests.support.neo4j_fixtures import Database

MEDIA = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
WITH_GRAPHS = ("application/n-quads", "application/trig")


class Descriptions:
    """The bounded descriptions of all subjects of some quads, without what the program derives."""

    def __init__(self, content: Content) -> None:
        derived = {NamedNode(iri) for iri in derived_graphs(DEFAULT_BASE)}
        self.by_subject: Mapping[object, list[Quad]] = defaultdict(list)
        for quad in content.quads:
            if quad.graph_name not in derived:
                self.by_subject[quad.subject].append(quad)

    def iris(self) -> list[str]:
        """The IRIs that have one."""
        return sorted(one.value for one in self.by_subject if isinstance(one, NamedNode))

    def of(self, iri: str) -> set[Quad]:
        """The description of an IRI."""
        return set(self._hanging(NamedNode(iri)))

    def _hanging(self, subject: object) -> Iterator[Quad]:
        ahead, seen = [subject], {subject}
        while ahead:
            for quad in self.by_subject.get(ahead.pop(), ()):
                yield quad
                if isinstance(quad.object, BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    ahead.append(quad.object)


@pytest.fixture(scope="module")
def descriptions(content: Content) -> Descriptions:
    return Descriptions(content)


def canonical(quads: set[Quad], *, graphs: bool) -> Dataset:
    found = Dataset(quads if graphs else {Quad(*quad.triple) for quad in quads})
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return found


def follow(client: TestClient, iri: str, accept: str, *, directly: bool = False) -> tuple[str, bytes]:
    """What a client gets that dereferences an IRI: the media type and the bytes; `directly`: that of the document."""
    headers = {"accept": accept}
    if directly:
        answer = client.get("/doc/" + iri.removeprefix(DEFAULT_BASE), headers=headers)
    elif iri.startswith(DEFAULT_BASE) and "#" not in iri:
        first = client.get("/" + iri.removeprefix(DEFAULT_BASE), headers=headers)
        assert first.status_code == 303, (iri, first.text)
        answer = client.get(first.headers["location"], headers=headers)
    else:
        answer = client.get("/resource", params={"iri": iri}, headers=headers)
    assert answer.status_code == 200, (iri, accept, answer.text)
    return answer.headers["content-type"], answer.content


def test_every_iri_leads_to_its_description(client: TestClient, descriptions: Descriptions) -> None:
    iris = [iri for iri in descriptions.iris() if iri.startswith(DEFAULT_BASE)]
    assert len(iris) > 1300
    media = list(MEDIA)
    for number, iri in enumerate(iris):
        accept = media[number % len(media)]
        kind, content = follow(client, iri, accept, directly=number % 5 > 0)
        assert kind.startswith(accept)
        graphs = accept in WITH_GRAPHS
        found = canonical(set(parse(content, MEDIA[accept])), graphs=graphs)
        assert found == canonical(descriptions.of(iri), graphs=graphs), (iri, accept)


@pytest.fixture
def neo4j_client(request: pytest.FixtureRequest, content: Content) -> Iterator[TestClient]:
    """A client of the application over Neo4j."""
    database: Database = request.getfixturevalue("neo4j_database")
    uri = database.hold(content, lambda uri: fill_neo4j(content, uri))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Neo4jReader(open_driver(uri, None, None), content.model)))

    with TestClient(create_app(Settings(store=uri), opener), follow_redirects=False) as client:
        yield client


def test_neo4j_gives_the_same_documents(
    client: TestClient, neo4j_client: TestClient, descriptions: Descriptions
) -> None:
    iris = descriptions.iris()[::25]
    assert len(iris) > 50
    for number, iri in enumerate(iris):
        for accept in (list(MEDIA)[number % len(MEDIA)], "text/html"):
            assert follow(neo4j_client, iri, accept) == follow(client, iri, accept), iri
    assert neo4j_client.get("/id/platform/VTVGO/").headers["location"] == "/id/platform/vtvgo"


def test_other_iris_have_documents_too(client: TestClient, descriptions: Descriptions) -> None:
    iris = [iri for iri in descriptions.iris() if not iri.startswith(DEFAULT_BASE)]
    assert len(iris) > 20
    for iri in iris:
        _, content = follow(client, iri, "application/n-quads")
        found = canonical(set(parse(content, RdfFormat.N_QUADS)), graphs=True)
        assert found == canonical(descriptions.of(iri), graphs=True), iri


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib itself
def test_rdflib_reads_the_same_in_every_form(client: TestClient) -> None:
    def read(media: str) -> RdflibDataset:
        _, content = follow(client, f"{DEFAULT_BASE}id/platform/vtvgo", media)
        return RdflibDataset(default_union=True).parse(data=content, format=media)

    expected = read("application/n-triples")
    assert len(expected) >= 8
    for media in MEDIA:
        found = read(media)
        triples = {triple[:3] for triple in found.triples((None, None, None))}
        assert triples == {triple[:3] for triple in expected.triples((None, None, None))}, media
