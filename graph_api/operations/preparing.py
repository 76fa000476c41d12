"""Operations before they are planned: parsed, validated, chosen by name, their variables checked."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    ListValueNode,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    TypeNode,
    VariableDefinitionNode,
    VariableNode,
    parse,
    value_from_ast_untyped,
)
from graphql.execution.values import get_variable_values

from graph_api.errors import QueryError
from graph_api.operations.federation import (
    ENTITIES,
    REPRESENTATIONS,
    names_resources,
    representation_variables,
    types_named,
)
from graph_api.operations.hints.hints import Hints, syntax_hint
from graph_api.operations.limits import check_repeats
from graph_api.operations.question import DEFAULT_RULES, DocumentRules, Question
from graph_api.operations.validation import circles, validate_document, with_code

SHAPING = frozenset(
    (
        *(
            "of",
            "type",
            "types",
            "isNull",
            "if",
            "relations",
            "direction",
            "orderBy",
            "suggest",
            "by",
            "key",
            "format",
        ),
        REPRESENTATIONS,
    )
)
"""Arguments whose value shapes a plan, even if it is a variable."""
_CONDITION = "where"
"""An argument whose values shape no plan, wherever it is."""


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document that is parsed and validated, or its errors; and the variables whose values shape a plan.

    Of those that are `representations` only the types in their values do.
    """

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    structural: frozenset[str] = frozenset()
    representations: frozenset[str] = frozenset()


class InvalidRequest(QueryError):
    """The document or its variables are invalid. `errors`: all that were found, each with a code and a hint."""

    def __init__(self, errors: Sequence[GraphQLError], *, by_get: bool = False) -> None:
        """`by_get`: GET is the wrong method for the operation, so the status is 405."""
        extensions = errors[0].extensions or {}
        super().__init__(errors[0].message, code=extensions.get("code"), hint=extensions.get("hint"))
        self.errors = errors
        self._by_get = by_get

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return 405 if self._by_get else super().status

    @property
    def always(self) -> bool:
        """True if the answer has this status in any media type."""
        return self._by_get or super().always


def prepare(
    schema: GraphQLSchema, query: str, rules: DocumentRules = DEFAULT_RULES, hints: Hints | None = None
) -> PreparedDocument:
    """Parse and validate a document. Raises `QueryError` `LIMIT_…` if it is over a limit.

    `hints` write what to write instead, unless the rules have no suggestions.
    """
    limits = None if query in rules.trusted else rules.limits
    if limits:
        limits.check_text(query)
    try:
        document = parse(query)
    except GraphQLError as error:
        return PreparedDocument(None, (with_code(error, "GRAPHQL_PARSE_FAILED", syntax_hint(error, query)),))
    _cut_tokens(document)
    errors = tuple(circles(schema, document))
    if not errors:
        if limits:
            check_repeats(document)
        errors = tuple(
            validate_document(
                schema,
                document,
                introspection=rules.introspection,
                hints=hints if rules.suggestions else None,
            )
        )
    if errors:
        return PreparedDocument(document, errors)
    return PreparedDocument(
        document,
        (),
        frozenset(_structural(schema, document)),
        frozenset(representation_variables(document)) if ENTITIES in query else frozenset(),
    )


def _cut_tokens(document: DocumentNode) -> None:
    """Cut the ways back between the tokens of a document, so that it is freed without the garbage collector."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        token.prev, token = None, token.next


def refuse_mutations(document: DocumentNode, question: Question) -> None:
    """Raise `InvalidRequest` if the operation is a mutation: by GET with status 405."""
    for operation in _operations(document, question.operation_name):
        if operation.operation is OperationType.MUTATION:
            error = GraphQLError("This service has no mutations.", operation)
            raise InvalidRequest([with_code(error, "GRAPHQL_NO_QUERY")], by_get=question.safe)


def check_subscription(operation: OperationDefinitionNode, question: Question) -> None:
    """Raise `QueryError` for a subscription that has no answer.

    `NOT_ACCEPTABLE`: the question has no event, as its client accepts no stream of them.
    """
    if operation.operation is not OperationType.SUBSCRIPTION:
        return
    if question.event is None:
        raise QueryError(
            "A subscription is answered as a stream of events.",
            code="NOT_ACCEPTABLE",
            hint="Send it to `/graphql` with `Accept: text/event-stream`, as clients of GraphQL over SSE do.",
        )
    if question.wants_receipt:
        raise QueryError(
            "The events of a subscription have no receipts.",
            code="RECEIPT_UNAVAILABLE",
            hint="Leave the receipt out, and ask the release of an event for it with a query.",
        )


def choose_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to execute. Raises `InvalidRequest` if there is none, or several and no name."""
    chosen = _operations(document, name)
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        message = "There are several operations: name one of them in `operationName`."
    else:
        message = f"The document has no operation {name!r}." if name else "The document has no operation."
    raise InvalidRequest([with_code(GraphQLError(message), "GRAPHQL_OPERATION_NAME")])


def _operations(document: DocumentNode, name: str | None) -> list[OperationDefinitionNode]:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    return [o for o in operations if not name or (o.name and o.name.value == name)]


def variable_values(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    raw: Mapping[str, object],
    hints: Hints | None = None,
) -> dict[str, object]:
    """The variables as plain data, defaults filled in. Raises `InvalidRequest` if they do not fit their types."""
    definitions = operation.variable_definitions or ()
    if not definitions:
        return {}
    coerced = get_variable_values(schema, definitions, dict(raw), max_errors=5, hide_suggestions=True)
    if isinstance(coerced, list):
        raise InvalidRequest([_of_variable(error, raw, hints) for error in coerced])
    values: dict[str, object] = {}
    for definition in definitions:
        name = definition.variable.name.value
        if name in raw:
            # JSON has one kind of number: `3.0` is a whole one, and only GraphQL's own `Int` takes it for that.
            whole = _named(definition.type) == "Int"
            values[name] = coerced.coerced[name] if whole else raw[name]
        elif definition.default_value is not None:
            values[name] = value_from_ast_untyped(definition.default_value)
    return values


def _of_variable(error: GraphQLError, raw: Mapping[str, object], hints: Hints | None) -> GraphQLError:
    """The error of a variable with its code and hint."""
    definition = error.nodes[0] if error.nodes else None
    if hints is None or not isinstance(definition, VariableDefinitionNode):
        return with_code(error, "GRAPHQL_VARIABLE_VALUE")
    name = definition.variable.name.value
    text = hints.of_variable(definition, raw[name]) if raw.get(name) is not None else None
    return with_code(error, "GRAPHQL_VARIABLE_VALUE", text)


def shape_of(variables: Mapping[str, object], prepared: PreparedDocument) -> tuple[object, ...]:
    """The part of the variables that a plan depends on: values of structural ones, null or not of the others."""
    return tuple((name, _shape(name, value, prepared)) for name, value in sorted(variables.items()))


def _shape(name: str, value: object, prepared: PreparedDocument) -> Hashable:
    if name in prepared.structural:
        return repr(value)
    return types_named(value) if name in prepared.representations else value is None


def _structural(schema: GraphQLSchema, document: DocumentNode) -> Iterator[str]:
    """Variables that are whole conditions or switches, inside lists, or arguments of `SHAPING`."""
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for variable in definition.variable_definitions or ():
                name = _named(variable.type)
                if name == "Boolean" or isinstance(schema.type_map.get(name), GraphQLInputObjectType):
                    yield variable.variable.name.value
        yield from _shaping(definition, shaping=False)


def _shaping(node: Node, *, shaping: bool) -> Iterator[str]:
    if names_resources(node):
        return
    if isinstance(node, VariableNode):
        if shaping:
            yield node.name.value
        return
    inside = shaping or isinstance(node, ListValueNode)
    if isinstance(node, ArgumentNode | ObjectFieldNode):
        inside = (inside or node.name.value in SHAPING) and node.name.value != _CONDITION
    for key in node.keys:
        child = getattr(node, key, None)
        for one in child if isinstance(child, list | tuple) else (child,):
            if isinstance(one, Node):
                yield from _shaping(one, shaping=inside)


def _named(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]  # lists and non-null types have it
    return node.name.value
