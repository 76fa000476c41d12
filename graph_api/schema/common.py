"""The types that every ontology shares: values, paging and comparison inputs."""

from enum import Enum
from typing import Any

import strawberry

from graph_api.schema.arguments import LANG
from graph_api.schema.fields import bare_class, output_field
from graph_api.schema.scalars import Date, DateTime, Decimal, Integer, Year
from ontology.model import Kind


@strawberry.type(name="Term", description="A class of the ontology.")
class TermType:
    """A class that a resource belongs to."""

    iri: strawberry.ID = strawberry.field(description="The IRI of the class.")


@strawberry.type(
    name="LangText",
    description="A text and the language it is in. An argument `lang` names languages, best first; after them come "
    "those of Accept-Language, then vi, en, fr, any. `en` finds texts in en-gb too, `en-gb` none in en (RFC 4647 "
    "basic filtering): ask for both.",
)
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


CODE: Any = strawberry.type(
    bare_class(
        "Code",
        {
            "iri": output_field(strawberry.ID, "The IRI of the code."),
            "code": output_field(str, "The code as the list writes it."),
            "label": output_field(LangText, "The code in words.", args=(LANG,)),
        },
    ),
    name="Code",
    description="A member of a code list.",
)


@strawberry.type(
    name="PageInfo",
    description="Where a page stands in its list (Relay). A list takes `first` or `last`, not both: how many members a "
    "page may have, counted from the start or from the end of what lies between the cursors `after` and `before`; 0: "
    "none. Without both a page has the default size.",
)
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(
        description="Whether something comes after this page: exactly, but true if `before` was given."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether something comes before this page: with `last` exactly, else true if `after` was given."
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


ALL_GIVEN = "all given must hold, absent or null is no condition."
_EQUALITY = ("eq", "ne", "in", "notIn")
_RANGE = ("lt", "lte", "gt", "gte")
_TEXT = ("startsWith", "contains", "matches")
_OPERATORS = {
    "eq": "True if some value is equal to this.",
    "ne": "True if no value is equal to this; also if there is none.",
    "in": "True if some value is one of these; an empty list is never true.",
    "notIn": "True if no value is one of these; also if there is none.",
    "lt": "True if some value comes before this.",
    "lte": "True if some value comes before this or is equal to it.",
    "gt": "True if some value comes after this.",
    "gte": "True if some value comes after this or is equal to it.",
    "startsWith": "True if some value starts with this.",
    "contains": "True if some value has this in it.",
    "matches": "True if some value has all these words in it, whole, in whatever order, case and diacritics.",
}
_FOLD = "`true`: case and diacritics do not count for `eq ne in notIn startsWith contains`; đ is d. Absent: they do."


def comparison(
    name: str, python_type: Any, what: str, operators: tuple[str, ...], extra: dict[str, Any] | None = None
) -> type:
    """An input type of comparisons with one kind of value; `extra` fields are annotations with descriptions."""
    fields = {
        operator: (
            list[python_type] if operator in ("in", "notIn") else python_type,
            _OPERATORS[operator],
        )
        for operator in operators
    }
    fields |= extra or {}
    cls = type(name, (), {"__annotations__": {}, "__doc__": f"Conditions on {what}."})
    for operator, (annotation, description) in fields.items():
        attribute = f"op_{operator}"
        cls.__annotations__[attribute] = annotation | None
        setattr(
            cls, attribute, strawberry.field(name=operator, description=description, default=strawberry.UNSET)
        )
    return strawberry.input(cls, name=name, description=f"Conditions on {what}; {ALL_GIVEN}")


IS_NULL = {"isNull": (bool, "`true`: there is no value; `false`: there is one.")}
_ORDERED = (*_EQUALITY, *_RANGE)
_TEXTUAL = (*_ORDERED, *_TEXT)
_FOLDED = IS_NULL | {"fold": (bool, _FOLD)}
_TAGGED = _FOLDED | {
    "lang": (
        str,
        "In which language the conditions look; `en` takes in `en-gb`. Alone or null: no condition.",
    )
}

COMPARISONS: dict[Kind, type] = {
    Kind.TEXT: comparison("TextFilter", str, "a text in several languages", _TEXTUAL, _TAGGED),
    Kind.STRING: comparison("StringFilter", str, "a string", _TEXTUAL, _FOLDED),
    Kind.DATE: comparison("DateFilter", Date, "a date", _ORDERED, IS_NULL),
    Kind.DATETIME: comparison("DateTimeFilter", DateTime, "a moment", _ORDERED, IS_NULL),
    Kind.YEAR: comparison("YearFilter", Year, "a year", _ORDERED, IS_NULL),
    Kind.DECIMAL: comparison(
        "DecimalFilter", Decimal, "a decimal number; compared exactly", _ORDERED, IS_NULL
    ),
    Kind.INTEGER: comparison("IntegerFilter", Integer, "a whole number", _ORDERED, IS_NULL),
    Kind.BOOLEAN: comparison("BooleanFilter", bool, "a truth value", _EQUALITY, IS_NULL),
    Kind.DOUBLE: comparison("FloatFilter", float, "a floating-point number", _ORDERED, IS_NULL),
    Kind.IRI: comparison(
        "IriFilter", strawberry.ID, "an IRI", (*_ORDERED, "startsWith", "contains"), IS_NULL
    ),
    Kind.LITERAL: comparison(
        "LiteralFilter", str, "a value by its lexical form", (*_EQUALITY, "startsWith", "contains"), IS_NULL
    ),
}
CountFilter = comparison("CountFilter", int, "the number of members of a list", _ORDERED)
SelfFilter = comparison("SelfFilter", strawberry.ID, "a resource's own IRI", _EQUALITY)


@strawberry.enum(
    name="OrderDirection", description="Which way an order runs; what is absent comes last both ways."
)
class OrderDirection(Enum):
    """Ascending or descending."""

    ASC = strawberry.enum_value("ASC", description="From the smallest, earliest or first.")
    DESC = strawberry.enum_value("DESC", description="From the largest, latest or last.")


@strawberry.input(
    name="ValueOrder", description="An order by a value: numbers by size, dates by time, codes by IRI."
)
class ValueOrder:
    """An order by a value."""

    dir: OrderDirection = strawberry.field(description="Which way.", default=OrderDirection.ASC)


@strawberry.input(
    name="TextOrder",
    description="An order by a text, as Vietnamese dictionaries have it, in whatever language.",
)
class TextOrder:
    """An order by a language-tagged text."""

    dir: OrderDirection = strawberry.field(description="Which way.", default=OrderDirection.ASC)
    lang: str | None = strawberry.field(
        description="By the texts in this language; `en` takes in `en-gb`; what has none comes last. "
        "Absent or null: by the text that a reader without preference sees (vi, en, fr, untagged, any).",
        default=strawberry.UNSET,
    )


def _figures(name: str, value: Any, total: Any = None, average: Any = None) -> type:
    """An output type of figures over the values of a list."""
    fields = {
        "min": (value, "The smallest or earliest value; null: there is none."),
        "max": (value, "The largest or latest value; null: there is none."),
    }
    if total is not None:
        fields["sum"] = (
            total,
            "The sum, exact; a value that several members have counts for each. Null: no value.",
        )
        fields["avg"] = (average, "The sum divided by the number of values. Null: no value.")
    cls = bare_class(name, {n: output_field(t | None, d, name=n) for n, (t, d) in fields.items()})
    return strawberry.type(cls, name=name, description="Figures over the values of all members of a list.")


AGGREGATES: dict[Kind, type] = {
    Kind.DATE: _figures("DateAggregate", Date),
    Kind.DATETIME: _figures("DateTimeAggregate", DateTime),
    Kind.YEAR: _figures("YearAggregate", Year),
    Kind.INTEGER: _figures("IntegerAggregate", Integer, Integer, Decimal),
    Kind.DECIMAL: _figures("DecimalAggregate", Decimal, Decimal, Decimal),
    Kind.DOUBLE: _figures("FloatAggregate", float, float, float),
}


_FACET = (
    "A value and how many members have it. `withoutOwn: true` leaves out the conditions that the list's `where`, or "
    "its `and`, puts on the field directly."
)


def facet_type(name: str, value: Any, what: str) -> type:
    """An output type of one value and the number of members that have it."""
    fields = {
        "value": output_field(value, what),
        "count": output_field(int, "How many members of the list have it."),
    }
    return strawberry.type(bare_class(name, fields), name=name, description=_FACET)


@strawberry.input(name="TypesFilter", description="Conditions on the classes of a resource.")
class TypesFilter:
    """Conditions on the classes of a resource, superclasses included."""

    in_: list[str] | None = strawberry.field(
        name="in",
        description="True if the resource is of one of these types or classes, by GraphQL name or by IRI, "
        "subclasses included; an empty list is never true. Absent or null: no condition.",
        default=strawberry.UNSET,
    )
