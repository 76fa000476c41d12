"""JSON-LD before it is parsed: its depth checked, its bases without dots; and the lines of its strings.

A JSON-LD document is read whole, since its context may be at its end.
"""

import json
import re
from itertools import accumulate

from loaders.reading.bases import DottedBases
from loaders.reading.read_error import ReadError

MAX_DEPTH = 500

_STRING = rb'"(?:[^"\\]|\\.)*"'
_STRINGS = re.compile(_STRING)
_TOKENS = re.compile(rb"[\[{\]}]|" + _STRING)
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in _STEP)
_CONTEXT = re.compile(rb'"@(?:context|import)"\s*:\s*')
_BASE = re.compile(rb'("@base"\s*:\s*)(' + _STRING + rb")")
_NETWORK = re.compile(rb'"(//[^"\\]*/\.[^"\\]*)"')
_CONTEXT_HINT = (
    "nothing is fetched from the network: write the content of the context in its place, "
    'as {"@context": {"name": "http://…"}}'
)


def refuse_depth(text: bytes, name: str) -> None:
    """Raise ReadError where brackets nest deeper than MAX_DEPTH, which would crash the parser."""
    if not _is_deep(text):
        return
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += _STEP.get(token[0][0], 0)
        if depth > MAX_DEPTH:
            line, column = _place(text, token.start())
            raise ReadError(
                name,
                f"brackets are nested more than {MAX_DEPTH} deep",
                line=line,
                column=column,
                hint="describe each node in the @graph's list and refer to it by its @id",
            )


def _is_deep(text: bytes) -> bool:
    if text.count(b"[") + text.count(b"{") <= MAX_DEPTH:
        return False
    brackets = _STRINGS.sub(b"", text).translate(None, _NO_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > MAX_DEPTH


def remote_context(text: bytes, name: str) -> ReadError:
    """The error for a context or import that is an address instead of the content."""
    for match in _CONTEXT.finditer(text):
        remote = _remote(text, match.end(), is_import=b"import" in match[0])
        if remote is not None:
            problem = f"the context {remote[0].decode()} is outside the file"
            line, column = _place(text, remote.start())
            return ReadError(name, problem, line=line, column=column, hint=_CONTEXT_HINT)
    return ReadError(name, "a context is outside the file", line=1, hint=_CONTEXT_HINT)


def _remote(text: bytes, start: int, *, is_import: bool) -> re.Match[bytes] | None:
    """The address at `start`: a string, or a string directly inside a list."""
    here = _STRINGS.match(text, start)
    if here is not None or is_import or text[start : start + 1] != b"[":
        return here
    depth = 0
    for token in _TOKENS.finditer(text, start):
        step = _STEP.get(token[0][0], 0)
        depth += step
        if depth == 0:
            return None
        if depth == 1 and step == 0:
            return token
    return None


def with_plain_bases(text: bytes, bases: DottedBases) -> bytes:
    """The document with the bases that the parser gets; `bases` knows the others."""
    for match in _NETWORK.finditer(text):
        bases.note(match[1].decode())

    def plain(match: re.Match[bytes]) -> bytes:
        base: str = json.loads(match[2])
        stand_in = bases.stand_in(base)
        return match[0] if stand_in == base else match[1] + json.dumps(stand_in).encode()

    return _BASE.sub(plain, text)


def find_line(text: bytes, word: str) -> tuple[int, int] | None:
    """Line and column of the first string of the document that is `word`, or ends or begins with it."""
    written = json.dumps(word, ensure_ascii=False)[1:-1]
    for candidate in (f'"{written}"', f'"{written}', f'{written}"', written, json.dumps(word)[1:-1]):
        at = text.find(candidate.encode())
        if candidate and at >= 0:
            return _place(text, at)
    return None


def _place(text: bytes, offset: int) -> tuple[int, int]:
    start = text.rfind(b"\n", 0, offset) + 1
    return text.count(b"\n", 0, offset) + 1, len(text[start:offset].decode(errors="replace")) + 1
