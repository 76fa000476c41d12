"""`/calendar`: what is due by when, for whom, as a page; and `/calendar.ics`: the same for calendar programs."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from graph_api.errors import QueryError, did_you_mean
from graph_api.exports.calendar_file import CalendarHead, write_calendar
from graph_api.http.pages.page_request import PageContent, PageFile, PageRequest
from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.calendar import (
    KIND,
    ORGANIZATION,
    PLATFORM,
    CalendarFiles,
    calendar_view,
)
from graph_api.pages.views.calendar_events import calendar_events, events_left_out
from ontology.model import Model

_PAGE, _PART, _MOST = 50, 100, 500
"""Obligations on a page, those of a file that are asked for at once, and its most events."""
_MEDIA = "text/calendar; charset=utf-8"


async def make_calendar(page: PageRequest) -> PageContent:
    """The page. Raises `QuestionRefused` or `QueryError`."""
    reader, chosen = page.reader(), _chosen(page)
    day = reader.day.isoformat()
    where = _where(chosen, page.session.model)
    data = await page.ask(
        "calendar",
        asOf=day,
        lang=[page.lang],
        first=_PAGE,
        after=page.value("after") or None,
        where=where,
        late={**where, "dueOn": {"lt": day}},
        ofOthers={name: test for name, test in where.items() if name != "owedBy"},
        **_asked(chosen),
    )
    _refuse_unknown(data, chosen)
    view = calendar_view(data, chosen, _files(page, chosen, where), reader)
    text = texts(page.lang)
    forms = [
        PageLink(text["calendar_subscribe"], view.ics, "text/calendar"),
        PageLink("CSV", view.csv, "text/csv"),
    ]
    frame = page.framed(
        text["calendar_title"],
        forms=forms,
        day=day,
        is_illustrative=view.is_illustrative,
        is_made_up=view.is_made_up,
        cursors=("after",),
    )
    return PageContent("calendar.html", view, frame)


async def make_calendar_file(page: PageRequest) -> PageFile:
    """The calendar as a file. Raises `QuestionRefused` or `QueryError`."""
    reader, chosen, text = page.reader(), _chosen(page), texts(page.lang)
    variables: dict[str, Any] = {
        "asOf": reader.day.isoformat(),
        "lang": [page.lang],
        "first": _PART,
        "where": _where(chosen, page.session.model),
        **_asked(chosen),
    }
    found: list[Mapping[str, Any]] = []
    after, total = None, 0
    while len(found) < _MOST:
        data = await page.ask("calendar_events", after=after, **variables)
        _refuse_unknown(data, chosen)
        listed = data["list"]
        found += listed["nodes"]
        total, after = listed["totalCount"], listed["pageInfo"]["endCursor"]
        if not listed["pageInfo"]["hasNextPage"]:
            break
    remark = events_left_out(len(found), total, page.lang)
    made = page.frame.release.built if page.frame.release else ""
    head = CalendarHead(f"{text['calendar_title']} · NDP Graph", remark, made)
    write = partial(write_calendar, head, calendar_events(found, reader))
    return PageFile(write, _MEDIA, "calendar.ics")


def _chosen(page: PageRequest) -> Mapping[str, str]:
    """The choices of the address. IRIs may be written without the base IRI. Raises `QueryError`."""
    chosen = {name: value for name in (ORGANIZATION, PLATFORM, KIND) if (value := page.value(name))}
    for name in (ORGANIZATION, PLATFORM):
        if name in chosen:
            chosen[name] = page.iri(chosen[name])
    codes = _codes(page.session.model)
    if KIND in chosen and chosen[KIND] not in codes:
        raise QueryError(
            f"There is no kind of obligation {chosen[KIND][:50]!r}.",
            code="BAD_PARAMETER",
            hint=did_you_mean(chosen[KIND], list(codes)),
        )
    return chosen


def _codes(model: Model) -> Mapping[str, str]:
    """The kinds of obligations: their names in GraphQL by their codes."""
    terms = (term for term in model.classes.values() if "obligation" in term.singular_names)
    schemes = [one.scheme for term in terms for one in term.fields if one.name == "obligationKind"]
    codes = (one for scheme in schemes if scheme for one in model.code_lists[scheme].concepts)
    return {one.code: one.enum_name for one in codes}


def _where(chosen: Mapping[str, str], model: Model) -> Mapping[str, object]:
    """The condition of the choices, as GraphQL has it."""
    where: dict[str, object] = {}
    if ORGANIZATION in chosen:
        where["owedBy"] = {"some": {"iri": {"eq": chosen[ORGANIZATION]}}}
    if PLATFORM in chosen:
        where["dueFor"] = {"some": {"iri": {"eq": chosen[PLATFORM]}}}
    if KIND in chosen:
        where["obligationKind"] = {"eq": _codes(model)[chosen[KIND]]}
    return where


def _asked(chosen: Mapping[str, str]) -> Mapping[str, object]:
    """The variables of the questions about what is chosen."""
    return {
        "organization": chosen.get(ORGANIZATION, ""),
        "platform": chosen.get(PLATFORM, ""),
        "hasBody": ORGANIZATION in chosen,
        "hasPlatform": PLATFORM in chosen,
    }


def _refuse_unknown(data: Mapping[str, Any], chosen: Mapping[str, str]) -> None:
    """Raise `QueryError` `NOT_FOUND` for a body or a platform that the release does not have."""
    if ORGANIZATION in chosen and data["body"] is None:
        raise QueryError(f"There is no organisation {chosen[ORGANIZATION][:200]!r}.", code="NOT_FOUND")
    if PLATFORM in chosen and not (data["platform"] and data["platform"]["described"]):
        raise QueryError(f"There is no platform {chosen[PLATFORM][:200]!r}.", code="NOT_FOUND")


def _files(page: PageRequest, chosen: Mapping[str, str], where: Mapping[str, object]) -> CalendarFiles:
    """The addresses of the files with the same choices."""
    day = page.reader().day.isoformat()
    given = {"where": json.dumps(where, ensure_ascii=False, separators=(",", ":"))} if where else {}
    return CalendarFiles(
        page.frame.to("/list/obligations.csv", **{**given, "asOf": day}),
        page.frame.to("/calendar.ics", **chosen),
    )
