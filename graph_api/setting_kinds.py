"""The kinds of values that settings have: each reads a text, and has a name and a hint for messages."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ontology.iris import DEFAULT_BASE
from ontology.values.languages import LANGUAGES

_DUMPS = ("nq", "trig", "ttl", "nt", "rdf", "jsonld")
_DUMP_FORMATS = (
    *(f"{form}.{coding}" for form in _DUMPS for coding in ("zst", "gz")),
    "derived",
    "graphs",
    "patch",
)
"""Those of `loaders.publication.files`, repeated here so that the help does not load the libraries that write them."""


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of values: its name in messages, a hint, and the reader, which raises `ValueError`."""

    noun: str
    hint: str
    parse: Callable[[str], Any]

    def read(self, text: str) -> Any:
        """The value. Raises `ValueError`."""
        return self.parse(text)


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """Whole numbers from `least` to `most`."""

    least: int
    most: int
    noun: str = "whole number"

    @property
    def hint(self) -> str:
        """The range, as advice."""
        return f"write a whole number from {self.least} to {self.most}"

    def read(self, text: str) -> int:
        """The number. Raises `ValueError`."""
        if not text.isascii() or not text.isdigit() or not self.least <= int(text) <= self.most:
            raise ValueError
        return int(text)


def parse_path(text: str) -> Path:
    """A path; `~` is the home folder."""
    return Path(text).expanduser()


def _parse_paths(text: str) -> tuple[Path, ...]:
    return tuple(parse_path(part) for part in text.split(os.pathsep) if part)


def _parse_switch(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError


def _parse_timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, KeyError):
        raise ValueError from None
    return text


def _parse_base(text: str) -> str:
    scheme, colon, rest = text.partition(":")
    if (
        not (colon and scheme.isalpha() and rest)
        or any(c in text for c in ' <>"{}|\\^`')
        or text[-1] not in "/#:"
    ):
        raise ValueError
    return text


def _parse_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#][^\s?#]*", text):
        raise ValueError
    return text.rstrip("/")


def _parse_contact(text: str) -> str:
    if re.fullmatch(r"[^\s@:?#<>\"]+@[^\s@:?#<>\"/]+", text):
        return f"mailto:{text}"
    return _parse_url(text)


def _parse_origins(text: str) -> tuple[str, ...]:
    if text.strip() == "none":
        return ()
    origins = tuple(text.replace(",", " ").split())
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"https?://[^/\s?#@]+", origin):
            raise ValueError
    return origins


def _parse_level(text: str) -> str:
    if text.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError
    return text.lower()


def _parse_dump_formats(text: str) -> tuple[str, ...]:
    if text.strip() == "none":
        return ()
    formats = tuple(text.replace(",", " ").split())
    if not formats or not set(formats) <= set(_DUMP_FORMATS):
        raise ValueError
    return formats


def _parse_names(text: str) -> tuple[tuple[str, str], ...]:
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    named = {tag.strip(): name.strip() for tag, mark, name in parts if mark}
    if not named.keys() & LANGUAGES.keys():
        return (("", text.strip()),)
    if len(named) < len(parts) or not named.keys() <= LANGUAGES.keys() or not all(named.values()):
        raise ValueError
    return tuple(named.items())


TEXT = ValueKind("text", "", str)
SECRET = ValueKind("secret", "", str)
PATH = ValueKind("path", "", parse_path)
PATHS = ValueKind("list of paths", "", _parse_paths)
SWITCH = ValueKind("boolean", "write true or false", _parse_switch)
TIMEZONE = ValueKind("time zone", "write a time zone such as Asia/Ho_Chi_Minh or UTC", _parse_timezone)
BASE = ValueKind("base IRI", f"write an absolute IRI that ends in /, such as {DEFAULT_BASE}", _parse_base)
URL = ValueKind("URL", "write a URL such as https://platforms.example.vn", _parse_url)
CONTACT = ValueKind(
    "email address or URL",
    "write an address such as data@example.vn or https://example.vn/contact",
    _parse_contact,
)
ORIGINS = ValueKind(
    "list of origins",
    "write *, none, or origins such as https://portal.example.vn, separated by commas",
    _parse_origins,
)
DUMP_FORMATS = ValueKind(
    "list of files",
    f"write none, or some of {', '.join(_DUMP_FORMATS)}, separated by commas",
    _parse_dump_formats,
)
NAMES = ValueKind(
    "name",
    "write one name, or one for each language: vi=…; en=…; fr=…",
    _parse_names,
)
LEVEL = ValueKind("log level", "write debug, info, warning or error", _parse_level)
