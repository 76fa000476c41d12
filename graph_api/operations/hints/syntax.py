"""Hints on documents that are not GraphQL: brackets, quotes, names in quotes."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|[{}()\[\]]', re.DOTALL)
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_SINGLE = re.compile(r"'[^'\n]*'")
_QUOTED_KEY = re.compile(r'"([_A-Za-z][_0-9A-Za-z]*)"\s*:')


def bracket(text: str) -> tuple[str, str] | None:
    """The brackets to write and the text before which, so that all close; empty: the end of the document."""
    opened: list[str] = []
    for position, mark in _iter_brackets(text):
        if mark in _PAIRS:
            opened.append(_PAIRS[mark])
        elif opened and mark == opened[-1]:
            opened.pop()
        elif mark in opened:
            return "".join(reversed(opened[opened.index(mark) + 1 :])), text[position:]
        else:
            return None
    return (" ".join(reversed(opened)), "") if opened else None


def surplus(text: str) -> int | None:
    """The position of the first bracket that closes none."""
    opened: list[str] = []
    for position, mark in _iter_brackets(text):
        if mark in _PAIRS:
            opened.append(_PAIRS[mark])
        elif not opened:
            return position
        elif mark == opened[-1]:
            opened.pop()
        else:
            return None
    return None


def rewritten(text: str, position: int) -> tuple[str, str] | None:
    """The part of a document at the position of a syntax error, and what is to be written instead."""
    if found := _SINGLE.match(text, position):
        return found[0], f'"{found[0][1:-1]}"'
    if found := _QUOTED_KEY.match(text, position):
        return found[0], f"{found[1]}:"
    before = text[:position].rstrip()
    if text.startswith("=", position) and (name := re.search(r"\w+$", before)):
        return f"{name[0]}{text[name.end() : position + 1]}", f"{name[0]}:"
    if text.startswith(")", position) and before.endswith("("):
        return text[len(before) - 1 : position + 1], ""
    return None


def _iter_brackets(text: str) -> Iterator[tuple[int, str]]:
    for found in _TOKEN.finditer(text):
        if len(found[0]) == 1 and found[0] in "{}()[]":
            yield found.start(), found[0]
