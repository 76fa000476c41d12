"""The ways in Cypher from a resource to the members of a field: one relationship, or a chain of them.

Of several trails to one member only the first counts, so that each member occurs once.
"""

from dataclasses import dataclass

from graph_api.stores.neo4j.statement import CypherDraft, quoted
from ontology import storage as st
from ontology.model import Field


@dataclass(frozen=True, slots=True)
class CypherTrail:
    """Relationships to walk along: the variables of resources, the arrows between them, and their variables."""

    places: tuple[str, ...]
    arrows: tuple[str, ...]
    edges: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def text(self) -> str:
        """`MATCH` clauses, one for each arrow: in one clause Neo4j would not go back over a relationship."""
        steps = zip(self.places, self.arrows, self.places[1:], strict=False)
        return " ".join(f"MATCH ({n}){arrow}({m})" for n, arrow, m in steps)

    @property
    def pattern(self) -> str:
        """All of it as one pattern."""
        steps = zip(self.arrows, self.places[1:], strict=True)
        return f"({self.places[0]})" + "".join(f"{arrow}({m})" for arrow, m in steps)


def match_members(draft: CypherDraft, field: Field, n: str, m: str, e: str | None = None) -> str:
    """`MATCH … WHERE …` of the members `m` of a field of `n`, each once; `e`: the edge to them, if it is one."""
    trail = trail_of(draft, field, n, m, e)
    once = ""
    if trail.via:
        # Several trails may lead to one member: only the first one by the IRIs on its way counts.
        same = trail_of(draft, field, n, m)
        way, other_way = (" + ' ' + ".join(f"{x}.iri" for x in t.via) for t in (trail, same))
        once = f" AND NOT EXISTS {{ {same.text} WHERE {other_way} < {way} }}"
    return f"{trail.text} WHERE {fits(draft, field.target, m)}{once}"


def trail_of(draft: CypherDraft, field: Field, n: str, m: str, e: str | None = None) -> "CypherTrail":
    """The way from `n` to a member `m` of a field."""
    hops = field.hops
    edges = [draft.variable("r") for _ in hops] if len(hops) > 1 or e is None else [e]
    via = [draft.variable("x") for _ in hops[1:]]
    places, arrows = [n, *via, m], []
    for hop, edge in zip(hops, edges, strict=True):
        relation = f"[{edge}:{quoted(draft.model.properties[hop.property].relationship)}]"
        arrows.append(f"<-{relation}-" if hop.inverse else f"-{relation}->")
    return CypherTrail(tuple(places), tuple(arrows), tuple(edges), tuple(via))


def fits(draft: CypherDraft, target: str | None, n: str) -> str:
    """`n` is of the class, or not described, so that it may be of it."""
    return "true" if target is None else f"({n}:{draft.label(target)} OR {n}.{st.HOME} IS NULL)"
