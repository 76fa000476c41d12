"""Facets of lists, on both stores: orders, members without a value, paths, and what is refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.graph_api.support.stores import Asker

KINDS = """query ($order: [FacetOrder!], $limit: Int = 200, $none: Boolean = true) {
  digitalPlatforms {
    totalCount
    facets { ofKind(orderBy: $order, limit: $limit, none: $none) { value { iri label { value } } count } }
  }
}"""


def kinds(engine: Asker, **variables: Any) -> Sequence[tuple[str | None, str | None, int]]:
    """IRI, label and count of the kinds of platforms."""
    found = engine.data(KINDS, variables)["digitalPlatforms"]["facets"]["ofKind"]
    return [
        (one["value"] and one["value"]["iri"], one["value"] and one["value"]["label"]["value"], one["count"])
        for one in found
    ]


def test_members_without_a_value_are_counted_or_left_out(engine: Asker) -> None:
    without = engine.data("{ digitalPlatforms(where: {ofKind: {isNull: true}}) { totalCount } }")
    found = kinds(engine)
    assert [count for iri, _, count in found if iri is None] == [without["digitalPlatforms"]["totalCount"]]
    assert sum(count for *_, count in found) == engine.data(KINDS)["digitalPlatforms"]["totalCount"]
    assert kinds(engine, none=False) == [one for one in found if one[0] is not None]


def test_values_are_ordered_by_count_value_or_label(engine: Asker) -> None:
    usual = kinds(engine)
    counts = [count for *_, count in usual]
    assert len(usual) > 5
    assert len(set(counts)) > 1
    assert counts == sorted(counts, reverse=True)
    assert kinds(engine, order=[{"count": "DESC"}]) == usual
    assert [count for *_, count in kinds(engine, order={"count": "ASC"})] == sorted(counts)
    for direction, down in (("ASC", False), ("DESC", True)):
        *some, none = kinds(engine, order=[{"value": direction}])
        assert none[0] is None
        iris = [str(iri) for iri, *_ in some]
        assert iris == sorted(iris, reverse=down)
    *some, none = kinds(engine, order=[{"label": "ASC"}])
    assert none[0] is None
    assert sorted(some) == sorted(one for one in usual if one[0] is not None)
    assert [label for _, label, _ in some] != [label for _, label, _ in usual]
    *backwards, none = kinds(engine, order=[{"label": "DESC"}])
    assert backwards == some[::-1]
    assert none[0] is None


@pytest.mark.parametrize(
    "order", [None, {"count": "ASC"}, {"label": "DESC"}, [{"count": "DESC"}, {"label": "ASC"}]]
)
def test_a_limit_takes_the_first_in_order(engine: Asker, order: Any) -> None:
    assert kinds(engine, order=order, limit=3) == kinds(engine, order=order)[:3]


PATHS = """{
  digitalPlatforms(first: 200) {
    nodes { ofKind { sectors { iri } roles(where: {role: {eq: MANAGING_AGENCY}}) { nodes { agent { iri } } } } }
    facets {
      sectors(limit: 200) { value { iri } count }
      managingAgencies(limit: 200) { value { iri } count }
      sectorsBy: by(key: {ofKind: {sectors: true}}, limit: 200) { key { value code { iri } } count }
      agenciesBy: by(key: {ofKind: {roles: {where: {role: {eq: MANAGING_AGENCY}}, agent: {}}}}, limit: 200) {
        key { value resource { iri } } count
      }
    }
  }
}"""


def test_facets_along_paths_count_each_member_once_for_a_value(engine: Asker) -> None:
    found = engine.data(PATHS)["digitalPlatforms"]
    sectors: Counter[str | None] = Counter()
    agencies: Counter[str | None] = Counter()
    for node in found["nodes"]:
        kind = node["ofKind"] or {"sectors": [], "roles": {"nodes": []}}
        sectors.update({one["iri"] for one in kind["sectors"]} or {None})
        agencies.update({role["agent"]["iri"] for role in kind["roles"]["nodes"]} or {None})
    assert len(sectors) > 2
    assert len(agencies) > 2
    facets = found["facets"]
    assert {one["value"] and one["value"]["iri"]: one["count"] for one in facets["sectors"]} == sectors
    assert {
        one["value"] and one["value"]["iri"]: one["count"] for one in facets["managingAgencies"]
    } == agencies
    by_code = {one["key"]["code"] and one["key"]["code"]["iri"]: one["count"] for one in facets["sectorsBy"]}
    assert by_code == sectors
    by_agent = [(one["key"]["value"], one["key"]["resource"], one["count"]) for one in facets["agenciesBy"]]
    assert {value: count for value, _, count in by_agent} == agencies
    assert all(resource == (value and {"iri": value}) for value, resource, _ in by_agent)


def test_a_facet_leaves_out_conditions_on_the_first_field_of_its_path(engine: Asker) -> None:
    query = """query ($where: DigitalPlatformWhere, $own: Boolean!) {
      digitalPlatforms(where: $where) {
        facets {
          sectors(withoutOwn: $own, limit: 200) { value { iri } count }
          by(key: {ofKind: {sectors: true}}, withoutOwn: $own, limit: 200) { key { code { iri } } count }
        }
      }
    }"""
    where = {"ofKind": {"sectors": {"in": ["HEALTH"]}}}
    everywhere = engine.data(query, {"own": False})["digitalPlatforms"]
    assert engine.data(query, {"where": where, "own": True})["digitalPlatforms"] == everywhere
    assert engine.data(query, {"where": where, "own": False})["digitalPlatforms"] != everywhere


def test_more_values_than_groups_are_not_put_in_order(engine: Asker) -> None:
    total = len(kinds(engine))
    for most, is_refused in ((total, False), (total - 1, True)):
        limits = replace(engine.engine.parts.limits, max_groups=most)
        limited = replace(engine, engine=engine.engine.replace(limits=limits))
        for order, refused in ((None, False), ([{"label": "ASC"}], is_refused)):
            errors = limited.ask(KINDS, {"order": order, "limit": 3}).get("errors", ())
            assert [error["extensions"]["code"] for error in errors] == ["TOO_MANY_GROUPS"] * refused


WRONG = {
    "no field of a key": ("by(key: {})", "BAD_GROUP", "names no field"),
    "two fields of a key": ("by(key: {slug: true, lifecycle: true})", "BAD_GROUP", "`slug` and `lifecycle`"),
    "two keys of an order": ("types(orderBy: [{count: ASC, value: ASC}])", "BAD_ORDER", "one key"),
    "no key of an order": ("types(orderBy: [{}])", "BAD_ORDER", "here it has 0"),
    "many keys of an order": (
        "types(orderBy: [{count: ASC}, {value: ASC}, {label: ASC}, {count: ASC}])", "BAD_ORDER", "3 keys",
    ),
    "a size": ("types(limit: 9999)", "PAGE_SIZE", "between 0 and"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_counted_is_refused_with_its_reason(engine: Asker, case: str) -> None:
    facet, code, part = WRONG[case]
    found = engine.ask(f"{{ digitalPlatforms {{ facets {{ {facet} {{ count }} }} }} }}")
    (error,) = found["errors"]
    assert error["extensions"]["code"] == code
    assert part in error["message"]
