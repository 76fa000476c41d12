"""The inputs of the plan of a field: the model's tables, the document, and the day around the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graphql import FieldNode, SelectionSetNode

from graph_api.plan.arguments.ordering import OrderReader
from graph_api.plan.arguments.where import WhereReader
from graph_api.plan.document import ABSENT, OperationDocument
from graph_api.plan.limits import Limits
from ontology.model import Field, Model


class Tables:
    """The names of one model and the readers of arguments, shared by all plans."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model = model
        self.limits = limits
        self.where = WhereReader(model)
        self.order = OrderReader(model)
        self.fields = model.fields_by_name()
        self.relations_on_day = {
            iri: {name: f for f in term.relations_on_day for name in f.names}
            for iri, term in model.classes.items()
        }
        self.path_facets = {
            iri: {name: facet for facet in term.path_facets for name in facet.names}
            for iri, term in model.classes.items()
        }
        self._object_types: dict[str | None, Mapping[str, str | None]] = {}  # a memo, bounded by the classes

    @cached_property
    def entity_types(self) -> Mapping[str, str | None]:
        """The types of resources by which other subgraphs name them, each with its class: object types, interfaces."""
        classes = {term.type_name: iri for iri, term in self.model.classes.items()}
        return {**self.object_types(None), **classes, "Resource": None}

    def object_types(self, target: str | None) -> Mapping[str, str | None]:
        """The object types behind a field of class `target`, with the class whose fields each has."""
        if target not in self._object_types:
            self._object_types[target] = self._find_object_types(target)
        return self._object_types[target]

    def _find_object_types(self, target: str | None) -> dict[str, str | None]:
        types: dict[str, str | None] = {"OtherResource": None} if target is None else {}
        for iri in self.model.concrete_types(target):
            term = self.model.classes[iri]
            types["Other" + term.type_name if term.is_interface else term.type_name] = iri
        return types


@dataclass(frozen=True, slots=True)
class Scope:
    """A place in a document, in which its fields are planned."""

    tables: Tables
    document: OperationDocument
    as_of: object = None
    """The day on which members must be valid: a date, a `Variable`, or None: any."""

    def at(self, node: FieldNode) -> "Scope":
        """The scope below a field: its `asOf`, if present, replaces the one around it."""
        as_of = self.document.leaves(node, "asOf")
        return self if as_of is ABSENT else replace(self, as_of=as_of)

    def along(self, field: Field) -> "Scope":
        """The scope of what a relation leads to, without a day if the relation spans time."""
        return replace(self, as_of=None) if field.spans_time else self

    def names(self, type_name: str, nodes: Sequence[FieldNode]) -> tuple[tuple[str, str], ...]:
        """The response keys and the names of the fields selected in an object type."""
        grouped = self.document.collect(type_name, sets_of(nodes))
        return tuple((key, inner[0].name.value) for key, inner in grouped.items())


def sets_of(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets of fields."""
    return [node.selection_set for node in nodes if node.selection_set]
