"""The page about a decision, on a platform or not: what it decided and on what it rests, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import PageLink
from graph_api.pages.views.cases.case_files import case_files
from graph_api.pages.views.cases.examination import Examination, ExaminedStep, examination
from graph_api.pages.views.cases.linked import Word, all_linked, is_illustrative, maybe_linked, texted
from graph_api.pages.views.cases.status_periods import StatusHistory, status_history
from graph_api.pages.views.days import DatedName, day_of
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked

_GIVING = frozenset(("Recognition", "PotentialRecognition"))
"""The types of decisions that give a status."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The page. `gives_status`: it is a recognition, whose verdict counts; else only its steps do.

    `in_place` are the bodies that answer for it on the day, if those are not the one that took it.
    """

    gives_status: bool
    day: str
    decided: str
    begin: str
    end: str
    act: LinkedText | None
    articles: Sequence[LinkedText]
    body: LinkedText | None
    in_place: Sequence[LinkedText]
    competence: Sequence[ExaminedStep]
    platform: LinkedText | None
    assessments: Sequence[DatedName]
    revoked_by: Sequence[DatedName]
    superseded_by: Sequence[DatedName]
    supersedes: Sequence[DatedName]
    revokes: Sequence[DatedName]
    grounds: Sequence[LinkedText]
    history: StatusHistory
    examination: Examination | None
    kinds: Sequence[LinkedText]
    more_kinds: int
    files: Sequence[PageLink]
    is_illustrative: bool


def decision_view(data: Mapping[str, Any], reader: PageReader, word: Word) -> DecisionView:
    """The view of the answer to the question `platform_decision` or `decision`."""
    decision, platform = data["decision"], data["decision"].get("platform")
    gives_status = decision["type"] in _GIVING
    left_out = () if gives_status else ("DECISION", "LISTED", "REGIME")
    examined = examination(data["why"], reader, word, left_out) if "why" in data else None
    steps = examined.steps if examined else ()
    kinds = decision.get("listedKinds", {"totalCount": 0, "nodes": ()})

    def dated(name: str, key: str = "decisionDate") -> Sequence[DatedName]:
        nodes = decision[name]["nodes"] if name in decision else ()
        return [DatedName(linked(one, reader), day_of(one[key], reader)) for one in nodes]

    def day(name: str) -> str:
        return day_of(decision[name], reader)

    return DecisionView(
        gives_status,
        day_of(reader.day.isoformat(), reader),
        day("decisionDate"),
        day("validFrom"),
        day("validUntil"),
        maybe_linked(decision["enactedBy"], reader),
        [act for step in steps if step.code == "ACT" for act in step.acts],
        maybe_linked(decision["decidedBy"], reader),
        _in_place(decision["decidedBy"], reader),
        [step for step in steps if step.code in ("AGENCY", "COMPETENCE")],
        maybe_linked(platform, reader),
        dated("assessments", "concludedOn"),
        dated("revokedBy"),
        dated("supersededBy"),
        dated("supersedes"),
        dated("revokes"),
        [texted(one["label"], reader) for one in decision.get("revocationGrounds", ())],
        status_history(decision["statusPeriods"]["nodes"] if "statusPeriods" in decision else (), reader),
        examined,
        all_linked(kinds["nodes"], reader),
        kinds["totalCount"] - len(kinds["nodes"]),
        case_files(platform["iri"], reader, decision["iri"], is_supported=examined.is_supported)
        if platform and examined is not None
        else (),
        is_illustrative(decision["sources"]),
    )


def _in_place(body: Mapping[str, Any] | None, reader: PageReader) -> Sequence[LinkedText]:
    """The bodies that answer on the day for one that is gone."""
    bodies = body["responsibleOn"] if body else ()
    return [] if body and [one["iri"] for one in bodies] == [body["iri"]] else all_linked(bodies, reader)
