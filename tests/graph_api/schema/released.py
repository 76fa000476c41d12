"""The SDL of the last released version, and which changes since then break clients.

    python -m tests.graph_api.schema.released     keeps the SDL of now; part of making a release

A breaking change is allowed if the changelog names it under `## [Unreleased]`, `### Breaking`, as
`` `Type.field` ``, `` `Type.field(argument:)` ``, `` `Type` `` or with wildcards: `` `*Connection.total` ``.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    Node,
    Visitor,
    build_ast_schema,
    find_breaking_changes,
    parse,
    print_ast,
    value_from_ast_untyped,
    visit,
)

ROOT = Path(__file__).parents[3]
CURRENT = ROOT / "graph_api" / "schema.graphql"
RELEASED = Path(__file__).with_name("schema.released.graphql")
_KIND = re.compile(
    r"(A required |An optional )?"
    r"(Standard scalar |[Ff]ield |[Aa]rgument |Enum value |Repeatable flag was removed from )?"
)


def iter_breaking(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Changes from one SDL to the other that can break a client: where, and what.

    In addition to the breaking changes of GraphQL: a name that has another term of the ontology.
    """
    before, after = parse(old), parse(new)
    for change in find_breaking_changes(build_ast_schema(before), build_ast_schema(after)):
        place = _KIND.sub("", change.description, count=1).split()[0]
        yield place.removesuffix("."), change.description
    now = terms(after)
    for place, term in terms(before).items():
        if now.get(place, term) != term:
            yield place, f"{place} has the term {now[place]} instead of {term}."


def terms(document: DocumentNode) -> dict[str, str]:
    """The argument of `@term` at each type, field and value that has it."""
    found: dict[str, str] = {}
    definition: Any
    for definition in document.definitions:
        members = getattr(definition, "fields", None) or getattr(definition, "values", None) or ()
        for node in (definition, *members):
            name = definition.name.value
            place = name if node is definition else f"{name}.{node.name.value}"
            for directive in getattr(node, "directives", None) or ():
                if directive.name.value == "term":
                    given = {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments}
                    found[place] = f"<{given['iri']}>" + " (inverse)" * bool(given.get("inverse"))
    return found


def announced(changelog: str) -> list[str]:
    """The patterns of places that the changelog names as broken by the next version."""
    unreleased = changelog.partition("\n## [Unreleased]")[2].partition("\n## ")[0]
    breaking = unreleased.partition("\n### Breaking\n")[2].partition("\n### ")[0]
    return re.findall(r"`([^`\n]+)`", breaking)


def unannounced(old: str, new: str, patterns: Sequence[str]) -> list[str]:
    """The breaking changes that none of `patterns` takes in."""
    return [
        what
        for place, what in iter_breaking(old, new)
        if not any(fnmatchcase(place, pattern) for pattern in patterns)
    ]


def version() -> str:
    """The version of the project."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def heading(number: str) -> str:
    """The first line of the kept SDL."""
    return f"# The schema of version {number}, without descriptions; `poe released` makes it."


class _Undescribed(Visitor):
    def enter(self, node: Any, *_: object) -> Node | None:
        return replace(node, description=None) if getattr(node, "description", None) else None


def keep() -> None:
    """Keep the current SDL as that of the version in `pyproject.toml`."""
    document = visit(parse(CURRENT.read_text("utf-8"), no_location=True), _Undescribed())
    RELEASED.write_text(f"{heading(version())}\n{print_ast(document)}\n", "utf-8")


if __name__ == "__main__":
    keep()
