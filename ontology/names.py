"""The names of terms in GraphQL and in the stores, and the check that no two have the same one."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ontology.errors import UsageError
from ontology.model import ClassTerm, CodeList, Field, Kind

RESERVED_FIELDS = frozenset(
    (
        "id", "iri", "described", "label", "types", "sources", "findings", "rdf", "and", "or", "not", "isNull", "where",
        "count", "by", "anyText", "statements", "referredBy"
    )
)  # fmt: skip
FINDINGS = frozenset(("findings",))
"""Reserved for a property of our own, the findings about a resource."""
COMPUTED_ROOTS = frozenset(
    (
        "node", "resource", "resources", "resourcesOf", "search", "lineage", "paths", "whyApproved", "whyNot", "whatIf",
        "impact", "release", "releases", "diff"
    )
)  # fmt: skip
CLASS_SUFFIXES = (
    "",
    "Connection",
    "Edge",
    "Where",
    "Filter",
    "Order",
    "Facets",
    "Aggregates",
    "GroupBy",
    "MemberGroup",
    "MemberGroups",
)
"""The suffixes of the types of one class, after its name; an interface has `Other…` too."""
LIST_SUFFIXES = ("", "Filter")
"""The same for a code list."""
_LISTED = ("Resource", "ImpactMember", "Release", "Search", "ResourceChange")
_VALUES = (
    "Text", "String", "Date", "DateTime", "Year", "Period", "Decimal", "Integer", "Boolean", "Float", "Iri", "Literal",
    "Code", "Self", "Types", "Type", "Count", "Number", "Label"
)  # fmt: skip
_OF_VALUES = ("Filter", "Order", "Facet", "Facets", "FacetCount", "Aggregate", "Aggregates", "Range")
RESERVED_TYPES = frozenset(
    (
        "Query", "Mutation", "Subscription", "ID", "String", "Int", "Float", "Boolean", "Date", "DateTime",
        "Year", "Period", "Decimal", "Integer", "Node", "OtherResource", "LangText", "Code", "Literal", "Term",
        "ResourceType",
        "PageInfo", "RdfFormat", "OrderDirection", "ValueOrder", "TextOrder", "Facet", "FacetCount", "FacetValue",
        "Aggregate", "Highlight", "SearchMode", "Suggestion", "Diff", "Path", "PathStep", "PathEdge",
        "Lineage", "LineageDirection", "LineageNode", "LineageEdge", "LineageRelation", "ReleaseId",
        "Justification", "JustificationStep", "JustificationStepKind", "JustificationStepOutcome",
        "JustificationVerdict", "SourcedStatement", "StatusChange", "WhatIf", "ChangeInput", "Impact",
        "Severity", "NdpStore", "PolicySwitch",
        "GroupKey", "GroupOrder", "GroupHaving", "FigureOrder", "FigureFilter", "DateUnit", "Pick",
        "KeyFacet", "FacetOrder", "PublishedRelease",
        "ResourceStatement", "ResourceStatementConnection", "ResourceStatementEdge", "StatementValue",
        "StatementWhere", "ReferrerGroup", "ReferrerGroupConnection", "ReferrerGroupEdge", "ReferrerWhere",
        "CountFilter", "SourcesFilter", "TypeFacet", "ResourceFacet", "ReleaseGraph", "TermUse", "HighlightPart",
        *(name + suffix for name in _LISTED for suffix in CLASS_SUFFIXES),
        *(name + suffix for name in _VALUES for suffix in _OF_VALUES),
    )
)  # fmt: skip
"""Types of the schema that do not come from a class, and the label of our own node in Neo4j."""
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_RESERVED_ENUM = frozenset(("true", "false", "null"))


class NameClash(UsageError):
    """Two terms would have the same name, or a term a name that is taken or not allowed."""

    default_code = "NAME_CLASH"


def lower_first(name: str) -> str:
    """`DigitalPlatform` → `digitalPlatform`."""
    return name[:1].lower() + name[1:]


def words(name: str) -> str:
    """`digitalPlatforms` → `digital platforms`, `ictProduct2` → `ict product2`, `URLList` → `URL list`."""
    parts = re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[^A-Z]+", name.replace("_", " "))
    return " ".join(part if part.isupper() else part.lower() for part in parts)


def pascal(name: str) -> str:
    """`platform-status` → `PlatformStatus`, `màu-sắc` → `MauSac`."""
    parts = re.split(r"[^0-9A-Za-z]+", _without_diacritics(name))
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _without_diacritics(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def plural_of(singular: str) -> str:
    """The regular English plural; irregular ones are annotated."""
    if re.search(r"[^aeiou]y$", singular):
        return singular[:-1] + "ies"
    return singular + ("es" if re.search(r"(s|x|z|ch|sh)$", singular) else "s")


def enum_name(code: str) -> str:
    """The GraphQL enum value of a code: `hired-unit` → `HIRED_UNIT`, `2023` → `_2023`."""
    name = re.sub(r"[^0-9A-Z]", "_", _without_diacritics(code).upper()) or "_"
    return "_" + name if name[0].isdigit() or name.lower() in _RESERVED_ENUM else name


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a name: a term, its role (such as ` (inverse)`), and the annotation that sets another name."""

    iri: str
    annotation: str
    role: str = ""

    def __str__(self) -> str:
        return f"<{self.iri}>{self.role}"

    @property
    def hint(self) -> str:
        """The annotation to write for another name."""
        return f'{self.annotation} "…" on <{self.iri}>'


SEARCH_WHERE = frozenset(("iri", "id", "types", "and", "or", "not"))
"""The names in the conditions of a search beside those of classes."""


class TakenNames:
    """The names taken in one place (a class's fields, the root, the types), with their owners."""

    def __init__(self, place: str, reserved: Iterable[str]) -> None:
        self._place = place
        self._by_name: dict[str, Owner | None] = dict.fromkeys(reserved)

    def take(self, name: str, owner: Owner) -> None:
        """Take `name`. Raises `NameClash` if another has it, it is reserved, or GraphQL does not allow it."""
        if not _NAME.fullmatch(name) or name.startswith("__"):
            raise NameClash(
                f"{owner} would be called {name!r} {self._place}, which is not a GraphQL name",
                hint=f"give it another name in its Turtle file: {owner.hint}",
            )
        other = self._by_name.setdefault(name, owner)
        if other is None:
            raise NameClash(
                f"{owner} is called {name!r} {self._place}, which the API reserves",
                hint=f"give it another name in its Turtle file: {owner.hint}",
            )
        if (other.iri, other.role) != (owner.iri, owner.role):
            hints = dict.fromkeys((owner.hint, other.hint))
            raise NameClash(
                f"{other} and {owner} are both called {name!r} {self._place}",
                hint=f"give one of them another name in its Turtle file: {', or '.join(hints)}",
            )


def check_types(classes: Mapping[str, ClassTerm], code_lists: Mapping[str, CodeList]) -> None:
    """Raise `NameClash` if two types, root fields or codes of the schema would have the same name."""
    types = TakenNames("as types", RESERVED_TYPES)
    roots = TakenNames("at the root", COMPUTED_ROOTS | SEARCH_WHERE)
    for iri, term in classes.items():
        owner = Owner(iri, "ndp:typeName")
        for suffix in CLASS_SUFFIXES:
            types.take(term.type_name + suffix, owner)
        if term.is_interface:
            types.take("Other" + term.type_name, owner)
        if term.singular == term.plural:
            raise NameClash(
                f"<{iri}> has {term.plural!r} as both singular and plural",
                hint=f'give it a plural in its Turtle file: ndp:pluralName "…" on <{iri}>',
            )
        roots.take(term.singular, owner)
        roots.take(term.plural, Owner(iri, "ndp:pluralName"))
    for iri, scheme in code_lists.items():
        for suffix in LIST_SUFFIXES:
            types.take(scheme.type_name + suffix, Owner(iri, "ndp:typeName", " (code list)"))
        values = TakenNames(f"in the code list <{iri}>", ())
        for concept in scheme.concepts:
            values.take(concept.enum_name, Owner(concept.iri, "skos:notation"))


def check_fields(classes: Mapping[str, ClassTerm], shared: Iterable[Field]) -> None:
    """Raise `NameClash` if two fields of one class would have the same name; every class has the `shared` ones."""
    everywhere = TakenNames("on every resource", RESERVED_FIELDS - FINDINGS)
    names = set(RESERVED_FIELDS)
    for field in shared:
        everywhere.take(field.name, Owner(field.term.iri, "ndp:inverseName", " (inverse)"))
        names.add(field.name)
    for term in classes.values():
        taken = TakenNames(f"on {term.type_name}", names)
        for field in term.fields:
            if field.inverse:
                taken.take(field.name, Owner(field.term.iri, "ndp:inverseName", " (inverse)"))
                continue
            taken.take(field.name, Owner(field.term.iri, "ndp:fieldName"))
            if field.term.kind is Kind.TEXT:
                every = Owner(field.term.iri, "ndp:fieldName", " (in every language)")
                taken.take(field.name + "All", every)
        for relation in term.relations_on_day:
            taken.take(relation.name, Owner(relation.iri, "ndp:fieldName"))
        for facet in term.path_facets:
            taken.take(facet.name, Owner(facet.iri, "ndp:fieldName"))
