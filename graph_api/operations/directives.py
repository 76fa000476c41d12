"""The directives on the operation of a question, read before a schema sees it: they choose what answers it."""

from collections.abc import Iterator, Mapping

from graphql import (
    DirectiveNode,
    DocumentNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from graph_api.operations.preparing import InvalidRequest, choose_operation
from graph_api.operations.question import Question


def iter_directives(
    question: Question, document: DocumentNode | None, name: str
) -> Iterator[Mapping[str, object]]:
    """The arguments of each directive of that name on the operation, variables filled in.

    Mistakes are left for the validation to report; an operation that cannot be chosen has none.
    """
    if document is None:
        return
    try:
        operation = choose_operation(document, question.operation_name)
    except InvalidRequest:
        return
    for directive in operation.directives or ():
        if directive.name.value == name:
            yield _arguments(directive, operation, question.variables)


def _arguments(
    directive: DirectiveNode, operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> Mapping[str, object]:
    return {a.name.value: _value(a.value, operation, variables) for a in directive.arguments or ()}


def _value(node: ValueNode, operation: OperationDefinitionNode, variables: Mapping[str, object]) -> object:
    defaults = {
        d.variable.name.value: value_from_ast_untyped(d.default_value)
        for d in operation.variable_definitions or ()
        if d.default_value is not None
    }
    if isinstance(node, VariableNode):
        name = node.name.value
        return variables[name] if name in variables else defaults.get(name)
    return value_from_ast_untyped(node, {**defaults, **variables})
