"""Running a prepared operation: its rows are read, its answer is written and, on request, signed."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from graph_api.budget import Budget
from graph_api.computed.execution import ExecutionContext
from graph_api.computed.kept import KeptResources
from graph_api.computed.stated import read_statements
from graph_api.costs.cost import QUICK
from graph_api.costs.report import Work, report
from graph_api.engine.answer import Answer, answer_data
from graph_api.engine.introspection import Introspection
from graph_api.engine.parts import EngineParts
from graph_api.engine.prepared import PreparedOperation
from graph_api.engine.searching import RootReader
from graph_api.errors import QueryError
from graph_api.plan.document import LANGUAGES, TODAY
from graph_api.receipts.canonical import canonical_hash
from graph_api.receipts.claims import AnswerCircumstances, Operation
from graph_api.receipts.notary import Notary, receipt_unavailable
from graph_api.respond.answer_graph import AnswerGraph
from graph_api.respond.answer_rdf import collect_root, nothing_to_show
from graph_api.respond.encoding import dumps, encode
from graph_api.respond.graph_formats import GRAPH_FORMATS
from graph_api.respond.rows import count_rows
from graph_api.respond.values import AnswerContext
from graph_api.stores.port import Session
from graph_api.stores.standby import STANDBY


@dataclass(frozen=True, slots=True)
class _OperationResult:
    """The JSON of each root field by key; the release that all are from, and what they cost.

    `graph`: the answer as a graph, if it is wanted as one.
    """

    values: Mapping[str, bytes]
    release: str
    statements: int
    rows: int
    is_standby: bool
    graph: bytes | None = None


class OperationRun:
    """One run of a prepared operation within a budget, on one day."""

    def __init__(
        self,
        parts: EngineParts,
        introspection: Introspection,
        kept: KeptResources,
        operation: PreparedOperation,
        budget: Budget,
    ) -> None:
        self._parts = parts
        self._introspection = introspection
        self._kept = kept
        self._operation = operation
        self._today = parts.today()
        given = {TODAY.name: self._today.isoformat(), LANGUAGES.name: operation.languages}
        self._data = operation.show_sources(parts.reader.model)
        self._variables = {**operation.variables, **given}
        graph = AnswerGraph() if operation.question.graph else None
        self._context = AnswerContext(self._variables, operation.languages, budget, graph=graph)

    async def answer(self) -> Answer:
        """The answer. Raises whatever keeps it from being given."""
        plan = self._operation.plan
        if self._operation.question.wants_receipt:
            await self._notary.key()
        is_quick = 0 < self._operation.cost.units <= QUICK
        result = await self._parts.reader.ask(self._result, is_quick=is_quick)
        if result.graph is not None:
            return Answer(
                result.graph,
                statements=result.statements,
                release=result.release,
                is_standby=result.is_standby,
            )
        values: dict[str, object] = {**dict.fromkeys(plan.typenames, "Query"), **result.values}
        data = {key: values[key] for key in plan.keys}
        extensions = await self._extensions(result, data)
        return answer_data(data, result.release, result.statements, extensions, is_standby=result.is_standby)

    async def _result(self, session: Session) -> _OperationResult:
        """Answer all root fields: first those of one run each, then the computed ones, of many steps."""
        plan, budget = self._operation.plan, self._context.budget
        budget.spent = self._context.rdf.statements = 0  # it may have been begun over another release
        if self._context.graph is not None:
            self._context.graph.clear()
        values: dict[str, bytes] = {}
        rows = 0
        if plan.roots:
            reader = RootReader(self._parts.reader.model, plan.roots, self._variables)
            values, rows = await reader.read(session, self._write_roots)
        if plan.introspection:
            variables = self._operation.question.variables
            answer = await self._introspection.answer(plan.introspection, variables, budget)
            values |= answer.values
            rows += answer.count
        execution = ExecutionContext(
            session, self._parts.reader, self._context, self._parts.archive, self._kept
        )
        for key, field in plan.computed.items():
            before = budget.spent
            try:
                value = await field.answer(execution)
                values[key] = await session.work(partial(encode, value, budget))
            except QueryError as error:
                error.path = error.path or (key,)
                raise
            budget.settle(before, len(values[key]))
        graph = await self._graph(execution)
        rows += execution.count_rows()
        release = await session.release()
        return _OperationResult(values, release, session.statements, rows, session.is_standby, graph)

    async def _graph(self, execution: ExecutionContext) -> bytes | None:
        """The answer as a graph, if it is wanted as one."""
        graph, form = self._context.graph, self._operation.question.graph
        if graph is None or form is None:
            return None
        if not graph.shows:
            raise nothing_to_show()
        self._context.budget.spent = 0  # the values of computed fields are not sent
        lines = await read_statements(graph, execution)
        content = await execution.work(lambda: GRAPH_FORMATS[form].write(lines, execution.model))
        self._context.budget.fit(len(content))
        return content

    def _write_roots(self, rows: Mapping[str, Any]) -> tuple[dict[str, bytes], int]:
        """The JSON of the ordinary root fields by key, and the number of their rows if it is wanted."""
        plan, budget = self._operation.plan, self._context.budget
        values: dict[str, bytes] = {}
        for root, write in zip(plan.roots, plan.writers, strict=True):
            before = budget.spent
            if self._context.graph is not None:
                collect_root(root, rows[root.key], self._parts.reader.model, self._context)
                continue
            values[root.key] = dumps(write(rows[root.key], self._context))
            budget.settle(before, len(values[root.key]))
        if not self._operation.question.wants_cost:
            return values, 0
        return values, sum(count_rows(root, rows[root.key]) for root in plan.roots)

    async def _extensions(self, result: _OperationResult, data: Mapping[str, object]) -> dict[str, object]:
        operation = self._operation
        extensions: dict[str, object] = {"store": STANDBY} if result.is_standby else {}
        if self._data:
            extensions["data"] = self._data
        if operation.question.wants_cost:
            ms = (time.perf_counter() - operation.since) * 1000
            work = Work(result.rows, result.statements, dumps(data), self._context.rdf.statements, ms)
            extensions["cost"] = await asyncio.to_thread(report, operation.cost, work)
        if operation.question.wants_receipt:
            extensions["receipt"] = await self._sign(data, result.release)
        return extensions

    @property
    def _notary(self) -> Notary:
        if self._parts.notary is None:
            raise receipt_unavailable("This service signs no receipts.")
        return self._parts.notary

    async def _sign(self, data: Mapping[str, object], release: str) -> str:
        """The receipt of an answer."""
        operation, limits = self._operation, self._parts.limits
        circumstances = AnswerCircumstances(
            operation.languages,
            self._today,
            (limits.default_page, limits.max_page),
            await self._notary.known() if operation.depends_on_others else None,
            self._data,
            self._parts.rules.federation,
        )
        executed = Operation(operation.question.query, operation.name, operation.variables)
        answer = await asyncio.to_thread(_hash_of, data)
        return await self._notary.sign(executed, circumstances, answer, release)


def _hash_of(data: Mapping[str, object]) -> str:
    return canonical_hash(orjson.loads(dumps(data)))
