"""Following the releases of `ndp-graph serve` while `ndp-graph load` publishes them: real processes, real clients."""

import json
import queue
import runpy
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from loaders.folder.location import Location
from tests.graph_api.support.clients_page import write_snippets
from tests.graph_api.support.events import MOST_SECONDS, following, opened
from tests.graph_api.support.series import ONE, publish
from tests.graph_api.support.store_commands import PLATFORM, Store, free_port, served
from tests.graph_api.support.stores import KINDS
from tests.support.npm_tools import npm_folder

CLIENTS = Path(__file__).parents[1] / "http" / "clients"


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store with one release, on each store."""
    location = Location(tmp_path / "store")
    if request.param == "sqlite":
        flags: tuple[str, ...] = ("--store", f"sqlite:{location.folder}")
    else:
        location = Location(tmp_path / "store", request.getfixturevalue("neo4j_empty"))
        flags = ("--store", str(location.neo4j), "--releases", str(location.folder))
    publish(location, ONE)
    return Store(location, flags)


def put_all(found: Iterable[Any], into: "queue.Queue[Any]") -> None:
    for one in found:
        into.put(one)


@contextmanager
def graphql_sse(folder: Path, address: str, count: int) -> Iterator[Callable[[], Any]]:
    """The client of the page, in a process of its own; what it prints next."""
    (folder / "node_modules").symlink_to(npm_folder("events") / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    write_snippets(folder, "follow.js")
    shutil.copy(CLIENTS / "follow.check.js", folder)
    command = ["node", "follow.check.js", address, str(count)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        lines: queue.Queue[str] = queue.Queue()
        assert process.stdout is not None
        threading.Thread(target=put_all, args=(process.stdout, lines), daemon=True).start()
        try:
            yield lambda: json.loads(lines.get(timeout=MOST_SECONDS))
            assert process.wait(MOST_SECONDS) == 0
        finally:
            process.kill()


def printed(lines: Callable[[], Any]) -> dict[str, Any]:
    """The next release that the client prints; it may connect several times before."""
    while (line := lines()).keys() == {"status"}:
        assert line == {"status": 200}
    return dict(line)


@contextmanager
def python_client(folder: Path, address: str, last: str | None) -> Iterator[Callable[[], Any]]:
    """The client of the page in Python; what it yields next."""
    write_snippets(folder, "follow.py")
    follow = runpy.run_path(str(folder / "follow.py"))["follow"]
    found: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=put_all, args=(follow(address, last), found), daemon=True).start()
    yield lambda: found.get(timeout=MOST_SECONDS)


def test_clients_follow_loads_and_rollbacks_and_a_service_that_is_started_again(
    store: Store, tmp_path: Path
) -> None:
    port, first = free_port(), store.current
    address = f"http://127.0.0.1:{port}"
    with graphql_sse(tmp_path, address, 4) as lines, python_client(tmp_path, address, first) as events:
        with served(store, "--grace", "600", port=port) as (process, _):
            assert [lines() for _ in range(2)] == [{"status": 200}] * 2
            second = store.load("second")
            assert printed(lines) == {
                "id": second,
                "rollback": False,
                "release": {"id": second},
                "diff": {
                    "added": {"totalCount": 1, "nodes": [{"iri": "http://example.org/second"}]},
                    "changed": {"totalCount": 0},
                    "removed": {"totalCount": 1},
                },
            }
            found = events()
            assert (found["id"], found["before"], found["sequence"]) == (second, first, 2)
            store.run("rollback")
            found, back = printed(lines), events()
            assert (found["id"], found["release"], found["rollback"]) == (back["id"], {"id": first}, True)
            assert (back["release"], back["rollback"], back["id"] == first) == (first, True, False)
            process.send_signal(signal.SIGTERM)
            assert process.wait(MOST_SECONDS) == 0, "it does not wait for streams"
        third, fourth = store.load("third"), store.load("fourth")
        with served(store, port=port):
            assert [printed(lines)["id"] for _ in range(2)] == [third, fourth]
            assert [events()["id"] for _ in range(2)] == [third, fourth]


def test_who_does_not_read_loses_the_stream_and_its_place(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    publish(location, ONE)
    store = Store(location, ("--store", f"sqlite:{location.folder}"))
    changes = "diff { added(first: 200) { nodes { iri added } } }"
    aliases = " ".join(f"d{number}: {changes}" for number in range(50))
    body = json.dumps({"query": f"subscription {{ releasePublished {{ {aliases} }} }}"}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Accept: text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with (
        served(store, "--max-streams", "1", "--send-timeout", "500") as (_, address),
        socket.socket() as client,
    ):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1000)
        client.connect(("127.0.0.1", int(address.rpartition(":")[2])))
        client.sendall(head.encode() + body)
        assert b"200 OK" in client.recv(100)
        with following(address) as reader:
            assert reader.response.status_code == 503
        second = publish(
            location, " ".join(PLATFORM.replace(":g1", f":g{n}") % (f"p{n}", n) for n in range(300))
        )
        while True:
            with following(address, after=second) as reader:
                if reader.response.status_code == 200:
                    break


def test_streams_end_without_an_end_of_the_operation_when_the_service_does(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    publish(location, ONE)
    store = Store(location, ("--store", f"sqlite:{location.folder}"))
    query = "subscription { releasePublished { id } }"
    with (
        served(store, "--grace", "600", "--heartbeat", "100") as (process, address),
        following(address, query) as subscribed,
        following(address) as plain,
    ):
        for reader in (subscribed, plain):
            opened(reader)
            reader.comment()
        process.send_signal(signal.SIGTERM)
        assert subscribed.next() is None, "so that the client comes back"
        assert plain.next() is None
        assert process.wait(MOST_SECONDS) == 0
