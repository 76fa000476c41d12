"""A client of Server-Sent Events for tests, over a real connection: it reads a stream in a thread of its own."""

import json
import queue
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2

MOST_SECONDS = 60.0
"""Seconds for which a test waits for an event."""
STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """One event: its name, its id and its data; a comment has the name `:`."""

    name: str
    id: str | None = None
    data: Any = None


@dataclass(slots=True)
class EventReader:
    """The events of one stream, in the order in which they come."""

    response: httpx2.Response
    _events: "queue.Queue[ReceivedEvent | None]" = field(default_factory=queue.Queue)

    def next(self) -> ReceivedEvent | None:
        """The next event, comments left out; None at the end of the stream."""
        while True:
            event = self._events.get(timeout=MOST_SECONDS)
            if event is None or event.name != ":":
                return event

    def comment(self) -> None:
        """Wait for a comment."""
        event = self._events.get(timeout=MOST_SECONDS)
        assert event is not None
        assert event.name == ":"

    def read(self) -> None:
        """Read until the end."""
        try:
            lines: list[str] = []
            for line in self.response.iter_lines():
                if line:
                    lines.append(line)
                    continue
                self._events.put(_event(lines))
                lines = []
        except httpx2.HTTPError:
            pass
        finally:
            self._events.put(None)


def _event(lines: list[str]) -> ReceivedEvent:
    if lines == [":"]:
        return ReceivedEvent(":")
    members = dict(line.split(":", 1) for line in lines)
    data = members.get("data", "").strip()
    return ReceivedEvent(
        members.get("event", "").strip(),
        members["id"].strip() if "id" in members else None,
        json.loads(data) if data else None,
    )


@contextmanager
def following(
    url: str, document: str | None = None, after: str | None = None, **headers: str
) -> Iterator[EventReader]:
    """The stream at `/releases/stream`, or of a subscription; it has begun, and its opening has been read.

    `after`: the last event that the client knows.
    """
    given: Mapping[str, str] = {
        "accept": STREAM,
        **({"last-event-id": after} if after else {}),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    method, path = ("GET", "/releases/stream") if document is None else ("POST", "/graphql")
    body = None if document is None else {"query": document}
    with (
        httpx2.Client(timeout=MOST_SECONDS) as client,
        client.stream(method, url + path, headers=given, json=body) as response,
    ):
        reader = EventReader(response)
        thread = threading.Thread(target=reader.read, daemon=True)
        thread.start()
        try:
            yield reader
        finally:
            # The thread waits for bytes, so it does not notice that its end is closed.
            with suppress(OSError):
                response.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            thread.join(MOST_SECONDS)


def opened(reader: EventReader) -> str:
    """The event that a stream begins after."""
    event = reader.next()
    assert event is not None
    assert (reader.response.status_code, event.name, event.data) == (200, "", None)
    assert event.id is not None
    return event.id
