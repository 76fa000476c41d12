"""Many requests that come at once: those of one client do not hold up those of others."""

import asyncio

from starlette.types import Receive, Scope, Send

from graph_api.http.turns import Turns


async def _begin(requests: list[tuple[str, str]]) -> list[str]:
    """The clients in the order in which their requests begin, each given with its path."""
    begun: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        begun.append(scope["client"][0])

    async def receive() -> dict[str, object]:
        return {}

    async def send(_: object) -> None:
        pass

    turns = Turns(app, ["/healthz"])
    scopes = ({"type": "http", "path": path, "client": (client, 1)} for client, path in requests)
    await asyncio.gather(*(turns(scope, receive, send) for scope in scopes))
    return begun


def test_another_client_waits_for_one_turn_and_not_for_a_crowd() -> None:
    crowd = [("10.0.0.1", "/sparql")] * 100
    begun = asyncio.run(_begin([*crowd, ("10.0.0.2", "/graphql")]))
    assert len(begun) == 101
    assert begun.index("10.0.0.2") < 8


def test_all_addresses_of_a_network_of_version_6_are_one_client() -> None:
    crowd = [(f"2001:db8::{number:x}", "/sparql") for number in range(100)]
    begun = asyncio.run(_begin([*crowd, ("2001:db8:1::1", "/graphql")]))
    assert begun.index("2001:db8:1::1") < 8


def test_health_checks_begin_at_once() -> None:
    crowd = [("10.0.0.1", "/sparql")] * 100
    begun = asyncio.run(_begin([*crowd, ("10.0.0.2", "/healthz")]))
    assert begun.index("10.0.0.2") == 4


def test_every_request_has_its_turn() -> None:
    requests = [(f"10.0.0.{number % 7}", "/") for number in range(300)]
    assert sorted(asyncio.run(_begin(requests))) == sorted(client for client, _ in requests)
