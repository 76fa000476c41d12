"""The naive reference as a subgraph: `_entities` too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import is_interface_type
from pyoxigraph import Quad

from graph_api.schema.federation import federated
from ontology.model import Model
from tests.graph_api.support.reference.answers import Info, Reference, Thing


@dataclass(frozen=True, slots=True)
class EntityThing(Thing):
    """A resource named as one of the class `target`."""

    target: str | None


class FederatedReference(Reference):
    """Answers operations over some quads, and what gateways ask."""

    def __init__(self, quads: Iterable[Quad], model: Model) -> None:
        super().__init__(quads, model)
        self.schema = federated(self.schema, str)

    def class_of(self, type_name: str) -> str | None:
        """The class of the resources that a type name stands for."""
        return None if type_name == "OtherResource" else self._target(type_name)

    def _type(self, value: Thing, info: Info, abstract: Any) -> str:
        if isinstance(value, EntityThing):
            return self.world.object_type(value.iri, value.target)
        return super()._type(value, info, abstract)

    def _root(self, info: Info, args: Mapping[str, Any]) -> Any:
        if info.field_name == "_entities":
            return [self._entity(one["__typename"], one["iri"]) for one in args["representations"]]
        return super()._root(info, args)

    def _entity(self, type_name: str, iri: str) -> Thing | None:
        target = self.class_of(type_name)
        if not (iri in self.world.resources if target is None else target in self.world.classes(iri)):
            return None
        fits = is_interface_type(self.schema.type_map[type_name]) or type_name == self.world.object_type(
            iri, target
        )
        return EntityThing(iri, None, target) if fits else None
