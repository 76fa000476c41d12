"""The members of a root list or of a field in SQL: the tables to walk through.

`CROSS JOIN` keeps SQLite from reordering: a statement walks from the parents over the edges, whatever SQLite's
statistics suggest.
"""

from dataclasses import dataclass

from graph_api.plan.conditions import Condition, is_selective, part_searched
from graph_api.stores.sqlite.conditions import FOUND, SqlConditions
from graph_api.stores.sqlite.statement import PARENTS
from graph_api.stores.sqlite.trails import and_fits, trail_of
from ontology.model import Field


@dataclass(frozen=True, slots=True)
class SqlMembers:
    """The members `n` of a list: tables to walk through, a condition, the columns of their IRIs and edges' graphs."""

    tables: str
    condition: str
    iri: str
    graphs: str = "NULL"

    @property
    def text(self) -> str:
        """The text after `FROM`."""
        return f"{self.tables} WHERE {self.condition}"


def class_members(
    conditions: SqlConditions, of: str | None, where: Condition | None, *, ranked: bool = False
) -> SqlMembers:
    """The members of a root list, walking from the class or from a condition that few resources meet.

    `ranked`: those of a search have ranks.
    """
    searched, rest = part_searched(where)
    if of is None and searched is not None:
        tables = (
            f"{conditions.search(searched, ranked=ranked)} {FOUND} CROSS JOIN resource n ON n.id = {FOUND}.id"
        )
        return SqlMembers(tables, conditions.holds(rest, "n"), "n.iri")
    if of is None:
        return SqlMembers("resource n", f"n.described AND {conditions.holds(where, 'n')}", "n.iri")
    number = conditions.draft.term(of)
    if where is not None and is_selective(where):
        table = conditions.table(where)
        joined = f"CROSS JOIN instance i ON i.class = {number} AND i.iri = n.iri"
        return SqlMembers(f"{table} d CROSS JOIN resource n ON n.id = d.id {joined}", "1", "n.iri")
    return SqlMembers(
        "instance i CROSS JOIN resource n ON n.id = i.id",
        f"i.class = {number} AND {conditions.holds(where, 'n')}",
        "i.iri",
    )


def field_members(
    conditions: SqlConditions, field: Field, where: Condition | None, *, with_graphs: bool = False
) -> SqlMembers:
    """The members of a field of the parents `j`; `with_graphs`: with the graphs of derived relations too."""
    trail = trail_of(conditions.draft, field, "j.value")
    return SqlMembers(
        f"json_each(:{PARENTS}) j CROSS JOIN {trail.tables} CROSS JOIN resource n ON n.id = {trail.end}",
        f"{trail.condition}{trail.once} AND {conditions.holds(where, 'n')}"
        f"{and_fits(conditions.draft, field.target, 'n')}",
        "n.iri",
        trail.graphs if with_graphs or not field.term.chain else "NULL",
    )
