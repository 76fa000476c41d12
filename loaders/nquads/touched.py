"""Lines with blank nodes, kept until all of them are known and can get their labels."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Self, cast

from loaders.batches import batches
from loaders.nquads.lines import (
    BLOCK,
    RUN,
    LineSpool,
    SortedLines,
    first_term,
    has_blank,
    iter_texts,
    scope_blank,
    split_bytes,
)

_IN_MEMORY = 4 << 20
"""Bytes of text that stay in memory; more is in a temporary file."""
_AFTER_SPACE = b"!"
"""The first byte after the space: `label!` comes directly after all lines of that subject."""


class TouchedLines:
    """Lines with blank nodes: `links`, and those whose only blank node is the subject. Close it.

    Most lines are of the second kind. They lie in one text, subject by subject, and are handled as pieces of text.
    """

    def __init__(self, block: int = BLOCK) -> None:
        self.links = LineSpool()
        self._block = block
        self._text = text_file()
        self._parts: list[tuple[int, bytes]] = []  # where each part of the text ends, and its scope

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the lines and remove the temporary files."""
        self.links.close()
        self._text.close()

    def take_sorted(self, text: bytes, scope: bytes) -> bytes:
        """Take the lines with blank nodes, with `scope` before their labels; return the others.

        The lines of the text are sorted, and so are the subjects of all calls, with their scopes.
        """
        plain, own, links = _sort_out(text)
        self.links.add(_scoped(links, scope))
        self._add_text(own, scope)
        return plain

    def take(self, lines: Iterable[bytes]) -> Iterator[list[bytes]]:
        """Take the lines with blank nodes from `lines` in any order; the others come back in pieces of many."""
        with SortedLines() as all_own:
            for part in batches(lines, RUN):
                touched = [line for line in part if has_blank(line)]
                links = [line for line in touched if _is_link(line)]
                self.links.add(links)
                all_own.add(_lines_without(touched, links))
                if plain := _lines_without(part, touched):
                    yield plain
            for block in all_own.blocks():
                self._add_text(b"\n".join(block) + b"\n", b"")

    def _add_text(self, text: bytes, scope: bytes) -> None:
        if text:
            self._text.seek(0, 2)
            self._text.write(text)
            if self._parts and self._parts[-1][1] == scope:
                self._parts.pop()
            self._parts.append((self._text.tell(), scope))

    def __bool__(self) -> bool:
        return bool(self.links) or bool(self._parts)

    def __iter__(self) -> Iterator[bytes]:
        own = ((line, scope) for scope, blocks in self._iter_parts() for block in blocks for line in block)
        return chain(self.links, (scope_blank(line, scope) for line, scope in own))

    def _iter_parts(self) -> Iterator[tuple[bytes, Iterator[list[bytes]]]]:
        start = 0
        for end, scope in self._parts:
            yield scope, (text[:-1].split(b"\n") for text in iter_texts(self._text, self._block, start, end))
            start = end

    def iter_subjects(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """Each subject of the text, with its scope, and its lines, without, in order."""
        for scope, blocks in self._iter_parts():
            lines: list[bytes] = []
            for block in blocks:
                lines += block
                at, last = 0, first_term(lines[-1])
                while (label := first_term(lines[at])) != last:
                    end = _end_of(label, lines, at)
                    yield b"_:" + scope + label[2:], lines[at:end]
                    at = end
                del lines[:at]  # the last subject may go on in the next block
            yield b"_:" + scope + first_term(lines[0])[2:], lines

    def read(self, start: int, end: int) -> list[bytes]:
        """The lines in a part of the text, of which there must be one."""
        self._text.seek(start)
        return self._text.read(end - start - 1).split(b"\n")


def text_file() -> BinaryIO:
    """A temporary file that is in memory as long as it is small."""
    file = SpooledTemporaryFile(_IN_MEMORY, "w+b", prefix="ndp-blank-")  # noqa: SIM115 - closed by its owner
    return cast(BinaryIO, file)


def _sort_out(text: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """Sorted lines in three parts: without blank nodes, with the subject as the only one, and all others."""
    if not text.startswith(b"_:", text.rfind(b"\n", 0, -1) + 1):
        cut = len(text)
    else:
        cut = 0 if text.startswith(b"_:") else text.index(b"\n_:") + 1
    links: list[bytes] = []
    plain = _without(text[:cut], has_blank, links)
    return plain, _without(text[cut:], _is_link, links), links


def _without(text: bytes, is_other: Callable[[bytes], bool], others: list[bytes]) -> bytes:
    """The text without some of the lines in which a term may be a blank node; these are added to `others`."""
    pieces, done, at = [], 0, text.find(b" _:")
    while at >= 0:
        start, end = text.rfind(b"\n", 0, at) + 1, text.index(b"\n", at)
        if is_other(line := text[start:end]):
            others.append(line)
            pieces.append(text[done:start])
            done = end + 1
        at = text.find(b" _:", end)
    return b"".join([*pieces, text[done:]]) if pieces else text


def _lines_without(lines: list[bytes], others: list[bytes]) -> list[bytes]:
    left_out = frozenset(others)
    return [line for line in lines if line not in left_out] if others else lines


def _scoped(lines: list[bytes], scope: bytes) -> Iterable[bytes]:
    text = b"\n" + b"\n".join(lines)
    if b'"' in text:
        return (scope_blank(line, scope) for line in lines)
    for mark in (b" _:", b"\n_:"):  # without literals, they stand nowhere but before labels
        text = text.replace(mark, mark + scope)
    return text[1:].split(b"\n") if lines else ()


def _is_link(line: bytes) -> bool:
    """True if the object or the graph of the line is a blank node."""
    return b" _:" in line and any(term.startswith(b"_:") for term in split_bytes(line)[2:])


def _end_of(label: bytes, lines: list[bytes], start: int) -> int:
    """The place after the last line of a subject whose first line is at `start`."""
    after, step = label + _AFTER_SPACE, 16
    while start + step < len(lines) and lines[start + step] < after:
        step *= 4
    return bisect_left(lines, after, start + 1, min(len(lines), start + step))
