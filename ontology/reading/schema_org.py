"""The terms of schema.org that the terms of an ontology are nearest to."""

from collections.abc import Mapping

from ontology.errors import UsageError
from ontology.namespaces import RDFS, SCHEMA
from ontology.reading.annotations import Annotations

_NAME, _ONWARD = "schemaOrg", "schemaOrgOnward"
_ABOVE = (RDFS + "subClassOf", RDFS + "subPropertyOf")


def schema_org_terms(annotations: Annotations) -> Mapping[str, str]:
    """The class or property of schema.org by the IRI of each term that has one, or that is below one that does.

    Raises `UsageError` for an annotation that does not name a term of schema.org.
    """
    terms, annotation = annotations.terms, annotations.ns + _NAME
    own = {iri: _one(annotations, iri) for iri in terms.having(annotation)}
    found = dict(own)
    for above in _ABOVE:
        for iri in terms.having(above):
            nearest = next((own[one] for one in terms.closure(iri, above) if one in own), None)
            if nearest is not None:
                found.setdefault(iri, nearest)
    return found


def schema_org_onward(annotations: Annotations) -> Mapping[str, tuple[str, ...]]:
    """The properties of what a relation leads to whose values documents also have, by the IRI of the relation."""
    terms, annotation = annotations.terms, annotations.ns + _ONWARD
    return {iri: tuple(sorted(terms.objects(iri, annotation))) for iri in terms.having(annotation)}


def _one(annotations: Annotations, iri: str) -> str:
    """The term at the annotation."""
    values = annotations.terms.objects(iri, annotations.ns + _NAME)
    texts = annotations.terms.literals(iri, annotations.ns + _NAME)
    if len(values) == 1 and not texts and values[0].removeprefix(SCHEMA) not in ("", values[0]):
        return values[0]
    raise UsageError(
        f"<{iri}> has ndp:{_NAME} {', '.join((*values, *texts))[:200]}, which is not one term of schema.org",
        code="ONTOLOGY_INVALID",
        hint=f"write one IRI that begins with {SCHEMA}, e.g. ndp:{_NAME} <{SCHEMA}Organization>",
    )
