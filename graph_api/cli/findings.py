"""Findings and their reviews as text, JSON or CSV."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from graph_api.exports.sheet import write_sheet
from loaders.releases.findings import StoredFinding
from loaders.releases.reviews import Review
from loaders.validation.labels import label, line, word
from ontology.printable import printable_line

Reviews: TypeAlias = Mapping[str, Sequence[Review]]
"""The reviews of each finding, by its IRI."""


def render(form: str, findings: Sequence[StoredFinding], reviews: Reviews, lang: str) -> str:
    """Findings in one of `FORMATS`; texts in a language, or in English if they are missing in it."""
    return _RENDER[form](findings, reviews, lang)


def _best(texts: Mapping[str, str], lang: str) -> str:
    """The text in a language, else in English."""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def _text(findings: Sequence[StoredFinding], reviews: Reviews, lang: str) -> str:
    lines = (text for one in findings for text in _paragraph(one, reviews.get(one.iri, ()), lang))
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


def _rows(findings: Sequence[StoredFinding], reviews: Reviews, lang: str) -> list[dict[str, Any]]:
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
            "reviews": [
                {
                    "iri": review.iri,
                    "verdict": review.verdict,
                    "by": review.by,
                    "on": review.on,
                    "text": _best(review.texts, lang),
                }
                for review in reviews.get(one.iri, ())
            ],
        }
        for one in findings
    ]


def _json(findings: Sequence[StoredFinding], reviews: Reviews, lang: str) -> str:
    return json.dumps(_rows(findings, reviews, lang), ensure_ascii=False, indent=1) + "\n"


def _csv(findings: Sequence[StoredFinding], reviews: Reviews, lang: str) -> str:
    columns = (
        *("code", "severity", "focus", "value", "message", "remedy", "platform", "from", "until", "since"),
        *("graphs", "reviews", "iri"),
    )
    rows = []
    for row, one in zip(_rows(findings, reviews, lang), findings, strict=True):
        notes = (_reviewed(review, lang) for review in reviews.get(one.iri, ()))
        rows.append(row | {"graphs": " ".join(one.graphs), "reviews": "\n".join(notes)})
    return write_sheet(columns, rows, "\n")


_RENDER: Mapping[str, Callable[[Sequence[StoredFinding], Reviews, str], str]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
}
FORMATS = tuple(_RENDER)
"""The formats of a list of findings."""
