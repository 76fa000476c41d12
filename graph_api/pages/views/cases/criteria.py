"""The table of criteria of an assessment: what each asked, what was found, who judged it, and on what evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.cases.linked import is_illustrative, maybe_linked, texted
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked
from ontology.iris import local_name
from ontology.values.languages import format_date, format_number

_SIGNS = {"gte": "≥", "gt": ">", "lte": "≤", "lt": "<", "eq": "="}
_MARKS = {"passed": "✓", "failed": "✗", "cantTell": "?", "inapplicable": "–", "untested": "○"}
_SHARE = "marketShareOfPotentialMarket"
"""The quantity that is measured in per cent."""


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """A piece of evidence and its validity on the day, as a sentence. `is_valid`: it is valid on that day."""

    name: LinkedText
    validity: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """The result of a criterion. `asked` are its thresholds, each as a figure and in words."""

    number: str
    criterion: LinkedText | None
    asked: Sequence[tuple[str, LinkedText]]
    found: Sequence[LinkedText]
    outcome: str
    mark: str
    word: LinkedText | None
    assessor: LinkedText | None
    evidence: Sequence[ShownEvidence]
    sources: Sequence[LinkedText]
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class CriteriaTable:
    """The results of an assessment, in the order of the criteria; `summary` counts those that passed.

    `is_basis`: the status on the day rests on it. `more` are results that the table does not have.
    """

    assessment: LinkedText
    criteria_set: LinkedText | None
    concluded: str
    summary: str
    rows: Sequence[CriterionRow]
    is_basis: bool
    is_whole: bool
    more: int


def criteria_table(assessment: Mapping[str, Any], reader: PageReader, *, is_basis: bool) -> CriteriaTable:
    """The table of an assessment."""
    lang = reader.lang
    results, count = assessment["results"]["nodes"], assessment["results"]["totalCount"]
    passed = sum(_code(one["outcome"]) == "passed" for one in results)
    summary = texts(lang)["criteria_passed"]
    rows = [_row(number, one, reader) for number, one in enumerate(sorted(results, key=_order), 1)]
    return CriteriaTable(
        linked(assessment, reader),
        maybe_linked(assessment["criteriaSet"], reader),
        format_date(assessment["concludedOn"] or "", lang),
        summary.format(passed=format_number(passed, lang), count=format_number(len(results), lang)),
        rows,
        is_basis,
        passed == len(results) == count,
        count - len(results),
    )


def _order(result: Mapping[str, Any]) -> tuple[int, str]:
    criterion = result["criterion"] or {}
    order = criterion.get("order")
    return (int(order) if order is not None else 1_000_000, criterion.get("iri") or result["iri"])


def _code(code: Mapping[str, Any] | None) -> str:
    return str(code["code"]) if code else ""


def _row(number: int, result: Mapping[str, Any], reader: PageReader) -> CriterionRow:
    criterion, outcome = result["criterion"], result["outcome"]
    required = criterion["requirements"]["nodes"] if criterion else ()
    thresholds = [one for one in required if one.get("threshold") is not None]
    return CriterionRow(
        format_number(number, reader.lang),
        maybe_linked(criterion, reader),
        [_asked(one, reader) for one in thresholds],
        [_found(one, reader) for one in result["basedOnObservations"]["nodes"]],
        _code(outcome),
        _MARKS.get(_code(outcome), "?"),
        texted(outcome["label"], reader) if outcome else None,
        maybe_linked(result["assertedBy"], reader),
        [_evidence(one, reader) for one in result["basedOnEvidence"]["nodes"]],
        [linked(one, reader) for one in result["sources"]],
        is_illustrative(result["sources"]),
    )


def _asked(constraint: Mapping[str, Any], reader: PageReader) -> tuple[str, LinkedText]:
    """A threshold as a figure, `≥ 50 %`, and the name of its constraint."""
    sign = _SIGNS.get(_code(constraint["comparator"]), "")
    quantity = constraint["constrains"]["iri"] if constraint["constrains"] else ""
    number = format_number(_short(Decimal(constraint["threshold"])), reader.lang)
    unit = "\N{NO-BREAK SPACE}%" if local_name(quantity) == _SHARE else ""
    return f"{sign}\N{NO-BREAK SPACE}{number}{unit}".strip(), linked(constraint, reader)


def _short(number: Decimal) -> Decimal:
    """A number without the zeros at its end."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _found(observation: Mapping[str, Any], reader: PageReader) -> LinkedText:
    """An observed share with its period, `54.20 % (2023)`."""
    share, period = observation["marketShare"], observation["referencePeriod"]
    if share is None:
        return linked(observation, reader)
    value = f"{format_number(Decimal(share), reader.lang)}\N{NO-BREAK SPACE}%"
    if period:
        value += f" ({format_date(period['value'], reader.lang)})"
    return LinkedText(value, address=reader.address(observation["iri"]))


def _evidence(evidence: Mapping[str, Any], reader: PageReader) -> ShownEvidence:
    begin, end, day = evidence["validFrom"], evidence["validUntil"], reader.day.isoformat()
    text = texts(reader.lang)
    if begin and day < begin:
        key, shown = "evidence_not_yet", begin
    elif end and end < day:
        key, shown = "evidence_over", end
    elif end:
        key, shown = "evidence_until", end
    else:
        return ShownEvidence(linked(evidence, reader), "", is_valid=True)
    sentence = text[key].format(day=format_date(shown, reader.lang))
    return ShownEvidence(linked(evidence, reader), sentence, key == "evidence_until")


def chosen_assessment(
    assessments: Iterable[Mapping[str, Any]], behind: Sequence[str], day: str
) -> tuple[Mapping[str, Any] | None, bool]:
    """The assessment to show, and true if it is one of `behind`; else the last one concluded by the day, or any."""
    known = list(assessments)
    for one in known:
        if one["iri"] in behind:
            return one, True
    concluded = [one for one in known if one["concludedOn"] and one["concludedOn"] <= day]
    return next(iter([*concluded, *known]), None), False
