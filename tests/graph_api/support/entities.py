"""Random questions of gateways: resources by type and IRI, of which a part is absent or has another type."""

import json
from typing import Any

from graph_api.schema.federation import iter_entities
from tests.graph_api.support.operations import DEPTH, HEADERS, Generator, Operation
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.entities import FederatedReference

_ABSENT = ("urn:none", "_:none", "not an IRI", "https://w3id.org/vn-ndp/id/platform/none")


class EntityGenerator(Generator):
    """Makes the operation of one seed."""

    def __init__(self, pools: Pools, seed: int) -> None:
        super().__init__(pools, seed)
        assert isinstance(pools.reference, FederatedReference)
        self._reference = pools.reference
        self._types = [one.name for one in iter_entities(pools.schema)]

    def _attempt(self) -> Operation:
        self.variables, self.definitions, self.fragments, self._names = {}, [], [], 0
        self._budget = self.rng.choice((15, 40))
        header = self.rng.choice(HEADERS)
        self.pools.reference.orders.accept_language = header
        fields = [self._entities() for _ in range(self.rng.choice((1, 1, 2)))]
        defined = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = f"query Q{defined} {{ {' '.join(fields)} }}\n" + "\n".join(self.fragments)
        return Operation(text, dict(self.variables), header)

    def _entities(self) -> str:
        names = [self._type_name() for _ in range(self.rng.choice((1, 1, 2, 3)))]
        named = [self._representation(names) for _ in range(self.rng.choice((0, 1, 3, 12)))]
        shown = {*names, self._type_name()} if self._often(0.3) else set(names)
        parts = [f"... on {name} {self._selections(name, DEPTH - 1)}" for name in sorted(shown)]
        parts += ["__typename"] if self._often(0.5) else []
        head = f"_entities(representations: {self._representations(named)})"
        return f"{self._new('a')}: {head} {{ {' '.join(parts)} }}"

    def _type_name(self) -> str:
        if self._often(0.4):
            return self.rng.choice(self._types)
        return self._class().type_name

    def _representation(self, names: list[str]) -> dict[str, Any]:
        name = self.rng.choice(names)
        members = self.pools.members[self._reference.class_of(name)]
        if self._often(0.2) or not members:
            members = self.pools.members[None] if self._often(0.6) else [*_ABSENT]
        return {"iri": self.rng.choice(members), "__typename": name}

    def _representations(self, named: list[dict[str, Any]]) -> str:
        """A variable, a list of variables, or a list written in the document."""
        form = self.rng.choice(("variable", "variable", "items", "text"))
        if form == "variable":
            return self._declared("[_Any!]!", named)
        if form == "items":
            return f"[{', '.join(self._declared('_Any!', one) for one in named)}]"
        texts = (
            f"{{__typename: {json.dumps(one['__typename'])}, iri: {self._iri(one['iri'])}}}" for one in named
        )
        return f"[{', '.join(texts)}]"

    def _iri(self, iri: str) -> str:
        return self._declared("ID!", iri) if self._often(0.3) else json.dumps(iri)

    def _declared(self, type_: str, value: Any) -> str:
        name = self._new("v")
        self.definitions.append(f"${name}: {type_}")
        self.variables[name] = value
        return f"${name}"
