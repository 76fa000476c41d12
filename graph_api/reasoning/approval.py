"""The steps by which a decision gives a platform its status on a day, or that block it.

The rules in `ontology/rules` conclude the same for all platforms at once; tests compare the two. A step that
the derivation needs is *essential*; the statements it needs are its *support*: without any one of them this
derivation fails. The other statements of a step are its context.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from graph_api.reasoning.facts import SourcedStatement
from ontology.model import Text


class StepResult(StrEnum):
    """The outcome of a step: its condition holds, is unknown, or is contradicted."""

    HOLDS = "HOLDS"
    MISSING = "MISSING"
    CONTRADICTED = "CONTRADICTED"


OF_LISTS = ("LISTED", "REGIME")
"""The kinds of steps about lists and their regimes."""


@dataclass(frozen=True)
class Step:
    """One step of a justification. `about` and `involves` are resources; `acts` has the article first, then its act."""

    kind: str
    outcome: StepResult
    text: Text
    about: str | None = None
    involves: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    support: tuple[SourcedStatement, ...] = ()
    context: tuple[SourcedStatement, ...] = ()
    essential: bool = False
    remedy: Text | None = None

    @cached_property
    def statements(self) -> tuple[SourcedStatement, ...]:
        """All statements it rests on, by subject, predicate and object."""
        return tuple(sorted({*self.support, *self.context}))

    @property
    def blocks(self) -> bool:
        """True if the platform lacks the status because of this step."""
        return self.essential and self.outcome is not StepResult.HOLDS


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision, or a list that asks for none, as examined on a day: `status` is the code that it may give."""

    platform: str
    day: str
    decision: str | None = None
    status: str | None = None
    steps: tuple[Step, ...] = ()

    @property
    def supported(self) -> bool:
        """True if the platform has the status on the day, because of the decision or of a list."""
        return self.status is not None and not self.blocking

    @property
    def is_unknown(self) -> bool:
        """True if it is not known whether the regime or the list in force gives the platform the status."""
        return any(s.kind in OF_LISTS and s.outcome is StepResult.MISSING for s in self.blocking)

    @property
    def blocking(self) -> tuple[Step, ...]:
        """The blocking steps, nearest to the status first."""
        return tuple(step for step in self.steps if step.blocks)

    @property
    def resources(self) -> tuple[str, ...]:
        """All resources that the steps are about or involve, sorted."""
        iris = {iri for step in self.steps for iri in (step.about, *step.involves, *step.acts) if iri}
        return tuple(sorted(iris))
