"""The part of a document that a schema knows: the questions of pages, put to releases with an older ontology."""

from dataclasses import dataclass

from graphql import (
    REMOVE,
    SKIP,
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    is_composite_type,
    parse,
    print_ast,
    visit,
)


@dataclass(frozen=True, slots=True)
class KnownPart:
    """The part of a document that is left, and the names of what was left out."""

    query: str
    unknown: frozenset[str] = frozenset()


def known_part(query: str, schema: GraphQLSchema) -> KnownPart:
    """The document without the fields, arguments and fragments that the schema does not have.

    Fields without anything left in them, and variables that are no longer used, go with them; what is known is left as
    it is written if that is all of it.
    """
    document = parse(query)
    types = TypeInfo(schema)
    unknown = _UnknownParts(schema, types)
    left = visit(document, TypeInfoVisitor(types, unknown))
    if not unknown.names:
        return KnownPart(query)
    while (fewer := _Remains.of(left)) is not left:
        left = fewer
    return KnownPart(print_ast(left), frozenset(unknown.names))


class _UnknownParts(Visitor):
    """Removes what a schema does not have."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self._schema = schema
        self._types = types
        self.names: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        """A field of a known type that does not have it."""
        has_type = self._types.get_parent_type() is not None
        return self._gone(node.name.value, has_type and self._types.get_field_def() is None)

    def enter_argument(self, node: ArgumentNode, *_: object) -> VisitorAction:
        """An argument that its field does not have."""
        return self._gone(node.name.value, self._types.get_argument() is None)

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> VisitorAction:
        """A member of an input object that its type does not have."""
        return self._gone(node.name.value, self._types.get_input_type() is None)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> VisitorAction:
        """A fragment on a type that the schema does not have."""
        return self._of_type(node.type_condition) if node.type_condition else None

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> VisitorAction:
        """The same."""
        return self._of_type(node.type_condition)

    def _of_type(self, node: NamedTypeNode) -> VisitorAction:
        name = node.name.value
        return self._gone(name, not is_composite_type(self._schema.get_type(name)))

    def _gone(self, name: str, is_unknown: bool) -> VisitorAction:
        if not is_unknown:
            return None
        self.names.add(name)
        return REMOVE


class _Remains(Visitor):
    """Removes what has lost its meaning: empty fields, spreads without a fragment, fragments and variables unused."""

    def __init__(self, used: "_Names") -> None:
        super().__init__()
        self._used = used

    @classmethod
    def of(cls, document: Node) -> Node:
        """The document without these; itself if there are none."""
        names = _Names()
        visit(document, names)
        left: Node = visit(document, cls(names))
        return left

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> VisitorAction:
        """A spread of a fragment that is gone."""
        return None if node.name.value in self._used.defined else REMOVE

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> VisitorAction:
        """A fragment that nothing spreads, or that is empty."""
        is_used = node.name.value in self._used.spread and node.selection_set.selections
        return None if is_used else REMOVE

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        """A field all of whose fields are gone."""
        return REMOVE if node.selection_set and not node.selection_set.selections else None

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> VisitorAction:
        """The same."""
        return None if node.selection_set.selections else REMOVE

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> VisitorAction:
        """A variable that nothing uses."""
        return None if node.variable.name.value in self._used.variables else REMOVE


class _Names(Visitor):
    """The names of the fragments that are defined and spread, and of the variables that are used."""

    def __init__(self) -> None:
        super().__init__()
        self.defined: set[str] = set()
        self.spread: set[str] = set()
        self.variables: set[str] = set()

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> None:
        """A definition."""
        self.defined.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        """A use."""
        self.spread.add(node.name.value)

    def enter_variable_definition(self, *_: object) -> VisitorAction:
        """A definition does not count as a use."""
        return SKIP

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        """A use."""
        self.variables.add(node.name.value)
