"""Pinning names: which lock file goes with an ontology.

python -m ontology.pin     pins the names that the built-in terms have now (`poe names`)
"""

from collections.abc import Sequence

from ontology.files import FOLDER, LOCK, OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.lock import added_lock, names_of, write_lock
from ontology.read import read_model


def pin(
    files: Sequence[OntologyFile], before: Sequence[OntologyFile] = (), base: str | None = None
) -> tuple[OntologyFile, ...]:
    """`files` with the lock file of their added terms, whose old names are those that the lock file of `before` has.

    A lock file that a user gives among `files` takes the place of the one of `before`.
    """
    if not any(f.added and f.is_lock for f in files):
        files = (*files, *(f for f in before if f.added and f.is_lock))
    lock = added_lock(files, read_model(files, base))
    others = tuple(f for f in files if not (f.added and f.is_lock))
    return others if lock is None else (*others, lock)


def builtin_lock() -> bytes:
    """The lock file that the built-in ontology ought to have."""
    return write_lock(names_of(read_model(builtin_files(DEFAULT_BASE))))


if __name__ == "__main__":
    (FOLDER / LOCK).write_bytes(builtin_lock())
