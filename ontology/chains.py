"""What derived properties go along: relations that lead to other relations, or at last to a code."""

from collections.abc import Mapping
from dataclasses import replace

from ontology.errors import UsageError
from ontology.model import DerivedCode, Field, Hop, Kind, PropertyTerm
from ontology.terms import OWL, Terms


def read_chain(terms: Terms, ns: str, iri: str) -> tuple[Hop, ...]:
    """What a derived relation goes along. A property that sources state may have such an axiom, too: as a rule."""
    if not terms.flag(iri, ns + "derived"):
        return ()
    hops = []
    for step in terms.items(iri, OWL + "propertyChainAxiom"):
        inverse = terms.objects(step, OWL + "inverseOf") if step.startswith("_:") else []
        hops.append(Hop(inverse[0], inverse=True) if inverse else Hop(step))
    return tuple(hops)


def refuse_chains(properties: Mapping[str, PropertyTerm]) -> None:
    """Raise `UsageError` unless all chains can be gone: along stated relations, that of a code along one to a code."""
    for term in properties.values():
        kinds = [Kind.RELATION] * len(term.chain)
        if term.kind is Kind.CODE:
            kinds = [Kind.RELATION, Kind.CODE]
        for hop, kind in zip(term.chain, kinds, strict=False):
            step = properties.get(hop.property)
            is_whole = len(term.chain) == len(kinds) > 1
            if not is_whole or step is None or step.kind is not kind or step.chain:
                raise UsageError(
                    f"<{term.iri}> is derived along <{hop.property}>, which is no stated relation "
                    "of a chain of two or more",
                    code="ONTOLOGY_INVALID",
                    hint="give owl:propertyChainAxiom a list of object properties, or of [ owl:inverseOf … ]; "
                    "for a code one of these and a property with codes",
                )


def with_held(properties: dict[str, PropertyTerm]) -> dict[str, PropertyTerm]:
    """The properties, with what holds the value of each derived code."""

    def held(term: PropertyTerm) -> DerivedCode:
        hop, last = term.chain
        step = properties[hop.property]
        name = step.inverse_name if hop.inverse else step.name
        return DerivedCode(Field(name, step, hop.inverse), properties[last.property])

    derived = {
        t.iri: replace(t, held=held(t)) for t in properties.values() if t.chain and t.kind is Kind.CODE
    }
    return properties | derived
