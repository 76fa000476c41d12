"""Answers GraphQL operations: document → plan → store → answer, with everything cached that can be.

graphql-core parses, validates and answers introspection. The rest of an operation never meets a resolver:
its roots are planned, the store runs the plan, and the answer is written from the rows.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)

from graph_api.cache import Cache
from graph_api.errors import QueryError
from graph_api.operation import (
    InvalidRequest,
    Prepared,
    Question,
    choose_operation,
    prepare,
    refuse_other_operations,
    shape_of,
    variable_values,
)
from graph_api.plan import plan as p
from graph_api.plan.document import Document
from graph_api.plan.planner import Limits, Planner
from graph_api.respond.rows import count_rows
from graph_api.respond.values import Asked
from graph_api.respond.words import accepted
from graph_api.respond.writer import write_root
from graph_api.schema.build import build_schema
from graph_api.stores.port import Reader
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")
_DOCUMENTS = 1000
_PLANS = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response: its JSON, the HTTP status that says how it went, and the statements it took.

    `executed` is false for a request that GraphQL refused: it has no `data`. `release` is None where there are errors.
    """

    body: bytes
    status: int = 200
    statements: int = 0
    executed: bool = True
    release: str | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan with the functions that write its answers, and the root fields that need no store."""

    roots: tuple[p.Root, ...]
    writers: tuple[Callable[[Any, Asked], Any], ...]
    keys: tuple[str, ...]
    typenames: tuple[str, ...]
    introspection: DocumentNode | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A question that may be executed: it is valid and planned. Equal ones have equal answers from one release."""

    question: Question
    operation: str | None
    variables: Mapping[str, object]
    planned: _Planned
    since: float

    @property
    def languages(self) -> tuple[str, ...]:
        """The reader's languages, best first."""
        return accepted(self.question.accept_language)

    @property
    def depends_on_today(self) -> bool:
        """Whether the same question has another answer on another day, from one release."""
        return False


class Engine:
    """Answers questions over one open store; as an async context manager it closes the store at the end."""

    def __init__(self, reader: Reader, limits: Limits | None = None) -> None:
        self.reader = reader
        self.schema = build_schema(reader.model)
        self._graphql = self.schema._schema  # noqa: SLF001 - the graphql-core schema has no public name
        self._planner = Planner(reader.model, limits or Limits())
        self._documents: Cache[str, Prepared] = Cache(_DOCUMENTS)
        self._plans: Cache[tuple[object, ...], _Planned] = Cache(_PLANS)

    def over(self, reader: Reader) -> "Engine":
        """An engine over another release of the same ontology, with the schema and the plans of this one."""
        other = copy(self)
        other.reader = reader
        return other

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.reader.close()

    async def execute(self, question: Question) -> Answer:
        """The answer to a question. What the client got wrong is in the answer; other failures are masked."""
        ready = self.prepare(question)
        return ready if isinstance(ready, Answer) else await self.run(ready)

    def prepare(self, question: Question) -> Ready | Answer:
        """The question made ready to run, without the store; or the answer that says why it cannot be."""
        try:
            return self._prepare(question, time.perf_counter())
        except Exception as error:  # noqa: BLE001 - each becomes an answer, and what is our fault is logged
            return _failed(error, question)

    async def run(self, ready: Ready) -> Answer:
        """The answer to a question that is ready."""
        try:
            return await self._run(ready)
        except Exception as error:  # noqa: BLE001 - each becomes an answer, and what is our fault is logged
            return _failed(error, ready.question)

    def _prepare(self, question: Question, since: float) -> Ready:
        prepared = self._documents.get(question.query, lambda: prepare(self._graphql, question.query))
        document = prepared.document
        if document is None:
            raise InvalidRequest(prepared.errors)
        refuse_other_operations(document, question)
        if prepared.errors:
            raise InvalidRequest(prepared.errors)
        operation = choose_operation(document, question.operation_name)
        variables = variable_values(self._graphql, operation, question.variables)
        name = operation.name.value if operation.name else None
        key = (question.query, name, *shape_of(variables, prepared.structural))
        planned = self._plans.get(
            key, lambda: self._plan(document, prepared.structural, operation, variables)
        )
        return Ready(question, name, variables, planned, since)

    async def _run(self, ready: Ready) -> Answer:
        planned, variables = ready.planned, ready.variables
        asked = Asked(variables, ready.languages)
        try:
            answered = await self.reader.run(planned.roots, variables)
        except QueryError as error:
            error.path = error.path or _culprit(planned.roots, variables)
            raise
        found: dict[str, Any] = dict.fromkeys(planned.typenames, "Query")
        if planned.introspection:
            found |= self._introspect(planned.introspection, ready.question.variables)
        for root, write in zip(planned.roots, planned.writers, strict=True):
            found[root.key] = write(answered.rows[root.key], asked)
        extensions: dict[str, object] = {"release": answered.release}
        if ready.question.wants_cost:
            rows = sum(count_rows(root, answered.rows[root.key]) for root in planned.roots)
            ms = round((time.perf_counter() - ready.since) * 1000, 3)
            extensions["cost"] = {"statements": answered.statements, "rows": rows, "ms": ms}
        body = orjson.dumps({"data": {key: found[key] for key in planned.keys}, "extensions": extensions})
        return Answer(body, statements=answered.statements, release=answered.release)

    def _plan(
        self,
        document: DocumentNode,
        structural: frozenset[str],
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> _Planned:
        asked = Document(self._graphql, document, operation, variables, structural)
        grouped = asked.collect("Query", [operation.selection_set])
        names = {key: nodes[0].name.value for key, nodes in grouped.items()}
        roots = tuple(
            self._root(asked, key, nodes) for key, nodes in grouped.items() if names[key][:2] != "__"
        )
        own = [n for key, nodes in grouped.items() for n in nodes if names[key] in ("__schema", "__type")]
        return _Planned(
            roots=roots,
            writers=tuple(write_root(root, self.reader.model) for root in roots),
            keys=tuple(grouped),
            typenames=tuple(key for key in grouped if names[key] == "__typename"),
            introspection=_only(document, operation, own) if own else None,
        )

    def _root(self, document: Document, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        try:
            return self._planner.plan(document, key, nodes)
        except QueryError as error:
            error.path = (key,)
            raise

    def _introspect(self, document: DocumentNode, variables: Mapping[str, object]) -> dict[str, Any]:
        result = execute_sync(self._graphql, document, variable_values=dict(variables))
        if result.errors:
            raise InvalidRequest(result.errors)
        return dict(result.data or {})


def _only(
    document: DocumentNode, operation: OperationDefinitionNode, fields: Sequence[FieldNode]
) -> DocumentNode:
    """The document with just these root fields, for graphql-core to execute."""
    kept = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(fields)),
    )
    fragments = [d for d in document.definitions if isinstance(d, FragmentDefinitionNode)]
    return DocumentNode(definitions=(kept, *fragments))


def _culprit(roots: Sequence[p.Root], variables: Mapping[str, object]) -> tuple[str, ...]:
    """The response key of the root field with an argument that its values do not allow; empty if none is seen."""
    for root in roots:
        try:
            for operand in p.arguments(root):
                operand.bind(variables)
        except QueryError:
            return (root.key,)
    return ()


def refuse(errors: Sequence[GraphQLError], status: int = 400) -> Answer:
    """The answer to a request that cannot be executed: no `data`."""
    listed = [error.formatted for error in errors]
    for error in listed:
        error.setdefault("extensions", {}).setdefault("code", "GRAPHQL_INVALID")
    return Answer(orjson.dumps({"errors": listed}), status=status, executed=False)


def _failed(error: Exception, question: Question) -> Answer:
    """The answer to a request that failed while it was planned or executed."""
    match error:
        case InvalidRequest():
            return refuse(error.errors, error.status)
        case QueryError():
            return Answer(_error_body(error, error.path))
        case NdpError():
            log.error("%s: %s: %s", question.request_id or "-", error.code, error.message)
            return Answer(_error_body(error), status=503)
        case RecursionError():
            return Answer(_error_body(QueryError("The request is nested too deeply.", code="TOO_DEEP")))
        case _:
            log.error("%s: a question could not be answered", question.request_id or "-", exc_info=error)
            named = f" as {question.request_id}" if question.request_id else ""
            masked = NdpError(
                "Something went wrong here.", code="INTERNAL", hint=f"It has been logged{named}."
            )
            return Answer(_error_body(masked), status=500)


def _error_body(error: NdpError, path: Sequence[str] = ()) -> bytes:
    extensions = {"code": error.code} | ({"hint": error.hint} if error.hint else {})
    shown: dict[str, object] = {"message": error.message, "extensions": extensions}
    if path:
        shown["path"] = path
    return orjson.dumps({"errors": [shown], "data": None})
