"""A GraphQL document seen through its selections: fragments, `@skip`/`@include`, and values as plain Python."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    is_abstract_type,
    value_from_ast_untyped,
)

from graph_api.errors import QueryError
from graph_api.plan.conditions import Operand, Variables

ABSENT = object()
FieldGroups = dict[str, list[FieldNode]]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable in the place of a value, bound when the question is asked."""

    name: str


TODAY = Variable("$today")
"""The day on which the question is asked. No document can have a variable of this name."""
LANGUAGES = Variable("$languages")
"""The languages of the reader, best first. No document can have a variable of this name."""


class OperationDocument:
    """One operation of a document, with the variables that shape its plan."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Variables,
        structural: frozenset[str],
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.variables = variables
        self.structural = structural
        self.fragments: Mapping[str, FragmentDefinitionNode] = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }

    def collect(self, type_name: str, sets: Sequence[SelectionSetNode]) -> FieldGroups:
        """The fields selected on the object type `type_name`, by response key, in order (spec 6.3.2)."""
        grouped: FieldGroups = {}
        self._collect(type_name, sets, grouped, set())
        return grouped

    def _collect(
        self, type_name: str, sets: Sequence[SelectionSetNode], grouped: FieldGroups, visited: set[str]
    ) -> None:
        for selection in (s for selections in sets for s in selections.selections):
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                grouped.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, type_name):
                    self._collect(type_name, [selection.selection_set], grouped, visited)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._applies(fragment.type_condition.name.value, type_name):
                    self._collect(type_name, [fragment.selection_set], grouped, visited)

    def alike(
        self, types: Collection[str], sets: Sequence[SelectionSetNode]
    ) -> Mapping[tuple[str, ...], list[str]]:
        """Groups of object types with the same answer, by the type conditions of fragments here that they meet."""
        met: dict[str, list[str]] = {}
        for condition in sorted(set(self._conditions(sets, set()))):
            for name in self._possible(condition):
                met.setdefault(name, []).append(condition)
        groups: dict[tuple[str, ...], list[str]] = {}
        for name in types:
            groups.setdefault(tuple(met.get(name, ())), []).append(name)
        return groups

    def _possible(self, condition: str) -> list[str]:
        type_ = self.schema.type_map[condition]
        return (
            [t.name for t in self.schema.get_possible_types(type_)]
            if is_abstract_type(type_)
            else [condition]
        )

    def _conditions(self, sets: Sequence[SelectionSetNode], visited: set[str]) -> Iterator[str]:
        for selection in (s for selections in sets for s in selections.selections):
            if isinstance(selection, InlineFragmentNode):
                if selection.type_condition:
                    yield selection.type_condition.name.value
                yield from self._conditions([selection.selection_set], visited)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                yield fragment.type_condition.name.value
                yield from self._conditions([fragment.selection_set], visited)

    def _applies(self, condition: str, type_name: str) -> bool:
        if condition == type_name:
            return True
        abstract = self.schema.type_map[condition]
        return is_abstract_type(abstract) and self.schema.is_sub_type(
            abstract, self.schema.type_map[type_name]
        )

    def _included(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            if directive.name.value in ("skip", "include"):
                (argument,) = directive.arguments or ()
                condition = self.plain(argument.value)
                if condition is (directive.name.value == "skip"):
                    return False
        return True

    def plain(self, node: ValueNode) -> object:
        """A value as Python data, with variables filled in; ABSENT for a variable without a value."""
        if isinstance(node, VariableNode):
            return self.variables.get(node.name.value, ABSENT)
        if isinstance(node, ListValueNode):
            items = [self.plain(item) for item in node.values or ()]
            return [None if item is ABSENT else item for item in items]
        if isinstance(node, ObjectValueNode):
            fields = {field.name.value: self.plain(field.value) for field in node.fields or ()}
            return {name: value for name, value in fields.items() if value is not ABSENT}
        return value_from_ast_untyped(node)

    def argument(self, field: FieldNode, name: str) -> object:
        """The plain value of an argument; ABSENT if it is absent."""
        node = next((a.value for a in field.arguments or () if a.name.value == name), None)
        return ABSENT if node is None else self.plain(node)

    def leaves(self, field: FieldNode, name: str) -> object:
        """As `argument`, but variables for single values stay `Variable`s if they have a value that is not null."""
        node = next((a.value for a in field.arguments or () if a.name.value == name), None)
        return ABSENT if node is None else self._leaves(node)

    def given(self, field: FieldNode, name: str) -> object:
        """As `leaves`, for an argument whose absence means what null means: None for both."""
        value = self.leaves(field, name)
        return None if value is ABSENT else value

    def identity(self, field: FieldNode) -> object:
        """The IRI that `iri` or `id` gives, a text or a `Variable`. Raises `QueryError` unless it is one of them."""
        given = [value for name in ("iri", "id") if (value := self.given(field, name)) is not None]
        if len(given) == 1:
            return given[0]
        name = field.name.value
        if given:
            raise QueryError(
                f"`iri` and `id` of '{name}' are the same argument.", hint="Leave out one of the two."
            )
        raise QueryError(
            f"Argument 'Query.{name}(iri:)' of type 'ID!' is required, but it was not provided.",
            code="GRAPHQL_ARGUMENT_MISSING",
        )

    def _leaves(self, node: ValueNode) -> object:
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value, ABSENT)
            if value is ABSENT or value is None or node.name.value in self.structural:
                return value
            return Variable(node.name.value)
        if isinstance(node, ObjectValueNode):
            fields = {field.name.value: self._leaves(field.value) for field in node.fields or ()}
            return {name: value for name, value in fields.items() if value is not ABSENT}
        if isinstance(node, ListValueNode) and any(isinstance(v, ObjectValueNode) for v in node.values or ()):
            return [self._leaves(value) for value in node.values or ()]
        return None if isinstance(node, NullValueNode) else self.plain(node)


def operand(value: object, convert: object) -> Operand:
    """The operand for a plain value or `Variable`."""
    if isinstance(value, Variable):
        return Operand(convert, variable=value.name)  # type: ignore[arg-type]  # a type or a function, called with one value
    return Operand(convert, value=value)  # type: ignore[arg-type]  # a type or a function, called with one value
