"""JSON Web Signatures in compact form (RFC 7515) with Ed25519 (RFC 8037, RFC 9864), and no other algorithm.

Written here, not taken from a library, for two reasons: with one algorithm there is no choice to attack, and
errors name the part that is broken. Base64url is read strictly, so that every changed character shows.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph_api.receipts.canonical import canonical_json
from ontology.json_reader import read_json

ALGORITHM = "Ed25519"
JwsPart = Literal["form", "header", "payload", "signature"]


class MalformedJws(ValueError):
    """The text is not a JWS of ours; `part` is the broken part."""

    def __init__(self, part: JwsPart) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Jws:
    """The parts of a JWS, not yet verified. `signed` are the bytes under the signature."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signature: bytes
    signed: bytes


def sign(kind: str, key: str, payload: Mapping[str, Any], signer: Callable[[bytes], bytes]) -> str:
    """The JWS of a payload, as text. `kind` is its `typ`, `key` the id of the key that `signer` signs with."""
    signed = f"{protect(kind, key)}.{encode(canonical_json(payload))}"
    return f"{signed}.{encode(signer(signed.encode()))}"


def protect(kind: str, key: str) -> str:
    """The first part of a JWS, with its kind and the id of its key."""
    return encode(canonical_json({"alg": ALGORITHM, "kid": key, "typ": kind}))


def read(text: str, kind: str) -> Jws:
    """The JWS of this kind in `text`. Raises `MalformedJws`."""
    parts = text.split(".")
    if len(parts) != 3:
        raise MalformedJws("form")
    header, payload = _object(parts[0], "header"), _object(parts[1], "payload")
    if (header.get("alg"), header.get("typ")) != (ALGORITHM, kind) or not isinstance(header.get("kid"), str):
        raise MalformedJws("header")
    signature = _bytes(parts[2], "signature")
    if len(signature) != 64:
        raise MalformedJws("signature")
    return Jws(header, payload, signature, f"{parts[0]}.{parts[1]}".encode())


def encode(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The decoded bytes. Raises `ValueError` unless `text` is exactly what `encode` returns for them."""
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as problem:
        raise ValueError(str(problem)) from None
    if encode(content) != text:
        raise ValueError("not the canonical base64url of these bytes")
    return content


def _bytes(text: str, part: JwsPart) -> bytes:
    try:
        return decode(text)
    except ValueError:
        raise MalformedJws(part) from None


def _object(text: str, part: JwsPart) -> dict[str, Any]:
    try:
        members = read_json(_bytes(text, part))
    except ValueError:
        raise MalformedJws(part) from None
    if not isinstance(members, dict):
        raise MalformedJws(part)
    return members
