"""The real server under the audits of `graphql-http`, the reference of GraphQL over HTTP."""

import json

from tests.support.npm_tools import npm_folder, run_node

AUDITS = 61


def test_all_audits_of_graphql_http_are_ok(address: str) -> None:
    printed = run_node(npm_folder("graphql-http"), "audit.mjs", f"{address}/graphql")
    audits = [json.loads(line) for line in printed.splitlines()]
    assert len(audits) == AUDITS
    assert [audit for audit in audits if audit["status"] != "ok"] == []
