"""The end of `serve`: a real process on loopback, with clients that stall."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_api.cli.server import CUT_OFF
from loaders.folder.location import Location
from tests.graph_api.support.command_line import PROGRAM
from tests.graph_api.support.series import ONE, publish

BODY = json.dumps({"query": "{ __typename }"}).encode()
PART = 5
"""Bytes of the body that a stalled client has sent."""


@dataclass(frozen=True, slots=True)
class Served:
    """A serving process and its port."""

    process: "subprocess.Popen[bytes]"
    port: int

    def connect(self, request: bytes, receive_buffer: int | None = None) -> socket.socket:
        """A connection over which `request` was sent."""
        client = socket.socket()
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(60)
        client.connect(("127.0.0.1", self.port))
        client.sendall(request)
        return client

    def stall(self) -> socket.socket:
        """A connection with a request of which the server has the beginning of the body."""
        head = (
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(BODY)}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
        )
        client = self.connect(head.encode())
        assert b"100 Continue" in client.recv(1000)
        client.sendall(BODY[:PART])
        return client

    def read_until(self, text: bytes) -> None:
        """Read standard error up to the line with `text`."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if text in line:
                return
        raise AssertionError(text)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small release."""
    folder = tmp_path_factory.mktemp("served") / "store"
    publish(Location(folder), ONE)
    return folder


def until_refused(port: int) -> None:
    """Wait until the port takes no more connections."""
    for _ in range(1000):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.01)
    raise AssertionError("connections are still taken")


@contextmanager
def serving(store: Path, grace: int) -> Iterator[Served]:
    """A server with this grace in seconds, killed at the end if it still runs."""
    command = [*PROGRAM, "serve", "--port", "0", "--store", f"sqlite:{store}", "--grace", str(grace)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NDP_")}
    with subprocess.Popen(command, cwd=store.parent, env=environment, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr is not None
            address = next(line for line in process.stderr if line.startswith(b"http://"))
            yield Served(process, int(address.rpartition(b":")[2]))
        finally:
            process.kill()


def test_sigterm_ends_the_service_within_its_grace_whatever_clients_do(store: Path) -> None:
    with serving(store, grace=3) as served:
        schema = b"GET /graphql/schema.graphql HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with served.stall(), served.connect(schema, receive_buffer=1000), served.connect(b"GET / HT"):
            served.process.send_signal(signal.SIGTERM)
            assert served.process.wait(30) in (0, CUT_OFF)


def test_after_sighup_what_is_under_way_is_answered_and_nothing_else_is_taken(store: Path) -> None:
    with serving(store, grace=60) as served, served.stall() as client:
        served.process.send_signal(signal.SIGHUP)
        served.read_until(b"stopping within 60 s")
        until_refused(served.port)
        client.sendall(BODY[PART:])
        answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"__typename":"Query"' in answer
        assert served.process.wait(30) == 0


def test_a_second_signal_ends_it_at_once(store: Path) -> None:
    with serving(store, grace=3600) as served, served.stall():
        served.process.send_signal(signal.SIGTERM)
        served.read_until(b"stopping within")
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(30) == 128 + signal.SIGTERM
