"""One reading of surplus values: of several values of a property that can have only one, the first counts.

Values are compared by code point: resources by IRI (or `_:label`), literals by the lexical form of their value. Those
that do not fit their property do not count. Fields, filters, rules, justifications and `whatIf` all read the same.
"""

from collections.abc import Iterable

from ontology.keys import Native, lexical, native
from ontology.literals import LANG_STRING, STRING, from_ntriples, split
from ontology.model import Kind, PropertyTerm


def is_single(term: PropertyTerm) -> bool:
    """True if a subject can have only one value of the property. Texts have one for each language."""
    return not term.many and term.kind is not Kind.TEXT


def fit(term: PropertyTerm, obj: str) -> Native | None:
    """The native value of an object in N-Triples, or None if it does not fit the property."""
    kind = term.kind
    if kind is Kind.RELATION:
        return None if obj[0] == '"' else from_ntriples(obj)
    if kind is Kind.IRI or kind is Kind.CODE:
        return from_ntriples(obj) if obj[0] == "<" else None
    if obj[0] != '"':
        return None
    form, language, datatype = split(obj)
    if kind is Kind.TEXT:
        return f"{form}@{language}" if datatype in (LANG_STRING, STRING) else None
    if term.datatype is not None and datatype != term.datatype:
        return None
    return obj if kind is Kind.LITERAL else native(kind, form, datatype)


def order_key(term: PropertyTerm, value: Native) -> tuple[str, ...]:
    """The key by which the native values of a property are compared."""
    if term.kind is not Kind.LITERAL:
        return (lexical(term.kind, value),)
    form, language, datatype = split(str(value))
    return form, datatype, language


def counting(term: PropertyTerm, objects: Iterable[str]) -> str | None:
    """The object in N-Triples that counts among several of a property; None if none of them fits it."""
    values = ((obj, fit(term, obj)) for obj in objects)
    fitting = [(order_key(term, value), obj) for obj, value in values if value is not None]
    return min(fitting, default=("", None))[1]
