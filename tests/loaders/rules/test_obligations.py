"""What is due when, for which platform and owed by whom, as the rules derive it."""

from collections import defaultdict

from pyoxigraph import RdfFormat, parse

from loaders.rules.policy import Policy
from tests.loaders.support.auditing import Change, concluded, short
from tests.loaders.support.rule_cases import added, again, revocation, role

NDP = "https://w3id.org/vn-ndp/ns#"
OBLIGATION = "https://w3id.org/vn-ndp/id/obligation/"
ASSESSED = added(
    ":a5 a ndp:Assessment ; ndp:assesses :national ; ndp:againstCriteriaSet :set ; ndp:conductedBy :council ;"
    ' ndp:startedOn "2025-03-01"^^xsd:date ; ndp:concludedOn "2025-04-10"^^xsd:date .'
)
EXPIRES = added(':d1 ndp:validUntil "2026-05-19"^^xsd:date .')


def obligations(kind: str, *changes: Change, policy: Policy | None = None) -> list[str]:
    """Those of a kind: for what, due when, from and until when it is outstanding, owed by whom."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(b"\n".join(concluded(changes, policy).derived), RdfFormat.N_QUADS):
        if str(quad.subject).startswith(f"<{OBLIGATION}"):
            value = quad.object
            text = str(value) if str(value).startswith('"') else str(value)[1:-1]
            found[str(quad.subject)][quad.predicate.value.removeprefix(NDP)].append(short(text))
    return sorted(
        " ".join(
            ",".join(sorted(one.get(name, ["-"]))) for name in ("dueFor", "dueOn", "from", "until", "owedBy")
        )
        for one in found.values()
        if one["obligationKind"] == [kind]
    )


def test_a_recognised_platform_is_assessed_anew_within_the_days_of_the_policy() -> None:
    bodies = "ministry,ministry-2025"
    assert obligations("reassessment") == [f"national 2025-04-30 2024-05-20 - {bodies}"]
    assert obligations("reassessment", policy=Policy(reassessment_days=30)) == [
        f"national 2024-05-30 2024-05-20 - {bodies}"
    ]


def test_the_next_assessment_meets_it_and_gives_the_next_one() -> None:
    assert obligations("reassessment", ASSESSED) == [
        "national 2025-04-30 2024-05-20 2025-04-09 ministry,ministry-2025",
        "national 2026-04-10 2025-04-10 - ministry-2025",
    ]


def test_it_ends_with_the_recognition() -> None:
    ended = revocation("d1", "national", "2024-09-01")
    assert obligations("reassessment", ended) == ["national 2025-04-30 2024-05-20 2024-08-31 ministry"]


def test_a_recognition_with_a_last_day_is_to_be_renewed_by_then() -> None:
    bodies = "ministry,ministry-2025"
    assert obligations("renewal") == []
    assert obligations("renewal", EXPIRES) == [f"national 2026-05-19 2024-05-20 - {bodies}"]
    assert obligations("renewal", EXPIRES, again("2026-01-10")) == [
        f"national 2026-05-19 2024-05-20 2026-01-09 {bodies}"
    ]
    revoked = obligations("renewal", EXPIRES, revocation("d1", "national", "2024-09-01"))
    assert revoked == ["national 2026-05-19 2024-05-20 2024-08-31 ministry"]


def test_evidence_of_the_newest_assessment_is_renewed_by_the_owner_of_the_platform() -> None:
    assert obligations("evidence-renewal") == ["national 2024-12-31 2024-05-20 - company"]
    assert obligations("evidence-renewal", ASSESSED) == ["national 2024-12-31 2024-05-20 2025-04-09 company"]


def test_who_has_the_role_when_it_is_due_owes_it() -> None:
    sold = added(':owner-1 ndp:validUntil "2024-08-31"^^xsd:date .')
    bought = role("owner", "council", ':n ndp:validFrom "2024-09-01"^^xsd:date .')
    assert obligations("evidence-renewal", sold, bought) == ["national 2024-12-31 2024-05-20 - council"]
    met = revocation("d1", "national", "2024-07-01")
    assert obligations("evidence-renewal", sold, bought, met) == [
        "national 2024-12-31 2024-05-20 2024-06-30 company"
    ]


def test_what_a_list_plans_is_in_service_by_the_end_of_the_year() -> None:
    plan = (
        ':entry a ndp:ListEntry ; foaf:primaryTopic :kind ; ndp:plannedUntil "2026"^^xsd:gYear .'
        ' :plans a ndp:NationalPlatformList ; dcat:record :entry ; ndp:validFrom "2024-01-01"^^xsd:date .'
        " :lead a ndp:PlatformRole ; dcat:hadRole role-kind:lead-agency ; prov:agent :ministry ."
        " :kind ndp:hasRole :lead ."
    )
    assert obligations("service-start", added(plan)) == [
        "kind 2026-12-31 2024-01-01 - ministry,ministry-2025"
    ]
    assert obligations("service-start", added(plan + " :national ndp:listedAs :entry .")) == [
        "kind,national 2026-12-31 2024-01-01 - ministry,ministry-2025"
    ]
    over = ':plans ndp:validUntil "2025-06-30"^^xsd:date .'
    assert obligations("service-start", added(plan + over)) == [
        "kind 2026-12-31 2024-01-01 2025-06-30 ministry,ministry-2025"
    ]
    served = ":entry ndp:lifecycle <https://w3id.org/vn-ndp/code/lifecycle/in-operation> ."
    assert obligations("service-start", added(plan + served)) == []


def test_an_obligation_keeps_its_name_when_it_is_met() -> None:
    def names(*changes: Change) -> set[bytes]:
        return {line.split(b" ")[0] for line in concluded(changes).derived if b"/id/obligation/" in line}

    assert names() < names(ASSESSED)
