"""From when to when a platform has a status: one period for each decision in force, well founded."""

from pyoxigraph import NamedNode, RdfFormat, parse

from loaders.rules.engine import Conclusions
from loaders.rules.policy import Policy
from tests.loaders.support.auditing import Change, changed, concluded, concluded_from, short
from tests.loaders.support.rule_cases import added, again, replaced, revocation

NDP = "https://w3id.org/vn-ndp/ns#"
PERIOD = "https://w3id.org/vn-ndp/id/status-period/"
FIELDS = ("statusOf", "status", "from", "until", "because", "endReason", "endedBy")
D1 = 'ndp:decidesOn :national ; ndp:decidedBy :ministry ; ndp:decisionDate "2024-05-20"^^xsd:date'
ON_A2 = " ndp:basedOnAssessment :a2 ."
# The platform that is potential, assessed again with everything passed
PASSED = added(
    ":a4 a ndp:Assessment ; ndp:assesses :potential ; ndp:againstCriteriaSet :set ; ndp:conductedBy :council ;"
    ' ndp:startedOn "2024-06-01"^^xsd:date ; ndp:concludedOn "2024-06-30"^^xsd:date ; ndp:hasResult :r4-t , :r4-p .'
    " :r4-t a ndp:CriterionResult ; earl:test :c-technical ; earl:outcome earl:passed ."
    " :r4-p a ndp:CriterionResult ; earl:test :c-popular ; earl:outcome earl:passed ."
)


def periods(conclusions: Conclusions) -> list[str]:
    """The periods in short, in order of platform and first day; a dash stands for a missing part."""
    said: dict[str, dict[str, str]] = {}
    for quad in parse(b"\n".join(conclusions.derived), RdfFormat.N_QUADS):
        assert quad.graph_name == NamedNode("https://w3id.org/vn-ndp/graph/derived")
        if not quad.subject.value.startswith(PERIOD):
            continue
        said.setdefault(str(quad.subject), {})[quad.predicate.value.removeprefix(NDP)] = short(
            quad.object.value if isinstance(quad.object, NamedNode) else str(quad.object)
        )
    return sorted(" ".join(one.get(field, "-") for field in FIELDS) for one in said.values())


def of(platform: str, *changes: Change, policy: Policy | None = None) -> list[str]:
    found = (period.split(" ", 1) for period in periods(concluded(changes, policy)))
    return [rest for subject, rest in found if subject == platform]


def recognised(name: str, day: str, more: str = "", on: str = "a4", kind: str = "Recognition") -> Change:
    """Another decision on the platform that is potential."""
    said = f'ndp:decidesOn :potential ; ndp:decisionDate "{day}"^^xsd:date ; ndp:basedOnAssessment :{on}'
    return added(f":{name} a ndp:{kind} ; ndp:decidedBy :ministry ; {said} . {more}")


def until(decision: str, day: str) -> Change:
    return added(f':{decision} ndp:validUntil "{day}"^^xsd:date .')


def test_a_founded_recognition_holds_from_the_day_of_the_decision() -> None:
    assert periods(concluded()) == [
        "national recognised 2024-05-20 - d1 - -",
        "potential potential 2024-05-20 - d2 - -",
    ]


def test_a_period_says_what_it_rests_on() -> None:
    lines = [line.decode() for line in concluded().derived if b"/status-period/" in line]
    (period,) = {line.split(" ")[0] for line in lines if "/x/national>" in line}
    rests = {short(line.split(" ")[2][1:-1]) for line in lines if period in line and "wasDerivedFrom" in line}
    assert rests == {"d1", "a1", "set", "r1-t", "r1-p"}
    (founded,) = (line for line in lines if period in line and "foundedOn" in line)
    assert founded.split(" ")[2].endswith("/x/a1>")
    assert any("derive-10-national" in line for line in lines if period in line)


def test_the_first_day_of_validity_comes_before_the_day_of_the_decision() -> None:
    later = (D1, f'{D1} ; ndp:validFrom "2024-06-01"^^xsd:date')
    assert of("national", later) == ["recognised 2024-06-01 - d1 - -"]


def test_a_recognition_expires_after_its_last_day() -> None:
    assert of("national", until("d1", "2024-12-31")) == ["recognised 2024-05-20 2024-12-31 d1 expiry -"]


def test_a_recognition_ends_on_the_eve_of_its_revocation() -> None:
    assert of("national", revocation("d1", "national", "2024-03-01")) == []
    assert of("national", revocation("d1", "national", "2024-05-20")) == []
    assert of("national", revocation("d1", "national", "2024-05-21")) == [
        "recognised 2024-05-20 2024-05-20 d1 revocation v"
    ]
    assert of("national", revocation("d1", "national", "2025-03-01"), until("d1", "2025-12-31")) == [
        "recognised 2024-05-20 2025-02-28 d1 revocation v"
    ]


def test_the_first_end_counts() -> None:
    assert of("national", revocation("d1", "national", "2025-03-01"), until("d1", "2024-12-31")) == [
        "recognised 2024-05-20 2024-12-31 d1 expiry -"
    ]
    assert of("national", revocation("d1", "national", "2025-01-01"), until("d1", "2024-12-31")) == [
        "recognised 2024-05-20 2024-12-31 d1 revocation v"
    ]


def test_a_superseded_recognition_ends_on_the_eve_of_the_next() -> None:
    assert of("national", again("2024-09-01"), added(":d4 ndp:supersedes :d1 .")) == [
        "recognised 2024-05-20 2024-08-31 d1 supersession d4",
        "recognised 2024-09-01 - d4 - -",
    ]


def test_a_decision_on_several_platforms_counts_for_those_that_its_assessment_is_of() -> None:
    both = added(":d1 ndp:decidesOn :potential , :refused .")
    assert of("national", both) == ["recognised 2024-05-20 - d1 - -"]
    assert of("potential", both) == ["potential 2024-05-20 - d2 - -"]
    assert of("refused", both) == []


def test_recognitions_that_overlap_have_a_period_each() -> None:
    assert of("national", again("2024-09-01"), until("d1", "2024-12-31")) == [
        "recognised 2024-05-20 2024-12-31 d1 expiry -",
        "recognised 2024-09-01 - d4 - -",
    ]


def test_a_recognition_overtakes_a_potential_one() -> None:
    assert of("potential", PASSED, recognised("d4", "2024-07-01")) == [
        "potential 2024-05-20 2024-06-30 d2 recognition d4",
        "recognised 2024-07-01 - d4 - -",
    ]


def test_a_potential_one_returns_when_the_recognition_ends() -> None:
    assert of(
        "potential",
        PASSED,
        recognised("d4", "2024-07-01"),
        until("d4", "2024-07-31"),
        until("d2", "2024-12-31"),
    ) == [
        "potential 2024-05-20 2024-06-30 d2 recognition d4",
        "potential 2024-08-01 2024-12-31 d2 expiry -",
        "recognised 2024-07-01 2024-07-31 d4 expiry -",
    ]


def test_a_potential_one_is_split_by_each_time_as_national() -> None:
    found = of(
        "potential",
        PASSED,
        *(recognised("d4", "2024-07-01"), until("d4", "2024-07-31")),
        *(recognised("d5", "2024-07-15"), until("d5", "2024-08-15")),
        *(recognised("d6", "2024-08-16"), until("d6", "2024-08-31")),
        *(recognised("d7", "2024-10-01"), until("d7", "2024-10-01")),
    )
    assert [period for period in found if period.startswith("potential")] == [
        "potential 2024-05-20 2024-06-30 d2 recognition d4",
        "potential 2024-09-01 2024-09-30 d2 recognition d7",
        "potential 2024-10-02 - d2 - -",
    ]


def test_a_potential_one_given_to_a_national_platform_waits() -> None:
    changes = [
        PASSED,
        (ON_A2, ' ndp:validFrom "2024-08-01"^^xsd:date ; ndp:validUntil "2024-12-31"^^xsd:date ;' + ON_A2),
        recognised("d4", "2024-07-01"),
    ]
    assert of("potential", *changes, until("d4", "2024-09-30")) == [
        "potential 2024-10-01 2024-12-31 d2 expiry -",
        "recognised 2024-07-01 2024-09-30 d4 expiry -",
    ]
    assert of("potential", *changes, until("d4", "2024-12-31")) == [
        "recognised 2024-07-01 2024-12-31 d4 expiry -"
    ]
    assert of("potential", *changes) == ["recognised 2024-07-01 - d4 - -"]


def test_an_unfounded_recognition_does_not_overtake() -> None:
    assert of("potential", recognised("d4", "2024-07-01", on="a2")) == ["potential 2024-05-20 - d2 - -"]


A1_ENDED = 'ndp:concludedOn "2024-04-30"^^xsd:date ; ndp:hasResult :r1-t , :r1-p'
UNFOUNDED: dict[str, Change] = {
    "no assessment": (" ndp:basedOnAssessment :a1 .", " ."),
    "an assessment of another platform": (":a1 a ndp:Assessment ; ndp:assesses :national", ":a1 ndp:assesses :refused"),
    "a set for another kind": ("ndp:appliesToKind :kind", "ndp:appliesToKind :other"),
    "a set that began too late": replaced(' ndp:validFrom "2024-01-15"^^xsd:date ; ndp:validU', ("01-15", "03-02")),
    "a set that had ended": ('ndp:validUntil "2026-12-31"', 'ndp:validUntil "2024-02-29"'),
    "an assessment not concluded": (A1_ENDED, A1_ENDED.split(" ; ")[1]),
    "an assessment concluded later": (A1_ENDED, A1_ENDED.replace("2024-04-30", "2024-05-21")),
    "a criterion without a result": (A1_ENDED, A1_ENDED.replace(":r1-t , ", "")),
    "two results for a criterion": added(":a1 ndp:hasResult :r . :r earl:test :c-popular ; earl:outcome earl:failed ."),
    "a set without criteria": ("cccev:hasRequirement :group , :c-popular", "cccev:hasRequirement :nothing"),
}  # fmt: skip


def test_a_recognition_that_is_not_founded_gives_no_status() -> None:
    assert {name: of("national", change) for name, change in UNFOUNDED.items()} == {
        name: [] for name in UNFOUNDED
    }


def test_a_potential_recognition_needs_the_popular_user_level_judged_and_not_passed() -> None:
    failed = ":r2-p a ndp:CriterionResult ; earl:test :c-popular ; earl:outcome earl:failed"
    given = {
        outcome: bool(of("potential", replaced(failed, ("failed", outcome))))
        for outcome in ("failed", "cantTell", "inapplicable", "untested", "passed")
    }
    assert given == {
        "failed": True,
        "cantTell": True,
        "inapplicable": True,
        "untested": False,
        "passed": False,
    }


def test_the_policy_decides_which_outcomes_pass() -> None:
    passed = ":r1-p a ndp:CriterionResult ; earl:test :c-popular ; earl:outcome earl:passed"
    switches = {"inapplicable": Policy(inapplicable_passes=True), "cantTell": Policy(cant_tell_passes=True)}
    for outcome in switches:
        change = replaced(passed, ("passed", outcome))
        given = {name: bool(of("national", change, policy=policy)) for name, policy in switches.items()}
        assert given == {name: name == outcome for name in switches}
        assert of("national", change) == []


def test_the_policy_decides_whether_a_recognition_outlives_its_agency() -> None:
    assert of("national", policy=Policy(outlives_agency=False)) == [
        "recognised 2024-05-20 2025-02-28 d1 dissolution -"
    ]


def test_the_policy_decides_when_a_platform_is_overdue() -> None:
    def overdue(days: int) -> list[str | None]:
        found = concluded(policy=Policy(reassessment_days=days)).findings
        return [f.start for f in found if f.code == "D16b"]

    assert (overdue(365), overdue(30), overdue(1)) == (["2025-05-01"], ["2024-05-31"], ["2024-05-20"])


def test_periods_have_names_that_stay() -> None:
    def names(*changes: Change) -> set[bytes]:
        return {line.split(b" ")[0] for line in concluded(changes).derived if b"/status-period/" in line}

    before = names()
    assert before == names(until("d1", "2024-12-31"))
    assert len(before) == 2


def test_blank_nodes_keep_their_labels() -> None:
    trig = changed([]).replace(":d1 a ", "_:one a ").replace(":a1", "_:two").replace(":r1-t", "_:three")
    (line,) = (line for line in concluded_from(trig).derived if b"ns#because" in line and b" _:" in line)
    assert line.split(b" ")[2].startswith(b"_:c14n")
