"""The statements of the first release: the shipped data, under the chosen base IRI."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from loaders.reading.delivered import OnDelivered
from loaders.reading.read import read
from loaders.shipped.files import shipped_files
from ontology.iris import DEFAULT_BASE, rebase


def iter_shipped(
    *,
    illustrative: bool,
    base: str,
    on_bytes: Callable[[int], None] | None = None,
    on_delivered: OnDelivered | None = None,
) -> Iterator[Quad]:
    """The statements, each in its graph; made-up examples are among them if `illustrative`."""
    files = shipped_files(illustrative)
    if base == DEFAULT_BASE:
        yield from read(files, base=base, on_bytes=on_bytes, on_delivered=on_delivered)
        return
    with tempfile.TemporaryDirectory(prefix="ndp-") as folder:
        moved = [Path(folder, file.name) for file in files]
        for file, copy in zip(files, moved, strict=True):
            copy.write_bytes(rebase(file.read_bytes(), base))
        yield from read(moved, base=base, on_bytes=on_bytes, on_delivered=on_delivered)
