"""The form of `/verify`, decoded in parts: as a whole, its escapes would take a hundred times their size."""

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_FIELDS = 8
"""Most fields of a form that are looked at."""
_PART = 64 * 1024
"""Bytes of a field that are decoded at once."""


@dataclass(frozen=True, slots=True)
class VerifyForm:
    """The fields of a form."""

    receipt: str
    answer: str


def read_form(content: bytes, part: int = _PART) -> VerifyForm:
    """The fields in the body of a request; so many bytes of a field are decoded at once."""
    fields: dict[bytes, bytes] = {}
    for field in content.split(b"&", _FIELDS):
        name, _, value = field.partition(b"=")
        fields.setdefault(name, value)
    receipt, answer = (_decoded(fields.get(name, b""), part).strip() for name in (b"receipt", b"answer"))
    return VerifyForm(receipt, answer)


def _decoded(value: bytes, part: int) -> str:
    value, parts, start = value.replace(b"+", b" "), [], 0
    while start < len(value):
        end = start + part
        end -= next((back for back in (1, 2) if value[end - back : end - back + 1] == b"%"), 0)
        parts.append(unquote_to_bytes(value[start:end]))
        start = end
    return b"".join(parts).decode("utf-8", "replace")
