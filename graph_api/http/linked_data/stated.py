"""A resource as the answer to the question of its document states it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.http.linked_data.places import DocumentNames
from graph_api.respond.description import Description
from ontology.described import DescribedTerms
from ontology.model import Model


@dataclass(frozen=True, slots=True)
class StatedResource:
    """A description, and of its source graphs the licences and those that are illustrative."""

    description: Description
    licenses: Sequence[str] = ()
    illustrative: frozenset[str] = frozenset()

    @property
    def iri(self) -> str:
        """The IRI of the resource."""
        return self.description.iri


def first_stated(
    names: DocumentNames, resources: Sequence[Mapping[str, Any] | None], terms: DescribedTerms, model: Model
) -> StatedResource | None:
    """The first of the named resources about which the answer or the ontology states something."""
    stated = {one["iri"]: one for one in resources if one is not None}
    for iri in names.iris:
        one = stated.get(iri, {"rdf": "", "sources": ()})
        if lines := (*one["rdf"].splitlines(), *terms.about(iri)):
            sources = one["sources"]
            return StatedResource(
                Description.of(iri, lines, model),
                sorted({source["license"] for source in sources if source["license"]}),
                frozenset(source["iri"] for source in sources if source["illustrative"]),
            )
    return None
