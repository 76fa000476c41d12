"""Findings and their reviews as text, JSON or CSV."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph_api.exports.sheet import write_sheet
from loaders.releases.findings import StoredFinding
from loaders.releases.reviews import Review
from loaders.releases.sources import SourceDescription
from loaders.validation.labels import label, line, word
from ontology.printable import printable_line

Reviews: TypeAlias = Mapping[str, Sequence[Review]]
"""The reviews of each finding, by its IRI."""
DescribedSources: TypeAlias = Mapping[str, SourceDescription]
"""The descriptions of source graphs, by IRI."""


@dataclass(frozen=True, slots=True)
class FindingsReport:
    """Findings with their reviews, and with what the graphs that state them rest on; texts in one language."""

    findings: Sequence[StoredFinding]
    reviews: Reviews
    sources: DescribedSources
    lang: str

    def documents(self, one: StoredFinding) -> list[str]:
        """The addresses of the documents behind a finding."""
        return sorted({d for graph in self._sources(one) for d in graph.documents})

    def notes(self, one: StoredFinding) -> list[str]:
        """The notes about its sources."""
        return sorted({_best(source.notes, self.lang) for source in self._sources(one) if source.notes})

    def _sources(self, one: StoredFinding) -> list[SourceDescription]:
        return [self.sources[graph] for graph in one.graphs if graph in self.sources]


def render(form: str, report: FindingsReport) -> str:
    """Findings in one of `FORMATS`; texts in a language, or in English if they are missing in it."""
    return _RENDER[form](report)


def _best(texts: Mapping[str, str], lang: str) -> str:
    """The text in a language, else in English."""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def _text(report: FindingsReport) -> str:
    """A paragraph for each finding, then one for each graph that states something about them."""
    lines = [
        text
        for one in report.findings
        for text in _paragraph(one, report.reviews.get(one.iri, ()), report.lang)
    ]
    for graph, source in report.sources.items():
        lines += ["", graph, *(f"    {line('document', one, report.lang)}" for one in source.documents)]
        if source.notes:
            lines.append(f"    {line('note', _best(source.notes, report.lang), report.lang)}")
    return "".join(f"{printable_line(text)}\n" for text in lines)


def _paragraph(one: StoredFinding, reviews: Sequence[Review], lang: str) -> Iterator[str]:
    start, end = one.start or "…", one.end or "…"
    period = "" if one.start is one.end is None else f", {word('period', lang, start=start, end=end)}"
    yield f"{label(one.severity, lang)} {one.code}  {one.focus}{period}"
    yield f"    {_best(one.messages, lang)}"
    if one.value is not None:
        yield f"    {line('value', one.value, lang)}"
    if remedy := _best(one.remedies, lang):
        yield f"    {line('fix', remedy, lang)}"
    for review in reviews:
        yield f"    {line('review', _reviewed(review, lang), lang)}"
    graphs = ", ".join(one.graphs) or word("no-graph", lang)
    yield f"    {line('graphs', graphs, lang)}; {label('since', lang)} {one.since}"


def _reviewed(review: Review, lang: str) -> str:
    """A review as one line: `disputed (https://…/org/x, 2026-06-01): the reason`."""
    reviewer = ", ".join(filter(None, (review.by, review.on)))
    verdict = review.verdict or word("no-verdict", lang)
    signed = f"{verdict} ({reviewer})" if reviewer else verdict
    return ": ".join(filter(None, (signed, _best(review.texts, lang))))


def _rows(report: FindingsReport) -> list[dict[str, Any]]:
    lang = report.lang
    return [
        {
            "iri": one.iri,
            "code": one.code,
            "severity": one.severity,
            "focus": one.focus,
            "value": one.value,
            "message": _best(one.messages, lang),
            "remedy": _best(one.remedies, lang),
            "platform": one.platform,
            "from": one.start,
            "until": one.end,
            "since": one.since,
            "graphs": list(one.graphs),
            "documents": report.documents(one),
            "notes": report.notes(one),
            "reviews": [
                {
                    "iri": review.iri,
                    "verdict": review.verdict,
                    "by": review.by,
                    "on": review.on,
                    "text": _best(review.texts, lang),
                }
                for review in report.reviews.get(one.iri, ())
            ],
        }
        for one in report.findings
    ]


def _json(report: FindingsReport) -> str:
    return json.dumps(_rows(report), ensure_ascii=False, indent=1) + "\n"


def _csv(report: FindingsReport) -> str:
    columns = (
        *("code", "severity", "focus", "value", "message", "remedy", "platform", "from", "until", "since"),
        *("graphs", "reviews", "iri", "documents", "notes"),
    )
    rows = []
    for row, one in zip(_rows(report), report.findings, strict=True):
        reviews = (_reviewed(review, report.lang) for review in report.reviews.get(one.iri, ()))
        row |= {"graphs": " ".join(one.graphs), "reviews": "\n".join(reviews)}
        rows.append(row | {"documents": " ".join(row["documents"]), "notes": "\n".join(row["notes"])})
    return write_sheet(columns, rows, "\n")


_RENDER: Mapping[str, Callable[[FindingsReport], str]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
}
FORMATS = tuple(_RENDER)
"""The formats of a list of findings."""
