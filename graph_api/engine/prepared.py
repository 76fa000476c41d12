"""A question that is ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_api.costs.cost import Cost
from graph_api.engine.operation_plan import OperationPlan
from graph_api.operations.data_directive import show_source_choice
from graph_api.operations.question import Question
from graph_api.respond.languages import preferred_languages
from loaders.releases.views import EVERYTHING, SourceChoice
from ontology.model import Model


@dataclass(frozen=True, slots=True)
class PreparedOperation:
    """A question that may be executed: it is valid and planned. Equal ones have equal answers from one release.

    `since` is when its preparation began, on the clock of `time.perf_counter`; `sources` are those that count.
    """

    question: Question
    name: str | None
    variables: Mapping[str, object]
    plan: OperationPlan
    cost: Cost
    since: float
    sources: SourceChoice = EVERYTHING

    @property
    def languages(self) -> tuple[str, ...]:
        """The reader's languages, best first."""
        return preferred_languages(self.question.accept_language)

    @property
    def depends_on_today(self) -> bool:
        """True if the same question has another answer on another day, from one release."""
        return self.plan.depends_on_today

    @property
    def depends_on_others(self) -> bool:
        """True if it has another answer, from one release, once another release is published."""
        return any(computed.depends_on_others for computed in self.plan.computed.values())

    def show_sources(self, model: Model) -> dict[str, object]:
        """The sources that count as the answer states them; empty if all do."""
        computed = self.plan.computed.items()
        return show_source_choice(self.sources, model, [key for key, f in computed if f.is_of_whole_releases])
