"""Charts with a table beside them: statuses over time, findings by rule over releases, the freshness of sources."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from graph_api.pages.picture.chart import SERIES, Chart, ChartSeries, chart_style, draw_chart
from graph_api.pages.picture.drawing import PictureTexts, style_sheet
from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from ontology.values.languages import format_number

LIGHT = ("#0b5a6f", "#c2570c", "#6d3fc0", "#1b7a3a", "#b3261e", "#64748b")
"""The colours of the series in light, as `picture.css` has them; the last is for all others together."""
DARK = ("#6fcbe3", "#f2a65e", "#b79cf2", "#7fd6a0", "#ff9d94", "#9fadb5")
"""The same in dark."""
_QUARTERS, _BODIES = 24, 30
"""Quarters and bodies that a chart shows at most."""
CHARTS: Mapping[str, str] = MappingProxyType(
    {"status": "charts_status", "findings": "charts_findings", "freshness": "charts_freshness"}
)
"""The charts by the name in their address, with the keys of their titles; that of what is shown ends in `-about`."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the table: its name, the page that it leads to (empty: none), and its numbers."""

    name: str
    address: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedChart:
    """A chart with its titles: `head` are those of the columns of its table."""

    name: str
    title: str
    about: str
    chart: Chart
    head: tuple[str, ...]
    rows: Sequence[ChartRow]


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as its page shows it; `others` are all charts with their addresses, `whole` is the page of this one."""

    shown: NamedChart
    picture: Markup
    others: Sequence[tuple[str, str]]
    whole: str
    embed: str


def chart_picture(named: NamedChart, lang: str, *, alone: bool = False) -> str:
    """The SVG; `alone`: with its own styles."""
    words = PictureTexts("chart", lang, named.title, named.about)
    style = style_sheet(".ndp-chart") + chart_style(".ndp-chart", LIGHT, DARK) if alone else ""
    return "\n".join(draw_chart(named.chart, words, style)) + "\n"


def chart_view(named: NamedChart, reader: PageReader) -> ChartView:
    """The view of the page, and of the part that other pages embed."""
    text, to = texts(reader.lang), reader.frame.to
    picture = Markup(chart_picture(named, reader.lang))  # noqa: S704  # `draw_chart` escapes
    others = [(text[CHARTS[name]], to(f"/charts/{name}")) for name in CHARTS if name != named.name]
    return ChartView(named, picture, others, to(f"/charts/{named.name}"), to(f"/embed/{named.name}"))


def status_chart(data: Mapping[str, Any], reader: PageReader) -> NamedChart:
    """The periods of each status that hold at some time in each quarter, up to that of the reader's day."""
    begun, ended = _by_quarter(data["begun"]), _by_quarter(data["ended"])
    labels = {
        node["keys"][0]["value"]: node["keys"][0]["code"]["label"]["value"]
        for node in data["begun"]["groups"]["nodes"]
        if node["keys"][0]["code"]
    }
    last = _quarter_of(reader.day)
    first = min((quarter for _, quarter in begun), default=last)
    quarters = range(max(first, last - _QUARTERS + 1), last + 1)
    series = [
        _series(
            labels[status],
            [
                sum(count for (one, quarter), count in begun.items() if one == status and quarter <= this)
                - sum(count for (one, quarter), count in ended.items() if one == status and quarter < this)
                for this in quarters
            ],
            reader.lang,
        )
        for status in sorted(labels)[:SERIES]
    ]
    name = texts(reader.lang)["charts_quarter"]
    names = [name.format(number=quarter % 4 + 1, year=quarter // 4) for quarter in quarters]
    return _named("status", Chart(tuple(names), tuple(series)), reader)


def findings_chart(releases: Sequence[tuple[str, Mapping[str, Any]]], reader: PageReader) -> NamedChart:
    """The findings by rule, of each release by its number, from the oldest; the rarest rules together."""
    counts = [
        Counter({node["keys"][0]["value"]: node["count"] for node in data["findings"]["groups"]["nodes"]})
        for _, data in releases
    ]
    codes = [code for code, _ in sorted(_total(counts).items(), key=lambda one: (-one[1], one[0]))]
    own = codes if len(codes) <= SERIES else codes[: SERIES - 1]
    series = [_series(code, [one[code] for one in counts], reader.lang) for code in own]
    if rest := codes[len(own) :]:
        others = [sum(one[code] for code in rest) for one in counts]
        series.append(_series(texts(reader.lang)["charts_others"], others, reader.lang))
    return _named("findings", Chart(tuple(name for name, _ in releases), tuple(series)), reader)


def freshness_chart(data: Mapping[str, Any], reader: PageReader) -> NamedChart:
    """The days since the latest source of each body was written, the oldest first."""
    found = []
    for node in data["sourceGraphs"]["groups"]["nodes"]:
        body, latest = node["keys"][0]["resource"], node["aggregates"]["generatedAt"]["max"]
        if body and latest:
            days = (reader.day - date.fromisoformat(latest[:10])).days
            found.append((max(0, days), body["label"]["value"], body["iri"]))
    found = sorted(found, key=lambda one: (-one[0], one[1:]))[:_BODIES]
    name = texts(reader.lang)["charts_days"]
    series = _series(name, [days for days, _, _ in found], reader.lang)
    chart = Chart(tuple(label for _, label, _ in found), (series,), is_upright=False)
    return _named("freshness", chart, reader, [reader.address(iri) for _, _, iri in found])


def chart_columns(named: NamedChart) -> tuple[Sequence[str], Iterable[Mapping[str, object]]]:
    """The table as columns and rows of whole numbers."""
    columns = list(named.head)
    values = zip(*(one.values for one in named.chart.series), strict=True)
    rows = (
        dict(zip(columns, (name, *numbers), strict=True))
        for name, numbers in zip(named.chart.categories, values, strict=True)
    )
    return columns, rows


def _named(name: str, chart: Chart, reader: PageReader, addresses: Sequence[str] = ()) -> NamedChart:
    text, key = texts(reader.lang), CHARTS[name]
    head = (text[f"{key}-rows"], *(one.name for one in chart.series))
    rows = [
        ChartRow(
            category, addresses[place] if addresses else "", tuple(one.texts[place] for one in chart.series)
        )
        for place, category in enumerate(chart.categories)
    ]
    return NamedChart(name, text[key], text[f"{key}-about"], chart, head, rows)


def _series(name: str, values: Sequence[int], lang: str) -> ChartSeries:
    return ChartSeries(name, tuple(values), tuple(format_number(value, lang) for value in values))


def _total(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


def _by_quarter(connection: Mapping[str, Any]) -> Mapping[tuple[str, int], int]:
    """The numbers by status and quarter; a period that is a whole year counts from its first quarter."""
    found: Counter[tuple[str, int]] = Counter()
    for node in connection["groups"]["nodes"]:
        status, when = (key["value"] for key in node["keys"])
        year, _, quarter = when.partition("-Q")
        if year.isdigit():
            found[status, int(year) * 4 + (int(quarter) - 1 if quarter else 0)] += node["count"]
    return found


def _quarter_of(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
