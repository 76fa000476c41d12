"""The words around a case, from `texts.toml`; the sentences of its steps are in the case itself."""

from pathlib import Path

from graph_api.exports.case import CitedFinding, CitedReview, CitedSource, CitedStep, JustifiedCase
from ontology.printable import cut
from ontology.texts import read_texts
from ontology.values.languages import LANGUAGES, format_date

_FILE = Path(__file__).with_name("texts.toml")
_LONGEST_NAME = 200
"""Characters of a name in a title."""


def word(name: str, language: str, **parts: object) -> str:
    """The word or phrase of that name; in Vietnamese if the language is not one of `LANGUAGES`."""
    return read_texts(_FILE).fill(name, language if language in LANGUAGES else "vi", **parts)


def title(case: JustifiedCase) -> str:
    """The subject of the case, as one line."""
    name = "why-not" if case.against else "why-approved"
    day = format_date(case.day, case.language)
    return word(name, case.language, platform=cut(case.platform.label, _LONGEST_NAME), day=day)


def verdict(case: JustifiedCase) -> str:
    """The verdict, as one line; of `why-not` without any blocking step, that nothing is in the way."""
    free = case.against and not case.steps
    return word("NOTHING_IN_THE_WAY" if free else case.verdict, case.language)


def status(case: JustifiedCase) -> str:
    """The name of the status."""
    if case.status:
        return case.status.label
    return word("unknown-status" if case.verdict == "UNKNOWN" else "no-status", case.language)


def sources(case: JustifiedCase) -> str:
    """The sources that count, as one line; empty if all do."""
    data, language = case.release.data, case.language
    levels = data.get("confidence")
    parts = [word("not-illustrative", language)] if data.get("illustrative") is False else []
    if isinstance(levels, list):
        parts.append(word("of-confidence", language, levels=", ".join(map(str, levels)) or "—"))
    return " ".join(parts)


def headline(step: CitedStep, language: str) -> str:
    """The kind and the outcome of a step: `Criterion: holds`."""
    return labelled(word(step.kind, language), word(step.outcome, language), language)


def review(one: CitedReview, language: str) -> str:
    """A review as one line: `Review: Disputed (Ministry of Learning, 1 October 2026): the reason`."""
    day = format_date(one.day or "", language)
    reviewer = ", ".join(filter(None, (one.by.label if one.by else None, day)))
    opinion = f"{one.verdict or '—'} ({reviewer})" if reviewer else one.verdict or "—"
    return labelled(
        word("review", language), labelled(opinion, one.text, language) if one.text else opinion, language
    )


def finding(one: CitedFinding, language: str) -> str:
    """A finding as one line: `Violation D07: the problem`."""
    return labelled(f"{word(one.severity, language).capitalize()} {one.code}", one.message, language)


def cited(source: CitedSource) -> str:
    """The name of a source with its note: `Facts from github.com, confidence: secondary. A transcription of …`."""
    return f"{source.label}. {source.note}" if source.note else source.label


def labelled(name: str, value: str, language: str) -> str:
    """`name: value`, as the language writes it."""
    return f"{name}\N{NO-BREAK SPACE}: {value}" if language == "fr" else f"{name}: {value}"
