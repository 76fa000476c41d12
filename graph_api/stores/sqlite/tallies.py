"""The SQL of tallies (facets, aggregates, groups): the number of members of a list with each combination of values."""

from graph_api.plan import reads
from graph_api.plan.figures.forms import AGGREGATES
from graph_api.stores.sqlite.conditions import SqlConditions, table_of
from graph_api.stores.sqlite.members import SqlMembers
from graph_api.stores.sqlite.trails import and_fits, trail_of
from ontology.model import Kind
from ontology.storage import RECORD_VALUES


def tally_rows(conditions: SqlConditions, tally: reads.Tally, members: SqlMembers, parent: str) -> str:
    """Rows `parent, *values, count`, resources as IRIs; by parent, the most frequent first."""
    names = [f"value{i}" for i in range(len(tally.keys))]
    if len(tally.keys) == 1 and not tally.keys[0].optional:
        joined, value, condition = _counted(conditions, tally.keys[0])
        counted = (
            f"SELECT {parent} AS parent, {value} AS {names[0]}, count(DISTINCT n.id) AS count "
            f"FROM {members.tables} {joined} WHERE {members.condition}{condition} GROUP BY 1, 2"
        )
    else:
        counted = _combined(conditions, tally, members, parent)
    by_size = ", ".join(("count DESC", *(_ordered(key, n) for key, n in zip(tally.keys, names, strict=True))))
    if tally.limit is not None:
        counted = (
            f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY parent ORDER BY {by_size}) AS k "
            f"FROM ({counted})) WHERE k <= {conditions.draft.parameter(tally.limit)}"
        )
    return f"SELECT parent, {', '.join(names)}, count FROM ({counted}) ORDER BY parent, {by_size}"


def _combined(conditions: SqlConditions, tally: reads.Tally, members: SqlMembers, parent: str) -> str:
    """The number of members with each combination: a table of the members, and one of the values of each key."""
    tables = conditions.draft.tables
    those = conditions.draft.alias("members")
    tables.append(f"{those}(parent, id) AS MATERIALIZED (SELECT DISTINCT {parent}, n.id FROM {members.text})")
    columns, joins = "", ""
    for number, key in enumerate(tally.keys):
        values = conditions.draft.alias("values")
        joined, value, condition = _counted(conditions, key)
        each = f"(SELECT DISTINCT id FROM {those}) o CROSS JOIN resource n ON n.id = o.id {joined}"
        counted = f"SELECT DISTINCT n.id, {value} FROM {each} WHERE 1{condition}"
        tables.append(f"{values}(id, value) AS MATERIALIZED ({counted})")
        columns += f", {values}.value AS value{number}"
        joins += f" {'LEFT ' if key.optional else ''}JOIN {values} ON {values}.id = m.id"
    grouped = ", ".join(map(str, range(1, len(tally.keys) + 2)))
    return f"SELECT m.parent AS parent{columns}, count(*) AS count FROM {those} m{joins} GROUP BY {grouped}"


def _ordered(key: reads.TallyKey, name: str) -> str:
    """The order of the values of a key, parts of time by their year first; what has none comes last."""
    return f"{name} IS NULL, " * key.optional + f"CAST({name} AS INTEGER), " * bool(key.unit) + name


def _counted(conditions: SqlConditions, key: reads.TallyKey) -> tuple[str, str, str]:
    """The joins from the members `n` to the values of a key, the value that is counted, and `AND …`."""
    joined, condition, n = "", "", "n"
    for step in key.way:
        trail, m = trail_of(conditions.draft, step.along, f"{n}.id"), conditions.draft.alias("m")
        joined += f" CROSS JOIN {trail.tables} CROSS JOIN resource {m} ON {m}.id = {trail.end}"
        fits = and_fits(conditions.draft, step.along.target, m)
        condition += f" AND {trail.condition}{fits} AND {conditions.holds(step.holding, m)}"
        n = m
    v = conditions.draft.alias("v")
    if key.classes:
        c = conditions.draft.alias("c")
        joined += f" CROSS JOIN instance {c} ON {c}.id = {n}.id CROSS JOIN term {v} ON {v}.id = {c}.class"
        return joined, f"{v}.iri", condition
    if key.field is None:
        return joined, f"{n}.iri", condition
    term = key.field.term
    if term.kind not in AGGREGATES and term.kind is not Kind.PERIOD:
        of = f"{v}.s = {n}.id AND {v}.p = {conditions.draft.term(term.iri)}"
        return f"{joined} CROSS JOIN {table_of(term)} {v} ON {of}", f"{v}.key", condition
    # As the source writes it.
    joined += f" CROSS JOIN json_each({n}.record -> '$[{RECORD_VALUES}].{term.key}') {v}"
    written = f"{v}.value"
    value = _part_of_date(term.kind, key.unit, written) if key.unit else written
    return joined, value, f"{condition} AND {written} IS NOT NULL"


def _part_of_date(kind: Kind, unit: reads.Unit, written: str) -> str:
    """The year, quarter, month or day of a date, time or year as the source writes it, without a time zone."""
    if kind is Kind.YEAR:
        without_offset = f"substr({written}, 1, length({written}) - 6)"
        return f"CASE WHEN {written} LIKE '%:__' THEN {without_offset} ELSE rtrim({written}, 'Z') END"
    if kind is Kind.PERIOD:
        return _part_of_period(unit, written)
    digits = f"instr(substr({written}, 2), '-')"  # of the year, with its sign
    match unit:
        case "YEAR":
            return f"substr({written}, 1, {digits})"
        case "QUARTER":
            month = f"CAST(substr({written}, {digits} + 2, 2) AS INTEGER)"
            return f"substr({written}, 1, {digits}) || '-Q' || (({month} + 2) / 3)"
        case "MONTH":
            return f"substr({written}, 1, {digits} + 3)"
        case "DAY":
            return f"substr({written}, 1, {digits} + 6)"


def _part_of_period(unit: reads.Unit, written: str) -> str:
    """The same of a period as a literal in N-Triples; all of it if it is longer than the unit."""
    form = f"substr({written}, 2, instr(substr({written}, 2), char(34)) - 1)"
    day = (
        "CASE WHEN instr(form, 'T') > 0 THEN substr(form, 1, instr(form, 'T') - 1) "
        "WHEN form LIKE '%:__' THEN substr(form, 1, length(form) - 6) ELSE rtrim(form, 'Z') END"
    )
    digits = "CASE instr(substr(day, 2), '-') WHEN 0 THEN length(day) ELSE instr(substr(day, 2), '-') END"
    parts: dict[reads.Unit, str] = {
        "YEAR": "substr(day, 1, digits)",
        "QUARTER": "CASE digits WHEN length(day) THEN day ELSE substr(day, 1, digits) || '-Q' || "
        "((CAST(substr(day, digits + 2, 2) AS INTEGER) + 2) / 3) END",
        "MONTH": "substr(day, 1, digits + 3)",
        "DAY": "substr(day, 1, digits + 6)",
    }
    with_day = f"(SELECT {day} AS day FROM (SELECT {form} AS form))"
    return f"(SELECT {parts[unit]} FROM (SELECT day, {digits} AS digits FROM {with_day}))"
