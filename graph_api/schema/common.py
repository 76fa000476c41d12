"""The types that every ontology shares: values, paging and comparison inputs."""

from enum import Enum
from typing import Any

import strawberry

from graph_api.schema.arguments import LANG
from graph_api.schema.fields import bare_class, object_type, output_field
from graph_api.schema.scalars import Date, DateTime, Decimal, Integer, Period, Year
from ontology.model import Kind


@strawberry.type(
    name="LangText",
    description="A text with its language. An argument `lang` lists languages, best first; after these come those of "
    "Accept-Language, then vi, en, fr, any. `en-gb` also finds texts in en where there are none in en-gb (RFC 4647, "
    "lookup), and `en` texts in en-gb; `*` finds any.",
)
class LangText:
    """A language-tagged value."""

    value: str = strawberry.field(description="The text.")
    lang: str | None = strawberry.field(
        description="The language tag (RFC 5646, lower case), or null if there is none."
    )


@strawberry.type(
    name="Literal", description="A value whose datatype the ontology leaves open, as the source writes it."
)
class Literal:
    """A literal with its datatype."""

    value: str = strawberry.field(description="The lexical form, character for character.")
    datatype: strawberry.ID = strawberry.field(description="The IRI of the datatype.")
    lang: str | None = strawberry.field(description="The language tag, or null if there is none.")


_LABEL = (
    "The label that the ontology gives, in a language of the reader; without one the last part of the IRI."
)
_DESCRIPTION = "The definition that the ontology gives, or null if there is none."

TERM: Any = strawberry.type(
    bare_class(
        "Term",
        {
            "id": output_field(strawberry.ID, "The IRI of the term, a globally unique identifier."),
            "iri": output_field(strawberry.ID, "The IRI of the term."),
            "name": output_field(
                str | None,
                "The name in the schema: of the type of a class, a value of `ResourceType`, or of the field of a "
                "property. Null if the schema does not have it.",
            ),
            "label": output_field(LangText, _LABEL, args=(LANG,)),
            "description": output_field(LangText | None, _DESCRIPTION, args=(LANG,)),
        },
    ),
    name="Term",
    description="A class or property, of the ontology or of another vocabulary.",
)

CODE: Any = strawberry.type(
    bare_class(
        "Code",
        {
            "id": output_field(strawberry.ID, "The IRI of the code, a globally unique identifier."),
            "iri": output_field(strawberry.ID, "The IRI of the code."),
            "code": output_field(str, "The code as written in its list."),
            "name": output_field(str, "The value of the enum of its list, as conditions take it."),
            "label": output_field(LangText, "The label of the code.", args=(LANG,)),
            "description": output_field(LangText | None, _DESCRIPTION, args=(LANG,)),
        },
    ),
    name="Code",
    description="A member of a code list.",
)


@strawberry.type(
    name="PageInfo",
    description="The position of a page in its list (Relay). A list takes `first` or `last`, not both: the page size, "
    "counted from the start or from the end of the part between the cursors `after` and `before`; 0: no members. "
    "Without either, a page has the default size.",
)
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(
        description="True if members follow this page; always true if `before` is given."
    )
    has_previous_page: bool = strawberry.field(
        description="True if members precede this page; without `last`, true if `after` is given."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first member, or null if the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last member, or null if the page is empty."
    )


PAGE_INFO = "The position of this page in the list."


def connection(name: str, node: Any, nodes: str) -> Any:
    """The type of a list of `node` that is not a list of a class; `nodes` describes the members on a page."""
    edge = object_type(
        f"{name}Edge",
        f"A member of a list of `{name}`, with its cursor.",
        {
            "node": output_field(node, "The member."),
            "cursor": output_field(str, "The cursor of the member, for `after`."),
        },
    )
    return object_type(
        f"{name}Connection",
        f"A page of a list of `{name}`.",
        {
            "nodes": output_field(list[node], nodes),
            "edges": output_field(list[edge], "The members on this page with their cursors."),  # type: ignore[valid-type]  # made at run time
            "page_info": output_field(PageInfo, PAGE_INFO),
            "total_count": output_field(int, "The number of members on all pages."),
        },
    )


@strawberry.enum(name="RdfFormat", description="An RDF syntax.")
class RdfFormat(Enum):
    """The syntaxes of the field `rdf`."""

    TURTLE = strawberry.enum_value("ttl", description="Turtle.")
    N_TRIPLES = strawberry.enum_value("nt", description="N-Triples, sorted.")
    RDF_XML = strawberry.enum_value("rdf", description="RDF/XML.")
    JSON_LD = strawberry.enum_value("jsonld", description="JSON-LD 1.1.")
    N_QUADS = strawberry.enum_value(
        "nq",
        description="N-Quads, sorted: each statement with its source graph; with several, once for each.",
    )
    TRIG = strawberry.enum_value("trig", description="TriG, with the source graphs.")


ALL_HOLD = "All of them must hold; absent: no condition; null is refused."
_EQUALITY = ("eq", "ne", "in", "notIn")
_RANGE = ("lt", "lte", "gt", "gte")
_TEXT = ("startsWith", "contains", "matches")
_OPERATORS = {
    "eq": "At least one value equals this.",
    "ne": "True if no value equals this, and if there are no values.",
    "in": "At least one value is in this list; never true for `[]`.",
    "notIn": "True if no value is in this list, and if there are no values.",
    "lt": "At least one value is less than this; for dates, earlier.",
    "lte": "At least one value is less than or equal to this.",
    "gt": "At least one value is greater than this; for dates, later.",
    "gte": "At least one value is greater than or equal to this.",
    "startsWith": "At least one value starts with this.",
    "contains": "At least one value contains this.",
    "matches": "At least one value contains all these words as whole words, in any order. Case and diacritics are "
    "ignored.",
}
_COUNTS = {
    "eq": (int, "The number equals this."),
    "ne": (int, "The number does not equal this."),
    "in": (list[int], "The number is in this list; never true for `[]`."),
    "notIn": (list[int], "The number is not in this list."),
    "lt": (int, "The number is less than this."),
    "lte": (int, "The number is less than or equal to this."),
    "gt": (int, "The number is greater than this."),
    "gte": (int, "The number is greater than or equal to this."),
}
_FOLD = (
    "`true`: `eq`, `ne`, `in`, `notIn`, `startsWith` and `contains` ignore case and diacritics, and đ counts as d. "
    "Absent, null or `false`: they do not."
)


def comparison(
    name: str, python_type: Any, subject: str, operators: tuple[str, ...], extra: dict[str, Any] | None = None
) -> type:
    """Return an input type of comparisons with one kind of value; `extra` fields are annotations with descriptions."""
    fields = {
        operator: (
            list[python_type] if operator in ("in", "notIn") else python_type,
            _OPERATORS[operator],
        )
        for operator in operators
    }
    fields |= extra or {}
    cls = type(name, (), {"__annotations__": {}, "__doc__": f"Conditions on {subject}."})
    for operator, (annotation, description) in fields.items():
        attribute = f"op_{operator}"
        cls.__annotations__[attribute] = annotation | None
        setattr(
            cls, attribute, strawberry.field(name=operator, description=description, default=strawberry.UNSET)
        )
    return strawberry.input(cls, name=name, description=f"Conditions on {subject}. {ALL_HOLD}")


NULL = "`true`: nothing is stated; `false`: something is, even if it does not fit."
IS_NULL = {"isNull": (bool, NULL)}
_ORDERED = (*_EQUALITY, *_RANGE)
_TEXTUAL = (*_ORDERED, *_TEXT)
_FOLDED = IS_NULL | {"fold": (bool, _FOLD)}
_TAGGED = _FOLDED | {
    "lang": (
        str,
        "The language of the texts that the conditions look at; `en` includes `en-gb`. Alone or null: no condition.",
    )
}

COMPARISONS: dict[Kind, type] = {
    Kind.TEXT: comparison("TextFilter", str, "a text in several languages", _TEXTUAL, _TAGGED),
    Kind.STRING: comparison("StringFilter", str, "a string", _TEXTUAL, _FOLDED),
    Kind.DATE: comparison("DateFilter", Date, "a date", _ORDERED, IS_NULL),
    Kind.DATETIME: comparison("DateTimeFilter", DateTime, "a date and time", _ORDERED, IS_NULL),
    Kind.YEAR: comparison("YearFilter", Year, "a year", _ORDERED, IS_NULL),
    Kind.PERIOD: comparison("PeriodFilter", Period, "a year, month, day or moment", _ORDERED, IS_NULL),
    Kind.DECIMAL: comparison(
        "DecimalFilter", Decimal, "a decimal number, compared exactly", _ORDERED, IS_NULL
    ),
    Kind.INTEGER: comparison("IntegerFilter", Integer, "a whole number", _ORDERED, IS_NULL),
    Kind.BOOLEAN: comparison("BooleanFilter", bool, "a boolean value", _EQUALITY, IS_NULL),
    Kind.DOUBLE: comparison("FloatFilter", float, "a floating-point number", _ORDERED, IS_NULL),
    Kind.IRI: comparison(
        "IriFilter", strawberry.ID, "an IRI", (*_ORDERED, "startsWith", "contains"), IS_NULL
    ),
    Kind.LITERAL: comparison(
        "LiteralFilter", str, "the lexical form of a value", (*_EQUALITY, "startsWith", "contains"), IS_NULL
    ),
}
CountFilter = comparison("CountFilter", int, "the number of members of a list", (), _COUNTS)
SOURCES = "Conditions on the source graphs with statements about the resource, those of its field `sources`."
SelfFilter = comparison("SelfFilter", strawberry.ID, "the IRI of a resource", _EQUALITY)


@strawberry.enum(
    name="OrderDirection",
    description="The direction of an order. Members without a value come last either way.",
)
class OrderDirection(Enum):
    """Ascending or descending."""

    ASC = strawberry.enum_value("ASC", description="The smallest, earliest or first value comes first.")
    DESC = strawberry.enum_value("DESC", description="The largest, latest or last value comes first.")


@strawberry.enum(
    name="Pick", description="The choice between the values of several members behind a relation."
)
class Pick(Enum):
    """The smallest or the largest of several values."""

    MIN = strawberry.enum_value("MIN", description="The smallest, earliest or first value.")
    MAX = strawberry.enum_value("MAX", description="The largest, latest or last value.")


_PICK = (
    "Behind a relation of many members: the value that counts. Absent or null: the first in the direction."
)


@strawberry.input(
    name="ValueOrder", description="An order by a value: numbers by size, dates by time, codes by IRI."
)
class ValueOrder:
    """An order by a value."""

    dir: OrderDirection = strawberry.field(description="The direction.", default=OrderDirection.ASC)
    pick: Pick | None = strawberry.field(description=_PICK, default=strawberry.UNSET)


@strawberry.input(
    name="TextOrder",
    description="An order by a text, as in the dictionaries of its language: Vietnamese, or English and French.",
)
class TextOrder:
    """An order by a language-tagged text."""

    dir: OrderDirection = strawberry.field(description="The direction.", default=OrderDirection.ASC)
    pick: Pick | None = strawberry.field(description=_PICK, default=strawberry.UNSET)
    lang: str | None = strawberry.field(
        description="The language of the texts to order by; `en` includes `en-gb`; members without one come last. "
        "Absent or null: the text that the answer shows by Accept-Language (then vi, en, fr, untagged, any).",
        default=strawberry.UNSET,
    )


def _figures(name: str, value: Any, total: Any = None, average: Any = None) -> type:
    """An output type of figures over the values of a list."""
    fields = {
        "min": (value, "The smallest or earliest value, or null if there is none."),
        "max": (value, "The largest or latest value, or null if there is none."),
    }
    if total is not None:
        fields["sum"] = (
            total,
            "The exact sum, or null without a value. A value counts once for each member that has it.",
        )
        fields["avg"] = (average, "The sum divided by the number of values, or null without a value.")
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


@strawberry.input(name="TypesFilter", description="Conditions on the classes of a resource.")
class TypesFilter:
    """Conditions on the classes of a resource, superclasses included."""

    in_: list[str] | None = strawberry.field(
        name="in",
        description="The resource is of one of these types or classes, by GraphQL name or by IRI, subclasses included; "
        "never true for `[]`. Absent: no condition.",
        default=strawberry.UNSET,
    )
