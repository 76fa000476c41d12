"""The bounded descriptions of entities in a release: what the sources state about each, and about its blank nodes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from loaders.folder.manifest import Manifest
from loaders.stores.port import Store
from ontology.model import Model
from ontology.record import decoder
from ontology.values.literals import to_ntriples

Triple = tuple[str, str, str]
"""Subject, predicate and object in N-Triples form."""


@dataclass(frozen=True, slots=True)
class EntityReader:
    """Reads descriptions from a store that has the release of `manifest`, whose ontology is `model`."""

    store: Store
    manifest: Manifest
    model: Model

    def read(self, iris: Collection[str]) -> Mapping[str, tuple[Triple, ...]]:
        """The description of each of some entities that has one. The blank nodes of each entity are its own."""
        stated = self._stated(iris)
        return {
            iri: tuple(_own(iri, stated, f"_:e{number}"))
            for number, iri in enumerate(sorted(iris))
            if stated.get(iri)
        }

    def _stated(self, iris: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        """Predicate and object of all statements about the entities and the blank nodes that they lead to."""
        decode, sources = decoder(self.model), {graph.gid for graph in self.manifest.graphs}
        stated: dict[str, list[tuple[str, str]]] = {}
        wanted = set(iris)
        while wanted:
            stated.update((iri, []) for iri in wanted)
            for record in self.store.records(wanted):
                stated[record.iri] = [
                    (to_ntriples(predicate), obj)
                    for (predicate, obj), gids in decode(record).items()
                    if not sources.isdisjoint(gids)
                ]
            wanted = {
                obj for iri in wanted for _, obj in stated[iri] if obj.startswith("_:") and obj not in stated
            }
        return stated


def _own(iri: str, stated: Mapping[str, list[tuple[str, str]]], prefix: str) -> Iterator[Triple]:
    """The triples about an entity and its blank nodes, whose labels get a prefix."""
    labels = [iri]
    met = {iri}
    for label in labels:  # grows on the way
        subject = to_ntriples(label) if label == iri else prefix + label[2:]
        for predicate, obj in sorted(stated.get(label, ())):
            is_blank = obj.startswith("_:")
            yield subject, predicate, prefix + obj[2:] if is_blank else obj
            if is_blank and obj not in met:
                met.add(obj)
                labels.append(obj)
