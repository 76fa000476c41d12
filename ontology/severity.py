"""The severities of findings, as SHACL names them."""

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
