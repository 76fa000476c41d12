"""The file of the built-in ontology that has the changes since the last released version.

python -m tests.ontology.versions.noted     writes it again (`poe history`)
"""

from pathlib import Path

from ontology.files import FOLDER, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.versions.writing import write_history
from tests.ontology.versions.released import released_files

NOW = builtin_files(DEFAULT_BASE)


def noted_file() -> Path:
    """The file of the version of now."""
    return FOLDER / "history" / f"{read_model(NOW).version}.ttl"


def noted() -> bytes:
    """The content that the file must have; after a release it stays as it is until the version changes."""
    if read_model(released_files()).version == read_model(NOW).version:
        return noted_file().read_bytes()
    return write_history(released_files(), NOW)


if __name__ == "__main__":
    noted_file().write_bytes(noted())
