"""Canonical N-Quads as lines of bytes: split into terms, and sorted, however many there are.

A line is `<s> <p> o <g> .` without its line feed. Because no term but a literal holds a space, a line falls
into its terms without a parser. Sorting goes by byte, which in UTF-8 is by code point.
"""

import os
import re
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Self, cast

from loaders.batches import batches

RUN = 200_000
"""Lines sorted in memory at once, about 50 MB."""
BLOCK = 1 << 20
"""Bytes of a sorted file read at once."""
_BUFFERS = 24 << 20
"""Bytes read at once of all files that are merged, together."""
_FAN = 64
"""Files merged at once."""
_SPOOLED = 20_000
"""Lines of a spool that stay in memory."""
_WRITTEN = 4_000
"""Lines written at once."""
_BLANK = re.compile(rb"(?:<[^>]*> <[^>]*> )?_:|.* _:[^ \"]+ \.$", re.DOTALL)

LineTerms = tuple[str, str, str, str]
"""Subject, predicate, object and graph in N-Triples form."""


def split_line(line: bytes) -> LineTerms:
    """The four terms of a line."""
    subject, predicate, rest = line.decode().split(" ", 2)
    obj, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, obj, graph


def split_bytes(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The same, in bytes."""
    subject, predicate, rest = line.split(b" ", 2)
    obj, graph, _ = rest.rsplit(b" ", 2)
    return subject, predicate, obj, graph


def first_term(line: bytes) -> bytes:
    """The subject of a line, in N-Triples form: all that stands before its first space."""
    return line[: line.index(b" ")]


def without_graph(line: bytes) -> bytes:
    """The line without its graph: a line of N-Triples."""
    return line[: line.rindex(b" ", 0, -2)] + b" ."


def join_line(subject: str, predicate: str, obj: str, graph: str) -> bytes:
    """The line of four terms in N-Triples form."""
    return f"{subject} {predicate} {obj} {graph} .".encode()


def has_blank(line: bytes) -> bool:
    """True if a term of the line is a blank node."""
    return line.startswith(b"_:") or (b" _:" in line and _BLANK.match(line) is not None)


def scope_blank(line: bytes, scope: bytes) -> bytes:
    """The line with `scope` set before the label of each of its blank nodes."""
    return _relabelled(line, b"_:", b"_:" + scope)


def unscope_blank(line: bytes, scope: bytes) -> bytes:
    """The line from which `scope_blank` made this one."""
    return _relabelled(line, b"_:" + scope, b"_:")


def _relabelled(line: bytes, before: bytes, after: bytes) -> bytes:
    """The line with `after` instead of `before` at the beginning of its blank nodes."""
    if b" _:" not in line:  # only the subject can be one
        return after + line[len(before) :] if line.startswith(before) else line
    if not has_blank(line):
        return line
    terms = split_bytes(line)
    return b"%b %b %b %b ." % tuple(after + t[len(before) :] if t.startswith(before) else t for t in terms)


def iter_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, without their ends."""
    with path.open("rb") as file:
        yield from chain.from_iterable(iter_blocks(file, BLOCK))


@dataclass(slots=True)
class LineSum:
    """A sum over lines that does not depend on their order. It has no meaning in another process."""

    count: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Count a line."""
        self.count += 1
        self.total += hash(line)

    def adding(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines, each counted as it passes."""
        for line in lines:
            self.add(line)
            yield line


def by_subject(lines: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each subject, in N-Triples form, with its lines, which follow each other."""
    start, about = b" ", list[bytes]()
    for line in lines:
        if not line.startswith(start):
            if about:
                yield start[:-1], about
            start, about = line[: line.index(b" ") + 1], []
        about.append(line)
    if about:
        yield start[:-1], about


class LineSpool:
    """Lines in the order in which they come; can be read several times. Many are in a temporary file. Close it."""

    def __init__(self, lines: Iterable[bytes] = ()) -> None:
        self._memory: list[bytes] = []
        self._file: BinaryIO | None = None
        for part in batches(lines, _SPOOLED):
            self.add(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the lines and remove the temporary file."""
        if self._file is not None:
            self._file.close()
        self._file, self._memory = None, []

    def add(self, lines: Iterable[bytes]) -> None:
        """Take more lines."""
        self._memory += lines
        if len(self._memory) >= _SPOOLED:
            if self._file is None:
                self._file = temporary_file()
            self._file.seek(0, os.SEEK_END)
            self._file.write(b"\n".join(self._memory) + b"\n")
            self._memory = []

    def __bool__(self) -> bool:
        return bool(self._memory) or self._file is not None

    def __iter__(self) -> Iterator[bytes]:
        if self._file is not None:
            yield from chain.from_iterable(iter_blocks(self._file, BLOCK))
        yield from self._memory


class SortedLines:
    """Lines in order, each once; can be read several times. Close it: it may hold temporary files.

    Up to `run` lines stay in memory; beyond, sorted runs go to temporary files and are merged when read. However many
    runs there are, no more than `_FAN` of a tier are open at once, and their buffers together have a limit.
    """

    def __init__(self, lines: Iterable[bytes] = (), run: int = RUN, block: int = BLOCK) -> None:
        self._block = block
        self._tiers: list[list[BinaryIO]] = [[]]
        self._memory: list[bytes] = []
        for part in batches(lines, run):
            self.add(part)
        if self._files:
            self._spill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the lines and remove the temporary files."""
        for file in self._files:
            file.close()
        self._tiers, self._memory = [[]], []

    def add(self, lines: list[bytes]) -> None:
        """Take more lines, in any order. The list is sorted in place and must not be changed any more."""
        lines.sort()
        if self._memory:
            self._spill()
        self._memory = lines

    def add_file(self, file: BinaryIO) -> None:
        """Take the lines of a file that is sorted already. It is closed with the others."""
        self._tiers[0].append(file)
        self._compact()

    def __iter__(self) -> Iterator[bytes]:
        return chain.from_iterable(self.unique_blocks())

    def unique_blocks(self) -> Iterator[list[bytes]]:
        """The lines in order, each once, in pieces of many."""
        last = None
        for block in self.blocks():
            lines = list(dict.fromkeys(block))
            if lines[0] == last:
                del lines[0]
            if lines:
                last = lines[-1]
                yield lines

    def blocks(self) -> Iterator[list[bytes]]:
        """The lines in order in pieces of many, repetitions not removed."""
        memory = [self._memory] if self._memory else []
        files = self._files
        return _merge([iter(memory), *_runs(files, self._block)]) if files else iter(memory)

    @property
    def _files(self) -> list[BinaryIO]:
        return [file for tier in self._tiers for file in tier]

    def _spill(self) -> None:
        if self._memory:
            lines, self._memory = self._memory, []
            self.add_file(_written([lines]))

    def _compact(self) -> None:
        """Merge the runs of each tier that is full into one of the next tier."""
        for number, tier in enumerate(self._tiers):
            if len(tier) < _FAN:
                return
            merged = _written(_merge(_runs(tier, self._block)))
            for file in tier:
                file.close()
            tier.clear()
            if number + 1 == len(self._tiers):
                self._tiers.append([])
            self._tiers[number + 1].append(merged)


def _runs(files: list[BinaryIO], block: int) -> list[Iterator[list[bytes]]]:
    size = max(1, min(block, _BUFFERS // len(files)))
    return [iter_blocks(file, size) for file in files]


def _written(blocks: Iterable[list[bytes]]) -> BinaryIO:
    """A temporary file with the lines of `blocks`."""
    file = temporary_file()
    for lines in blocks:
        for part in batches(lines, _WRITTEN):
            file.write(b"\n".join(part) + b"\n")
    return file


def temporary_file() -> BinaryIO:
    """A file for lines; it is removed when it is closed."""
    file = tempfile.TemporaryFile("w+b", prefix="ndp-sort-")  # noqa: SIM115 - closed with the lines
    return cast(BinaryIO, file)


def iter_blocks(file: BinaryIO, size: int) -> Iterator[list[bytes]]:
    """The lines of a file, in pieces of about `size` bytes."""
    for text in iter_texts(file, size):
        lines = text.removesuffix(b"\n").split(b"\n")
        del text  # or each of many files that are merged has a copy in memory
        yield lines


def iter_texts(file: BinaryIO, size: int, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The lines of a file, or of a part of it, as texts of about `size` bytes, each line whole.

    Reads by offset, so that several can read it at once.
    """
    at, rest = start, b""
    while end is None or at < end:
        file.seek(at)
        piece = file.read(size if end is None else min(size, end - at))
        at += len(piece)
        if not piece:
            break
        cut = piece.rfind(b"\n") + 1
        text, rest = (rest + piece[:cut], piece[cut:]) if cut else (b"", rest + piece)
        del piece
        if text:
            yield text
    if rest:
        yield rest


def _merge(runs: list[Iterator[list[bytes]]]) -> Iterator[list[bytes]]:
    """Sorted runs as one: take from each what is not beyond the least of their last lines, and sort that.

    The sort finds the runs and merges them in C, many times faster than a heap of single lines.
    """
    heads = [(run, block) for run in runs if (block := next(run, None))]
    while len(heads) > 1:
        bound = min(block[-1] for _, block in heads)
        cuts = [bisect_right(block, bound) for _, block in heads]
        yield sorted(chain.from_iterable(block[:cut] for (_, block), cut in zip(heads, cuts, strict=True)))
        rest = [(run, block[cut:] or next(run, [])) for (run, block), cut in zip(heads, cuts, strict=True)]
        heads = [(run, block) for run, block in rest if block]
    for run, block in heads:
        yield block
        yield from run
