"""The groups of the resources that refer to a resource: their order, and the requested page of them.

A store counts the groups, so a page is cut out of the counts here, the same for every store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from graph_api.plan import reads
from graph_api.plan.conditions import Operand, Variables
from graph_api.plan.cursor import ListPosition
from graph_api.plan.order import Page
from graph_api.plan.statements.statement_pages import order_of, predicates_of
from ontology.model import Model

CURSOR_KEYS = 0
"""The keys in a cursor: none. Its IRI is the predicate."""


@dataclass(frozen=True)
class ReferrerPages:
    """Cuts the pages of one list of groups out of their counts, for the variables of one request."""

    how: reads.ReferrerGroups
    page: Page
    variables: Variables
    model: Model

    @classmethod
    def of(cls, link: reads.Link, variables: Variables, model: Model) -> "ReferrerPages":
        """The pages of a link to groups of referrers."""
        if not isinstance(link.how, reads.ReferrerGroups) or link.page is None:
            raise TypeError(link)
        return cls(link.how, link.page, variables, model)

    def of_counts(self, counts: Mapping[str, int]) -> list[Any]:
        """`[rows, count, tallies]` of a resource, whose referrers are counted by predicate; rows without links."""
        placed = sorted((order_of(one, self.model), one) for one in counts if self._is_chosen(one))
        after = self._bound(self.page.after)
        rows = [[one, counts[one]] for place, one in placed if after is None or (place, one) > after]
        return [rows[: self._size + 1], len(placed), ()]

    def are_in(self, predicate: str, link: reads.Link) -> bool:
        """True if a link leads to referrers in the group of a predicate."""
        if not isinstance(link.how, reads.Referrers):
            raise TypeError(link)
        return link.how.spanning in (None, predicate in self.how.spanning)

    def _is_chosen(self, predicate: str) -> bool:
        return all((predicate in among) is wanted for wanted, among in self._predicates)

    @cached_property
    def _predicates(self) -> Sequence[tuple[bool, frozenset[str]]]:
        return predicates_of(self.how.choice, self.variables)

    @cached_property
    def _size(self) -> int:
        return cast(int, self.page.size.bind(self.variables))

    def _bound(self, cursor: Operand | None) -> tuple[int, str] | None:
        if cursor is None:
            return None
        predicate = cast(ListPosition, cursor.bind(self.variables)).iri
        return order_of(predicate, self.model), predicate
