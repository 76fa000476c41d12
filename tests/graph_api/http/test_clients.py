"""Real clients with the snippets of `CLIENTS.md`: their caches, types and generated code fit the service."""

import json
import runpy
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from gql import gql
from graphql import build_schema

from tests.graph_api.support.clients_page import PAGE, SCHEMA, snippets, write_snippets
from tests.support.npm_tools import npm_folder, run_node
from tests.support.pip_tools import pip_folder, run_python

HERE = Path(__file__).parent / "clients"
QUERIES = """
query Platforms($asOf: Date, $status: OrgKind) {
  organizations(asOf: $asOf, where: {classification: {eq: $status}}, first: 3) {
    nodes { id label(lang: ["vi"]) { value lang } validFrom classification { name } }
  }
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of a client with a cache."""
    (tmp_path / "node_modules").symlink_to(npm_folder("caches") / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for file in HERE.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def test_the_page_says_how_scalars_come_and_the_readme_leads_to_it() -> None:
    text = PAGE.read_text("utf-8")
    scalars = [
        name for name in ("Date", "DateTime", "Year", "Period", "Decimal", "Integer") if f"`{name}`" in text
    ]
    assert len(scalars) == 6
    for name in ("codegen.json", "relay.config.json", "pyproject.toml", "tada.ts"):
        assert all(scalar in snippets()[name] for scalar in scalars), name
    assert "graph_api/CLIENTS.md" in (PAGE.parents[1] / "README.md").read_text("utf-8")


def test_every_scalar_says_where_it_is_specified() -> None:
    schema = build_schema(SCHEMA.read_text("utf-8"))
    urls = {
        name: getattr(schema.type_map[name], "specified_by_url", None)
        for name in ("Date", "DateTime", "Year")
    }
    urls |= {
        name: getattr(schema.type_map[name], "specified_by_url", None) for name in ("Decimal", "Integer")
    }
    ends = {
        "Date": "date",
        "DateTime": "dateTime",
        "Year": "gYear",
        "Decimal": "decimal",
        "Integer": "integer",
    }
    assert urls == {name: f"https://www.w3.org/TR/xmlschema11-2/#{end}" for name, end in ends.items()}


def test_urql_keeps_pages_together_and_warns_of_no_object_without_a_key(project: Path, address: str) -> None:
    write_snippets(project, "urql.js")
    shown = json.loads(run_node(project, "urql.check.js", address))
    assert shown == {"pages": 4, "organizations": 5, "cached": True, "heard": []}


def test_apollo_keeps_pages_together_and_knows_codes_by_their_id(project: Path, address: str) -> None:
    write_snippets(project, "apollo.js")
    shown = json.loads(run_node(project, "apollo.check.js", address))
    assert shown == {"pages": 4, "organizations": 5, "cached": True, "codes": True, "heard": []}


def test_gql_tada_types_questions_by_the_schema_alone(project: Path, address: str) -> None:
    write_snippets(project, "tsconfig.json", "tada.ts")
    (project / "schema.graphql").write_text(httpx2.get(f"{address}/graphql/schema.graphql").text, "utf-8")
    run_node(project, "node_modules/gql.tada/bin/cli.js", "generate-output")
    run_node(project, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")


def test_gql_for_python_turns_scalars_into_values(tmp_path: Path, address: str) -> None:
    write_snippets(tmp_path, "ask.py")
    connect = runpy.run_path(str(tmp_path / "ask.py"))["connect"]
    query = gql(QUERIES)
    query.variable_values = {"asOf": date(2026, 7, 1), "status": "MINISTRY"}
    with connect(f"{address}/graphql", SCHEMA.read_text("utf-8")) as session:
        found = session.execute(query)
    nodes: list[dict[str, Any]] = found["organizations"]["nodes"]
    assert {node["classification"]["name"] for node in nodes} == {"MINISTRY"}
    assert {type(node["validFrom"]) for node in nodes} <= {date, type(None)}
    assert any(node["validFrom"] for node in nodes)


ARIADNE = """
import asyncio, datetime, sys
from graph_client import Client, OrgKind

async def main() -> None:
    async with Client(url=sys.argv[1]) as client:
        answer = await client.platforms(as_of=datetime.date(2026, 7, 1), status=OrgKind.MINISTRY)
        for node in answer.organizations.nodes:
            print(node.classification.name, type(node.valid_from).__name__, node.label.lang)
        everything = await client.platforms()
        print(len(everything.organizations.nodes))

asyncio.run(main())
"""


def test_ariadne_codegen_makes_a_client_of_types(tmp_path: Path, address: str) -> None:
    tools = pip_folder("ariadne")
    write_snippets(tmp_path, "pyproject.toml")
    shutil.copy(SCHEMA, tmp_path)
    (tmp_path / "operations").mkdir()
    (tmp_path / "operations" / "platforms.graphql").write_text(QUERIES, "utf-8")
    run_python(tools, tmp_path, "-m", "ariadne_codegen")
    (tmp_path / "main.py").write_text(ARIADNE, "utf-8")
    lines = run_python(tools, tmp_path, "main.py", f"{address}/graphql").splitlines()
    assert lines[:-1]
    assert {line.split()[0] for line in lines[:-1]} == {"MINISTRY"}
    assert {line.split()[2] for line in lines[:-1]} == {"vi"}
    assert lines[-1] == "3"
