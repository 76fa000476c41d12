"""The ways in SQL from a resource to the members of a field: one edge, or a chain of them.

Of several trails to one member only the first counts, so that each member occurs once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph_api.stores.sqlite.statement import SqlDraft
from ontology.model import Field
from ontology.storage import RECORD_HOME


@dataclass(frozen=True, slots=True)
class SqlTrail:
    """Edges to walk along: tables, `… AND …` between them, the columns of both ends and of the resources between them.

    `once`: `AND …` that leaves one of several trails between the same ends. `graphs`: those that state the trails.
    """

    tables: str
    condition: str
    start: str
    end: str
    via: tuple[str, ...]
    graphs: str
    once: str = ""


def trail_of(draft: SqlDraft, field: Field, start: str | None) -> "SqlTrail":
    """The edges from the resource with the id `start` (None: any) to the members of a field."""
    edges = [draft.alias("e") for _ in field.hops]
    trail = _edges(draft, field, edges, start)
    if len(edges) == 1:
        return trail
    # Several trails may lead to one member: only the first one by the ids on its way counts.
    others = [draft.alias("d") for _ in field.hops]
    same = _edges(draft, field, others, start or trail.start)
    way, other_way = (", ".join(t.via) for t in (trail, same))
    earlier = f"{same.condition} AND {same.end} = {trail.end} AND ({other_way}) < ({way})"
    once = f" AND NOT EXISTS (SELECT 1 FROM {same.tables} WHERE {earlier})"
    return replace(trail, once=once, graphs=_graphs_of(same, others, trail.end))


def _edges(draft: SqlDraft, field: Field, edges: Sequence[str], start: str | None) -> "SqlTrail":
    conditions: list[str] = []
    ends: list[str] = []
    for e, hop in zip(edges, field.hops, strict=True):
        near, far = ("o", "s") if hop.inverse else ("s", "o")
        begins = ends[-1] if ends else start
        begun = f"{e}.{near} = {begins} AND " if begins else ""
        conditions.append(f"{begun}{e}.p = {draft.term(hop.property)}")
        ends.append(f"{e}.{far}")
    first = f"{edges[0]}.{'o' if field.hops[0].inverse else 's'}"
    tables = " CROSS JOIN ".join(f"edge {e}" for e in edges)
    return SqlTrail(tables, " AND ".join(conditions), first, ends[-1], tuple(ends[:-1]), f"{edges[0]}.graphs")


def and_fits(draft: SqlDraft, target: str | None, n: str) -> str:
    """`AND …`: `n` is of the class, or not described, so that it may be of it."""
    if target is None:
        return ""
    names = {draft.model.classes[c].type_name for c in draft.model.concrete_types(target)}
    quoted = ", ".join(f"'{name}'" for name in sorted(names))
    return f" AND ({n}.described = 0 OR {n}.class IN ({quoted}) OR {is_a(draft, n, [target])})"


def is_a(draft: SqlDraft, n: str, classes: Sequence[str]) -> str:
    """`n` is an instance of one of some classes."""
    numbers = ", ".join(str(draft.term(c)) for c in classes)
    i = draft.alias("i")
    return f"EXISTS (SELECT 1 FROM instance {i} WHERE {i}.class IN ({numbers}) AND {i}.iri = {n}.iri)"


def _graphs_of(trails: SqlTrail, edges: Sequence[str], end: str) -> str:
    """A JSON list of the graphs that state some edge of all trails to `end`."""
    stated = " UNION ".join(
        f"SELECT g.value FROM {trails.tables} CROSS JOIN resource h ON h.id = {e}.s "
        f"CROSS JOIN json_each(coalesce({e}.graphs, json_extract(h.record, '$[{RECORD_HOME}]'))) g "
        f"WHERE {trails.condition} AND {trails.end} = {end}"
        for e in edges
    )
    return f"(SELECT json_group_array(value) FROM ({stated}))"
