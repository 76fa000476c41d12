"""Names: how terms are called in GraphQL and in the stores, and the check that no two are called the same."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ontology.errors import UsageError
from ontology.model import ClassTerm, CodeList

RESERVED_FIELDS = frozenset(
    ("id", "iri", "described", "label", "types", "sources", "findings", "rdf", "and", "or", "not")
)
SPECIAL_ROOTS = frozenset(
    (
        "node", "resource", "resources", "search", "lineage", "paths", "whyApproved", "whyNot", "whatIf",
        "impact", "findings", "release", "releases", "diff"
    )
)  # fmt: skip
RESERVED_TYPES = frozenset(
    (
        "Resource", "Node", "LangText", "Code", "Literal", "Term", "PageInfo", "Query", "Mutation",
        "Subscription", "Date", "DateTime", "Year", "Decimal", "Integer", "ID", "String", "Int", "Float",
        "Boolean", "RdfFormat", "Release", "Finding", "Path", "Lineage", "LineageDirection",
        "Justification", "WhatIf", "ChangeInput", "Impact", "Diff", "ResourceChange", "Search"
    )
)  # fmt: skip
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_RESERVED_ENUM = frozenset(("true", "false", "null"))


class NameClash(UsageError):
    """Two terms would get one name, or a term a name that is taken or not allowed."""

    default_code = "NAME_CLASH"


def lower_first(name: str) -> str:
    """`DigitalPlatform` → `digitalPlatform`."""
    return name[:1].lower() + name[1:]


def pascal(name: str) -> str:
    """`platform-status` → `PlatformStatus`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", name))


def plural_of(singular: str) -> str:
    """The regular English plural; irregular ones are annotated."""
    if re.search(r"[^aeiou]y$", singular):
        return singular[:-1] + "ies"
    return singular + ("es" if re.search(r"(s|x|z|ch|sh)$", singular) else "s")


def enum_name(code: str) -> str:
    """The GraphQL enum value of a code: `hired-unit` → `HIRED_UNIT`, `2023` → `_2023`."""
    plain = unicodedata.normalize("NFD", code.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).upper()
    name = re.sub(r"[^0-9A-Z]", "_", plain) or "_"
    return (
        "_" + name if name[0].isdigit() or name.lower() in _RESERVED_ENUM or name.startswith("__") else name
    )


def check_name(name: str, iri: str, annotation: str) -> None:
    """Raise `NameClash` unless `name` may be a GraphQL name."""
    if not _NAME.fullmatch(name) or name.startswith("__"):
        raise NameClash(
            f"<{iri}> would be called {name!r}, which is no GraphQL name",
            hint=f'give it another name with {annotation} "…" in its Turtle file',
        )


class Taken:
    """The names taken in one place (a class's fields, the root, the types), and by which term."""

    def __init__(self, place: str, reserved: Iterable[str]) -> None:
        self._place = place
        self._by_name: dict[str, str] = dict.fromkeys(reserved, "")

    def take(self, name: str, iri: str, annotation: str) -> None:
        """Take `name` for `iri`; raise `NameClash` if another term has it or it is reserved."""
        check_name(name, iri, annotation)
        owner = self._by_name.setdefault(name, iri)
        if owner != iri:
            who = f"<{owner}> and <{iri}> both are" if owner else f"<{iri}> is"
            why = "" if owner else ", a name that the API keeps for itself"
            raise NameClash(
                f"{who} called {name!r} {self._place}{why}",
                hint=f'give one of them another name with {annotation} "…" in its Turtle file',
            )


def check_types(
    classes: Mapping[str, ClassTerm], code_lists: Mapping[str, CodeList]) -> None:
    """Raise `NameClash` if two types, or two root fields, of the schema would get one name."""
    types = Taken("as types", RESERVED_TYPES)
    roots = Taken("at the root", SPECIAL_ROOTS)
    for iri, term in classes.items():
        suffixes = ("", "Connection", "Edge", "Where", "Order", "Facets", "Aggregates", "Filter")
        for name in (
            *(term.type_name + s for s in suffixes),
            *(["Other" + term.type_name] * term.is_interface),
        ):
            types.take(name, iri, "ndp:typeName")
        if term.singular == term.plural:
            raise NameClash(
                f"<{iri}> has {term.plural!r} for its singular and its plural",
                hint='give it a plural with ndp:pluralName "…" in its Turtle file',
            )
        roots.take(term.singular, iri, "ndp:typeName")
        roots.take(term.plural, iri, "ndp:pluralName")
    for iri, scheme in code_lists.items():
        types.take(scheme.type_name, iri, "ndp:typeName")
        values = Taken(f"in the code list <{iri}>", ())
        for concept in scheme.concepts:
            values.take(concept.enum_name, concept.iri, "skos:notation")


def check_fields(classes: Mapping[str, ClassTerm]) -> None:
    """Raise `NameClash` if two fields of one class would get one name."""
    for term in classes.values():
        taken = Taken(f"on {term.type_name}", RESERVED_FIELDS)
        for field in term.fields:
            annotation = "ndp:inverseName" if field.inverse else "ndp:fieldName"
            taken.take(field.name, field.term.iri + (" (inverse)" if field.inverse else ""), annotation)
