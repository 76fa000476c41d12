"""Control characters in data are shown to people, never obeyed by what shows them."""

import json
import unicodedata

import pytest

from ontology.printable import cut, printable, printable_line

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("show", [printable, printable_line])
def test_no_control_of_a_terminal_or_of_direction_is_left(show: object) -> None:
    assert callable(show)
    everything = "".join(map(chr, range(0x10000)))
    shown = show(everything)
    left = {c for c in shown if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
    assert left == set()
    assert not set(BIDI) & set(shown)
    assert r"\u001b" in shown
    assert r"\u202e" in shown


def test_ordinary_texts_stay_as_they_are() -> None:
    text = "Nền tảng số\u00a0: « é » \N{ZERO WIDTH JOINER}\N{GRINNING FACE}"
    assert printable(text) == printable_line(text) == text
    assert printable("a\tb\r\nc\n") == "a\tb\r\nc\n"
    assert printable("a\rb") == r"a\u000db"
    assert printable_line("a\tb\nc") == r"a\u0009b\u000ac"


def test_json_keeps_its_meaning() -> None:
    value = {"a": "x" + BIDI + "\x7f\x9b", "b\u202e": "\x1b"}
    assert json.loads(printable(json.dumps(value, ensure_ascii=False))) == value


def test_a_text_that_is_cut_keeps_letters_whole() -> None:
    assert (cut("abc", 3), cut("abcd", 3)) == ("abc", "ab…")
    assert cut("ae\u0301\u0323b", 3) == "a…"
    assert cut("\u0301" * 9, 3) == "…"
