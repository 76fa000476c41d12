"""Each command has exactly the flags of the settings that its code reads, and the page about settings lists them."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import pytest

import graph_api
from graph_api.cli.flags import SettingsCommand
from graph_api.cli.program import cli
from graph_api.cli.scopes import NEO4J_ONLY
from graph_api.cli.settings_page import document_settings, settings_by_command
from graph_api.settings import TABLE, SettingGroup, Settings
from tests.graph_api.support.command_line import ndp_graph

FOLLOWED = ("graph_api.cli.", "graph_api.serving.", "graph_api.http.", "graph_api.sparql.")
NAMES = frozenset(field.name for field in fields(Settings))
# they protect a service from its clients
SERVICE_ONLY = {"introspection", "suggestions", "trusted_only", "max_views"}
GATEWAYS = {"federation"}  # a service is asked by them, and `query` as they ask
ISSUER = {"public_url", "host", "port"}  # `--public-url` has the other two as its default
LIMITS = {row.name for row in TABLE if row.group is SettingGroup.LIMITS}
TABLES = {row.name for row in TABLE if row.group is SettingGroup.TABLES}
OTHERS = LIMITS - {
    "max_answer",
    "time_budget",
}  # for documents and pages of others, not for our own questions
FROM_THE_ENVIRONMENT = {
    "query": SERVICE_ONLY | ISSUER - {"public_url"},
    "dossier": SERVICE_ONLY | GATEWAYS | OTHERS | ISSUER - {"public_url"},
    "mcp": GATEWAYS,
    # it lifts the limits, and asks for the lists of all days
    "publish": SERVICE_ONLY | GATEWAYS | LIMITS | TABLES | {"timezone"} | ISSUER - {"public_url"},
    "why": SERVICE_ONLY | GATEWAYS | OTHERS | ISSUER | {"keys"},  # it signs nothing
    "verify": SERVICE_ONLY | GATEWAYS | ISSUER | LIMITS,  # it signs nothing, and lifts the limits
}
"""Settings that the code of a command reads without having their flags, with the reason."""


class Recorder(Settings):
    """Settings that note which fields are read."""

    def __getattribute__(self, name: str) -> Any:
        if name in NAMES:
            seen.add(name)
        return super().__getattribute__(name)


seen: set[str] = set()


@cache
def fields_of(attribute: str) -> frozenset[str]:
    """The settings that reading an attribute or calling a method of `Settings` reads."""
    seen.clear()
    value = getattr(Recorder(), attribute)
    if callable(value):
        value()
    return frozenset(seen)


@cache
def module(name: str) -> tuple[dict[str, ast.stmt], dict[str, tuple[str, str]]]:
    """The definitions of a module by name, and what it imports from modules that are followed, by name."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text("utf-8"))
    imported = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(FOLLOWED)
        for alias in node.names
    }
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name: node for node in tree.body if isinstance(node, kinds)}, imported


def iter_attributes(place: tuple[str, str], visited: set[tuple[str, str]]) -> Iterator[str]:
    """The attributes of settings that a function or class reads, and those it uses in turn."""
    visited.add(place)
    definitions, imported = module(place[0])
    if place[1] not in definitions:
        return
    for node in ast.walk(definitions[place[1]]):
        if isinstance(node, ast.Attribute) and is_settings(node.value):
            yield node.attr
        if isinstance(node, ast.Name):
            used = imported.get(node.id, (place[0], node.id))
            if used not in visited:
                yield from iter_attributes(used, visited)


def is_settings(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="settings" | "free") | ast.Attribute(attr="settings" | "_settings"):
            return True
        case ast.Call(func=ast.Name(id="settings_of")):
            return True
    return False


@pytest.mark.parametrize("name", cli.list_commands(click.Context(cli)))
def test_the_flags_of_a_command_are_the_settings_that_it_reads(name: str) -> None:
    attributes = set(iter_attributes((f"graph_api.cli.commands.{name}", "command"), set()))
    assert attributes, "a command reads some setting"
    read = frozenset[str]().union(*(fields_of(attribute) for attribute in attributes))
    flags = settings_by_command()[name] - {"debug"}  # the program itself reads it
    assert flags - read == set(), "flags that nothing reads"
    assert read - flags == FROM_THE_ENVIRONMENT.get(name, set()), "settings without a flag"


def test_the_page_about_settings_is_made_of_the_table() -> None:
    page = (Path(graph_api.__file__).parent / "SETTINGS.md").read_text("utf-8")
    assert page == document_settings(), "make it anew: poe settings"
    assert [row.flag for row in TABLE if row.flag not in page] == []


OUT_OF_SCOPE = {
    "audit --store-user u": "to a Neo4j store",
    "releases --store sqlite:x --store-password p": "to a Neo4j store",
    "serve --no-standby": "to a Neo4j store",
    "serve --release R --reassessment-days 3": "to the current release",
    "serve --release R --ontology x.ttl": "to the current release",
    "load --shipped --graph http://e/g": "to files",
    "load --ontology x.ttl --max-ratio 3": "to files",
    "load x.ttl --no-illustrative": "with --shipped",
    "validate x.ttl --timezone UTC": "together with a release",
    "validate x.ttl --cant-tell-passes true": "together with a release",
    "query {a} --keys k": "with --receipt",
    "query {a} --public-url http://e": "with --receipt",
    "query {a} --format csv --receipt": "to JSON",
    "query {a} --table-time 5": "to tables",
    "why P --width 400": "to a picture",
    "why P --format csv --browser b": "to PDF",
    "keys rotate --format json": "to the list of keys",
    "mcp --port 3": "with --http",
    "mcp --release R --reassessment-days 3": "to the current release",
    "schema --built-in --release R": "to the schema of a release",
    "schema --base-iri http://e/": "to the built-in ontology",
    "verify --jwks x.ttl": "to receipts",
    "verify --answer x.ttl": "to receipts",
    "verify x.ttl --jwks x.ttl --keys k": "without --jwks",
}
"""Calls with a flag that does not apply to them, and the calls to which it does."""


@pytest.mark.parametrize("call", OUT_OF_SCOPE)
def test_a_flag_that_does_not_apply_is_refused(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for row in TABLE:
        monkeypatch.delenv(row.variable, raising=False)
    Path("x.ttl").write_text("", "utf-8")
    assert ndp_graph(*call.split()) == 2
    message, hint = capsys.readouterr().err.splitlines()
    named = message.removeprefix("error: ").partition(" applies only ")
    assert named[2] == OUT_OF_SCOPE[call]
    assert named[0] in call.split()
    assert hint.startswith("hint: leave it out, or ")
    assert [path.name for path in tmp_path.iterdir()] == ["x.ttl"]


def test_every_flag_with_a_scope_is_tried() -> None:
    commands = {
        name: cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))
    }
    scopes = {
        (name, scope.only)
        for name, command in commands.items()
        if isinstance(command, SettingsCommand)
        for scope in command.scopes
        if scope is not NEO4J_ONLY
    }
    assert scopes <= {(call.split()[0], only) for call, only in OUT_OF_SCOPE.items()}
    assert all(
        one in {parameter.name for parameter in command.params}
        for command in commands.values()
        if isinstance(command, SettingsCommand)
        for scope in command.scopes
        if scope is not NEO4J_ONLY
        for one in scope.names
    )


def test_a_variable_of_the_environment_that_does_not_apply_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NDP_STORE_USER", "u")
    assert ndp_graph("releases") == 0
    monkeypatch.setenv("NDP_STORE", "bolt://127.0.0.1:1")
    assert ndp_graph("releases", "--store-user", "u") == 0
