"""The short form of the SDL is fresh, and a change of the full one shows in it."""

import pytest
from graphql import parse

from tests.graph_api.schema.short import FULL, HEADING, SHORT, short

OLD = """
"Any thing."
interface Resource { "Its ships." ships("Which." where: ShipWhere "How many." first: Int): ShipConnection! }
"Conditions on a Resource."
input ResourceWhere { "Its IRI." iri: ID }
"A page of a list of Resource."
type ResourceConnection { "The members." nodes: [Resource!]! }
"The colours."
enum Colour { RED }
"Conditions on a code of Colour."
input ColourFilter { "Equal." eq: Colour }
"The ranks."
enum Rank { LOW }
"Conditions on a code of Rank."
input RankFilter { "Equal." eq: Rank }
"A ship."
type Ship implements Resource {
  "Its ships." ships("Which." where: ShipWhere "How many." first: Int): ShipConnection!
  "Its colour." colour: Colour
  "Its ports." ports("Which." where: PortWhere "How many." first: Int): PortConnection!
}
"Conditions on a Ship."
input ShipWhere { "Its IRI." iri: ID "Conditions on `colour`." colour: ColourFilter }
"A page of a list of Ship."
type ShipConnection { "The members." nodes: [Ship!]! }
"A port."
type Port implements Resource {
  "Its ships." ships("Which." where: ShipWhere "How many." first: Int): ShipConnection!
  "Its colour." colour: Colour
  "Its rank." rank: Rank
}
"Conditions on a Port."
input PortWhere {
  "Its IRI." iri: ID "Conditions on `colour`." colour: ColourFilter "Conditions on `rank`." rank: RankFilter
}
"A page of a list of Port."
type PortConnection { "The members." nodes: [Port!]! }
"""
NEW = """
"Any thing."
interface Resource {
  "Its ships."
  ships(
    "Which."
    where: ShipWhere
    "How many."
    first: Int
  ): ShipConnection!
}

"Conditions on a Resource."
input ResourceWhere {
  "Its IRI."
  iri: ID
}

"A page of a list of Resource."
type ResourceConnection {
  "The members."
  nodes: [Resource!]!
}

"The colours."
enum Colour {
  RED
}

"Conditions on a code of Colour."
input ColourFilter {
  "Equal."
  eq: Colour
}

"The ranks."
enum Rank {
  LOW
}

"A ship."
type Ship implements Resource {
  "Its colour."
  colour: Colour
  "Its ports."
  ports: PortConnection!
}

input ShipWhere {
  "Conditions on `colour`."
  colour: ColourFilter
}

"A port."
type Port implements Resource {
  colour: Colour
  "Its rank."
  rank: Rank
}

input PortWhere {
  colour: ColourFilter
  rank: RankFilter
}
"""
PORT = '"Which." where: PortWhere "How many." first: Int'
CHANGES = {
    "the description of a field": ('"Its ships."', '"Ships."'),
    "the description of an argument": ('"Which."', '"Members."'),
    "the description of a type": ('"A page of a list of Port."', '"Some of Port."'),
    "a description with a name": ('"Conditions on `colour`."', '"On `colour`."'),
    "a repeated description": ('"Its colour."', '"Colour."'),
    "the type of an argument": (PORT, PORT.replace("Int", "String")),
    "an argument less": (PORT, '"Which." where: PortWhere'),
    "no argument": (f"({PORT})", ""),
    "the type of a condition": ('"Its IRI." iri: ID', '"Its IRI." iri: String'),
    "a condition less": ('"Its IRI." iri: ID', ""),
    "a condition on a code less": ('"Equal." eq: Rank', '"Not equal." ne: Rank'),
    "a list of others": ("nodes: [Port!]!", "nodes: [Ship!]!"),
    "a value more": ("LOW", "LOW HIGH"),
}


def test_the_short_file_in_git_is_what_the_full_one_makes() -> None:
    text = SHORT.read_text("utf-8")
    assert short(FULL.read_text("utf-8")) == text, "make it again with `poe schema`"
    assert parse(text).definitions


def test_repeated_parts_are_left_out() -> None:
    assert short(OLD) == HEADING + NEW.lstrip()


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_of_the_full_form_shows_in_the_short_one(case: str) -> None:
    before, old, after = OLD.rpartition(CHANGES[case][0])
    assert old
    assert short(before + CHANGES[case][1] + after) != short(OLD)
