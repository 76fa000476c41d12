"""GraphQL over HTTP from within a test."""

from typing import Any

import orjson
from starlette.testclient import TestClient

from graph_api.http.negotiation import JSON

QUERY = "{ digitalPlatforms(first: 1) { totalCount } }"
CURSORS = "{ digitalPlatforms(first: 50) { nodes { label { value lang } } } }"
"""A question with an answer that depends on the reader's languages, and is long enough to be compressed."""


def post(client: TestClient, body: object, **headers: str) -> Any:
    """The response to a body sent as JSON."""
    return client.post("/graphql", content=orjson.dumps(body), headers={"content-type": JSON} | headers)
