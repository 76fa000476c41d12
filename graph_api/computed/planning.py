"""Planning computed fields.

A function that plans one takes a `PlanningContext` and returns a `ComputedField`; `fields.COMPUTED_FIELDS` lists
them all. The ordinary planner plans the resources selected inside, as a `ResourceSelection`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import FieldNode

from graph_api.computed.execution import ComputedField, ResourceSelection
from graph_api.plan import outputs
from graph_api.plan.conditions import Operand
from graph_api.plan.document import ABSENT, OperationDocument, operand
from graph_api.plan.planner import Planner
from graph_api.respond.values import AnswerContext, text_writer
from graph_api.respond.writer import write_resource
from ontology.iris import local_name
from ontology.model import Model, Text

LabelWriter: TypeAlias = Callable[[str, AnswerContext], Any]
"""Writes the label of a term, given by IRI."""


@dataclass(frozen=True, slots=True)
class PlanningContext:
    """One document while a computed field of it is planned: its response key and its nodes."""

    planner: Planner
    document: OperationDocument
    key: str
    nodes: Sequence[FieldNode]

    @property
    def model(self) -> Model:
        """The ontology."""
        return self.planner.model

    def fields(
        self, type_name: str, nodes: Sequence[FieldNode]
    ) -> tuple[tuple[str, str, list[FieldNode]], ...]:
        """The fields selected in an object type: response keys, field names, and the nodes of each."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        grouped = self.document.collect(type_name, sets)
        return tuple((key, inner[0].name.value, inner) for key, inner in grouped.items())

    @property
    def as_of(self) -> object:
        """The day on which results must hold: a date, a `Variable`, or None for any day."""
        return self.document.given(self.nodes[0], "asOf")

    def argument(self, name: str, convert: Callable[[object], object]) -> Operand:
        """An argument that is read when the question is executed; absent is null."""
        return self.argument_of(self.nodes[0], name, convert)

    def argument_of(self, node: FieldNode, name: str, convert: Callable[[object], object]) -> Operand:
        """The same, of a field inside."""
        return operand(self.document.given(node, name), convert)

    @property
    def identity(self) -> Operand:
        """The IRI of the resource that `iri` or `id` names."""
        return operand(self.document.identity(self.nodes[0]), str)

    def shaping_argument(self, name: str) -> object:
        """An argument that the plan depends on (a name in `operations.preparing.SHAPING`); absent is null."""
        value = self.document.argument(self.nodes[0], name)
        return None if value is ABSENT else value

    def resources(
        self, place: str, nodes: Sequence[FieldNode], target: str | None = None
    ) -> ResourceSelection:
        """The resources of class `target` selected at `place`, a name that is unique within the field."""
        root = self.planner.computed(f"{self.key}:{place}", target, self.document, nodes, self.as_of)
        return ResourceSelection(root, write_resource(root, self.model))

    def source_graphs(self, place: str, nodes: Sequence[FieldNode]) -> ResourceSelection:
        """The source graphs that a field `sources` selects, as `resources` does."""
        return self.resources(place, nodes, self.planner.model.source_graph)

    def label_writer(self, nodes: Sequence[FieldNode]) -> LabelWriter:
        """A writer of a term's label in the ontology, by IRI; of the IRI's last part if it has none."""
        write, labels = text_writer(self.words(nodes)), self.model.labels
        return lambda iri, context: write(labels.get(iri, Text({})), local_name(iri), context)

    def words(self, nodes: Sequence[FieldNode]) -> outputs.Words:
        """The selection of a `LangText`, with its `lang`."""
        return self.planner.words(self.document, nodes)


PlanComputedField: TypeAlias = Callable[["PlanningContext"], ComputedField]
