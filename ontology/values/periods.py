"""Periods of time: years, months, days and moments, which one property may have beside each other.

They are compared by their first moment, on the UTC time line; two are equal if they are equally long, too. The search
key of a period is that of its first moment, a space, and a letter for its length.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from ontology.namespaces import XSD
from ontology.values.datatypes import Native, collapsed
from ontology.values.dates import (
    date_key,
    datetime_key,
    gyear_key,
    parse_date,
    parse_datetime,
    parse_month,
    parse_year,
)
from ontology.values.literals import join, split

PERIODS: Mapping[str, Callable[[str], Native | None]] = {
    XSD + "gYear": parse_year,
    XSD + "gYearMonth": parse_month,
    XSD + "date": parse_date,
    XSD + "dateTime": parse_datetime,
}
"""The datatypes of periods, each with the function that reads its lexical forms."""
_LENGTHS = {XSD + "gYear": "Y", XSD + "gYearMonth": "M", XSD + "date": "D", XSD + "dateTime": "T"}
_MIDNIGHT = "T00:00"
Bound = Literal["lt", "lte", "gt", "gte"]


def parse_period(form: str) -> Native | None:
    """A year, month, day or moment as it is written; None if it is none of them."""
    return form if datatype_of(form) is not None else None


def datatype_of(form: str) -> str | None:
    """The datatype of a period, which its lexical form shows; None if it is not a period."""
    return next((datatype for datatype, parse in PERIODS.items() if parse(form) is not None), None)


def fitting_period(obj: str) -> str | None:
    """A literal in N-Triples, without white space around its form; None if it is not a period."""
    form, _, datatype = split(obj)
    form, parse = collapsed(form, datatype), PERIODS.get(datatype)
    return None if parse is None or parse(form) is None else join(form, datatype=datatype)


def period_key(value: Native) -> str:
    """The search key of a lexical form, or of a literal in N-Triples. Raises `ValueError` if it is not a period."""
    form = split(str(value))[0] if str(value).startswith('"') else str(value)
    datatype = datatype_of(form)
    if datatype is None:
        raise ValueError(f"{form!r} is not a year, month, day or moment")
    return f"{_begin(form, datatype)} {_LENGTHS[datatype]}"


def period_bound(form: str, comparison: Bound) -> str:
    """The text that keys of periods are compared with: it lies before, or after, all that begin with this one."""
    begin = period_key(form).rpartition(" ")[0]
    return begin if comparison in ("lt", "gte") else f"{begin} ~"


def _begin(form: str, datatype: str) -> str:
    """The key of the first moment, without a time if it is midnight."""
    match _LENGTHS[datatype]:
        case "Y":
            key = gyear_key(form)
            return key if "T" in key else f"{key}-01-01"
        case "M":
            zone = form[form.index("-", 1) + 3 :]
            return date_key(f"{form.removesuffix(zone) if zone else form}-01{zone}")
        case "D":
            return date_key(form)
    return datetime_key(form).removesuffix(":00").removesuffix(_MIDNIGHT)
