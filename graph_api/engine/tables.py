"""Lists as tables: the plan is made once, then each page is read and encoded with a budget of its own."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from graph_api.budget import Budget, OutOfTime
from graph_api.cache import Cache
from graph_api.costs.cost import Cost
from graph_api.costs.errors import too_late
from graph_api.engine.operation_plan import OperationPlan
from graph_api.engine.parts import EngineParts
from graph_api.engine.prepared import PreparedOperation
from graph_api.engine.searching import RootReader
from graph_api.plan.document import LANGUAGES, TODAY
from graph_api.respond.values import AnswerContext
from graph_api.stores.port import Session
from graph_api.tables.table_list import PAGE_AFTER, PAGE_ROWS, TableList, read_table_list
from graph_api.tables.writer import EncodedMembers
from ontology.model import Model

_PAGE_COST = 6_500
"""The cost that a page may have, if its list can be read in pages of that: about 20 ms of work."""
_MOST_ROWS, _SOME_ROWS = 20_000, 100
"""The largest page, and a small one whose cost shows that of a row."""
_KEPT = 200


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The list of an operation, and the operations that read its first page and a later one."""

    of: OperationPlan
    members: TableList
    first: OperationPlan
    later: OperationPlan


class TablePlans:
    """The plans of tables over one ontology, kept for the next question of the same shape."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # Each value holds the plan whose id is its key, so that no other plan can get the id.
        self._plans: Cache[int, TablePlan] = Cache(_KEPT)

    def get(self, plan: OperationPlan) -> TablePlan:
        """The plan of an operation as a table. Raises `QueryError` `TABLE_LIST` if it is not of one list."""
        return self._plans.get(id(plan), lambda: self._make(plan))

    def _make(self, plan: OperationPlan) -> TablePlan:
        keys = [key for key in plan.keys if key not in plan.typenames]
        members = read_table_list(plan.roots, keys, self._model)
        later = members.later or members.first
        return TablePlan(plan, members, replace(plan, roots=(members.first,)), replace(plan, roots=(later,)))


@dataclass(frozen=True, slots=True)
class PreparedTable:
    """A question whose list may be read as a table, in pages of so many `rows`; its cost is that of a page."""

    operation: PreparedOperation
    members: TableList
    rows: int


def prepare_table(
    operation: PreparedOperation,
    plan: TablePlan,
    cost: Callable[[OperationPlan, Mapping[str, object]], Cost],
) -> PreparedTable:
    """The table of a planned operation, whose pages cost about as much as a page may; `cost` estimates a plan."""
    single, some = (cost(plan.later, {PAGE_ROWS.name: rows}) for rows in (1, 1 + _SOME_ROWS))
    row = (some.units - single.units) / _SOME_ROWS
    # What a page costs whatever its size, such as for the order of all members, is worth as much again for rows.
    affordable = max(_PAGE_COST, single.units)
    rows = max(1, min(_MOST_ROWS, int(affordable / row))) if row > 0 else _MOST_ROWS
    page = cost(plan.first, {PAGE_ROWS.name: rows})
    return PreparedTable(replace(operation, cost=page), plan.members, rows)


@dataclass(frozen=True, slots=True)
class TablePage:
    """A page of a table; `after` is the cursor of its last row if others follow.

    `count`: the number of rows of the whole table, if it is known. `is_standby`: a copy of the release answered.
    """

    encoded: EncodedMembers
    rows: int
    after: str | None
    count: int | None
    release: str
    is_standby: bool


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the pages of a table from one engine, all on one day; `encode` turns members into what the format adds."""

    parts: EngineParts
    table: PreparedTable
    today: date
    encode: Callable[[Sequence[Any]], EncodedMembers]

    async def page(self, after: str | None, rows: int) -> TablePage:
        """The page after a cursor (None: the first), of at most so many rows if the request does not say how many.

        Raises `QueryError` if it takes too long or is too large, and whatever the store raises.
        """
        rules, operation = self.parts.rules, self.table.operation
        budget = Budget(time.perf_counter() + rules.seconds, rules.max_bytes)
        timeout = asyncio.timeout(rules.seconds)
        try:
            async with timeout:
                return await self.parts.reader.ask(partial(self._page, budget, after, rows))
        except (OutOfTime, TimeoutError):
            raise too_late(operation.cost, rules.seconds) from None
        finally:
            budget.stop()

    async def _page(self, budget: Budget, after: str | None, rows: int, session: Session) -> TablePage:
        operation, members = self.table.operation, self.table.members
        budget.spent = 0  # it may have been begun over another release
        given = {TODAY.name: self.today.isoformat(), LANGUAGES.name: operation.languages}
        own = {PAGE_ROWS.name: rows, PAGE_AFTER.name: after}
        variables = {**operation.variables, **given, **own}
        context = AnswerContext(variables, operation.languages, budget)
        root = members.first if after is None or members.later is None else members.later

        def use(found: Mapping[str, Any]) -> tuple[EncodedMembers, int, str | None, int | None]:
            page = members.write(found[root.key], context)
            encoded = self.encode(page.values)
            budget.settle(0, encoded.size)
            return encoded, len(page.values), page.after, page.count

        reader = RootReader(self.parts.reader.model, (root,), variables)
        encoded, count, following, total = await reader.read(session, use)
        if members.later is None:
            following = None
        return TablePage(encoded, count, following, total, await session.release(), session.is_standby)
