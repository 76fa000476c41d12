"""Counts with their nouns, for messages."""

from collections.abc import Mapping

from ontology.severity import Severity

_NOUNS = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info finding"}


def counted(number: int, noun: str) -> str:
    """`1 graph`, `2 graphs`, `1,200 graphs`: a number and its noun, which takes an s in the plural."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counted_severities(counts: Mapping[str, int] | Mapping[Severity, int]) -> str:
    """`2 violations, 1 warning`: findings by severity, the worst first; empty if there are none."""
    return ", ".join(counted(counts[one], _NOUNS[one]) for one in Severity if counts.get(one))
