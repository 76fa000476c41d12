"""Tools that others build on take our schema and our operations: linters, client generators, federation."""

import json
import shutil
from pathlib import Path

import pytest

import graph_api
from graph_api.pages.examples import read_examples
from tests.graph_api.support.clients_page import write_snippets
from tests.support.npm_tools import npm_folder, run_node

HERE = Path(__file__).parent
CONFIG = """
import { loadConfig } from "graphql-config";
const project = (await loadConfig({ rootDir: "." })).getProject();
const types = Object.keys((await project.getSchema()).getTypeMap()).length;
console.log(JSON.stringify({ types, documents: (await project.getDocuments()).length }));
"""
SCHEMA = Path(graph_api.__file__).parent / "schema.graphql"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of a client: the schema, the examples and competency questions, and the tools."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "node_modules").symlink_to(npm_folder("clients") / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    for file in (SCHEMA, *(path for path in (HERE / "clients").iterdir() if path.is_file())):
        shutil.copy(file, folder)
    shutil.copytree(
        HERE.parent / "competency",
        folder / "operations",
        ignore=shutil.ignore_patterns("*.rq", "*.py*", "__pycache__"),
    )
    write_snippets(folder, "codegen.json", ".graphqlrc.json")
    for example in read_examples():
        (folder / "operations" / f"{example.id}.graphql").write_text(example.query, "utf-8")
    return folder


def test_schema_and_operations_pass_the_rules_of_graphql_eslint(project: Path) -> None:
    assert len(list((project / "operations").iterdir())) > 20
    told = run_node(project, "node_modules/eslint/bin/eslint.js", "schema.graphql", "operations")
    assert told == ""


def test_a_typed_client_is_generated_and_its_types_hold(project: Path) -> None:
    run_node(project, "node_modules/@graphql-codegen/cli/cjs/bin.js", "--config", "codegen.json")
    run_node(project, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")
    assert "export type NationalListsQueryVariables" in (project / "graph.ts").read_text("utf-8")


def test_the_schema_composes_as_a_subgraph(project: Path) -> None:
    composed = json.loads(run_node(project, "compose.js"))
    assert composed["errors"] == []
    assert composed["types"] > 300


def test_the_configuration_of_editors_finds_the_schema_and_the_operations(project: Path) -> None:
    (project / "config.js").write_text(CONFIG, "utf-8")
    found = json.loads(run_node(project, "config.js"))
    assert found["types"] > 300
    assert found["documents"] == len(list((project / "operations").glob("*.graphql")))
