r"""Texts from data as people may see them: control characters are shown as `\u001b`, never obeyed.

They could move the cursor of a terminal, or let a text read in another order than it has (bidi controls). The form is
an escape in JSON and in N-Triples, so texts of these formats keep their meaning.
"""

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_BUT_LAYOUT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)"
)


def printable(text: str) -> str:
    """The text with its control characters shown, except for tabs and the ends of lines."""
    return _BUT_LAYOUT.sub(_shown, text)


def printable_line(text: str) -> str:
    """The text with all its control characters shown, so that it stays one line."""
    return _CONTROL.sub(_shown, text)


def _shown(control: re.Match[str]) -> str:
    return f"\\u{ord(control[0]):04x}"
