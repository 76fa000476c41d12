"""No SPARQL query makes the service send anything: `SERVICE` in every disguise, beside a socket that counts."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.sparql.index import build_index, index_of
from graph_api.sparql.results import RowLimits
from graph_api.sparql.worker import QueryJob
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.http.linked_data.test_sparql_http import settings_of, wait_for
from tests.graph_api.sparql.test_tokens import AT, DISGUISES, HARMLESS
from tests.graph_api.support.series import ONE, publish

FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class CountingListener:
    """A socket that listens, and counts the connections to it; it closes each."""

    listening: socket.socket
    connections: int = 0
    _last: threading.Event = field(default_factory=threading.Event)

    @property
    def iri(self) -> str:
        """Its address as an IRI of a query."""
        return f"<http://127.0.0.1:{self.listening.getsockname()[1]}/>"

    def count(self) -> None:
        """Count until the socket is closed."""
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            self._last.set()
            connection.close()

    def since(self) -> int:
        """The connections so far, all of those that were begun before: one of our own is the last, and not counted."""
        self._last.clear()
        socket.create_connection(self.listening.getsockname()).close()
        assert self._last.wait(10)
        self.connections -= 1
        return self.connections


@pytest.fixture
def listener() -> Iterator[CountingListener]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = CountingListener(listening)
        thread = threading.Thread(target=found.count, daemon=True)
        thread.start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release folder with the index of its release."""
    location = Location(tmp_path_factory.mktemp("fetching") / "store")
    build_index(Folder(location.folder), publish(location, ONE))
    return location.folder


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(settings_of(folder))) as client:
        wait_for(client, Folder(folder).published()[0])
        yield client


def test_nothing_is_fetched_by_any_way_to_ask(service: TestClient, listener: CountingListener) -> None:
    assert len(DISGUISES) >= 12
    for disguise in DISGUISES:
        query = disguise.replace(AT, listener.iri)
        for answer in (
            service.get("/sparql", params={"query": query}),
            service.post("/sparql", data={"query": query}),
            service.post("/sparql", content=query, headers={"content-type": "application/sparql-query"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (400, "SPARQL_SERVICE"), query
    assert listener.since() == 0


def test_graphs_of_a_request_and_of_a_query_are_not_fetched(
    service: TestClient, listener: CountingListener
) -> None:
    iri = listener.iri[1:-1]
    for query in (
        f"ASK FROM <{iri}> {{ ?s ?p ?o }}",
        f"ASK FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ):
        assert service.get("/sparql", params={"query": query}).json()["boolean"] is False
    for name in ("default-graph-uri", "named-graph-uri"):
        parameters = {"query": "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", name: iri}
        assert service.get("/sparql", params=parameters).json()["boolean"] is False
    load = service.post("/sparql", data={"query": f"LOAD <{iri}>"})
    assert (load.status_code, load.json()["code"]) == (400, "SPARQL_UPDATE")
    assert listener.since() == 0


@pytest.mark.parametrize("query", HARMLESS)
def test_queries_with_the_word_in_a_text_or_a_name_are_answered(service: TestClient, query: str) -> None:
    assert service.get("/sparql", params={"query": query}).status_code == 200


def test_the_engine_does_fetch_and_the_listener_does_count(folder: Path, listener: CountingListener) -> None:
    """What the tests above are about: without the check, the engine connects."""
    store = Store.read_only(str(index_of(Folder(folder), Folder(folder).published()[0]).store))
    with pytest.raises((OSError, RuntimeError)):
        list(store.query(f"SELECT * {{ SERVICE {listener.iri} {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert listener.since() >= 1


def has_no_network() -> bool:
    """True if this system lets a process shut itself off from the network."""
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return (
        sys.platform == "linux" and subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    )


@pytest.mark.skipif(not has_no_network(), reason="the system does not allow a process to give up its network")
def test_the_process_of_a_query_has_no_network_even_if_a_query_were_let_through(
    folder: Path, listener: CountingListener
) -> None:
    store = index_of(Folder(folder), Folder(folder).published()[0]).store
    queries = [disguise.replace(AT, listener.iri) for disguise in DISGUISES]
    jobs = [QueryJob(query, "http://example.org/", {}, RowLimits(9, 9999, "x:cut"), 9.0) for query in queries]
    done = subprocess.run(
        [sys.executable, "-m", "graph_api.sparql.worker", str(store), "1200000000"],
        input=b"".join(job.to_line() for job in jobs),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.count(b'"size"') == 1 + len(jobs)
    assert b'"problem": "failed"' in done.stdout
    assert listener.since() == 0
