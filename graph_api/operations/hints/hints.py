"""The hint of an error: the text to write instead of the one in the document, where it is sure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from graphql import (
    ArgumentNode,
    DirectiveLocation,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    ObjectValueNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_input_object_type,
    is_input_type,
    type_from_ast,
)

from graph_api.operations.hints import habits, syntax
from graph_api.operations.hints.literals import as_json, literal, show
from graph_api.operations.hints.places import ErrorPlace, ErrorPlaces, locate, one_line, source
from graph_api.operations.hints.selections import Selector
from graph_api.operations.hints.shapes import InputShape, fields_of, shape_of_input
from graph_api.operations.hints.values import Mender
from graph_api.operations.hints.vocabulary import SchemaWords
from ontology.model import Model

_LONG = 200
_REST = 20
_NO_OFFSET = (
    "Lists have no offset: continue `after` the cursor in `pageInfo { endCursor }` of the page before."
)
_NO_EVENTS = "Only `releasePublished` can be followed: ask for all else with a `query`."


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error of a document with the place that it is about."""

    error: GraphQLError
    place: ErrorPlace
    places: ErrorPlaces
    document: DocumentNode


WriteHint: TypeAlias = Callable[[Mistake], str | None]


def instead(new: str, old: str) -> str:
    """The hint to write one text instead of another."""
    return f"Write `{_short(new)}` instead of `{_short(old)}`." if new else f"Leave out `{_short(old)}`."


def syntax_hint(error: GraphQLError, text: str) -> str | None:
    """The hint on a document that is not GraphQL."""
    position = next(iter(error.positions or ()), 0)
    if (found := syntax.rewritten(text, position)) is not None:
        return instead(found[1], found[0])
    if (missing := syntax.bracket(text)) is not None:
        rest = one_line(missing[1])[:_REST].strip()
        return f"Write `{missing[0]}` before `{rest}`." if rest else f"Write `{missing[0]}` at the end."
    if (at := syntax.surplus(text)) is not None:
        return f"Leave out the `{text[at]}` at character {at + 1}, which closes nothing."
    return None


class Hints:
    """Writes the hints of errors in documents against one schema; what it has to know it reads at the first error."""

    def __init__(self, schema: GraphQLSchema, model: Model) -> None:
        self._schema = schema
        self._model = model
        self._by_code: Mapping[str, WriteHint] = {
            "GRAPHQL_UNKNOWN_FIELD": self._of_field,
            "GRAPHQL_UNKNOWN_ARGUMENT": self._of_argument,
            "GRAPHQL_UNKNOWN_DIRECTIVE": self._of_directive,
            "GRAPHQL_ARGUMENT_MISSING": self._of_missing,
            "GRAPHQL_UNKNOWN_TYPE": self._of_type,
            "GRAPHQL_VALUE_INVALID": self._of_value,
            "GRAPHQL_SELECTION": self._of_selection,
            "GRAPHQL_VARIABLE": self._of_variable,
        }

    @cached_property
    def _vocabulary(self) -> SchemaWords:
        return SchemaWords(self._model)

    @cached_property
    def _mender(self) -> Mender:
        return Mender(self._vocabulary)

    @cached_property
    def _selector(self) -> Selector:
        return Selector(self._schema, self._vocabulary, self._mender)

    def of(self, document: DocumentNode, errors: Sequence[GraphQLError]) -> list[str | None]:
        """The hints of errors of a document, in their order; None: the error has no hint of its own."""
        places = locate(self._schema, document, [node for error in errors for node in error.nodes or ()])
        return [self._of(error, document, places) for error in errors]

    def of_variable(self, definition: VariableDefinitionNode, value: object) -> str | None:
        """The hint of an error in the value of a variable."""
        expected = type_from_ast(self._schema, definition.type)
        text = self._mender.value(literal(value), expected) if is_input_type(expected) else None
        new, old = None if text is None else as_json(text), show(value)
        return instead(new, old) if new is not None and new != old else None

    def _of(self, error: GraphQLError, document: DocumentNode, places: ErrorPlaces) -> str | None:
        write = self._by_code.get(str((error.extensions or {}).get("code")))
        place = places.by_id.get(id(error.nodes[0])) if error.nodes else None
        return write(Mistake(error, place, places, document)) if write and place else None

    def _of_field(self, mistake: Mistake) -> str | None:
        new = self._selector.unknown(mistake.place)
        outer = mistake.place.around(FieldNode)
        if new is None and outer and (text := self._selector.in_language(mistake.place, outer)):
            return instead(text, source(outer))
        if new is None and outer and isinstance(mistake.place.node, FieldNode):
            field = self._field_of(outer, mistake)
            new = self._selector.in_plain_list(mistake.place.node, field) if field else None
        if new is None and mistake.place.parent_type is self._schema.subscription_type:
            return self._of_event(mistake.place)
        return instead(new, source(mistake.place.node)) if new else None

    def _field_of(self, node: FieldNode, mistake: Mistake) -> GraphQLField | None:
        """The field of the schema that a node around a mistake selects."""
        place = locate(self._schema, mistake.document, [node]).by_id.get(id(node))
        return place.field if place else None

    def _of_directive(self, mistake: Mistake) -> str | None:
        """The place of a directive that is known and may not be where it is."""
        node = mistake.place.node
        known = self._schema.get_directive(node.name.value) if isinstance(node, DirectiveNode) else None
        if known is None or DirectiveLocation.QUERY not in known.locations:
            return None
        return f"Only a query as a whole can have it: `query {_short(source(node))} {{ … }}`."

    def _of_event(self, place: ErrorPlace) -> str:
        """The hint on a subscription to something that is there to be queried, or not at all."""
        query, node = self._schema.query_type, place.node
        is_query = query is not None and isinstance(node, FieldNode) and node.name.value in query.fields
        return instead("query", "subscription") if is_query else _NO_EVENTS

    def _of_argument(self, mistake: Mistake) -> str | None:
        node, field = mistake.place.node, mistake.place.field
        if not isinstance(node, ArgumentNode) or field is None:
            return None
        if habits.plain(node.name.value) in habits.OFFSETS and "after" in field.args:
            return _NO_OFFSET
        if (new := self._mender.argument(node, field.args)) is not None:
            return instead(new, source(node))
        if habits.plain(node.name.value) in habits.GROUPING:
            return self._grouped(node, field)
        return self._moved(mistake) or self._of_missing(mistake)

    def _grouped(self, node: ArgumentNode, field: GraphQLField) -> str | None:
        """The groups of a list, instead of an argument of it that makes groups."""
        groups = fields_of(get_named_type(field.type)).get("groups")
        by = self._mender.value(node.value, groups.args["by"].type) if groups else None
        if by is None:
            return None
        new = f"groups(by: {by if by.startswith('[') else f'[{by}]'}) {{ nodes {{ count }} }}"
        return f"The different values, each with the number of members, are a field of the list: `{new}`."

    def _moved(self, mistake: Mistake) -> str | None:
        """The list around `nodes` or `totalCount` whose arguments belong to it."""
        fields = [node for node in mistake.place.ancestors if isinstance(node, FieldNode)]
        if len(fields) < 2:
            return None
        outer, inner = fields[-2:]
        field = self._field_of(outer, mistake)
        new = self._selector.with_arguments_of(inner, outer, field) if field else None
        return instead(new, source(outer)) if new else None

    def _of_missing(self, mistake: Mistake) -> str | None:
        """The list of a class, where one resource is chosen by something else than its IRI."""
        place = mistake.place
        node = place.node if isinstance(place.node, FieldNode) else place.around(FieldNode)
        if node is None or place.parent_type is not self._schema.query_type:
            return None
        new = self._selector.listed(node)
        return instead(new, source(node)) if new else None

    def _of_type(self, mistake: Mistake) -> str | None:
        place = mistake.place
        variable = place.around(VariableDefinitionNode)
        if variable is not None:
            return _declared(variable, mistake.places)
        term = self._vocabulary.named_class(source(place.node))
        return instead(term.type_name, source(place.node)) if term else None

    def _of_value(self, mistake: Mistake) -> str | None:
        node, place = mistake.place.node, mistake.place
        if isinstance(node, ObjectFieldNode) and is_input_object_type(place.input_object):
            around = place.around(ObjectValueNode)
            if around and (key := self._mender.pair(around, place.input_object)):
                return instead(key, source(around))
            new = self._mender.field(node, place.input_object)
        elif isinstance(node, ValueNode) and place.input_type is not None:
            new = self._mender.value(node, place.input_type)
        else:
            return None
        return None if new is None or new == source(node) else instead(new, source(node))

    def _of_selection(self, mistake: Mistake) -> str | None:
        place = mistake.place
        field = place.node if isinstance(place.node, FieldNode) else place.around(FieldNode)
        if field is None or place.field is None:
            return None
        old = source(field)
        if isinstance(place.node, SelectionSetNode):
            return instead(old.removesuffix(source(place.node)).rstrip(), old)
        return instead(f"{old} {self._selector.default(get_named_type(place.field.type))}", old)

    def _of_variable(self, mistake: Mistake) -> str | None:
        """A variable of a plain type where a comparison is expected, or of another type than its place."""
        nodes = mistake.error.nodes or ()
        usage = mistake.places.by_id.get(id(nodes[-1] if nodes else None))
        variable = mistake.place.node
        if not isinstance(variable, VariableDefinitionNode) or usage is None:
            return None
        expected = get_named_type(usage.input_type) if usage.input_type else None
        if is_input_object_type(expected) and shape_of_input(expected) is InputShape.COMPARISON:
            name = _operator_for(variable, expected)
            if name:
                return instead(f"{{{name}: {source(usage.node)}}}", source(usage.node))
        return _declared(variable, mistake.places) if isinstance(usage.node, VariableNode) else None


def _operator_for(variable: VariableDefinitionNode, expected: GraphQLInputObjectType) -> str | None:
    """The operator that takes a variable of its type."""
    declared = source(variable.type)
    base = declared.removesuffix("!")
    for name in ("eq", "in"):
        type_ = str(expected.fields[name].type)
        if base in (type_, type_.replace("!", "")):
            return name
    return None


def _declared(variable: VariableDefinitionNode, places: ErrorPlaces) -> str | None:
    """The declaration of a variable with the type that is expected where it is used."""
    name = variable.variable.name.value
    expected = places.usages.get(name)
    if expected is None:
        return None
    return instead(f"${name}: {expected}", f"${name}: {source(variable.type)}")


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[:_LONG] + "…"
