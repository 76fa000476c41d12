"""Checks of texts as values of XML Schema datatypes, with messages for people who fill in spreadsheets."""

import datetime as dt
import re

from ontology.namespaces import XSD

_ZONE = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_CLOCK = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_FORMS = {
    "date": (rf"(\d{{4}}-\d{{2}}-\d{{2}}){_ZONE}", "write the date as 2024-12-31"),
    "dateTime": (
        rf"(\d{{4}}-\d{{2}}-\d{{2}})T{_CLOCK}{_ZONE}",
        "write date and time as 2024-12-31T23:59:00+07:00",
    ),
    "gYear": (rf"\d{{4}}{_ZONE}", "write the year as 2024"),
    "gYearMonth": (rf"\d{{4}}-(0[1-9]|1[0-2]){_ZONE}", "write the month as 2024-12"),
    "integer": (r"[+-]?\d+", "write a whole number without spaces or points, such as 1250000"),
    "nonNegativeInteger": (r"\+?\d+", "write a whole number without spaces or points, such as 1250000"),
    "decimal": (r"[+-]?(\d+(\.\d*)?|\.\d+)", "write the number with a decimal point, such as 54.20"),
    "double": (r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", "write a number, such as 54.2"),
    "boolean": (r"true|false|1|0", "write true or false"),
}


def complaint(text: str, datatype: str) -> tuple[str, str] | None:
    """A message and a hint for an invalid text; None for a valid one, or if `datatype` is not known here."""
    name = datatype.removeprefix(XSD)
    if not datatype.startswith(XSD) or name not in _FORMS:
        return None
    form, hint = _FORMS[name]
    match = re.fullmatch(form, text, re.ASCII)
    if match is None:
        return f"{text!r} is not a valid {name}", _day_of_excel(text, name) or hint
    if name in ("date", "dateTime") and not _is_day(match.group(1)):
        return f"{text!r} is not a day of the calendar", hint
    return None


def _day_of_excel(text: str, name: str) -> str | None:
    """A hint if the text is a day as Excel counts them, from 1954 to 2064."""
    if name != "date" or not re.fullmatch(r"[2-5]\d{4}", text, re.ASCII):
        return None
    day = dt.date(1899, 12, 30) + dt.timedelta(int(text))
    return f"Excel shows {text} for {day.isoformat()}: format the column as a date, such as 2024-12-31"


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
