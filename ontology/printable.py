r"""Texts from data as people may see them: control characters are shown as `\u001b`, never obeyed.

They could move the cursor of a terminal, or let a text read in another order than it has (bidi controls). The form is
an escape in JSON and in N-Triples, so texts of these formats keep their meaning.
"""

import re
import unicodedata

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_BUT_LAYOUT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)"
)


_SPACES = re.compile(r"\s+")
_ONE_BLANK = " \u00a0\u202f"
_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters, marks and signs that nobody sees."""
_FIRST_FILLER = "\u034f"


def short_line(text: str, most: int) -> str:
    """The text in one line of at most `most` characters, without controls; empty if nothing in it can be seen.

    Each white space is one blank, and `…` ends a text that is cut.
    """
    if _is_plain(text):  # as nearly all are, which saves time
        return cut(text, most)
    shown = _CONTROL.sub("", _SPACES.sub(_blank, text))
    line = _SPACES.sub(_blank, shown).strip()
    if all(unicodedata.category(c) in _UNSEEN for c in _FILLERS.sub("", line)):
        return ""
    return cut(line, most)


def cut(text: str, most: int) -> str:
    """The text, or its beginning with `…`, in at most `most` characters."""
    if len(text) <= most:
        return text
    end = most - 1
    while end and unicodedata.combining(text[end]):  # a letter stays with its marks
        end -= 1
    return text[:end].rstrip() + "…"


def _is_plain(text: str) -> bool:
    """True if a text is a line without anything to leave out, and its first character can be seen."""
    return (
        text.isprintable()
        and text[:1] not in ("", " ")
        and text[0] < _FIRST_FILLER
        and text[-1] != " "
        and "  " not in text
    )


def _blank(spaces: re.Match[str]) -> str:
    return spaces[0] if spaces[0] in _ONE_BLANK else " "


def printable(text: str) -> str:
    """The text with its control characters shown, except for tabs and the ends of lines."""
    return text if text.isprintable() else _BUT_LAYOUT.sub(_shown, text)  # nearly all are, which saves time


def printable_line(text: str) -> str:
    """The text with all its control characters shown, so that it stays one line."""
    return _CONTROL.sub(_shown, text)


def _shown(control: re.Match[str]) -> str:
    return f"\\u{ord(control[0]):04x}"
