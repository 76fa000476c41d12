"""Values and arguments as this API writes them, from those that other APIs take."""

import re
from collections.abc import Mapping

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    EnumValueNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    parse_value,
)
from graphql.utilities import validate_input_literal

from graph_api.operations.hints import conditions, habits, orders
from graph_api.operations.hints.places import source
from graph_api.operations.hints.shapes import InputShape, shape_of_input
from graph_api.operations.hints.vocabulary import SchemaWords, slip

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Mender:
    """Writes values as this API takes them. Results fit their type; None: there is no such value."""

    def __init__(self, vocabulary: SchemaWords) -> None:
        self._vocabulary = vocabulary

    def value(self, node: ValueNode, type_: GraphQLInputType) -> str | None:
        """The value where `type_` is expected."""
        text = self._value(node, type_)
        return text if _fits(text, type_) else None

    def field(self, node: ObjectFieldNode, type_: GraphQLInputObjectType) -> str | None:
        """A field of an object, with its name; empty if it is left out."""
        text = self._field(node, type_)
        return text if _fits(f"{{{text}}}", type_) else None

    def pair(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> str | None:
        """A sort key for one that names its field and its direction; a key of groups that names its field."""
        match shape_of_input(type_):
            case InputShape.KEY | InputShape.FIGURES:
                return orders.pair(node, type_, self._vocabulary)
            case InputShape.GROUP:
                return self._group_pair(node, type_)
            case _:
                return None

    def argument(self, node: ArgumentNode, arguments: Mapping[str, GraphQLArgument]) -> str | None:
        """An argument with its name; several if it has the parts of several."""
        name, value = node.name.value, node.value
        if habits.plain(name) in habits.OPTIONS and isinstance(value, ObjectValueNode):
            parts = [self.argument(ArgumentNode(name=f.name, value=f.value), arguments) for f in value.fields]
            return ", ".join(part for part in parts if part) if all(parts) else None
        target = (
            habits.same_name(name, arguments)
            or habits.translated(name, habits.ARGUMENTS, arguments)
            or slip(name, arguments)
        )
        if target is not None:
            text = self.value(value, arguments[target].type)
            return None if text is None else f"{target}: {text}"
        return self._condition(node, arguments) or self._identity(node, arguments)

    def _condition(self, node: ArgumentNode, arguments: Mapping[str, GraphQLArgument]) -> str | None:
        """An argument that is a condition here: `slug: "x"` → `where: {slug: {eq: "x"}}`."""
        where = get_named_type(arguments["where"].type) if "where" in arguments else None
        if not is_input_object_type(where):
            return None
        text = self.field(ObjectFieldNode(name=node.name, value=node.value, loc=node.loc), where)
        return None if not text or text == source(node) else f"where: {{{text}}}"

    def _identity(self, node: ArgumentNode, arguments: Mapping[str, GraphQLArgument]) -> str | None:
        """A condition where one resource is chosen: `where: {id: "x"}` → `iri: "x"`."""
        value = node.value
        while isinstance(value, ObjectValueNode) and len(value.fields) == 1:
            name = habits.plain(value.fields[0].name.value)
            if name not in ("iri", "id", "eq", "equals"):
                return None
            value = value.fields[0].value
        if value is node.value or "iri" not in arguments or habits.plain(node.name.value) != "where":
            return None
        text = self.value(value, arguments["iri"].type)
        return None if text is None else f"iri: {text}"

    def _value(self, node: ValueNode, type_: GraphQLInputType) -> str:
        if isinstance(node, VariableNode):
            return source(node)
        expected = get_nullable_type(type_)
        if is_list_type(expected):
            return self._list(node, expected.of_type)
        if isinstance(node, NullValueNode):
            return source(node)
        if is_input_object_type(expected):
            return self._object(node, expected)
        if is_enum_type(expected):
            return self._code(node, expected)
        return _leaf(node, get_named_type(expected).name)

    def _list(self, node: ValueNode, type_: GraphQLInputType) -> str:
        item = get_nullable_type(type_)
        if is_input_object_type(item) and shape_of_input(item) in (InputShape.KEY, InputShape.FIGURES):
            return f"[{', '.join(self._keys(node, item))}]"
        if isinstance(node, ListValueNode):
            return f"[{', '.join(self._value(one, type_) for one in node.values)}]"
        return self._value(node, type_)

    def _keys(self, node: ValueNode, type_: GraphQLInputObjectType) -> list[str]:
        """Sort keys, each an object of its own."""
        if isinstance(node, ListValueNode):
            return [key for one in node.values for key in self._keys(one, type_)]
        if isinstance(node, ObjectValueNode) and not self.pair(node, type_):
            return [f"{{{self._field(field, type_)}}}" for field in node.fields]
        return [self._value(node, type_)]

    def _object(self, node: ValueNode, type_: GraphQLInputObjectType) -> str:
        shape = shape_of_input(type_)
        if isinstance(node, ObjectValueNode):
            key = self.pair(node, type_)
            fields = (self._field(field, type_) for field in node.fields)
            return key or f"{{{', '.join(field for field in fields if field)}}}"
        match shape:
            case InputShape.COMPARISON:
                return conditions.comparison(node, type_, self._value)
            case InputShape.CONDITION:
                return conditions.condition(node, type_, self._value)
            case InputShape.MEMBERS:
                return conditions.members(node, type_, self._value)
            case InputShape.TYPES:
                return f"{{in: {self._value(_listed(node), type_.fields['in'].type)}}}"
            case InputShape.KEY:
                return orders.order(node, type_, self._vocabulary)
            case InputShape.DIRECTION:
                return f"{{dir: {self._value(node, type_.fields['dir'].type)}}}"
            case InputShape.FIGURES:
                return orders.figure_order(node, type_)
            case InputShape.GROUP if isinstance(node, EnumValueNode | StringValueNode):
                return self._group(node.value, type_) or source(node)
            case _:
                return source(node)

    def _group_pair(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> str | None:
        """A key of groups that is written as a pair: `{field: "validFrom", unit: YEAR}` → `{validFrom: YEAR}`."""
        values = {
            habits.plain(f.name.value): f.value for f in node.fields if f.name.value not in type_.fields
        }
        name = next((v for key, v in values.items() if key in habits.GROUP_KEYS), None)
        unit = next((v for key, v in values.items() if key in habits.UNIT_KEYS), None)
        if not isinstance(name, EnumValueNode | StringValueNode):
            return None
        if unit is None:
            return self._group(name.value, type_)
        field = orders.named_field(name.value, type_, self._vocabulary)
        return f"{{{field}: {self._value(unit, type_.fields[field].type)}}}" if field else None

    def _group(self, name: str, type_: GraphQLInputObjectType) -> str | None:
        """A key of groups that is written as a name."""
        field = orders.named_field(name, type_, self._vocabulary)
        target = get_named_type(type_.fields[field].type) if field else None
        if is_enum_type(target):
            return None
        return target and (f"{{{field}: {{}}}}" if is_input_object_type(target) else f"{{{field}: true}}")

    def _field(self, node: ObjectFieldNode, type_: GraphQLInputObjectType) -> str:
        name = node.name.value
        if name in type_.fields:
            return f"{name}: {self._value(node.value, type_.fields[name].type)}"
        match shape_of_input(type_):
            case InputShape.COMPARISON | InputShape.TYPES:
                return conditions.operator(node, type_, self._value)
            case InputShape.CONDITION:
                return conditions.condition_field(node, type_, self._vocabulary, self._value)
            case InputShape.MEMBERS:
                return conditions.member_field(node, type_, self._value)
            case InputShape.KEY | InputShape.FIGURES:
                return orders.order_field(node, type_, self._vocabulary, self._value)
            case InputShape.DIRECTION:
                return orders.direction_field(node, type_, self._value)
            case _:
                known = orders.named_field(name, type_, self._vocabulary)
                return (
                    f"{known}: {self._value(node.value, type_.fields[known].type)}" if known else source(node)
                )

    def _code(self, node: ValueNode, type_: GraphQLEnumType) -> str:
        text = node.value if isinstance(node, EnumValueNode | StringValueNode) else ""
        if text in type_.values:
            return text
        scheme = self._vocabulary.scheme_of_enum(type_.name)
        concept = self._vocabulary.concept(scheme, text) if scheme else None
        word = orders.direction_of(text)
        return (
            habits.same_name(text, type_.values)
            or (concept and concept.enum_name)
            or (word if word in type_.values else None)
            or self._type(text, type_)
            or slip(text, type_.values)
            or source(node)
        )

    def _type(self, name: str, type_: GraphQLEnumType) -> str | None:
        """The type of a class that a name means, where types are the values."""
        term = self._vocabulary.named_class(name)
        return term.type_name if term and term.type_name in type_.values else None


def _listed(node: ValueNode) -> ValueNode:
    return node if isinstance(node, ListValueNode) else ListValueNode(values=(node,), loc=node.loc)


def _leaf(node: ValueNode, type_name: str) -> str:
    """A value of a scalar with quotes if it needs them, and without if it must not have them."""
    match node:
        case EnumValueNode() if type_name not in ("Int", "Float", "Boolean", "Integer", "Decimal"):
            return f'"{node.value}"'
        case IntValueNode() if type_name == "String":
            return f'"{node.value}"'
        case StringValueNode() if type_name in ("Int", "Float") and _NUMBER.fullmatch(node.value):
            return node.value
        case StringValueNode() if type_name == "Boolean" and node.value.lower() in ("true", "false"):
            return node.value.lower()
        case BooleanValueNode():
            return str(node.value).lower()
        case _:
            return source(node)


def _fits(text: str, type_: GraphQLInputType) -> bool:
    errors: list[GraphQLError] = []
    try:
        node = parse_value(text)
    except GraphQLError:
        return False
    validate_input_literal(node, type_, lambda error, _: errors.append(error), None, None, True)
    return not errors
