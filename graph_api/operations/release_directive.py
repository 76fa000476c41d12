"""The release of a question: `@release(id:, knownAt:)` on its operation, or `release` beside the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from graphql import (
    DirectiveNode,
    DocumentNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from graph_api.errors import QueryError
from graph_api.operations.preparing import InvalidRequest, choose_operation
from graph_api.operations.question import Question

DIRECTIVE = "release"
ID, KNOWN_AT = "id", "knownAt"


@dataclass(frozen=True, slots=True)
class ReleaseChoice:
    """The ids and moments by which a question names its release; all must mean the same one. None: the current one."""

    ids: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ids or self.moments)


def read_release_choice(question: Question, document: DocumentNode | None) -> ReleaseChoice:
    """The ids and moments in a question and its parsed document. Mistakes are left for the validation to report."""
    beside = (question.release,) if question.release else ()
    if document is None:
        return ReleaseChoice(beside)
    try:
        operation = choose_operation(document, question.operation_name)
    except InvalidRequest:
        return ReleaseChoice(beside)
    directives = [_arguments(d, operation, question.variables) for d in operation.directives or ()]
    ids = tuple(values[ID] for values in directives if values.get(ID))
    return ReleaseChoice(
        beside + ids, tuple(values[KNOWN_AT] for values in directives if values.get(KNOWN_AT))
    )


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment in `knownAt`: of a day its end; a time without a zone is in `zone`. Raises `QueryError`."""
    try:
        if len(text) == len("2026-03-01"):
            return datetime.combine(date.fromisoformat(text), time.max, zone)
        if text[10:11] not in ("T", " "):
            raise ValueError
        when = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(
            f"`knownAt`: {text!r} is not a valid date or time.",
            hint="Write a date as 2026-01-31, a time as 2026-01-31T12:00:00+07:00.",
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=zone)


def may_name_release(question: Question) -> bool:
    """True if a question may name a release. False for nearly all questions, without parsing them."""
    return question.release is not None or ("@" in question.query and DIRECTIVE in question.query)


def _arguments(
    directive: DirectiveNode, operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> dict[str, str]:
    if directive.name.value != DIRECTIVE:
        return {}
    arguments = {a.name.value: _value(a.value, operation, variables) for a in directive.arguments or ()}
    return {name: str(value) for name, value in arguments.items() if isinstance(value, str | int)}


def _value(node: ValueNode, operation: OperationDefinitionNode, variables: Mapping[str, object]) -> object:
    if not isinstance(node, VariableNode):
        return value_from_ast_untyped(node)
    name = node.name.value
    if name in variables:
        return variables[name]
    defaults = (
        d.default_value for d in operation.variable_definitions or () if d.variable.name.value == name
    )
    default = next(defaults, None)
    return None if default is None else value_from_ast_untyped(default)
