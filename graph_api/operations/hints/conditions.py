"""Conditions as this API writes them: `{title: {eq: "…"}}`, `{roles: {some: {…}}}`."""

import re

from graphql import (
    BooleanValueNode,
    GraphQLInputObjectType,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    get_named_type,
    is_enum_type,
    is_input_object_type,
)

from graph_api.operations.hints import habits
from graph_api.operations.hints.orders import MendValue, named_field
from graph_api.operations.hints.places import source
from graph_api.operations.hints.shapes import InputShape, shape_of_input
from graph_api.operations.hints.vocabulary import SchemaWords

_LIKE = re.compile(r"(%?)([^%_]+)(%?)")
_BETWEEN = 2
_CUT = re.compile(r"_+|(?<=[a-z0-9])(?=[A-Z])")


def comparison(node: ValueNode, type_: GraphQLInputObjectType, mend: MendValue) -> str:
    """A value where its comparison is expected: `"x"` → `{eq: "x"}`, `["x"]` → `{in: ["x"]}`."""
    if isinstance(node, NullValueNode):
        return "{isNull: true}"
    name = "in" if isinstance(node, ListValueNode) else "eq"
    return f"{{{name}: {mend(node, type_.fields[name].type)}}}"


def condition(node: ValueNode, type_: GraphQLInputObjectType, mend: MendValue) -> str:
    """An IRI, or a list of them, where a condition on a resource is expected."""
    inner = get_named_type(type_.fields["iri"].type)
    return f"{{iri: {mend(node, inner)}}}"


def members(node: ValueNode, type_: GraphQLInputObjectType, mend: MendValue) -> str:
    """A condition on members, or an IRI, where a condition on a list is expected."""
    return f"{{some: {mend(node, type_.fields['some'].type)}}}"


def operator(node: ObjectFieldNode, type_: GraphQLInputObjectType, mend: MendValue) -> str:
    """A comparison that has another name here; several if it takes several."""
    name, value = habits.plain(node.name.value), node.value
    if name == "mode" and "fold" in type_.fields:
        return "fold: true" if "insensitive" in source(value).lower() else ""
    if name == "casesensitive" and isinstance(value, BooleanValueNode) and "fold" in type_.fields:
        return f"fold: {str(not value.value).lower()}"
    if name in ("between", "range") and isinstance(value, ListValueNode) and len(value.values) == _BETWEEN:
        low, high = (
            mend(one, type_.fields[key].type) for one, key in zip(value.values, ("gte", "lte"), strict=True)
        )
        return f"gte: {low}, lte: {high}"
    if name == "not" and isinstance(value, ObjectValueNode):
        return _negated(value, type_, mend) or source(node)
    if name in habits.CODE_PARTS and is_enum_type(get_named_type(type_.fields["eq"].type)):
        if isinstance(value, ObjectValueNode):
            return mend(value, type_)[1:-1]
        return comparison(value, type_, mend)[1:-1]
    if name in habits.NOT_NULL and isinstance(value, BooleanValueNode):
        return f"isNull: {str(not value.value).lower()}"
    for base, folds in _bases(name):
        found = _operation(base, value, type_, mend)
        if found and (not folds or "fold" in type_.fields):
            return found + (", fold: true" if folds else "")
    return source(node)


def _bases(name: str) -> tuple[tuple[str, bool], ...]:
    """The name of an operator without what says that case does not matter."""
    return (name, False), (name.removesuffix("insensitive"), True), (name.removeprefix("i"), True)


def _operation(base: str, value: ValueNode, type_: GraphQLInputObjectType, mend: MendValue) -> str | None:
    if base in habits.LIKE:
        return _like(value)
    found = habits.translated(base, habits.OPERATORS, type_.fields)
    if found in ("eq", "ne") and isinstance(value, NullValueNode):
        return f"isNull: {str(found == 'eq').lower()}"
    return f"{found}: {mend(value, type_.fields[found].type)}" if found else None


def _like(value: ValueNode) -> str | None:
    found = _LIKE.fullmatch(value.value) if isinstance(value, StringValueNode) else None
    if found is None or (found[1] and not found[3]):
        return None  # no condition looks at the end of a text
    name = "contains" if found[1] else "startsWith" if found[3] else "eq"
    return source(value).join((f"{name}: ", "")).replace("%", "")


def _negated(value: ObjectValueNode, type_: GraphQLInputObjectType, mend: MendValue) -> str | None:
    opposites = {"eq": "ne", "in": "notIn"}
    texts = []
    for field in value.fields:
        found = habits.translated(field.name.value, habits.OPERATORS, type_.fields)
        if found not in opposites:
            return None
        texts.append(f"{opposites[found]}: {mend(field.value, type_.fields[found].type)}")
    return ", ".join(texts)


def member_field(node: ObjectFieldNode, type_: GraphQLInputObjectType, mend: MendValue) -> str:
    """A field of a condition on a list: another quantifier, or a condition on members without one."""
    found = habits.translated(node.name.value, habits.QUANTIFIERS, type_.fields)
    if found:
        return f"{found}: {mend(node.value, type_.fields[found].type)}"
    some = type_.fields["some"].type
    return f"some: {{{_inside(node, some, mend)}}}"


def _inside(node: ObjectFieldNode, type_: object, mend: MendValue) -> str:
    alone = ObjectValueNode(fields=(node,), loc=node.loc)
    return mend(alone, type_).removeprefix("{").removesuffix("}")  # type: ignore[arg-type]  # an input type


def condition_field(
    node: ObjectFieldNode, type_: GraphQLInputObjectType, vocabulary: SchemaWords, mend: MendValue
) -> str:
    """A field of a condition on a resource that is not a field here."""
    name, value = node.name.value, node.value
    if (logic := habits.LOGIC.get(habits.plain(name))) is not None:
        return f"{logic}: {mend(value, type_.fields[logic].type)}"
    if habits.plain(name) == "is" and isinstance(value, ObjectValueNode):
        return mend(value, type_)[1:-1]
    if habits.plain(name) == "isnot" and isinstance(value, ObjectValueNode):
        return f"not: {mend(value, type_)}"
    field = named_field(name, type_, vocabulary) or ("iri" if habits.plain(name) == "id" else None)
    if field is not None:
        return f"{field}: {mend(value, type_.fields[field].type)}"
    return _joined(node, type_, mend) or source(node)


def _joined(node: ObjectFieldNode, type_: GraphQLInputObjectType, mend: MendValue) -> str | None:
    """A field and its comparison in one name: `title_CONTAINS`, `titleContains`, `roles_SOME`."""
    name = node.name.value
    for cut in _CUT.finditer(name):
        field = habits.same_name(name[: cut.start()], type_.fields)
        target = get_named_type(type_.fields[field].type) if field else None
        if not is_input_object_type(target) or shape_of_input(target) in (
            InputShape.CONDITION,
            InputShape.TYPES,
        ):
            continue
        rest = name[cut.end() :]
        if shape_of_input(target) is InputShape.MEMBERS:
            quantifier = habits.translated(rest, habits.QUANTIFIERS, target.fields)
            inner = quantifier and f"{quantifier}: {mend(node.value, target.fields[quantifier].type)}"
        else:
            inner = _operation_of(rest, node, target, mend)
        if inner:
            return f"{field}: {{{inner}}}"
    return None


def _operation_of(
    name: str, node: ObjectFieldNode, type_: GraphQLInputObjectType, mend: MendValue
) -> str | None:
    for base, folds in _bases(habits.plain(name)):
        if found := _operation(base, node.value, type_, mend):
            return found + (", fold: true" if folds else "")
    return None
