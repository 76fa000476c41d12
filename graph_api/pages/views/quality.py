"""The quality of a release: measures beside those of the release before, their trend, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from graph_api.pages.picture.chart import Chart, ChartSeries, draw_chart
from graph_api.pages.picture.drawing import PictureTexts
from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from loaders.folder.manifest import number_of
from ontology.severity import Severity
from ontology.values.languages import LANGUAGES, format_number

NAMED_LISTS = ("digitalPlatforms", "organizations")
"""The lists whose members are counted by the languages of their names."""
_FIGURES = ("statements", "subjects")
_SOURCES = ("delivered", "licensed", "dated", "rated", "quoted")
_LANGUAGES = tuple(f"{plural}_{lang}" for plural in NAMED_LISTS for lang in LANGUAGES)
_SHOULD = (*_SOURCES, *_LANGUAGES)
"""The measures that should be all: of what sources state of themselves, and of names."""
_PARTS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "quality_part-size": (*_FIGURES, "sources"),
        "quality_part-sources": (*_SOURCES, "illustrative"),
        "quality_part-names": _LANGUAGES,
    }
)
"""The parts of the page: the key of the heading, and the measures, by the names that the question gives them."""
_WHOLE: Mapping[str, str] = MappingProxyType(
    dict.fromkeys((*_SOURCES, "illustrative"), "sources") | {one: one.partition("_")[0] for one in _LANGUAGES}
)
"""The measure that another is a part of."""
_COLUMNS = ("release", "builtAt", "measure", "value", "of")

ReleaseAnswer = tuple[str, Mapping[str, Any]]
"""The id of a release, and its answer to the question."""


@dataclass(frozen=True, slots=True)
class QualityMeasure:
    """A measure: its name and what it means, the number, and how much it is of all (empty: not a part).

    `before` is the number in the release before (empty: there is none), `address` the list behind it (empty: none).
    """

    name: str
    about: str
    number: str
    share: str
    before: str
    address: str


@dataclass(frozen=True, slots=True)
class QualityPart:
    """A part of the page: the key of its heading, and its measures."""

    key: str
    measures: Sequence[QualityMeasure]

    @property
    def has_shares(self) -> bool:
        """True if its measures are parts of something."""
        return any(one.share for one in self.measures)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """The findings of a rule: their number, the number in the release before (empty: there is none), and the rise."""

    code: str
    severity: str
    word: str
    number: str
    before: str
    more: str
    address: str
    rule: str


@dataclass(frozen=True, slots=True)
class QualityView:
    """The page. `before` is the number of the release before, empty without one; `missing` are sentences."""

    parts: Sequence[QualityPart]
    rules: Sequence[RuleCount]
    before: str
    missing: Sequence[str]
    picture: Markup
    picture_title: str


class QualityViewer:
    """Makes the view for a reader.

    `names` are those of the classes in `NAMED_LISTS`, `anchors` the places of the rules on their page, by code.
    """

    def __init__(self, reader: PageReader, names: Mapping[str, str], anchors: Mapping[str, str]) -> None:
        self._reader, self._names, self._anchors = reader, names, anchors
        self._text = texts(reader.lang)

    def view(self, releases: Sequence[ReleaseAnswer]) -> QualityView:
        """The view of the last of some releases, the oldest first."""
        now = releases[-1][1]
        before = releases[-2][1] if len(releases) > 1 else None
        return QualityView(
            [
                QualityPart(part, [self._measure(key, now, before) for key in keys])
                for part, keys in _PARTS.items()
            ],
            [self._rule(key, now, before) for key in sorted(_by_rule(now), key=lambda key: _worst(now, key))],
            str(number_of(releases[-2][0])) if before else "",
            [*self._missing(now)],
            self._picture(releases),
            self._text["quality_trend"],
        )

    def _measure(self, key: str, now: Mapping[str, Any], before: Mapping[str, Any] | None) -> QualityMeasure:
        """A measure, by the name that the question gives it."""
        lang, value = self._reader.lang, _value(now, key)
        plural, _, language = key.partition("_")
        if language:
            name, about = self._named("quality_named", plural, language), ""
        else:
            name, about = self._text[f"quality_is-{key}"], self._text[f"quality_about-{key}"]
        return QualityMeasure(
            name,
            about,
            format_number(value, lang),
            self._share(value, _value(now, _WHOLE[key])) if key in _WHOLE else "",
            format_number(_value(before, key), lang) if before else "",
            self._reader.frame.to("/list/sourceGraphs") if key == "sources" else "",
        )

    def _named(self, key: str, plural: str, language: str) -> str:
        name, words = self._names.get(plural, plural), self._text[f"quality_in-{language}"]
        return self._text[key].replace("{name}", name).replace("{language}", words)

    def _share(self, value: int, whole: int) -> str:
        """The percentage, rounded down: only all is 100."""
        percent = value * 100 // whole if whole else 100
        return self._text["quality_percent"].format(number=format_number(percent, self._reader.lang))

    def _rule(
        self, key: tuple[str, str], now: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> RuleCount:
        code, severity = key
        count = _by_rule(now)[key]
        lang, to = self._reader.lang, self._reader.frame.to
        known = None if before is None else _by_rule(before)[key]
        change = 0 if known is None else count - known
        return RuleCount(
            code,
            severity.lower(),
            self._text[f"count-{severity.lower()}"],
            format_number(count, lang),
            "" if known is None else format_number(known, lang),
            f"{'+' if change > 0 else '−'}{format_number(abs(change), lang)}" if change else "",
            to("/list/findings", filter=f"code:{code}"),
            f"{to('/doc/rules')}#{self._anchors[code]}" if code in self._anchors else to("/doc/shapes"),
        )

    def _missing(self, now: Mapping[str, Any]) -> Iterator[str]:
        """Sentences about what sources and names lack."""
        for key in _SHOULD:
            whole = _value(now, _WHOLE[key])
            if lacking := whole - _value(now, key):
                plural, _, language = key.partition("_")
                text = (
                    self._text[f"quality_no-{key}"]
                    if not language
                    else self._named("quality_no-name", plural, language)
                )
                numbers = (format_number(one, self._reader.lang) for one in (lacking, whole))
                yield text.replace("{number}", next(numbers)).replace("{total}", next(numbers))

    def _picture(self, releases: Sequence[ReleaseAnswer]) -> Markup:
        """The findings of the releases by severity."""
        lang = self._reader.lang
        counts = [_by_severity(found) for _, found in releases]
        series = []
        for severity in Severity:
            values = tuple(one[str(severity)] for one in counts)
            numbers = tuple(format_number(value, lang) for value in values)
            series.append(ChartSeries(self._text[f"count-{str(severity).lower()}"], values, numbers))
        chart = Chart(tuple(str(number_of(release)) for release, _ in releases), tuple(series))
        title = self._text["quality_trend"]
        words = PictureTexts("trend", lang, title, self._text["quality_trend-about"])
        return Markup("\n".join(draw_chart(chart, words)) + "\n")  # noqa: S704  # `draw_chart` escapes


def quality_columns(
    releases: Sequence[ReleaseAnswer],
) -> tuple[Sequence[str], Iterable[Mapping[str, object]]]:
    """The measures of all releases as columns and rows; findings are `findings CODE SEVERITY`."""
    return _COLUMNS, [
        dict(zip(_COLUMNS, (release, found["release"]["builtAt"] or "", *row), strict=True))
        for release, found in releases
        for row in _iter_rows(found)
    ]


def _iter_rows(found: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    for key in chain(*_PARTS.values()):
        yield key, _value(found, key), _value(found, _WHOLE[key]) if key in _WHOLE else ""
    for (code, severity), number in sorted(_by_rule(found).items()):
        yield f"findings {code} {severity}", number, found["findings"]["totalCount"]


def _value(found: Mapping[str, Any], key: str) -> int:
    """A number of an answer; 0 where a release without a folder does not have it."""
    number: int | None = found["release"].get(key) if key in _FIGURES else found[key]["totalCount"]
    return number or 0


def _worst(found: Mapping[str, Any], key: tuple[str, str]) -> tuple[int, int, str]:
    """The place of a rule in the table: by severity, then by the number of its findings, then by code."""
    code, severity = key
    return Severity(severity).rank, -_by_rule(found)[key], code


def _by_rule(found: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """The number of findings by code and severity."""
    nodes = found["findings"]["groups"]["nodes"]
    return Counter({(node["keys"][0]["value"], node["keys"][1]["value"]): node["count"] for node in nodes})


def _by_severity(found: Mapping[str, Any]) -> Counter[str]:
    numbers = Counter[str]()
    for (_, severity), count in _by_rule(found).items():
        numbers[severity] += count
    return numbers
