"""Canonical JSON is that of RFC 8785, as another implementation has it."""

import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from graph_api.receipts.canonical import canonical_hash, canonical_json

NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", min_size=1, max_size=8)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)


@given(VALUES)
def test_any_value_is_written_as_the_reference_writes_it(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type] # any JSON value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (295147905179352830000.0, "295147905179352830000"),
        (1e21, "1e+21"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (999999999999999700000.0, "999999999999999700000"),
        (333333333.33333329, "333333333.3333333"),
        (0.000001, "0.000001"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
        (1e-7, "1e-7"),
        (-54.20, "-54.2"),
        (math.nan, "null"),
    ],
)
def test_numbers_are_written_as_the_standard_s_appendix_says(number: float, text: str) -> None:
    assert canonical_json(number).decode() == text


def test_every_character_below_256_is_written_as_the_reference_writes_it() -> None:
    text = "".join(map(chr, range(256)))
    assert canonical_json(text) == rfc8785.dumps(text)


def test_a_hash_does_not_depend_on_order_and_layout() -> None:
    assert canonical_hash({"b": [1.0, "é"], "a": None}) == canonical_hash({"a": None, "b": (1, "é")})


def test_a_whole_number_that_others_would_round_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        canonical_json({"n": [2**53 + 1]})
