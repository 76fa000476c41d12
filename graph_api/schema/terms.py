"""What the schema says of the ontology's terms: the directive `@term`, and their descriptions."""

import strawberry
from strawberry.schema_directive import Location

from ontology.model import ClassTerm, CodeList, Concept, PropertyTerm, RelationOnDay


@strawberry.schema_directive(
    name="term",
    locations=[
        Location.OBJECT,
        Location.INTERFACE,
        Location.FIELD_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.ENUM,
        Location.ENUM_VALUE,
    ],
    description="The ontology term behind a name. `inverse`: the field runs from the property's objects.",
)
class Term:
    """`@term(iri, inverse)`: lets clients find names by IRI."""

    iri: str
    inverse: bool = False

    def __post_init__(self) -> None:
        """Unset, the default is not printed: the SDL says `inverse` only where it is true."""
        self.inverse = self.inverse or strawberry.UNSET


def describe(term: ClassTerm | PropertyTerm | CodeList | Concept | RelationOnDay) -> str:
    """An English description from the ontology: the definition, else the label, else at least the IRI."""
    said = term.definition.best("en") or term.label.best("en")
    return said or f"<{term.iri}>, of which the ontology says no more."
