"""`whyApproved` and `whyNot`: on both stores, the statements that a verdict needs, and what changes it."""

import json
from collections.abc import Iterable
from typing import Any

import orjson
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph_api.computed.cases import reach_of
from graph_api.computed.kept import KeptResources
from graph_api.operations.question import Question
from graph_api.reasoning.approval import Approval
from graph_api.reasoning.examiner import Examiner
from loaders.rules.policy import Policy
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from tests.graph_api.support.justified import facts_of
from tests.graph_api.support.stores import Asker, Content, key
from tests.loaders.support.auditing import Change, X, changed, concluded_from
from tests.loaders.support.rule_cases import BROKEN, SOUND

ID, NS = DEFAULT_BASE + "id/", DEFAULT_BASE + "ns#"
GREEN, OLD_MARKET = ID + "platform/minh-hoa-nong-san-xanh", ID + "platform/minh-hoa-cho-que"
DOCTOR, REVOKED = ID + "platform/minh-hoa-bac-si-nha", ID + "platform/minh-hoa-suc-khoe-24"
DAY = "2026-01-15"
_OTHER_STATEMENTS = 16
"""Those that read regimes, findings, graphs, and what is selected of the resources of the steps."""
WHY = """query ($platform: ID!, $decision: ID, $day: Date) {
  whyApproved(platform: $platform, decision: $decision, asOf: $day) {
    platform { iri } decision { iri } asOf verdict status { code label(lang: "en") { value } }
    steps {
      kind outcome essential text(lang: "en") { value } vi: text(lang: "vi") { value lang } remedy(lang: "en") { value }
      about { iri } involves { iri } acts { iri }
      statements { subject predicate object ntriples sources { iri confidence { code } } }
    }
    blocking { kind } support { ntriples } context { ntriples } findings { iri }
  }
}"""
WHY_NOT = """query ($platform: ID!, $day: Date) {
  whyNot(platform: $platform, asOf: $day) {
    verdict steps { kind outcome text(lang: "en") { value } remedy(lang: "fr") { value lang } } blocking { kind }
  }
}"""


def why(engine: Asker, platform: str, day: str | None = DAY, decision: str | None = None) -> Any:
    variables = {"platform": platform, "day": day, "decision": decision}
    return engine.data(WHY, variables)["whyApproved"]


# -- one by one


def test_a_recognition_is_borne_out_step_by_step(engine: Asker, content: Content) -> None:
    found = why(engine, GREEN)
    assert (found["verdict"], found["status"]["code"]) == ("SUPPORTED", "recognised")
    assert found["platform"] == {"iri": GREEN}
    kinds = [step["kind"] for step in found["steps"]]
    assert kinds[:9] == [
        *(
            "DECISION",
            "ACT",
            "IN_FORCE",
            "AGENCY",
            "COMPETENCE",
            "KIND",
            "ASSESSMENT",
            "CRITERIA_SET",
            "SET_ACT",
        ),
    ]
    assert kinds.count("CRITERION") == kinds.count("ORIGIN") == 4
    assert {step["outcome"] for step in found["steps"]} == {"HOLDS"}
    said = {f"{key(q.subject)} {q.predicate.value} {q.object}" for q in content.quads}
    for step in found["steps"]:
        assert step["text"]["value"].endswith(".") or step["kind"] == "OBSERVATION"
        assert step["vi"]["lang"] == "vi"
        for one in step["statements"]:
            assert f"{one['subject']} {one['predicate']} {one['object']}" in said
            assert one["sources"][0]["confidence"]["code"] == "illustrative"
    (observed,) = [s["text"]["value"] for s in found["steps"] if s["kind"] == "OBSERVATION"]
    assert observed == (
        "Required: at least 50 % of the potential market. "
        "Observed: 51.25 % (in 2024; users: 2,050,000 of 4,000,000). Verdict: met."
    )
    both = [{one["ntriples"] for one in found[part]} for part in ("support", "context")]
    assert not both[0] & both[1]
    assert both[0] | both[1] == {one["ntriples"] for step in found["steps"] for one in step["statements"]}


@pytest.mark.parametrize(
    ("platform", "day", "blocked"),
    [
        (OLD_MARKET, "2025-10-01", []),
        (OLD_MARKET, "2025-10-02", ["IN_FORCE"]),
        (REVOKED, "2025-04-14", []),
        (REVOKED, "2025-04-15", ["IN_FORCE"]),
        (GREEN, "2025-06-30", ["IN_FORCE"]),
        (ID + "platform/minh-hoa-di-chung", DAY, ["DECISION"]),
        (ID + "platform/minh-hoa-thay-tot", DAY, ["DECISION", "CRITERION", "CRITERION", "CRITERION"]),
        (ID + "platform/vtvgo", "2024-01-15", ["ASSESSMENT"]),
        (ID + "platform/vtvgo", DAY, ["REGIME", "LISTED"]),
    ],
)
def test_what_is_in_the_way_depends_on_the_day(
    engine: Asker, platform: str, day: str, blocked: list[str]
) -> None:
    found = why(engine, platform, day)
    unknown = "UNKNOWN" if "LISTED" in blocked else "NOT_SUPPORTED"
    if platform == GREEN:  # before the recognition it was a potential platform
        assert found["status"]["code"] == "potential"
    else:
        assert [step["kind"] for step in found["blocking"]] == blocked
        assert found["verdict"] == (unknown if blocked else "SUPPORTED")
        assert (found["status"] is None) == bool(blocked)
    against = engine.data(WHY_NOT, {"platform": platform, "day": day})["whyNot"]
    lacking = [step for step in against["steps"] if step["remedy"]]
    assert [step["kind"] for step in lacking] == [step["kind"] for step in against["blocking"]]
    assert {step["kind"] for step in against["steps"] if step not in lacking} <= {"REGIME"}
    assert against["verdict"] == (unknown if against["steps"] else "SUPPORTED")
    if blocked:
        assert lacking
    for step in lacking:
        assert step["outcome"] != "HOLDS"
        assert step["remedy"]["lang"] == "fr"


def test_why_not_of_a_potential_platform_names_what_it_lacks(engine: Asker) -> None:
    found = why(engine, DOCTOR)
    assert (found["verdict"], found["status"]["code"]) == ("SUPPORTED", "potential")
    against = engine.data(WHY_NOT, {"platform": DOCTOR, "day": DAY})["whyNot"]
    assert [step["kind"] for step in against["steps"]] == ["DECISION", "CRITERION"]
    assert "Popular user level" in against["steps"][1]["text"]["value"]


def test_one_decision_may_be_looked_at(engine: Asker) -> None:
    other = why(engine, GREEN)["decision"]["iri"]
    found = why(engine, OLD_MARKET, DAY, other)
    assert found["decision"] == {"iri": other}
    assert found["verdict"] == "NOT_SUPPORTED"


@pytest.mark.parametrize(
    "platform", ["http://example.org/nothing", ID + "kind/dia-chi-so", "'; DROP TABLE edge; --", ""]
)
def test_a_resource_that_is_not_a_platform_gets_no_verdict(engine: Asker, platform: str) -> None:
    for query in (WHY, WHY_NOT):
        (error,) = engine.ask(query, {"platform": platform, "day": DAY})["errors"]
        assert error["extensions"]["code"] == "NO_PLATFORM"
    (error,) = engine.ask(WHY, {"platform": GREEN, "decision": "http://example.org/nothing"})["errors"]
    assert error["extensions"]["code"] == "NO_DECISION"


def test_without_a_day_it_is_today(engine: Asker) -> None:
    today = engine.engine.parts.today().isoformat()
    assert why(engine, GREEN, None)["asOf"] == today


def test_the_number_of_statements_is_bounded_by_the_rounds(engine: Asker, model: Model) -> None:
    most = 2 * reach_of(model).rounds + _OTHER_STATEMENTS
    names = ("vtvgo", "voso", "minh-hoa-thay-tot")
    platforms = (GREEN, OLD_MARKET, *(ID + "platform/" + name for name in names))
    for platform in platforms:
        engine.engine.kept = KeptResources()
        assert engine.answer(WHY, {"platform": platform, "day": DAY}).statements <= most


def test_what_cases_share_is_read_once(engine: Asker) -> None:
    def asked(platform: str) -> tuple[Any, int, int]:
        question = Question(WHY, {"platform": platform, "day": DAY}, wants_cost=True)
        body = orjson.loads(engine.runner.run(engine.engine.execute(question)).body)
        cost = body["extensions"]["cost"]
        return body["data"], cost["rows"], cost["statements"]

    engine.engine.kept = KeptResources()
    first, other, again = asked(GREEN), asked(OLD_MARKET), asked(GREEN)
    engine.engine.kept = KeptResources()
    assert asked(OLD_MARKET)[:2] == other[:2], "an answer depends on those before it"
    assert again[:2] == first[:2]
    assert again[2] < first[2] - 10


# -- over facts in memory


def best(quads: Iterable[Quad], model: Model, platform: str, day: str = DAY) -> Approval:
    return Examiner(facts_of(quads, model), model, Policy()).best(platform, day)


@pytest.mark.parametrize(
    "platform", [GREEN, DOCTOR, ID + "platform/minh-hoa-hoc-sang", ID + "platform/minh-hoa-lop-mo"]
)
def test_without_any_statement_of_the_support_the_derivation_fails(content: Content, platform: str) -> None:
    approval = best(content.quads, content.model, platform)
    assert approval.supported
    support = {s for step in approval.steps for s in step.support}
    assert len(support) > 20
    facts = facts_of(content.quads, content.model)
    for statement in support:
        place = statement.subject, statement.predicate
        stated = [s.object for s in facts.about(statement.subject) if s.predicate == statement.predicate]
        assert statement.object in stated
        left = facts.with_changes({place: [obj for obj in stated if obj != statement.object]})
        examiner = Examiner(left, content.model, Policy())
        assert approval.decision
        assert not examiner.examine(platform, approval.decision, DAY).supported, statement


def test_the_support_alone_bears_the_status_out(content: Content) -> None:
    """But for the criteria of the set: fewer of them would do."""
    approval = best(content.quads, content.model, GREEN)
    kept = {s.ntriples for step in approval.steps for s in (*step.support, *step.context)}
    few = [quad for quad in content.quads if f"{quad.triple} ." in kept]
    assert best(few, content.model, GREEN).supported


@pytest.mark.parametrize(
    "changes",
    [*SOUND.values(), *(changes for code, changes, _ in BROKEN if code in ("D20", "D22", "D22b"))],
)
def test_results_are_supported_or_not_as_the_rules_find(changes: list[Change], content: Content) -> None:
    """The step of an observation or of evidence is contradicted, or missing, where a rule finds that of the result."""
    register = changed(changes)
    for decision in ("d1", "d2"):
        platform = {"d1": "national", "d2": "potential"}[decision]
        facts = facts_of(parse(register.encode(), RdfFormat.TRIG), content.model)
        approval = Examiner(facts, content.model, Policy()).examine(X + platform, X + decision, DAY)
        results = {r for s in approval.steps if s.kind == "CRITERION" for r in s.involves}
        assert results
        findings = concluded_from(register).findings
        found = {f.focus for f in findings if f.code in ("D20", "D22", "D22b")} & results
        doubted = (
            s for s in approval.steps if s.kind in ("EVIDENCE", "OBSERVATION") and s.outcome != "HOLDS"
        )
        assert {r for s in doubted for r in (s.about, *s.involves) if r in results} == found


def test_policies_change_what_passes(content: Content) -> None:
    model, outcome = content.model, NamedNode("http://www.w3.org/ns/earl#outcome")
    approval = best(content.quads, model, GREEN)
    result = next(step.involves[0] for step in approval.steps if step.kind == "CRITERION")
    for name, policy in (("inapplicable", "inapplicable_passes"), ("cantTell", "cant_tell_passes")):
        quads = [
            Quad(q.subject, q.predicate, NamedNode(f"http://www.w3.org/ns/earl#{name}"), q.graph_name)
            if key(q.subject) == result and q.predicate == outcome
            else q
            for q in content.quads
        ]
        facts = facts_of(quads, model)
        assert approval.decision
        strict = Examiner(facts, model, Policy()).examine(GREEN, approval.decision, DAY)
        assert [step.kind for step in strict.blocking] == ["CRITERION"]
        assert Examiner(facts, model, Policy().changed({policy: True})).best(GREEN, DAY).supported


def test_a_recognition_may_end_with_its_agency(content: Content) -> None:
    model = content.model
    approval = best(content.quads, model, GREEN)
    agency = next(step.about for step in approval.steps if step.kind == "AGENCY")
    assert agency
    end = Literal("2025-12-31", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    ended = Quad(NamedNode(agency), NamedNode(NS + "validUntil"), end, NamedNode("http://example.org/g"))
    facts = facts_of([*content.quads, ended], model)
    assert approval.decision
    assert Examiner(facts, model, Policy()).examine(GREEN, approval.decision, DAY).supported
    strict = Examiner(facts, model, Policy(outlives_agency=False)).examine(GREEN, approval.decision, DAY)
    assert [step.kind for step in strict.blocking] == ["IN_FORCE"]


def test_answers_do_not_depend_on_the_store(engine: Asker, content: Content) -> None:
    """The same steps come from the facts in memory as from each store."""
    for platform in (GREEN, OLD_MARKET, DOCTOR, ID + "platform/minh-hoa-vuon-so", ID + "platform/mobiedu"):
        found = why(engine, platform)
        expected = best(content.quads, content.model, platform)
        assert json.dumps([s["text"]["value"] for s in found["steps"]]) == json.dumps(
            [s.text.best("en") for s in expected.steps]
        )


def test_a_list_that_decides_says_nothing_about_a_decision_without_a_basis(engine: Asker) -> None:
    vtvgo, decision = ID + "platform/vtvgo", ID + "decision/2023-06-05-vtvgo"
    listed, decided = why(engine, vtvgo, "2026-12-01"), why(engine, vtvgo, "2026-12-01", decision)
    assert (listed["verdict"], listed["status"]["code"]) == ("SUPPORTED", "listed")
    assert (decided["verdict"], decided["status"]) == ("NOT_SUPPORTED", None)
    missing = [step["kind"] for step in decided["steps"] if step["essential"] and step["outcome"] != "HOLDS"]
    assert missing == ["ASSESSMENT"]
