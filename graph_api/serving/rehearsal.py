"""Trying trusted documents when a service starts: each is validated, planned and executed once."""

from collections.abc import Iterator, Mapping

import orjson
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    TypeNode,
    is_enum_type,
    is_input_object_type,
    parse,
    print_ast,
)
from graphql.language import ListTypeNode, NamedTypeNode, NonNullTypeNode

from graph_api.engine.answer import Answer, QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.operations.question import Question, ReleaseEvent
from graph_api.operations.trusted import TrustedDocuments, TrustedFile, wrong

_VALUES: Mapping[str, object] = {
    "Boolean": True,
    "Date": "2000-01-01",
    "DateTime": "2000-01-01T00:00:00Z",
    "Decimal": "0",
    "Float": 0.0,
    "ID": "urn:none",
    "Int": 1,
    "Integer": 1,
    "Year": "2000",
    "_Any": {"__typename": "Resource", "iri": "urn:none"},
}
_OF_VALUES = frozenset(
    ("BAD_CURSOR", "BAD_USER_INPUT", "PAGE_SIZE", "UNKNOWN_TYPE", "GRAPHQL_VARIABLE_VALUE")
)
"""Codes of errors that made-up values may cause, whatever the document."""


async def try_documents(engine: Engine, trusted: TrustedDocuments) -> None:
    """Validate, plan and execute all operations once, with made-up values for variables.

    So their plans are ready when clients send them, and Neo4j has planned their statements. Values from the JSON
    file beside a document are better than made-up ones: they show which variables clients use. Raises `UsageError`
    `TRUSTED` with the file and the line of an error.
    """
    for file in trusted.files:
        for question in _questions(engine.graphql_schema, file):
            try:
                operation = engine.prepare(question)
            except QuestionRefused as refused:
                _judge(refused.answer, file, question)
            else:
                await engine.run(operation)


def _judge(refused: Answer, file: TrustedFile, question: Question) -> None:
    error = orjson.loads(refused.body)["errors"][0]
    made_up = question.variables and not file.variables
    if not (made_up and error["extensions"]["code"] in _OF_VALUES):
        line = error.get("locations", [{"line": 1}])[0]["line"]
        raise wrong(file.place, line, error["message"])


def _questions(schema: GraphQLSchema, file: TrustedFile) -> Iterator[Question]:
    document = parse(file.text)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            name = definition.name.value if definition.name else None
            for variables in _variables(schema, definition, file.variables):
                yield Question(file.text, variables, name, event=ReleaseEvent("none"))


def _variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fixed: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    """Only the required variables, then all; or those of the file."""
    defined = {d.variable.name.value: d for d in operation.variable_definitions or ()}
    needed = {
        name for name, d in defined.items() if isinstance(d.type, NonNullTypeNode) and d.default_value is None
    }
    if fixed:
        yield {name: value for name, value in fixed.items() if name in defined}
        return
    made = {name: _value(schema, d.type) for name, d in defined.items()}
    yield {name: value for name, value in made.items() if name in needed}
    if made.keys() - needed:
        yield made


def _value(schema: GraphQLSchema, node: TypeNode) -> object:
    """A value of a type."""
    if isinstance(node, NonNullTypeNode):
        return _value(schema, node.type)
    if isinstance(node, ListTypeNode):
        return [_value(schema, node.type)]
    if not isinstance(node, NamedTypeNode):
        raise TypeError(print_ast(node))
    named = schema.type_map.get(node.name.value)
    if is_enum_type(named):
        return next(iter(named.values))
    if is_input_object_type(named):
        return {}
    return _VALUES.get(node.name.value, "none")
