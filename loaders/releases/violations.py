"""The policy on violations of shapes: a new release may have all, or only those of the release before."""

from dataclasses import dataclass

from loaders.validation.results import new_violations
from loaders.validation.validate import ShapeResult
from ontology.errors import DataError
from ontology.severity import counted


class LoadRefused(DataError):
    """The release that would result has violations that the one before does not have."""

    default_code = "LOAD_REFUSED"

    def __init__(self, violations: tuple[ShapeResult, ...]) -> None:
        super().__init__(
            f"{counted(len(violations), 'new violation')}: nothing was changed",
            hint="fix the data, or load them as they are and keep the findings with --on-violation record",
        )
        self.violations = violations


@dataclass(frozen=True, slots=True)
class ViolationPolicy:
    """Decides about new violations. `known` are the shape results of the release before."""

    known: tuple[ShapeResult, ...]
    refuses: bool

    def new_violations(self, results: tuple[ShapeResult, ...]) -> tuple[ShapeResult, ...]:
        """The violations among `results` that the release before does not have."""
        return new_violations(self.known, results)

    def refuse_new_violations(self, results: tuple[ShapeResult, ...]) -> None:
        """Raise `LoadRefused` if there are new violations and the load does not take them."""
        if self.refuses and (violations := self.new_violations(results)):
            raise LoadRefused(violations)
