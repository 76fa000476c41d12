"""Reading the root fields of an operation: a search that finds nothing goes on with its next step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from graph_api.plan.cursor import ListPosition
from graph_api.plan.plan import Root
from graph_api.plan.search import SEARCHES, SearchQuery
from graph_api.plan.search_steps import (
    SearchedText,
    SearchStep,
    further_steps,
    is_sure,
    level_of,
)
from graph_api.stores.port import Session
from ontology.model import Model
from ontology.values.fold import words

T = TypeVar("T")


@dataclass(slots=True)
class _Search:
    """A search under way: its steps, the one that is being tried, and the first one that found anything.

    `after` is the level that a cursor is of; such a search takes the step of its cursor.
    """

    text: SearchedText
    after: int | None
    steps: list[SearchStep] = field(default_factory=list)
    current: int = 0
    first: int | None = None
    is_settled: bool = False

    @property
    def step(self) -> SearchStep:
        """The step that is being tried."""
        return self.steps[self.current]


class RootReader:
    """Reads some root fields; `variables` is what their statements are bound to, and gets the steps of searches."""

    def __init__(self, model: Model, roots: Sequence[Root], variables: dict[str, object]) -> None:
        self._model = model
        self._roots = roots
        self._variables = variables

    async def read(self, session: Session, use: Callable[[Mapping[str, Any]], T]) -> T:
        """The result of `use`, called with the rows by root once each search has found its step."""
        taken: dict[str, SearchStep] = {}
        self._variables.pop(SEARCHES, None)
        searches = {root.key: found for root in self._roots if (found := self._search(root)) is not None}
        self._variables[SEARCHES] = taken
        for key, search in searches.items():
            if search.after:
                await self._load(search, session)
                self._settle(search, min(search.after, len(search.steps) - 1))
            taken[key] = search.step
        kept: dict[str, Any] = {}
        pending = list(self._roots)
        while pending:
            open_ = [key for key, search in searches.items() if not search.is_settled]
            result = await session.rows(pending, self._variables, partial(self._judge, open_, use, kept))
            if not isinstance(result, _Unsure):
                return result
            for key in open_:
                await self._go_on(searches[key], result.ranks[key], session)
            moved = {key for key in open_ if searches[key].step is not taken[key]}
            taken |= {key: searches[key].step for key in moved}
            pending = [root for root in self._roots if root.key in moved]
        return await session.work(partial(use, kept))

    def _search(self, root: Root) -> _Search | None:
        """The search of a root field, if it is one."""
        page = root.page
        text = next((key.rank.text for key in page.keys if key.rank), None) if page else None
        if page is None or not isinstance(text, SearchedText):
            return None
        query = text.bind(self._variables)
        if not isinstance(query, SearchQuery):
            raise TypeError(query)
        cursor = page.after.bind(self._variables) if page.after else None
        after = level_of(int(str(cursor.keys[0]))) if isinstance(cursor, ListPosition) else None
        return _Search(text, after, [SearchStep(query)], is_settled=after is not None)

    def _judge(
        self,
        open_: Sequence[str],
        use: Callable[[Mapping[str, Any]], T],
        kept: dict[str, Any],
        rows: Mapping[str, Any],
    ) -> "T | _Unsure":
        """The result of `use`, or the best ranks of the searches if one of them has found nothing sure.

        `kept` gets the rows of the roots, so that only searches that go on are read again.
        """
        kept |= rows
        ranks = {key: kept[key][0][0][-1] if kept[key][0] else None for key in open_}
        if all(rank is not None and is_sure(rank) for rank in ranks.values()):
            return use(kept)
        return _Unsure(ranks)

    async def _go_on(self, search: _Search, rank: int | None, session: Session) -> None:
        """Take the next step after one whose best result has this rank; without one, the first that found anything."""
        if rank is not None and is_sure(rank):
            search.is_settled = True
            return
        if rank is not None and search.first is None:
            search.first = search.current
        if search.current == 0:
            await self._load(search, session)
        if search.current + 1 < len(search.steps):
            search.current += 1
        else:
            self._settle(search, search.first or 0)

    def _settle(self, search: _Search, step: int) -> None:
        search.current, search.is_settled = step, True

    async def _load(self, search: _Search, session: Session) -> None:
        """Find out the further steps of a search."""
        query, text = search.steps[0].query, str(search.text.raw(self._variables))
        if query.words:
            known = await session.vocabulary()
            link_words = frozenset(map(words, self._model.search.links("")))
            search.steps += await session.work(lambda: further_steps(text, query, known, link_words))


@dataclass(frozen=True, slots=True)
class _Unsure:
    """The best rank of each search that may go on, None if it found nothing."""

    ranks: Mapping[str, int | None]
