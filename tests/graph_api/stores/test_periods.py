"""Years, months, days and moments beside each other in one property, on both stores: compared, ordered, grouped."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tests.graph_api.support.reference.conditions import period_place
from tests.graph_api.support.stores import Asker

ALL = "{ samples(first: 200) { nodes { iri spanOne { value datatype } spanMany { value } } } }"
SHORTENED = {
    "2024": ("2024", "2024", "2024", "2024"),
    "2024-05": ("2024", "2024-Q2", "2024-05", "2024-05"),
    "2024-05Z": ("2024", "2024-Q2", "2024-05", "2024-05"),
    "2024-01-05:00": ("2024", "2024-Q1", "2024-01", "2024-01"),
    "2024-01-01+07:00": ("2024", "2024-Q1", "2024-01", "2024-01-01"),
    "2024-05-20T10:00:00Z": ("2024", "2024-Q2", "2024-05", "2024-05-20"),
    "-0044": ("-0044", "-0044", "-0044", "-0044"),
    "-0044-03": ("-0044", "-0044-Q1", "-0044-03", "-0044-03"),
    "12024": ("12024", "12024", "12024", "12024"),
}
UNITS = ("YEAR", "QUARTER", "MONTH", "DAY")


def samples(engine: Asker) -> Sequence[Any]:
    nodes: Sequence[Any] = engine.data(ALL)["samples"]["nodes"]
    return nodes


def test_the_values_keep_their_form_and_datatype(engine: Asker) -> None:
    found = {
        (one["spanOne"]["value"], one["spanOne"]["datatype"].rpartition("#")[2])
        for one in samples(engine)
        if one["spanOne"]
    }
    assert {datatype for _, datatype in found} == {"gYear", "gYearMonth", "date", "dateTime"}
    assert all(value not in ("24", "24-13", "2023-02-30", "spring") for value, _ in found), (
        "these are no periods"
    )


@pytest.mark.parametrize(
    "bound", ["2024", "2024-01", "2024-01-01", "2024-05", "2024-05-20T10:00:00Z", "2024-01-01+07:00"]
)
def test_periods_are_compared_by_their_first_moment(engine: Asker, bound: str) -> None:
    query = """query ($bound: Period!) {
      lt: samples(where: {spanOne: {lt: $bound}}, first: 200) { nodes { iri } }
      lte: samples(where: {spanOne: {lte: $bound}}, first: 200) { nodes { iri } }
      gt: samples(where: {spanOne: {gt: $bound}}, first: 200) { nodes { iri } }
      gte: samples(where: {spanOne: {gte: $bound}}, first: 200) { nodes { iri } }
      eq: samples(where: {spanOne: {eq: $bound}}, first: 200) { nodes { iri } }
    }"""
    found = {
        name: {one["iri"] for one in part["nodes"]}
        for name, part in engine.data(query, {"bound": bound}).items()
    }
    places = {one["iri"]: period_place(one["spanOne"]["value"]) for one in samples(engine) if one["spanOne"]}
    begin, length = period_place(bound)
    assert found["lt"] == {iri for iri, (first, _) in places.items() if first < begin}  # type: ignore[operator]  # texts
    assert found["gte"] == places.keys() - found["lt"]
    assert found["gt"] == {iri for iri, (first, _) in places.items() if first > begin}  # type: ignore[operator]  # texts
    assert found["lte"] == places.keys() - found["gt"]
    assert found["eq"] == {iri for iri, place in places.items() if place == (begin, length)}
    assert found["lt"]
    assert found["gt"]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_lists_are_ordered_by_the_first_moment(engine: Asker, direction: str) -> None:
    query = f"""query ($after: String) {{
      samples(first: 9, after: $after, orderBy: [{{spanOne: {{dir: {direction}}}}}]) {{
        nodes {{ spanOne {{ value }} }} pageInfo {{ hasNextPage endCursor }}
      }}
    }}"""
    found: list[Any] = []
    after, more = None, True
    while more:
        page = engine.data(query, {"after": after})["samples"]
        found += [one["spanOne"] for one in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    places = [period_place(one["value"]) for one in found if one]
    assert len(found) == len(samples(engine)) > 9
    assert None not in found[: len(places)], "members without a period come last"
    assert len(places) > 9
    assert places == sorted(places, reverse=direction == "DESC")


@pytest.mark.parametrize("unit", UNITS)
def test_periods_are_grouped_by_a_part_of_time_or_stand_for_themselves(engine: Asker, unit: str) -> None:
    groups_of = f"groups(by: [{{spanMany: {unit}}}], first: 200, none: false)"
    query = f"{{ samples {{ {groups_of} {{ nodes {{ keys {{ value }} count }} }} }} }}"
    groups = {
        one["keys"][0]["value"]: one["count"] for one in engine.data(query)["samples"]["groups"]["nodes"]
    }
    texts = {one["iri"]: {span["value"] for span in one["spanMany"]} for one in samples(engine)}
    place = UNITS.index(unit)
    known = {value for values in texts.values() for value in values} & SHORTENED.keys()
    assert len(known) > 6
    for value in known:
        assert SHORTENED[value][place] in groups
    years = Counter(key.removeprefix("-").partition("-")[0] for key in groups)
    assert years.keys() == {"2024", "2023", "0044", "12024"}
    assert max(groups.values()) > 1
    if unit == "YEAR":
        in_2024 = sum(any(value.startswith("2024") for value in values) for values in texts.values())
        assert groups["2024"] == in_2024


def test_there_is_a_facet_by_year(engine: Asker) -> None:
    query = "{ samples { facets { spanMany(none: false, limit: 200, orderBy: [{value: ASC}]) { value count } } } }"
    facet = engine.data(query)["samples"]["facets"]["spanMany"]
    assert [one["value"] for one in facet] == ["-0044", "2023", "2024", "12024"]


def test_a_text_that_is_no_period_is_refused(engine: Asker) -> None:
    found = engine.ask('{ samples(where: {spanOne: {gte: "spring"}}) { totalCount } }')
    (error,) = found["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALUE_INVALID"
    assert "2024-03" in error["message"]
