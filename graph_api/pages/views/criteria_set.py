"""The page about a criteria set: its act, its criteria beside those of the framework, and how assessments came out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.days import PagePeriod, day_of, in_languages, period_of
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.iris import local_name
from ontology.values.languages import format_number

_LAST = 1_000_000
"""The place of criteria without an order."""


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """A threshold: its sentence in each language, that of the page first, and its form for programs."""

    sentences: Sequence[tuple[str, str]]
    form: str


@dataclass(frozen=True, slots=True)
class SetRequirement:
    """A criterion of a set or of a framework, with its thresholds."""

    name: LinkedText
    thresholds: Sequence[SetThreshold]


@dataclass(frozen=True, slots=True)
class CriterionOutcomes:
    """The results of a criterion: `passed` of all, with the share in per cent; other outcomes with their numbers."""

    passed: str
    share: str
    others: Sequence[tuple[LinkedText, str]]


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """A criterion of the framework and the one of the set that is derived from it.

    `relation` is `covered`, `added` (not in the framework), `missing`, or `optional` (missing, but not mandatory);
    empty: the set has no framework.
    """

    prescribed: SetRequirement | None
    own: SetRequirement | None
    relation: str
    word: str
    outcomes: CriterionOutcomes | None


@dataclass(frozen=True, slots=True)
class SetAssessment:
    """An assessment against the set."""

    name: LinkedText
    platform: LinkedText | None
    day: str


@dataclass(frozen=True, slots=True)
class SetConsultation:
    """A consultation on the set, with the stances of its opinions and their numbers."""

    name: LinkedText
    day: str
    stances: Sequence[tuple[LinkedText, str]]


@dataclass(frozen=True, slots=True)
class CriteriaSetView:
    """The page. `more_assessments` are those that it does not name."""

    act: LinkedText | None
    publisher: LinkedText | None
    issued: str
    period: PagePeriod
    kinds: Sequence[LinkedText]
    frameworks: Sequence[LinkedText]
    rows: Sequence[ComparedCriterion]
    counts: Sequence[tuple[str, str, str]]
    """The relations of the rows: each with its word and the number of rows."""
    assessments: Sequence[SetAssessment]
    more_assessments: int
    consultations: Sequence[SetConsultation]


def criteria_set_view(data: Mapping[str, Any], reader: PageReader) -> CriteriaSetView:
    """The view of the answer to the question `criteria_set`."""
    found = data["set"]
    frameworks = found["frameworks"]["nodes"]
    rows = list(_rows(found, _outcomes(data["results"], reader), reader))
    relations = [(row.relation, row.word) for row in rows if row.relation]
    assessments = found["assessments"]
    return CriteriaSetView(
        linked(found["enactedBy"], reader) if found["enactedBy"] else None,
        linked(found["publisher"], reader) if found["publisher"] else None,
        day_of(found["issued"], reader),
        period_of(found, reader),
        [linked(one, reader) for one in found["kinds"]["nodes"]],
        [linked(one, reader) for one in frameworks],
        rows,
        [(*one, format_number(relations.count(one), reader.lang)) for one in dict.fromkeys(relations)],
        [
            SetAssessment(
                linked(one, reader),
                linked(one["assesses"], reader) if one["assesses"] else None,
                day_of(one["concludedOn"], reader),
            )
            for one in assessments["nodes"]
        ],
        assessments["totalCount"] - len(assessments["nodes"]),
        [
            SetConsultation(linked(one, reader), day_of(one["concludedOn"], reader), _stances(one, reader))
            for one in found["consultations"]["nodes"]
        ],
    )


def _rows(
    found: Mapping[str, Any], outcomes: Mapping[str, CriterionOutcomes], reader: PageReader
) -> Iterator[ComparedCriterion]:
    """The criteria of the frameworks with those derived from them, then those that the set adds."""
    own = _flat(found["requirements"]["nodes"], "Criterion")
    frameworks = found["frameworks"]["nodes"]
    derived: set[str] = set()
    for framework in frameworks:
        for one in _flat(framework["prescribedRequirements"]["nodes"], "FrameworkCriterion"):
            matching = [each for each in own if one["iri"] in _bases(each)]
            derived.update(each["iri"] for each in matching)
            for each in matching:
                yield _row(one, each, "covered", outcomes, reader)
            if not matching:
                yield _row(
                    one, None, "optional" if one["mandatory"] is False else "missing", outcomes, reader
                )
    for each in own:
        if each["iri"] not in derived:
            yield _row(None, each, "added" if frameworks else "", outcomes, reader)


def _row(
    prescribed: Mapping[str, Any] | None,
    own: Mapping[str, Any] | None,
    relation: str,
    outcomes: Mapping[str, CriterionOutcomes],
    reader: PageReader,
) -> ComparedCriterion:
    return ComparedCriterion(
        _requirement(prescribed, reader) if prescribed else None,
        _requirement(own, reader) if own else None,
        relation,
        texts(reader.lang)[f"set-{relation}"] if relation else "",
        outcomes.get(own["iri"]) if own else None,
    )


def _flat(requirements: Sequence[Mapping[str, Any]], kind: str) -> Sequence[Mapping[str, Any]]:
    """The requirements of a kind, those in groups too, in their order."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in requirements:
        for each in (one, *one["requirements"]["nodes"]):
            if each["type"] == kind:
                found.setdefault(each["iri"], each)
    return sorted(
        found.values(), key=lambda one: (_LAST if one["order"] is None else int(one["order"]), one["iri"])
    )


def _bases(criterion: Mapping[str, Any]) -> Sequence[str]:
    return [one["iri"] for one in criterion["derivedFromCriteria"]["nodes"]]


def _requirement(requirement: Mapping[str, Any], reader: PageReader) -> SetRequirement:
    thresholds = [
        SetThreshold(in_languages(one["prefLabelAll"], reader), _form(one))
        for one in requirement.get("requirements", {"nodes": ()})["nodes"]
        if one["type"] == "Constraint"
    ]
    return SetRequirement(linked(requirement, reader), thresholds)


def _form(constraint: Mapping[str, Any]) -> str:
    """The form of a threshold for programs: `marketShareOfPotentialMarket gte 50`; empty without a number."""
    if constraint["threshold"] is None:
        return ""
    quantity = local_name(constraint["constrains"]["iri"]) if constraint["constrains"] else ""
    comparator = constraint["comparator"]["code"] if constraint["comparator"] else ""
    return " ".join(part for part in (quantity, comparator, constraint["threshold"]) if part)


def _outcomes(results: Mapping[str, Any], reader: PageReader) -> Mapping[str, CriterionOutcomes]:
    """The results by criterion."""
    groups: dict[str, list[tuple[Mapping[str, Any] | None, int]]] = {}
    for group in results["groups"]["nodes"]:
        criterion, outcome = group["keys"]
        if criterion["value"] is not None:
            groups.setdefault(criterion["value"], []).append((outcome["code"], group["count"]))
    return {criterion: _counted(some, reader) for criterion, some in groups.items()}


def _counted(some: Sequence[tuple[Mapping[str, Any] | None, int]], reader: PageReader) -> CriterionOutcomes:
    """The results of a criterion, given as outcomes with their numbers."""
    total = sum(count for _, count in some)
    passed = sum(count for code, count in some if code is not None and code["code"] == "passed")
    share = (Decimal(100 * passed) / total).quantize(Decimal(1))
    return CriterionOutcomes(
        f"{format_number(passed, reader.lang)} / {format_number(total, reader.lang)}",
        f"{share}\N{NO-BREAK SPACE}%",
        [
            (plain(code["label"], reader), format_number(count, reader.lang))
            for code, count in some
            if code is not None and code["code"] != "passed"
        ],
    )


def _stances(consultation: Mapping[str, Any], reader: PageReader) -> Sequence[tuple[LinkedText, str]]:
    """The stances of the opinions in a consultation, with their numbers."""
    stances = [one["stance"] for one in consultation["opinions"]["nodes"] if one["stance"]]
    codes = [one["code"] for one in stances]
    by_code = {one["code"]: one for one in stances}
    return [
        (plain(one["label"], reader), format_number(codes.count(code), reader.lang))
        for code, one in by_code.items()
    ]
