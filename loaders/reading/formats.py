"""File formats: the RDF syntax and compression of each suffix and of each word after `--format`."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from pyoxigraph import RdfFormat


class RdflibSyntax(StrEnum):
    """A syntax that rdflib's parsers read, by the name that they have there."""

    TRIX = "trix"
    HEXT = "hext"

    @property
    def label(self) -> str:
        """The name for people."""
        return "TriX" if self is RdflibSyntax.TRIX else "HexTuples"


Syntax = RdfFormat | RdflibSyntax
_SYNTAXES: dict[str, Syntax] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "n3": RdfFormat.N3,
    "rdf": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
    "trix": RdflibSyntax.TRIX,
    "hext": RdflibSyntax.HEXT,
}
_COMPRESSIONS = ("gz", "zst")
_NAMED_ONLY = frozenset({"xml", "json", "n3", "trix", "hext"})
"""The suffixes of files that are read only if they are named: what can be anything, and what few programs write."""
TABLE = "toml"

SUFFIXES = (
    ".ttl .nt .nq .trig .rdf .owl .jsonld .n3 (each also with .gz or .zst) and .toml for tables; .trix and .hext are "
    "read several times slower, with the extra rdflib"
)


@dataclass(frozen=True, slots=True)
class InputFormat:
    """The format of a file: `syntax` is None for a table's mapping; `name` is its short name."""

    name: str
    syntax: Syntax | None
    compression: str | None = None

    @property
    def holds_graphs(self) -> bool:
        """True if the syntax can name graphs."""
        if isinstance(self.syntax, RdflibSyntax):
            return True
        return self.syntax is not None and self.syntax.supports_datasets


def split_name(file_name: str) -> tuple[str, InputFormat] | None:
    """The name without its known suffixes, and their format; None if they are not known."""
    path = PurePath(file_name)
    compression = path.suffix[1:].lower()
    if compression in _COMPRESSIONS:
        path = PurePath(path.stem)
    else:
        compression = ""
    name = path.suffix[1:].lower()
    if name == TABLE and not compression:
        return path.stem, InputFormat(TABLE, None)
    if name not in _SYNTAXES:
        return None
    return path.stem, InputFormat(name, _SYNTAXES[name], compression or None)


def parse_format(word: str) -> InputFormat | None:
    """The format named `ttl`, `.ttl` or `ttl.gz`; None if there is none of that name."""
    split = split_name("input." + word.strip().lstrip("."))
    return split[1] if split and split[1].syntax is not None else None


def is_found_in_folders(file_name: str) -> bool:
    """True if a file is read when its folder is; others must be named, as `.xml` and `.json` can be anything."""
    split = split_name(file_name)
    return split is not None and split[1].name not in _NAMED_ONLY and not file_name.startswith(".")
