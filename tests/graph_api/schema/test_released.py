"""A change of the schema that breaks clients of the last release is in the changelog."""

import re

import pytest

from tests.graph_api.schema.released import (
    CURRENT,
    RELEASED,
    ROOT,
    announced,
    heading,
    iter_breaking,
    unannounced,
    version,
)

CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_whatever_breaks_clients_is_in_the_changelog() -> None:
    broken = unannounced(RELEASED.read_text("utf-8"), CURRENT.read_text("utf-8"), announced(CHANGELOG))
    assert broken == [], "name the places in CHANGELOG.md under Unreleased, Breaking, and say what to do"


def test_the_kept_schema_is_that_of_the_last_version() -> None:
    assert RELEASED.read_text("utf-8").splitlines()[0] == heading(version()), "run `poe released`"
    released = re.findall(r"^## ([0-9.]+)", CHANGELOG, flags=re.MULTILINE)
    assert released[0] == version()


OLD = """
directive @term(iri: String!, inverse: Boolean! = false) on FIELD_DEFINITION
type Query { ship(iri: ID!, at: String): Ship  ships: [Ship!]! }
type Ship { name: String @term(iri: "x:name")  deck: Deck }
type Deck { name: String }
enum Flag { RED GREEN }
"""
CHANGES = {
    "nothing": ("", "", {}),
    "an addition": ("enum Flag {", "type Crew { name: String }  enum Flag { BLUE", {}),
    "a removed field": ("deck: Deck }", "}", {"Ship.deck": "Field Ship.deck was removed."}),
    "a removed type": (
        "type Deck { name: String }",
        "scalar Deck",
        {"Deck": "Deck changed from an Object type to a Scalar type."},
    ),
    "a removed argument": (
        ", at: String",
        "",
        {"Query.ship(at:)": "Argument Query.ship(at:) was removed."},
    ),
    "a required argument": (
        "at: String",
        "at: String, by: ID!",
        {"Query.ship(by:)": "A required argument Query.ship(by:) was added."},
    ),
    "another type": (
        "ships: [Ship!]!",
        "ships: [Ship]",
        {"Query.ships": "Field Query.ships changed type from [Ship!]! to [Ship]."},
    ),
    "a removed value": ("RED GREEN", "RED", {"Flag.GREEN": "Enum value Flag.GREEN was removed."}),
    "another term": (
        "x:name",
        "x:title",
        {"Ship.name": "Ship.name has the term <x:title> instead of <x:name>."},
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_breaks_clients_or_it_does_not(case: str) -> None:
    old, new, broken = CHANGES[case]
    changed = OLD.replace(old, new, 1) if old else OLD
    assert dict(iter_breaking(OLD, changed)) == broken
    assert unannounced(OLD, changed, []) == list(broken.values())
    assert unannounced(OLD, changed, list(broken)) == []


def test_the_changelog_names_what_it_breaks_for_one_version() -> None:
    changelog = (
        "# Changelog\n\n## [Unreleased]\n### Added\n- `Ship.crew`\n### Breaking\n"
        "- `Ship.deck` and `Query.s*` are gone: ask elsewhere.\n### Fixed\n- `Deck`\n"
        "\n## 0.1.0\n### Breaking\n- `Flag.RED`\n"
    )
    patterns = announced(changelog)
    assert (
        patterns
        == announced(changelog.replace("### Added\n- `Ship.crew`\n", ""))
        == ["Ship.deck", "Query.s*"]
    )
    gone = OLD.replace("deck: Deck", "").replace("ships: [Ship!]!", "").replace("RED ", "")
    assert unannounced(OLD, gone, patterns) == ["Enum value Flag.RED was removed."]
    assert announced("# Changelog\n\n## [Unreleased]\n\n## 0.1.0\n### Breaking\n- `Flag.RED`\n") == []
