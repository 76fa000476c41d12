"""`whatIf` says what loading the changed data would give, and `impact` what rests on a thing."""

import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pyoxigraph import Literal

from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCAT, EARL, ELI, FOAF, ORG, PROV, RDF_TYPE
from tests.graph_api.support.stores import Asker, Content, key, sqlite_asker
from tests.graph_api.support.supposing import SHIPPED, Change, applied, changes_of, loaded
from tests.loaders.support.auditing import shipped_model
from tests.support.depth import SEED, deep

ID, NS, CODE = DEFAULT_BASE + "id/", DEFAULT_BASE + "ns#", DEFAULT_BASE + "code/"
DAY = "2026-01-15"
DAYS = ("2023-06-15", DAY, "2026-07-01")
"""A day of each regime, and one before there were any."""
GREEN = ID + "platform/minh-hoa-nong-san-xanh"
UNDECIDED = ID + "platform/minh-hoa-vuon-so"
RECOGNITION = ID + "decision/minh-hoa-2025-qd-0521-nong-san-xanh"
ENTRY = ID + "list/nen-tang-so-dung-chung-quoc-gia-2026/1132-b11"
FRAMEWORK = ID + "framework/khung-tieu-chi-nen-tang-so-quoc-gia-2023"
MERGER = ID + "change/minh-hoa-2025-03-01-bo-hoc-tap"
WHAT_IF = """query ($changes: [ChangeInput!]!, $day: Date, $rejudge: Boolean) {
  whatIf(changes: $changes, asOf: $day, rejudge: $rejudge) {
    asOf truncated gained { ...of } lost { ...of } touched { ...of }
  }
}
fragment of on StatusChange {
  platform { iri } before { ...case } after { ...case }
}
fragment case on Justification {
  verdict status { code } decision { iri described } blocking { kind text(lang: "en") { value } }
  steps {
    kind outcome about { iri described label { value } } text(lang: "en") { value }
    statements { subject predicate sources { iri } }
  }
  findings { iri code severity message(lang: "en") { value } focus { iri } }
}"""
OUTCOMES = """verdict status { code } decision { iri } steps { kind outcome about { iri } }
  findings { iri code severity message(lang: "en") { value } }"""
IMPACT = """query ($iri: ID!) {
  impact(iri: $iri) {
    resource { iri } truncated
    criteriaSets(first: 200) { totalCount nodes { iri } } assessments(first: 200) { nodes { iri } }
    decisions(first: 200) { nodes { iri } } platforms(first: 1) { totalCount nodes { iri } pageInfo { endCursor } }
  }
}"""
REGIME = f"{ID}regime/bo-khoa-hoc-va-cong-nghe-2025"
LIST = f"{ID}list/nen-tang-so-quoc-gia-dung-chung-2025"
"""The regime in force on the day, and its list, of which 16 entries are known."""


PLATFORMS = sorted({key(q.subject) for q in SHIPPED if str(q.object) == f"<{NS}DigitalPlatform>"})


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped data alone: the nasty ones would be in the way of the rules."""
    return loaded(SHIPPED)


def cases(asker: Asker, day: str, platforms: Sequence[str] = PLATFORMS) -> dict[str, Any]:
    """The case of each platform on the day, with its findings in order."""
    asked = "\n".join(
        f'p{n}: whyApproved(platform: "{iri}", asOf: "{day}") {{ {OUTCOMES} }}'
        for n, iri in enumerate(platforms)
    )
    data = asker.data(f"{{ {asked} }}")
    return {iri: data[f"p{n}"] for n, iri in enumerate(platforms)}


def outcomes(case: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a case that loading and supposing must agree in."""
    return {
        "verdict": case["verdict"],
        "status": case["status"],
        "decision": case["decision"] and case["decision"]["iri"],
        "steps": [(s["kind"], s["outcome"], s["about"] and s["about"]["iri"]) for s in case["steps"]],
        "findings": [(f["iri"], f["code"], f["severity"], f["message"]) for f in case["findings"]],
    }


CHOSEN: Mapping[str, list[Change]] = {
    "an assessor gets a role": [
        {"subject": f"{ID}new-role", "property": RDF_TYPE, "values": [NS + "PlatformRole"]},
        {"subject": f"{ID}new-role", "property": DCAT + "hadRole", "values": [CODE + "role-kind/operator"]},
        {"subject": f"{ID}new-role", "property": PROV + "agent", "values": ["ASSESSOR"]},
        {"subject": GREEN, "property": NS + "hasRole", "values": ["ROLES", f"{ID}new-role"]},
    ],
    "a revocation": [
        {"subject": f"{ID}new-revocation", "property": RDF_TYPE, "values": [NS + "Revocation"]},
        {"subject": f"{ID}new-revocation", "property": NS + "revokes", "values": [RECOGNITION]},
        {"subject": f"{ID}new-revocation", "property": NS + "decidesOn", "values": [GREEN]},
        {"subject": f"{ID}new-revocation", "property": NS + "decisionDate", "values": ["2025-12-01"]},
    ],
    "a first recognition": [
        {"subject": f"{ID}new-decision", "property": RDF_TYPE, "values": [NS + "Recognition"]},
        {"subject": f"{ID}new-decision", "property": NS + "decidesOn", "values": [UNDECIDED]},
        {"subject": f"{ID}new-decision", "property": NS + "decisionDate", "values": ["2026-01-01"]},
    ],
    "a regime that asks for a recognition": [
        {"subject": REGIME, "property": NS + "recognitionRequired", "values": ["true"]}
    ],
    "a regime in which the list decides": [
        {"subject": REGIME, "property": NS + "recognitionRequired", "values": ["false"]}
    ],
    "a regime that is over": [{"subject": REGIME, "property": NS + "validUntil", "values": ["2025-12-31"]}],
    "a list that is known whole": [{"subject": LIST, "property": NS + "publishedEntryCount", "values": ["16"]}],
    "a census that comes under the regime": [
        {"subject": f"{ID}list/nen-tang-so-2024", "property": NS + "underRegime", "values": [REGIME]}
    ],
    "a decision without an agency": [{"subject": RECOGNITION, "property": NS + "decidedBy", "values": []}],
    "two dates of a decision": [
        {"subject": RECOGNITION, "property": NS + "decisionDate", "values": ["2025-05-21", "2026-05-21"]}
    ],
    "a result that another assessment has": [
        {"subject": "OTHER", "property": NS + "hasResult", "values": ["RESULT"]}
    ],
    "a new act has the number of another": [
        {"subject": f"{ID}act/new", "property": RDF_TYPE, "values": [ELI + "LegalResource"]},
        {"subject": f"{ID}act/new", "property": ELI + "number", "values": ["NUMBER"]},
        {"subject": f"{ID}act/new", "property": ELI + "passed_by", "values": ["ISSUER"]},
        {"subject": f"{ID}act/new", "property": ELI + "date_document", "values": ["2025-12-01"]},
    ],
    "a body no longer follows the one with its name": [
        {"subject": MERGER, "property": ORG + "originalOrganization", "values": [f"{ID}org/minh-hoa-chinh-phu"]}
    ],
    "a merger that is unknown": [
        {"subject": MERGER, "property": ORG + "originalOrganization", "values": []},
        {"subject": MERGER, "property": ORG + "resultingOrganization", "values": []},
    ],
    "an entry names a kind": [
        {"subject": ENTRY, "property": FOAF + "primaryTopic", "values": [f"{ID}kind/dia-chi-so"]}
    ],
    "a proposal proposes nothing": [
        {"subject": f"{ID}proposal/minh-hoa-kham-benh-tu-xa-2023-1", "property": NS + "proposes", "values": []}
    ],
    "a list has one entry": [
        {"subject": f"{ID}list/nen-tang-so-quoc-gia-2022", "property": DCAT + "record", "values": ["ENTRY"]}
    ],
    "a framework prescribes another criterion": [
        {"subject": FRAMEWORK, "property": NS + "prescribes", "values": [f"{ID}fc/minh-hoa-nguon-luc"]}
    ],
    "a platform is none": [
        {"subject": f"{ID}platform/vtvgo", "property": RDF_TYPE, "values": []}
    ],
    "a kind has two markets": [
        {"subject": "KIND", "property": NS + "hasMarket", "values": ["MARKETS", "OTHER MARKET"]}
    ],
    "a result that is not passed": [{"subject": "RESULT", "property": EARL + "outcome", "values": [EARL + "failed"]}],
}  # fmt: skip
DAYS_OF = {
    "an entry names a kind": "2026-07-01",
    "a proposal proposes nothing": "2026-07-15",
    "a platform is none": "2026-07-01",
}


def chosen(name: str) -> list[Change]:
    """The changes of that name, with the assessor, the roles and a result of the platform put in their places."""

    def of(subject: str, predicate: str) -> list[str]:
        return [key(q.object) for q in SHIPPED if (key(q.subject), q.predicate.value) == (subject, predicate)]

    (assessment,) = of(RECOGNITION, NS + "basedOnAssessment")
    (act,) = of(RECOGNITION, NS + "enactedBy")
    (kind,) = of(GREEN, NS + "ofKind")
    list_of_2022 = f"{ID}list/nen-tang-so-quoc-gia-2022"
    markets = sorted({key(q.object) for q in SHIPPED if q.predicate.value == NS + "hasMarket"})
    places = {
        "ENTRY": of(list_of_2022, DCAT + "record")[:1],
        "KIND": [kind],
        "MARKETS": of(kind, NS + "hasMarket"),
        "OTHER MARKET": [iri for iri in markets if iri not in of(kind, NS + "hasMarket")][:1],
        "ASSESSOR": of(assessment, NS + "conductedBy"),
        "ROLES": of(GREEN, NS + "hasRole"),
        "ISSUER": of(act, ELI + "passed_by"),
        "NUMBER": [
            q.object.value
            for q in SHIPPED
            if key(q.subject) == act and q.predicate.value == ELI + "number" and isinstance(q.object, Literal)
        ],
        "RESULT": of(assessment, NS + "hasResult"),
        "OTHER": sorted(
            key(q.subject)
            for q in SHIPPED
            if q.predicate.value == NS + "hasResult" and key(q.subject) != assessment
        ),
    }
    return [
        {
            "subject": places.get(change["subject"], [change["subject"]])[0],
            "property": change["property"],
            "values": [one for value in change["values"] for one in places.get(value, [value])],
        }
        for change in CHOSEN[name]
    ]


@cache
def after_loading(changes: str, day: str) -> Mapping[str, Any]:
    """The outcomes of all that would be platforms, after loading some changes (as JSON); the same for all stores."""
    content = loaded(applied(SHIPPED, json.loads(changes), shipped_model()))
    types = {(key(q.subject), str(q.object)) for q in content.quads if q.predicate.value == RDF_TYPE}
    platforms = [iri for iri in PLATFORMS if (iri, f"<{NS}DigitalPlatform>") in types]
    with TemporaryDirectory() as folder, sqlite_asker(content, Path(folder)) as asker:
        return {iri: outcomes(case) for iri, case in cases(asker, day, platforms).items()}


def check(engine: Asker, changes: Sequence[Change], before: Mapping[str, Any], day: str) -> int:
    """Compare supposing with loading; return how many platforms change."""
    after = after_loading(json.dumps(changes), day)
    found = engine.data(WHAT_IF, {"changes": changes, "day": day})["whatIf"]
    assert not found["truncated"]
    rank = {None: 0, "listed": 1, "potential": 2, "recognised": 3}
    expected: dict[str, set[str]] = {"gained": set(), "lost": set(), "touched": set()}
    for iri in PLATFORMS:
        if outcomes(before[iri]) != after.get(iri):
            then = after.get(iri, {"status": None})
            by = [rank[case["status"] and case["status"]["code"]] for case in (before[iri], then)]
            expected["gained" if by[1] > by[0] else "lost" if by[1] < by[0] else "touched"].add(iri)
    shown = {c["platform"]["iri"]: c for name in expected for c in found[name]}
    for iri, change in shown.items():
        assert outcomes(change["before"]) == outcomes(before[iri]), (iri, changes, day)
        if iri in after:
            assert outcomes(change["after"]) == after[iri], (iri, changes, day)
        else:  # not a platform any more
            assert [step["kind"] for step in change["after"]["blocking"]] == ["KIND"]
    assert {name: {c["platform"]["iri"] for c in found[name]} for name in expected} == expected, (
        changes,
        day,
    )
    return len(shown)


@pytest.fixture(scope="module")
def before(engine: Asker) -> Mapping[str, Mapping[str, Any]]:
    """The cases as they are, by day and platform."""
    return {day: cases(engine, day) for day in sorted({*DAYS, *DAYS_OF.values()})}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CHOSEN)
def test_supposing_equals_loading(name: str, engine: Asker, before: Mapping[str, Any]) -> None:
    day = DAYS_OF.get(name, DAY)
    assert check(engine, chosen(name), before[day], day)


@pytest.mark.no_cover
def test_it_says_what_loading_the_changed_data_would_give(engine: Asker, before: Mapping[str, Any]) -> None:
    drawn = changes_of(SHIPPED, random.Random(SEED + 5))
    for number in range(deep(12) if engine.kind == "sqlite" else 2):
        day = DAYS[number % len(DAYS)]
        check(engine, next(drawn), before[day], day)


def why(engine: Asker, selected: str) -> Any:
    """The steps of a recognition as it is."""
    asked = f'{{ whyApproved(platform: "{GREEN}", asOf: "{DAY}") {{ steps {{ {selected} }} }} }}'
    return engine.data(asked)["whyApproved"]["steps"]


def test_it_says_why(engine: Asker) -> None:
    changes = [{"subject": RECOGNITION, "property": "validUntil", "values": ["2025-12-31"]}]
    found = engine.data(WHAT_IF, {"changes": changes, "day": DAY})["whatIf"]
    (lost,) = found["lost"]
    assert lost["platform"] == {"iri": GREEN}
    assert [b["text"]["value"] for b in lost["after"]["blocking"]] == [
        "On 15 January 2026 the decision has expired (its last day was 31 December 2025)."
    ]
    said = [s for step in lost["after"]["steps"] for s in step["statements"]]
    supposed = [
        s["sources"] for s in said if s["subject"] == RECOGNITION and s["predicate"] == NS + "validUntil"
    ]
    assert supposed
    assert not any(supposed)
    assert engine.data(WHAT_IF, {"changes": [], "day": DAY})["whatIf"]["lost"] == []


def test_a_threshold_touches_what_was_observed_and_decides_if_it_is_judged_anew(engine: Asker) -> None:
    steps = why(engine, "kind statements { subject predicate }")
    (constraint,) = {
        s["subject"] for step in steps for s in step["statements"] if s["predicate"] == NS + "threshold"
    }
    changes = [{"subject": constraint, "property": NS + "threshold", "values": ["52.0"]}]
    found = engine.data(WHAT_IF, {"changes": changes, "day": DAY})["whatIf"]
    assert (found["gained"], found["lost"]) == ([], [])
    touched = next(c for c in found["touched"] if c["platform"]["iri"] == GREEN)
    assert (touched["before"]["verdict"], touched["after"]["verdict"]) == (
        "SUPPORTED",
        "SUPPORTED_WITH_DEFECTS",
    )
    anew = engine.data(WHAT_IF, {"changes": changes, "day": DAY, "rejudge": True})["whatIf"]
    lost = next(c for c in anew["lost"] if c["platform"]["iri"] == GREEN)
    assert [b["kind"] for b in lost["after"]["blocking"]] == ["CRITERION"]


def test_counts_decide_if_they_are_judged_anew(engine: Asker) -> None:
    steps = why(engine, "kind statements { subject predicate }")
    (observation,) = {
        s["subject"] for step in steps for s in step["statements"] if s["predicate"] == NS + "userCount"
    }
    changes = [{"subject": observation, "property": "userCount", "values": ["1900000"]}]
    assert engine.data(WHAT_IF, {"changes": changes, "day": DAY})["whatIf"]["lost"] == []
    found = engine.data(WHAT_IF, {"changes": changes, "day": DAY, "rejudge": True})["whatIf"]
    lost = next(c for c in found["lost"] if c["platform"]["iri"] == GREEN)
    assert [b["kind"] for b in lost["after"]["blocking"]] == ["CRITERION"]
    (observed,) = [s["text"]["value"] for s in lost["after"]["steps"] if s["kind"] == "OBSERVATION"]
    assert observed == (
        "Required: at least 50 % of the potential market. "
        "Observed: 47.50 % (in 2024; users: 1,900,000 of 4,000,000). Verdict: not met."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"property": "validUntill", "values": []}, "Did you mean 'validUntil'?"),
        ({"property": "validUntil", "values": ["soon"]}, "Write it as a date, as sources do."),
        ({"property": EARL + "outcome", "values": ["<>"]}, "Give an IRI; for a code, the name"),
        ({"property": "currentStatus", "values": []}, "Change the decisions"),
    ],
)
def test_what_cannot_be_supposed_is_refused(engine: Asker, change: Change, said: str) -> None:
    (error,) = engine.ask(WHAT_IF, {"changes": [{"subject": GREEN, **change}]})["errors"]
    assert error["extensions"]["code"] == "BAD_CHANGE"
    assert said in error["extensions"]["hint"]


def test_codes_may_be_named_as_the_schema_names_them(engine: Asker) -> None:
    steps = why(engine, "kind involves { iri }")
    result = next(step["involves"][0]["iri"] for step in steps if step["kind"] == "CRITERION")
    changes = [{"subject": result, "property": "outcome", "values": ["FAILED"]}]
    (lost,) = engine.data(WHAT_IF, {"changes": changes, "day": DAY})["whatIf"]["lost"]
    assert lost["platform"]["iri"] == GREEN


def test_an_impact_goes_from_an_act_to_platforms(engine: Asker, content: Content) -> None:
    act = ID + "act/minh-hoa-2023-qd-0401"
    found = engine.data(IMPACT, {"iri": act})["impact"]
    sets = {
        key(q.subject)
        for q in content.quads
        if q.predicate.value == NS + "enactedBy" and key(q.object) == act
    }
    against = [
        q for q in content.quads if q.predicate.value == NS + "againstCriteriaSet" and key(q.object) in sets
    ]
    assert {node["iri"] for node in found["criteriaSets"]["nodes"]} == sets
    assert [node["iri"] for node in found["assessments"]["nodes"]] == sorted(key(q.subject) for q in against)
    assessed = {key(q.subject) for q in against}
    platforms = {
        key(q.object)
        for q in content.quads
        if q.predicate.value == NS + "assesses" and key(q.subject) in assessed
    }
    assert found["platforms"]["totalCount"] == len(platforms)
    assert found["platforms"]["nodes"] == [{"iri": min(platforms)}]
    assert not found["truncated"]
    nothing = engine.data(IMPACT, {"iri": "http://example.org/nothing"})["impact"]
    assert nothing["resource"] is None
    assert nothing["criteriaSets"]["totalCount"] == 0


def test_new_things_are_named(engine: Asker) -> None:
    """A decision and a platform that no source describes, and the findings about them."""
    found = engine.data(WHAT_IF, {"changes": chosen("a first recognition"), "day": DAY})["whatIf"]
    (touched,) = found["touched"]
    assert touched["platform"] == {"iri": UNDECIDED}
    assert (touched["before"]["decision"], touched["after"]["decision"]) == (
        None,
        {"iri": f"{ID}new-decision", "described": False},
    )
    (about,) = {s["about"]["label"]["value"] for s in touched["after"]["steps"] if s["kind"] == "IN_FORCE"}
    assert about == "new-decision"
    own = [f for f in touched["after"]["findings"] if f["focus"]["iri"] == f"{ID}new-decision"]
    assert "D01" in {f["code"] for f in own}
    assert all(f["message"]["value"] for f in own)
    new = [
        {"subject": f"{ID}new-platform", "property": RDF_TYPE, "values": [NS + "DigitalPlatform"]},
        {
            "subject": f"{ID}new-platform",
            "property": NS + "declaredStatus",
            "values": [CODE + "platform-status/listed"],
        },
    ]
    (touched,) = engine.data(WHAT_IF, {"changes": new, "day": DAY})["whatIf"]["touched"]
    assert touched["platform"] == {"iri": f"{ID}new-platform"}
    assert {f["code"] for f in touched["after"]["findings"]} >= {"D23", "SHACL"}
    before = [f for f in touched["before"]["findings"] if f["focus"]["iri"] == f"{ID}new-platform"]
    assert before == []


def test_a_supposed_finding_is_called_as_loading_would_call_it(engine: Asker) -> None:
    query = WHAT_IF.replace("focus { iri } }", 'focus { iri } label(lang: "en") { value } }')
    change = {"subject": RECOGNITION, "property": f"{NS}basedOnAssessment", "values": []}
    (lost,) = engine.data(query, {"changes": [change], "day": DAY})["whatIf"]["lost"]
    found = [
        f for f in lost["after"]["findings"] if f["iri"] not in {b["iri"] for b in lost["before"]["findings"]}
    ]
    assert "D01" in {f["code"] for f in found}
    for finding in found:
        assert finding["label"]["value"] == f"{finding['code']}: {finding['message']['value']}"
