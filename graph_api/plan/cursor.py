"""Cursors: keysets, so that they hold in the next release. Opaque to clients, checked when they come back."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from graph_api.errors import QueryError

_SHOWN = 40
"""So many characters of a cursor that is refused are in the message."""


@dataclass(frozen=True, slots=True)
class ListPosition:
    """Where a resource stands in an ordered list: its order keys (None: absent) and its IRI."""

    keys: tuple[object, ...]
    iri: str


def write_cursor(mark: str, keys: Sequence[object], iri: str) -> str:
    """The cursor of a resource in the list that `mark` stands for."""
    content = orjson.dumps([mark, iri, *keys])
    return base64.urlsafe_b64encode(zlib.crc32(content).to_bytes(4) + content).decode().rstrip("=")


def read_cursor(cursor: object, mark: str, keys: int) -> ListPosition:
    """The place that a cursor of ours stands for, whose mark begins with `mark`. Raises `QueryError` for others."""
    text = str(cursor)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    found = _content(text)
    if found is None:
        raise QueryError(
            f"{shown!r} is no cursor of this API.",
            code="BAD_CURSOR",
            hint="Use `pageInfo.endCursor` or `edges.cursor` of an answer as it came.",
        )
    if not str(found[0]).startswith(mark) or len(found) != keys + 2:
        raise QueryError(
            f"{shown!r} is a cursor of another list, or of another order or search.",
            code="BAD_CURSOR",
            hint="Use a cursor with the field and the `orderBy` or `text` that it came from, or start without one.",
        )
    return ListPosition(tuple(found[2:]), str(found[1]))


def _content(text: str) -> list[object] | None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if zlib.crc32(raw[4:]).to_bytes(4) != raw[:4]:
            return None
        found = orjson.loads(raw[4:])
    except (ValueError, binascii.Error):
        return None
    is_ours = isinstance(found, list) and len(found) >= 2 and isinstance(found[1], str)
    return found if is_ours and all(isinstance(k, str | float | int | None) for k in found) else None
