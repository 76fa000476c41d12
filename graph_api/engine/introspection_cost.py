"""The cost of questions about a schema: the values in the answer, expected from averages over the schema. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    get_introspection_query,
    get_named_type,
    parse,
)

_WRAPPED = 0.7
"""The share of types in which there is another, as in `[X!]!`."""
_SDL = "sdl"
"""The field of `_service` that has the whole schema as a text."""
_SAME_SORT = "same"
_NEXT: Mapping[str, str] = {
    "types": "any",
    "queryType": "any",
    "directives": "directive",
    "fields": "field",
    "inputFields": "input",
    "args": "input",
    "type": "behind",
    "ofType": _SAME_SORT,
    "interfaces": "any",
    "possibleTypes": "any",
    "enumValues": "value",
}
"""The fields that lead on: to which sort of places."""


@dataclass(frozen=True, slots=True)
class _TypeSize:
    """The numbers of members of a type, or their averages over several."""

    fields: float
    inputs: float
    values: float
    interfaces: float
    possible: float
    args: float
    """The arguments of all fields together."""

    def members(self, field: str) -> float:
        """The number of places that a field of a type leads to."""
        sizes = {
            "fields": self.fields,
            "inputFields": self.inputs,
            "enumValues": self.values,
            "interfaces": self.interfaces,
            "possibleTypes": self.possible,
            "ofType": _WRAPPED,
            "args": self.args / max(self.fields, 1e-9),
        }
        return sizes.get(field, 1)


class IntrospectionCosts:
    """The expected numbers of values in answers about one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._types = list(schema.type_map.values())
        fields = [field for one in self._types for field in _fields(one)]
        self._size_of = {one.name: _size_of(schema, one) for one in self._types}
        arguments = [argument for field in fields for argument in field.args.values()]
        self._sizes = {
            "any": self._average(self._types),
            "field": self._average([get_named_type(field.type) for field in fields]),
            "input": self._average([get_named_type(argument.type) for argument in arguments]),
        }

    def _average(self, types: Iterable[GraphQLNamedType]) -> _TypeSize:
        sizes = [self._size_of[one.name] for one in types] or [_TypeSize(0, 0, 0, 0, 0, 0)]
        names = _TypeSize.__slots__
        return _TypeSize(*(fmean(getattr(size, name) for size in sizes) for name in names))

    def cost(self, document: DocumentNode) -> int:
        """The values expected in the answer to a document that asks about the schema alone."""
        walk = _CostWalk(self, document)
        total = 0.0
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                for field in walk.fields(definition.selection_set):
                    total += walk.below(field, "schema", self.size_named(field))
        return round(min(total, 1e15))

    @cached_property
    def whole(self) -> int:
        """The values in the answer to the usual question for a whole schema, and the cost of its SDL."""
        return self.cost(parse(get_introspection_query()))

    def size_named(self, field: FieldNode) -> _TypeSize:
        """The size of the type that `__type(name:)` names; the largest one if a variable does."""
        for argument in field.arguments or ():
            if isinstance(argument.value, StringValueNode):
                return self._size_of.get(argument.value.value, self._sizes["any"])
            return max(self._size_of.values(), key=lambda size: size.fields)
        return self._sizes["any"]

    def step(self, name: str, sort: str, size: _TypeSize) -> tuple[float, str, _TypeSize]:
        """The number of places that a field leads to, their sort and the sizes of the types there."""
        following = sort if _NEXT[name] == _SAME_SORT else _NEXT[name]
        count = size.members(name)
        if name == "types":
            count = len(self._types)
        elif name == "directives":
            count = len(self._schema.directives)
        elif name == "args" and sort == "directive":
            count = 1
        if name == "type":
            return count, following, self._sizes.get(sort, self._sizes["any"])
        is_same = _NEXT[name] in (_SAME_SORT, "field", "input")
        return count, following, size if is_same else self._sizes["any"]


class _CostWalk:
    """A walk over the selections of a document."""

    def __init__(self, costs: IntrospectionCosts, document: DocumentNode) -> None:
        self._costs = costs
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[tuple[int, str, _TypeSize], float] = {}

    def fields(self, selections: SelectionSetNode) -> Iterable[FieldNode]:
        for one in selections.selections:
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                yield from self.fields(one.selection_set)
            elif isinstance(one, FragmentSpreadNode) and one.name.value in self._fragments:
                yield from self.fields(self._fragments[one.name.value].selection_set)

    def below(self, field: FieldNode, sort: str, size: _TypeSize) -> float:
        """The values of one field at one place and below it."""
        if field.selection_set is None:
            return self._costs.whole if field.name.value == _SDL else 1
        key = id(field), sort, size
        if key not in self._known:
            name = field.name.value
            if name in _NEXT:
                count, sort, size = self._costs.step(name, sort, size)
            else:  # `__schema`, `__type`, `_service`
                count, sort = 1, "any"
            inner = sum(self.below(one, sort, size) for one in self.fields(field.selection_set))
            self._known[key] = 1 + count * inner
        return self._known[key]


def _fields(one: GraphQLNamedType) -> Iterable[GraphQLField]:
    return one.fields.values() if isinstance(one, GraphQLObjectType | GraphQLInterfaceType) else ()


def _size_of(schema: GraphQLSchema, one: GraphQLNamedType) -> _TypeSize:
    inputs = len(one.fields) if isinstance(one, GraphQLInputObjectType) else 0
    values = len(one.values) if isinstance(one, GraphQLEnumType) else 0
    possible = len(schema.get_possible_types(one)) if isinstance(one, GraphQLInterfaceType) else 0
    if isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
        args = sum(len(field.args) for field in one.fields.values())
        return _TypeSize(len(one.fields), inputs, values, len(one.interfaces), possible, args)
    return _TypeSize(0, inputs, values, 0, possible, 0)
