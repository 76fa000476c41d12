"""Compressed input: plain bytes out of `.gz` and `.zst`, piece by piece, with errors for damage.

Both formats are decoded by hand rather than with a file-like wrapper, because the wrappers accept a truncated
archive (zstandard) or lose the content before the damage (gzip).
"""

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

import zstandard

from loaders.reading.read_error import ReadError

_PIECE = 1 << 16
_ZSTD_PIECE = 1 << 11  # one piece may grow 30,000-fold: so small, it stays within 64 MB
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n, 0x2A, 0x4D, 0x18]) for n in range(16)))


class TruncatedError(Exception):
    """The archive ends before its content does."""


class DamagedError(Exception):
    """The archive's bytes contradict each other."""


def iter_plain(
    stream: BinaryIO, compression: str | None, name: str, on_piece: Callable[[bytes], None] | None = None
) -> Iterator[bytes]:
    """The stream's content, decompressed; `on_piece` is called with each piece of raw bytes.

    Raises ReadError if the stream is not such an archive, TruncatedError or DamagedError at the place of the damage.
    """
    first = stream.read(4)
    _refuse_wrong_kind(first, compression, name)
    pieces = _iter_raw(first, stream, _ZSTD_PIECE if compression == "zst" else _PIECE, on_piece)
    if compression == "gz":
        return _iter_gzip(pieces)
    if compression == "zst":
        return _iter_zstd(pieces)
    return pieces


def _iter_raw(
    first: bytes, stream: BinaryIO, size: int, on_piece: Callable[[bytes], None] | None
) -> Iterator[bytes]:
    piece = first + stream.read(size - len(first))
    while piece:
        if on_piece is not None:
            on_piece(piece)
        yield piece
        piece = stream.read(size)


def _refuse_wrong_kind(first: bytes, compression: str | None, name: str) -> None:
    is_gzip = first.startswith(_GZIP_MAGIC)
    is_zstd = first.startswith(_ZSTD_MAGICS)
    if compression == "gz" and not is_gzip:
        raise ReadError(name, "is not a gzip archive", line=1, hint=_rename_hint(first, is_zstd, ".zst"))
    if compression == "zst" and not is_zstd:
        raise ReadError(name, "is not a zstd archive", line=1, hint=_rename_hint(first, is_gzip, ".gz"))
    if compression is None and (is_gzip or is_zstd):
        suffix = "gz" if is_gzip else "zst"
        raise ReadError(
            name,
            f"is compressed ({suffix}), not text",
            line=1,
            hint=f"add .{suffix} to the file's name (or to the format given), or decompress it first",
        )


def _rename_hint(first: bytes, is_other_archive: bool, other: str) -> str:
    if is_other_archive:
        return f"it is a {other} archive: rename it"
    if not first:
        return "the file is empty: fetch it again"
    return "if it is plain text, remove the archive's suffix from its name; else fetch it again"


def _iter_gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(wbits=31)
    for piece in pieces:
        rest = piece
        while rest:
            if member.eof:
                rest = rest.lstrip(b"\0")  # padding between and after members is allowed
                if not rest:
                    break
                member = zlib.decompressobj(wbits=31)
            try:
                plain = member.decompress(rest, 1 << 20)
            except zlib.error as error:
                raise DamagedError(str(error).rpartition(": ")[2]) from error
            if plain:
                yield plain
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if not member.eof:
        raise TruncatedError


def _iter_zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor()
    frame = decompressor.decompressobj()
    for piece in pieces:
        rest = piece
        while rest:
            if frame.eof:
                frame = decompressor.decompressobj()
            try:
                plain = frame.decompress(rest)
            except zstandard.ZstdError as error:
                raise DamagedError(str(error).rpartition(": ")[2]) from error
            if plain:
                yield plain
            rest = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise TruncatedError
