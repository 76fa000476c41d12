"""The classes of an ontology: which belong to which, and which of them the schema shows."""

from collections.abc import Sequence

from ontology.errors import UsageError
from ontology.namespaces import OWL, RDFS
from ontology.terms import Terms


class ClassHierarchy:
    """All classes with their superclasses, nearest first; `exposed` are those that the schema shows, sorted."""

    def __init__(self, terms: Terms, ns: str) -> None:
        """Raises `UsageError` for exposed classes in a cycle."""
        self.terms = terms
        self.ns = ns
        known = [*terms.subjects(OWL + "Class"), *terms.subjects(RDFS + "Class")]
        self.superclasses = {c: terms.closure(c, RDFS + "subClassOf") for c in dict.fromkeys(known)}
        self.exposed = sorted(c for c in self.superclasses if self._is_exposed(c))
        self._refuse_cycles()

    def _is_exposed(self, iri: str) -> bool:
        exposed = self.terms.literal(iri, self.ns + "exposed")
        if iri.startswith("_:") or exposed is not None:
            return exposed in ("true", "1")
        return iri.startswith(self.ns) or self.terms.is_added(iri)

    def _refuse_cycles(self) -> None:
        """Raise `UsageError` for exposed classes in a cycle: GraphQL's interfaces cannot implement each other."""
        for iri in self.exposed:
            for other in self.superclasses[iri]:
                if other in self.exposed and iri in self.superclasses[other]:
                    raise UsageError(
                        f"<{iri}> and <{other}> are subclasses of each other",
                        code="ONTOLOGY_CYCLE",
                        hint="remove one rdfs:subClassOf, or set ndp:exposed to false on one of the two",
                    )

    def classes_at(self, iri: str, predicate: str) -> list[str]:
        """The classes at a domain or range, unions spread out."""
        classes: list[str] = []
        for node in self.terms.objects(iri, predicate):
            classes += self.terms.items(node, OWL + "unionOf") if node.startswith("_:") else [node]
        return classes

    def exposed_below(self, iri: str) -> list[str]:
        """`iri` if it is exposed, else the highest exposed classes under it."""
        if iri in self.exposed:
            return [iri]
        below = [c for c in self.exposed if iri in self.superclasses[c]]
        return [c for c in below if not set(below).intersection(self.superclasses[c])]

    def common(self, classes: Sequence[str]) -> str | None:
        """The nearest exposed class that all of `classes` belong to; None if there is none."""
        above = [(c, *self.superclasses.get(c, ())) for c in classes]
        shared = (c for c in above[0] if c in self.exposed) if above else ()
        return next((c for c in shared if all(c in ancestry for ancestry in above)), None)
