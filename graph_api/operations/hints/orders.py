"""Sort keys as this API writes them: `[{title: {dir: ASC}}]`."""

import re
from collections.abc import Callable
from typing import TypeAlias

from graphql import (
    EnumValueNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    get_named_type,
    is_enum_type,
    is_input_object_type,
)

from graph_api.operations.hints import habits
from graph_api.operations.hints.places import source
from graph_api.operations.hints.shapes import InputShape, shape_of_input
from graph_api.operations.hints.vocabulary import SchemaWords, slip

MendValue: TypeAlias = Callable[[ValueNode, GraphQLInputType], str]
"""A value as this API writes it where a type is expected; as it is if there is no habit to correct."""

_KEY = re.compile(r"(?P<sign>[-+]?)(?P<name>\w+?)(?:[_ :]*(?P<dir>asc|desc)\w*)?", re.IGNORECASE)


def order(node: ValueNode, type_: GraphQLInputObjectType, vocabulary: SchemaWords) -> str:
    """A sort key written as one word, such as `TITLE_ASC` or `"-title"`, or a direction alone."""
    text = node.value if isinstance(node, EnumValueNode | StringValueNode) else ""
    if direction := direction_of(text):
        return f"{{label: {{dir: {direction}}}}}"
    if (found := _KEY.fullmatch(text)) is None:
        return source(node)
    down = found["sign"] == "-" or (found["dir"] or "").upper() == "DESC"
    return _key(found["name"], "DESC" if down else "ASC", type_, vocabulary) or source(node)


def direction_of(text: str) -> str | None:
    """The direction that a word stands for."""
    return habits.translated(text, habits.DIRECTIONS, habits.DIRECTIONS)


def pair(node: ObjectValueNode, type_: GraphQLInputObjectType, vocabulary: SchemaWords) -> str | None:
    """A sort key that is written as a pair: `{field: "title", direction: ASC}`."""
    values = {habits.plain(f.name.value): f.value for f in node.fields if f.name.value not in type_.fields}
    name = next((v for key, v in values.items() if key in habits.FIELD_KEYS), None)
    way = next((v for key, v in values.items() if key in habits.DIRECTION_KEYS), None)
    if not isinstance(name, EnumValueNode | StringValueNode):
        return None
    text = way.value if isinstance(way, EnumValueNode | StringValueNode) else "ASC"
    return _key(name.value, direction_of(text) or "ASC", type_, vocabulary)


def _key(name: str, direction: str, type_: GraphQLInputObjectType, vocabulary: SchemaWords) -> str | None:
    if (field := named_field(name, type_, vocabulary)) is None:
        return None
    target = get_named_type(type_.fields[field].type)
    if is_enum_type(target):
        return f"{{{field}: {direction}}}"
    is_value = is_input_object_type(target) and shape_of_input(target) is InputShape.DIRECTION
    return (
        f"{{{field}: {{dir: {direction}}}}}" if is_value else f"{{{field}: {{label: {{dir: {direction}}}}}}}"
    )


def figure_order(node: ValueNode, type_: GraphQLInputObjectType) -> str:
    """A sort key of groups or facets that is written as one word: `COUNT` → `{count: DESC}`, as the usual order is."""
    text = node.value if isinstance(node, EnumValueNode | StringValueNode) else ""
    found = _KEY.fullmatch(text)
    field = found and habits.translated(found["name"], habits.FIGURES, type_.fields)
    if found is None or field is None or not is_enum_type(get_named_type(type_.fields[field].type)):
        return source(node)
    usual = "DESC" if field == "count" else "ASC"
    return f"{{{field}: {'DESC' if found['sign'] == '-' else (found['dir'] or usual).upper()}}}"


def order_field(
    node: ObjectFieldNode, type_: GraphQLInputObjectType, vocabulary: SchemaWords, mend: MendValue
) -> str:
    """A field of a sort key that is not a field here."""
    name, value = node.name.value, node.value
    if habits.plain(name) in ("node", "edge") and isinstance(value, ObjectValueNode):
        inner = mend(value, type_)
        return inner[1:-1] if inner.startswith("{") else source(node)
    if habits.plain(name) in habits.TOTALS and "count" in type_.fields:
        return f"count: {mend(value, type_.fields['count'].type)}"
    owner = next((f for f in type_.fields if habits.plain(name) == habits.plain(f) + "aggregate"), None)
    field = owner or named_field(name, type_, vocabulary)
    return f"{field}: {mend(value, type_.fields[field].type)}" if field else source(node)


def direction_field(node: ObjectFieldNode, type_: GraphQLInputObjectType, mend: MendValue) -> str:
    """A field of an order by a value, such as Prisma's `{sort: asc, nulls: last}`."""
    name = habits.plain(node.name.value)
    if name == "nulls":
        return ""
    if name in habits.DIRECTION_KEYS:
        return f"dir: {mend(node.value, type_.fields['dir'].type)}"
    return source(node)


def named_field(name: str, type_: GraphQLInputObjectType, vocabulary: SchemaWords) -> str | None:
    """The field of an input type that a name means."""
    return (
        habits.same_name(name, type_.fields)
        or vocabulary.field(type_.name, name, type_.fields)
        or slip(name, type_.fields)
    )
