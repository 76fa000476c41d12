"""The view of the home page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.days import DatedName, day_of
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.model import Concept
from ontology.values.languages import format_number

_UNFOUNDED = "code:D30"
"""The findings about statuses without a basis."""
STATUSES = ("recognised", "listed", "potential")
"""The codes of the statuses whose platforms are counted."""


@dataclass(frozen=True, slots=True)
class HomeFigure:
    """A number with its name and the page that has what it counts."""

    number: str
    name: str
    address: str
    remark: str = ""
    """The number of made-up ones among them, in words; empty: none."""


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """A release in words: its name, its changes one a line, and its page."""

    title: str
    lines: Sequence[str]
    day: str
    address: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page. `unfounded` are platforms whose stated status has no basis, the first of `unfounded_all`."""

    figures: Sequence[HomeFigure]
    unfounded: Sequence[DatedName]
    unfounded_all: LinkedText
    lists: Sequence[DatedName]
    decisions: Sequence[DatedName]
    sources: Sequence[DatedName]
    news: Sequence[ReleaseNews]


def home_view(
    data: Mapping[str, Any], statuses: Sequence[Concept], news: Sequence[ReleaseNews], reader: PageReader
) -> HomeView:
    """The view of an answer; the platforms with one of `statuses` are counted."""
    lang, frame = reader.lang, reader.frame
    text = texts(lang)
    return HomeView(
        _figures(data, statuses, reader),
        [
            DatedName(linked(one["platform"], reader), "", plain(one["message"], reader).text)
            for one in (data["unfounded"]["nodes"] if "unfounded" in data else ())
            if one["platform"] is not None
        ],
        LinkedText(
            text["home_unfounded_all"],
            frame.to("/list/findings", filter=_UNFOUNDED, asOf=reader.day.isoformat()),
        ),
        [
            DatedName(
                linked(one, reader),
                day_of(one.get("validFrom"), reader),
                text["home_entries"].format(count=format_number(one["records"]["totalCount"], lang)),
            )
            for one in data["lists"]["nodes"]
        ],
        [
            DatedName(linked(one, reader), day_of(one["decisionDate"], reader))
            for one in data["decisions"]["nodes"]
        ],
        [
            DatedName(
                linked(group["keys"][0]["resource"], reader),
                day_of(group["aggregates"]["generatedAt"]["max"], reader),
                text["home_source_graphs"].format(count=format_number(group["count"], lang)),
            )
            for group in data["sources"]["groups"]["nodes"]
            if group["keys"][0]["resource"] is not None
        ],
        news,
    )


def _figures(data: Mapping[str, Any], statuses: Sequence[Concept], reader: PageReader) -> list[HomeFigure]:
    counts, made_up = _by_status(data["platforms"]), _by_status(data["illustrative"])
    to, remark = reader.frame.to, texts(reader.lang)["home_made_up"]
    figures = [
        HomeFigure(
            format_number(counts.get(one.code, 0), reader.lang),
            one.label.best(reader.lang) or one.code,
            to("/list/digitalPlatforms", filter=f"currentStatus:{one.enum_name}"),
            remark.format(count=format_number(made_up[one.code], reader.lang)) if one.code in made_up else "",
        )
        for one in statuses
    ]
    if "violations" not in data:
        return figures
    open_findings = format_number(data["violations"]["totalCount"], reader.lang)
    name = texts(reader.lang)["home_violations"]
    return [
        *figures,
        HomeFigure(
            open_findings,
            name,
            to("/list/findings", filter="severity:Violation", asOf=reader.day.isoformat()),
        ),
    ]


def _by_status(platforms: Mapping[str, Any]) -> dict[str, int]:
    """The number of platforms by the codes of their statuses."""
    buckets = platforms["facets"]["currentStatus"]
    return {bucket["value"]["code"]: bucket["count"] for bucket in buckets if bucket["value"] is not None}
