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
from graph_api.cli.program import cli
from graph_api.cli.settings_page import document_settings, settings_by_command
from graph_api.settings import TABLE, SettingGroup, Settings

FOLLOWED = ("graph_api.cli.", "graph_api.serving.", "graph_api.http.")
NAMES = frozenset(field.name for field in fields(Settings))
SERVICE_ONLY = {"introspection", "suggestions", "trusted_only"}  # they protect a service from its clients
ISSUER = {"public_url", "host", "port"}  # `--public-url` has the other two as its default
LIMITS = {row.name for row in TABLE if row.group is SettingGroup.LIMITS}
OTHERS = LIMITS - {
    "max_answer",
    "time_budget",
}  # for documents and pages of others, not for our own questions
FROM_THE_ENVIRONMENT = {
    "query": SERVICE_ONLY | ISSUER - {"public_url"},
    "dossier": SERVICE_ONLY | OTHERS | ISSUER - {"public_url"},
    "why": SERVICE_ONLY | OTHERS | ISSUER | {"keys"},  # it signs nothing
    "verify": SERVICE_ONLY | ISSUER | LIMITS,  # it signs nothing, and lifts the limits
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
