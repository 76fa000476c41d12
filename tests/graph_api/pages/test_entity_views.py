"""The views of platforms and decisions: pure functions from an answer to finished texts."""

from datetime import date
from typing import Any

import pytest

from graph_api.exports.words import word
from graph_api.pages.frame import Frame
from graph_api.pages.views.cases.criteria import chosen_assessment, criteria_table
from graph_api.pages.views.cases.examination import examination
from graph_api.pages.views.cases.responsible import responsible
from graph_api.pages.views.cases.status_periods import status_history
from graph_api.pages.views.reader import PageReader

Json = dict[str, Any]


def reader(lang: str = "en", day: str = "2026-06-30") -> PageReader:
    return PageReader(Frame(lang), lambda iri: f"/doc/{iri}", date.fromisoformat(day))


def named(iri: str, lang: str = "en") -> Json:
    return {"iri": iri, "label": {"value": iri.upper(), "lang": lang}}


def code(name: str) -> Json:
    return {"code": name, "label": {"value": name.title(), "lang": "en"}}


def many(*nodes: Json) -> Json:
    return {"totalCount": len(nodes), "nodes": list(nodes)}


def period(begin: str, end: str | None, status: str = "recognised", because: str | None = "d") -> Json:
    return {
        "from": begin,
        "until": end,
        "status": code(status),
        "endReason": code("expiry") if end else None,
        "because": named(because) if because else None,
        "endedBy": None,
    }


def result(number: int, outcome: str | None = "passed", **others: object) -> Json:
    criterion = {**named(f"c{number}"), "order": number, "requirements": many()}
    return {
        "iri": f"r{number}",
        "outcome": code(outcome) if outcome else None,
        "assertedBy": None,
        "sources": [{**named("g"), "illustrative": number == 2}],
        "criterion": criterion,
        "basedOnEvidence": many(),
        "basedOnObservations": many(),
        **others,
    }


def assessment(*results: Json, iri: str = "a", concluded: str | None = "2025-05-15") -> Json:
    return {**named(iri), "concludedOn": concluded, "criteriaSet": None, "results": many(*results)}


# -- statuses


@pytest.mark.parametrize(
    ("day", "now"),
    [("2024-05-19", None), ("2024-05-20", 0), ("2025-06-01", 0), ("2025-06-02", 1), ("9999-12-31", 1)],
)
def test_a_status_holds_from_its_first_day_to_its_last(day: str, now: int | None) -> None:
    history = status_history(
        [period("2024-05-20", "2025-06-01"), period("2025-06-02", None)], reader("en", day)
    )
    assert history.now == (None if now is None else history.rows[now])


def test_the_strip_has_its_bars_in_order_within_its_width() -> None:
    strip = status_history(
        [period("2019-01-01", "2020-12-31"), period("2021-01-01", None, "listed", None)], reader()
    ).strip
    assert strip is not None
    first, second = ((float(bar.x[:-1]), float(bar.width[:-1])) for bar in strip.bars)
    assert 0 < first[0] < first[0] + first[1] <= second[0] + 0.02
    assert second[0] + second[1] == pytest.approx(100, abs=0.02)
    assert [bar.row.tone for bar in strip.bars] == ["good", "other"]
    assert second[0] < float(strip.day[:-1]) < 100
    assert 2 <= len(strip.years) <= 6


@pytest.mark.parametrize("begin", ["0001-01-01", "9999-12-31", "-0044-03-15", "2024-05-20"])
@pytest.mark.parametrize("end", [None, "9999-12-31", "12000-01-01"])
def test_a_strip_can_be_drawn_of_any_days(begin: str, end: str | None) -> None:
    history = status_history([period(begin, end)], reader())
    assert len(history.rows) == 1
    for bar in history.strip.bars if history.strip else ():
        assert 0 <= float(bar.x[:-1]) <= 100


# -- criteria


def test_criteria_come_in_their_order_with_what_was_asked_and_found() -> None:
    share = "https://w3id.org/vn-ndp/ns#marketShareOfPotentialMarket"
    asked = {
        **named("k"),
        "threshold": "50.0",
        "comparator": code("gte"),
        "constrains": {"iri": share},
    }
    second = result(2, "failed")
    second["criterion"]["requirements"] = many({}, asked)
    second["basedOnObservations"] = many(
        {**named("o"), "marketShare": "8.45", "referencePeriod": {"value": "2023"}}
    )
    table = criteria_table(assessment(second, result(1)), reader("fr"), is_basis=True)
    assert [row.criterion and row.criterion.text for row in table.rows] == ["C1", "C2"]
    assert [figure for figure, _ in table.rows[1].asked] == ["≥\N{NO-BREAK SPACE}50\N{NO-BREAK SPACE}%"]
    assert [one.text for one in table.rows[1].found] == ["8,45\N{NO-BREAK SPACE}% (2023)"]
    assert [(row.mark, row.is_illustrative) for row in table.rows] == [("✓", False), ("✗", True)]
    assert table.summary == "1 critères évalués sur 2 satisfaits"
    assert not table.is_whole


@pytest.mark.parametrize(
    ("begin", "end", "validity", "is_valid"),
    [
        (None, None, "", True),
        (None, "2026-06-30", "valid until 30 June 2026", True),
        (None, "2026-06-29", "no longer valid, ended on 29 June 2026", False),
        ("2026-07-01", None, "not valid before 1 July 2026", False),
    ],
)
def test_evidence_is_valid_or_not_on_the_day(
    begin: str | None, end: str | None, validity: str, *, is_valid: bool
) -> None:
    evidence = many({**named("e"), "validFrom": begin, "validUntil": end})
    table = criteria_table(assessment(result(1, basedOnEvidence=evidence)), reader(), is_basis=True)
    (shown,) = table.rows[0].evidence
    assert (shown.validity, shown.is_valid) == (validity, is_valid)


def test_the_assessment_behind_the_status_is_shown_else_the_last_one_concluded() -> None:
    late, early = assessment(iri="late", concluded="2026-06-15"), assessment(iri="early")
    open_one = assessment(iri="open", concluded=None)
    known = [late, early, open_one]
    assert chosen_assessment(known, ["early"], "2026-06-30") == (early, True)
    assert chosen_assessment(known, [], "2026-06-30") == (late, False)
    assert chosen_assessment(known, [], "2026-01-01") == (early, False)
    assert chosen_assessment([open_one], [], "2026-01-01") == (open_one, False)
    assert chosen_assessment([], ["early"], "2026-01-01") == (None, False)


# -- bodies


def test_the_bodies_that_stand_in_the_place_of_one_that_is_gone_are_named() -> None:
    def role(agent: Json, begin: str | None, end: str | None, *now: Json) -> Json:
        held = {**agent, "validUntil": end, "responsibleOn": list(now)}
        return {
            "validFrom": begin,
            "validUntil": end,
            "role": code("managing-agency"),
            "agent": held,
            "sources": [],
        }

    old, new, other = named("old"), named("new"), named("other", "vi")
    platform = {
        "ofKind": {
            **named("k"),
            "roles": many(role(old, None, "2025-02-28", new, other), role(new, "2025-03-01", None, new)),
        },
        "roles": many(),
    }
    found = responsible(platform, reader())
    assert [one.text for one in found.managing] == ["NEW"]
    assert [[one.text for one in row.now] for row in found.rows] == [["NEW", "OTHER"], []]
    assert [row.holds for row in found.rows] == [False, True]
    before = responsible(platform, reader("en", "2024-12-31"))
    assert [(one.text, one.lang) for one in before.managing] == [("NEW", ""), ("OTHER", "vi")]


# -- examinations


def test_the_reason_is_what_is_in_the_way_first() -> None:
    def step(kind: str, outcome: str, *, essential: bool = True) -> Json:
        return {
            "kind": kind,
            "outcome": outcome,
            "essential": essential,
            "text": {"value": kind, "lang": "en"},
            "remedy": None,
            "about": None,
            "acts": [],
        }

    steps = [step("LISTED", "HOLDS"), step("ACT", "MISSING", essential=False), step("KIND", "CONTRADICTED")]
    why = {"verdict": "NOT_SUPPORTED", "decision": None, "steps": steps}
    found = examination(why, reader(), word)
    assert [one.code for one in found.blocking] == ["KIND"]
    assert found.reason == found.blocking[0]
    assert (found.summary, found.is_supported) == ("1 of 3 steps hold", False)
    listed = examination({**why, "verdict": "SUPPORTED", "steps": steps[:1]}, reader(), word)
    assert listed.reason is not None
    assert (listed.reason.code, listed.is_supported) == ("LISTED", True)
