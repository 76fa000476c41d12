"""A Neo4j that hangs, is gone, or was left in the middle of a load: what a service answers meanwhile, and after."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j
import pytest
from starlette.testclient import TestClient

from graph_api.receipts.claims import KIND
from graph_api.receipts.jws import read
from graph_api.receipts.keyring import Keyring
from graph_api.stores.neo4j.watch import StoreWatch
from loaders.folder.location import Location
from loaders.stores.neo4j.cypher import LOCK
from ontology.storage import CHANGING
from tests.graph_api.support.series import Series, publish, publish_series, serving
from tests.support.proxy import Proxy, proxy_to

ASK = {"query": '{ resource(iri: "http://example.org/a") { label { value } } }'}
OFTEN = 0.05
"""Seconds between two checks for another release."""


@pytest.fixture(scope="module")
def series(neo4j_empty_for_module: str, tmp_path_factory: pytest.TempPathFactory) -> Series:
    """Three releases in a folder, the last in Neo4j."""
    return publish_series(Location(tmp_path_factory.mktemp("away") / "store", neo4j_empty_for_module))


@pytest.fixture(scope="module", autouse=True)
def _hurry() -> Iterator[None]:
    """Look often, so that these tests are short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StoreWatch, "EVERY", 0.2)
        patch.setattr(StoreWatch, "PATIENCE", 1.0)
        patch.setattr(StoreWatch, "FIRST", 3.0)
        yield


@contextmanager
def behind(series: Series, **settings: Any) -> Iterator[tuple[TestClient, Proxy]]:
    """A service whose Neo4j is behind a proxy."""
    with (
        proxy_to(series.location.neo4j or "") as proxy,
        serving(replace(series.settings, store=proxy.uri, **settings), look_every=OFTEN) as client,
    ):
        yield client, proxy


@pytest.fixture(scope="module")
def served(series: Series) -> Iterator[tuple[TestClient, Proxy]]:
    """A service with a standby, and the proxy before its Neo4j; each test leaves them as they were."""
    keys = Keyring(series.location.folder.parent / "keys")
    keys.make()
    with behind(series, keys=keys.path) as both:
        yield both


@pytest.fixture(scope="module")
def alone(series: Series) -> Iterator[tuple[TestClient, Proxy]]:
    """The same without a standby."""
    with behind(series, standby=False) as both:
        yield both


def ask(client: TestClient, **parameters: str) -> Any:
    """The answer to `ASK`."""
    return client.post("/graphql", json=ASK, params=parameters).json()


def answer(release: str, label: str, **more: str) -> dict[str, Any]:
    """The answer to `ASK` from a release."""
    return {
        "data": {"resource": {"label": {"value": label}}},
        "extensions": {"release": release, **more},
    }


def receipt(client: TestClient) -> Any:
    """The claims in the receipt of the answer to `ASK`, without the time; the service verifies it."""
    signed = client.post("/graphql", json={**ASK, "extensions": {"receipt": True}})
    checks = client.post("/verify", data={"receipt": signed.text}, headers={"accept": "application/json"})
    assert {check["holds"] for check in checks.json()} == {True}
    return {**read(signed.json()["extensions"]["receipt"], KIND).payload, "iat": 0}


def until(wanted: Any, found: Callable[[], Any]) -> None:
    """Wait until `found` gives what is `wanted`."""
    for _ in range(200):
        if found() == wanted:
            return
        time.sleep(0.05)
    assert found() == wanted


def code(body: Any) -> str:
    """The code of the only error of an answer."""
    (error,) = body["errors"]
    return str(error["extensions"]["code"])


AWAY = pytest.mark.parametrize("how", [Proxy.hang, Proxy.cut], ids=["hangs", "gone"])


@AWAY
def test_the_release_folder_answers_while_neo4j_is_away(
    series: Series, served: tuple[TestClient, Proxy], how: Callable[[Proxy], None]
) -> None:
    (first, _, last), (client, proxy) = series.ids, served
    assert ask(client) == answer(last, "three")
    signed = receipt(client)
    how(proxy)
    ready = {"ready": True, "release": last, "store": "sqlite", "code": "STORE_UNAVAILABLE"}
    assert client.get("/readyz").json() == ready
    assert ask(client) == answer(last, "three", store="sqlite")
    assert ask(client, release=first) == answer(first, "one")
    assert receipt(client) == signed
    got = client.get("/graphql", params=ASK)
    assert (got.headers["cache-control"], "etag" in got.headers) == ("no-store", False)
    assert client.get("/graphql/about.json").json()["release"] == last
    proxy.mend()
    until(answer(last, "three"), lambda: ask(client))
    assert client.get("/readyz").json() == {"ready": True, "release": last}


@AWAY
def test_without_standby_a_neo4j_that_is_away_is_an_error_at_once(
    series: Series, alone: tuple[TestClient, Proxy], how: Callable[[Proxy], None]
) -> None:
    (first, _, last), (client, proxy) = series.ids, alone
    assert ask(client) == answer(last, "three")
    how(proxy)
    assert client.get("/readyz").json() == {"ready": False, "code": "STORE_UNAVAILABLE"}
    assert code(ask(client)) == "STORE_UNAVAILABLE"
    tried = proxy.connections
    assert {code(ask(client)) for _ in range(100)} == {"STORE_UNAVAILABLE"}
    assert proxy.connections - tried < 50  # looks, not one for each question
    assert (client.get("/readyz").status_code, client.get("/").status_code) == (503, 503)
    assert ask(client, release=first) == answer(first, "one")
    proxy.mend()
    until(answer(last, "three"), lambda: ask(client))
    assert client.get("/readyz").status_code == 200


def test_connections_to_neo4j_that_are_lost_are_made_again(
    series: Series, alone: tuple[TestClient, Proxy]
) -> None:
    (*_, last), (client, proxy) = series.ids, alone
    for _ in range(3):
        proxy.cut()
        proxy.mend()
        assert ask(client) == answer(last, "three")


# -- the mark of a load


def left_changing(uri: str) -> None:
    """Leave the mark as a load does that is killed while it commits."""
    with neo4j.GraphDatabase.driver(uri) as driver:
        driver.execute_query("MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = $mark", mark=CHANGING)


@pytest.mark.parametrize("by", ["question", "health"])
def test_a_mark_that_a_killed_load_left_in_neo4j_is_settled_by_whoever_meets_it(
    series: Series, alone: tuple[TestClient, Proxy], by: str
) -> None:
    (*_, last), uri, (client, _) = series.ids, series.location.neo4j or "", alone
    left_changing(uri)
    if by == "question":
        assert ask(client) == answer(last, "three")
    assert client.get("/readyz").json() == {"ready": True, "release": last}
    with neo4j.GraphDatabase.driver(uri) as driver:
        (row,) = driver.execute_query("MATCH (s:NdpStore {name: 'ndp'}) RETURN s.mark, s.release").records
    assert row.values() == [last, last]


def waiting(driver: neo4j.Driver) -> int:
    """The number of transactions that wait for a lock."""
    found = driver.execute_query("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN 1")
    return len(found.records)


def test_questions_wait_for_a_load_that_is_committing_in_neo4j(
    series: Series, alone: tuple[TestClient, Proxy]
) -> None:
    (*_, last), uri, (client, _) = series.ids, series.location.neo4j or "", alone
    with neo4j.GraphDatabase.driver(uri) as driver, ThreadPoolExecutor(1) as pool:
        with driver.session() as session, session.begin_transaction() as load:
            load.run(LOCK).consume()
            left_changing(uri)
            answered = pool.submit(ask, client)
            until(1, lambda: waiting(driver))
            assert not answered.done()
            load.commit()
        assert answered.result() == answer(last, "three")


# -- services of their own


def test_a_service_starts_without_its_neo4j(series: Series) -> None:
    last = series.ids[-1]
    with proxy_to(series.location.neo4j or "") as proxy:
        proxy.hang()
        with serving(replace(series.settings, store=proxy.uri), look_every=OFTEN) as client:
            assert ask(client) == answer(last, "three", store="sqlite")
            proxy.mend()
            until(answer(last, "three"), lambda: ask(client))


def test_a_folder_of_other_data_never_answers_for_neo4j(series: Series, tmp_path: Path) -> None:
    publish(Location(tmp_path), ":g1 { :a skos:prefLabel 'other' }")
    with behind(series, releases=tmp_path) as (client, proxy):
        proxy.cut()
        assert code(ask(client)) == "STORE_UNAVAILABLE"
        assert client.get("/readyz").json() == {"ready": False, "code": "STORE_UNAVAILABLE"}


def test_a_neo4j_that_comes_back_with_another_release_waits_for_a_load(
    neo4j_empty: str, tmp_path: Path
) -> None:
    location = Location(tmp_path / "store", neo4j_empty)
    publish(location, ":g1 { :a skos:prefLabel 'one' }")
    series = Series(location, ())
    with behind(series) as (client, proxy):
        proxy.cut()
        assert ask(client)["extensions"]["store"] == "sqlite"
        second = publish(Location(location.folder), ":g1 { :a skos:prefLabel 'two' }")
        until(answer(second, "two", store="sqlite"), lambda: ask(client))
        proxy.mend()
        behind_now = {"ready": True, "release": second, "store": "sqlite", "code": "STORE_BEHIND"}
        until(behind_now, lambda: client.get("/readyz").json())
        assert ask(client) == answer(second, "two", store="sqlite")
        third = publish(location, ":g1 { :a skos:prefLabel 'three' }")
        until(answer(third, "three"), lambda: ask(client))
