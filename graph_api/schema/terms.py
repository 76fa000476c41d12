"""Terms of the ontology in the schema: the directive `@term`, and their descriptions."""

import strawberry
from strawberry.schema_directive import Location

from ontology.model import ClassTerm, CodeList, Concept, PathFacet, PropertyTerm, RelationOnDay
from ontology.names import lower_first, words


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
    description="The ontology term behind a name. `inverse: true`: from the objects of the property to its subjects.",
)
class Term:
    """`@term(iri, inverse)`: lets clients find names by IRI."""

    iri: str
    inverse: bool = False

    def __post_init__(self) -> None:
        """Unset the default, so that the SDL has `inverse` only where it is true."""
        self.inverse = self.inverse or strawberry.UNSET


def describe(term: ClassTerm | PropertyTerm | CodeList | Concept | RelationOnDay | PathFacet) -> str:
    """The English description from the ontology: the definition, else the label, else the IRI."""
    text = term.definition.best("en") or term.label.best("en")
    return text or f"<{term.iri}>, without a definition or label in the ontology."


def label(term: ClassTerm) -> str:
    """The English label of a class as within a sentence, else its name in words."""
    text = term.label.best("en") or words(term.singular)
    return text if text[1:2].isupper() else lower_first(text)
