"""Weighted lists in headers, held to the RFC's own examples and to a parser of one line for simple lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.accept import Choice, rank_choices, read_choices

_NAMES = st.from_regex(r"[a-z]{1,6}(/[a-z]{1,6}|-[a-z]{2})?|\*", fullmatch=True)
_QUALITIES = st.sampled_from(["0", "0.", "0.001", "0.5", "0.75", "1", "1.000"])
_SPACES = st.sampled_from(["", " ", "\t", "  "])


@pytest.mark.parametrize(
    ("header", "choices"),
    [
        ("audio/*; q=0.2, audio/basic", [("audio/*", 0.2), ("audio/basic", 1.0)]),
        (
            "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c",
            [("text/plain", 0.5), ("text/html", 1.0), ("text/x-dvi", 0.8), ("text/x-c", 1.0)],
        ),
        ("text/plain;format=flowed;q=0.4", [("text/plain", 0.4)]),
        ('text/x;note="a, b; q=0.9";q=0.1, text/y', [("text/x", 0.1), ("text/y", 1.0)]),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", [("gzip", 1.0), ("identity", 0.5), ("*", 0.0)]),
        ("da, en-GB;q=0.8, en;q=0.7", [("da", 1.0), ("en-gb", 0.8), ("en", 0.7)]),
        ("a;q=, b;q=x, c;q=nan, d;q=-1, e;q=7", [("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 0.0), ("e", 1.0)]),
        (", ,;q=1, a,", [("a", 1.0)]),
    ],
)
def test_a_list_is_read_item_by_item(header: str, choices: list[tuple[str, float]]) -> None:
    assert list(read_choices(header)) == [Choice(*choice) for choice in choices]


@given(st.lists(st.tuples(_NAMES, _QUALITIES, _SPACES, _SPACES)))
def test_a_list_that_is_written_is_read_again(items: list[tuple[str, str, str, str]]) -> None:
    header = ",".join(f"{before}{name}{after};{before}q={quality}" for name, quality, before, after in items)
    assert read_choices(header) == tuple(Choice(name, float(quality)) for name, quality, _, _ in items)


@given(st.text('abq;=,"\\\\ /*-01.', max_size=200))
def test_any_text_is_read_with_qualities_from_0_to_1(header: str) -> None:
    assert all(choice.name and 0 <= choice.quality <= 1 for choice in read_choices(header))


@given(st.lists(st.tuples(_NAMES, _QUALITIES)))
def test_the_best_come_first_and_refused_ones_not_at_all(items: list[tuple[str, str]]) -> None:
    header = ", ".join(f"{name};q={quality}" for name, quality in items)
    weights = sorted({float(quality) for _, quality in items} - {0.0}, reverse=True)
    expected = [name for weight in weights for name, quality in items if float(quality) == weight]
    assert list(rank_choices(header)) == expected


def test_of_a_long_header_the_first_items_are_read() -> None:
    header = ",".join(f"a{number}" for number in range(5000))
    assert [choice.name for choice in read_choices(header)] == [f"a{number}" for number in range(100)]
