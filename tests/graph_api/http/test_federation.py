"""A gateway of Apollo Federation over a real service and another subgraph, with the snippets of `CLIENTS.md`."""

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.graph_api.support.clients_page import write_snippets
from tests.graph_api.support.command_line import PROGRAM, environment
from tests.support.npm_tools import npm_folder, run_node

HERE = Path(__file__).parent / "federation"
ALONE = """
import { readFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
const typeDefs = parse(readFileSync("ndp.graphql", "utf8"));
const compose = (services) => {
  const { errors = [], hints = [], schema } = composeServices(services);
  const types = schema ? [...schema.types()].map(({ name }) => name) : [];
  return { errors: errors.map(({ message }) => message), hints: hints.length, types };
};
const ndp = { name: "ndp", url: "http://localhost/", typeDefs };
const relay = { name: "relay", url: "http://localhost:1/", typeDefs: parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@override"])
  type Query { node(id: ID!): Node @override(from: "ndp") things: ThingConnection! }
  interface Node { id: ID! }
  type Thing implements Node @key(fields: "id") { id: ID! }
  type ThingConnection { nodes: [Thing!]! pageInfo: PageInfo! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
`) };
console.log(JSON.stringify({ alone: compose([ndp]), relay: compose([ndp, relay]) }));
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a gateway and another subgraph."""
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "node_modules").symlink_to(npm_folder("federation") / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    for file in HERE.iterdir():
        shutil.copy(file, folder)
    write_snippets(folder, "visits.graphql", "compose.js", "gateway.js")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a process that serves the data that ship, as a subgraph."""
    folder = tmp_path_factory.mktemp("served")
    command = [*PROGRAM, "serve", "--federation", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            yield next(line.split()[0] for line in process.stderr if line.startswith("http://"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.stderr.read()


def test_the_subgraph_that_the_command_prints_composes_alone_and_beside_lists_of_relay(project: Path) -> None:
    command = [*PROGRAM, "schema", "--built-in", "--federation"]
    printed = subprocess.run(command, env=environment(), capture_output=True, check=True).stdout
    (project / "ndp.graphql").write_bytes(printed)
    (project / "alone.js").write_text(ALONE, "utf-8")
    composed = json.loads(run_node(project, "alone.js"))
    assert (composed["alone"]["errors"], composed["alone"]["hints"]) == ([], 0)
    assert len(composed["alone"]["types"]) > 300
    assert composed["relay"]["errors"] == []
    assert {*composed["relay"]["types"]} == {*composed["alone"]["types"], "Thing", "ThingConnection"}


def test_a_gateway_answers_across_our_service_and_another_subgraph(project: Path, served: str) -> None:
    found = json.loads(run_node(project, "check.js", served))
    (platform,) = _data(found["ours"])["digitalPlatforms"]["nodes"]
    (role,) = platform["roles"]["nodes"]
    assert platform["visits"] == len(found["PLATFORM"])
    assert role["agent"]["requests"] == len(role["agent"]["iri"])
    visited, none = _data(found["theirs"])["mostVisited"]
    assert none is None
    assert visited == {
        "visits": len(found["PLATFORM"]),
        "iri": found["PLATFORM"],
        "label": {"value": "VTVGo", "lang": "vi"},
    }
    (body,) = found["theirs"]["data"]["mostAsked"]
    assert body["__typename"] != "Organization"
    assert body["requests"] == len(found["BODY"])
    assert body["label"] == {"value": "Đài Truyền hình Việt Nam"}


def _data(answer: Any) -> Any:
    assert "errors" not in answer, answer
    return answer["data"]
