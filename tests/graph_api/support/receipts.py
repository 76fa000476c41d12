"""Questions with receipts, and what verifying them says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from graph_api.settings import Settings
from tests.graph_api.support.series import Series

QUERY = """query Q($iri: ID! = "http://example.org/a") { resource(iri: $iri) { label { value lang } } }
query Other { __typename }"""
PLATFORMS = "{ digitalPlatforms { nodes { iri label { value } currentStatus { code } } } }"

Verify = Callable[..., tuple[int, list[dict[str, Any]]]]
"""`ndp-graph verify`: its exit code and its findings."""


def settings_with(series: Series, keys: Path) -> Settings:
    store, releases = series.settings.store, series.settings.releases
    return Settings(store=store, releases=releases, keys=keys, public_url="https://example.vn")


def asked(client: TestClient, query: str = QUERY, *, lang: str = "", **more: Any) -> Any:
    body = {"query": query, "extensions": {"receipt": True}, **more}
    if query == QUERY:
        body["operationName"] = "Q"
    release = {"release": more["release"]} if "release" in more else {}
    answer = client.post("/graphql", json=body, headers={"accept-language": lang}, params=release)
    assert "errors" not in answer.json(), answer.text
    return answer


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [check["code"] for check in found]


HOLDS = ["receipt-holds", "key-holds", "release-holds", "operation-holds", "rerun-holds", "store-holds"]
