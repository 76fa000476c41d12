"""Answers GraphQL operations: document → plan → store → answer, with everything cached that can be.

graphql-core parses, validates and answers introspection. The rest of an operation never meets a resolver:
its roots are planned, the store runs the plan, and the answer is written from the rows.
"""

import logging
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
    shape_of,
    variable_values,
)
from graph_api.plan import plan as p
from graph_api.plan.document import Document
from graph_api.plan.planner import Limits, Planner
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
    """A GraphQL response: its JSON, the HTTP status that says how it went, and the statements it took."""

    body: bytes
    status: int = 200
    statements: int = 0
    executed: bool = True


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan with the functions that write its answers, and the root fields that need no store."""

    roots: tuple[p.Root, ...]
    writers: tuple[Callable[[Any, Asked], Any], ...]
    keys: tuple[str, ...]
    typenames: tuple[str, ...]
    introspection: DocumentNode | None


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
        try:
            return await self._execute(question)
        except InvalidRequest as invalid:
            return refuse(invalid.errors)
        except NdpError as error:
            return _fail(error)
        except RecursionError:
            return _fail(QueryError("The request is nested too deeply.", code="TOO_DEEP"))
        except Exception:
            log.exception("a question could not be answered")
            return _fail(NdpError("Something went wrong here.", code="INTERNAL", hint="It has been logged."))

    async def _execute(self, question: Question) -> Answer:
        prepared = self._documents.get(question.query, lambda: prepare(self._graphql, question.query))
        document = prepared.document
        if document is None or prepared.errors:
            raise InvalidRequest(prepared.errors)
        operation = choose_operation(document, question.operation_name)
        variables = variable_values(self._graphql, operation, question.variables)
        name = operation.name.value if operation.name else None
        key = (question.query, name, *shape_of(variables, prepared.structural))
        planned = self._plans.get(
            key, lambda: self._plan(document, prepared.structural, operation, variables)
        )
        asked = Asked(variables, accepted(question.accept_language))
        try:
            answered = await self.reader.run(planned.roots, variables)
        except QueryError as error:
            error.path = error.path or _culprit(planned.roots, variables)
            raise
        found: dict[str, Any] = dict.fromkeys(planned.typenames, "Query")
        if planned.introspection:
            found |= self._introspect(planned.introspection, question.variables)
        for root, write in zip(planned.roots, planned.writers, strict=True):
            found[root.key] = write(answered.rows[root.key], asked)
        data = {key: found[key] for key in planned.keys}
        body = orjson.dumps({"data": data, "extensions": {"release": answered.release}})
        return Answer(body, statements=answered.statements)

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


def refuse(errors: Sequence[GraphQLError]) -> Answer:
    """The answer to a request that cannot be executed: no `data`, status 400."""
    listed = [error.formatted for error in errors]
    for error in listed:
        error.setdefault("extensions", {}).setdefault("code", "GRAPHQL_INVALID")
    return Answer(orjson.dumps({"errors": listed}), status=400, executed=False)


def _fail(error: NdpError) -> Answer:
    """The answer to a request that failed while it was planned or executed."""
    shown: dict[str, object] = {"message": error.message, "extensions": {"code": error.code}}
    if error.hint:
        shown["extensions"] = {"code": error.code, "hint": error.hint}
    if isinstance(error, QueryError):
        if error.path:
            shown["path"] = error.path
        return Answer(orjson.dumps({"errors": [shown], "data": None}))
    log.error("%s: %s", error.code, error.message)
    return Answer(
        orjson.dumps({"errors": [shown], "data": None}), status=503 if error.code != "INTERNAL" else 500
    )
