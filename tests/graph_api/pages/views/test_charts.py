"""Charts: their numbers are those of the answers, and their pictures show them, whatever the names are."""

import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from graph_api.pages import STATIC_FOLDER
from graph_api.pages.frame import Frame
from graph_api.pages.picture.chart import SERIES, Chart, ChartSeries
from graph_api.pages.views.charts import (
    DARK,
    LIGHT,
    NamedChart,
    chart_columns,
    chart_picture,
    findings_chart,
    freshness_chart,
    status_chart,
)
from graph_api.pages.views.reader import PageReader

SVG = "{http://www.w3.org/2000/svg}"
READER = PageReader(Frame("en", "/charts/status"), lambda iri: f"/doc/{iri}", date(2025, 5, 6))
HOSTILE = '<script>"&\u202e\x00=1' + "x" * 500


def group(count: int, *keys: str) -> Mapping[str, Any]:
    return {
        "keys": [{"value": key, "code": {"label": {"value": f"Status {key}"}}} for key in keys],
        "count": count,
    }


def grouped(*groups: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"groups": {"nodes": list(groups)}}


def parts(named: NamedChart, *, alone: bool = True) -> list[tuple[str, float, float]]:
    """The parts of the bars: their series, width and height."""
    root = ET.fromstring(chart_picture(named, "en", alone=alone))  # noqa: S314  # our own
    bars = [one for one in root.iter(f"{SVG}rect") if one.find(f"{SVG}title") is not None]
    return [(one.attrib["class"], float(one.attrib["width"]), float(one.attrib["height"])) for one in bars]


def test_a_period_counts_in_each_quarter_in_which_it_holds() -> None:
    begun = grouped(group(2, "a", "2024-Q3"), group(1, "b", "2025-Q1"), group(1, "a", "2024"))
    ended = grouped(group(1, "a", "2024-Q4"))
    named = status_chart({"begun": begun, "ended": ended}, READER)
    assert named.head == ("Quarter", "Status a", "Status b")
    assert [(row.name, row.numbers) for row in named.rows] == [
        ("Q1\u00a02024", ("1", "0")),
        ("Q2\u00a02024", ("1", "0")),
        ("Q3\u00a02024", ("3", "0")),
        ("Q4\u00a02024", ("3", "0")),
        ("Q1\u00a02025", ("2", "1")),
        ("Q2\u00a02025", ("2", "1")),
    ]
    columns, rows = chart_columns(named)
    assert [[row[name] for name in columns] for row in rows][-1] == ["Q2\u00a02025", 2, 1]


def test_the_rarest_rules_are_together() -> None:
    counts = {f"D{one:02}": 20 - one for one in range(9)}
    releases = [
        (name, {"findings": grouped(*(group(count + more, code) for code, count in counts.items()))})
        for name, more in (("1", 0), ("2", 5))
    ]
    named = findings_chart(releases, READER)
    assert named.head == ("Release", "D00", "D01", "D02", "D03", "D04", "other rules")
    assert [row.numbers for row in named.rows] == [
        ("20", "19", "18", "17", "16", "54"),
        ("25", "24", "23", "22", "21", "74"),
    ]


def test_the_oldest_source_comes_first_and_bodies_are_links() -> None:
    nodes = [
        {
            "keys": [{"resource": {"iri": f"urn:{one}", "label": {"value": one}}}],
            "aggregates": {"generatedAt": {"max": latest}},
        }
        for one, latest in (
            ("new", "2025-05-01T00:00:00Z"),
            ("old", "2024-05-06"),
            ("future", "2026-01-01"),
            ("never", None),
        )
    ]
    named = freshness_chart({"sourceGraphs": {"groups": {"nodes": nodes}}}, READER)
    assert [(row.name, row.address, row.numbers) for row in named.rows] == [
        ("old", "/doc/urn:old", ("365",)),
        ("new", "/doc/urn:new", ("5",)),
        ("future", "/doc/urn:future", ("0",)),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_the_parts_of_a_picture_are_as_long_as_their_numbers(seed: int) -> None:
    draw = random.Random(seed)
    count, is_upright = draw.randint(1, 30), draw.random() < 0.5
    values = [[draw.choice((0, 5, draw.randint(50, 9000))) for _ in range(count)] for _ in range(SERIES)]
    series = tuple(
        ChartSeries(HOSTILE if place == 0 else f"s{place}", tuple(of), tuple(map(str, of)))
        for place, of in enumerate(values[: draw.randint(1, SERIES)])
    )
    chart = Chart(tuple(f"{HOSTILE}{one}" for one in range(count)), series, is_upright)
    named = NamedChart("status", HOSTILE, HOSTILE, chart, (), ())
    assert chart_picture(named, "en") == chart_picture(named, "en")
    assert "<script" not in chart_picture(named, "en")
    found = parts(named)
    assert len(found) == sum(value > 0 for each in series for value in each.values)
    for place, each in enumerate(series):
        lengths = [high if is_upright else wide for one, wide, high in found if one == f"s{place}"]
        by_value = sorted(zip((value for value in each.values if value), lengths, strict=True))
        assert all(one <= other + 0.2 for (_, one), (_, other) in pairwise(by_value))


def test_a_chart_of_nothing_is_a_picture_too() -> None:
    named = status_chart({"begun": grouped(), "ended": grouped()}, READER)
    assert parts(named) == []
    assert not list(chart_columns(freshness_chart({"sourceGraphs": grouped()}, READER))[1])


def test_the_pages_and_the_files_have_the_same_colours() -> None:
    style = (STATIC_FOLDER / "picture.css").read_text("utf-8")
    found = re.findall(r"\.picture \.s\d \{ fill: light-dark\((#\w+), (#\w+)\); \}", style)
    assert found == list(zip(LIGHT, DARK, strict=True))
    assert len(found) == SERIES
