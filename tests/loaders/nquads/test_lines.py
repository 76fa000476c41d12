"""Lines of N-Quads, taken apart and sorted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.nquads.lines import (
    LineSpool,
    SortedLines,
    by_subject,
    has_blank,
    join_line,
    scope_blank,
    split_line,
)

LINE = b'<http://e/s> <http://e/p> "a _:b <c> . \\"d" <http://e/g> .'


@given(st.lists(st.binary(min_size=1, max_size=3).filter(lambda b: b"\n" not in b)), st.integers(1, 7))
def test_lines_come_sorted_and_once_however_many_runs_they_take(lines: list[bytes], run: int) -> None:
    with SortedLines(lines, run) as found:
        assert list(found) == sorted(set(lines))
        assert list(found) == sorted(set(lines)), "a second time"


def test_runs_longer_than_a_block_are_merged() -> None:
    lines = [b"%05d" % (n * 7919 % 1000) for n in range(1000)]
    with SortedLines(lines, 300, block=16) as found:
        assert list(found) == sorted(lines)


def test_more_runs_than_may_be_open_are_merged_in_tiers() -> None:
    lines = [b"%05d" % (n * 7919 % 200) for n in range(200)]
    with SortedLines(lines, 1, block=64) as found:
        assert list(found) == sorted(lines)
        assert list(found) == sorted(lines), "a second time"


def test_a_spool_gives_its_lines_back_in_their_order() -> None:
    lines = [b"%d" % n for n in range(45_000)]
    with LineSpool(lines[:30_000]) as spool:
        spool.add(lines[30_000:])
        assert list(spool) == lines
        assert list(spool) == lines, "a second time"


def test_a_line_falls_into_its_terms_and_back() -> None:
    terms = split_line(LINE)
    assert terms == ("<http://e/s>", "<http://e/p>", '"a _:b <c> . \\"d"', "<http://e/g>")
    assert join_line(*terms) == LINE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LINE, False),
        (b"_:s <p> <o> <g> .", True),
        (b"<s> <p> _:o <g> .", True),
        (b"<s> <p> <o> _:g .", True),
        (b'<s> <p> "o" _:g .', True),
        (b'<s> <p> "> _:o" <g> .', False),
        (b'<s> <p> "<s> <p> _:o" <g> .', False),
    ],
)
def test_blank_nodes_are_told_from_text_that_looks_like_them(line: bytes, expected: bool) -> None:
    assert has_blank(line) is expected


def test_a_scope_is_set_before_the_labels_of_terms_only() -> None:
    assert scope_blank(b'_:a <p> "_:x" _:g .', b"S") == b'_:Sa <p> "_:x" _:Sg .'
    assert scope_blank(LINE, b"S") == LINE


def test_lines_are_gathered_by_subject_also_if_one_begins_like_another() -> None:
    rest = b" <http://e/p> <http://e/o> <http://e/g> ."
    about = {
        b"<http://e/s>": [b"<http://e/s>" + rest, b"<http://e/s> <http://e/q>" + rest[13:]],
        b"_:b1": [b"_:b1" + rest],
        b"_:b10": [b"_:b10" + rest],
    }
    assert dict(by_subject(line for lines in about.values() for line in lines)) == about
    assert list(by_subject(())) == []
