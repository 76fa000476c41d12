"""Pinning names: the lock file of an ontology.

python -m ontology.pin     pins the present names of the built-in terms (`poe names`)
"""

from collections.abc import Sequence

from ontology.files import FOLDER, LOCK, OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.lock import added_lock, names_of, write_lock
from ontology.read import read_model


def pin(
    files: Sequence[OntologyFile], before: Sequence[OntologyFile] = (), base: str | None = None
) -> tuple[OntologyFile, ...]:
    """`files` with the lock file of their added terms, which takes former names from the lock file of `before`.

    A user's lock file among `files` replaces that of `before`.
    """
    if not any(f.added and f.is_lock for f in files):
        files = (*files, *(f for f in before if f.added and f.is_lock))
    lock = added_lock(files, read_model(files, base))
    others = tuple(f for f in files if not (f.added and f.is_lock))
    return others if lock is None else (*others, lock)


def builtin_lock() -> bytes:
    """The content that the built-in ontology's lock file must have."""
    return write_lock(names_of(read_model(builtin_files(DEFAULT_BASE))))


if __name__ == "__main__":
    (FOLDER / LOCK).write_bytes(builtin_lock())
