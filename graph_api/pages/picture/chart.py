"""Charts of numbers: columns over time, and rows of bars, whose parts are series, with a legend.

No library: pygal, the one in pure Python, loads scripts from elsewhere, makes up random ids, and knows no dark theme.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from graph_api.pages.picture.drawing import PictureTexts, framed, number, xml
from graph_api.pages.picture.measure import width_of, wrap

SERIES = 6
"""The most series that a chart can show apart."""
_WIDTH, _MARGIN, _SIZE, _LINE = 760.0, 12.0, 12.0, 18.0
_AXIS, _HIGH, _TICKS = 44.0, 260.0, 5
_NAMES, _BAR, _ROW, _VALUE = 230.0, 16.0, 26.0, 60.0
_SWATCH = 12.0


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """Numbers of one kind, one for each category, and the same as texts."""

    name: str
    values: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Categories with the numbers of each series; `is_upright`: as columns from left to right, else as rows."""

    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    is_upright: bool = True

    @property
    def largest(self) -> int:
        """The largest sum of a category."""
        return max(
            (sum(values) for values in zip(*(one.values for one in self.series), strict=True)), default=0
        )


def draw_chart(chart: Chart, texts: PictureTexts, style: str = "") -> Iterator[str]:
    """The lines of the SVG; without a style sheet of its own, the page around it has the styles."""
    legend, top = _legend(chart)
    body, height = (_columns if chart.is_upright else _rows)(chart, top)
    yield from framed((_WIDTH, height), texts, style, [*legend, *body])


def chart_style(scope: str, light: Sequence[str], dark: Sequence[str]) -> str:
    """The colours of the series, in light and dark; `scope` selects the chart."""

    def rules(colours: Sequence[str]) -> str:
        return "".join(f"{scope} .s{place}{{fill:{colour}}}" for place, colour in enumerate(colours))

    return rules(light) + "@media (prefers-color-scheme:dark){" + rules(dark) + "}"


def _legend(chart: Chart) -> tuple[list[str], float]:
    """The names of the series beside their colours, and the top of what is below; none for a single series."""
    lines, x, y = list[str](), _MARGIN, _MARGIN + _SWATCH
    if len(chart.series) < 2:
        return lines, _MARGIN
    for place, one in enumerate(chart.series):
        name = _cut(one.name, _WIDTH / 2)
        wide = _SWATCH + 6 + width_of(name, _SIZE) + 18
        if x > _MARGIN and x + wide > _WIDTH - _MARGIN:
            x, y = _MARGIN, y + _LINE
        lines.append(f'<rect class="s{place}" {_place(x, y - _SWATCH + 2)} {_size(_SWATCH, _SWATCH)}/>')
        lines.append(f'<text class="note" {_place(x + _SWATCH + 6, y)}>{xml(name)}</text>')
        x += wide
    return lines, y + _LINE


def _columns(chart: Chart, top: float) -> tuple[list[str], float]:
    """A column for each category, over an axis with whole numbers."""
    step = _step(chart.largest)
    highest = max(step, -(-chart.largest // step) * step)
    bottom, one = top + _HIGH, (_WIDTH - _AXIS - _MARGIN) / max(1, len(chart.categories))
    lines = []
    for tick in range(0, highest + 1, step):
        y = bottom - _HIGH * tick / highest
        lines.append(f'<path class="grid" d="M{number(_AXIS)} {number(y)}H{number(_WIDTH - _MARGIN)}"/>')
        lines.append(f'<text class="note end" {_place(_AXIS - 6, y + 4)}>{tick}</text>')
    width = min(64.0, one * 0.7)
    widest = max((width_of(name, _SIZE) for name in chart.categories), default=0.0) + 8
    every = max(1, int(-(-widest // one)))
    for place, category in enumerate(chart.categories):
        x = _AXIS + one * (place + 0.5)
        ends = list(accumulate((each.values[place] for each in chart.series), initial=0))
        for number_of, each in enumerate(chart.series):
            high = _HIGH * each.values[place] / highest
            y = bottom - _HIGH * ends[number_of + 1] / highest
            lines += _part(chart, (number_of, place), (x - width / 2, y), (width, high))
        if (len(chart.categories) - 1 - place) % every == 0:
            lines.append(f'<text class="note middle" {_place(x, bottom + _LINE)}>{xml(category)}</text>')
    return lines, bottom + _LINE + _MARGIN


def _rows(chart: Chart, top: float) -> tuple[list[str], float]:
    """A bar for each category beside its name, with its sum at the end."""
    room = _WIDTH - _NAMES - _VALUE - _MARGIN
    lines, largest = [], max(1, chart.largest)
    for place, category in enumerate(chart.categories):
        y = top + place * _ROW
        name = _cut(category, _NAMES - _MARGIN - 8)
        lines.append(f'<text class="note" {_place(_MARGIN, y + _BAR - 3)}>{xml(name)}</text>')
        x = _NAMES
        for number_of, each in enumerate(chart.series):
            wide = max(1.0, room * each.values[place] / largest)
            lines += _part(chart, (number_of, place), (x, y), (wide, _BAR))
            x += wide
        total = chart.series[0].texts[place] if len(chart.series) == 1 else ""
        lines.append(f'<text class="note" {_place(x + 6, y + _BAR - 3)}>{xml(total)}</text>')
    return lines, top + len(chart.categories) * _ROW + _MARGIN


def _part(
    chart: Chart, which: tuple[int, int], place: tuple[float, float], size: tuple[float, float]
) -> list[str]:
    """The part of a bar that is the number of one series in one category; nothing for 0."""
    series = chart.series[which[0]]
    if not series.values[which[1]]:
        return []
    text = f"{chart.categories[which[1]]}, {series.name}: {series.texts[which[1]]}"
    return [f'<rect class="s{which[0]}" {_place(*place)} {_size(*size)}><title>{xml(text)}</title></rect>']


def _step(largest: int) -> int:
    """The distance of the lines of the axis: 1, 2 or 5 with zeros."""
    scale = 1
    while True:
        for one in (1, 2, 5):
            if largest <= one * scale * _TICKS:
                return one * scale
        scale *= 10


def _cut(name: str, room: float) -> str:
    """The name as far as it fits."""
    if width_of(name, _SIZE) <= room:
        return name
    first = wrap(name, _SIZE, room - width_of("…", _SIZE))
    return f"{first[0]}…" if first else "…"


def _place(x: float, y: float) -> str:
    return f'x="{number(x)}" y="{number(y)}"'


def _size(width: float, height: float) -> str:
    return f'width="{number(width)}" height="{number(height)}"'
