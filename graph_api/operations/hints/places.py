"""Places of errors: nodes of a document with the types around them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from graphql import (
    DocumentNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    ListValueNode,
    Node,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_named_type,
    print_ast,
    strip_ignored_characters,
    visit,
)

_BREAK = re.compile(r"\s*\n\s*")

N = TypeVar("N", bound=Node)


@dataclass(frozen=True, slots=True)
class ErrorPlace:
    """A node; `ancestors` are those around it, the nearest last.

    `parent_type` is the type whose field is selected, `field` and `argument` what is given here or around it,
    `input_type` the type of a value, `input_object` that of the object whose field the node is.
    """

    node: Node
    ancestors: tuple[Node, ...]
    parent_type: GraphQLNamedType | None
    field: GraphQLField | None
    argument: GraphQLArgument | None
    input_type: GraphQLInputType | None
    input_object: GraphQLNamedType | None

    def around(self, kind: type[N]) -> N | None:
        """The nearest ancestor of a kind."""
        return next((node for node in reversed(self.ancestors) if isinstance(node, kind)), None)


@dataclass(frozen=True, slots=True)
class ErrorPlaces:
    """The places of some nodes by their `id`, and the types that are expected where variables are used."""

    by_id: Mapping[int, ErrorPlace]
    usages: Mapping[str, GraphQLInputType]


def locate(schema: GraphQLSchema, document: DocumentNode, nodes: Collection[Node]) -> ErrorPlaces:
    """The places of `nodes` in a document, valid or not."""
    info = TypeInfo(schema)
    locator = _Locator(info, frozenset(map(id, nodes)))
    visit(document, TypeInfoVisitor(info, locator))
    return ErrorPlaces(locator.by_id, locator.usages)


def source(node: Node) -> str:
    """The node as the document has it, on one line."""
    return one_line(node.loc.source.body[node.loc.start : node.loc.end]) if node.loc else print_ast(node)


def one_line(text: str) -> str:
    """A part of a document on one line, without comments."""
    if "#" in text or '"""' in text:
        return strip_ignored_characters(text)
    return _BREAK.sub(" ", text)


class _Locator(Visitor):
    def __init__(self, info: TypeInfo, wanted: frozenset[int]) -> None:
        super().__init__()
        self.by_id: dict[int, ErrorPlace] = {}
        self.usages: dict[str, GraphQLInputType] = {}
        self._info = info
        self._wanted = wanted

    def enter(self, node: Node, _key: Any, parent: Any, _path: Any, ancestors: list[Any]) -> None:
        """Note the place of a node that is wanted, and the type where a variable is used."""
        info = self._info
        around_it = [*ancestors, parent] if isinstance(parent, Node) else ancestors
        expected = info.get_parent_input_type() if isinstance(node, ListValueNode) else info.get_input_type()
        if isinstance(node, VariableNode) and expected and not isinstance(parent, VariableDefinitionNode):
            self.usages.setdefault(node.name.value, expected)
        if id(node) not in self._wanted:
            return
        around = info.get_parent_input_type()
        selected = info.get_parent_type()
        self.by_id[id(node)] = ErrorPlace(
            node=node,
            ancestors=tuple(one for one in around_it if isinstance(one, Node)),
            parent_type=selected if is_named_type(selected) else None,
            field=info.get_field_def(),
            argument=info.get_argument(),
            input_type=expected,
            input_object=get_named_type(around) if around is not None else None,
        )
