"""Kinds of types of the schema, recognised by their fields."""

from collections.abc import Mapping
from enum import Enum, auto

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLNamedType, is_interface_type, is_object_type


class InputShape(Enum):
    """The kinds of input types that habits of other APIs are about."""

    COMPARISON = auto()  # {eq ne in …}
    CONDITION = auto()  # {and or not …}, of a resource
    MEMBERS = auto()  # {some none every count}, of a list
    TYPES = auto()  # {in}
    KEY = auto()  # a sort key: {title: …}
    DIRECTION = auto()  # {dir …}
    GROUP = auto()  # a key of groups
    OTHER = auto()


def shape_of_input(type_: GraphQLInputObjectType) -> InputShape:
    """The kind of an input type."""
    fields = type_.fields
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
