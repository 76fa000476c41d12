"""Values: which literals are members of their datatype, their native form, and the text they sort by.

Sort keys are compared by code point (SQLite's BINARY, Neo4j's strings of ASCII) and sort as the values do: exact
for numbers of any length; dates and times on the UTC time line, where one without a time zone counts as UTC;
years as XSD 1.1 has them (0000 exists and is leap). Years of more than 18 digits are kept as exact residue but
are not values.

Of several values of a property that can have only one, the first counts, by code point: resources by IRI (or
`_:label`), literals by the lexical form of their value. Fields, filters, rules, justifications and `whatIf` all
read that one.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping

from ontology.model import Kind, PropertyTerm
from ontology.namespaces import XSD
from ontology.values.datatypes import collapsed, counts_as
from ontology.values.literals import LANG_STRING, STRING, from_ntriples, split

Native = str | int | float | bool

INTEGER_LIMIT = 2**63
"""Integers below this in size are numbers in the stores; others are texts of their digits."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_YEAR_PART = r"(-?(?:[1-9][0-9]{4,17}|[0-9]{4}))"
_ZONE_PART = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAY_PART = _YEAR_PART + "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_YEAR = re.compile(_YEAR_PART + _ZONE_PART)
_DATE = re.compile(_DAY_PART + _ZONE_PART)
_DATETIME = re.compile(
    _DAY_PART
    + r"T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?|(24):(00):(00)(?:\.(0+))?)"
    + _ZONE_PART
)
_NINES = str.maketrans("0123456789", "9876543210")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_RANGES: Mapping[str, tuple[int | None, int | None]] = {
    XSD + "nonNegativeInteger": (0, None),
    XSD + "positiveInteger": (1, None),
    XSD + "nonPositiveInteger": (None, 0),
    XSD + "negativeInteger": (None, -1),
    XSD + "byte": (-(2**7), 2**7 - 1),
    XSD + "short": (-(2**15), 2**15 - 1),
    XSD + "int": (-(2**31), 2**31 - 1),
    XSD + "long": (-(2**63), 2**63 - 1),
    XSD + "unsignedByte": (0, 2**8 - 1),
    XSD + "unsignedShort": (0, 2**16 - 1),
    XSD + "unsignedInt": (0, 2**32 - 1),
    XSD + "unsignedLong": (0, 2**64 - 1),
}


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


def is_member(value: Native | None, datatype: str) -> bool:
    """True unless a whole number is beyond the bounds of a datatype such as `xsd:byte`."""
    return (
        value is None
        or datatype not in _RANGES
        or not _INTEGER.fullmatch(str(value))
        or _is_within(value, datatype)
    )


def lexical(kind: Kind, value: Native) -> str:
    """The canonical lexical form of a native value; a literal in this form needs no residue."""
    if kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if kind is Kind.DOUBLE and isinstance(value, float):
        return _canonical_double(value)
    return str(value)


def sort_key(kind: Kind, value: Native) -> str | float:
    """The search key of a native value (of a text without its language tag); equal values have equal keys.

    Raises `ValueError` if `value` is not a member of the kind.
    """
    try:
        return _KEYS[kind](value)
    except KeyError:
        return str(value)


# -- values of properties


def is_single(term: PropertyTerm) -> bool:
    """True if a subject can have only one value of the property. Texts have one for each language."""
    return not term.many and term.kind is not Kind.TEXT


def fit(term: PropertyTerm, obj: str) -> Native | None:
    """The native value of an object in N-Triples, or None if it does not fit the property.

    A literal fits if its datatype is the property's, derived from that or promoted to it, and its form is right.
    """
    kind = term.kind
    if kind is Kind.RELATION:
        return None if obj[0] == '"' else from_ntriples(obj)
    if kind is Kind.IRI or kind is Kind.CODE:
        return from_ntriples(obj) if obj[0] == "<" else None
    if obj[0] != '"':
        return None
    form, language, datatype = split(obj)
    if kind is Kind.TEXT:
        is_text = datatype == LANG_STRING or counts_as(datatype, STRING)
        return f"{collapsed(form, datatype)}@{language}" if is_text else None
    if term.datatype is not None and datatype != term.datatype and not counts_as(datatype, term.datatype):
        return None
    if kind is Kind.LITERAL:
        return obj
    value = native(kind, collapsed(form, datatype), term.datatype)
    return value if datatype == term.datatype or is_member(value, datatype) else None


def order_key(term: PropertyTerm, value: Native) -> tuple[str, ...]:
    """The key by which the native values of a property are compared."""
    if term.kind is not Kind.LITERAL:
        return (lexical(term.kind, value),)
    form, language, datatype = split(str(value))
    return form, datatype, language


def counting(term: PropertyTerm, objects: Iterable[str]) -> str | None:
    """The object in N-Triples that counts among several of a property; None if none of them fits it."""
    values = ((obj, fit(term, obj)) for obj in objects)
    fitting = [(order_key(term, value), obj) for obj, value in values if value is not None]
    return min(fitting, default=("", None))[1]


# -- numbers


def _integer(lexical_form: str) -> Native | None:
    if not _INTEGER.fullmatch(lexical_form):
        return None
    if len(lexical_form) < 19:
        return int(lexical_form)
    digits = lexical_form.lstrip("+-").lstrip("0") or "0"
    sign = "-" if lexical_form[0] == "-" and digits != "0" else ""
    # int() refuses texts of more than 4,300 digits, so the long ones never get there.
    if len(digits) < 20 and int(digits) < INTEGER_LIMIT:
        return int(sign + digits)
    return sign + digits


def _is_within(value: Native, datatype: str) -> bool:
    low, high = _RANGES[datatype]
    text = str(value)
    if len(text) > 21:
        return (low is None) if text[0] == "-" else (high is None)
    number = int(text)
    return (low is None or number >= low) and (high is None or number <= high)


def _decimal(lexical_form: str) -> Native | None:
    return lexical_form if _DECIMAL.fullmatch(lexical_form) else None


def _double(lexical_form: str) -> Native | None:
    if not _DOUBLE.fullmatch(lexical_form):
        return None
    value = float(lexical_form)
    return value if math.isfinite(value) else None


def _canonical_double(value: float) -> str:
    """XSD's canonical form: `5.42E1`."""
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    digits, exponent = _scientific(repr(abs(value)))
    if not digits:
        return sign + "0.0E0"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent - 1}"


def _scientific(text: str) -> tuple[str, int]:
    """The digits d and exponent e of a non-negative number 0.d × 10^e, d without zeros at either end."""
    mantissa, _, power = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = len(digits) - len(fraction) + int(power or 0)
    return digits.rstrip("0"), exponent


def _number_key(value: Native) -> str:
    """Sign, exponent, digits. Negative numbers have complemented digits, ended by `~`."""
    text = str(value)
    if isinstance(value, bool) or not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    digits, exponent = _scientific(text.lstrip("+-"))
    if not digits:
        return "1"
    key = f"{exponent + 5_000_000_000:010d}{digits}"
    return "0" + key.translate(_NINES) + "~" if text[0] == "-" else "2" + key


# -- dates and times


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _is_day(lexical_form: str, form: re.Pattern[str]) -> bool:
    match = form.fullmatch(lexical_form)
    return match is not None and int(match[3]) <= _days_in(int(match[1]), int(match[2]))


def _year(lexical_form: str) -> Native | None:
    return lexical_form if _YEAR.fullmatch(lexical_form) else None


def _date(lexical_form: str) -> Native | None:
    return lexical_form if _is_day(lexical_form, _DATE) else None


def _datetime(lexical_form: str) -> Native | None:
    return lexical_form if _is_day(lexical_form, _DATETIME) else None


def _zone_minutes(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _year_key(year: int) -> str:
    """Four digits as they are; longer years after them, years before 0 before them."""
    digits = f"{abs(year):04d}"
    if year < 0:
        return f"-{99 - len(digits):02d}{digits.translate(_NINES)}"
    return digits if len(digits) == 4 else f"A{len(digits):02d}{digits}"


def _moment(day: tuple[int, int, int], minutes: int) -> tuple[str, str]:
    """The keys of the day and of the minute that lie `minutes` after the start of `day`."""
    year, month, number = day
    number += minutes // 1440
    if number < 1:
        month -= 1
        if month < 1:
            year, month = year - 1, 12
        number += _days_in(year, month)
    elif number > _days_in(year, month):
        number -= _days_in(year, month)
        month += 1
        if month > 12:
            year, month = year + 1, 1
    hour, minute = divmod(minutes % 1440, 60)
    return f"{_year_key(year)}-{month:02d}-{number:02d}", f"T{hour:02d}:{minute:02d}"


def _gyear_key(value: Native) -> str:
    match = _YEAR.fullmatch(str(value))
    if not match:
        raise ValueError(f"{value!r} is not a year")
    shift = _zone_minutes(match[2])
    return "".join(_moment((int(match[1]), 1, 1), -shift)) if shift else _year_key(int(match[1]))


def _date_key(value: Native) -> str:
    match = _DATE.fullmatch(str(value))
    if not match or not _is_day(str(value), _DATE):
        raise ValueError(f"{value!r} is not a date")
    shift = _zone_minutes(match[4])
    day, time = _moment((int(match[1]), int(match[2]), int(match[3])), -shift)
    return day + time if shift else day


def _datetime_key(value: Native) -> str:
    match = _DATETIME.fullmatch(str(value))
    if not match or not _is_day(str(value), _DATETIME):
        raise ValueError(f"{value!r} is not a dateTime")
    year, month, day, *clock, zone = match.groups()
    hour, minute, second, fraction = (clock[i] or clock[i + 4] or "" for i in range(4))
    minutes = int(hour) * 60 + int(minute) - _zone_minutes(zone)
    date, time = _moment((int(year), int(month), int(day)), minutes)
    fraction = fraction.rstrip("0")
    return f"{date}{time}:{second}" + ("." + fraction if fraction else "")


# -- the rest


def _boolean_key(value: Native) -> str:
    return lexical(Kind.BOOLEAN, value)


def _double_key(value: Native) -> float:
    return float(value) + 0.0  # -0.0 is 0.0


def _literal_key(value: Native) -> str:
    return split(str(value))[0]


_NATIVE: Mapping[Kind, Callable[[str], Native | None]] = {
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.YEAR: _year,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _BOOLEANS.get,
    Kind.DOUBLE: _double,
}
_KEYS: Mapping[Kind, Callable[[Native], str | float]] = {
    Kind.DATE: _date_key,
    Kind.DATETIME: _datetime_key,
    Kind.YEAR: _gyear_key,
    Kind.DECIMAL: _number_key,
    Kind.INTEGER: _number_key,
    Kind.BOOLEAN: _boolean_key,
    Kind.DOUBLE: _double_key,
    Kind.LITERAL: _literal_key,
}
