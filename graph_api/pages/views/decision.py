"""The page about a decision on a platform: what it decided and on what it rests, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import PageLink
from graph_api.pages.views.case_files import case_files
from graph_api.pages.views.examination import Examination, ExaminedStep, examination
from graph_api.pages.views.linked import LinkedText, Word, is_illustrative, linked, maybe_linked, texted
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.status_periods import StatusHistory, status_history
from ontology.values.languages import format_date

_GIVING = frozenset(("Recognition", "PotentialRecognition"))
"""The types of decisions that give a status."""


@dataclass(frozen=True, slots=True)
class DatedLink:
    """A resource and its day."""

    name: LinkedText
    day: str


@dataclass(frozen=True, slots=True)
class PlatformDecisionView:
    """The page. `gives_status`: it is a recognition, whose verdict counts; else only its steps do."""

    gives_status: bool
    day: str
    decided: str
    begin: str
    end: str
    act: LinkedText | None
    articles: Sequence[LinkedText]
    body: LinkedText | None
    competence: Sequence[ExaminedStep]
    platform: LinkedText | None
    assessments: Sequence[DatedLink]
    revoked_by: Sequence[DatedLink]
    superseded_by: Sequence[DatedLink]
    supersedes: Sequence[DatedLink]
    revokes: Sequence[DatedLink]
    grounds: Sequence[LinkedText]
    history: StatusHistory
    examination: Examination
    files: Sequence[PageLink]
    is_illustrative: bool


def platform_decision_view(data: Mapping[str, Any], reader: PageReader, word: Word) -> PlatformDecisionView:
    """The view of the answer to the question `platform_decision`."""
    decision, platform = data["decision"], data["decision"]["platform"]
    gives_status = decision["type"] in _GIVING
    examined = examination(
        data["why"], reader, word, () if gives_status else ("DECISION", "LISTED", "REGIME")
    )
    articles = [act for step in examined.of_kinds("ACT") for act in step.acts]

    def dated(name: str, key: str = "decisionDate") -> Sequence[DatedLink]:
        nodes = decision[name]["nodes"] if name in decision else ()
        return [DatedLink(linked(one, reader), format_date(one[key] or "", reader.lang)) for one in nodes]

    def day(name: str) -> str:
        return format_date(decision[name] or "", reader.lang)

    return PlatformDecisionView(
        gives_status,
        format_date(reader.day.isoformat(), reader.lang),
        day("decisionDate"),
        day("validFrom"),
        day("validUntil"),
        maybe_linked(decision["enactedBy"], reader),
        articles,
        maybe_linked(decision["decidedBy"], reader),
        examined.of_kinds("AGENCY", "COMPETENCE"),
        maybe_linked(platform, reader),
        dated("assessments", "concludedOn"),
        dated("revokedBy"),
        dated("supersededBy"),
        dated("supersedes"),
        dated("revokes"),
        [texted(one["label"], reader) for one in decision.get("revocationGrounds", ())],
        status_history(decision["statusPeriods"]["nodes"], reader),
        examined,
        case_files(platform["iri"], reader, decision["iri"]) if platform else (),
        is_illustrative(decision["sources"]),
    )
