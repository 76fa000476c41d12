"""The words around a case, from `texts.toml`; the sentences of its steps are in the case itself."""

from pathlib import Path

from graph_api.exports.case import CitedReview, CitedStep, JustifiedCase
from ontology.languages import LANGUAGES
from ontology.texts import read_texts

_FILE = Path(__file__).with_name("texts.toml")


def word(name: str, language: str, **parts: object) -> str:
    """The word or phrase of that name; in Vietnamese if the language is not one of `LANGUAGES`."""
    return read_texts(_FILE).fill(name, language if language in LANGUAGES else "vi", **parts)


def title(case: JustifiedCase) -> str:
    """What the case is about, as one line."""
    name = "why-not" if case.against else "why-approved"
    return word(name, case.language, platform=case.platform.label, day=case.day)


def verdict(case: JustifiedCase) -> str:
    """What came out, as one line; asked what is in the way, that may be nothing."""
    free = case.against and not case.steps
    return word("NOTHING_IN_THE_WAY" if free else case.verdict, case.language)


def status(case: JustifiedCase) -> str:
    """The name of the status."""
    return case.status.label if case.status else word("no-status", case.language)


def headline(step: CitedStep, language: str) -> str:
    """What a step is about and whether it holds: `Criterion: holds`."""
    return labelled(word(step.kind, language), word(step.outcome, language), language)


def review(one: CitedReview, language: str) -> str:
    """What a reviewer thinks, as one line: `Review: Disputed (Ministry of Learning, 2026-10-01): the reason`."""
    who = ", ".join(filter(None, (one.by.label if one.by else None, one.day)))
    said = f"{one.verdict or '—'} ({who})" if who else one.verdict or "—"
    return labelled(
        word("review", language), labelled(said, one.text, language) if one.text else said, language
    )


def labelled(name: str, value: str, language: str) -> str:
    """`name: value`, as the language writes it."""
    return f"{name}\N{NO-BREAK SPACE}: {value}" if language == "fr" else f"{name}: {value}"
