"""The page of a lineage: its picture and its table have the same content, whatever the lineage is like."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from graph_api.pages.frame import render_page
from graph_api.pages.views.lineage.graph import MOST_NODES, LineageGraph, read_lineage
from graph_api.pages.views.lineage.groups import MANY, groups_of
from graph_api.pages.views.lineage.nodes import LineageChoice, LineageContent, lineage_content
from graph_api.pages.views.lineage.page import (
    LineageRequest,
    lineage_columns,
    lineage_svg,
    lineage_view,
)
from graph_api.pages.views.lineage.picture import draw_narrow, draw_wide
from graph_api.pages.views.reader import PageReader
from tests.graph_api.support.lineages import FRAME, answer, apart, edge, made_up, names_of, node

SVG = "{http://www.w3.org/2000/svg}"
READER = PageReader(FRAME, lambda iri: f"/doc/{iri}", date(2026, 6, 30))
HOSTILE = '<script>alert("1")</script>\u202e\x00=cmd|’&' + "x" * 3000


def content_of(graph: LineageGraph, choice: LineageChoice | None = None) -> LineageContent:
    return lineage_content(
        graph, choice or LineageChoice("en"), lambda iri: f"/doc/{iri}", lambda keys: f"?fold={keys}"
    )


def alike(count: int) -> LineageGraph:
    """A platform with so many results alike, two of them failed, and one act."""
    nodes = [node(0, "DigitalPlatform"), node(1, "Work")]
    nodes += [
        node(2 + one, "CriterionResult", outcome="failed" if one < 2 else "passed") for one in range(count)
    ]
    edges = [edge(2 + one, 0, "subject") for one in range(count)] + [edge(0, 1, "based on")]
    return read_lineage(answer(nodes, edges), names_of, "en")


@pytest.mark.parametrize(("seed", "size"), [(one, (3, 20, 80, 200, 500)[one % 5]) for one in range(10)])
def test_no_box_covers_another_and_the_picture_has_the_lines_of_the_table(seed: int, size: int) -> None:
    graph = made_up(seed, size)
    content = content_of(graph)
    pairs = {(row.start.key, row.end.key) for row in content.rows if row.start.key != row.end.key}
    for picture in (draw_wide(content, str), draw_narrow(content, str)):
        assert apart(picture.boxes)
        assert all(box.x + box.width <= picture.width for box in picture.boxes)
        assert all(box.y + box.height <= picture.height for box in picture.boxes)
        assert {(curve.start, curve.end) for curve in picture.curves} == pairs
        assert len(picture.curves) == len(pairs)
        names = {box.name for box in picture.boxes}
        assert {node.key for node in content.nodes} <= names
        assert len(names) == len(picture.boxes)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_lineage_is_drawn_the_same(seed: int) -> None:
    request = LineageRequest("urn:0")
    assert lineage_svg(made_up(seed, 100), request, READER) == lineage_svg(
        made_up(seed, 100), request, READER
    )


def test_many_alike_are_folded_with_the_failed_ones_first() -> None:
    content = content_of(alike(MANY + 1))
    (group,) = [one for one in content.nodes if one.is_group]
    assert group.name.text == "13 × CriterionResult"
    assert group.notes == ("2 × failed", "11 × passed")
    assert (group.mark, group.mark_text) == ("bad", "failed")
    assert group.href == "?fold=none"
    assert [(row.relation.text, row.count) for row in content.rows] == [("subject", "13"), ("based on", "")]


def test_a_few_are_not_folded_and_neither_is_what_is_joined_differently() -> None:
    assert not groups_of(alike(MANY), ())
    graph = alike(MANY + 1)
    other = replace(graph.statements[0], end="urn:1")
    assert not groups_of(replace(graph, statements=[*graph.statements, other]), ())


def test_what_is_in_focus_is_not_folded() -> None:
    content = content_of(alike(MANY + 2), LineageChoice("en", focus="urn:5"))
    looks = {one.name.iri or "group": one.look for one in content.nodes}
    assert looks == {"urn:0": "root", "urn:1": "far", "group": "far", "urn:5": "focus"}
    assert [row.is_lit for row in content.rows] == [False, True, False]


def test_groups_can_be_unfolded_one_by_one() -> None:
    graph = alike(MANY + 1)
    (group,) = groups_of(graph, ())
    assert len(content_of(graph, LineageChoice("en", folded=())).nodes) == len(graph.things)
    assert len(content_of(graph, LineageChoice("en", folded=(group.key,))).nodes) == 3


def test_entries_each_with_a_kind_of_its_own_are_two_groups() -> None:
    nodes = [node(0, "NationalPlatformList")]
    nodes += [node(1 + one, "ListEntry") for one in range(40)]
    nodes += [node(41 + one, "PlatformKind") for one in range(40)]
    edges = [edge(1 + one, 0, "record") for one in range(40)]
    edges += [edge(1 + one, 41 + one, "kind") for one in range(40)]
    content = content_of(read_lineage(answer(nodes, edges), names_of, "en"))
    assert len(content.nodes) == 3
    assert [(row.relation.text, row.count) for row in content.rows] == [("record", "40"), ("kind", "40")]


def test_a_cut_lineage_says_so() -> None:
    sizes = []
    for count, truncated in ((3, False), (3, True), (MOST_NODES + 1, False)):
        nodes = [node(number, "Work") for number in range(count)]
        graph = read_lineage(answer(nodes, [], truncated=truncated), names_of, "en")
        view = lineage_view(graph, LineageRequest("urn:0"), READER)
        sizes.append((len(graph.things), view.is_truncated, "only the nearest part" in view.summary))
    assert sizes == [(3, False, False), (3, True, True), (MOST_NODES, True, True)]


@pytest.mark.parametrize("lang", ["vi", "en", "fr"])
def test_hostile_labels_harm_nothing(lang: str) -> None:
    nodes = [node(0, "DigitalPlatform", HOSTILE), node(1, "Work", HOSTILE + "1")]
    graph = read_lineage(answer(nodes, [edge(1, 0, HOSTILE, HOSTILE)]), names_of, lang)
    frame = replace(FRAME, lang=lang)
    view = lineage_view(graph, LineageRequest("urn:0"), replace(READER, frame=frame))
    page = render_page("lineage.html", frame, view=view)
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "\x00" not in page
    svg = lineage_svg(graph, LineageRequest("urn:0"), READER).decode()
    root = ET.fromstring(svg)  # noqa: S314  # our own
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}script"))


def test_the_table_for_programs_has_all_statements_folded_or_not() -> None:
    graph = alike(MANY + 1)
    columns, rows = lineage_columns(graph)
    written = [tuple(row[name] for name in columns) for row in rows]
    assert len(written) == len(graph.statements)
    assert written[0] == (
        *("urn:2", "CriterionResult number 2", "urn:subject", "subject"),
        *("urn:0", "DigitalPlatform number 0", "urn:source"),
    )


def test_each_box_of_the_file_leads_somewhere_and_all_names_are_unique() -> None:
    svg = lineage_svg(made_up(1, 60), LineageRequest("urn:0"), READER).decode()
    names = re.findall(r'\bid="([^"]+)"', svg)
    assert len(names) == len(set(names)) > 60
    root = ET.fromstring(svg)  # noqa: S314  # our own
    boxes = [one for one in root.iter(f"{SVG}g") if "node" in (one.get("class") or "")]
    assert len(list(root.iter(f"{SVG}a"))) == len(boxes)
