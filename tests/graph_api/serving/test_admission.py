"""Admission: a service works on so much at once, each client has a share, and the rest waits in turn or is refused."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from graph_api.errors import QueryError
from graph_api.exports import formats
from graph_api.history.archive import Archive
from graph_api.history.history import History
from graph_api.http.app import create_app
from graph_api.http.sending import BadRequest, IncomingBody, PiecewiseResponse
from graph_api.serving.admission import RETRY_AFTER, Admission, Lane, LaneLimits, Ticket, client_of
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from graph_api.stores.port import Reader
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.folder.location import Location
from ontology.model import Model
from tests.graph_api.support.series import publish_series

ORDINARY = "{ digitalPlatforms { totalCount nodes { iri label { value } roles { nodes { iri } } } } }"


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def lane(**limits: Any) -> Lane:
    return Lane(LaneLimits(**{"running": 4, "waiting": 8, "patience": 60.0, **limits}))


async def waiting(lane: Lane, *clients: str, cost: float = 0) -> list[asyncio.Task[Ticket]]:
    tasks = [asyncio.ensure_future(lane.enter(client, cost)) for client in clients]
    await settle()
    return tasks


def test_a_client_has_its_share_and_others_have_the_rest() -> None:
    async def run() -> list[bool]:
        tasks = await waiting(lane(), "a", "a", "a", "b", "b", "c")
        return [task.done() for task in tasks]

    assert asyncio.run(run()) == [True, True, False, True, True, False]


def test_a_lane_is_full_for_a_client_when_its_next_request_would_be_refused() -> None:
    async def run() -> list[tuple[bool, bool]]:
        one, found = lane(running=1, waiting=4), []
        for _ in range(4):
            found.append((one.is_full("a"), one.is_full("b")))
            await waiting(one, "a")
        await waiting(one, "b", "b")
        found.append((one.is_full("c"), one.is_full("b")))
        return found

    never, own, all_ = (False, False), (True, False), (True, True)
    assert asyncio.run(run()) == [never, never, never, own, all_]


def test_a_lane_without_places_to_wait_is_not_full_while_it_is_free() -> None:
    async def run() -> tuple[bool, bool]:
        one = lane(running=1, waiting=0)
        before = one.is_full("a")
        with await one.enter("a"):
            return before, one.is_full("b")

    assert asyncio.run(run()) == (False, True)


def test_clients_have_their_turns_one_after_the_other() -> None:
    async def run() -> list[str]:
        one = lane(running=1)
        first = await one.enter("a")
        tasks = await waiting(one, "a", "a", "a", "b", "c")
        order: list[Ticket] = []
        first.leave()
        while len(order) < len(tasks):
            await settle()
            done = next(t for t in tasks if t.done() and t.result() not in order)
            order.append(done.result())
            done.result().leave()
        return [ticket.client for ticket in order]

    assert asyncio.run(run()) == ["a", "b", "c", "a", "a"]


def test_costs_are_added_up_for_all_and_for_each_client() -> None:
    async def run() -> list[bool]:
        costly = lane(cost=100.0)
        one = await waiting(costly, "a", "a", "b", cost=40)
        more = await waiting(costly, "c", cost=30)
        assert not more[0].done()
        one[0].result().leave()
        await settle()
        return [task.done() for task in (*one, *more)]

    # The second of `a` is over its share; when the first has left, it comes before `c`, which has no room then.
    assert asyncio.run(run()) == [True, True, True, False]


def test_what_costs_more_than_a_share_is_admitted_alone() -> None:
    async def run() -> None:
        costly = lane(cost=100.0)
        for _ in range(2):
            with await costly.enter("a", 1_000_000):
                pass

    asyncio.run(run())


@pytest.mark.parametrize(
    ("clients", "refused"), [(["a"] * 7, ["a"]), (["a"] * 6 + ["b"] * 6 + ["c"] * 2, ["c", "c"])]
)
def test_who_would_wait_among_too_many_is_refused(clients: list[str], refused: list[str]) -> None:
    async def run() -> list[str]:
        tasks = await waiting(lane(), *clients)
        errors = [
            (client, task.exception()) for client, task in zip(clients, tasks, strict=True) if task.done()
        ]
        assert all(isinstance(e, QueryError) and e.code == "OVERLOADED" for _, e in errors if e)
        return [client for client, error in errors if error]

    assert asyncio.run(run()) == refused


def test_waiting_ends_after_a_while_and_makes_room_when_it_is_cancelled() -> None:
    async def run() -> None:
        one = lane(running=1, patience=0.01)
        ticket = await one.enter("a")
        with pytest.raises(QueryError, match="too much to do"):
            await one.enter("b")
        (cancelled,) = await waiting(one, "b")
        cancelled.cancel()
        await settle()
        ticket.leave()
        ticket.leave()
        (await one.enter("c")).leave()
        assert not one._by_client
        assert not one._waiting

    asyncio.run(run())


def test_a_client_is_an_address_or_a_network_of_ipv6() -> None:
    one, other, third = (client_of(f"2001:db8:0:{n}::{m}") for n, m in ((1, 1), (1, 2), (2, 1)))
    assert one == other != third
    assert client_of("::ffff:192.0.2.1") == client_of("192.0.2.1") == "192.0.2.1"
    assert client_of("testclient") == "testclient"


# -- over HTTP


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("admission") / "store"
    publish_series(Location(folder))
    return folder


@pytest.fixture
def settings(folder: Path) -> Settings:
    return Settings(store=f"sqlite:{folder}")


def test_ordinary_questions_of_one_client_are_all_answered(settings: Settings) -> None:
    app = create_app(settings)

    async def ask() -> list[int]:
        async with app.router.lifespan_context(app):
            return await asyncio.gather(*(_status(app, ORDINARY) for _ in range(100)))

    assert asyncio.run(ask()) == [200] * 100


async def _status(app: Callable[..., Awaitable[None]], query: str) -> int:
    body = orjson.dumps({"query": query})
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    await app({**scope, "client": ("192.0.2.1", 1), "raw_path": b"/graphql", "scheme": "http"}, receive, send)
    return statuses[0]


@pytest.mark.parametrize("media", ["application/json", "application/graphql-response+json"])
def test_one_refused_learns_when_to_ask_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, media: str
) -> None:
    async def refuse(*_: object) -> Ticket:
        raise QueryError("Too much.", code="OVERLOADED", details={"retryAfter": RETRY_AFTER})

    monkeypatch.setattr(Lane, "enter", refuse)
    with TestClient(create_app(settings)) as client:
        answer = client.post("/graphql", json={"query": ORDINARY}, headers={"accept": media})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_AFTER))
        assert answer.headers["content-type"] == f"{media}; charset=utf-8"
        assert answer.json()["errors"][0]["extensions"]["retryAfter"] == RETRY_AFTER
        page = client.get("/dossier", params={"platform": "http://example.org/a"})
        assert (page.status_code, page.headers["retry-after"]) == (503, str(RETRY_AFTER))
        assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_readiness_does_not_wait_for_questions(settings: Settings) -> None:
    """All workers of the store wait until it has said that it is ready."""

    async def ask() -> None:
        async with await open_engine(settings) as engine:
            reader = engine.reader
            assert isinstance(reader, SqliteReader)
            ready = threading.Event()
            held = [asyncio.ensure_future(reader.in_worker(lambda _: ready.wait(20), {})) for _ in range(20)]
            await settle()
            assert (await reader.check()).release
            assert not any(task.done() for task in held)
            ready.set()
            await asyncio.gather(*held)

    asyncio.run(ask())


def test_a_large_response_goes_out_in_pieces_and_keeps_its_place_until_then() -> None:
    async def run() -> None:
        one = lane(running=1)
        small, large = PiecewiseResponse(b"x"), PiecewiseResponse(b"x" * 1_000_000)
        small.hold(await one.enter("a"), 30)
        ticket = await one.enter("a")  # the small one has made room already
        large.hold(ticket, 30)
        sizes: list[int] = []

        async def send(message: Any) -> None:
            sizes.append(len(message.get("body", b"")))
            assert one._all.count == 1

        await large({"type": "http"}, _nothing, send)
        assert sum(sizes) == 1_000_000
        assert max(sizes) < 300_000
        assert one._all.count == 0

    asyncio.run(run())


def test_a_client_that_does_not_take_its_answer_is_not_waited_for() -> None:
    async def run() -> None:
        one = lane(running=1)
        large = PiecewiseResponse(b"x" * 1_000_000).hold(await one.enter("a"), 0.01)

        async def send(_: object) -> None:
            await asyncio.sleep(60)

        await large({"type": "http"}, _nothing, send)
        assert one._all.count == 0

    asyncio.run(run())


def body_of(admission: Admission, client: str, receive: Callable[[], Awaitable[Any]]) -> IncomingBody:
    return IncomingBody(
        Request({"type": "http", "method": "POST", "headers": []}, receive), admission, client
    )


@pytest.mark.parametrize("has_gone", [True, False])
def test_a_body_that_does_not_come_is_not_waited_for(settings: Settings, *, has_gone: bool) -> None:
    async def receive() -> Any:
        await asyncio.sleep(0 if has_gone else 60)
        return {"type": "http.disconnect"}

    async def run() -> None:
        with body_of(Admission(replace(settings, send_timeout=10)), "a", receive) as body:
            await body.read(10)

    with pytest.raises(BadRequest) as refused:
        asyncio.run(run())
    assert refused.value.code == "REQUEST_TIMEOUT"


def test_large_bodies_are_read_while_there_is_room_for_them_and_small_ones_always(settings: Settings) -> None:
    async def run() -> list[str]:
        admission = Admission(replace(settings, time_budget=10))

        async def read(client: str, size: int) -> str:
            parts = [{"type": "http.request", "body": b"x" * (size - 1), "more_body": True}, None]
            ended.append(asyncio.Event())
            end = ended[-1]

            async def receive() -> Any:
                if part := parts.pop(0):
                    return part
                await end.wait()
                return {"type": "http.request", "body": b"x"}

            try:
                with body_of(admission, client, receive) as body:
                    return str(len(await body.read(8_000_000)))
            except QueryError as error:
                return error.code

        ended = list[asyncio.Event]()
        stalled = [asyncio.ensure_future(read(client, 7_000_000)) for client in ("a", "b")]
        await settle()
        small = asyncio.ensure_future(read("c", 60_000))
        await settle()
        ended[2].set()
        seen = [await small, await read("a", 1_000_000), await read("c", 1_000_000)]
        for end in ended:
            end.set()
        seen += [await task for task in stalled]
        assert not admission.bodies._all.count
        return seen

    assert asyncio.run(run()) == ["60000", "OVERLOADED", "OVERLOADED", "7000000", "7000000"]


async def _nothing() -> Any:
    return {"type": "http.request"}


def test_printing_holds_up_neither_other_exports_nor_documents(settings: Settings) -> None:
    async def run() -> list[str]:
        admission = Admission(settings)
        printed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def print_slowly() -> str:
            asyncio.run_coroutine_threadsafe(printed.wait(), loop).result(20)
            return "printed"

        prints = [asyncio.ensure_future(admission.print("a", print_slowly)) for _ in range(3)]
        await settle()
        others = [
            await admission.export(lambda: "exported"),
            await admission.prepare("a", lambda: "prepared"),
        ]
        printed.set()
        found = [*others, *await asyncio.gather(*prints)]
        admission.close()
        return found

    assert asyncio.run(run()) == ["exported", "prepared"] + ["printed"] * 3
    assert {name for name, form in formats.FORMATS.items() if form.is_printed} == {"pdf", "zip"}


def test_as_many_prints_wait_as_can_begin_in_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(seconds: float) -> list[str]:
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        admission = Admission(replace(settings, client_share=50))
        admission.print_seconds = seconds
        printed = threading.Event()
        prints = [
            asyncio.ensure_future(admission.print(client, lambda: printed.wait(20)))
            for client in "aaaabbbbccccdddd"
        ]
        await settle()
        refused = [task.done() for task in prints]
        printed.set()
        errors = [one for one in await asyncio.gather(*prints, return_exceptions=True) if one is not True]
        assert all(isinstance(error, QueryError) and error.code == "OVERLOADED" for error in errors)
        assert len(errors) == sum(refused)
        admission.close()
        return ["".join("-" if one else "p" for one in refused[at : at + 4]) for at in range(0, 16, 4)]

    assert asyncio.run(run(1.0)) == ["pppp", "pppp", "pp--", "----"]  # one is printed, nine wait
    assert asyncio.run(run(2.0)) == ["ppp-", "pp--", "----", "----"]
    assert asyncio.run(run(6.0)) == ["p---", "----", "----", "----"]


def test_results_that_nobody_waits_for_any_more_are_not_begun(folder: Path) -> None:
    async def run() -> list[str]:
        archive = Archive(History(folder), _unused)
        over, begun = threading.Event(), list[str]()

        def work(name: str) -> str:
            begun.append(name)
            over.wait(20)
            return name

        tasks = [asyncio.ensure_future(archive.once(name, lambda name=name: work(name))) for name in "abcdd"]  # type: ignore[misc]
        await settle()
        for task in tasks[:4]:  # somebody waits for `d` still
            task.cancel()
        await settle()
        over.set()
        assert await tasks[4] == "d"
        assert await archive.once("a", lambda: "made again") == "a"
        return begun

    assert asyncio.run(run()) == ["a", "b", "d"]


def _unused(release: str, model: Model) -> Reader:
    raise AssertionError((release, model))
