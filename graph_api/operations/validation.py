"""Validation of documents: graphql-core's rules, each error with a code of ours and a hint."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Any, cast

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoFragmentCyclesRule,
    NoSchemaIntrospectionCustomRule,
    ValidationContext,
    is_interface_type,
    is_object_type,
    specified_rules,
    validate,
)

from graph_api.errors import CODES, QueryError

_MOST_ERRORS = 10
_GIVEN_UP = "Validation aborted."
"""The message of graphql-core if a document nests fragments too deeply for Python."""
_LONGEST = 500
_TYPO = 0.85
"""From this similarity on a name counts as misspelt, and names that contain it are not suggested."""
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
}
_DID_YOU_MEAN = "Did you mean "
_UNKNOWN_FIELD = re.compile(
    r"Expected value of type '(\w+)' not to include unknown field '(\w+)'.*", re.DOTALL
)
_NOT_PROVIDED = re.compile(r"(Variable '\$\w+') has invalid value: Expected a value of .* to be provided\.")


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, *, introspection: bool = True, suggestions: bool = True
) -> list[GraphQLError]:
    """The errors of a document, ten at most, each with `code` and `hint` in its `extensions`.

    `introspection`: the document may query the schema; `suggestions`: errors may name similar names in it.
    """
    return _errors_of(schema, document, _rules(introspection=introspection), suggestions=suggestions)


def circles(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Errors for fragments that contain themselves: they must be known before anything follows fragments."""
    if any(isinstance(definition, FragmentDefinitionNode) for definition in document.definitions):
        return _errors_of(schema, document, [_coded(NoFragmentCyclesRule)])
    return []


def _errors_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    rules: Collection[type[ASTValidationRule]],
    *,
    suggestions: bool = True,
) -> list[GraphQLError]:
    """The errors that rules find. Raises `QueryError` `TOO_DEEP` if there are too many fragments one in the other."""
    errors = validate(schema, document, rules, _MOST_ERRORS, hide_suggestions=not suggestions)
    if any(error.message == _GIVEN_UP for error in errors):
        raise QueryError(
            "Too many fragments are spread one in the other.",
            code="TOO_DEEP",
            hint="Write the fields where they are selected, or spread fewer fragments in fragments.",
        )
    # The error that ends the validation is not reported by a rule.
    return [error if error.extensions else with_code(error, "GRAPHQL_VALIDATION_FAILED") for error in errors]


def with_code(error: GraphQLError, code: str, hint: str | None = None) -> GraphQLError:
    """The error with a code and a hint: `hint`, the suggestion of graphql-core, or the hint of the table."""
    message, separator, suggestion = error.message.partition(f" {_DID_YOU_MEAN}")
    if separator and (hint is None or suggestion.startswith("to use")):
        hint = f"{_DID_YOU_MEAN}{suggestion.partition('?')[0]}?"
    message = _UNKNOWN_FIELD.sub(r"\1 has no field '\2'.", message)
    message = _NOT_PROVIDED.sub(r"\1 is required.", message)
    if len(message) > _LONGEST:
        message = message[:_LONGEST] + "…"
    extensions = {"code": code, "hint": hint or CODES[code].hint}
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, error.original_error, extensions
    )


@cache  # a memo of two values
def _rules(*, introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    rules = specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
    return tuple(_coded(rule) for rule in rules)


def _coded(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """The rule, with a code on the errors that it reports."""
    code = _BY_RULE.get(rule.__name__, "GRAPHQL_VALIDATION_FAILED")

    def __init__(self: ASTValidationRule, context: ValidationContext) -> None:  # noqa: N807 - it is one
        rule.__init__(self, cast("ValidationContext", _ReportingContext(context, code)))

    return type(rule.__name__, (rule,), {"__init__": __init__})


class _ReportingContext:
    """A rule's context that adds a code and a hint to the errors that the rule reports."""

    def __init__(self, context: ValidationContext, code: str) -> None:
        self._context = context
        self._code = code

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def report_error(self, error: GraphQLError) -> None:
        """Report the error with its code."""
        self._context.report_error(with_code(error, self._code, self._hint(_name(error))))

    def _hint(self, name: str | None) -> str | None:
        candidates = _CANDIDATES.get(self._code)
        if name is None or candidates is None or self._context.hide_suggestions:
            return None
        return _nearest(name, candidates(self._context))


def _name(error: GraphQLError) -> str | None:
    """The name of the node that an error is about."""
    named = getattr(error.nodes[0], "name", None) if error.nodes else None
    return getattr(named, "value", None)


def _nearest(name: str, candidates: Iterable[str]) -> str | None:
    """A suggestion: names that contain the given one or are spelled like it."""
    among = {candidate.lower(): candidate for candidate in candidates}
    within = sorted((c for c in among if name.lower() in c or c in name.lower()), key=lambda c: (len(c), c))
    alike = get_close_matches(name.lower(), among, 3)
    typos = [c for c in alike if SequenceMatcher(None, name.lower(), c).ratio() > _TYPO]
    near = [among[c] for c in typos or within[:3] or alike]
    return f"{_DID_YOU_MEAN}{_either(near)}?" if near else None


def _either(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _fields(context: ValidationContext) -> Iterable[str]:
    parent = context.get_parent_type()
    return parent.fields if is_object_type(parent) or is_interface_type(parent) else ()


def _arguments(context: ValidationContext) -> Iterable[str]:
    field, directive = context.get_field_def(), context.get_directive()
    return directive.args if directive else field.args if field else ()


def _types(context: ValidationContext) -> Iterable[str]:
    return context.schema.type_map


_CANDIDATES: Mapping[str, Callable[[ValidationContext], Iterable[str]]] = {
    "GRAPHQL_UNKNOWN_FIELD": _fields,
    "GRAPHQL_UNKNOWN_ARGUMENT": _arguments,
    "GRAPHQL_UNKNOWN_TYPE": _types,
}
