"""The days on which a decision ends, and why: rules, examiner and the periods of both stores read the same."""

from collections.abc import Sequence

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from graph_api.reasoning.examiner import Examiner
from loaders.rules.policy import Policy
from tests.graph_api.reasoning.test_conflicts import renamed
from tests.graph_api.support.justified import facts_of
from tests.graph_api.support.stores import Asker, Content
from tests.loaders.support.auditing import REGISTER, X, concluded_from, held, shipped_model

NEXT = """:d9 a ndp:Recognition ; ndp:decidesOn :national ; ndp:decidedBy :ministry ; ndp:enactedBy :act ;
  ndp:basedOnAssessment :a1 ; ndp:decisionDate "{}"^^xsd:date ; ndp:validFrom "{}"^^xsd:date ."""
REVOKED = ":v a ndp:Revocation ; ndp:revokes :d1 ; ndp:decidesOn :national ; {} ."
SUPERSEDED = ":v a ndp:Refusal ; ndp:supersedes :d1 ; ndp:decidesOn :national ; {} ."


def on(**dates: str) -> str:
    return " ; ".join(f'ndp:{name} "{day}"^^xsd:date' for name, day in dates.items())


OCTOBER, NOVEMBER = on(decisionDate="2024-10-01"), on(validFrom="2024-11-01")
# What is added to the register; and by day whether the recognition holds, and how its sentence begins.
CASES: dict[str, tuple[str, Sequence[tuple[str, bool, str]]]] = {
    "ended before it began": (
        f":d1 {on(validUntil='2024-05-01')} .",
        [
            ("2024-04-30", False, "The decision was never in force: its last day, 1 May 2024,"),
            ("2024-05-19", False, "The decision was never in force"),
            ("2024-05-20", False, "The decision was never in force"),
        ],
    ),
    "expired": (
        f":d1 {on(validUntil='2024-06-30')} .",
        [
            ("2024-05-19", False, "On 19 May 2024 the decision is not in force yet"),
            ("2024-05-20", True, "On 20 May 2024 the decision is in force"),
            ("2024-06-30", True, "On 30 June 2024 the decision is in force"),
            ("2024-07-01", False, "On 1 July 2024 the decision has expired"),
        ],
    ),
    "expired, with another to come": (
        f":d1 {on(validUntil='2024-06-30')} ." + NEXT.format("2024-12-01", "2025-01-01"),
        [
            ("2024-05-01", False, "On 1 May 2024 the decision is not in force yet (it begins on 20 May 2024"),
            ("2024-07-01", False, "On 1 July 2024 the decision has expired"),
        ],
    ),
    "revoked from its first day": (
        REVOKED.format(NOVEMBER),
        [
            ("2024-10-31", True, ""),
            ("2024-11-01", False, "The decision was revoked by “v” as of 1 November 2024."),
        ],
    ),
    "revoked, the first day after the decision": (
        REVOKED.format(f"{OCTOBER} ; {NOVEMBER}"),
        [
            ("2024-10-01", True, ""),
            ("2024-10-31", True, ""),
            ("2024-11-01", False, "The decision was revoked"),
        ],
    ),
    "revoked on the day of the decision": (
        REVOKED.format(OCTOBER),
        [
            ("2024-09-30", True, ""),
            ("2024-10-01", False, "The decision was revoked by “v” as of 1 October 2024."),
        ],
    ),
    "revoked before it expired": (
        REVOKED.format(OCTOBER) + f":d1 {on(validUntil='2024-12-31')} .",
        [("2025-02-01", False, "The decision was revoked")],
    ),
    "revoked on the day after it expired": (
        REVOKED.format(OCTOBER) + f":d1 {on(validUntil='2024-09-30')} .",
        [("2024-09-30", True, ""), ("2024-10-01", False, "The decision was revoked")],
    ),
    "revoked after it expired": (
        REVOKED.format(OCTOBER) + f":d1 {on(validUntil='2024-09-29')} .",
        [
            ("2024-09-30", False, "On 30 September 2024 the decision has expired"),
            ("2024-10-01", False, "On 1 October 2024 the"),
        ],
    ),
    "revoked before it began": (
        REVOKED.format(OCTOBER) + f":d1 {NOVEMBER} .",
        [
            ("2024-09-30", False, "On 30 September 2024 the decision is not in force yet"),
            ("2024-10-01", False, "The decision was revoked"),
            ("2024-11-01", False, "The decision was revoked"),
        ],
    ),
    "superseded from a later day": (
        SUPERSEDED.format(f"{OCTOBER} ; {NOVEMBER}"),
        [
            ("2024-10-31", True, ""),
            ("2024-11-01", False, "The decision was superseded by “v” as of 1 November 2024."),
        ],
    ),
    "superseded from its first day": (
        SUPERSEDED.format(NOVEMBER),
        [("2024-10-31", True, ""), ("2024-11-01", False, "The decision was superseded")],
    ),
}
# The days from which the findings of an ended recognition hold.
FROM = {
    "ended before it began": ("D16", "2024-05-02"),
    "expired": ("D16", "2024-07-01"),
    "revoked from its first day": ("D17", "2024-11-01"),
    "revoked, the first day after the decision": ("D17", "2024-11-01"),
    "revoked before it began": ("D17", "2024-10-01"),
}


def register(case: str) -> str:
    assert ":d1 a ndp:Recognition" in REGISTER
    return REGISTER.removesuffix("}\n") + CASES[case][0] + "}\n"


def quads(case: str) -> list[Quad]:
    return list(parse(register(case).encode(), RdfFormat.TRIG))


@pytest.mark.parametrize("case", CASES)
def test_rules_and_examiner_agree_on_the_day_and_the_reason(case: str) -> None:
    examiner = Examiner(facts_of(quads(case), shipped_model()), shipped_model(), Policy())
    conclusions = concluded_from(register(case))
    for day, holds, sentence in CASES[case][1]:
        assert (held(conclusions.derived, day).get(X + "national") == "recognised") is holds, day
        for approval in (examiner.best(X + "national", day), examiner.obstacles(X + "national", day)):
            assert approval.supported is holds, day
            texts = [step.text.best("en") or "" for step in approval.steps if step.kind == "IN_FORCE"]
            assert [text for text in texts if not text.startswith(sentence)] == []
            assert texts or holds
    if case in FROM:
        code, day = FROM[case]
        assert [f.start for f in conclusions.findings if f.code == code] == [day]


def test_a_policy_may_end_decisions_with_the_agency() -> None:
    policy = Policy(outlives_agency=False)
    facts = facts_of(list(parse(REGISTER.encode(), RdfFormat.TRIG)), shipped_model())
    for day, holds in (("2025-02-28", True), ("2025-03-01", False)):
        approval = Examiner(facts, shipped_model(), policy).best(X + "national", day)
        assert bool(held(concluded_from(REGISTER, policy).derived, day).get(X + "national")) is holds
        assert approval.supported is holds
        texts = [step.text.best("en") or "" for step in approval.blocking]
        assert [text.startswith("“Ministry of Learning” ended on 28 February 2025") for text in texts] == [
            True
        ] * (not holds)


# -- the periods of decisions, in both stores


@pytest.fixture(scope="module")
def content() -> Content:
    copies = [q for n, case in enumerate(CASES) for q in renamed(quads(case), n)]
    return Content(shipped_model(), copies)


def test_the_periods_of_decisions_end_on_the_same_days(engine: Asker) -> None:
    for number, (_, days) in enumerate(CASES.values()):
        where = f'where: {{iri: {{eq: "{X}{number}-d1"}}}}'
        asked = [
            f'd{n}: recognitions(asOf: "{days[n][0]}", {where}) {{ totalCount }}' for n in range(len(days))
        ]
        found = engine.data(f"{{ {' '.join(asked)} }}")
        assert [bool(found[f"d{n}"]["totalCount"]) for n in range(len(days))] == [d[1] for d in days], number
