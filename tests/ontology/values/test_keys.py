"""Sort keys: their order is the order of the values, for everything that is a value."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.model import Kind
from ontology.values.datatypes import Native
from ontology.values.keys import lexical, native, sort_key
from ontology.values.periods import period_bound, period_key

XSD = "http://www.w3.org/2001/XMLSchema#"


def order(pair: Sequence[Any]) -> int:
    return int(pair[0] > pair[1]) - int(pair[0] < pair[1])


def key(kind: Kind, value: Native) -> str:
    return str(sort_key(kind, value))


def assert_same_order(kind: Kind, left: tuple[Native, object], right: tuple[Native, object]) -> None:
    keys = [sort_key(kind, value) for value, _ in (left, right)]
    assert order(keys) == order([left[1], right[1]])


decimals = st.one_of(
    st.from_regex(r"[+-]?(0|[1-9]{0,2}0{0,3})[0-9]{1,3}(\.[0-9]{0,40})?", fullmatch=True),
    st.from_regex(r"[+-]?\.0{0,5}[0-9]{1,30}", fullmatch=True),
)


@given(decimals, decimals)
def test_decimal_keys_stand_in_the_order_of_the_decimals_at_any_length(a: str, b: str) -> None:
    assert native(Kind.DECIMAL, a) == a
    assert_same_order(Kind.DECIMAL, (a, Decimal(a)), (b, Decimal(b)))


@given(st.integers(), st.integers())
def test_integer_keys_stand_in_the_order_of_the_integers_beyond_64_bits_too(a: int, b: int) -> None:
    for factor in (1, 2**70):
        texts = [native(Kind.INTEGER, str(n * factor)) for n in (a, b)]
        assert texts[0] is not None
        assert texts[1] is not None
        assert_same_order(Kind.INTEGER, (texts[0], a), (texts[1], b))


def test_a_decimal_and_its_neighbour_at_the_23rd_digit_have_two_keys_and_equal_ones_have_one() -> None:
    near = [key(Kind.DECIMAL, f"0.1234567890123456789012{last}") for last in "34"]
    assert near[0] < near[1]
    for same in (("54.2", "54.20", "+054.200"), ("0", "-0", "+0.00", ".0"), ("-7", "-07.0")):
        assert len({sort_key(Kind.DECIMAL, text) for text in same}) == 1


zones: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.just(UTC), st.integers(-840, 840).map(lambda m: timezone(timedelta(minutes=m)))
)


def zone_text(moment: datetime) -> str:
    offset = moment.utcoffset()
    if offset is None:
        return ""
    minutes = int(offset.total_seconds() // 60)
    return (
        f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "Z"
    )


def utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# Hypothesis takes bounds without a timezone.
moments = st.datetimes(datetime(2, 1, 2), datetime(9998, 12, 30), timezones=zones).filter(  # noqa: DTZ001
    lambda m: m.fold == 0
)


@given(moments, moments)
def test_datetime_keys_stand_in_the_order_of_time(a: datetime, b: datetime) -> None:
    texts = [m.replace(tzinfo=None).isoformat() + zone_text(m) for m in (a, b)]
    assert_same_order(Kind.DATETIME, (texts[0], utc(a)), (texts[1], utc(b)))


@given(moments, moments)
def test_date_keys_stand_in_the_order_in_which_the_days_begin(a: datetime, b: datetime) -> None:
    days = [m.replace(hour=0, minute=0, second=0, microsecond=0) for m in (a, b)]
    texts = [d.date().isoformat() + zone_text(d) for d in days]
    assert_same_order(Kind.DATE, (texts[0], utc(days[0])), (texts[1], utc(days[1])))


years = st.one_of(st.integers(-12000, 12000), st.integers(-(10**18) + 1, 10**18 - 1))


def year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


@given(years, years)
def test_year_and_date_keys_stand_in_order_before_0_and_beyond_9999(a: int, b: int) -> None:
    assert_same_order(Kind.YEAR, (year_text(a), a), (year_text(b), b))
    assert_same_order(Kind.DATE, (year_text(a) + "-06-15", a), (year_text(b) + "-06-15", b))


def test_what_the_calendar_carries_over_is_carried_over() -> None:
    assert sort_key(Kind.DATETIME, "1999-12-31T24:00:00") == sort_key(Kind.DATETIME, "2000-01-01T00:00:00Z")
    assert sort_key(Kind.DATETIME, "2024-03-01T01:00:00+02:00") == "2024-02-29T23:00:00"
    assert sort_key(Kind.DATETIME, "-0001-12-31T23:00:00-02:00") == "0000-01-01T01:00:00"
    assert sort_key(Kind.DATETIME, "2024-01-01T00:00:00.500") == "2024-01-01T00:00:00.5"
    assert sort_key(Kind.DATE, "2024-05-20+07:00") == "2024-05-19T17:00"
    assert sort_key(Kind.DATE, "2024-05-20Z") == sort_key(Kind.DATE, "2024-05-20") == "2024-05-20"
    assert key(Kind.YEAR, "2024+07:00") == "2023-12-31T17:00" < key(Kind.YEAR, "2024")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_has_one_canonical_form_that_means_the_same_double(value: float) -> None:
    text = lexical(Kind.DOUBLE, value)
    back = native(Kind.DOUBLE, text)
    assert back is not None
    assert (repr(back), lexical(Kind.DOUBLE, back)) == (repr(value), text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.DATE, "2023-02-30"),
        (Kind.DATE, "2023-02-29"),
        (Kind.DATE, "2100-02-29"),
        (Kind.DATE, "02023-01-01"),
        (Kind.DATE, "2023-01-01+14:01"),
        (Kind.DATE, "2023-01-01\n"),
        (Kind.DATE, "٢٠٢٣-01-01"),
        (Kind.DATETIME, "2023-01-01T24:00:01"),
        (Kind.DATETIME, "2023-01-01T23:59:60"),
        (Kind.DATETIME, "2023-01-01"),
        (Kind.YEAR, "23"),
        (Kind.DECIMAL, "1e3"),
        (Kind.DECIMAL, "."),
        (Kind.DECIMAL, ""),
        (Kind.INTEGER, "1.0"),
        (Kind.INTEGER, " 1"),
        (Kind.INTEGER, "1_000"),
        (Kind.BOOLEAN, "True"),
        (Kind.DOUBLE, "NaN"),
        (Kind.DOUBLE, "INF"),
        (Kind.DOUBLE, "1e999"),
    ],
)
def test_what_is_no_value_is_none(kind: Kind, text: str) -> None:
    assert native(kind, text) is None


def test_integers_are_numbers_within_64_bits_and_texts_of_their_digits_beyond() -> None:
    assert native(Kind.INTEGER, "+007") == 7
    assert native(Kind.INTEGER, "-0") == 0
    assert native(Kind.INTEGER, "0" * 40 + "7") == 7
    assert native(Kind.INTEGER, "9223372036854775807") == 2**63 - 1
    assert native(Kind.INTEGER, "-9223372036854775807") == 1 - 2**63
    assert native(Kind.INTEGER, "+9223372036854775808") == "9223372036854775808"
    assert native(Kind.INTEGER, "-" + "9" * 5000) == "-" + "9" * 5000


def test_bounded_integers_keep_to_their_bounds() -> None:
    assert native(Kind.INTEGER, "-1", XSD + "nonNegativeInteger") is None
    assert native(Kind.INTEGER, "128", XSD + "byte") is None
    assert native(Kind.INTEGER, "127", XSD + "byte") == 127
    assert native(Kind.INTEGER, "9" * 5000, XSD + "positiveInteger") == "9" * 5000
    assert native(Kind.INTEGER, "-" + "9" * 5000, XSD + "positiveInteger") is None


def test_a_key_of_what_is_no_value_is_refused() -> None:
    for kind, text in (
        (Kind.DATE, "2023-02-30"),
        (Kind.DECIMAL, "x"),
        (Kind.YEAR, "x"),
        (Kind.DATETIME, "x"),
    ):
        with pytest.raises(ValueError, match="is not a"):
            sort_key(kind, text)


PERIODS_IN_ORDER = (
    "-0044", "-0044-03", "2023-12-31", "2024-01-01+07:00", "2024-01-01", "2024-01-01T00:00:00", "2024",
    "2024-01-01T00:00:00.5", "2024-01-01T10:00:00", "2024-01-01T10:00:30", "2024-01-02", "2024-05", "2024-05-20",
    "12024",
)  # fmt: skip


def test_periods_are_compared_by_their_first_moment() -> None:
    keys = [period_key(form) for form in PERIODS_IN_ORDER]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys), "one that is longer is another"
    begins = [key.partition(" ")[0] for key in keys]
    bounds, others = zip(PERIODS_IN_ORDER, begins, strict=True), zip(keys, begins, strict=True)
    for (form, begin), (key, other) in product(bounds, others):
        assert (key < period_bound(form, "lt")) is (other < begin)
        assert (key <= period_bound(form, "lte")) is (other <= begin)
        assert (key > period_bound(form, "gt")) is (other > begin)
        assert (key >= period_bound(form, "gte")) is (other >= begin)


@pytest.mark.parametrize("form", ["24", "2024-13", "2024-02-30", "spring", "2024-05-20T25:00:00", ""])
def test_what_is_no_period_has_no_key(form: str) -> None:
    with pytest.raises(ValueError, match="is not a year, month, day or moment"):
        period_key(form)
