"""The types of resources: the interface `Resource`, a type for each class, and types for resources of no class."""

import re
from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.plan.reads import MOST_STEPS
from graph_api.schema import common
from graph_api.schema.arguments import LANG, list_arguments
from graph_api.schema.bare import RESOURCE, ClassTypes
from graph_api.schema.fields import (
    Argument,
    add_aliases,
    attach_fields,
    attribute,
    bare_class,
    output_field,
    with_aliases,
)
from graph_api.schema.scalars import Date, DateTime, Decimal, Integer, Year
from graph_api.schema.statements import referred_by_field, statements_field
from graph_api.schema.terms import Term, describe
from ontology.model import ClassTerm, Field, Kind, RelationOnDay

PYTHON_TYPES: Mapping[Kind, object] = {
    Kind.TEXT: common.LangText,
    Kind.STRING: str,
    Kind.DATE: Date,
    Kind.DATETIME: DateTime,
    Kind.YEAR: Year,
    Kind.DECIMAL: Decimal,
    Kind.INTEGER: Integer,
    Kind.BOOLEAN: bool,
    Kind.DOUBLE: float,
    Kind.IRI: strawberry.ID,
    Kind.LITERAL: common.Literal,
    Kind.PERIOD: common.Literal,
    Kind.CODE: common.CODE,
}
_ARTICLE = re.compile(r"^(?:An?|The)\b")
"""The beginning of a definition in the singular, which describes each member of a list."""
_OF = Argument(
    "of",
    list[strawberry.ID] | None,
    "Only graphs that state one of these properties. Absent or null: all graphs.",
    UNSET,
)
_FORMAT = Argument(
    "format", common.RdfFormat | None, "The RDF syntax. Null: Turtle.", common.RdfFormat.TURTLE
)

_TIMELESS = "It has no period, so `asOf` leaves none of them out."


def complete_resources(bare: ClassTypes) -> list[type]:
    """Give the classes of resources their fields. Return those that are object types."""
    _complete_resource(bare)
    objects: list[type] = []
    for term in sorted(bare.model.classes.values(), key=lambda c: (len(c.ancestors), c.iri)):
        cls = attach_fields(bare.resources[term.iri], _fields(bare, term))
        make: Any = strawberry.interface if term.is_interface else strawberry.type
        description = f"{describe(term)} {_TIMELESS}" if bare.is_timeless(term.iri) else describe(term)
        make(cls, name=term.type_name, description=description, directives=[Term(iri=term.iri)])
        if not term.is_interface:
            objects.append(cls)
    return [*objects, *_others(bare)]


def _complete_resource(bare: ClassTypes) -> None:
    """Give `Resource` the fields of every resource."""
    fields = {
        "id": output_field(strawberry.ID, "The IRI, a globally unique identifier."),
        "iri": output_field(strawberry.ID, "The IRI; for a blank node `_:label`, valid within one release."),
        "described": output_field(
            bool, "False if the resource is only referred to, with no statements about it."
        ),
        "label": output_field(
            common.LangText,
            "The best name of the resource. Where no source gives one, the label is composed in vi, en and fr from the "
            "labels of what the resource leads to (`composedLabel`), or else it is the last part of the IRI.",
            args=(LANG,),
        ),
        "types": output_field(
            list[common.TERM], "The classes of the resource as stated by the sources, by IRI."
        ),
        "sources": output_field(
            list[bare.source_graph],  # type: ignore[name-defined]  # made at run time
            "The source graphs with statements about the resource, by IRI.",
            args=(_OF,),
        ),
        "rdf": output_field(
            str,
            "All statements about the resource, exactly as the sources make them, and about the blank nodes that hang "
            "from it: those that it refers to, that these refer to, and so on.",
            args=(_FORMAT,),
        ),
    }
    fields["statements"] = statements_field(bare)
    fields["referred_by"] = referred_by_field(bare)
    fields |= {attribute(field.name): _property(bare, field) for field in bare.model.shared}
    cls = attach_fields(bare.resources[None], with_aliases(fields, bare.model.shared))
    strawberry.interface(cls, name=RESOURCE, description="Anything in the graph.")


def _others(bare: ClassTypes) -> list[type]:
    """The object types of resources of an interface's class but none of its subclasses, and of no class at all."""
    others = []
    for term in sorted(bare.model.classes.values(), key=lambda c: c.iri):
        if term.is_interface:
            description = f"A resource of the class `{term.type_name}` and none of its subclasses."
            others.append(_other(term.type_name, bare.resources[term.iri], description))
    return [*others, _other(RESOURCE, bare.resources[None], "A resource of no known class.")]


def _other(name: str, interface: type, description: str) -> type:
    name = "Other" + name
    return strawberry.type(bare_class(name, {}, (interface,)), name=name, description=description)


# -- fields of a class


def _fields(bare: ClassTypes, term: ClassTerm) -> dict[str, Any]:
    """The fields of a class that none of its interfaces has."""
    fields: dict[str, Any] = {}
    ancestors = [bare.model.classes[ancestor] for ancestor in term.ancestors]
    inherited = {f.name for ancestor in ancestors for f in ancestor.fields}
    for field in term.fields:
        if field.name in inherited:
            continue
        fields[attribute(field.name)] = _property(bare, field)
        if field.term.kind is Kind.TEXT:
            name = field.term.name + "All"
            fields[attribute(name)] = output_field(
                list[common.LangText], f"`{field.name}` in all languages.", name=name
            )
            add_aliases(fields, name, [old + "All" for old in field.aliases])
    for relation in term.relations_on_day:
        if not any(relation in ancestor.relations_on_day for ancestor in ancestors):
            fields[attribute(relation.name)] = _relation_on_day(bare, relation)
    return with_aliases(fields, (*term.fields, *term.relations_on_day))


def _relation_on_day(bare: ClassTypes, relation: RelationOnDay) -> Any:
    day = Argument("date", Date, "The day.")
    members: Any = bare.resources[relation.along.target]
    description = f"{describe(relation)} By IRI; follows at most {MOST_STEPS} steps."
    return output_field(list[members], description, (day,), [Term(iri=relation.iri)], relation.name)


def _property(bare: ClassTypes, field: Field) -> Any:
    term = field.term
    description = describe(term)
    if field.many and term.kind is not Kind.TEXT and not field.inverse:
        description = _ARTICLE.sub(lambda article: f"Each: {article[0].lower()}", description)
    if field.inverse:
        description = f"Inverse of `{_forward(bare, field)}`: {description}"
    annotation, arguments = _annotation(bare, field)
    directives = [Term(iri=term.iri, inverse=field.inverse)]
    return output_field(annotation, description, arguments, directives, field.name)


def _forward(bare: ClassTypes, field: Field) -> str:
    """The field that leads from the members of an inverse field back, with its class if there is one."""
    there = bare.fields(field.target)
    name = next((f.name for f in there if f.term is field.term and not f.inverse), field.term.name)
    return f"{bare.model.classes[field.target].type_name}.{name}" if field.target else name


def _annotation(bare: ClassTypes, field: Field) -> tuple[Any, tuple[Argument, ...]]:
    """The Python type of a property's field, and its arguments."""
    kind = field.term.kind
    if kind is Kind.RELATION and field.many:
        return bare.connections[field.target], list_arguments(bare, field.target, spans_time=field.spans_time)
    if kind is Kind.RELATION:
        return bare.resources[field.target] | None, ()
    value: Any = PYTHON_TYPES[kind]
    if kind is Kind.TEXT:
        return value | None, (LANG,)
    return list[value] if field.many else value | None, ()
