"""Lines with blank nodes, sorted out of others and given back by subject."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from loaders.nquads.canonical import format_line
from loaders.nquads.lines import first_term, has_blank, iter_texts, scope_blank, temporary_file
from loaders.nquads.touched import TouchedLines
from tests.support.depth import deep
from tests.support.rdf_strategies import datasets

LINES = sorted(
    [
        b"<a:s> <a:p> _:x <a:g> .",
        b'<a:s> <a:p> "> _:x" <a:g> .',
        b'<a:s> <a:p> "_:x" _:g .',
        b'_:x <a:p> "1" <a:g> .',
        b'_:x <a:p> "of _:y" <a:g> .',
        b"_:x <a:p> _:x <a:g> .",
        b"_:x <a:p> _:y <a:g> .",
        b'_:x1 <a:p> " _:y <a:g> ." _:g .',
        b'_:x1 <a:p> "2" <a:g> .',
        b'_:x1 <a:q> "3" <a:g> .',
        b'_:y <a:p> "4" <a:g> .',
    ]
)
LINKS = [LINES[at] for at in (1, 2, 5, 6, 7)]
OWN = {
    b"_:Sx": [b'_:x <a:p> "1" <a:g> .', b'_:x <a:p> "of _:y" <a:g> .'],
    b"_:Sx1": [b'_:x1 <a:p> "2" <a:g> .', b'_:x1 <a:q> "3" <a:g> .'],
    b"_:Sy": [b'_:y <a:p> "4" <a:g> .'],
}


def text_of(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


@given(st.integers(1, 200), st.integers(0, len(LINES)))
def test_subjects_come_with_the_lines_of_which_they_are_the_only_blank_node(block: int, cut: int) -> None:
    with TouchedLines(block) as touched:
        parts = [text_of(part) for part in (LINES[:cut], LINES[cut:]) if part]
        plain = b"".join([touched.take_sorted(part, b"S") for part in parts])
        assert plain == b'<a:s> <a:p> "> _:x" <a:g> .\n'
        assert sorted(touched.links) == sorted(scope_blank(line, b"S") for line in LINKS)
        assert dict(touched.iter_subjects()) == OWN
        assert touched.read(0, len(text_of(OWN[b"_:Sx"]))) == OWN[b"_:Sx"]


@settings(max_examples=deep(200), deadline=None)
@given(st.lists(datasets(max_size=8), max_size=3), st.integers(1, 200))
def test_lines_with_blank_nodes_come_back_with_the_scope_of_their_file(
    files: list[list[Quad]], block: int
) -> None:
    with TouchedLines(block) as touched:
        expected, plain, expected_plain = [], b"", b""
        for number, quads in enumerate(files):
            lines = sorted({format_line(quad).encode() for quad in quads})
            scope = b"f%d" % number
            plain += touched.take_sorted(text_of(lines), scope) if lines else b""
            expected_plain += text_of([line for line in lines if not has_blank(line)])
            expected += [scope_blank(line, scope) for line in lines if has_blank(line)]
        assert plain == expected_plain
        assert sorted(touched) == sorted(expected)
        assert bool(touched) is bool(expected)
        subjects = [label for label, _ in touched.iter_subjects()]
        assert subjects == sorted({first_term(line) for line in set(touched) - set(touched.links)})


@settings(max_examples=deep(100), deadline=None)
@given(datasets(max_size=15), st.randoms())
def test_lines_in_any_order_are_taken_apart_in_the_same_way(quads: list[Quad], chance: Random) -> None:
    lines = sorted({format_line(quad).encode() for quad in quads})
    shuffled = list(lines)
    chance.shuffle(shuffled)
    with TouchedLines() as one, TouchedLines() as other:
        plain = [line for part in one.take(shuffled) for line in part]
        assert text_of(sorted(plain)) == (other.take_sorted(text_of(lines), b"") if lines else b"")
        assert list(one.iter_subjects()) == list(other.iter_subjects())
        assert sorted(one.links) == sorted(other.links)


@given(st.lists(st.binary(max_size=9).map(lambda b: b.replace(b"\n", b"")), max_size=9), st.integers(1, 20))
def test_texts_of_a_file_end_where_lines_end(lines: list[bytes], size: int) -> None:
    whole = text_of(lines)
    with temporary_file() as file:
        file.write(b"before\n" + whole + b"after\n")
        texts = list(iter_texts(file, size, 7, 7 + len(whole)))
    assert b"".join(texts) == whole
    assert all(text.endswith(b"\n") for text in texts)
