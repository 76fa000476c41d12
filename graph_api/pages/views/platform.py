"""The page about a platform: its status on a day and why, who answers for it, its criteria, findings and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import PageLink
from graph_api.pages.views.cases.case_files import case_files
from graph_api.pages.views.cases.criteria import CriteriaTable, chosen_assessment, criteria_table
from graph_api.pages.views.cases.examination import Examination, examination
from graph_api.pages.views.cases.linked import Word, is_illustrative, maybe_linked, texted
from graph_api.pages.views.cases.responsible import Responsible, responsible
from graph_api.pages.views.cases.status_periods import StatusHistory, holds_on, status_history
from graph_api.pages.views.finding_counts import FindingCount, finding_counts
from graph_api.pages.views.obligations import DueList, due_list
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked
from ontology.severity import Severity
from ontology.values.languages import format_date

_DIFFERS = "D30"
"""The rule that finds a declared status that is not the derived one."""


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding about the platform: its code, its severity in words, its message, and what to do."""

    code: str
    severity: str
    word: str
    message: LinkedText
    remedy: LinkedText | None


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision about the platform, with its day, its act and who took it."""

    name: LinkedText
    day: str
    act: LinkedText | None
    body: LinkedText | None
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class PlatformView:
    """The page. `counts` are the findings by severity; `difference` explains a declared status that differs."""

    day: str
    iso_day: str
    hidden: Sequence[tuple[str, str]]
    declared: LinkedText | None
    is_same: bool
    """The declared status is the derived one."""
    history: StatusHistory
    examination: Examination
    difference: LinkedText | None
    kind: LinkedText | None
    responsible: Responsible
    due: DueList
    counts: Sequence[FindingCount]
    findings: Sequence[ListedFinding]
    more_findings: int
    criteria: CriteriaTable | None
    decisions: Sequence[ListedDecision]
    files: Sequence[PageLink]
    feed: str
    """The address of the feed of its changes."""


def platform_view(data: Mapping[str, Any], reader: PageReader, word: Word) -> PlatformView:
    """The view of the answer to the question `platform`; `word` gives the words for codes of justifications."""
    platform = data["platform"]
    day = reader.day.isoformat()
    periods = platform["statusPeriods"]["nodes"]
    now = next((one for one in periods if one["from"] and one["status"] and holds_on(one, day)), None)
    behind = [one["iri"] for one in now["foundedOn"]["nodes"]] if now else []
    assessments = platform["assessments"]["nodes"]
    shown, is_basis = chosen_assessment(assessments, behind, day)
    found = platform["platformFindings"]
    declared = platform["declaredStatus"]
    findings = [_finding(one, reader, word) for one in _by_severity(found["nodes"])]
    case = examination(data["why"], reader, word)
    return PlatformView(
        format_date(day, reader.lang),
        day,
        reader.frame.parameters_but("asOf", "after"),
        texted(declared["label"], reader) if declared else None,
        bool(declared and now and declared["code"] == now["status"]["code"]),
        status_history(periods, reader),
        case,
        next((one.message for one in findings if one.code == _DIFFERS), None),
        maybe_linked(platform["ofKind"], reader),
        responsible(platform, reader),
        due_list(platform.get("obligations"), reader, platform=platform["iri"]),
        finding_counts(found, reader),
        findings,
        found["totalCount"] - len(findings),
        criteria_table(shown, reader, is_basis=is_basis) if shown else None,
        [_decision(one, reader) for one in platform["decisions"]["nodes"]],
        case_files(platform["iri"], reader, is_supported=case.is_supported),
        reader.feed(platform["iri"]),
    )


def _by_severity(findings: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    ranks = {str(one): one.rank for one in Severity}
    last = len(ranks)
    return sorted(findings, key=lambda one: (ranks.get(one["severity"], last), one["code"] or "", one["iri"]))


def _finding(finding: Mapping[str, Any], reader: PageReader, word: Word) -> ListedFinding:
    severity = finding["severity"] or Severity.INFO.value
    message, remedy = finding["message"], finding["remedy"]
    address = reader.address(finding["iri"])
    return ListedFinding(
        finding["code"] or "",
        severity.lower(),
        word(severity, reader.lang),
        texted(message, reader, address) if message else LinkedText(finding["iri"], address),
        texted(remedy, reader) if remedy else None,
    )


def _decision(decision: Mapping[str, Any], reader: PageReader) -> ListedDecision:
    return ListedDecision(
        linked(decision, reader),
        format_date(decision["decisionDate"] or "", reader.lang),
        maybe_linked(decision["enactedBy"], reader),
        maybe_linked(decision["decidedBy"], reader),
        is_illustrative(decision["sources"]),
    )
