"""Relay's own compiler takes our schema: fragments that are refetched and connections that are paged through."""

import json
import re
import shutil
from pathlib import Path

from graphql import build_schema, parse, validate

import graph_api
from tests.graph_api.support.clients_page import write_snippets
from tests.support.npm_tools import npm_folder, run_node

SCHEMA = Path(graph_api.__file__).parent / "schema.graphql"
SOURCES = Path(__file__).parent / "clients" / "relay"
ARTIFACTS = {
    *("PlatformsQuery", "PlatformsPaginationQuery", "PlatformsThingQuery", "Platforms_list"),
    *("Platform_card", "PlatformCardRefetchQuery", "Resource_link", "ResourceLinkRefetchQuery"),
}

OPERATIONS = 5
_TEXT = re.compile(r'"text": (".*")')


def test_the_relay_compiler_compiles_connections_and_refetchable_fragments(tmp_path: Path) -> None:
    tools = npm_folder("relay")
    shutil.copytree(SOURCES, tmp_path / "src")
    shutil.copy(SCHEMA, tmp_path / "schema.graphql")
    (tmp_path / "made").mkdir()
    (tmp_path / "package.json").write_text("{}")
    write_snippets(tmp_path, "relay.config.json")
    run_node(tmp_path, str(tools / "node_modules/relay-compiler/cli.js"), "relay.config.json")
    texts = [found[1] for file in (tmp_path / "made").iterdir() if (found := _TEXT.search(file.read_text()))]
    assert len(texts) == OPERATIONS
    schema = build_schema(SCHEMA.read_text("utf-8"))
    assert [error for text in texts for error in validate(schema, parse(json.loads(text)))] == []
    made = {file.name.partition(".")[0] for file in (tmp_path / "made").iterdir()}
    assert made == ARTIFACTS
