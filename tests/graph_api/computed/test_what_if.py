"""`whatIf` says what loading the changed data would give, and `impact` what rests on a thing."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders.nquads.canonical import format_line
from loaders.rules.engine import conclude
from loaders.rules.policy import Policy
from loaders.shipped.files import shipped_files
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Kind
from ontology.read import read_model
from ontology.rule import Rules, read_rules
from tests.graph_api.support.stores import Asker, Content, key, read_quads
from tests.loaders.support.auditing import held, shipped_model

ID, NS = DEFAULT_BASE + "id/", DEFAULT_BASE + "ns#"
EARL = "http://www.w3.org/ns/earl#"
DAY = "2026-01-15"
GREEN = ID + "platform/minh-hoa-nong-san-xanh"
RECOGNITION = ID + "decision/minh-hoa-2025-qd-0521-nong-san-xanh"
WHAT_IF = """query ($changes: [ChangeInput!]!, $day: Date, $rejudge: Boolean) {
  whatIf(changes: $changes, asOf: $day, rejudge: $rejudge) {
    asOf truncated gained { ...of } lost { ...of } touched { ...of }
  }
}
fragment of on StatusChange {
  platform { iri } before { ...case } after { ...case }
}
fragment case on Justification {
  verdict status { code } decision { iri } blocking { kind text(lang: "en") { value } }
  steps { kind outcome text(lang: "en") { value } statements { subject predicate sources { iri } } }
}"""
IMPACT = """query ($iri: ID!) {
  impact(iri: $iri) {
    resource { iri } truncated
    criteriaSets(first: 200) { totalCount nodes { iri } } assessments(first: 200) { nodes { iri } }
    decisions(first: 200) { nodes { iri } } platforms(first: 1) { totalCount nodes { iri } pageInfo { endCursor } }
  }
}"""
Change = Mapping[str, Any]


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped data alone: the nasty ones would be in the way of the rules."""
    return Content(read_model(builtin_files(DEFAULT_BASE)), read_quads(*shipped_files(illustrative=True)))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return read_rules(builtin_files(DEFAULT_BASE), DEFAULT_BASE)


def statuses(quads: Sequence[Quad], rules: Rules, day: str) -> dict[str, str]:
    """The status that the rules conclude for each platform on a day."""
    return held(
        conclude([format_line(q).encode() for q in quads], rules, shipped_model(), Policy()).derived, day
    )


def applied(quads: Sequence[Quad], changes: Sequence[Change], content: Content) -> list[Quad]:
    """The data as they would be loaded."""
    graph = NamedNode("http://example.org/changed")
    gone = {(c["subject"], c["property"]) for c in changes}
    left = [q for q in quads if (key(q.subject), q.predicate.value) not in gone]
    for change in changes:
        term = content.model.properties[change["property"]]
        for value in change["values"]:
            is_node = term.kind in (Kind.RELATION, Kind.CODE, Kind.IRI)
            datatype = NamedNode(term.datatype) if term.datatype else None
            obj = NamedNode(value) if is_node else Literal(value, datatype=datatype)
            left.append(Quad(NamedNode(change["subject"]), NamedNode(change["property"]), obj, graph))
    return left


def changes_of(quads: Sequence[Quad], rng: random.Random) -> Iterator[list[Change]]:
    """Changes drawn at random among all that bear on a status."""
    by_predicate: dict[str, list[Quad]] = {}
    for quad in quads:
        by_predicate.setdefault(quad.predicate.value, []).append(quad)
    dates = ["2019-01-01", "2024-06-01", "2025-12-31", "2026-06-01"]
    pools: Mapping[str, list[str]] = {
        EARL + "outcome": [
            EARL + name for name in ("passed", "failed", "cantTell", "inapplicable", "untested")
        ],
        NS + "decisionDate": dates,
        NS + "concludedOn": dates,
        NS + "startedOn": dates,
        NS + "validUntil": dates,
        NS + "validFrom": dates,
    }
    relations = [
        NS + name for name in ("basedOnAssessment", "againstCriteriaSet", "ofKind", "revokes", "assesses")
    ]
    while True:
        drawn: list[Change] = []
        for _ in range(rng.choice((1, 1, 2, 3))):
            predicate = rng.choice([*pools, *relations])
            quad = rng.choice(by_predicate[predicate])
            values = pools.get(predicate) or [key(q.object) for q in by_predicate[predicate]]
            chosen = rng.sample(values, rng.choice((0, 1, 1, 1)))
            drawn.append({"subject": key(quad.subject), "property": predicate, "values": chosen})
        if len({(c["subject"], c["property"]) for c in drawn}) == len(drawn):
            yield drawn


def test_it_says_what_loading_the_changed_data_would_give(
    engine: Asker, content: Content, rules: Rules
) -> None:
    before = statuses(content.quads, rules, DAY)
    assert set(before.values()) == {"recognised", "potential"}
    drawn = changes_of(content.quads, random.Random(5))
    rank = {None: 0, "potential": 1, "recognised": 2}
    moved = 0
    for _ in range(60 if engine.kind == "sqlite" else 10):
        changes = next(drawn)
        after = statuses(applied(content.quads, changes, content), rules, DAY)
        found = engine.data(WHAT_IF, {"changes": changes, "day": DAY})["whatIf"]
        assert not found["truncated"]
        differing = {p for p in {*before, *after} if before.get(p) != after.get(p)}
        shown = {c["platform"]["iri"]: c for name in ("gained", "lost") for c in found[name]}
        assert set(shown) == differing, changes
        for platform, change in shown.items():
            for side, expected in (("before", before), ("after", after)):
                status = change[side]["status"]
                assert (status and status["code"]) == expected.get(platform), changes
        gained = {c["platform"]["iri"] for c in found["gained"]}
        assert gained == {p for p in differing if rank[after.get(p)] > rank[before.get(p)]}
        moved += len(differing)
    assert moved > (5 if engine.kind == "sqlite" else 0)


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
        "On 2026-01-15 the decision has expired (its last day was 2025-12-31)."
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
