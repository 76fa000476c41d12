"""The built-in ontology of the last released version, whole.

python -m tests.ontology.versions.released     keeps the ontology of now; part of making a release (`poe released`)
"""

import gzip
from pathlib import Path

from ontology.bundle import bundle, unbundle
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE

RELEASED = Path(__file__).with_name("ontology.released.json.gz")


def released_files() -> tuple[OntologyFile, ...]:
    """The files of the ontology as last released."""
    return unbundle(gzip.decompress(RELEASED.read_bytes()))


if __name__ == "__main__":
    RELEASED.write_bytes(gzip.compress(bundle(builtin_files(DEFAULT_BASE)), mtime=0))
