"""Answers GraphQL operations: document → plan → store → answer, with everything cached that can be.

graphql-core parses, validates and answers introspection. The rest of an operation never meets a resolver:
its roots are planned, the store runs the plan, and the answer is written from the rows.
"""

import asyncio
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Self, TypeVar

import strawberry
from graphql import DocumentNode, GraphQLSchema

from graph_api.budget import Budget, OutOfTime
from graph_api.cache import Cache
from graph_api.computed.kept import KeptResources
from graph_api.computed.published import event_variables
from graph_api.costs.cost import Cost, sum_of
from graph_api.costs.errors import too_costly, too_late
from graph_api.engine.answer import Answer, QuestionRefused, answer_failed, answer_refused
from graph_api.engine.documents import Documents
from graph_api.engine.operation_plan import OperationPlan, plan_operation
from graph_api.engine.parts import EngineParts
from graph_api.engine.plans import Costs, Plans, weight_of_key
from graph_api.engine.prepared import PreparedOperation
from graph_api.engine.run import OperationRun
from graph_api.engine.tables import PreparedTable, TablePlans, prepare_table
from graph_api.operations.preparing import (
    InvalidRequest,
    check_subscription,
    choose_operation,
    refuse_mutations,
    shape_of,
    variable_values,
)
from graph_api.operations.question import Question
from graph_api.plan.document import LANGUAGES, OperationDocument
from graph_api.receipts.notary import receipt_unavailable
from graph_api.respond.answer_rdf import nothing_to_show, statement_collector
from graph_api.respond.languages import preferred_languages
from graph_api.schema.build import build_schema
from graph_api.stores.port import Reader

T = TypeVar("T")
_LARGE = 20_000
"""Requests of more bytes are never known: to read their variables alone takes a while."""


class Engine:
    """Answers questions over one open store; as an async context manager it closes the store at the end.

    `documents`, `plans`, `tables` and `costs` are what it has prepared so far.
    """

    def __init__(self, parts: EngineParts, like: "Engine | None" = None) -> None:
        """The schema, plans and costs of the engine `like` are shared where both have equal parts to make them of."""
        self.parts = parts
        self._recent: Cache[Hashable, bool] = Cache(parts.documents_kept, lambda key, _: weight_of_key(key))
        self._users, self._is_unused = 0, asyncio.Event()
        self.kept: KeptResources = (
            like.kept if like is not None and like.reader is parts.reader else KeptResources()
        )
        model = parts.reader.model
        if like is None or like.reader.model.hash != model.hash:
            self.documents = Documents(build_schema(model), model, parts.rules, parts.documents_kept)
            self.plans, self.costs = Plans(model, parts.limits), Costs(parts.statistics)
            self.tables = TablePlans(model)
            return
        other = like.parts
        has_rules = (other.rules, other.documents_kept) == (parts.rules, parts.documents_kept)
        self.documents = (
            like.documents if has_rules else Documents(like.schema, model, parts.rules, parts.documents_kept)
        )
        self.plans = like.plans if other.limits == parts.limits else Plans(model, parts.limits)
        self.tables = like.tables
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

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """A block in which the engine is needed: `unused` returns only after its end."""
        self._users += 1
        self._is_unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._is_unused.set()

    async def unused(self) -> None:
        """Wait until nobody needs the engine."""
        if self._users:
            await self._is_unused.wait()

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
        return question.query, question.operation_name, *shape_of(question.variables, prepared)

    def prepare(self, question: Question, since: float | None = None) -> PreparedOperation:
        """The question prepared to run, without the store. Raises `QuestionRefused` with the answer that says why.

        `since`: when its time began, on the clock of `time.perf_counter`; now if absent.
        """
        return self._prepared(question, partial(self._prepare, question, since or time.perf_counter()))

    def prepare_table(self, question: Question) -> PreparedTable:
        """As `prepare`, for a question whose list is wanted as a table. Raises `QuestionRefused`."""
        return self._prepared(question, partial(self._prepare_table, question, time.perf_counter()))

    def _prepared(self, question: Question, work: Callable[[], T]) -> T:
        """The result of `work`, which prepares the question; from then on it is known."""
        try:
            result = work()
        except Exception as error:
            raise QuestionRefused(answer_refused(error, question, self.parts.rules)) from error
        if (key := self._key(question)) is not None:
            self._recent.get(key, lambda: True)
        return result

    async def run(self, operation: PreparedOperation) -> Answer:
        """The answer to a prepared question. The store is stopped when the time budget is spent."""
        rules = self.parts.rules
        budget = Budget(operation.since + rules.seconds, rules.max_bytes)
        timeout = asyncio.timeout(budget.deadline - time.perf_counter())
        try:
            async with timeout:
                return await OperationRun(
                    self.parts, self.documents.introspection, self.kept, operation, budget
                ).answer()
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
        operation = self._plan(question, since)
        if question.graph is not None:
            self._check_graph(operation)
        cost = self._checked(operation, self._cost(operation, operation.plan, {}))
        if operation.plan.introspection:
            count = self.documents.introspection.cost(operation.plan.introspection)
            values = Cost(count, rows=count, values=count)
            if values.units > self.documents.introspection.most and not self._is_trusted(question):
                raise too_costly(values, self.documents.introspection.most)
            cost = sum_of((cost, values))
        return replace(operation, cost=cost)

    def _check_graph(self, operation: PreparedOperation) -> None:
        """Raise `QueryError` if an answer as RDF is impossible."""
        if operation.question.wants_receipt:
            raise receipt_unavailable(
                "An answer as RDF has no receipt.", "Ask for JSON, or leave the receipt out."
            )
        plan, model = operation.plan, self.reader.model
        if not plan.computed and not any(statement_collector(root, model) for root in plan.roots):
            raise nothing_to_show()

    def _prepare_table(self, question: Question, since: float) -> PreparedTable:
        if question.wants_receipt:
            raise receipt_unavailable("A table has no receipt.", "Ask for JSON, or leave the receipt out.")
        operation = self._plan(question, since)
        plan = self.tables.get(operation.plan)
        table = prepare_table(operation, plan, partial(self._cost, operation))
        self._checked(operation, table.operation.cost)
        return table

    def _cost(self, operation: PreparedOperation, plan: OperationPlan, more: Mapping[str, object]) -> Cost:
        """The expected cost of a plan for an operation, with `more` variables."""
        variables: Mapping[str, object] = {
            **operation.variables,
            **more,
            LANGUAGES.name: operation.languages,
        }
        question = operation.question
        if question.is_alike:
            variables = self.costs.of_any_alike(variables)
        return self.costs.cost(plan, variables, self.parts.archive, stated=question.graph is not None)

    def _checked(self, operation: PreparedOperation, cost: Cost) -> Cost:
        """The cost, if an operation may have it; `QueryError` `COST` if not."""
        most = self.parts.rules.max_cost
        if cost.units > most and not self._is_trusted(operation.question):
            raise too_costly(cost, most)
        return cost

    def _is_trusted(self, question: Question) -> bool:
        return question.query in self.parts.rules.trusted

    def _plan(self, question: Question, since: float) -> PreparedOperation:
        """The question with its plan, whose cost is not known yet."""
        rules, schema = self.parts.rules, self.graphql_schema
        is_trusted = self._is_trusted(question)
        if rules.limits and not is_trusted:
            rules.limits.check_variables(question.variables)
        prepared = self.documents.prepared(question.query)
        document = prepared.document
        if document is None:
            raise InvalidRequest(prepared.errors)
        refuse_mutations(document, question)
        if prepared.errors:
            raise InvalidRequest(prepared.errors)
        operation = choose_operation(document, question.operation_name)
        check_subscription(operation, question)
        variables = variable_values(schema, operation, question.variables, self.documents.hints)
        name = operation.name.value if operation.name else None
        plan = self.plans.get(
            (question.query, name, *shape_of(variables, prepared)),
            lambda: plan_operation(
                self.plans.planner,
                OperationDocument(schema, document, operation, variables, prepared.structural),
                rules.limits.fields if rules.limits and not is_trusted else None,
            ),
            trusted=is_trusted,
        )
        languages = preferred_languages(question.accept_language)
        if question.event is not None and plan.is_subscription:
            variables |= event_variables(question.event)
        plan.check({**variables, LANGUAGES.name: languages})
        return PreparedOperation(question, name, variables, plan, Cost(), since, self.parts.sources)
