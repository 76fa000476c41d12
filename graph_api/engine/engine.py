"""Answers GraphQL operations: document → plan → store → answer, with everything cached that can be.

graphql-core parses, validates and answers introspection. The rest of an operation never meets a resolver:
its roots are planned, the store runs the plan, and the answer is written from the rows.
"""

import asyncio
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Self

import orjson
import strawberry
from graphql import DocumentNode, GraphQLSchema

from graph_api.budget import Budget, OutOfTime
from graph_api.cache import Cache
from graph_api.computed.execution import ExecutionContext
from graph_api.costs.cost import Cost, sum_of
from graph_api.costs.errors import too_costly, too_late
from graph_api.costs.report import Work, report
from graph_api.engine.answer import Answer, QuestionRefused, answer_data, answer_failed, answer_refused
from graph_api.engine.documents import Documents
from graph_api.engine.operation_plan import OperationPlan, plan_operation
from graph_api.engine.plans import Costs, Plans, weight_of_key
from graph_api.errors import QueryError
from graph_api.history.archive import Archive
from graph_api.operations.preparing import (
    InvalidRequest,
    choose_operation,
    refuse_other_operations,
    shape_of,
    variable_values,
)
from graph_api.operations.question import DEFAULT_RULES, DocumentRules, Question
from graph_api.plan.document import LANGUAGES, TODAY, OperationDocument
from graph_api.plan.limits import Limits
from graph_api.plan.statistics import Statistics
from graph_api.receipts.canonical import canonical_hash
from graph_api.receipts.claims import AnswerCircumstances, Operation
from graph_api.receipts.notary import Notary, receipt_unavailable
from graph_api.respond.encoding import dumps, encode
from graph_api.respond.languages import preferred_languages
from graph_api.respond.rows import count_rows
from graph_api.respond.values import AnswerContext
from graph_api.schema.build import build_schema
from graph_api.stores.port import Reader, Session
from graph_api.stores.standby import STANDBY

_LARGE = 20_000
"""Requests of more bytes are never known: to read their variables alone takes a while."""


def today_in_utc() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class EngineParts:
    """All that answers depend on beside the question.

    `archive` has the other releases (None: questions about them have no answer), `notary` signs receipts (None:
    there are none), `statistics` let costs be estimated (None: everything is taken to cost nothing). `today` gives
    the current date. `documents_kept`: how many documents that are not trusted are kept parsed.
    """

    reader: Reader
    limits: Limits = field(default_factory=Limits)
    rules: DocumentRules = DEFAULT_RULES
    archive: Archive | None = None
    notary: Notary | None = None
    statistics: Statistics | None = None
    today: Callable[[], date] = today_in_utc
    documents_kept: int = 1000


@dataclass(frozen=True, slots=True)
class PreparedOperation:
    """A question that may be executed: it is valid and planned. Equal ones have equal answers from one release.

    `since` is when its preparation began, on the clock of `time.perf_counter`.
    """

    question: Question
    name: str | None
    variables: Mapping[str, object]
    plan: OperationPlan
    cost: Cost
    since: float

    @property
    def languages(self) -> tuple[str, ...]:
        """The reader's languages, best first."""
        return preferred_languages(self.question.accept_language)

    @property
    def depends_on_today(self) -> bool:
        """True if the same question has another answer on another day, from one release."""
        return self.plan.depends_on_today

    @property
    def depends_on_others(self) -> bool:
        """True if it has another answer, from one release, once another release is published."""
        return any(computed.depends_on_others for computed in self.plan.computed.values())


@dataclass(frozen=True, slots=True)
class _OperationResult:
    """The JSON of each root field by key; the release that all are from, and what they cost."""

    values: Mapping[str, bytes]
    release: str
    statements: int
    rows: int
    is_standby: bool


class Engine:
    """Answers questions over one open store; as an async context manager it closes the store at the end.

    `documents`, `plans` and `costs` are what it has prepared so far.
    """

    def __init__(self, parts: EngineParts, like: "Engine | None" = None) -> None:
        """The schema, plans and costs of the engine `like` are shared where both have equal parts to make them of."""
        self.parts = parts
        self._recent: Cache[Hashable, bool] = Cache(parts.documents_kept, lambda key, _: weight_of_key(key))
        model = parts.reader.model
        if like is None or like.reader.model.hash != model.hash:
            self.documents = Documents(build_schema(model), parts.rules, parts.documents_kept)
            self.plans, self.costs = Plans(model, parts.limits), Costs(parts.statistics)
            return
        other = like.parts
        has_rules = (other.rules, other.documents_kept) == (parts.rules, parts.documents_kept)
        self.documents = (
            like.documents if has_rules else Documents(like.schema, parts.rules, parts.documents_kept)
        )
        self.plans = like.plans if other.limits == parts.limits else Plans(model, parts.limits)
        self.costs = like.costs if other.statistics is parts.statistics else Costs(parts.statistics)

    def replace(self, **parts: Any) -> "Engine":
        """An engine with some other `EngineParts`; it shares what it can with this one."""
        return Engine(replace(self.parts, **parts), like=self)

    @property
    def reader(self) -> Reader:
        """The open store."""
        return self.parts.reader

    @property
    def schema(self) -> strawberry.Schema:
        """The Strawberry schema of the release's ontology."""
        return self.documents.schema

    @property
    def graphql_schema(self) -> GraphQLSchema:
        """The same schema as graphql-core has it."""
        return self.documents.graphql_schema

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.reader.close()

    async def execute(self, question: Question) -> Answer:
        """The answer to a question. It names the client's mistakes; other failures are masked."""
        try:
            operation = self.prepare(question)
        except QuestionRefused as refused:
            return refused.answer
        return await self.run(operation)

    def is_known(self, question: Question) -> bool:
        """True if `prepare` takes less than a millisecond, as it has prepared such a question before."""
        key = self._key(question)
        return key is not None and self._recent.known(key) is not None

    def _key(self, question: Question) -> Hashable | None:
        if question.size > _LARGE:
            return None
        prepared = self.documents.known(question.query)
        if prepared is None:
            return None
        return question.query, question.operation_name, *shape_of(question.variables, prepared.structural)

    def prepare(self, question: Question, since: float | None = None) -> PreparedOperation:
        """The question prepared to run, without the store. Raises `QuestionRefused` with the answer that says why.

        `since`: when its time began, on the clock of `time.perf_counter`; now if absent.
        """
        try:
            operation = self._prepare(question, since or time.perf_counter())
        except Exception as error:
            rules = self.parts.rules
            raise QuestionRefused(
                answer_refused(
                    error, question, suggestions=rules.suggestions, introspection=rules.introspection
                )
            ) from error
        if (key := self._key(question)) is not None:
            self._recent.get(key, lambda: True)
        return operation

    async def run(self, operation: PreparedOperation) -> Answer:
        """The answer to a prepared question. The store is stopped when the time budget is spent."""
        rules = self.parts.rules
        budget = Budget(operation.since + rules.seconds, rules.answer)
        timeout = asyncio.timeout(budget.deadline - time.perf_counter())
        try:
            async with timeout:
                return await self._run(operation, budget)
        except Exception as error:  # noqa: BLE001 - each becomes an answer, and what is our fault is logged
            is_late = timeout.expired() or isinstance(error, OutOfTime)
            return answer_failed(
                too_late(operation.cost, rules.seconds) if is_late else error, operation.question
            )
        finally:
            budget.stop()

    def document(self, query: str) -> DocumentNode | None:
        """The parsed document, valid or not; None if it cannot be parsed."""
        return self.documents.parsed(query)

    async def can_sign(self) -> bool:
        """True if its answers can come with a receipt."""
        notary = self.parts.notary
        return notary is not None and await notary.can_sign(await self.reader.release())

    def _prepare(self, question: Question, since: float) -> PreparedOperation:
        rules, schema = self.parts.rules, self.graphql_schema
        is_trusted = question.query in rules.trusted
        if rules.limits and not is_trusted:
            rules.limits.check_variables(question.variables)
        prepared = self.documents.prepared(question.query)
        document = prepared.document
        if document is None:
            raise InvalidRequest(prepared.errors)
        refuse_other_operations(document, question)
        if prepared.errors:
            raise InvalidRequest(prepared.errors)
        operation = choose_operation(document, question.operation_name)
        variables = variable_values(schema, operation, question.variables, suggestions=rules.suggestions)
        name = operation.name.value if operation.name else None
        structural = prepared.structural
        plan = self.plans.get(
            (question.query, name, *shape_of(variables, structural)),
            lambda: plan_operation(
                self.plans.planner, OperationDocument(schema, document, operation, variables, structural)
            ),
            trusted=is_trusted,
        )
        languages = preferred_languages(question.accept_language)
        plan.check({**variables, LANGUAGES.name: languages})
        cost = self.costs.cost(plan, {**variables, LANGUAGES.name: languages}, self.parts.archive)
        if cost.units > rules.cost and not is_trusted:
            raise too_costly(cost, rules.cost)
        if plan.introspection:
            count = self.documents.introspection.cost(plan.introspection)
            values = Cost(count, rows=count, values=count)
            if values.units > self.documents.introspection.most and not is_trusted:
                raise too_costly(values, self.documents.introspection.most)
            cost = sum_of((cost, values))
        return PreparedOperation(question, name, variables, plan, cost, since)

    async def _run(self, operation: PreparedOperation, budget: Budget) -> Answer:
        plan, variables, today = operation.plan, operation.variables, self.parts.today()
        if operation.question.wants_receipt:
            await self._notary.key()
        asked = {TODAY.name: today.isoformat(), LANGUAGES.name: operation.languages}
        context = AnswerContext({**variables, **asked}, operation.languages, budget)
        result = await self.reader.ask(lambda session: self._answer(session, operation, context))
        values: dict[str, object] = {**dict.fromkeys(plan.typenames, "Query"), **result.values}
        data = {key: values[key] for key in plan.keys}
        extensions: dict[str, object] = {"store": STANDBY} if result.is_standby else {}
        if operation.question.wants_cost:
            ms = (time.perf_counter() - operation.since) * 1000
            work = Work(result.rows, result.statements, dumps(data), context.rdf.statements, ms)
            extensions["cost"] = await asyncio.to_thread(report, operation.cost, work)
        if operation.question.wants_receipt:
            extensions["receipt"] = await self._sign(operation, data, result.release, today)
        return answer_data(data, result.release, result.statements, extensions, is_standby=result.is_standby)

    async def _answer(
        self, session: Session, operation: PreparedOperation, context: AnswerContext
    ) -> _OperationResult:
        """Answer all root fields: first those of one run each, then the computed ones, of many steps."""
        plan, budget = operation.plan, context.budget
        budget.spent = context.rdf.statements = 0  # the question may have been begun over another release
        values: dict[str, bytes] = {}
        rows = 0
        if plan.roots:
            write = partial(_write_roots, operation, context)
            values, rows = await session.rows(plan.roots, context.variables, write)
        if plan.introspection:
            given = operation.question.variables
            answer = await self.documents.introspection.answer(plan.introspection, given, budget)
            values |= answer.values
            rows += answer.count
        execution = ExecutionContext(session, self.reader, context, self.parts.archive)
        for key, one in plan.computed.items():
            before = budget.spent
            try:
                value = await one.answer(execution)
                values[key] = await session.work(partial(encode, value, budget))
            except QueryError as error:
                error.path = error.path or (key,)
                raise
            budget.spent = before
            budget.spend(len(values[key]))
        rows += execution.count_rows()
        return _OperationResult(values, await session.release(), session.statements, rows, session.is_standby)

    @property
    def _notary(self) -> Notary:
        if self.parts.notary is None:
            raise receipt_unavailable("This service signs no receipts.")
        return self.parts.notary

    async def _sign(
        self, operation: PreparedOperation, data: Mapping[str, object], release: str, today: date
    ) -> str:
        """The receipt of an answer."""
        limits = self.parts.limits
        circumstances = AnswerCircumstances(
            operation.languages,
            today,
            (limits.default_page, limits.max_page),
            await self._notary.known() if operation.depends_on_others else None,
        )
        executed = Operation(operation.question.query, operation.name, operation.variables)
        answer = await asyncio.to_thread(_hash_of, data)
        return await self._notary.sign(executed, circumstances, answer, release)


def _hash_of(data: Mapping[str, object]) -> str:
    return canonical_hash(orjson.loads(dumps(data)))


def _write_roots(
    operation: PreparedOperation, context: AnswerContext, rows: Mapping[str, Any]
) -> tuple[dict[str, bytes], int]:
    """The JSON of the ordinary root fields by key, and the number of their rows if it is wanted."""
    plan, budget = operation.plan, context.budget
    values: dict[str, bytes] = {}
    for root, write in zip(plan.roots, plan.writers, strict=True):
        before = budget.spent
        values[root.key] = dumps(write(rows[root.key], context))
        budget.spent = before
        budget.spend(len(values[root.key]))
    if not operation.question.wants_cost:
        return values, 0
    return values, sum(count_rows(root, rows[root.key]) for root in plan.roots)
