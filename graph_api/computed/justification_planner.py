"""Planning the selection of a justification: which resources it selects, and a writer for each field."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from graphql import FieldNode

from graph_api.computed.cases import ExaminedCase
from graph_api.computed.execution import ResourceSelection
from graph_api.computed.justification_writers import (
    CaseResources,
    CaseSelection,
    CaseWriter,
    JustificationWriters,
)
from graph_api.computed.planning import PlanningContext
from graph_api.plan import outputs
from graph_api.reasoning.approval import Step
from graph_api.reasoning.facts import SourcedStatement
from graph_api.respond.encoding import encode
from graph_api.respond.values import AnswerContext, text_writer, value_writer


class JustificationPlanner:
    """Plans the writers of a justification, and collects the selections of resources that they need."""

    def __init__(self, planning: PlanningContext, place: str = "") -> None:
        """`place` is a name that is unique within the root field."""
        self.planning = planning
        self._place = place
        self.selections: list[CaseSelection] = []
        self.written: list[tuple[str, int]] = []
        self._finding = planning.model.base + "ns#Finding"
        self._places = 0

    def _resources(
        self,
        nodes: Sequence[FieldNode],
        of: Callable[[ExaminedCase], Iterable[str]],
        target: str | None = None,
    ) -> ResourceSelection:
        self._places += 1
        class_ = target if target in self.planning.model.classes else None
        selection = self.planning.resources(f"{self._place}{self._places}", nodes, class_)
        self.selections.append(CaseSelection(selection, of))
        return selection

    def writers(self, nodes: Sequence[FieldNode]) -> JustificationWriters:
        """The writers of a `Justification`."""
        fields = self.planning.fields("Justification", nodes)
        self.written.append(("case", len(fields)))
        written = tuple((key, self._field(name, inner)) for key, name, inner in fields)
        return JustificationWriters(written, tuple(self.selections), tuple(self.written))

    def _field(self, name: str, nodes: Sequence[FieldNode]) -> CaseWriter:
        match name:
            case "platform":
                platform = self._resources(nodes, lambda case: [case.platform] if case.platform else [])
                return lambda values: values.one(platform, values.case.platform)
            case "decision":
                decision = self._resources(nodes, lambda case: filter(None, [case.approval.decision]))
                return lambda values: values.one(decision, values.case.approval.decision)
            case "asOf":
                return lambda values: values.case.approval.day
            case "status":
                write = self._code(nodes)
                return lambda values: (
                    write(values.case.approval.status, values.context)
                    if values.case.approval.supported
                    else None
                )
            case "verdict":
                return lambda values: values.case.verdict
            case "steps":
                return self._steps(nodes, lambda case: case.steps)
            case "blocking":
                return self._steps(nodes, lambda case: case.approval.blocking)
            case "support":
                return self._statements(nodes, lambda case: case.support)
            case "context":
                return self._statements(nodes, lambda case: case.context)
            case "findings":
                return self._findings(nodes)
        return lambda values: "Justification"

    def _findings(self, nodes: Sequence[FieldNode]) -> CaseWriter:
        findings = self._resources(nodes, lambda case: case.findings(case.approval.resources), self._finding)
        return lambda values: values.all(findings, values.case.findings(values.case.approval.resources))

    def _code(self, nodes: Sequence[FieldNode]) -> Callable[[Any, AnswerContext], Any]:
        planning = self.planning
        fields = tuple(
            (key, planning.words(inner) if name == "label" else name)
            for key, name, inner in planning.fields("Code", nodes)
        )
        status = planning.model.properties[planning.model.base + "ns#currentStatus"]
        return value_writer(outputs.Value(status, fields=fields), planning.model)

    def _steps(self, nodes: Sequence[FieldNode], of: Callable[[ExaminedCase], Iterable[Step]]) -> CaseWriter:
        selected = self.planning.fields("JustificationStep", nodes)
        self.written.append(("step", len(selected)))
        fields = [(key, self._step_field(name, inner)) for key, name, inner in selected]

        def write_step(step: Step, values: CaseResources) -> Any:
            # As bytes, which take no more time when the case, and then the answer, is encoded.
            return encode({key: write(step, values) for key, write in fields}, values.context.budget)

        return lambda values: [write_step(step, values) for step in of(values.case)]

    def _step_field(self, name: str, nodes: Sequence[FieldNode]) -> Callable[[Step, CaseResources], Any]:
        match name:
            case "kind":
                return lambda step, values: step.kind
            case "outcome":
                return lambda step, values: step.outcome.value
            case "essential":
                return lambda step, values: step.essential
            case "text":
                write = text_writer(self.planning.words(nodes))
                return lambda step, values: write(step.text, "", values.context)
            case "remedy":
                write_remedy = text_writer(self.planning.words(nodes))
                return lambda step, values: step.remedy and write_remedy(step.remedy, "", values.context)
            case "about":
                about = self._resources(nodes, lambda case: [s.about for s in case.steps if s.about])
                return lambda step, values: values.one(about, step.about)
            case "involves":
                involved = self._resources(nodes, lambda case: [i for s in case.steps for i in s.involves])
                return lambda step, values: values.all(involved, step.involves)
            case "acts":
                acts = self._resources(nodes, lambda case: [i for s in case.steps for i in s.acts])
                return lambda step, values: values.all(acts, step.acts)
            case "statements":
                return self._step_statements(nodes)
            case "findings":
                findings = self._resources(
                    nodes, lambda case: case.findings(case.approval.resources), self._finding
                )
                return lambda step, values: values.all(findings, values.case.findings(_resources_of(step)))
        return lambda step, values: "JustificationStep"

    def _step_statements(self, nodes: Sequence[FieldNode]) -> Callable[[Step, CaseResources], Any]:
        write = self._statement(nodes)
        return lambda step, values: [write(s, values) for s in step.statements]

    def _statements(
        self, nodes: Sequence[FieldNode], of: Callable[[ExaminedCase], Iterable[SourcedStatement]]
    ) -> CaseWriter:
        write = self._statement(nodes)
        return lambda values: [write(statement, values) for statement in of(values.case)]

    def _statement(self, nodes: Sequence[FieldNode]) -> Callable[[SourcedStatement, CaseResources], Any]:
        selected = self.planning.fields("SourcedStatement", nodes)
        self.written.append(("statement", len(selected)))
        fields = [(key, self._statement_field(name, inner)) for key, name, inner in selected]
        return lambda statement, values: {key: write(statement, values) for key, write in fields}

    def _statement_field(
        self, name: str, nodes: Sequence[FieldNode]
    ) -> Callable[[SourcedStatement, CaseResources], Any]:
        match name:
            case "subject" | "predicate" | "object" | "ntriples":
                return lambda statement, values: getattr(statement, name)
            case "sources":
                source_graph = self.planning.planner.model.source_graph
                graphs = self._resources(nodes, lambda case: case.graphs.values(), source_graph)
                return lambda statement, values: values.sources(graphs, statement.graphs)
        return lambda statement, values: "SourcedStatement"


def _resources_of(step: Step) -> Iterable[str]:
    return filter(None, (step.about, *step.involves, *step.acts))
