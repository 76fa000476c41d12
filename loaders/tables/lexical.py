"""Checks of texts as values of XML Schema datatypes, with messages for people who fill in spreadsheets."""

import datetime as dt
import re

from ontology.namespaces import XSD
from ontology.values.numbers import WHOLE, is_member

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
    "gMonth": (rf"--(0[1-9]|1[0-2]){_ZONE}", "write the month as --12"),
    "gDay": (rf"---(0[1-9]|[12]\d|3[01]){_ZONE}", "write the day as ---31"),
    "gMonthDay": (
        rf"--((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d)){_ZONE}",
        "write month and day as --12-31",
    ),
    "time": (_CLOCK + _ZONE, "write the time as 23:59:00"),
    "duration": (
        r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
        "write the duration as P1Y6M for a year and six months, P30D for 30 days",
    ),
    **dict.fromkeys(WHOLE, (r"[+-]?\d+", "write a whole number without spaces or points, such as 1250000")),
    "decimal": (r"[+-]?(\d+(\.\d*)?|\.\d+)", "write the number with a decimal point, such as 54.20"),
    **dict.fromkeys(
        ("double", "float"),
        (r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", "write a number, such as 54.2"),
    ),
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
    if name in WHOLE and not is_member(text, datatype):
        return f"{text} is out of the bounds of {name}", "correct the number, or the datatype in the mapping"
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
