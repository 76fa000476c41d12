"""The datatypes of XSD: which are derived from which, and how their lexical forms are read.

A value of a derived datatype is a value of its base, and one that XPath promotes (a decimal number to a double, an
`xsd:anyURI` to a string) counts as what it is promoted to.
"""

import re
from collections.abc import Iterator, Mapping

from ontology.namespaces import XSD

Native = str | int | float | bool
"""The value of a literal as the stores hold it."""

_DERIVED = {
    "string": "normalizedString",
    "normalizedString": "token",
    "token": "language NMTOKEN Name",
    "Name": "NCName",
    "NCName": "ID IDREF ENTITY",
    "decimal": "integer",
    "integer": "nonPositiveInteger long nonNegativeInteger",
    "nonPositiveInteger": "negativeInteger",
    "long": "int",
    "int": "short",
    "short": "byte",
    "nonNegativeInteger": "unsignedLong positiveInteger",
    "unsignedLong": "unsignedInt",
    "unsignedInt": "unsignedShort",
    "unsignedShort": "unsignedByte",
    "dateTime": "dateTimeStamp",
    "duration": "yearMonthDuration dayTimeDuration",
}
_BASES: Mapping[str, str] = {
    XSD + name: XSD + base for base, names in _DERIVED.items() for name in names.split()
}
_PROMOTED = {
    XSD + "string": (XSD + "anyURI",),
    XSD + "float": (XSD + "decimal",),
    XSD + "double": (XSD + "float", XSD + "decimal"),
}
_INTEGER = XSD + "integer"
_KEEP = frozenset((XSD + "string",))
_WHITE_SPACE = re.compile(r"[ \t\n\r]+")


def counts_as(datatype: str, expected: str) -> bool:
    """True if literals of `datatype` can be values of `expected`: it is the same, derived from it or promoted to it.

    Whole numbers are members of each other's datatypes as far as those reach.
    """
    bases = {datatype, *_iter_bases(datatype)}
    promoted = _PROMOTED.get(expected, ())
    is_whole = _INTEGER in bases and _INTEGER in {expected, *_iter_bases(expected)}
    return expected in bases or is_whole or not bases.isdisjoint(promoted)


def collapsed(form: str, datatype: str) -> str:
    """A lexical form with the white space that its datatype has: XSD collapses that of all but strings."""
    if datatype in _KEEP or not datatype.startswith(XSD) or not form:
        return form
    if datatype == XSD + "normalizedString":
        return re.sub(r"[\t\n\r]", " ", form)
    return _WHITE_SPACE.sub(" ", form).strip(" ") if _WHITE_SPACE.search(form) else form


def _iter_bases(datatype: str) -> Iterator[str]:
    while (base := _BASES.get(datatype)) is not None:
        yield base
        datatype = base
