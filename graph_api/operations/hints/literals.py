"""Values of variables as GraphQL writes them in a document, and back."""

import json

from graphql import (
    BooleanValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    parse_value,
    value_from_ast_untyped,
)


def literal(value: object) -> ValueNode:
    """A JSON value as a node; strings are never names of codes."""
    match value:
        case None:
            return NullValueNode()
        case bool():
            return BooleanValueNode(value=value)
        case int():
            return IntValueNode(value=str(value))
        case float():
            return FloatValueNode(value=repr(value))
        case list():
            return ListValueNode(values=tuple(map(literal, value)))
        case dict():
            fields = ((NameNode(value=str(name)), literal(one)) for name, one in value.items())
            return ObjectValueNode(fields=tuple(ObjectFieldNode(name=n, value=v) for n, v in fields))
    return StringValueNode(value=str(value))


def as_json(text: str) -> str:
    """A value that GraphQL writes, as JSON."""
    return show(value_from_ast_untyped(parse_value(text)))


def show(value: object) -> str:
    """A value as JSON writes it on one line."""
    return json.dumps(value, ensure_ascii=False)
