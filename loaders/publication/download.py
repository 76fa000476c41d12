"""Reading files to download, compressed or not, as their first bytes say."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from loaders.reading.compression import DamagedError, TruncatedError, iter_plain
from ontology.errors import DataError

_MAGIC = {b"\x28\xb5\x2f\xfd": "zst", b"\x1f\x8b": "gz"}


def compression_of(start: bytes) -> str | None:
    """The compression (`zst`, `gz`) of a file that begins with these bytes; None if there is none."""
    return next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)


def iter_content(path: Path) -> Iterator[bytes]:
    """The content of a file in pieces, decompressed. Raises `DataError` at the place of damage."""
    with path.open("rb") as file:
        compression = compression_of(file.read(4))
        file.seek(0)
        try:
            yield from iter_plain(file, compression, str(path))
        except (DamagedError, TruncatedError):
            raise DataError(
                f"{path} is damaged: it cannot be decompressed", hint="download it again"
            ) from None


def content_hash(path: Path) -> str:
    """`sha256:` and the SHA-256 of the content of a file, decompressed; empty if it is damaged."""
    digest = hashlib.sha256()
    try:
        for piece in iter_content(path):
            digest.update(piece)
    except DataError:
        return ""
    return f"sha256:{digest.hexdigest()}"


def iter_content_lines(path: Path) -> Iterator[bytes]:
    """The lines of the content, without their ends. Raises `DataError`."""
    rest = b""
    for piece in iter_content(path):
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    if rest:
        yield rest
