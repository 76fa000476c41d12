"""`/changes`: the changes between two releases, or since a day, for people."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson

from graph_api.engine.answer import QuestionRefused
from graph_api.errors import QueryError, did_you_mean
from graph_api.http.pages.page_request import PageContent, PageRequest
from graph_api.http.session import open_session
from graph_api.operations.question import Question
from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.changed_values import iris_of_changes
from graph_api.pages.views.changes import (
    CHANGED,
    FROM,
    PART,
    PARTS,
    REMOVED,
    SINCE,
    TO,
    TYPE,
    ChangesAnswers,
    ChangesViewer,
    ReleasePair,
    Things,
)
from graph_api.serving.admission import client_of
from loaders.folder.manifest import number_of
from ontology.iris import derived_graphs

_RELEASES, _FEW, _PAGE, _NAMED = 50, 20, 100, 100
"""Releases to choose from; things of a part of an overview, and of a part alone; things named at once."""
_LONGEST = 100
_NUMBER = re.compile("[0-9]{1,6}")
_UNAVAILABLE = "RELEASE_UNAVAILABLE"


async def make_changes(page: PageRequest) -> PageContent:
    """The page. Raises `QuestionRefused` or `QueryError`."""
    pair = await _pair(page)
    viewer = ChangesViewer(page.session.model, page.reader(), pair)
    answers = await _answers(page, pair) if pair.before and pair.before != pair.after else None
    view = viewer.view(answers)
    text = texts(page.lang)
    atom = PageLink("Atom", f"/feed.atom?lang={page.lang}", "application/atom+xml")
    frame = replace(page.framed(text["changes_title"], forms=[atom]), question=page.asked[-1])
    return PageContent("changes.html", view, frame)


async def _pair(page: PageRequest) -> ReleasePair:
    """The releases that the address chooses: the current one and the one before, if it chooses none."""
    listed = (await page.ask("chart_releases", first=_RELEASES))["releases"]["nodes"]
    dates = {one["id"]: one["builtAt"] or "" for one in listed}
    after = _release(page.value(TO), dates) or await page.session.engine.reader.release()
    if page.value(FROM):
        return ReleasePair(_release(page.value(FROM), dates), after, dates)
    if (since := page.day(SINCE)) is not None:
        known = await _known_before(page, since)
        return ReleasePair(known or min(dates, key=number_of), after, dates, is_cut=not known)
    older = [one for one in dates if number_of(one) < number_of(after)]
    if not older and (after not in dates or len(dates) == _RELEASES):
        raise QueryError(
            f"The release before {after!r} is not known.", code=_UNAVAILABLE, hint="Name it with `from`."
        )
    return ReleasePair(max(older, key=number_of, default=""), after, dates)


def _release(name: str, known: Mapping[str, str]) -> str:
    """The id of a release that is given by its id or its number; empty without a name. Raises `QueryError`."""
    if len(name) > _LONGEST:
        raise QueryError("The name of a release is too long.", code="BAD_PARAMETER")
    if not _NUMBER.fullmatch(name):
        return name
    return next((one for one in known if number_of(one) == int(name)), name)


async def _known_before(page: PageRequest, since: date) -> str:
    """The release that was current at the end of the day before; empty if there was none."""
    if since == date.min:
        return ""
    eve = (since - timedelta(days=1)).isoformat()
    question = Question(f'query @release(knownAt: "{eve}") {{ release {{ id }} }}', safe=True)
    client = client_of(page.request.client and page.request.client.host)
    try:
        async with page.session.desk.engines.engine(question, client) as engine:
            return await engine.reader.release()
    except QueryError as error:
        if error.code == _UNAVAILABLE:
            return ""
        raise


async def _answers(page: PageRequest, pair: ReleasePair) -> ChangesAnswers:
    """The differences, and the names of what differs in each of the releases."""
    part, type_name = page.value(PART), page.value(TYPE)
    _check(page, part, type_name)
    is_whole = not (part or type_name or page.value("after"))
    differences = await _differences(
        page,
        {
            "from": pair.before,
            "to": pair.after,
            "first": _PAGE if part else _FEW * 2,
            "few": _FEW,
            "after": (page.value("after") or None) if part else None,
            "types": [type_name] if type_name else None,
            "whole": is_whole,
            **{one: part in ("", one) for one in PARTS},
        },
        {"derived", "findings"} if is_whole else set(),
    )
    nodes = [
        (kind, node) for kinds in differences.values() for kind in kinds for node in kinds[kind]["nodes"]
    ]
    present = [node for kind, node in nodes if kind != REMOVED]
    now = [one["iri"] for one in present]
    now += iris_of_changes([node for kind, node in nodes if kind == CHANGED])
    then = [node["iri"] for kind, node in nodes if kind == REMOVED]
    return ChangesAnswers(
        differences, await _things(page, pair.after, now), await _things(page, pair.before, then)
    )


async def _differences(
    page: PageRequest, variables: Mapping[str, object], wanted: Collection[str]
) -> Mapping[str, Any]:
    """The answer to the question `changes`, without those of the wanted derived graphs that neither release has."""
    derived, findings, _ = derived_graphs(page.session.model.base)
    try:
        return await page.ask(
            "changes",
            derived=[derived],
            findings=[findings],
            hasDerived="derived" in wanted,
            hasFindings="findings" in wanted,
            **variables,
        )
    except QuestionRefused as refused:
        error = orjson.loads(refused.answer.body)["errors"][0]
        left = {one for one in wanted if f"/graph/{one}>" not in error["message"]}
        if error["extensions"]["code"] != "UNKNOWN_GRAPH" or len(left) == len(wanted):
            raise
    return await _differences(page, variables, left)


def _check(page: PageRequest, part: str, type_name: str) -> None:
    """Raise `QueryError` `BAD_PARAMETER` for a part or a class that is not known."""
    names = [one.type_name for one in page.session.model.classes.values()]
    for name, value, known in ((PART, part, PARTS), (TYPE, type_name, names)):
        if value and value not in known:
            raise QueryError(
                f"`{name}` cannot be {value[:50]!r}.",
                code="BAD_PARAMETER",
                hint=did_you_mean(value, list(known)),
            )


async def _things(page: PageRequest, release: str, iris: Sequence[str]) -> Things:
    """The answers about things in a release, by IRI. Blank nodes have no names."""
    wanted = [one for one in dict.fromkeys(iris) if not one.startswith("_:")]
    found: list[Mapping[str, Any]] = []
    if wanted:
        async with open_session(page.session.desk, page.request, release) as session:
            for start in range(0, len(wanted), _NAMED):
                some = wanted[start : start + _NAMED]
                data = await session.ask("changed_things", iris=some, lang=[page.lang])
                found += filter(None, data["resources"])
    return {one["iri"]: one for one in found}
