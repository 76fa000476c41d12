"""For all tests of reading: no connection is opened."""

import socket
import threading
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    others, opened = {*threading.enumerate()} - {threading.current_thread()}, []

    def refuse(_: socket.socket, address: object) -> None:
        if threading.current_thread() not in others:  # a thread of an earlier test is none of our business
            opened.append(address)
        raise ConnectionRefusedError("a connection was opened")  # for which libraries close the socket

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield
    assert opened == []
