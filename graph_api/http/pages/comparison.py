"""`/compare`: two to six things side by side, or one on several days or in several releases; as a page and as CSV."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from graph_api.errors import QueryError
from graph_api.http.pages.page_request import PageContent, PageFile, PageRequest
from graph_api.http.parameters import read_day
from graph_api.http.session import open_session
from graph_api.pages.questions.comparisons import ComparisonPage, page_of_comparison
from graph_api.pages.strings import texts
from graph_api.pages.views.comparisons import (
    IRI,
    MOST,
    ComparisonView,
    ComparisonViewer,
    ThingAnswer,
    ThingChosen,
)

_THING = re.compile(r"(.+?)(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?(?:@([0-9]{6}-[0-9a-f]{8,}))?")
_SAME, _ON = "same", "on"
"""The parameters of the form that adds a thing on a day: the thing, and the day."""


async def make_comparison(page: PageRequest) -> PageContent:
    """The comparison; without things an explanation. Raises `QuestionRefused` or `QueryError`."""
    things = _things(page)
    if not things:
        return PageContent("compare_start.html", None, page.framed(texts(page.lang)["compare_title"]))
    view = await _view(page, things)
    framed = page.framed(view.title(page.lang), is_illustrative=view.is_illustrative)
    return PageContent("compare.html", view, replace(framed, question=page.asked[-1]))


async def make_comparison_table(page: PageRequest) -> PageFile:
    """The comparison as CSV. Raises `QuestionRefused` or `QueryError`."""
    things = _things(page)
    if not things:
        raise QueryError(
            "There is nothing to compare.", code="BAD_PARAMETER", hint="Give each thing as `iri=…`."
        )
    columns, rows = (await _view(page, things)).table(texts(page.lang)["compare_field"])
    return PageFile.sheet(columns, rows, "comparison.csv", "utf-8-sig")


def _things(page: PageRequest) -> Sequence[ThingChosen]:
    """The things that the address names, each once. Raises `QueryError`."""
    given = list(page.values(IRI))
    if (same := page.value(_SAME)) and (on := page.value(_ON)):
        given.append(f"{same}@{on}")
    things = []
    for text in dict.fromkeys(given):
        found = _THING.fullmatch(text)
        iri, day, release = found.groups() if found else (text, None, None)
        read_day(day or "", IRI)
        things.append(ThingChosen(text, page.iri(iri), day or "", release or ""))
    if len(things) > MOST:
        raise QueryError(f"At most {MOST} things can be compared.", code="BAD_PARAMETER")
    return things


async def _view(page: PageRequest, things: Sequence[ThingChosen]) -> ComparisonView:
    day = page.day()
    compared = page_of_comparison(page.session.model, ())
    answers: dict[str, Mapping[str, Any] | None] = {}
    async with AsyncExitStack() as stack:
        for release in dict.fromkeys(thing.release for thing in things):
            there = page
            if release:
                session = await stack.enter_async_context(
                    open_session(page.session.desk, page.request, release)
                )
                there = replace(page, session=session)
            own = [thing for thing in things if thing.release == release]
            found, nodes = await _ask(there, own, day.isoformat() if day else "")
            compared = found if len(found.fields) > len(compared.fields) or not compared.term else compared
            answers |= nodes
    reader = page.reader()
    return ComparisonViewer(compared, reader).view([ThingAnswer(one, answers[one.given]) for one in things])


async def _ask(
    page: PageRequest, things: Sequence[ThingChosen], day: str
) -> tuple[ComparisonPage, Mapping[str, Mapping[str, Any] | None]]:
    """The comparison of things of one release, and the answer about each of them."""
    known = await page.ask("compared", iris=list(dict.fromkeys(thing.iri for thing in things)))
    types = [one["__typename"] for one in known["resources"] if one]
    compared = page_of_comparison(page.session.model, types)
    days = list(dict.fromkeys(thing.day for thing in things))
    variables: dict[str, object] = {"lang": [page.lang]}
    for number, chosen in enumerate(days):
        variables[f"iris{number}"] = [thing.iri for thing in things if thing.day == chosen]
        variables[f"day{number}"] = chosen or day or None
    data = await page.ask_document(compared.document(len(days)), variables)
    answers: dict[str, Mapping[str, Any] | None] = {}
    for number, chosen in enumerate(days):
        of_day = [thing for thing in things if thing.day == chosen]
        answers |= {thing.given: node for thing, node in zip(of_day, data[f"on{number}"], strict=True)}
    return compared, answers
