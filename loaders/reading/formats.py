"""File formats: which suffix, and which word after `--format`, means which RDF syntax and compression."""

from dataclasses import dataclass
from pathlib import PurePath

from pyoxigraph import RdfFormat

_SYNTAXES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
}
_COMPRESSIONS = ("gz", "zst")
_GENERAL_SUFFIXES = frozenset({"xml", "json"})
TABLE = "toml"

SUFFIXES = ".ttl .nt .nq .trig .rdf .owl .jsonld (each also with .gz or .zst) and .toml for tables"


@dataclass(frozen=True, slots=True)
class InputFormat:
    """How a file is to be read: `syntax` is None for a table's mapping; `name` is the short word for it."""

    name: str
    syntax: RdfFormat | None
    compression: str | None = None

    @property
    def holds_graphs(self) -> bool:
        """Whether the syntax can name graphs."""
        return self.syntax is not None and self.syntax.supports_datasets


def split_name(file_name: str) -> tuple[str, InputFormat] | None:
    """The name without its known suffixes, and the format they stand for; None if they are not known."""
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
    """The format meant by `ttl`, `.ttl` or `ttl.gz`; None if there is none of that name."""
    found = split_name("input." + word.strip().lstrip("."))
    return found[1] if found and found[1].syntax is not None else None


def is_found_in_folders(file_name: str) -> bool:
    """Whether a folder's file is read without being named: `.xml` and `.json` can be anything, so are not."""
    found = split_name(file_name)
    return found is not None and found[1].name not in _GENERAL_SUFFIXES and not file_name.startswith(".")
