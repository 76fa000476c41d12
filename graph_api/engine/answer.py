"""GraphQL responses: of data, of a request that was refused, or of one that failed. What is our fault is masked."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from graphql import GraphQLError, GraphQLFormattedError

from graph_api.error_codes import CODES, SCHEMA
from graph_api.errors import QueryError
from graph_api.operations.preparing import InvalidRequest
from graph_api.operations.question import DEFAULT_RULES, DocumentRules, Question
from graph_api.respond.encoding import dumps
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")
_SUGGESTION = "Did you mean"


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response: its JSON, the HTTP status that says how it went, and the statements it took.

    `executed` is false for a request that was refused: it has no `data`. `always`: the status holds in any media
    type. `release` is None where there are errors. `is_standby`: it is from a copy, for the store is away.
    """

    body: bytes
    status: int = 200
    statements: int = 0
    executed: bool = True
    always: bool = False
    release: str | None = None
    is_standby: bool = False


class QuestionRefused(Exception):
    """A question that is not executed; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def codes_of(refused: Answer) -> frozenset[str]:
    """The codes of the errors of an answer without data."""
    return frozenset(one["extensions"]["code"] for one in orjson.loads(refused.body)["errors"])


def answer_data(
    data: Mapping[str, object],
    release: str,
    statements: int,
    extensions: Mapping[str, object],
    *,
    is_standby: bool = False,
) -> Answer:
    """The answer to a question that was executed; `extensions` are more members beside the release.

    The values of `data` may be JSON already, as bytes.
    """
    body = dumps({"data": data, "extensions": {"release": release, **extensions}})
    return Answer(body, statements=statements, release=release, is_standby=is_standby)


def answer_refused(error: Exception, question: Question, rules: DocumentRules = DEFAULT_RULES) -> Answer:
    """The answer to a question that is not executed, because of `error`; `rules` say what hints may give away."""
    match error:
        case InvalidRequest():
            listed: list[Mapping[str, object]] = [_formatted(e, rules) for e in error.errors]
            return _refusal(error, listed)
        case RecursionError():
            return answer_refused(QueryError("The request is nested too deeply.", code="TOO_DEEP"), question)
        case QueryError():
            shown = _shown(error, rules)
            if error.locations:
                shown["locations"] = [{"line": line, "column": column} for line, column in error.locations]
            return _refusal(error, [shown])
        case _:
            return answer_failed(error, question)


def answer_failed(error: Exception, question: Question) -> Answer:
    """The answer to a question that failed while it was executed."""
    match error:
        case QueryError() if error.row.refuses or isinstance(error, InvalidRequest):
            return answer_refused(error, question)
        case QueryError():
            shown = _shown(error) | ({"path": error.path} if error.path else {})
            return Answer(orjson.dumps({"errors": [shown], "data": None}), error.status)
        case NdpError():
            code = error.code if error.code in CODES else "STORE_UNAVAILABLE"
            log.error("%s: %s: %s", question.request_id or "-", error.code, error.message)
            masked = NdpError(CODES[code].message, code=code)
        case _:
            log.error("%s: a question could not be answered", question.request_id or "-", exc_info=error)
            named = f" as {question.request_id}" if question.request_id else ""
            masked = NdpError(CODES["INTERNAL"].message, code="INTERNAL", hint=f"It has been logged{named}.")
    return Answer(orjson.dumps({"errors": [_shown(masked)], "data": None}), CODES[masked.code].status)


def _refusal(error: QueryError, errors: Sequence[Mapping[str, object]]) -> Answer:
    return Answer(orjson.dumps({"errors": errors}), error.status, executed=False, always=error.always)


def _shown(error: NdpError, rules: DocumentRules = DEFAULT_RULES) -> dict[str, object]:
    hint = error.hint
    if hint is None or (not rules.suggestions and hint.startswith(_SUGGESTION)):
        hint = CODES[error.code].hint
    details = error.details if isinstance(error, QueryError) else {}
    return {"message": error.message, "extensions": {"code": error.code, "hint": hint, **details}}


def _formatted(error: GraphQLError, rules: DocumentRules) -> GraphQLFormattedError:
    shown = error.formatted
    extensions = shown.get("extensions", {})
    if not rules.introspection and SCHEMA in str(extensions.get("hint")):
        shown["extensions"] = {**extensions, "hint": CODES["GRAPHQL_INTROSPECTION_OFF"].hint}
    return shown
