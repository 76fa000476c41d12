"""The files of the ontology: the built-in ones, under a chosen base IRI, and those that a user adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.byte_order import to_utf8
from ontology.errors import UsageError
from ontology.iris import rebase

FOLDER = Path(__file__).parent
LOCK = "names.lock"
"""The file beside the Turtle that pins names (`ontology.lock`)."""
QUERY = ".rq"
"""The suffix of a SPARQL query's file (`ontology.rule`)."""


@dataclass(frozen=True, slots=True)
class OntologyFile:
    """A Turtle document, a SPARQL query or a lock file: its `name`, its bytes, and whether a user added it."""

    name: str
    content: bytes
    added: bool

    @property
    def is_lock(self) -> bool:
        """True if it pins names."""
        return self.name == LOCK

    @property
    def is_query(self) -> bool:
        """True if it is a query of the rules."""
        return self.name.endswith(QUERY)

    @property
    def is_turtle(self) -> bool:
        """True if it holds triples."""
        return not (self.is_lock or self.is_query)


def builtin_files(base: str) -> tuple[OntologyFile, ...]:
    """The ontology that ships with the program, with its IRIs under `base`, in a fixed order."""
    parts = ("core", "codes", "shapes", "rules", "history")
    paths = [p for part in parts for p in sorted((FOLDER / part).iterdir()) if p.suffix in (".ttl", QUERY)]
    paths.append(FOLDER / LOCK)
    return tuple(
        OntologyFile(p.relative_to(FOLDER).as_posix(), rebase(p.read_bytes(), base), added=False)
        for p in paths
    )


def added_files(paths: Sequence[Path]) -> tuple[OntologyFile, ...]:
    """The files that a user adds (folders: every `.ttl` and `.rq` below, and the lock file), as plain UTF-8."""
    files: list[Path] = []
    for path in paths:
        inside = (*path.rglob("*.ttl"), *path.rglob("*" + QUERY), *path.glob(LOCK)) if path.is_dir() else ()
        named = sorted(inside) if path.is_dir() else [path]
        if not named or not all(p.is_file() for p in named):
            raise UsageError(
                f"{path}: there is no ontology file",
                code="ONTOLOGY_NOT_FOUND",
                hint="give a Turtle file (.ttl) or a folder of them to --ontology",
            )
        files += named
    return tuple(OntologyFile(p.name, _text(p), added=True) for p in files)


def _text(path: Path) -> bytes:
    try:
        return to_utf8(path.read_bytes())
    except UnicodeDecodeError as problem:
        raise UsageError(
            f"{path}: byte {problem.start + 1} is not {problem.encoding.upper()}",
            code="ONTOLOGY_SYNTAX",
            hint="save the file as UTF-8",
        ) from None
