"""The chains of derived properties: relations that lead to other relations, or in the end to a code."""

from collections.abc import Mapping
from dataclasses import replace

from ontology.errors import UsageError
from ontology.model import DerivedCode, Field, Hop, Kind, PropertyTerm
from ontology.namespaces import OWL
from ontology.terms import Terms


def read_chain(terms: Terms, ns: str, iri: str) -> tuple[Hop, ...]:
    """The hops of a derived property; none for a property that sources state, whose axiom only serves as a rule."""
    if not terms.flag(iri, ns + "derived"):
        return ()
    hops = []
    for step in terms.items(iri, OWL + "propertyChainAxiom"):
        inverse = terms.objects(step, OWL + "inverseOf") if step.startswith("_:") else []
        hops.append(Hop(inverse[0], inverse=True) if inverse else Hop(step))
    return tuple(hops)


def refuse_chains(properties: Mapping[str, PropertyTerm]) -> None:
    """Raise `UsageError` unless all hops are stated relations; the chain of a code is a relation, then a code."""
    for term in properties.values():
        kinds = [Kind.RELATION] * len(term.chain)
        if term.kind is Kind.CODE:
            kinds = [Kind.RELATION, Kind.CODE]
        for hop, kind in zip(term.chain, kinds, strict=False):
            step = properties.get(hop.property)
            is_whole = len(term.chain) == len(kinds) > 1
            if not is_whole or step is None or step.kind is not kind or step.chain:
                raise UsageError(
                    f"<{term.iri}> is derived along <{hop.property}>, which is not a relation that sources state, "
                    "in a chain of two or more",
                    code="ONTOLOGY_INVALID",
                    hint="list object properties or [ owl:inverseOf … ] in owl:propertyChainAxiom; "
                    "for a code: one of these, then a property with codes",
                )


def with_derived_codes(properties: dict[str, PropertyTerm]) -> dict[str, PropertyTerm]:
    """The properties, each derived code with the relation and the property that its value comes from."""

    def derived_code(term: PropertyTerm) -> DerivedCode:
        hop, last = term.chain
        step = properties[hop.property]
        name = step.inverse_name if hop.inverse else step.name
        return DerivedCode(Field(name, step, hop.inverse), properties[last.property])

    derived = {
        t.iri: replace(t, derived_code=derived_code(t))
        for t in properties.values()
        if t.chain and t.kind is Kind.CODE
    }
    return properties | derived
