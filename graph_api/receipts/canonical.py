"""Canonical JSON (RFC 8785): equal values have equal bytes, so equal hashes, whatever program writes them."""

import hashlib
from decimal import Decimal
from math import isfinite
from typing import Any

import orjson

from ontology.values.json_numbers import JSON_INTEGER_LIMIT


def canonical_json(value: object) -> bytes:
    """The canonical bytes of `value`. Raises `ValueError` for a whole number beyond 2^53.

    orjson writes strings as the standard wants them; keys are sorted by code point, which for the names that
    GraphQL has is the order of the standard. Only numbers with a fraction are written here.
    """
    return orjson.dumps(_exact(value), option=orjson.OPT_SORT_KEYS)


def canonical_hash(value: object) -> str:
    """`sha256:` and the SHA-256 of the canonical bytes."""
    return text_hash(canonical_json(value))


def text_hash(content: bytes) -> str:
    """`sha256:` and the SHA-256 of some bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _exact(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return {key: _exact(inner) for key, inner in value.items()}
    if kind is list or kind is tuple:
        return [_exact(inner) for inner in value]
    if kind is float:
        return orjson.Fragment(_number(value))
    if kind is int and abs(value) > JSON_INTEGER_LIMIT:
        raise ValueError(f"{value} is beyond 2^53")
    return value


def _number(value: float) -> str:
    """A number as ECMAScript writes it; infinities and NaN are null, as in orjson."""
    if value == 0:
        return "0"
    if not isfinite(value):
        return "null"
    negative, parts, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, parts))
    point = len(digits) + int(exponent)
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return f"-{text}" if negative else text
