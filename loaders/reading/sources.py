"""What is to be read: files, folders and standard input, as one list of inputs with their formats."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from loaders.reading.formats import SUFFIXES, InputFormat, is_found_in_folders, parse_format, split_name
from loaders.reading.read_error import ReadError
from ontology.errors import UsageError

_FORMATS = "takes ttl, nt, nq, trig, rdf or jsonld, also with .gz or .zst"


@dataclass(frozen=True, slots=True)
class Stdin:
    """Standard input, written `-`; a `stream` given is read in its place."""

    stream: BinaryIO | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its name in messages, its format, `stem` (the name without suffixes), None for stdin."""

    name: str
    format: InputFormat
    stem: str | None
    path: Path | None
    stream: BinaryIO | None = None

    def open(self) -> AbstractContextManager[BinaryIO]:
        """The raw bytes; raises ReadError if the file cannot be opened."""
        if self.path is None:
            return nullcontext(self.stream or sys.stdin.buffer)
        try:
            return self.path.open("rb")
        except OSError as error:
            raise ReadError(self.name, _unreadable(error), hint="check the name and the rights") from None


@dataclass(frozen=True, slots=True)
class FormatChoice:
    """A format as the user said it, and by which flag."""

    word: str | None
    flag: str = "--format"


def list_sources(
    sources: Sequence[Path | Stdin],
    format: str | FormatChoice | None = None,  # noqa: A002 - the name of the flag
) -> list[Source]:
    """The inputs in the order given, a folder's files sorted by path, each file once.

    Raises ReadError for what is missing or of unknown suffix, UsageError for a bad `format`.
    """
    said = format if isinstance(format, FormatChoice) else FormatChoice(format)
    told, flag = _told_format(said), said.flag
    found: list[Source] = []
    seen: set[Path] = set()
    for source in sources:
        for one in _expand(source, told, flag):
            real = one.path.resolve() if one.path else None
            if real is None or real not in seen:
                found.append(one)
            if real is not None:
                seen.add(real)
    if sum(source.path is None for source in found) > 1:
        raise UsageError("standard input can be read once only", hint="give - once")
    return found


def _told_format(said: FormatChoice) -> InputFormat | None:
    if said.word is None:
        return None
    told = parse_format(said.word)
    if told is None:
        raise UsageError(f"unknown format {said.word!r}", hint=f"{said.flag} {_FORMATS}")
    return told


def _expand(source: Path | Stdin, told: InputFormat | None, flag: str) -> Iterator[Source]:
    if isinstance(source, Stdin):
        if told is None:
            raise UsageError("standard input has no suffix to tell its format", hint=f"{flag} {_FORMATS}")
        yield Source("<stdin>", told, None, None, source.stream)
    elif source.is_dir():
        files = sorted(_iter_folder(source))
        if not files:
            raise ReadError(str(source), "the folder holds no file to read", hint=f"known are {SUFFIXES}")
        for path in files:
            yield _file(path, told, flag)
    else:
        yield _file(source, told, flag)


def _iter_folder(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise ReadError(str(error.filename), _unreadable(error), hint="check the rights") from None

    for parent, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if is_found_in_folders(name))


def _file(path: Path, told: InputFormat | None, flag: str) -> Source:
    if not path.exists():
        raise ReadError(str(path), "no such file", hint="check the name")
    found = split_name(path.name)
    if found is not None:
        return Source(str(path), found[1], found[0], path)
    if told is None:
        raise ReadError(
            str(path),
            "the suffix says nothing about the format",
            hint=f"known are {SUFFIXES}; or say it with {flag}",
        )
    return Source(str(path), told, path.stem, path)


def _unreadable(error: OSError) -> str:
    if error.errno == errno.EACCES:
        return "may not be read: permission denied"
    return f"cannot be read: {error.strerror or error}"
