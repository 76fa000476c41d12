"""Kinds of types of the schema, recognised by their fields."""

from collections.abc import Mapping
from enum import Enum, auto

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_named_type,
    is_enum_type,
    is_interface_type,
    is_object_type,
)


class InputShape(Enum):
    """The kinds of input types that habits of other APIs are about."""

    COMPARISON = auto()  # {eq ne in …}
    CONDITION = auto()  # {and or not …}, of a resource
    MEMBERS = auto()  # {some none every count}, of a list
    TYPES = auto()  # {in}
    KEY = auto()  # a sort key: {title: …}
    DIRECTION = auto()  # {dir …}
    GROUP = auto()  # a key of groups
    FIGURES = auto()  # a sort key of groups or facets: {count: …}
    OTHER = auto()


def shape_of_input(type_: GraphQLInputObjectType) -> InputShape:
    """The kind of an input type."""
    fields = type_.fields
    if "count" in fields and is_enum_type(get_named_type(fields["count"].type)):
        return InputShape.KEY if "label" in fields and "iri" in fields else InputShape.FIGURES
    signs = (
        ("eq", InputShape.COMPARISON),
        ("and", InputShape.CONDITION),
        ("some", InputShape.MEMBERS),
        ("in", InputShape.TYPES),
        ("dir", InputShape.DIRECTION),
        ("where", InputShape.GROUP),
        ("label", InputShape.KEY),
    )
    return next((shape for sign, shape in signs if sign in fields), InputShape.OTHER)


def fields_of(type_: GraphQLNamedType | None) -> Mapping[str, GraphQLField]:
    """The fields of an output type by name; empty if it has none."""
    return type_.fields if is_object_type(type_) or is_interface_type(type_) else {}
