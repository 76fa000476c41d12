"""The views of the pages about organisations, criteria sets, legal acts and sources, of small made-up answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph_api.pages.frame import Frame
from graph_api.pages.views.criteria_set import criteria_set_view
from graph_api.pages.views.legal_act import legal_act_view
from graph_api.pages.views.organization import organization_view
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.source_graph import source_graph_view

READER = PageReader(Frame("en"), lambda iri: f"/doc/{iri}?lang=en", date(2026, 1, 1))
NONE: Mapping[str, Any] = {"nodes": [], "pageInfo": {"hasNextPage": False}, "totalCount": 0}
NO_PERIOD = {"validFrom": None, "validUntil": None}


def named(name: str, **others: object) -> dict[str, Any]:
    return {"iri": name, "label": {"value": name, "lang": "en"}, **others}


def some(*nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": nodes}


def role(thing: str, begin: str | None = None, end: str | None = None) -> dict[str, Any]:
    return {"validFrom": begin, "validUntil": end, "role": None, "roleOf": some(named(thing))}


def body(**others: object) -> dict[str, Any]:
    lists = "predecessors successors resultingIn originalIn heldRoles decisionsTaken attributedGraphs tasks"
    texts = "prefLabelAll altLabelAll abbreviations homepages responsibleOn"
    return {
        **named("b"),
        **NO_PERIOD,
        "classification": None,
        "subOrganizationOf": None,
        **dict.fromkeys(lists.split(), NONE),
        **{name: [] for name in texts.split()},
        **others,
    }


def roles_of(**others: object) -> tuple[Sequence[str], Sequence[str]]:
    """The things that an organisation answers for on the day, and those before."""
    data = {"body": body(**others), "sets": NONE, "due": NONE, "found": {"facets": {"severity": []}}}
    view = organization_view(data, READER)
    return [one.thing.text for one in view.held_now], [one.thing.text for one in view.held_before]


def test_roles_are_held_on_their_last_day_and_never_before_their_first() -> None:
    roles = some(
        role("open"),
        role("last day", "2025-01-01", "2026-01-01"),
        role("over", None, "2025-12-31"),
        role("to come", "2026-01-02"),
    )
    assert roles_of(heldRoles=roles) == (["open", "last day"], ["over"])


def test_an_open_role_of_a_body_before_it_is_its_own_only_if_it_answers_for_that_body() -> None:
    former = named("a", validFrom=None, validUntil="2025-06-30", heldRoles=some(role("x")))
    assert roles_of(predecessors=some({**former, "responsibleOn": [{"iri": "b"}]})) == (["x"], [])
    assert roles_of(predecessors=some({**former, "responsibleOn": [{"iri": "c"}]})) == ([], ["x"])


def test_a_body_that_is_gone_holds_nothing() -> None:
    roles = some(role("x"))
    assert roles_of(heldRoles=roles, responsibleOn=[named("c")]) == ([], ["x"])
    assert roles_of(heldRoles=roles, responsibleOn=[named("b"), named("c")]) == (["x"], [])


def test_links_lead_to_web_pages_alone() -> None:
    data = {
        "body": body(homepages=["javascript:alert(1)", "https://x.vn/"]),
        "sets": NONE,
        "due": NONE,
        "found": {"facets": {"severity": [{"value": "Warning", "count": 1200}]}},
    }
    view = organization_view(data, READER)
    assert view.homepages == ["https://x.vn/"]
    assert [(one.severity, one.number) for one in view.findings] == [("warning", "1,200")]
    assert view.feed == "/doc/b.atom?lang=en"


def criterion(name: str, order: str | None, *bases: str) -> dict[str, Any]:
    origins = some(*({"iri": one} for one in bases))
    return named(name, type="Criterion", order=order, derivedFromCriteria=origins, requirements={"nodes": []})


def prescribed(name: str, order: str, *, mandatory: bool | None) -> dict[str, Any]:
    return named(
        name, type="FrameworkCriterion", order=order, mandatory=mandatory, requirements={"nodes": []}
    )


def criteria_set(
    requirements: Sequence[Mapping[str, Any]],
    frameworks: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    found = {
        **NO_PERIOD,
        **dict.fromkeys(("enactedBy", "publisher", "issued")),
        **dict.fromkeys(("kinds", "assessments", "consultations"), NONE),
        "requirements": some(*requirements),
        "frameworks": some(*(named("f", prescribedRequirements=some(*frameworks)) for _ in frameworks[:1])),
    }
    return {"set": found, "results": {"groups": some(*groups)}}


def test_a_set_covers_misses_and_adds_to_its_framework() -> None:
    group = named(
        "g", type="CriterionGroup", order="1", requirements=some(criterion("second", "10", "asked too"))
    )
    asked = [
        prescribed("asked too", "2", mandatory=True),
        prescribed("asked", "1", mandatory=None),
        prescribed("left out", "3", mandatory=None),
        prescribed("may be left out", "4", mandatory=False),
    ]
    own = [group, criterion("own", None), criterion("first", "9", "asked")]
    view = criteria_set_view(criteria_set(own, asked), READER)
    assert [
        (
            row.prescribed.name.text if row.prescribed else "",
            row.own.name.text if row.own else "",
            row.relation,
        )
        for row in view.rows
    ] == [
        ("asked", "first", "covered"),
        ("asked too", "second", "covered"),
        ("left out", "", "missing"),
        ("may be left out", "", "optional"),
        ("", "own", "added"),
    ]
    assert [(relation, count) for relation, _, count in view.counts] == [
        ("covered", "2"),
        ("missing", "1"),
        ("optional", "1"),
        ("added", "1"),
    ]
    assert view.rows[3].word == "not taken up (optional)"


def test_without_a_framework_nothing_is_compared() -> None:
    view = criteria_set_view(criteria_set([criterion("own", "1")], []), READER)
    assert [row.relation for row in view.rows] == [""]
    assert view.counts == []


def test_passed_results_are_counted_out_of_all_results() -> None:
    outcomes = (("passed", 2), ("failed", 1))
    groups: list[dict[str, Any]] = [
        {
            "keys": [
                {"value": "own"},
                {"code": {"code": code, "label": {"value": code.upper(), "lang": "en"}}},
            ],
            "count": count,
        }
        for code, count in outcomes
    ]
    (row,) = criteria_set_view(criteria_set([criterion("own", "1")], [], groups), READER).rows
    assert row.outcomes is not None
    assert (row.outcomes.passed, row.outcomes.share) == ("2 / 3", "67\N{NO-BREAK SPACE}%")
    assert [(name.text, count) for name, count in row.outcomes.others] == [("FAILED", "1")]


def test_a_threshold_has_its_sentences_and_a_form_for_programs() -> None:
    threshold = named(
        "c",
        type="Constraint",
        threshold="50.0",
        comparator={"code": "gte"},
        constrains={"iri": "https://w3id.org/vn-ndp/ns#share"},
        prefLabelAll=[{"value": "Ít nhất 50 %", "lang": "vi"}, {"value": "At least 50 %", "lang": "en"}],
    )
    own = {**criterion("own", "1"), "requirements": some(threshold)}
    (row,) = criteria_set_view(criteria_set([own], []), READER).rows
    assert row.own is not None
    (shown,) = row.own.thresholds
    assert shown.sentences == [("At least 50 %", "en"), ("Ít nhất 50 %", "vi")]
    assert shown.form == "share gte 50.0"


def act(first: str | None, last: str | None, *repealing: str | None) -> dict[str, Any]:
    lists = "passedBy basedOn amends repeals amendedBy repealedBy parts partResources annexes annexResources"
    return {
        **named("a"),
        **dict.fromkeys(("number", "dateDocument", "typeDocument", "partOf", "annexOf")),
        **dict.fromkeys(lists.split(), NONE),
        "enacts": NONE,
        "sources": [],
        "firstDateEntryInForce": first,
        "dateNoLongerInForce": last,
        "repealedBy": some(*(named("r", firstDateEntryInForce=one) for one in repealing)),
    }


def test_the_state_of_an_act_on_a_day() -> None:
    def state(first: str | None, last: str | None, *repealing: str | None) -> str:
        return legal_act_view({"act": act(first, last, *repealing), "impact": None}, READER).state

    assert state("2026-01-01", None) == "in-force"
    assert state("2026-01-02", None) == "not-yet"
    assert state("2020-01-01", "2025-12-31") == "no-longer"
    assert state("2020-01-01", "2026-01-01") == "in-force"
    assert state("2020-01-01", None, "2026-01-01") == "repealed"
    assert state("2020-01-01", None, "2026-01-02", None) == "in-force"
    assert state(None, None) == "unknown"


def test_parts_of_an_act_are_in_the_order_of_their_numbers_each_once() -> None:
    parts = [named(one, number=one) for one in ("26.1", "8.10", "8.2", "8")]
    data = {
        **act(None, None),
        "parts": some(*parts, named("x", number=None)),
        "partResources": some(*parts, named("4a", number="4a")),
    }
    view = legal_act_view({"act": data, "impact": None}, READER)
    assert [one.text for one in view.parts] == ["4a", "8", "8.2", "8.10", "26.1", "x"]


def test_documents_of_sources_are_web_pages_each_once() -> None:
    sources = [
        named("s", source=["https://x.vn/1", "javascript:alert(1)"]),
        named("t", source=["https://x.vn/1"]),
    ]
    view = legal_act_view({"act": {**act(None, None), "sources": sources}, "impact": None}, READER)
    assert [(one.text, one.address) for one in view.copies] == [("s", "https://x.vn/1")]


def test_a_source_with_nothing_stated_and_one_with_too_much() -> None:
    nothing: dict[str, Any] = {
        **dict.fromkeys(("description", "generatedAt", "license", "illustrative", "confidence")),
        "iri": "g",
        "source": [],
        "quotes": [],
        "attributedTo": NONE,
        "found": {"facets": {"severity": []}},
        "violations": NONE,
    }
    view = source_graph_view({"graph": nothing, "release": {"graphs": None}}, READER)
    assert (view.size, view.licence, view.day, view.quotes) == ("", "", "", [])
    much = {
        **nothing,
        "license": "javascript:alert(1)",
        "source": ["data:text/html,x", "http://x.vn"],
        "quotes": ["x" * 5000] * 30,
        "violations": some({"iri": "f", "code": None, "message": None, "focus": None}),
    }
    view = source_graph_view(
        {"graph": much, "release": {"graphs": [{"iri": "g", "statements": 1200}]}}, READER
    )
    assert (view.size, view.licence, view.documents) == ("1,200", "", ["http://x.vn"])
    assert (len(view.quotes), len(view.quotes[0]), view.more_quotes) == (20, 1000, 10)
    assert [(one.message.text, one.message.address) for one in view.violations] == [("f", "/doc/f?lang=en")]
