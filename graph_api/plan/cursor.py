"""Cursors: keysets, so that they hold in the next release. Opaque to clients, checked when they come back."""

import base64
import binascii
import zlib

from graph_api.errors import QueryError


def write_cursor(iri: str) -> str:
    """The cursor of the resource `iri` in a list in the order of IRIs."""
    content = iri.encode()
    return base64.urlsafe_b64encode(zlib.crc32(content).to_bytes(4) + content).decode().rstrip("=")


def read_cursor(cursor: object) -> str:
    """The IRI in a cursor of ours. Raises `QueryError` for anything else."""
    text = str(cursor)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if zlib.crc32(raw[4:]).to_bytes(4) == raw[:4]:
            return raw[4:].decode()
    except (ValueError, binascii.Error):
        pass
    raise QueryError(
        f"{text!r} is no cursor of this API.",
        code="BAD_CURSOR",
        hint="Use `pageInfo.endCursor` or `edges.cursor` of an answer as it came.",
    )
