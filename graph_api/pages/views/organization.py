"""The page about an organisation: what it was before and is now, what it answers for, and what it made."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.days import DatedName, PagePeriod, day_of, holds_on, in_languages, period_of
from graph_api.pages.views.finding_counts import FindingCount, finding_counts
from graph_api.pages.views.obligations import DueList, due_list
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain

_ENDLESS = "9999"
_MOST_IN_ADDRESS = 100
"""Most IRIs in an address, for it not to be too long for browsers and servers."""


@dataclass(frozen=True, slots=True)
class PlacedBody:
    """A body before or after the organisation, with its period."""

    name: LinkedText
    period: PagePeriod


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role for a platform or a kind; `holder` is the body before the organisation that held it, if one did."""

    thing: LinkedText
    iri: str
    is_platform: bool
    role: LinkedText | None
    period: PagePeriod
    holder: LinkedText | None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that nothing known fulfils, with the act that gives it."""

    name: LinkedText
    act: LinkedText | None


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """The page. `instead` are the bodies that stand in its place on the day; none: it is there, or nobody is known.

    `held_now` are the roles on the day, `held_before` those that are over, the last first; `all_decisions` and
    `all_graphs` are the addresses of whole lists, empty if the page shows all. `platforms_file` and `kinds_file` are
    those of the platforms and kinds in `held_now` as tables for spreadsheets, empty if there are none, or too many.
    """

    day: str
    iso_day: str
    hidden: Sequence[tuple[str, str]]
    names: Sequence[tuple[str, str]]
    other_names: Sequence[tuple[str, str]]
    abbreviations: Sequence[str]
    kind: LinkedText | None
    period: PagePeriod
    homepages: Sequence[str]
    part_of: LinkedText | None
    instead: Sequence[LinkedText]
    before: Sequence[PlacedBody]
    after: Sequence[PlacedBody]
    events: Sequence[DatedName]
    held_now: Sequence[HeldRole]
    platforms_file: str
    kinds_file: str
    held_before: Sequence[HeldRole]
    sets: Sequence[PlacedBody]
    decisions: Sequence[DatedName]
    all_decisions: str
    tasks: Sequence[OpenTask]
    due: DueList
    graphs: Sequence[DatedName]
    all_graphs: str
    findings: Sequence[FindingCount]
    feed: str
    """The address of the feed of its changes."""


def organization_view(data: Mapping[str, Any], reader: PageReader) -> OrganizationView:
    """The view of the answer to the question `organization`."""
    body, to = data["body"], reader.frame.to
    answering = [one for one in body["responsibleOn"] if one["iri"] != body["iri"]]
    is_there = any(one["iri"] == body["iri"] for one in body["responsibleOn"]) or not answering
    now, before = _roles(body, reader, is_there=is_there)
    decisions, graphs = body["decisionsTaken"], body["attributedGraphs"]
    events = sorted(
        (*body["resultingIn"]["nodes"], *body["originalIn"]["nodes"]),
        key=lambda one: (one["effectiveDate"] or _ENDLESS, one["iri"]),
    )
    return OrganizationView(
        day_of(reader.day.isoformat(), reader),
        reader.day.isoformat(),
        reader.frame.parameters_but("asOf", "after"),
        in_languages(body["prefLabelAll"], reader),
        in_languages(body["altLabelAll"], reader),
        body["abbreviations"],
        plain(body["classification"]["label"], reader) if body["classification"] else None,
        period_of(body, reader),
        [one for one in body["homepages"] if one.startswith(("http://", "https://"))],
        linked(body["subOrganizationOf"], reader) if body["subOrganizationOf"] else None,
        [] if is_there else [linked(one, reader) for one in answering],
        _placed(body["predecessors"]["nodes"], reader),
        _placed(body["successors"]["nodes"], reader),
        [DatedName(linked(one, reader), day_of(one["effectiveDate"], reader)) for one in events],
        now,
        _file("digitalPlatforms", [one.iri for one in now if one.is_platform], reader),
        _file("platformKinds", [one.iri for one in now if not one.is_platform], reader),
        before,
        _placed(data["sets"]["nodes"], reader),
        [DatedName(linked(one, reader), day_of(one["decisionDate"], reader)) for one in decisions["nodes"]],
        to("/list/decisions", filter=f"decidedBy:{body['iri']}")
        if decisions["pageInfo"]["hasNextPage"]
        else "",
        [
            OpenTask(linked(one, reader), linked(one["enactedBy"], reader) if one["enactedBy"] else None)
            for one in body["tasks"]["nodes"]
        ],
        due_list(data.get("due"), reader, organization=body["iri"]),
        [DatedName(linked(one, reader), day_of(one["generatedAt"], reader)) for one in graphs["nodes"]],
        to("/list/sourceGraphs") if graphs["pageInfo"]["hasNextPage"] else "",
        finding_counts(data["found"], reader),
        reader.feed(body["iri"]),
    )


def _placed(bodies: Sequence[Mapping[str, Any]], reader: PageReader) -> Sequence[PlacedBody]:
    ordered = sorted(bodies, key=lambda one: (one["validFrom"] or "", one["iri"]))
    return [PlacedBody(linked(one, reader), period_of(one, reader)) for one in ordered]


def _roles(
    body: Mapping[str, Any], reader: PageReader, *, is_there: bool
) -> tuple[Sequence[HeldRole], Sequence[HeldRole]]:
    """The roles on the day, and those that are over, the last first.

    A role that a body before it still has on the day is its own then if it answers for that body.
    """
    now: list[HeldRole] = []
    before: list[tuple[str, HeldRole]] = []
    for holder in (body, *body["predecessors"]["nodes"]):
        is_own = holder["iri"] == body["iri"]
        answers = is_there if is_own else any(one["iri"] == body["iri"] for one in holder["responsibleOn"])
        for role in holder["heldRoles"]["nodes"]:
            rows = _rows(role, None if is_own else linked(holder, reader), reader)
            if answers and holds_on(role, reader):
                now += rows
            elif (role["validFrom"] or "") <= reader.day.isoformat():
                before += [(role["validUntil"] or holder["validUntil"] or _ENDLESS, row) for row in rows]
    before.sort(key=lambda pair: pair[0], reverse=True)
    return now, [row for _, row in before]


def _rows(role: Mapping[str, Any], holder: LinkedText | None, reader: PageReader) -> Iterator[HeldRole]:
    word = plain(role["role"]["label"], reader) if role["role"] else None
    for thing in role["roleOf"]["nodes"]:
        is_platform = "platform" in thing
        yield HeldRole(
            linked(thing, reader), thing["iri"], is_platform, word, period_of(role, reader), holder
        )


def _file(plural: str, iris: Sequence[str], reader: PageReader) -> str:
    """The address of a list of these resources as a table for spreadsheets; empty without any, or with too many."""
    if not 0 < len(iris) <= _MOST_IN_ADDRESS:
        return ""
    where = json.dumps({"iri": {"in": sorted(set(iris))}}, separators=(",", ":"))
    return reader.frame.to(f"/list/{plural}.csv", where=where, asOf=reader.day.isoformat(), excel="1")
