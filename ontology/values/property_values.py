"""The values of properties: which objects fit a property, and which of several counts.

Of several values of a property that can have only one, the first counts, by code point: resources by IRI (or
`_:label`), literals by the lexical form of their value. Fields, filters, rules, justifications and `whatIf` all
read that one. Others contradict it only if their values differ: sources that write 54.20 and 54.2 agree.
"""

from collections.abc import Iterable, Mapping

from ontology.model import Kind, PropertyTerm
from ontology.namespaces import RDF, XSD
from ontology.values.datatypes import Native, collapsed, counts_as
from ontology.values.keys import lexical, native, sort_key
from ontology.values.literals import LANG_STRING, STRING, from_ntriples, split
from ontology.values.numbers import is_member
from ontology.values.periods import fitting_period

_INTEGERS = (
    *("integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
KINDS: Mapping[str, Kind] = {
    RDF + "langString": Kind.TEXT,
    XSD + "string": Kind.STRING,
    XSD + "date": Kind.DATE,
    XSD + "dateTime": Kind.DATETIME,
    XSD + "gYear": Kind.YEAR,
    XSD + "decimal": Kind.DECIMAL,
    XSD + "boolean": Kind.BOOLEAN,
    XSD + "double": Kind.DOUBLE,
    XSD + "float": Kind.DOUBLE,
    **{XSD + name: Kind.INTEGER for name in _INTEGERS},
}
"""The kind of the values of a datatype."""

AS_STATED = frozenset((Kind.LITERAL, Kind.PERIOD))
"""The kinds whose native values are literals in N-Triples."""


def is_single(term: PropertyTerm) -> bool:
    """True if a subject can have only one value of the property. Texts have one for each language."""
    return not term.many and term.kind is not Kind.TEXT


def is_concluded(term: PropertyTerm) -> bool:
    """True if only statements of the derived graphs give it a value: of derived properties, but links to several."""
    return term.derived and (term.kind is not Kind.RELATION or is_single(term))


def fit(term: PropertyTerm, obj: str) -> Native | None:
    """The native value of an object in N-Triples, or None if it does not fit the property.

    A literal fits if its datatype is the property's, derived from that or promoted to it, and its form is right.
    """
    kind = term.kind
    if kind is Kind.RELATION:
        return None if obj[0] == '"' else from_ntriples(obj)
    if kind is Kind.IRI or kind is Kind.CODE:
        return from_ntriples(obj) if obj[0] == "<" else None
    if obj[0] != '"':
        return None
    form, language, datatype = split(obj)
    if kind is Kind.PERIOD:
        return fitting_period(obj)
    if kind is Kind.TEXT:
        is_text = datatype == LANG_STRING or counts_as(datatype, STRING)
        return f"{collapsed(form, datatype)}@{language}" if is_text else None
    if term.datatype is not None and datatype != term.datatype and not counts_as(datatype, term.datatype):
        return None
    if kind is Kind.LITERAL:
        return obj
    value = native(kind, collapsed(form, datatype), term.datatype)
    return value if datatype == term.datatype or is_member(value, datatype) else None


def order_key(term: PropertyTerm, value: Native) -> tuple[str, ...]:
    """The key by which the native values of a property are compared."""
    if term.kind not in AS_STATED:
        return (lexical(term.kind, value),)
    form, language, datatype = split(str(value))
    return form, datatype, language


def counting(term: PropertyTerm, objects: Iterable[str]) -> str | None:
    """The object in N-Triples that counts among several of a property; None if none of them fits it."""
    values = ((obj, fit(term, obj)) for obj in objects)
    fitting = [(order_key(term, value), obj) for obj, value in values if value is not None]
    return min(fitting, default=("", None))[1]


def contradicts(term: PropertyTerm, counts: str, other: str) -> bool:
    """True if `other`, an object in N-Triples, is another value than the one that counts, and fits the property."""
    value, first = fit(term, other), fit(term, counts)
    return value is not None and first is not None and _identity(term, value) != _identity(term, first)


def _identity(term: PropertyTerm, value: Native) -> object:
    """Equal for equal values, however they are written; of a property of several datatypes, within each of them."""
    if term.kind is not Kind.LITERAL:  # of several datatypes that have no common order
        return sort_key(term.kind, value)
    form, language, datatype = split(str(value))
    kind = KINDS.get(datatype)
    typed = native(kind, collapsed(form, datatype)) if kind else None
    return (datatype, language, form if kind is None or typed is None else sort_key(kind, typed))
