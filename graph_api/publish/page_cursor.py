"""The cursor of a page of a document that is too long for one: where it begins, and the release that it is about."""

import base64
import re
from dataclasses import dataclass

_TEXT = re.compile(r"([0-9]{1,9})@([A-Za-z0-9._-]{1,100})")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class DocumentCursor:
    """The place of a page. All pages of a document are of the release of the first."""

    begin: int
    release: str

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.begin}@{self.release}".encode()).decode().rstrip("=")


def read_document_cursor(text: str) -> DocumentCursor | None:
    """The cursor that was written as this text; None if it is none."""
    try:
        plain = base64.b64decode(text[:_LONGEST] + "=" * (-len(text) % 4), b"-_", validate=True).decode(
            "ascii"
        )
    except ValueError:  # binascii.Error and UnicodeDecodeError are such
        return None
    match = _TEXT.fullmatch(plain)
    return DocumentCursor(int(match[1]), match[2]) if match else None
