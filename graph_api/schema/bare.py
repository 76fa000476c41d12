"""The Python classes of types with circular references, before they have fields.

Each belongs to one class of the ontology, by its IRI; None is the key of those of any resource.
"""

from enum import Enum
from typing import Any

import strawberry

from graph_api.plan.arguments.period import Periods
from graph_api.schema.fields import bare_class, output_field
from graph_api.schema.terms import Term, describe
from ontology.model import Field, Model

RESOURCE = "Resource"


def _types(model: Model) -> Any:
    """The enum of the types of classes, by which fields choose resources."""
    classes = sorted(model.classes.values(), key=lambda c: c.type_name)
    members = {  # Python's enums do not allow every name
        f"c{number}": strawberry.enum_value(
            c.iri, name=c.type_name, description=describe(c), directives=[Term(iri=c.iri)]
        )
        for number, c in enumerate(classes)
    } or {"_": strawberry.enum_value("", description="There are no classes.")}
    enum = Enum("ResourceType", members)  # type: ignore[misc]  # members from the ontology
    return strawberry.enum(
        enum, name="ResourceType", description="The classes of the ontology, by the names of their types."
    )


class ClassTypes:
    """The Python classes for one model. The other modules here give them fields and turn them into GraphQL types."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._periods = Periods(model)
        self.node: Any = strawberry.interface(
            bare_class("Node", {"id": output_field(strawberry.ID, "The IRI, a globally unique identifier.")}),
            name="Node",
            description="Anything with a global identifier (Relay).",
        )
        # Deeper classes first: all lists of bases follow one global order, which Python can always linearise.
        order = sorted(model.classes.values(), key=lambda c: (-len(c.ancestors), c.iri))
        self.resources: dict[str | None, Any] = {None: bare_class(RESOURCE, {}, (self.node,))}
        for term in reversed(order):
            ancestors = [self.resources[c.iri] for c in order if c.iri in term.ancestors]
            self.resources[term.iri] = bare_class(term.type_name, {}, (*ancestors, self.resources[None]))
        self.connections = self._classes("Connection")
        self.wheres = self._classes("Where")
        self.filters = self._classes("Filter")
        self.orders = self._classes("Order")
        self.group_keys = self._classes("GroupBy")
        self.facets: dict[str | None, Any] = {}
        """The finished types of facets."""
        self.search_facets: dict[str, Any] = {}
        self.search_where: Any = bare_class("SearchWhere", {})
        self.sources_filter: Any = bare_class("SourcesFilter", {})
        self.types = _types(model)

    def _classes(self, suffix: str) -> dict[str | None, Any]:
        return {key: bare_class(self.name(key) + suffix, {}) for key in self.resources}

    @property
    def source_graph(self) -> Any:
        """The type of source graphs."""
        return self.resources[self.model.source_graph]

    @property
    def finding(self) -> Any:
        """The type of findings."""
        return self.resources.get(self.model.base + "ns#Finding", self.resources[None])

    def is_timeless(self, key: str | None) -> bool:
        """True if the resources of a class have no period, so that an `asOf` leaves none of them out."""
        return self._periods.holding(key, "") is None

    def name(self, key: str | None) -> str:
        """The name of the types of a class, without suffixes."""
        return self.model.classes[key].type_name if key else RESOURCE

    def fields(self, key: str | None) -> tuple[Field, ...]:
        """The fields of a class in the ontology, or (None) of every resource."""
        return self.model.fields(key)
