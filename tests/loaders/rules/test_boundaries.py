"""The boundaries of rules about time: the day before, the day, the day after."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from tests.loaders.support.auditing import Change, concluded, held, on_day, short
from tests.loaders.support.rule_cases import added, again, replaced, revocation

D1 = 'ndp:decidesOn :national ; ndp:decidedBy :ministry ; ndp:decisionDate "2024-05-20"^^xsd:date'
A1 = 'ndp:startedOn "2024-03-01"^^xsd:date ; ndp:concludedOn "2024-04-30"^^xsd:date ; ndp:hasResult :r1-t , :r1-p'
SET = 'ndp:validFrom "2024-01-15"^^xsd:date ; ndp:validUntil "2026-12-31"^^xsd:date'
REPORT = 'dct:issued "2024-02-01"^^xsd:date ; ndp:validUntil "2024-12-31"^^xsd:date'
MANAGING = (
    'prov:agent :ministry ;\n    ndp:validFrom "2023-01-01"^^xsd:date ; ndp:validUntil "2025-02-28"^^xsd:date'
)
LAW = 'eli:date_document "2022-01-10"^^xsd:date ;\n    eli:first_date_entry_in_force "2022-02-01"^^xsd:date'
LISTING = ":listing a ndp:ListingDecision ; ndp:decidedBy :ministry ; ndp:decisionDate"


def around(day: str) -> list[str]:
    """The day before, the day, the day after."""
    return [(date.fromisoformat(day) + timedelta(n)).isoformat() for n in (-1, 0, 1)]


def d1(more: str) -> Change:
    """Another statement about the recognition of the national platform."""
    return D1, f"{D1} ; {more}"


def until(day: str, decision: str = "d1") -> Change:
    return added(f':{decision} ndp:validUntil "{day}"^^xsd:date .')


def starts(day: str) -> Change:
    return added(f':d1 ndp:validFrom "{day}"^^xsd:date .')


IN_TIME: dict[str, tuple[str, str, list[Change], list[bool]]] = {
    "a recognition that expires": ("D16", "2024-09-30", [until("2024-09-30")], [False, False, True]),
    "one that ended before it began": ("D16", "2024-05-19", [until("2024-05-19")], [False, False, True]),
    "one that ended before its later first day": (
        "D16", "2024-05-31", [starts("2024-07-01"), until("2024-05-31")], [False, False, True]
    ),
    "one that expired, and the next": (
        "D16", "2024-10-31", [until("2024-09-30"), again("2024-11-01")], [True, True, False]
    ),
    "one that was revoked": ("D17", "2024-09-30", [revocation("d1", "national", "2024-09-30")], [False, True, True]),
    "one revoked on its first day": (
        "D17", "2024-05-20", [revocation("d1", "national", "2024-05-20")], [False, True, True]
    ),
    "one revoked on the eve of its first day": (
        "D17", "2024-06-30", [starts("2024-07-01"), revocation("d1", "national", "2024-06-30")], [False, True, True]
    ),
    "one revoked on its first day, and the next": (
        "D17", "2024-10-31", [revocation("d1", "national", "2024-05-20"), again("2024-11-01")], [True, True, False]
    ),
    "one that is overdue": (
        "D16b", "2025-04-30", [], [False, False, True]
    ),
    "one declared after its end": ("D30", "2024-09-30", [until("2024-09-30")], [False, False, True]),
}  # fmt: skip
"""The code, the last or first day, the changes, and if the finding on the national platform holds around that day."""


@pytest.mark.parametrize("name", IN_TIME)
def test_a_finding_holds_from_its_first_day_to_its_last(name: str) -> None:
    code, day, changes, expected = IN_TIME[name]
    findings = concluded(changes).findings
    held_on = [(code, "national") in {(c, f) for c, f, _ in on_day(findings, one)} for one in around(day)]
    assert held_on == expected


@pytest.mark.parametrize("changes", [[until("2024-05-19")], [revocation("d1", "national", "2024-05-20")]])
def test_a_recognition_that_was_never_in_force_gives_no_status(changes: list[Change]) -> None:
    derived = concluded(changes).derived
    assert not any("national" in platform for day in around("2024-05-20") for platform in held(derived, day))


COMPARED: dict[str, tuple[str, str, Callable[[str], Sequence[Change]], list[bool]]] = {
    "the act of a framework enters into force": (
        "D04", "2024-01-15", lambda day: [replaced(LAW, ("2022-02-01", day))], [False, False, True]
    ),
    "the last day of the act of a framework": (
        "D04", "2024-01-15", lambda day: [added(f':law eli:date_no_longer_in_force "{day}"^^xsd:date .')],
        [True, False, False],
    ),
    "the first day of a role of the assessor": (
        "D12", "2024-03-01", lambda day: [
            added(":n a ndp:PlatformRole ; dcat:hadRole role-kind:owner ; prov:agent :council ;"
                  f' ndp:validFrom "{day}"^^xsd:date . :national ndp:hasRole :n .')
        ], [True, True, False],
    ),
    "the last day of a role of the assessor": (
        "D12", "2024-03-01", lambda day: [
            added(":n a ndp:PlatformRole ; dcat:hadRole role-kind:owner ; prov:agent :council ;"
                  f' ndp:validUntil "{day}"^^xsd:date . :national ndp:hasRole :n .')
        ], [False, True, True],
    ),
    "the first day of a set": (
        "D13", "2024-03-01", lambda day: [replaced(SET, ("2024-01-15", day))], [False, False, True]
    ),
    "the last day of a set": (
        "D13", "2024-03-01", lambda day: [replaced(SET, ("2026-12-31", day))], [True, False, False]
    ),
    "the issue of a set and a decision": (
        "D14", "2024-05-20", lambda day: [('dct:issued "2024-01-15"', f'dct:issued "{day}"')], [False, False, True]
    ),
    "the end of an assessment and a decision": (
        "D15", "2024-05-20", lambda day: [replaced(A1, ("2024-04-30", day))], [False, False, True]
    ),
    "the first day of a managing agency": (
        "D18", "2024-05-20", lambda day: [replaced(MANAGING, ("2023-01-01", day))], [False, False, True]
    ),
    "the last day of a managing agency": (
        "D18", "2024-05-20", lambda day: [replaced(MANAGING, ("2025-02-28", day))], [True, False, False]
    ),
    "the first day of an organisation that decides": (
        "D19", "2007-08-02", lambda day: [added(f'{LISTING} "{day}"^^xsd:date .')], [True, False, False]
    ),
    "the last day of an organisation that decides": (
        "D19", "2025-02-28", lambda day: [added(f'{LISTING} "{day}"^^xsd:date .')], [False, False, True]
    ),
    "the last day of an organisation with a role": (
        "D19b", "2025-02-28", lambda day: [replaced(MANAGING, ("2025-02-28", day))], [False, False, True]
    ),
    "the issue of evidence": (
        "D22b", "2024-04-30", lambda day: [replaced(REPORT, ("2024-02-01", day))], [False, False, True]
    ),
    "the last day of evidence": (
        "D22b", "2024-04-30", lambda day: [replaced(REPORT, ("2024-12-31", day))], [True, False, False]
    ),
    "two managing agencies": (
        "D23b", "2025-02-28", lambda day: [
            ('prov:agent :ministry-2025 ;\n    ndp:validFrom "2025-03-01"',
             f'prov:agent :ministry-2025 ;\n    ndp:validFrom "{day}"')
        ], [True, True, False],
    ),
    "the date and the entry into force of an act": (
        "D24", "2022-01-10", lambda day: [replaced(LAW, ("2022-02-01", day))], [True, False, False]
    ),
    "the start of a consultation": (
        "D28", "2024-01-15", lambda day: [('ndp:startedOn "2023-12-01"', f'ndp:startedOn "{day}"')],
        [False, False, True],
    ),
    "a revocation and what it revokes": (
        "D32", "2024-05-20", lambda day: [revocation("d3", "refused", day)], [True, False, False]
    ),
}  # fmt: skip
"""The code, a day that is compared with, the changes that set a date, and if the finding is made around that day."""


@pytest.mark.parametrize("name", COMPARED)
def test_dates_are_compared_to_the_day(name: str) -> None:
    code, day, changes, expected = COMPARED[name]
    found = [{short(f.code) for f in concluded(changes(one)).findings} for one in around(day)]
    assert [code in codes for codes in found] == expected
