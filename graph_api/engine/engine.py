"""Answers GraphQL operations: document → plan → store → answer, with everything cached that can be.

graphql-core parses, validates and answers introspection. The rest of an operation never meets a resolver:
its roots are planned, the store runs the plan, and the answer is written from the rows.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

from graphql import DocumentNode, execute_sync

from graph_api.cache import Cache
from graph_api.computed.execution import ExecutionContext
from graph_api.computed.releases import ReleaseField, ReleasesField
from graph_api.engine.answer import Answer, answer_data, answer_failed, answer_refused
from graph_api.engine.operation_plan import OperationPlan, plan_operation
from graph_api.errors import QueryError
from graph_api.history.archive import Archive
from graph_api.operations.preparing import (
    InvalidRequest,
    PreparedDocument,
    choose_operation,
    prepare,
    refuse_other_operations,
    shape_of,
    variable_values,
)
from graph_api.operations.question import DocumentRules, Question
from graph_api.plan.cost import Cost, estimate, sizes
from graph_api.plan.document import TODAY, Document
from graph_api.plan.expense import too_costly, too_late
from graph_api.plan.limits import Limits
from graph_api.plan.planner import Planner
from graph_api.plan.statistics import Statistics
from graph_api.receipts.claims import AnswerCircumstances, Operation
from graph_api.receipts.notary import Notary, unavailable
from graph_api.respond.rows import count_rows
from graph_api.respond.values import AnswerContext
from graph_api.respond.words import accepted
from graph_api.schema.build import build_schema
from graph_api.stores.port import Reader, Session

_DOCUMENTS = 1000
_PLANS = 2000


def _today_in_utc() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class PreparedOperation:
    """A question that may be executed: it is valid and planned. Equal ones have equal answers from one release."""

    question: Question
    operation: str | None
    variables: Mapping[str, object]
    planned: OperationPlan
    cost: Cost
    since: float

    @property
    def languages(self) -> tuple[str, ...]:
        """The reader's languages, best first."""
        return accepted(self.question.accept_language)

    @property
    def depends_on_today(self) -> bool:
        """Whether the same question has another answer on another day, from one release."""
        return self.planned.depends_on_today

    @property
    def depends_on_others(self) -> bool:
        """Whether it has another answer, from one release, once another is published."""
        specials = self.planned.specials.values()
        return any(isinstance(special, ReleaseField | ReleasesField) for special in specials)


@dataclass(frozen=True, slots=True)
class _OperationRows:
    """The rows of each root by its key, the values of the special ones, and the release that all are from."""

    rows: Mapping[str, Any]
    specials: Mapping[str, Any]
    release: str
    statements: int
    special_rows: int


class Engine:
    """Answers questions over one open store; as an async context manager it closes the store at the end."""

    def __init__(
        self,
        reader: Reader,
        limits: Limits | None = None,
        rules: DocumentRules | None = None,
        archive: Archive | None = None,
        today: Callable[[], date] = _today_in_utc,
    ) -> None:
        """`archive`: other releases than that of `reader`, for what is asked about them. `today`: which day it is."""
        self.reader = reader
        self.schema = build_schema(reader.model)
        self.graphql_schema = self.schema._schema  # noqa: SLF001 - the graphql-core schema has no public name
        self._rules = rules or DocumentRules()
        self._documents: Cache[str, PreparedDocument] = Cache(_DOCUMENTS)
        # Trusted documents have caches of their own: what others ask cannot crowd them out.
        self._trusted: Cache[str, PreparedDocument] = Cache(len(self._rules.trusted))
        self.be_as(limits or Limits(), today, archive)
        self.know(None)
        self.sign_with(None)

    def know(self, statistics: Statistics | None) -> None:
        """Take the statistics by which costs are estimated; None: nothing is taken to cost anything."""
        self._statistics = statistics
        self._costs: Cache[tuple[object, ...], tuple[OperationPlan, Cost]] = Cache(_PLANS)

    def be_as(self, limits: Limits, today: Callable[[], date], archive: Archive | None) -> None:
        """Take what answers depend on beside the release and the question."""
        self._limits = limits
        self._planner = Planner(self.reader.model, limits)
        self._today = today
        self._archive = archive
        self._plans: Cache[tuple[object, ...], OperationPlan] = Cache(_PLANS)
        self._trusted_plans: Cache[tuple[object, ...], OperationPlan] = Cache(_PLANS)

    def sign_with(self, notary: Notary | None) -> None:
        """Take who signs receipts; None: nobody does."""
        self._notary = notary

    def again(self, limits: Limits, today: date, last: str | None) -> "Engine":
        """An engine over the same release that answers as one with these limits did on that day.

        If `last` is the id of a release, it is as if that were the current one.
        """
        other = copy(self)
        archive = self._archive.until(last) if self._archive and last else self._archive
        other.be_as(limits, lambda: today, archive)
        other.know(self._statistics)
        return other

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

    def prepare(self, question: Question) -> PreparedOperation | Answer:
        """The question made ready to run, without the store; or the answer that says why it cannot be."""
        try:
            return self._prepare(question, time.perf_counter())
        except Exception as error:  # noqa: BLE001 - each becomes an answer, and what is our fault is logged
            return answer_refused(
                error,
                question,
                suggestions=self._rules.suggestions,
                introspection=self._rules.introspection,
            )

    async def run(self, ready: PreparedOperation) -> Answer:
        """The answer to a question that is ready. The store is stopped when the time budget is spent."""
        spent = time.perf_counter() - ready.since
        budget = asyncio.timeout(self._rules.seconds - spent)
        try:
            async with budget:
                return await self._run(ready)
        except Exception as error:  # noqa: BLE001 - each becomes an answer, and what is our fault is logged
            late = too_late(ready.cost, self._rules.seconds) if budget.expired() else error
            return answer_failed(late, ready.question)

    def document(self, query: str) -> DocumentNode | None:
        """The parsed document, valid or not; None if it cannot be parsed."""
        try:
            return self._prepared(query).document
        except RecursionError:
            return None

    def _prepared(self, query: str) -> PreparedDocument:
        documents = self._trusted if query in self._rules.trusted else self._documents
        return documents.get(query, lambda: prepare(self.graphql_schema, query, self._rules))

    def _prepare(self, question: Question, since: float) -> PreparedOperation:
        prepared = self._prepared(question.query)
        plans = self._trusted_plans if question.query in self._rules.trusted else self._plans
        document = prepared.document
        if document is None:
            raise InvalidRequest(prepared.errors)
        refuse_other_operations(document, question)
        if prepared.errors:
            raise InvalidRequest(prepared.errors)
        operation = choose_operation(document, question.operation_name)
        variables = variable_values(
            self.graphql_schema, operation, question.variables, suggestions=self._rules.suggestions
        )
        name = operation.name.value if operation.name else None
        key = (question.query, name, *shape_of(variables, prepared.structural))
        given = (self.graphql_schema, document, operation, variables, prepared.structural)
        planned = plans.get(key, lambda: plan_operation(self._planner, Document(*given)))
        planned.check(variables)
        cost = self._cost(planned, variables)
        if cost.rows > self._rules.cost and question.query not in self._rules.trusted:
            raise too_costly(cost, self._rules.cost)
        if question.wants_receipt:
            self._signer.key()
        return PreparedOperation(question, name, variables, planned, cost, since)

    def _cost(self, planned: OperationPlan, variables: Mapping[str, object]) -> Cost:
        if (statistics := self._statistics) is None:
            return Cost()
        roots, selected = planned.roots, planned.selected
        key = (id(planned), *sizes((*roots, *selected), variables))
        # The plan is kept beside its cost, so that no other can get its id.
        return self._costs.get(key, lambda: (planned, estimate(roots, selected, variables, statistics)))[1]

    async def _run(self, ready: PreparedOperation) -> Answer:
        planned, variables, today = ready.planned, ready.variables, self._today()
        context = AnswerContext({**variables, TODAY.name: today.isoformat()}, ready.languages)
        answered = await self.reader.ask(lambda session: self._ask(session, planned, context))
        found: dict[str, Any] = dict.fromkeys(planned.typenames, "Query")
        if planned.introspection:
            found |= self._introspect(planned.introspection, ready.question.variables)
        for root, write in zip(planned.roots, planned.writers, strict=True):
            found[root.key] = write(answered.rows[root.key], context)
        found |= answered.specials
        data = {key: found[key] for key in planned.keys}
        told: dict[str, object] = {}
        if ready.question.wants_cost:
            told["cost"] = _cost(ready, answered)
        if ready.question.wants_receipt:
            told["receipt"] = await self._sign(ready, data, answered.release, today)
        return answer_data(data, answered.release, answered.statements, told)

    async def can_sign(self) -> bool:
        """Whether its answers can come with a receipt."""
        return self._notary is not None and await self._notary.can_sign(await self.reader.release())

    @property
    def _signer(self) -> Notary:
        if self._notary is None:
            raise unavailable("This service signs no receipts.")
        return self._notary

    async def _sign(
        self, ready: PreparedOperation, data: Mapping[str, object], release: str, today: date
    ) -> str:
        """The receipt of an answer."""
        around = AnswerCircumstances(
            ready.languages,
            today,
            (self._limits.default_page, self._limits.max_page),
            await self._signer.current() if ready.depends_on_others else None,
        )
        operation = Operation(ready.question.query, ready.operation, ready.variables)
        return await self._signer.sign(operation, around, data, release)

    async def _ask(self, session: Session, planned: OperationPlan, context: AnswerContext) -> _OperationRows:
        """What the store gives for all root fields: first for those of one run each, then for those of many steps."""
        rows = await session.rows(planned.roots, context.variables) if planned.roots else {}
        execution = ExecutionContext(session, self.reader, context, self._archive)
        specials: dict[str, Any] = {}
        for key, special in planned.specials.items():
            try:
                specials[key] = await special.answer(execution)
            except QueryError as error:
                error.path = error.path or (key,)
                raise
        return _OperationRows(
            rows, specials, await session.release(), session.statements, execution.count_rows()
        )

    def _introspect(self, document: DocumentNode, variables: Mapping[str, object]) -> dict[str, Any]:
        result = execute_sync(self.graphql_schema, document, variable_values=dict(variables))
        if result.errors:
            raise InvalidRequest(result.errors)
        return dict(result.data or {})


def _cost(ready: PreparedOperation, answered: _OperationRows) -> dict[str, object]:
    """What an answer took, until it is written."""
    rows = sum(count_rows(root, answered.rows[root.key]) for root in ready.planned.roots)
    rows += answered.special_rows
    ms = round((time.perf_counter() - ready.since) * 1000, 3)
    return {"statements": answered.statements, "rows": rows, "ms": ms, "estimate": ready.cost.said}
