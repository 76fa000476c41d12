"""Cursors: keysets, so that they stay valid in the next release. Opaque to clients, checked when they come back."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from graph_api.errors import QueryError

_SHOWN = 40
"""The number of characters of a refused cursor in the message."""


@dataclass(frozen=True, slots=True)
class ListPosition:
    """The position of a resource in an ordered list: its order keys (None: absent) and its IRI."""

    keys: tuple[object, ...]
    iri: str


def write_cursor(mark: str, keys: Sequence[object], iri: str) -> str:
    """The cursor of a resource in the list with this mark."""
    content = orjson.dumps([mark, iri, *keys])
    return base64.urlsafe_b64encode(zlib.crc32(content).to_bytes(4) + content).decode().rstrip("=")


def read_cursor(cursor: object, mark: str, keys: int) -> ListPosition:
    """The position in a cursor whose mark begins with `mark`. Raises `QueryError` for any other text."""
    text = str(cursor)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    content = _content(text)
    if content is None:
        raise QueryError(f"{shown!r} is not a cursor of this API.", code="BAD_CURSOR")
    if not str(content[0]).startswith(mark) or len(content) != keys + 2:
        raise QueryError(
            f"{shown!r} is a cursor of another list, or of another order, search or language.",
            code="BAD_CURSOR",
            hint="Use a cursor with the list, order, search and languages that it came from, or start without one.",
        )
    return ListPosition(tuple(content[2:]), str(content[1]))


def _content(text: str) -> list[object] | None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if zlib.crc32(raw[4:]).to_bytes(4) != raw[:4]:
            return None
        content = orjson.loads(raw[4:])
    except (ValueError, binascii.Error):
        return None
    is_ours = isinstance(content, list) and len(content) >= 2 and isinstance(content[1], str)
    return content if is_ours and all(isinstance(k, str | float | int | None) for k in content) else None
