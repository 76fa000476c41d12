"""`whyApproved` and the rules must agree, on data with random changes.

The register has revocations, supersessions, expiry and a platform with two assessments; a change drops a statement,
gives it another object of the same predicate, adds one, or moves a date.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, parse

from graph_api.reasoning.approval import Step
from graph_api.reasoning.examiner import Examiner
from graph_api.reasoning.facts import Facts
from graph_api.reasoning.vocabulary import OUTCOME, PASSED
from loaders.nquads.canonical import canonical_lines
from loaders.rules.engine import Conclusions, conclude
from loaders.rules.policy import Policy
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.namespaces import XSD
from tests.graph_api.support.justified import facts_of
from tests.loaders.support.auditing import REGISTER, X, held, rules, shipped_model

MORE = """
  :revocation a ndp:Revocation ; ndp:revokes :d1 ; ndp:decidesOn :national ; ndp:decisionDate "2024-11-01"^^xsd:date .
  :d5 a ndp:Recognition ; ndp:decidesOn :national ; ndp:basedOnAssessment :a1 ;
    ndp:decisionDate "2025-02-01"^^xsd:date ; ndp:decidedBy :ministry ;
    ndp:validFrom "2025-03-01"^^xsd:date ; ndp:validUntil "2026-02-28"^^xsd:date .
  :d6 a ndp:Recognition ; ndp:decidesOn :national ; ndp:basedOnAssessment :a1 ;
    ndp:decisionDate "2026-01-01"^^xsd:date ; ndp:supersedes :d5 ; ndp:decidedBy :ministry-2025 .
  :d7 a ndp:PotentialRecognition ; ndp:decidesOn :national ; ndp:basedOnAssessment :a2 ;
    ndp:decisionDate "2024-06-01"^^xsd:date .
  :d8 a ndp:PotentialRecognition ; ndp:decidesOn :potential ; ndp:basedOnAssessment :a2 ;
    ndp:decisionDate "2025-06-01"^^xsd:date ; ndp:validUntil "2027-01-01"^^xsd:date .
  :a2 ndp:assesses :national .
}
"""
DAYS = [
    "2024-05-19",
    "2024-05-20",
    "2024-06-01",
    "2024-11-01",
    "2025-03-01",
    "2026-01-01",
    "2026-03-01",
    "2027-01-02",
]
PLATFORMS = ("national", "potential", "refused")
MOVES = (-4000, -400, -30, -1, 1, 30, 400, 4000)


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped_model()


@pytest.fixture(scope="module")
def register() -> list[Quad]:
    return list(parse((REGISTER.removesuffix("}\n") + MORE).encode(), RdfFormat.TRIG))


def changed(quads: Sequence[Quad], rng: random.Random) -> list[Quad]:
    """The quads with one to three changes."""
    found = list(quads)
    for _ in range(rng.choice((1, 1, 2, 3))):
        old = rng.choice(found)
        alike = [q.object for q in quads if q.predicate == old.predicate]
        other = Quad(old.subject, old.predicate, rng.choice(alike), old.graph_name)
        kind = rng.choice(("drop", "replace", "add", "move"))
        if kind != "add":
            found.remove(old)
        if kind == "move" and isinstance(old.object, Literal) and old.object.datatype.value == XSD + "date":
            moved = date.fromisoformat(old.object.value) + timedelta(days=rng.choice(MOVES))
            other = Quad(
                old.subject,
                old.predicate,
                Literal(moved.isoformat(), datatype=old.object.datatype),
                old.graph_name,
            )
        if kind != "drop":
            found.append(other)
    return list(dict.fromkeys(found))


def concluded(quads: Sequence[Quad]) -> Conclusions:
    return conclude([line.encode() for line in canonical_lines(quads)], rules(), shipped_model(), Policy())


def check_decision(steps: Sequence[Step], decision: str, found: Mapping[str, set[str]]) -> None:
    """The deciding agency existed and was the managing agency, unless the rules report a finding."""
    taken = [s for s in steps if s.kind == "AGENCY" and s.about != decision]  # else it is not known who
    competence = [s for s in steps if s.kind == "COMPETENCE"]
    assert (decision in found["D19"]) == any(s.outcome != "HOLDS" for s in taken)
    if taken and competence:
        assert (decision in found["D18"]) == any(s.outcome != "HOLDS" for s in competence)


def check_framework(steps: Sequence[Step], found: Mapping[str, set[str]]) -> None:
    """The set is derived from a framework in force, unless the rules find otherwise."""
    for step in steps:
        if step.kind == "FRAMEWORK":
            holds = step.outcome == "HOLDS"
            assert ((step.involves[0] if holds else step.about) in found["D04"]) != holds


def check_grounds(steps: Sequence[Step], facts: Facts, found: Mapping[str, set[str]]) -> None:
    """Evidence and observations are good, unless the rules find otherwise.

    An outcome worse than they are is not a defect, nor is evidence before the end of the assessment is known.
    """
    defects = found["D20"] | found["D22"] | found["D22b"]
    results = {r for s in steps if s.kind == "CRITERION" for r in s.involves}
    doubted = [s for s in steps if s.kind in ("EVIDENCE", "OBSERVATION") and s.outcome != "HOLDS"]
    assert results & defects <= {iri for s in doubted for iri in (s.about, *s.involves) if iri}
    for step in doubted:
        touched = {iri for iri in (step.about, *step.involves) if iri}
        (result,) = touched & results
        (assessment,) = facts.subjects(result, f"{DEFAULT_BASE}ns#hasResult")[:1]
        if facts.value(assessment, f"{DEFAULT_BASE}ns#concludedOn") and PASSED in facts.objects(
            result, OUTCOME
        ):
            assert touched & (defects | found["D21"])


@pytest.mark.parametrize("seed", range(40))
def test_verdicts_agree_with_the_conclusions_of_the_rules(
    seed: int, register: list[Quad], model: Model
) -> None:
    rng = random.Random(seed)
    quads = changed(register, rng) if seed else register
    conclusions = concluded(quads)
    facts = facts_of(quads, model)
    examiner = Examiner(facts, model, Policy())
    verdicts = set()
    for day in DAYS:
        statuses = held(conclusions.derived, day)
        found: dict[str, set[str]] = defaultdict(set)
        for finding in conclusions.findings:
            if (finding.start or day) <= day <= (finding.end or day):
                found[finding.code].add(finding.focus)
        for platform in PLATFORMS:
            approval = examiner.best(X + platform, day)
            status = approval.status.rpartition("/")[2] if approval.supported and approval.status else None
            assert status == statuses.get(X + platform), (platform, day)
            assert bool(examiner.obstacles(X + platform, day).blocking) == (status != "recognised")
            verdicts.add(status)
            if approval.decision:
                check_decision(approval.steps, approval.decision, found)
                check_framework(approval.steps, found)
                check_grounds(approval.steps, facts, found)
    assert seed or verdicts == {"recognised", "potential", None}


@pytest.mark.parametrize("seed", range(12))
def test_without_any_statement_of_the_support_a_derivation_fails(
    seed: int, register: list[Quad], model: Model
) -> None:
    quads = changed(register, random.Random(seed)) if seed else register
    examiner = Examiner(facts_of(quads, model), model, Policy())
    tried = 0
    for platform in PLATFORMS[:2]:
        approval = examiner.best(X + platform, "2025-03-01")
        for statement in {s for step in approval.steps for s in step.support if approval.supported}:
            left = [quad for quad in quads if f"{quad.triple} ." != statement.ntriples]
            without = Examiner(facts_of(left, model), model, Policy())
            assert approval.decision
            assert not without.examine(X + platform, approval.decision, "2025-03-01").supported, statement
            tried += 1
    assert tried > 10 or seed


def test_before_a_first_decision_the_next_one_is_examined(register: list[Quad], model: Model) -> None:
    """Of the platform with recognitions of 2024, 2025 and 2026 and a potential one between."""
    examiner = Examiner(facts_of(register, model), model, Policy())
    for day, decision, nearest in (
        ("2024-01-01", "d1", "d1"),
        ("2024-05-19", "d1", "d1"),
        ("2024-05-20", "d1", "d1"),
        ("2024-11-01", "d7", "d1"),  # the first was revoked, a potential one holds; the next is to come
    ):
        assert examiner.best(X + "national", day).decision == X + decision
        assert examiner.obstacles(X + "national", day).decision == X + nearest
    (step,) = examiner.best(X + "national", "2024-01-01").blocking
    assert (step.kind, step.about) == ("IN_FORCE", X + "d1")
