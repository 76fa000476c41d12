"""Texts as programs save them: with a byte order mark, or in UTF-16 as PowerShell writes what it redirects."""

from json import detect_encoding

_UTF8 = ("utf-8", "utf-8-sig")


def encoding_of(start: bytes) -> str:
    """The name of a text's encoding by its first four bytes: UTF-8, UTF-16 or UTF-32, with or without a mark."""
    return detect_encoding(start[:4])


def to_utf8(content: bytes, errors: str = "strict") -> bytes:
    """The text in UTF-8 without a byte order mark. Raises `UnicodeDecodeError` if its UTF-16 or UTF-32 is damaged.

    What is in UTF-8 is not checked.
    """
    encoding = encoding_of(content)
    if encoding in _UTF8:
        return content.removeprefix(b"\xef\xbb\xbf")
    return content.decode(encoding, errors).encode("utf-8", errors)
