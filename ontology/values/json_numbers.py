"""Whole numbers in JSON, written so that clients read them exactly."""

JSON_INTEGER_LIMIT = 2**53
"""Beyond it whole numbers are not exact in JSON as most programs read it (RFC 7493)."""


def show_integer(value: int | str) -> int | str:
    """A JSON number up to 2⁵³, beyond that a string, so that no client rounds it."""
    if isinstance(value, str) and len(value) > len(str(-JSON_INTEGER_LIMIT)):
        return value  # Python refuses to read thousands of digits as a number
    number = int(value)
    return number if abs(number) <= JSON_INTEGER_LIMIT else str(number)
