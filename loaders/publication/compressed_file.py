"""Compressed files, whose bytes depend on their content alone."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import zstandard

_LEVELS = {"zst": 3, "gz": 6}
_PIECE = 1 << 20


@contextmanager
def writing_compressed(path: Path, compression: str) -> Iterator[BinaryIO]:
    """A new file to write to, which is compressed (`zst`, `gz`). The same content gives the same bytes."""
    with path.open("wb") as file, _compressor(file, compression) as out:
        yield cast(BinaryIO, out)


def _compressor(file: IO[bytes], compression: str) -> "gzip.GzipFile | _ZstdFile":
    level = _LEVELS[compression]
    if compression == "gz":
        return gzip.GzipFile("", "wb", level, file, mtime=0)
    return _ZstdFile(file, level)


class _ZstdFile(io.BufferedIOBase):
    """A file that is compressed in pieces of one size, so that its bytes do not depend on how it is written."""

    def __init__(self, file: IO[bytes], level: int) -> None:
        self._writer = zstandard.ZstdCompressor(level, write_checksum=True).stream_writer(file, closefd=False)
        self._buffer = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._buffer += content
        whole = len(self._buffer) // _PIECE * _PIECE
        for start in range(0, whole, _PIECE):
            self._writer.write(bytes(self._buffer[start : start + _PIECE]))
        del self._buffer[:whole]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._writer.write(bytes(self._buffer))
            self._writer.close()  # type: ignore[no-untyped-call] # of the library
        super().close()
