"""Where the built-in ontology's Turtle files are, and how their base IRI is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import UsageError
from ontology.iris import rebase

FOLDER = Path(__file__).parent
LOCK = "names.lock"
"""The file beside the Turtle that pins names (`ontology.lock`)."""


@dataclass(frozen=True, slots=True)
class OntologyFile:
    """One Turtle document, or a lock file: its `name` for messages, its bytes, and whether a user added it."""

    name: str
    content: bytes
    added: bool

    @property
    def is_lock(self) -> bool:
        """Whether it pins names and is no Turtle."""
        return self.name == LOCK


def builtin_files(base: str) -> tuple[OntologyFile, ...]:
    """The ontology that ships with the program, with its IRIs under `base`, in a fixed order."""
    paths = [p for part in ("core", "codes", "shapes") for p in sorted((FOLDER / part).glob("*.ttl"))]
    paths.append(FOLDER / LOCK)
    return tuple(
        OntologyFile(p.relative_to(FOLDER).as_posix(), rebase(p.read_bytes(), base), added=False)
        for p in paths
    )


def added_files(paths: Sequence[Path]) -> tuple[OntologyFile, ...]:
    """The Turtle files that a user adds (folders: every `.ttl` below, and the lock file), exactly as they are."""
    files: list[Path] = []
    for path in paths:
        found = sorted((*path.rglob("*.ttl"), *path.glob(LOCK))) if path.is_dir() else [path]
        if not found or not all(p.is_file() for p in found):
            raise UsageError(
                f"{path}: no ontology there",
                code="ONTOLOGY_NOT_FOUND",
                hint="give a Turtle file (.ttl) or a folder of them to --ontology",
            )
        files += found
    return tuple(OntologyFile(p.name, p.read_bytes(), added=True) for p in files)
