"""The SQL of tallies (facets and aggregates): the number of members of a list with each value."""

from graph_api.plan import plan as p
from graph_api.plan.conditions import Condition
from graph_api.stores.sqlite.conditions import SqlConditions, table_of
from graph_api.stores.sqlite.members import SqlMembers
from graph_api.stores.sqlite.statement import COLUMNS
from graph_api.stores.sqlite.trails import and_fits, trail_of
from ontology.model import Field, Kind
from ontology.storage import RECORD_VALUES


def tally_rows(conditions: SqlConditions, tally: p.Tally, members: SqlMembers, parent: str) -> str:
    """Rows `parent, value, count`; of a relation `parent, count, id, iri, class, described, record`."""
    joined, value, condition = _counted(conditions, tally)
    grouped = (
        f"SELECT {parent} AS parent, {value} AS value, count(DISTINCT n.id) AS count "
        f"FROM {members.tables} {joined} WHERE {members.condition}{condition} GROUP BY 1, 2"
    )
    by_size = f"count DESC, {'CAST(value AS INTEGER)' if tally.by_year else 'value'}"
    if tally.limit is not None:
        grouped = (
            f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY parent ORDER BY {by_size}) AS k "
            f"FROM ({grouped})) WHERE k <= {conditions.draft.parameter(tally.limit)}"
        )
    if tally.by is not None and tally.by.term.kind is Kind.RELATION:
        return (
            f"SELECT w.parent, w.count, {COLUMNS} FROM ({grouped}) w "
            "CROSS JOIN resource n ON n.iri = w.value ORDER BY w.parent, w.count DESC, w.value"
        )
    return f"SELECT parent, value, count FROM ({grouped}) ORDER BY parent, {by_size}"


def _counted(conditions: SqlConditions, tally: p.Tally) -> tuple[str, str, str]:
    """The joins to the members `n`, the value that is counted, and `AND …`."""
    field = tally.by
    if field is None:
        return "CROSS JOIN instance c ON c.id = n.id CROSS JOIN term t ON t.id = c.class", "t.iri", ""
    predicate = conditions.draft.term(field.term.iri)
    if field.term.kind is Kind.RELATION:
        joined, condition = _reached(conditions, field, tally.holding)
        return joined, "m.iri", condition
    if tally.along is not None:
        joined, condition = _reached(conditions, tally.along, tally.holding)
        joined += f" CROSS JOIN {table_of(field.term)} v ON v.s = m.id AND v.p = {predicate}"
        return joined, "v.key", condition
    if tally.limit is None or tally.by_year:  # as the source writes it
        path = f"$[{RECORD_VALUES}].{field.term.key}"
        joined = f"CROSS JOIN json_each(n.record -> '{path}') v"
        value = _year(field.term.kind) if tally.by_year else "v.value"
        return joined, value, " AND v.value IS NOT NULL"
    return f"CROSS JOIN {table_of(field.term)} v ON v.s = n.id AND v.p = {predicate}", "v.key", ""


def _reached(conditions: SqlConditions, field: Field, holding: Condition | None) -> tuple[str, str]:
    """The joins from the members `n` to the objects `m` of a relation, and `AND …`."""
    trail = trail_of(conditions.draft, field, "n.id")
    joined = f"CROSS JOIN {trail.tables} CROSS JOIN resource m ON m.id = {trail.end}"
    holds = f"{and_fits(conditions.draft, field.target, 'm')} AND {conditions.holds(holding, 'm')}"
    return joined, f" AND {trail.condition}{holds}"


def _year(kind: Kind) -> str:
    """The year of a date, time or year as the source writes it, without a time zone."""
    if kind is not Kind.YEAR:
        return "substr(v.value, 1, instr(substr(v.value, 2), '-'))"
    without_offset = "substr(v.value, 1, length(v.value) - 6)"
    return f"CASE WHEN v.value LIKE '%:__' THEN {without_offset} ELSE rtrim(v.value, 'Z') END"
