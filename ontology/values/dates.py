"""Dates, times and years: their forms in XSD 1.1, and texts that sort as they do on the UTC time line.

One without a time zone counts as UTC; the year 0000 exists and is leap. Years of more than 18 digits are not values.
"""

import re

from ontology.values.datatypes import Native

_YEAR_PART = r"(-?(?:[1-9][0-9]{4,17}|[0-9]{4}))"
_ZONE_PART = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAY_PART = _YEAR_PART + "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_YEAR = re.compile(_YEAR_PART + _ZONE_PART)
_MONTH = re.compile(_YEAR_PART + "-(0[1-9]|1[0-2])" + _ZONE_PART)
_DATE = re.compile(_DAY_PART + _ZONE_PART)
_DATETIME = re.compile(
    _DAY_PART
    + r"T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?|(24):(00):(00)(?:\.(0+))?)"
    + _ZONE_PART
)
_NINES = str.maketrans("0123456789", "9876543210")


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _is_day(lexical_form: str, form: re.Pattern[str]) -> bool:
    match = form.fullmatch(lexical_form)
    return match is not None and int(match[3]) <= _days_in(int(match[1]), int(match[2]))


def parse_year(lexical_form: str) -> Native | None:
    """A year as it is written; None if it is not one."""
    return lexical_form if _YEAR.fullmatch(lexical_form) else None


def parse_month(lexical_form: str) -> Native | None:
    """A month as it is written; None if it is not one."""
    return lexical_form if _MONTH.fullmatch(lexical_form) else None


def parse_date(lexical_form: str) -> Native | None:
    """A date as it is written; None if it is not one."""
    return lexical_form if _is_day(lexical_form, _DATE) else None


def parse_datetime(lexical_form: str) -> Native | None:
    """A date with a time as it is written; None if it is not one."""
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


def gyear_key(value: Native) -> str:
    """The sort key of a year. Raises `ValueError` if it is not one."""
    match = _YEAR.fullmatch(str(value))
    if not match:
        raise ValueError(f"{value!r} is not a year")
    shift = _zone_minutes(match[2])
    return "".join(_moment((int(match[1]), 1, 1), -shift)) if shift else _year_key(int(match[1]))


def date_key(value: Native) -> str:
    """The sort key of a date. Raises `ValueError` if it is not one."""
    match = _DATE.fullmatch(str(value))
    if not match or not _is_day(str(value), _DATE):
        raise ValueError(f"{value!r} is not a date")
    shift = _zone_minutes(match[4])
    day, time = _moment((int(match[1]), int(match[2]), int(match[3])), -shift)
    return day + time if shift else day


def datetime_key(value: Native) -> str:
    """The sort key of a date with a time. Raises `ValueError` if it is not one."""
    match = _DATETIME.fullmatch(str(value))
    if not match or not _is_day(str(value), _DATETIME):
        raise ValueError(f"{value!r} is not a dateTime")
    year, month, day, *clock, zone = match.groups()
    hour, minute, second, fraction = (clock[i] or clock[i + 4] or "" for i in range(4))
    minutes = int(hour) * 60 + int(minute) - _zone_minutes(zone)
    date, time = _moment((int(year), int(month), int(day)), minutes)
    fraction = fraction.rstrip("0")
    return f"{date}{time}:{second}" + ("." + fraction if fraction else "")
