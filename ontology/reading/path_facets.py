"""The facets of lists along paths, such as the sector of the kind of a platform."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ontology.errors import UsageError
from ontology.iris import local_name
from ontology.model import FacetStep, Field, Kind, PathFacet
from ontology.namespaces import OWL
from ontology.reading.annotations import Annotations

COUNTED_ALONG = "countedAlong"
"""The annotation with the steps of a path."""
_COUNTED = frozenset(
    (Kind.RELATION, Kind.CODE, Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.PERIOD, Kind.BOOLEAN, Kind.STRING)
)
_SELECTED = frozenset((Kind.RELATION, Kind.CODE))


@dataclass(frozen=True, slots=True)
class PathReader:
    """Reads the paths of facets; `fields` gives the fields of a class."""

    annotations: Annotations
    fields: Callable[[str], Sequence[Field]]

    def facet(self, target: str, iri: str) -> PathFacet:
        """The facet `iri` of the lists of class `target`. Raises `UsageError` for a path that leads nowhere."""
        return PathFacet(
            name=self.annotations.text(iri, "fieldName") or local_name(iri),
            iri=iri,
            steps=self._steps(target, iri),
            label=self.annotations.label(iri),
            definition=self.annotations.definition(iri),
        )

    def _steps(self, start: str, iri: str) -> tuple[FacetStep, ...]:
        steps: list[FacetStep] = []
        target: str | None = start
        for node in self.annotations.items(iri, COUNTED_ALONG):
            terms = self.annotations.terms
            tested = terms.objects(node, OWL + "onProperty") if node.startswith("_:") else []
            if tested and steps:
                field = self._field(iri, target, tested[0], inverse=False, kinds=_SELECTED)
                values = terms.objects(node, OWL + "hasValue")
                if len(values) != 1:
                    raise _no_path(iri, tested[0])
                steps[-1] = replace(steps[-1], having=(*steps[-1].having, (field, values[0])))
                continue
            backwards = terms.objects(node, OWL + "inverseOf") if node.startswith("_:") else []
            if steps and steps[-1].along.term.kind is not Kind.RELATION:
                raise _no_path(iri, steps[-1].along.term.iri)
            along = self._field(
                iri, target, (backwards or [node])[0], inverse=bool(backwards), kinds=_COUNTED
            )
            steps.append(FacetStep(along))
            target = along.target if along.term.kind is Kind.RELATION else None
        if not steps:
            raise _no_path(iri, "")
        return tuple(steps)

    def _field(
        self, facet: str, target: str | None, iri: str, *, inverse: bool, kinds: frozenset[Kind]
    ) -> Field:
        fields = self.fields(target) if target else ()
        for field in fields:
            if field.term.iri == iri and field.inverse is inverse and field.term.kind in kinds:
                return field
        raise _no_path(facet, iri)


def _no_path(facet: str, step: str) -> UsageError:
    return UsageError(
        f"<{facet}> is counted along <{step}>, which the things there do not have or which cannot be counted",
        code="ONTOLOGY_INVALID",
        hint="list object properties or [ owl:inverseOf … ] in ndp:countedAlong, each a field of the class that the "
        "one before leads to, after it perhaps [ owl:onProperty … ; owl:hasValue … ], and last perhaps a property "
        "with codes, dates, strings or booleans",
    )
