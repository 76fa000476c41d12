"""What is wrong with a text as a value of an XML Schema datatype, said to people who fill in spreadsheets."""

import datetime as dt
import re

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ZONE = r"(Z|[+-]\d{2}:\d{2})?"
_FORMS = {
    "date": (rf"(\d{{4}}-\d{{2}}-\d{{2}}){_ZONE}", "write the date as 2024-12-31"),
    "dateTime": (
        rf"(\d{{4}}-\d{{2}}-\d{{2}})T\d{{2}}:\d{{2}}:\d{{2}}(\.\d+)?{_ZONE}",
        "write date and time as 2024-12-31T23:59:00+07:00",
    ),
    "gYear": (rf"\d{{4}}{_ZONE}", "write the year as 2024"),
    "gYearMonth": (rf"\d{{4}}-(0[1-9]|1[0-2]){_ZONE}", "write the month as 2024-12"),
    "integer": (r"[+-]?\d+", "write a whole number without spaces or points, as 1250000"),
    "nonNegativeInteger": (r"\+?\d+", "write a whole number without spaces or points, as 1250000"),
    "decimal": (r"[+-]?(\d+(\.\d*)?|\.\d+)", "write the number with a decimal point, as 54.20"),
    "double": (r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", "write a number, as 54.2"),
    "boolean": (r"true|false|1|0", "write true or false"),
}


def complaint(text: str, datatype: str) -> tuple[str, str] | None:
    """What is wrong and how to write it; None if nothing is, or the form of `datatype` is not known here."""
    name = datatype.removeprefix(_XSD)
    if not datatype.startswith(_XSD) or name not in _FORMS:
        return None
    form, hint = _FORMS[name]
    match = re.fullmatch(form, text)
    if match is None:
        return f"{text!r} is no {name}", hint
    if name in ("date", "dateTime") and not _is_day(match.group(1)):
        return f"{text!r} is no day of the calendar", hint
    return None


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
