"""Following the releases over Server-Sent Events: a real server, real connections, releases published meanwhile."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from graph_api.history.events import release_events
from graph_api.history.history import History
from graph_api.http.app import create_app
from graph_api.http.events import COMPLETE, EventResponse, StreamLimits
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.releases.rollback import roll_back
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.events import STREAM, EventReader, ReceivedEvent, following, opened
from tests.graph_api.support.series import EX, ONE, PLACE, THREE, TWO, Series, publish
from tests.graph_api.support.stores import KINDS

SUBSCRIPTION = """subscription Releases {
  published: releasePublished {
    id rollback before { id } release { id current statements }
    diff { added { totalCount nodes { iri resource { label { value } } } } changed { totalCount } __typename }
  }
}"""
SMALL = "subscription { releasePublished { id rollback } }"


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """A store without releases, on each store."""
    uri = request.getfixturevalue("neo4j_empty") if request.param == "neo4j" else None
    return Location(tmp_path / "store", uri)


@pytest.fixture
def folder(tmp_path: Path) -> Location:
    """A folder with one release."""
    location = Location(tmp_path / "store")
    publish(location, ONE)
    return location


@contextmanager
def served(location: Location, **more: Any) -> Iterator[str]:
    """The URL of a server over a store, with more settings."""
    settings = replace(Series(location, ()).settings, **{"heartbeat": 60_000, **more})
    app = create_app(settings, look_every=0.02)
    with serving(app) as url:
        try:
            yield url
        finally:
            app.state.feed.end()


def ask(url: str, query: str, accept: str = STREAM, **body: Any) -> httpx2.Response:
    return httpx2.post(
        f"{url}/graphql", json={"query": query, **body}, headers={"accept": accept}, timeout=60
    )


def latest(place: Location) -> str:
    """The id of the last event of a folder."""
    return release_events(History(place.folder))[-1].id


def data_of(reader: EventReader) -> tuple[str | None, Any]:
    """The id of the next event, and its data."""
    event = reader.next()
    assert event is not None
    assert event.name == "next"
    assert event.data.keys() == {"data", "extensions"}, event.data
    assert event.id is not None
    assert event.data["extensions"]["release"] == event.id.partition(".")[0]
    return event.id, event.data["data"]


def refusal(response: httpx2.Response) -> Any:
    """The error that an event stream consists of."""
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(STREAM)
    first, last, rest = response.text.split("\n\n", 2)
    assert (first.splitlines()[0], last + rest) == ("event: next", "event: complete\ndata:")
    (error,) = json.loads(first.splitlines()[1].removeprefix("data: "))["errors"]
    return error


def test_each_release_is_an_event_answered_from_it(place: Location) -> None:
    first = publish(place, ONE)
    with (
        served(place) as url,
        following(url, SUBSCRIPTION) as subscribed,
        following(url) as announced,
    ):
        assert (opened(subscribed), opened(announced)) == (first, first)
        assert subscribed.response.headers["cache-control"] == "no-store"
        assert subscribed.response.headers["x-accel-buffering"] == "no"
        assert subscribed.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        second = publish(place, TWO)
        named, data = data_of(subscribed)
        assert named == second
        assert data == {
            "published": {
                "id": second,
                "rollback": False,
                "before": {"id": first},
                "release": {"id": second, "current": True, "statements": 4},
                "diff": {
                    "added": {
                        "totalCount": 1,
                        "nodes": [{"iri": f"{EX}c", "resource": {"label": {"value": "c"}}}],
                    },
                    "changed": {"totalCount": 1},
                    "__typename": "Diff",
                },
            }
        }
        manifest = Folder(place.folder).manifest(second)
        assert announced.next() == ReceivedEvent(
            "release",
            second,
            {
                "id": second,
                "release": second,
                "sequence": 2,
                "rollback": False,
                "before": first,
                "builtAt": manifest.built_at,
                "evaluationDate": "2026-01-31",
                "statements": 4,
                "hash": manifest.hash,
                "changes": {"added": 1, "removed": 1, "changed": 1},
                "links": {
                    "graphql": f"/graphql?release={second}",
                    "schema": f"/graphql/schema.graphql?release={second}",
                },
            },
        )
        third = publish(place, THREE, added=(PLACE,))
        assert data_of(subscribed)[1]["published"]["before"] == {"id": second}
        roll_back(place, first)
        named, data = data_of(subscribed)
        assert named == latest(place) != first
        published = data["published"]
        assert (published["id"], published["rollback"], published["before"]) == (named, True, {"id": third})
        assert published["release"] == {"id": first, "current": True, "statements": 3}
        found = [announced.next() for _ in range(2)]
        assert [(event.id, event.data["rollback"]) for event in found if event] == [
            (third, False),
            (named, True),
        ]
        assert (found[1] and found[1].data["release"], found[1] and found[1].data["id"]) == (first, named)


def test_a_client_that_comes_back_gets_what_it_missed_in_order_each_once(place: Location) -> None:
    ids = [publish(place, ONE), publish(place, TWO)]
    for number in (0, 1, 0):
        roll_back(place, ids[number])
        ids.append(latest(place))
    ids.append(publish(place, THREE, added=(PLACE,)))
    roll_back(place, ids[1])
    ids.append(latest(place))
    assert len(set(ids)) == len(ids) == 7
    with served(place) as url:
        for start, last in enumerate(ids[:-1]):
            with following(url, SMALL, after=last) as reader:
                assert opened(reader) == last
                assert [data_of(reader)[0] for _ in ids[start + 1 :]] == ids[start + 1 :]
        with following(url, SMALL) as reader:
            assert opened(reader) == ids[-1], "whoever follows from now on has missed nothing"
            last = publish(place, ONE)
            assert data_of(reader)[0] == last
        with following(url, after=ids[5]) as reader:
            assert opened(reader) == ids[5]
            found = [reader.next() for _ in range(2)]
            assert [(one.id, one.data["rollback"]) for one in found if one] == [(ids[6], True), (last, False)]
        with following(url, SMALL, after=last) as reader:
            assert opened(reader) == last
            again = publish(place, TWO)
            assert data_of(reader)[0] == again, "nothing came before it"


def test_releases_that_are_not_known_are_refused_with_the_way_out(folder: Location) -> None:
    with served(folder) as url:
        headers = {"accept": STREAM, "last-event-id": "000009-0a1b2c3d"}
        plain = httpx2.get(f"{url}/releases/stream", headers=headers)
        assert (plain.status_code, plain.json()["code"]) == (400, "RELEASE_UNAVAILABLE")
        assert "Leave out `Last-Event-ID`" in plain.json()["hint"]
        asked = httpx2.post(f"{url}/graphql", json={"query": SMALL}, headers=headers)
        error = refusal(asked)
        assert error["extensions"]["code"] == "RELEASE_UNAVAILABLE"
        assert "'000009-0a1b2c3d'" in error["message"]


def test_a_subscription_needs_a_client_that_accepts_events(folder: Location) -> None:
    urql = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
    with served(folder) as url:
        for accept in (
            "application/json",
            "application/graphql-response+json",
            "*/*",
            "text/event-stream;q=0",
        ):
            answer = ask(url, SMALL, accept)
            assert answer.status_code == 406, accept
            assert "text/event-stream" in answer.text
        got = httpx2.get(f"{url}/graphql", params={"query": SMALL}, headers={"accept": "application/json"})
        assert got.status_code == 406
        with following(url, SMALL, accept=urql) as reader:
            opened(reader)
        params = {"query": SMALL}
        with httpx2.stream("GET", f"{url}/graphql", params=params, headers={"accept": STREAM}) as got:
            assert next(got.iter_lines()) == "retry: 5000"


def test_a_query_is_one_event_and_json_is_preferred_where_both_are_accepted(folder: Location) -> None:
    with served(folder) as url:
        answer = ask(url, "{ release { id } }")
        current = Folder(folder.folder).current_id()
        expected = {"data": {"release": {"id": current}}, "extensions": {"release": current}}
        assert answer.text == f"event: next\ndata: {json.dumps(expected, separators=(',', ':'))}\n\n" + (
            COMPLETE.decode()
        )
        both = ask(url, "{ release { id } }", f"{STREAM}, application/json")
        assert both.json() == expected


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { digitalPlatforms { totalCount } }", "GRAPHQL_UNKNOWN_FIELD"),
        ("subscription { a: releasePublished { id } b: releasePublished { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { releasePublished { id }", "GRAPHQL_PARSE_FAILED"),
        ("subscription { releasePublished { diff { added(first: 5000) { totalCount } } } }", "PAGE_SIZE"),
        ("subscription S($t: [ResourceType!]!) { releasePublished { diff(types: $t) { added { totalCount } } } }",
         "GRAPHQL_VARIABLE_VALUE"),
        ('subscription @release(id: "000001-00000000") { releasePublished { id } }', "RELEASE_UNAVAILABLE"),
        ("mutation { releasePublished { id } }", "GRAPHQL_NO_QUERY"),
    ],
)  # fmt: skip
def test_what_has_no_answer_is_refused_before_the_first_event(
    folder: Location, query: str, code: str
) -> None:
    with served(folder) as url:
        assert refusal(ask(url, query))["extensions"]["code"] == code


def test_a_subscription_has_a_cost_that_is_limited_and_reported(folder: Location) -> None:
    publish(folder, TWO)
    with served(folder, max_cost=100) as url:
        error = refusal(ask(url, SUBSCRIPTION))
        assert error["extensions"]["code"] == "COST"
        with following(url, SMALL) as reader:
            opened(reader)
    with served(folder) as url:
        body = {"query": SUBSCRIPTION, "extensions": {"cost": True}}
        with httpx2.stream("POST", f"{url}/graphql", json=body, headers={"accept": STREAM}) as answer:
            lines = answer.iter_lines()
            assert next(lines).startswith("retry")
            publish(folder, ONE)
            text = next(line for line in lines if line.startswith("data: "))
        cost = json.loads(text.removeprefix("data: "))["extensions"]["cost"]
        assert cost["estimate"] > 100
        receipt = ask(url, SMALL, extensions={"receipt": True})
        assert refusal(receipt)["extensions"]["code"] == "RECEIPT_UNAVAILABLE"


def test_releases_and_sources_cannot_be_chosen(folder: Location) -> None:
    with served(folder) as url:
        for params in ({"release": str(Folder(folder.folder).current_id())}, {"illustrative": "false"}):
            answer = httpx2.post(
                f"{url}/graphql", json={"query": SMALL}, params=params, headers={"accept": STREAM}, timeout=60
            )
            assert refusal(answer)["extensions"]["code"] == "BAD_PARAMETER", params


def test_an_event_that_has_no_answer_says_why_and_the_stream_goes_on(folder: Location) -> None:
    third = publish(folder, THREE, added=(PLACE,))
    query = "subscription { releasePublished { id diff(types: [Bridge]) { added { totalCount } } } }"
    with served(folder) as url, following(url, query) as reader:
        opened(reader)
        roll_back(folder)
        event = reader.next()
        assert event is not None
        assert event.data["errors"][0]["extensions"]["code"] == "GRAPHQL_VALUE_INVALID", "it knows no bridges"
        roll_back(folder, third)
        assert data_of(reader)[0] == latest(folder) != third


def test_what_cannot_be_read_of_a_release_is_null_in_its_announcement(folder: Location) -> None:
    files = Folder(folder.folder)
    first = files.current_id()
    assert first is not None
    second, third = publish(folder, TWO), publish(folder, ONE.replace("one", "three"))
    for graph in files.manifest(second).graphs:
        files.graph_path(graph.file).unlink()
    with served(folder) as url, following(url, after=first) as reader:
        opened(reader)
        found = [reader.next() for _ in range(2)]
        assert [(one.id, one.data["changes"], one.data["statements"]) for one in found if one] == [
            (second, None, 4),
            (third, None, 3),
        ]
    files.sqlite_path(second).unlink()
    with served(folder) as url, following(url, after=first) as reader:
        opened(reader)
        event = reader.next()
        assert event is not None
        assert (event.data["before"], event.data["statements"]) == (first, None)
        assert event.data["links"]["graphql"] == f"/graphql?release={second}"


def test_only_trusted_documents_are_followed_where_there_are_no_others(
    folder: Location, tmp_path: Path
) -> None:
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    (trusted / "releases.graphql").write_text(SUBSCRIPTION, "utf-8")
    with served(folder, trusted=trusted, trusted_only=True, max_cost=1) as url:
        assert ask(url, SMALL).status_code == 403
        body = {"documentId": "releases"}
        with httpx2.stream("POST", f"{url}/graphql", json=body, headers={"accept": STREAM}) as answer:
            lines = answer.iter_lines()
            assert next(lines).startswith("retry")
            second = publish(folder, TWO)
            text = next(line for line in lines if line.startswith("data: "))
        assert json.loads(text.removeprefix("data: "))["data"]["published"]["id"] == second
        with following(url) as reader:
            opened(reader)


def test_a_silent_stream_has_a_heartbeat(folder: Location) -> None:
    with served(folder, heartbeat=100) as url, following(url) as plain, following(url, SMALL) as subscribed:
        for reader in (plain, subscribed):
            opened(reader)
            reader.comment()
            reader.comment()


def test_a_full_house_says_when_to_come_again_and_has_room_once_somebody_leaves(folder: Location) -> None:
    with served(folder, max_streams=2, client_share=100) as url:
        with following(url) as one, following(url, SMALL) as other:
            opened(one)
            opened(other)
            plain = httpx2.get(f"{url}/releases/stream", headers={"accept": STREAM})
            asked = ask(url, SMALL)
            for answer in (plain, asked):
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
                assert "OVERLOADED" in answer.text
            assert ask(url, "{ release { id } }").status_code == 200, "questions have lanes of their own"
        for _ in range(200):
            with following(url) as reader:
                if reader.response.status_code == 200:
                    break
        else:
            pytest.fail("no place became free")
    with served(folder, max_streams=2, client_share=50) as url, following(url) as one:
        opened(one)
        assert ask(url, SMALL).status_code == 503, "one client has its share alone"


def test_head_has_no_stream_and_other_media_types_are_refused(folder: Location) -> None:
    with served(folder) as url:
        head = httpx2.head(f"{url}/releases/stream", headers={"accept": STREAM})
        assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        refused = httpx2.get(f"{url}/releases/stream", headers={"accept": "application/json"})
        assert (refused.status_code, refused.json()["code"]) == (406, "NOT_ACCEPTABLE")
        assert httpx2.post(f"{url}/releases/stream").status_code == 405


def test_who_does_not_take_an_event_loses_its_place_and_its_stream() -> None:
    taken: list[Message] = []
    is_closed = False

    async def events() -> AsyncGenerator[bytes]:
        nonlocal is_closed
        try:
            while True:
                yield b"event: next\ndata:\n\n" * 10
        finally:
            is_closed = True

    async def run() -> None:
        limits = replace(StreamLimits.of(Settings(max_streams=1)), send=0.05)

        async def receive() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            taken.append(message)
            if len(taken) > 3:
                await asyncio.Event().wait()

        ticket = await limits.places.enter("a")
        response = EventResponse(events(), limits, ticket)
        await response({"type": "http", "method": "GET"}, receive, send)
        (await limits.places.enter("a")).leave()

    asyncio.run(run())
    assert is_closed
    assert len(taken) == 4
    assert all(message.get("more_body", True) for message in taken), "the stream has no end"
