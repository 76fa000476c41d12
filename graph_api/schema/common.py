"""The types that every ontology shares: the directive `@term`, values, paging and comparison inputs."""

from enum import Enum
from typing import Any

import strawberry
from strawberry.schema_directive import Location

from graph_api.schema.scalars import Date, DateTime, Decimal, Integer, Year
from ontology.model import Kind


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


@strawberry.type(name="Term", description="A class of the ontology.")
class TermType:
    """A class that a resource belongs to."""

    iri: strawberry.ID = strawberry.field(description="The IRI of the class.")


@strawberry.type(name="LangText", description="A text and the language it is in.")
class LangText:
    """A language-tagged value."""

    value: str = strawberry.field(description="The text itself.")
    lang: str | None = strawberry.field(
        description="Its language tag (RFC 5646, lower case); null: it has none."
    )


@strawberry.type(
    name="Literal", description="A value whose datatype is not fixed by the ontology, as the source gives it."
)
class Literal:
    """A literal with its datatype."""

    value: str = strawberry.field(description="The lexical form, digit for digit.")
    datatype: strawberry.ID = strawberry.field(description="The IRI of the datatype.")
    lang: str | None = strawberry.field(description="The language tag; null: it has none.")


@strawberry.type(name="PageInfo", description="Where a page stands in its list (Relay).")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether something comes before: true if `after` was given."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first item; null: the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last item; null: the page is empty."
    )


@strawberry.enum(name="RdfFormat", description="An RDF syntax.")
class RdfFormat(Enum):
    """The syntaxes of the field `rdf`."""

    TURTLE = strawberry.enum_value("ttl", description="Turtle.")
    N_TRIPLES = strawberry.enum_value("nt", description="N-Triples, sorted.")
    RDF_XML = strawberry.enum_value("rdf", description="RDF/XML.")
    JSON_LD = strawberry.enum_value("jsonld", description="JSON-LD 1.1.")


def _comparison(name: str, python_type: Any, what: str, *, with_lang: bool = False) -> type:
    """An input type `{eq in isNull}` for one kind of value."""
    absent = " Absent or null: no condition."
    cls = type(name, (), {"__annotations__": {}, "__doc__": f"Conditions on {what}."})
    fields: dict[str, tuple[object, str]] = {
        "eq": (python_type, f"True if some value is equal to this.{absent}"),
        "in_": (
            list[python_type],
            f"True if some value is one of these; an empty list is never true.{absent}",
        ),
        "is_null": (bool, f"`true`: there is no value; `false`: there is one.{absent}"),
    }
    if with_lang:
        fields["lang"] = (
            str,
            "In which language the conditions look; `en` takes in `en-gb`. Alone or null: no condition.",
        )
    for field, (annotation, description) in fields.items():
        cls.__annotations__[field] = annotation | None  # type: ignore[operator]
        graphql_name = "in" if field == "in_" else None
        setattr(
            cls, field, strawberry.field(name=graphql_name, description=description, default=strawberry.UNSET)
        )
    return strawberry.input(cls, name=name, description=f"Conditions on {what}; all given must hold.")


COMPARISONS: dict[Kind, type] = {
    Kind.TEXT: _comparison("TextFilter", str, "a text in several languages", with_lang=True),
    Kind.STRING: _comparison("StringFilter", str, "a string"),
    Kind.DATE: _comparison("DateFilter", Date, "a date"),
    Kind.DATETIME: _comparison("DateTimeFilter", DateTime, "a moment"),
    Kind.YEAR: _comparison("YearFilter", Year, "a year"),
    Kind.DECIMAL: _comparison("DecimalFilter", Decimal, "a decimal number; compared exactly"),
    Kind.INTEGER: _comparison("IntegerFilter", Integer, "a whole number"),
    Kind.BOOLEAN: _comparison("BooleanFilter", bool, "a truth value"),
    Kind.DOUBLE: _comparison("FloatFilter", float, "a floating-point number"),
    Kind.IRI: _comparison("IriFilter", strawberry.ID, "an IRI"),
    Kind.LITERAL: _comparison("LiteralFilter", str, "a value by its lexical form"),
}


@strawberry.input(name="SelfFilter", description="Conditions on a resource's own IRI; all given must hold.")
class SelfFilter:
    """Conditions on the IRI of a resource itself."""

    eq: strawberry.ID | None = strawberry.field(
        description="The resource with this IRI. Absent or null: no condition.", default=strawberry.UNSET
    )
    in_: list[strawberry.ID] | None = strawberry.field(
        name="in",
        description="The resources with these IRIs; an empty list is never true. Absent or null: no condition.",
        default=strawberry.UNSET,
    )


@strawberry.input(name="TypesFilter", description="Conditions on the classes of a resource.")
class TypesFilter:
    """Conditions on the classes of a resource, superclasses included."""

    in_: list[str] | None = strawberry.field(
        name="in",
        description="True if the resource is of one of these types or classes, by GraphQL name or by IRI, "
        "subclasses included; an empty list is never true. Absent or null: no condition.",
        default=strawberry.UNSET,
    )
