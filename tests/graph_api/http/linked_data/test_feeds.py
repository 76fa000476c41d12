"""`/feed`: a client that follows it has the state of each release, and the hash that the release states."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.dump.triples import iter_triple_lines
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication import ldes
from loaders.publication.state import release_state, state_lines
from tests.graph_api.support.replica import Replica
from tests.graph_api.support.series import publish
from tests.loaders.support.releasing import kept

ONE = """
:g { :a a ndp:DigitalPlatform ; skos:prefLabel "một"@vi . :b :p :a , "007" . :gone :p 54.20 }
:h { :a a ndp:DigitalPlatform . :blank :p [ :q [ :r 1 ] ] , [ :q 2 ] , ( 1 2 ) }
"""
TWO = """
:g { :a a ndp:DigitalPlatform ; skos:prefLabel "hai"@vi . :b :p :a , "007" }
:h { :a a ndp:DigitalPlatform . :blank :p [ :q [ :r 2 ] ] , [ :q 2 ] , ( 1 2 ) }
"""
THREE = ":g { :c a ndp:DigitalPlatform } :h { :blank :p _:x . :other :p _:x . _:x :q 1 }"
TEXTS = (ONE, TWO, THREE)
PUBLIC = "https://ndp.example.vn/graph"


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    location = Location(tmp_path_factory.mktemp("feed") / "store")
    for text in TEXTS:
        publish(location, text)
    return location


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    settings = Settings(store=f"sqlite:{location.folder}", public_url=PUBLIC)
    with TestClient(create_app(settings)) as client:
        yield client


def fetching(client: TestClient) -> "Replica":
    def fetch(address: str) -> bytes:
        answer = client.get(address.removeprefix(PUBLIC))
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/trig"
        return answer.content

    return Replica(fetch)


def test_a_replica_has_the_state_of_each_release_and_its_hash(client: TestClient, location: Location) -> None:
    replica = fetching(client).follow(f"{PUBLIC}/feed")
    ids = tuple(reversed(Folder(location.folder).published()))
    assert [address.removeprefix(f"{PUBLIC}/releases/") for address in replica.hashes] == list(ids)
    assert all(said == own for said, own in replica.hashes.values())
    assert len({said for said, _ in replica.hashes.values()}) == 3
    short = [(kind[0], iri.removeprefix("http://example.org/")) for kind, iri in replica.kinds]
    assert short == [
        *[("C", name) for name in ("a", "b", "blank", "gone")],
        *[("U", "a"), ("U", "blank"), ("D", "gone")],
        *[("D", "a"), ("D", "b"), ("U", "blank"), ("C", "c"), ("C", "other")],
    ]


def test_the_hash_is_that_of_the_dump_in_n_triples_where_no_blank_node_is_shared(location: Location) -> None:
    folder = Folder(location.folder)
    *_, first = folder.published()
    manifest = folder.manifest(first)
    with state_lines(manifest, folder.graph_path) as lines:
        state = list(lines)
    plain = [line for line in state if b"_:" not in line]
    dumped = list(iter_triple_lines(line.encode() for line in kept(folder, first)))
    assert plain == [line.removesuffix(b"\n") for line in dumped if b"_:" not in line]
    assert len(state) == len(dumped) == release_state(folder, manifest).triples


def test_a_feed_of_a_class_has_its_entities_only(client: TestClient) -> None:
    replica = fetching(client).follow(f"{PUBLIC}/feed/DigitalPlatform")
    short = [(kind[0], iri.removeprefix("http://example.org/")) for kind, iri in replica.kinds]
    assert short == [("C", "a"), ("U", "a"), ("D", "a"), ("C", "c")]
    assert replica.hashes == {}
    unknown = client.get("/feed/DigitalPlatfrom")
    assert (unknown.status_code, unknown.json()["hint"]) == (404, "Did you mean DigitalPlatform?")


def test_pages_have_at_most_so_many_members_and_never_change(
    client: TestClient, location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ldes, "PAGE", 2)
    monkeypatch.setattr("graph_api.history.changes.PAGE", 2)
    replica = fetching(client).follow(f"{PUBLIC}/feed")
    assert all(said == own for said, own in replica.hashes.values())
    first = Folder(location.folder).published()[-1]
    sizes = []
    for number in (1, 2, 3):
        page = client.get(f"/feed/{first}/{number}")
        assert page.headers["cache-control"] == "public, max-age=31536000, immutable"
        sizes.append(page.text.count("prov:generatedAtTime"))
        again = client.get(f"/feed/{first}/{number}", headers={"if-none-match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert sizes == [4, 4, 1]  # two members and two relations, or the release alone
    assert client.get(f"/feed/{first}/4").status_code == 404
    assert client.get("/feed/000009-00000000/1").status_code == 404


def test_all_forms_state_the_same(client: TestClient, location: Location) -> None:
    path = f"/feed/{Folder(location.folder).published()[1]}/1"
    forms = {"trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD}
    answers = {name: client.get(path, params={"format": name}) for name in forms}
    counts = {
        name: len(set(parse(answer.content, forms[name], base_iri=f"{PUBLIC}{path}")))
        for name, answer in answers.items()
    }
    assert len(set(counts.values())) == 1
    assert b"ndp.example.vn" not in answers["trig"].content  # a copy of a page leads to copies
    assert client.get(path, headers={"accept": "application/n-quads"}).content == answers["nq"].content
    assert client.get(path, headers={"accept": "text/csv"}).status_code == 406
    assert client.get(path, params={"format": "csv"}).status_code == 406


def test_without_a_release_folder_there_is_no_feed(tmp_path: Path) -> None:
    settings = Settings(store="bolt://localhost:1", releases=tmp_path / "none")
    app = create_app(settings)
    with_no_start = TestClient(app)  # the store is never asked
    answer = with_no_start.get("/feed")
    assert (answer.status_code, answer.json()["code"]) == (404, "HISTORY_UNAVAILABLE")
