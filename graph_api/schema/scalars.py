"""The scalars of the API: dates and numbers, mostly strings in JSON because their exact digits matter."""

import re
from collections.abc import Callable
from typing import NewType

import strawberry
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode, print_ast
from strawberry.types.scalar import ScalarDefinition

from ontology.model import Kind
from ontology.values.json_numbers import show_integer
from ontology.values.keys import native

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Year = NewType("Year", str)
Period = NewType("Period", str)
Decimal = NewType("Decimal", str)
Integer = NewType("Integer", str)

_TYPES = "https://www.w3.org/TR/xmlschema11-2/#"
"""The definitions of the datatypes, each at its name."""
_SPECIFIED = {Kind.YEAR: _TYPES + "gYear", Kind.PERIOD: "https://www.w3.org/TR/NOTE-datetime"}
_EXPECTED = {
    Kind.DATETIME: 'a date and time such as "2024-05-20T09:00:00+07:00"',
    Kind.YEAR: 'a year such as "2024"',
    Kind.PERIOD: 'a year, month, day or moment such as "2024", "2024-03", "2024-03-15" or "2024-03-15T09:00:00Z"',
    Kind.DECIMAL: 'a decimal number as a string, such as "54.20"',
    Kind.INTEGER: "a whole number",
}


def _refusal(kind: Kind, value: str) -> str:
    if kind is Kind.DATE:
        return f"{value} is not a valid date. Write a date as 2026-01-31."
    return f"{value} is not {_EXPECTED[kind]}."


def _parser(kind: Kind) -> Callable[[object], str]:
    def parse(value: object) -> str:
        text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        if isinstance(value, int) and kind not in (Kind.INTEGER, Kind.DECIMAL, Kind.YEAR, Kind.PERIOD):
            text = ""
        if not re.fullmatch(r"\S+", text) or native(kind, text) is None:
            raise GraphQLError(_refusal(kind, repr(value)))
        return text

    return parse


def _literal_parser(kind: Kind) -> Callable[[ValueNode, object], str]:
    parse = _parser(kind)

    def parse_literal(node: ValueNode, _: object = None) -> str:
        try:
            if isinstance(node, StringValueNode):
                return parse(node.value)
            if isinstance(node, IntValueNode):
                return parse(int(node.value))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None
        except ValueError:
            raise GraphQLError("A whole number has at most 4,300 digits here.", node) from None
        raise GraphQLError(_refusal(kind, print_ast(node)), node)

    return parse_literal


def _scalar(name: str, kind: Kind, description: str, serialize: Callable[..., object]) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=_SPECIFIED.get(kind, f"{_TYPES}{kind}"),
        serialize=serialize,
        parse_value=_parser(kind),
        parse_literal=_literal_parser(kind),
    )


_DATE = (
    "A day, `YYYY-MM-DD` (xsd:date). As `asOf`: only members valid on this day count, in the list itself and in all "
    "lists and conditions below it that have no `asOf` of their own. Absent: the `asOf` around it, or any day at the "
    "root; null: any day. Relations that span time, such as `predecessors` or `repeals`, lead from what is valid on a "
    "day to what no longer is, or not yet: the day around one counts neither for its members nor below them."
)
_PERIOD = (
    "A year, month, day or moment: `2024`, `2024-03`, `2024-03-15` or `2024-03-15T09:00:00Z` (xsd:gYear, "
    "xsd:gYearMonth, xsd:date, xsd:dateTime). Periods are compared by their first moment; equal ones are equally "
    "long, too."
)
SCALARS: dict[object, ScalarDefinition] = {
    Date: _scalar("Date", Kind.DATE, _DATE, str),
    DateTime: _scalar("DateTime", Kind.DATETIME, "A date and time, ISO 8601 (xsd:dateTime).", str),
    Year: _scalar("Year", Kind.YEAR, "A year, `YYYY` (xsd:gYear).", str),
    Period: _scalar("Period", Kind.PERIOD, _PERIOD, str),
    Decimal: _scalar("Decimal", Kind.DECIMAL, "A decimal number as a string, with its exact digits.", str),
    Integer: _scalar(
        "Integer", Kind.INTEGER, "A whole number: a JSON number up to 2⁵³, a string beyond.", show_integer
    ),
}
