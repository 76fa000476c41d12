"""Groups of the members of lists, on both stores: pages, orders, conditions, and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.graph_api.support.stores import Asker

BY_STATUS_AND_KIND = """query ($first: Int, $after: String, $order: [GroupOrder!]) {
  digitalPlatforms {
    totalCount
    groups(by: [{declaredStatus: true}, {ofKind: {}}], first: $first, after: $after, orderBy: $order) {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { keys { value } count }
    }
  }
}"""
ORDERS: Mapping[str, Any] = {
    "by count": None,
    "by keys": [{"keys": "ASC"}],
    "by keys, downwards": [{"keys": "DESC"}],
    "fewest first, then by keys": [{"count": "ASC"}, {"keys": "DESC"}],
}


def pages(engine: Asker, size: int, order: Any) -> Sequence[Any]:
    """All groups, read page by page."""
    found: list[Any] = []
    after = None
    while True:
        data = engine.data(BY_STATUS_AND_KIND, {"first": size, "after": after, "order": order})
        page = data["digitalPlatforms"]["groups"]
        found += page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        assert len(page["nodes"]) == size
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize("order", list(ORDERS))
def test_pages_of_groups_make_up_all_groups(engine: Asker, order: str) -> None:
    whole = pages(engine, 200, ORDERS[order])
    assert len(whole) > 3
    assert pages(engine, 2, ORDERS[order]) == whole


def test_each_member_with_one_value_a_key_counts_once(engine: Asker) -> None:
    listed = engine.data(BY_STATUS_AND_KIND, {"first": 200})["digitalPlatforms"]
    assert sum(group["count"] for group in listed["groups"]["nodes"]) == listed["totalCount"] > 0


def test_members_without_a_value_make_a_group_or_are_left_out(engine: Asker) -> None:
    query = """query ($none: Boolean!) {
      digitalPlatforms {
        none: totalCount
        groups(by: [{lifecycle: true}], none: $none) { nodes { keys { value code { iri } } count } }
      }
      without: digitalPlatforms(where: {lifecycle: {isNull: true}}) { totalCount }
    }"""
    found = {none: engine.data(query, {"none": none}) for none in (True, False)}
    groups = found[True]["digitalPlatforms"]["groups"]["nodes"]
    (none,) = [group["count"] for group in groups if group["keys"] == [{"value": None, "code": None}]]
    assert none == found[True]["without"]["totalCount"] > 0
    assert found[False]["digitalPlatforms"]["groups"]["nodes"] == [
        group for group in groups if group["keys"][0]["value"] is not None
    ]


def test_groups_of_a_nested_list_are_those_of_each_member(engine: Asker) -> None:
    query = """{
      assessments(first: 5) {
        nodes {
          results(first: 200) { nodes { outcome { code } } }
          grouped: results { groups(by: [{outcome: true}]) { nodes { keys { value } count } } }
        }
      }
    }"""
    nodes = engine.data(query)["assessments"]["nodes"]
    assert any(node["results"]["nodes"] for node in nodes)
    for node in nodes:
        outcomes = [result["outcome"] and result["outcome"]["code"] for result in node["results"]["nodes"]]
        groups = {group["keys"][0]["value"]: group["count"] for group in node["grouped"]["groups"]["nodes"]}
        assert groups == {code: outcomes.count(code) for code in outcomes}


def test_dates_are_grouped_by_parts_of_time(engine: Asker) -> None:
    query = """{
      listEntries(first: 200) { nodes { issued } }
      grouped: listEntries {
        year: groups(by: [{issued: YEAR}], first: 200, none: false, orderBy: [{keys: ASC}]) { ...Keys }
        quarter: groups(by: [{issued: QUARTER}], first: 200, none: false, orderBy: [{keys: ASC}]) { ...Keys }
        month: groups(by: [{issued: MONTH}], first: 200, none: false, orderBy: [{keys: ASC}]) { ...Keys }
        day: groups(by: [{issued: DAY}], first: 200, none: false, orderBy: [{keys: ASC}]) { ...Keys }
      }
    }
    fragment Keys on ListEntryMemberGroups { nodes { keys { value } } }"""
    data = engine.data(query)
    days = {node["issued"] for node in data["listEntries"]["nodes"] if node["issued"]}
    assert len(days) >= 5
    expected = {
        "year": {day[:4] for day in days},
        "quarter": {f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" for day in days},
        "month": {day[:7] for day in days},
        "day": days,
    }
    for unit, keys in expected.items():
        shown = [group["keys"][0]["value"] for group in data["grouped"][unit]["nodes"]]
        assert shown == sorted(keys)


def test_a_cursor_of_another_order_is_refused(engine: Asker) -> None:
    first = engine.data(BY_STATUS_AND_KIND, {"first": 1})["digitalPlatforms"]["groups"]
    after = first["pageInfo"]["endCursor"]
    found = engine.ask(BY_STATUS_AND_KIND, {"after": after, "order": [{"keys": "ASC"}]})
    assert found["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


def test_too_many_groups_are_refused(engine: Asker) -> None:
    query = "{ digitalPlatforms { groups(by: [{slug: true}]) { totalCount } } }"
    total = engine.data(query)["digitalPlatforms"]["groups"]["totalCount"]
    for most, is_refused in ((total, False), (total - 1, True)):
        limits = replace(engine.engine.parts.limits, max_groups=most)
        limited = replace(engine, engine=engine.engine.replace(limits=limits))
        codes = [error["extensions"]["code"] for error in limited.ask(query).get("errors", ())]
        assert codes == ["TOO_MANY_GROUPS"] * is_refused


WRONG = {
    "no field": ("by: [{}]", "BAD_GROUP", "names no field"),
    "two fields": ("by: [{slug: true, lifecycle: true}]", "BAD_GROUP", "here it has `slug` and `lifecycle`"),
    "no key": ("by: []", "BAD_GROUP", "from 1 to 5 keys, not 0"),
    "a figure of what is no number": (
        'by: [{slug: true}], orderBy: [{sum: {of: "slug"}}]', "BAD_GROUP", "no `sum` of `slug`",
    ),
    "two keys of an order": ("by: [{slug: true}], orderBy: [{count: ASC, keys: ASC}]", "BAD_ORDER", "one key"),
    "a size": ("by: [{slug: true}], first: 9999", "PAGE_SIZE", "between 0 and"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_grouped_is_refused_with_its_reason(engine: Asker, case: str) -> None:
    arguments, code, part = WRONG[case]
    found = engine.ask(f"{{ digitalPlatforms {{ groups({arguments}) {{ totalCount }} }} }}")
    (error,) = found["errors"]
    assert error["extensions"]["code"] == code
    assert part in error["message"]
    assert error["extensions"]["hint"]


def test_a_figure_is_compared_with_a_value_of_its_kind(engine: Asker) -> None:
    query = """query ($least: String!) {
      listEntries {
        groups(by: [{lifecycle: true}], having: {max: [{of: "issued", gte: $least}]}) { nodes { count } }
      }
    }"""
    assert engine.data(query, {"least": "2026-01-01"})["listEntries"]["groups"]["nodes"]
    found = engine.ask(query, {"least": "yesterday"})
    assert found["errors"][0]["extensions"]["hint"] == "Write a date as the field has it."
