"""An own IRI with a fragment is a resource of its own: no document, state or feed takes it for the IRI before it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.support.replica import Replica
from tests.graph_api.support.series import publish

BASE = "https://w3id.org/vn-ndp/"
TEXTS = (
    f":g {{ <{BASE}id/x/h> :p 1 . <{BASE}id/x/h#part> :p 2 . <{BASE}id/x/../up> :p 3 . <{BASE}id/x/a.atom> :p 4 }}",
    f":g {{ <{BASE}id/x/h> :p 5 . <{BASE}id/x/../up> :p 3 . <{BASE}id/x/a.atom> :p 4 }}",
)
PART = quote(f"{BASE}id/x/h#part", safe="")
NT = {"accept": "application/n-triples"}


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    location = Location(tmp_path_factory.mktemp("fragments") / "store")
    for text in TEXTS:
        publish(location, text)
    return location


@pytest.fixture(scope="module")
def ids(location: Location) -> tuple[str, ...]:
    return tuple(reversed(Folder(location.folder).published()))


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    settings = Settings(store=f"sqlite:{location.folder}")
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def test_all_addresses_of_a_fragment_are_its_own(client: TestClient, ids: tuple[str, ...]) -> None:
    answer = client.get(f"/resource?iri={PART}&release={ids[0]}", headers=NT)
    assert (answer.status_code, b'"2"' in answer.content) == (200, True)
    assert answer.headers["content-location"] == f"/resource?iri={PART}&format=nt"
    assert "/doc/" not in answer.headers["link"]
    assert f"</timemap?iri={PART}>" in answer.headers["link"]
    page = client.get(f"/resource?iri={PART}&release={ids[0]}&format=html").text
    assert f'href="/resource?iri={PART}&amp;format=ttl' in page
    thing = client.get("/id/x/h%23part", params={"release": ids[0]}, headers=NT)
    assert (thing.status_code, thing.headers["location"].split("&")[0]) == (303, f"/resource?iri={PART}")
    state = client.get(f"/release/{ids[0]}/resource?iri={PART}", headers=NT)
    assert (state.status_code, b'"2"' in state.content) == (200, True)


def test_a_fragment_that_is_gone_leads_to_its_own_state(client: TestClient, ids: tuple[str, ...]) -> None:
    gone = client.get(f"/resource?iri={PART}", headers=NT)
    assert (gone.status_code, f"/release/{ids[0]}/resource?iri={PART}." in gone.json()["hint"]) == (410, True)
    dated = client.get(f"/resource?iri={PART}", headers={"accept-datetime": "Thu, 01 Jan 2009 00:00:00 GMT"})
    assert dated.headers["location"] == f"/release/{ids[0]}/resource?iri={PART}"
    assert client.get(f"/timemap?iri={PART}").text.count("memento") == 1


@pytest.mark.parametrize("name", ["id/x/../up", "id/x/a.atom"])
def test_iris_whose_paths_clients_or_feeds_take_are_at_resource(client: TestClient, name: str) -> None:
    answer = client.get(f"/resource?iri={quote(BASE + name, safe='')}", headers=NT)
    assert answer.status_code == 200


def test_a_replica_keeps_fragments_apart(client: TestClient) -> None:
    def fetch(address: str) -> bytes:
        return client.get(address.removeprefix("http://127.0.0.1:8000")).content

    replica = Replica(fetch).follow("http://127.0.0.1:8000/feed")
    assert len(replica.hashes) == 2
    assert all(stated == own for stated, own in replica.hashes.values())
    assert b"ndp-service" not in fetch("/feed") + b"".join(map(fetch, replica.seen))
