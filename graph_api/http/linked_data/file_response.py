"""Responses with a file that never changes: preconditions, parts of it (`Range`), and its content decompressed.

A request without sound ranges gets the whole file, as RFC 9110 §14.2 says.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import zstandard
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from graph_api.errors import QueryError
from graph_api.http.caching import IMMUTABLE, repr_digest, unchanged
from graph_api.http.problems import answer_error
from loaders.publication.files import CERTIFICATE
from loaders.publication.media import sent_media
from loaders.publication.published_file import PublishedFile

_PIECE = 256 * 1024
_RANGE = re.compile(r"([0-9]{1,300})-([0-9]{0,300})|-([0-9]{1,300})")
_MEASURED = 256
"""The most dumps of which the size and the hash without compression are kept."""


def respond_file(
    request: Request,
    file: PublishedFile,
    path: Path,
    media: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response with a file or parts of it, or that the client has it. `headers` are more of its headers."""
    tag = f'"{file.sha256}"'
    headers = {
        "etag": tag,
        # It is signed again when the service gets another address.
        "cache-control": "no-cache" if file.path == CERTIFICATE else IMMUTABLE,
        **repr_digest(bytes.fromhex(file.sha256)),
        **(headers or {}),
    }
    early = _precondition(request, tag, headers) or _restrict_range(request, tag, file.size)
    return early or FileResponse(
        path, headers=headers, media_type=media or sent_media(file.form, file.compression)
    )


async def respond_decompressed(request: Request, file: PublishedFile, path: Path, media: str) -> Response:
    """The response with the content of a file compressed with Zstandard; it has the digest and the length of that."""
    size, sha256 = await asyncio.to_thread(_measure, path, file.sha256)
    tag = f'"{sha256}"'
    headers = {
        "etag": tag,
        "cache-control": IMMUTABLE,
        "content-length": str(size),
        **repr_digest(bytes.fromhex(sha256)),
    }
    if early := _precondition(request, tag, headers):
        return early
    if request.method == "HEAD":
        return Response(headers={**headers, "vary": "Accept-Encoding"}, media_type=media)
    return StreamingResponse(_decompressed(path), headers=headers, media_type=media)


def _precondition(request: Request, tag: str, headers: Mapping[str, str]) -> Response | None:
    """The response if the client wants only another version of the file, or only one that it does not have."""
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted.strip() != "*" and tag not in map(str.strip, wanted.split(",")):
        error = QueryError(
            f"The file is another one than `If-Match` names: it has the tag {tag}.",
            code="FILE_CHANGED",
            hint="Send the tag of the file in `If-Match`, or no `If-Match`.",
        )
        return answer_error(request, error)
    return unchanged(request, {name: value for name, value in headers.items() if name != "content-length"})


def _restrict_range(request: Request, tag: str, size: int) -> Response | None:
    """Leave only the sound parts of `Range` in a request, or none; the response if the file has none of them."""
    headers = MutableHeaders(scope=request.scope)
    wanted, condition = headers.get("range"), headers.get("if-range")
    if wanted is None:
        return None
    del headers["range"]
    parts = [*_iter_ranges(wanted)] if request.method == "GET" and condition in (None, tag) else []
    sound = [f"{part[1]}-{part[2]}" if part[1] else part[0] for part in parts if _is_in(part, size)]
    if sound:
        headers["range"] = "bytes=" + ",".join(sound)
    elif parts:
        error = QueryError(
            f"The file has no such part: it has {size} bytes.",
            code="RANGE_OUTSIDE",
            hint="Begin before the end of the file, or leave `Range` out.",
        )
        response = answer_error(request, error)
        response.headers["content-range"] = f"bytes */{size}"
        return response
    return None


def _iter_ranges(text: str) -> Iterator[re.Match[str]]:
    """The parts that a `Range` header names; none if it is not sound, as then it does not count."""
    unit, _, listed = text.partition("=")
    parts = [_RANGE.fullmatch(part.strip()) for part in listed.split(",") if part.strip()]
    sound = [part for part in parts if part and not (part[2] and int(part[2]) < int(part[1]))]
    if unit.strip().lower() == "bytes" and len(sound) == len(parts):
        yield from sound


def _is_in(part: re.Match[str], size: int) -> bool:
    """True if a file of `size` bytes has some of the part."""
    return int(part[1]) < size if part[1] else int(part[3]) > 0 < size


@lru_cache(maxsize=_MEASURED)  # a memo: a file with that hash never changes
def _measure(path: Path, _sha256: str) -> tuple[int, str]:
    """The size and the SHA-256 of the content of a compressed file."""
    size, digest = 0, hashlib.sha256()
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
        while piece := reader.read(_PIECE):
            size += len(piece)
            digest.update(piece)
    return size, digest.hexdigest()


async def _decompressed(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
        while piece := await asyncio.to_thread(reader.read, _PIECE):
            yield piece
