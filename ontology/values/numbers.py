"""Numbers: their native forms, the bounds of their datatypes, and texts that sort as they do, whatever their length."""

import math
import re
from collections.abc import Mapping

from ontology.namespaces import XSD
from ontology.values.datatypes import Native

INTEGER_LIMIT = 2**63
"""Integers below this in size are numbers in the stores; others are texts of their digits."""
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NINES = str.maketrans("0123456789", "9876543210")
_RANGES: Mapping[str, tuple[int | None, int | None]] = {
    XSD + "nonNegativeInteger": (0, None),
    XSD + "positiveInteger": (1, None),
    XSD + "nonPositiveInteger": (None, 0),
    XSD + "negativeInteger": (None, -1),
    XSD + "byte": (-(2**7), 2**7 - 1),
    XSD + "short": (-(2**15), 2**15 - 1),
    XSD + "int": (-(2**31), 2**31 - 1),
    XSD + "long": (-(2**63), 2**63 - 1),
    XSD + "unsignedByte": (0, 2**8 - 1),
    XSD + "unsignedShort": (0, 2**16 - 1),
    XSD + "unsignedInt": (0, 2**32 - 1),
    XSD + "unsignedLong": (0, 2**64 - 1),
}
WHOLE = ("integer", *(iri.removeprefix(XSD) for iri in _RANGES))
"""The local names of the datatypes of whole numbers."""


def is_member(value: Native | None, datatype: str) -> bool:
    """True unless a whole number is beyond the bounds of a datatype such as `xsd:byte`."""
    return (
        value is None
        or datatype not in _RANGES
        or not _INTEGER.fullmatch(str(value))
        or _is_within(value, datatype)
    )


def parse_integer(lexical_form: str) -> Native | None:
    """A whole number: an int, beyond 64 bits the text of its digits; None if it is not one."""
    if not _INTEGER.fullmatch(lexical_form):
        return None
    if len(lexical_form) < 19:
        return int(lexical_form)
    digits = lexical_form.lstrip("+-").lstrip("0") or "0"
    sign = "-" if lexical_form[0] == "-" and digits != "0" else ""
    # int() refuses texts of more than 4,300 digits, so the long ones never get there.
    if len(digits) < 20 and int(digits) < INTEGER_LIMIT:
        return int(sign + digits)
    return sign + digits


def _is_within(value: Native, datatype: str) -> bool:
    low, high = _RANGES[datatype]
    text = str(value)
    if len(text) > 21:
        return (low is None) if text[0] == "-" else (high is None)
    number = int(text)
    return (low is None or number >= low) and (high is None or number <= high)


def parse_decimal(lexical_form: str) -> Native | None:
    """A decimal number as it is written; None if it is not one."""
    return lexical_form if _DECIMAL.fullmatch(lexical_form) else None


def parse_double(lexical_form: str) -> Native | None:
    """A double; None if it is not one, or not finite."""
    if not _DOUBLE.fullmatch(lexical_form):
        return None
    value = float(lexical_form)
    return value if math.isfinite(value) else None


def canonical_double(value: float) -> str:
    """XSD's canonical form: `5.42E1`."""
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    digits, exponent = _scientific(repr(abs(value)))
    if not digits:
        return sign + "0.0E0"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent - 1}"


def _scientific(text: str) -> tuple[str, int]:
    """The digits d and exponent e of a non-negative number 0.d × 10^e, d without zeros at either end."""
    mantissa, _, power = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = len(digits) - len(fraction) + int(power or 0)
    return digits.rstrip("0"), exponent


def number_key(value: Native) -> str:
    """The sort key of a number: sign, exponent, digits. Negative numbers have complemented digits, ended by `~`."""
    text = str(value)
    if isinstance(value, bool) or not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    digits, exponent = _scientific(text.lstrip("+-"))
    if not digits:
        return "1"
    key = f"{exponent + 5_000_000_000:010d}{digits}"
    return "0" + key.translate(_NINES) + "~" if text[0] == "-" else "2" + key
