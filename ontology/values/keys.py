"""Values: which literals are members of their datatype, their native form, and the text they sort by.

Sort keys are compared by code point (SQLite's BINARY, Neo4j's strings of ASCII) and sort as the values do: exact
for numbers of any length; dates and times on the UTC time line. Years of more than 18 digits are kept as exact residue
but are not values.
"""

from collections.abc import Callable, Mapping

from ontology.model import Kind
from ontology.values.datatypes import Native
from ontology.values.dates import date_key, datetime_key, gyear_key, parse_date, parse_datetime, parse_year
from ontology.values.literals import split
from ontology.values.numbers import (
    canonical_double,
    is_member,
    number_key,
    parse_decimal,
    parse_double,
    parse_integer,
)
from ontology.values.periods import parse_period, period_key

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def native(kind: Kind, lexical: str, datatype: str | None = None) -> Native | None:
    """The value of a lexical form as the stores hold it, or None if it is not a member of the datatype.

    Dates, years, decimals and strings stay as they are written. An integer is an int, beyond 64 bits the
    text of its digits. NaN and the infinities are None: they cannot be compared. `datatype` is the
    declared one, for the bounds of `xsd:byte` and the like.
    """
    parse = _NATIVE.get(kind)
    if parse is None:
        return lexical
    value = parse(lexical)
    return value if datatype is None or is_member(value, datatype) else None


def lexical(kind: Kind, value: Native) -> str:
    """The canonical lexical form of a native value; a literal in this form needs no residue."""
    if kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if kind is Kind.DOUBLE and isinstance(value, float):
        return canonical_double(value)
    return str(value)


def sort_key(kind: Kind, value: Native) -> str | float:
    """The search key of a native value (of a text without its language tag); equal values have equal keys.

    Raises `ValueError` if `value` is not a member of the kind.
    """
    try:
        return _KEYS[kind](value)
    except KeyError:
        return str(value)


def _boolean_key(value: Native) -> str:
    return lexical(Kind.BOOLEAN, value)


def _double_key(value: Native) -> float:
    return float(value) + 0.0  # -0.0 is 0.0


def _literal_key(value: Native) -> str:
    return split(str(value))[0]


_NATIVE: Mapping[Kind, Callable[[str], Native | None]] = {
    Kind.DATE: parse_date,
    Kind.DATETIME: parse_datetime,
    Kind.YEAR: parse_year,
    Kind.PERIOD: parse_period,
    Kind.DECIMAL: parse_decimal,
    Kind.INTEGER: parse_integer,
    Kind.BOOLEAN: _BOOLEANS.get,
    Kind.DOUBLE: parse_double,
}
_KEYS: Mapping[Kind, Callable[[Native], str | float]] = {
    Kind.DATE: date_key,
    Kind.DATETIME: datetime_key,
    Kind.YEAR: gyear_key,
    Kind.DECIMAL: number_key,
    Kind.INTEGER: number_key,
    Kind.BOOLEAN: _boolean_key,
    Kind.DOUBLE: _double_key,
    Kind.LITERAL: _literal_key,
    Kind.PERIOD: period_key,
}
