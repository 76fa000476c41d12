"""Answers about the schema: bounded like others, made one at a time beside the event loop, and kept."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

import orjson
from graphql import DocumentNode, GraphQLSchema, execute_sync, print_ast

from graph_api.budget import Budget, OutOfTime
from graph_api.cache import Cache
from graph_api.engine.introspection_cost import IntrospectionCosts
from graph_api.errors import QueryError
from graph_api.operations.preparing import InvalidRequest
from graph_api.respond.encoding import encode

T = TypeVar("T")
_VARIABLE = re.compile(r"\$(\w+)")
_TIMES_THE_USUAL = 2
"""An answer may be expected to have this many times the values of the usual introspection."""
_KEPT = 30_000_000
"""Most bytes of all answers that are kept."""
_LONGEST = _KEPT // 3
"""Most bytes of one of them."""


@dataclass(frozen=True, slots=True)
class SchemaQuestion:
    """The part of an operation that asks about the schema, as a document of its own and as its text."""

    document: DocumentNode
    text: str

    def key(self, variables: Mapping[str, object]) -> bytes:
        """All that its answer over one schema depends on."""
        uses = Counter(_VARIABLE.findall(self.text))  # a declaration is one
        used = {name: value for name, value in variables.items() if uses[name] > 1}
        return self.text.encode() + orjson.dumps(used, option=orjson.OPT_SORT_KEYS)


def schema_question(document: DocumentNode) -> SchemaQuestion:
    """The question of a document with nothing else in it."""
    return SchemaQuestion(document, print_ast(document))


@dataclass(frozen=True, slots=True)
class SchemaAnswer:
    """The JSON of each root field by key, and the number of values in it."""

    values: Mapping[str, bytes]
    count: int

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(map(len, self.values.values()))


class Introspection:
    """Answers questions about one schema. Each is made once, as long as it is among those kept."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: Cache[bytes, SchemaAnswer] = Cache(_KEPT, lambda key, answer: len(key) + answer.size)
        self._known: Cache[str, int] = Cache(1000)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="introspection")

    @cached_property
    def _costs(self) -> IntrospectionCosts:
        return IntrospectionCosts(self._schema)

    @property
    def most(self) -> int:
        """The most values that an answer may be expected to have; the usual question for a whole schema has fewer."""
        return _TIMES_THE_USUAL * self._costs.whole

    def cost(self, question: SchemaQuestion) -> int:
        """The number of values expected in the answer."""
        return self._known.get(question.text, lambda: self._costs.cost(question.document))

    async def run(self, work: Callable[[], T]) -> T:
        """The result of other work on the schema, called in the same thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def answer(
        self, question: SchemaQuestion, variables: Mapping[str, object], budget: Budget
    ) -> SchemaAnswer:
        """The answer. Raises `InvalidRequest` for invalid arguments."""
        answer = self._kept.known(question.key(variables))
        if answer is None:
            make = partial(self._kept_or_made, question, variables, budget)
            answer = await self.run(make)
        budget.spend(answer.size)
        return answer

    def _kept_or_made(
        self, question: SchemaQuestion, variables: Mapping[str, object], budget: Budget
    ) -> SchemaAnswer:
        budget.check()
        key = question.key(variables)
        if (kept := self._kept.known(key)) is not None:
            return kept
        answer = _make(self._schema, question, variables, budget)
        return self._kept.get(key, lambda: answer) if answer.size + len(key) < _LONGEST else answer


class _GivenUp(BaseException):
    """Ends an execution: graphql-core takes other exceptions for errors of one field."""


def _make(
    schema: GraphQLSchema, question: SchemaQuestion, variables: Mapping[str, object], budget: Budget
) -> SchemaAnswer:
    count = 0

    def resolve(following: Callable[..., Any], source: object, info: Any, **arguments: object) -> Any:
        nonlocal count
        count += 1
        try:
            budget.spend(len(info.field_name))
        except (OutOfTime, QueryError) as error:
            raise _GivenUp from error
        return following(source, info, **arguments)

    before = budget.spent
    try:
        result = execute_sync(
            schema, question.document, variable_values=dict(variables), middleware=[resolve]
        )
    except _GivenUp as end:
        raise end.__cause__ or end from None
    if result.errors:
        raise InvalidRequest(result.errors)
    values = {key: encode(value, budget) for key, value in (result.data or {}).items()}
    budget.spent = before
    return SchemaAnswer(values, count)
