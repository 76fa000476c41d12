"""The width of text and its line breaks, without a font.

The widths are those of DejaVu Sans, the widest font that a picture may be shown in, so text fits in every font.
"""

import re
import unicodedata
from collections.abc import Iterator

_WIDTHS = {
    **dict.fromkeys("ijlI|!'", 0.30),
    **dict.fromkeys(" \u00a0\u202f.,:;tfrJ()[]/-·", 0.40),
    **dict.fromkeys("sczk", 0.56),
    **dict.fromkeys("aeoghnubdpqvxyđ_0123456789$?L«»“”–", 0.64),
    **dict.fromkeys("ABCEFPSTYKVXZR&+=<>#~", 0.70),
    **dict.fromkeys("DGHNOQUĐw", 0.82),
    **dict.fromkeys("mMW%@—…", 1.0),
}
_OTHER, _WIDE = 0.75, 1.05
_GLUED = re.compile(r"(?<=«) | (?=[»:;%?!])")
"""The French spaces at which no line may break."""
BOLD = 1.12
"""The width of bold text, relative to plain text."""


def width_of(text: str, size: float) -> float:
    """The width of a line in a font size."""
    return size * sum(_width(character) for character in unicodedata.normalize("NFD", text))


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _WIDTHS.get(character, _OTHER)


def wrap(text: str, size: float, width: float) -> list[str]:
    """The lines of a text, broken between words; a word longer than a line is broken inside."""
    lines: list[str] = []
    line = ""
    for word in filter(None, _GLUED.sub("\N{NO-BREAK SPACE}", text).split(" ")):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, size, width)
        lines += whole
    return [*lines, line] if line else lines


def _pieces(word: str, size: float, width: float) -> Iterator[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and width_of(word[start:end], size) > width:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]
