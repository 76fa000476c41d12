"""Validation of documents: graphql-core's rules, each error with a code of ours and a hint."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any, cast

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoFragmentCyclesRule,
    NoSchemaIntrospectionCustomRule,
    ValidationContext,
    ValidationRule,
    specified_rules,
    validate,
)

from graph_api.error_codes import CODES
from graph_api.errors import QueryError
from graph_api.operations.federation import SERVICE
from graph_api.operations.hints.hints import Hints

_MOST_ERRORS = 10
_GIVEN_UP = "Validation aborted."
"""The message of graphql-core if a document nests fragments too deeply for Python."""
_LONGEST = 500
_BY_RULE = {
    "FieldsOnCorrectTypeRule": "GRAPHQL_UNKNOWN_FIELD",
    "KnownArgumentNamesRule": "GRAPHQL_UNKNOWN_ARGUMENT",
    "KnownTypeNamesRule": "GRAPHQL_UNKNOWN_TYPE",
    "KnownDirectivesRule": "GRAPHQL_UNKNOWN_DIRECTIVE",
    "ProvidedRequiredArgumentsRule": "GRAPHQL_ARGUMENT_MISSING",
    "ValuesOfCorrectTypeRule": "GRAPHQL_VALUE_INVALID",
    "ScalarLeafsRule": "GRAPHQL_SELECTION",
    "OverlappingFieldsCanBeMergedRule": "GRAPHQL_CONFLICT",
    "FragmentsOnCompositeTypesRule": "GRAPHQL_FRAGMENT",
    "UniqueFragmentNamesRule": "GRAPHQL_FRAGMENT",
    "KnownFragmentNamesRule": "GRAPHQL_FRAGMENT",
    "NoUnusedFragmentsRule": "GRAPHQL_FRAGMENT",
    "PossibleFragmentSpreadsRule": "GRAPHQL_FRAGMENT",
    "NoFragmentCyclesRule": "GRAPHQL_FRAGMENT",
    "VariablesAreInputTypesRule": "GRAPHQL_VARIABLE",
    "UniqueVariableNamesRule": "GRAPHQL_VARIABLE",
    "NoUndefinedVariablesRule": "GRAPHQL_VARIABLE",
    "NoUnusedVariablesRule": "GRAPHQL_VARIABLE",
    "VariablesInAllowedPositionRule": "GRAPHQL_VARIABLE",
    "NoSchemaIntrospectionCustomRule": "GRAPHQL_INTROSPECTION_OFF",
    "NoServiceRule": "GRAPHQL_INTROSPECTION_OFF",
}
_DID_YOU_MEAN = " Did you mean "
_UNKNOWN_FIELD = re.compile(
    r"Expected value of type '(\w+)' not to include unknown field '(\w+)'.*", re.DOTALL
)
_NOT_PROVIDED = re.compile(r"(Variable '\$\w+') has invalid value: Expected a value of .* to be provided\.")


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, *, introspection: bool = True, hints: Hints | None = None
) -> list[GraphQLError]:
    """The errors of a document, ten at most, each with `code` and `hint` in its `extensions`.

    `introspection`: the document may query the schema; `hints` may name what is in it.
    """
    errors = _errors_of(schema, document, _rules(introspection=introspection))
    if not errors or hints is None:
        return errors
    return [with_hint(error, text) for error, text in zip(errors, hints.of(document, errors), strict=True)]


def circles(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Errors for fragments that contain themselves: they must be known before anything follows fragments."""
    if any(isinstance(definition, FragmentDefinitionNode) for definition in document.definitions):
        return _errors_of(schema, document, [_coded(NoFragmentCyclesRule)])
    return []


def _errors_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    rules: Collection[type[ASTValidationRule]],
) -> list[GraphQLError]:
    """The errors that rules find. Raises `QueryError` `TOO_DEEP` if there are too many fragments one in the other."""
    errors = validate(schema, document, rules, _MOST_ERRORS, hide_suggestions=True)
    if any(error.message == _GIVEN_UP for error in errors):
        raise QueryError(
            "Too many fragments are spread one in the other.",
            code="TOO_DEEP",
            hint="Write the fields where they are selected, or spread fewer fragments in fragments.",
        )
    # The error that ends the validation is not reported by a rule.
    return [error if error.extensions else with_code(error, "GRAPHQL_VALIDATION_FAILED") for error in errors]


def with_code(error: GraphQLError, code: str, hint: str | None = None) -> GraphQLError:
    """The error with a code and a hint: `hint`, or that of the table; its message names nothing else of the schema."""
    message = error.message.partition(_DID_YOU_MEAN)[0]
    message = _UNKNOWN_FIELD.sub(r"\1 has no field '\2'.", message)
    message = _NOT_PROVIDED.sub(r"\1 is required.", message)
    if len(message) > _LONGEST:
        message = message[:_LONGEST] + "…"
    extensions = {"code": code, "hint": hint or CODES[code].hint}
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, error.original_error, extensions
    )


def with_hint(error: GraphQLError, hint: str | None) -> GraphQLError:
    """The error with another hint, if there is one."""
    return with_code(error, str((error.extensions or {})["code"]), hint) if hint else error


class NoServiceRule(ValidationRule):
    """Refuses `_service`, which has the whole schema as a text."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Report the field."""
        if node.name.value == SERVICE and self.context.get_parent_type() is self.context.schema.query_type:
            asked = f"the requested query contained the field '{SERVICE}'"
            self.report_error(GraphQLError(f"GraphQL introspection has been disabled, but {asked}.", node))


@cache  # a memo of two values
def _rules(*, introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    rules = (
        specified_rules
        if introspection
        else (*specified_rules, NoSchemaIntrospectionCustomRule, NoServiceRule)
    )
    return tuple(_coded(rule) for rule in rules)


def _coded(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """The rule, with a code on the errors that it reports."""
    code = _BY_RULE.get(rule.__name__, "GRAPHQL_VALIDATION_FAILED")

    def __init__(self: ASTValidationRule, context: ValidationContext) -> None:  # noqa: N807 - it is one
        rule.__init__(self, cast("ValidationContext", _ReportingContext(context, code)))

    return type(rule.__name__, (rule,), {"__init__": __init__})


class _ReportingContext:
    """A rule's context that adds a code to the errors that the rule reports."""

    def __init__(self, context: ValidationContext, code: str) -> None:
        self._context = context
        self._code = code

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def report_error(self, error: GraphQLError) -> None:
        """Report the error with its code."""
        self._context.report_error(with_code(error, self._code))
