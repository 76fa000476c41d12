"""From SKOS concept schemes to code lists."""

from collections.abc import Iterator

from ontology.iris import local_name
from ontology.model import CodeList, Concept
from ontology.names import enum_name, pascal
from ontology.namespaces import SKOS
from ontology.reading.annotations import LAST, Annotations


def iter_code_lists(annotations: Annotations) -> Iterator[CodeList]:
    """The code lists, sorted by IRI, with their concepts in the order of the ontology."""
    terms = annotations.terms
    members: dict[str, list[str]] = {}
    for concept in terms.subjects(SKOS + "Concept"):
        for scheme in terms.objects(concept, SKOS + "inScheme"):
            members.setdefault(scheme, []).append(concept)
    for scheme in sorted(terms.subjects(SKOS + "ConceptScheme")):
        concepts = [_concept(annotations, c, scheme) for c in members.get(scheme, ())]
        yield CodeList(
            iri=scheme,
            type_name=annotations.text(scheme, "typeName") or pascal(local_name(scheme)),
            label=annotations.label(scheme),
            definition=annotations.definition(scheme),
            concepts=tuple(
                sorted(concepts, key=lambda c: (annotations.number(c.iri, "order", LAST), c.code))
            ),
        )


def _concept(annotations: Annotations, iri: str, scheme: str) -> Concept:
    code = annotations.terms.literal(iri, SKOS + "notation") or local_name(iri)
    return Concept(iri, scheme, code, enum_name(code), annotations.label(iri), annotations.definition(iri))
