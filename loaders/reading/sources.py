"""The inputs to read: files, folders and standard input, as one list with their formats."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from loaders.reading.documents import NO_DOCUMENTS, Documents
from loaders.reading.formats import (
    SUFFIXES,
    TABLE,
    InputFormat,
    is_found_in_folders,
    parse_format,
    split_name,
)
from loaders.reading.limits import USUAL_LIMITS, InputLimits
from loaders.reading.read_error import ReadError
from ontology.errors import UsageError

_TABLES = (".csv", ".tsv")
_SPREADSHEETS = (*_TABLES, ".xlsx", ".xls", ".ods")

_TEMPLATE = Path(__file__).parents[1] / "data" / "template"

_FORMATS = "takes ttl, nt, nq, trig, rdf, jsonld, n3, trix or hext, also with .gz or .zst"


@dataclass(frozen=True, slots=True)
class Stdin:
    """Standard input, written `-`; if there is a `stream`, it is read instead."""

    stream: BinaryIO | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its name in messages, its format, `stem` (the name without suffixes), None for stdin.

    `document` is the address that its relative IRIs start from, if it is known. A mapping may read the tables in the
    folders `around` it, and the files among them.
    """

    name: str
    format: InputFormat
    stem: str | None
    path: Path | None
    stream: BinaryIO | None = None
    document: str | None = None
    around: tuple[Path, ...] = ()

    def may_read(self, table: Path) -> bool:
        """True if a mapping may read this table: a delivery must not take other files of the machine."""
        return any(table.resolve().is_relative_to(place) for place in self.around)

    def open(self) -> AbstractContextManager[BinaryIO]:
        """The raw bytes; raises ReadError if the file cannot be opened."""
        if self.path is None:
            return nullcontext(self.stream or sys.stdin.buffer)
        try:
            return self.path.open("rb")
        except OSError as error:
            raise ReadError(
                self.name, _unreadable(error), hint="check the name and the permissions"
            ) from None


@dataclass(frozen=True, slots=True)
class InputChoice:
    """The user's words about the inputs: the format, the flag for it, the addresses of the documents, the limits."""

    word: str | None
    flag: str = "--input-format"
    documents: Documents = NO_DOCUMENTS
    limits: InputLimits = USUAL_LIMITS


def list_sources(
    sources: Sequence[Path | Stdin],
    format: str | InputChoice | None = None,  # noqa: A002 - the name of the flag
) -> list[Source]:
    """The inputs in the order given, a folder's files sorted by path, each file once, with their addresses.

    Raises ReadError for what is missing or of unknown suffix, UsageError for a bad `format`.
    """
    choice = format if isinstance(format, InputChoice) else InputChoice(format)
    default, flag = _parse_choice(choice), choice.flag
    inputs: list[Source] = []
    seen: set[Path] = set()
    tables = given_tables(sources)
    folders = [source.resolve() for source in sources if isinstance(source, Path) and source.is_dir()]
    for source in sources:
        if isinstance(source, Path) and source.resolve() in tables:
            continue  # its mapping reads it
        for one in _expand(source, default, flag):
            real = one.path.resolve() if one.path else None
            if real is None or real not in seen:
                around = () if real is None else (real.parent, *folders, *sorted(tables))
                document = choice.documents.address(one.path or Path("-"))
                inputs.append(replace(one, document=document, around=around))
            if real is not None:
                seen.add(real)
    if sum(source.path is None for source in inputs) > 1:
        raise UsageError("standard input can only be read once", hint="give - once")
    return inputs


def given_tables(sources: Sequence[Path | Stdin]) -> frozenset[Path]:
    """The tables among the inputs, which mappings in other folders may read; without a mapping, none."""
    paths = [source for source in sources if isinstance(source, Path)]
    if not any(path.suffix.lower() == f".{TABLE}" for path in paths):
        return frozenset()
    return frozenset(path.resolve() for path in paths if path.suffix.lower() in _TABLES and path.is_file())


def _parse_choice(choice: InputChoice) -> InputFormat | None:
    if choice.word is None:
        return None
    chosen = parse_format(choice.word)
    if chosen is None:
        raise UsageError(f"unknown format {choice.word!r}", hint=f"{choice.flag} {_FORMATS}")
    return chosen


def _expand(source: Path | Stdin, default: InputFormat | None, flag: str) -> Iterator[Source]:
    if isinstance(source, Stdin):
        if default is None:
            raise UsageError("standard input needs a format", hint=f"{flag} {_FORMATS}")
        yield Source("<stdin>", default, None, None, source.stream)
    elif source.is_dir():
        files = sorted(_iter_folder(source))
        if not files:
            raise ReadError(str(source), "the folder has no file to read", hint=f"known suffixes: {SUFFIXES}")
        for path in files:
            yield _file(path, default, flag)
    else:
        yield _file(source, default, flag)


def _iter_folder(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise ReadError(str(error.filename), _unreadable(error), hint="check the permissions") from None

    for parent, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if is_found_in_folders(name))


def _file(path: Path, default: InputFormat | None, flag: str) -> Source:
    if not path.exists():
        raise ReadError(str(path), "no such file", hint="check the name")
    split = split_name(path.name)
    if split is not None:
        return Source(str(path), split[1], split[0], path)
    if default is None:
        raise ReadError(
            str(path),
            "the format of this suffix is unknown",
            hint=f"a table needs a mapping file (.toml), which is given instead; {_TEMPLATE} is an example. Save Excel "
            "files as “CSV UTF-8”"
            if path.suffix.lower() in _SPREADSHEETS
            else f"known suffixes: {SUFFIXES}; or give the format with {flag}",
        )
    return Source(str(path), default, path.stem, path)


def _unreadable(error: OSError) -> str:
    if error.errno == errno.EACCES:
        return "cannot be read: permission denied"
    return f"cannot be read: {error.strerror or error}"
