"""The severities of findings, as SHACL names them, and counts in messages, with their nouns."""

from collections.abc import Mapping
from enum import StrEnum


class Severity(StrEnum):
    """The severity of a finding, the worst first. The values are the local names of SHACL's severities."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


_NOUNS = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info finding"}


def counted(number: int, noun: str) -> str:
    """`1 graph`, `2 graphs`, `1,200 graphs`: a number and its noun, which takes an s in the plural."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counted_severities(counts: Mapping[str, int] | Mapping[Severity, int]) -> str:
    """`2 violations, 1 warning`: findings by severity, the worst first; empty if there are none."""
    return ", ".join(counted(counts[one], _NOUNS[one]) for one in Severity if counts.get(one))
