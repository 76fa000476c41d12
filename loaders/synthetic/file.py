"""Writing made-up data and their ground truth to files, which appear when they are complete."""

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from loaders.progress import Progress, silent
from loaders.replacing import replacing
from loaders.synthetic.generate import iter_parts
from loaders.synthetic.truth import ExpectedFinding, iter_json
from loaders.synthetic.world import World
from ontology.errors import UsageError
from ontology.iris import rebase

_PIECE = 500
"""The number of subjects written at once."""


def write_files(world: World, path: Path, base: str, progress: Progress = silent) -> tuple[int, Path]:
    """Write the data to `path`, by its suffix compressed, and their truth beside them, all IRIs under `base`.

    The number of statements, and where the truth is.
    """
    truth = truth_path(path)
    count = 0
    with tempfile.TemporaryFile() as expected:

        def expect(one: ExpectedFinding) -> None:
            expected.write(rebase(one.line(), base) + b"\n")

        with _opened(path) as out:
            for piece, lines in _pieces(iter_parts(world, expect)):
                count += lines
                out.write(rebase(piece, base))
                progress("writing the statements", count)
        expected.seek(0)
        with _replacing(truth) as file:
            file.writelines(iter_json(line[:-1] for line in expected))
    return count, truth


def truth_path(path: Path) -> Path:
    """The path of the truth about a file of data: its name without suffixes, and `.truth.json`."""
    name = path.name
    for suffix in (".gz", ".zst"):
        name = name.removesuffix(suffix)
    if not name.endswith(".nq"):
        raise UsageError(
            f"{path}: not a name for N-Quads",
            hint="give a name that ends in .nq, .nq.gz or .nq.zst",
        )
    return path.with_name(name.removesuffix(".nq") + ".truth.json")


def _pieces(parts: Iterator[list[str]]) -> Iterator[tuple[bytes, int]]:
    """The parts as bytes, many together, each with its number of lines."""
    gathered: list[str] = []
    for number, part in enumerate(parts, 1):
        gathered += part
        if number % _PIECE == 0:
            yield "".join(gathered).encode(), len(gathered)
            gathered = []
    yield "".join(gathered).encode(), len(gathered)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with _replacing(path) as file, _COMPRESSED.get(path.suffix, _plain)(file) as out:
        yield out


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    with replacing(path) as part, part.open("wb") as file:
        yield file


@contextmanager
def _plain(file: BinaryIO) -> Iterator[BinaryIO]:
    yield file


@contextmanager
def _gzip(file: BinaryIO) -> Iterator[BinaryIO]:
    # Neither a name nor a time, so that equal data are equal files.
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as out:
        yield cast(BinaryIO, out)


@contextmanager
def _zstd(file: BinaryIO) -> Iterator[BinaryIO]:
    with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as out:
        yield cast(BinaryIO, out)


_COMPRESSED = {".gz": _gzip, ".zst": _zstd}
