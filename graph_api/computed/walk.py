"""Arguments and edges shared by `lineage` and `paths`."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.computed.planning import PlanningContext
from graph_api.errors import QueryError
from graph_api.plan.conditions import both
from graph_api.plan.walk import Direction, Way
from graph_api.respond.values import AnswerContext, text_writer
from graph_api.stores.port import FoundEdge
from ontology.model import Kind, Model, PropertyTerm

EDGE = "LineageEdge"


def plan_way(planning: PlanningContext) -> Way:
    """The way that `relations`, `direction`, `types` and `asOf` describe. Raises `QueryError` for unknown ones."""
    direction = planning.shaping_argument("direction")
    types = planning.shaping_argument("types")
    where = planning.planner.where
    return Way(
        _relations(planning.model, planning.shaping_argument("relations")),
        Direction.BOTH if direction is None else Direction(str(direction)),
        both(None if types is None else where.types(types), where.periods.holding(None, planning.as_of)),
    )


def _relations(model: Model, argument: object) -> tuple[PropertyTerm, ...]:
    relations = {t.iri: t for t in model.properties.values() if t.kind is Kind.RELATION and not t.chain}
    if argument is None:  # a walk follows stated relations, not derived ones
        relations = {iri: term for iri, term in relations.items() if not term.derived}
    else:
        fields = [
            f for c in model.classes.values() for f in c.fields if f.term.iri in relations and not f.inverse
        ]
        by_name = relations | {name: f.term for f in fields for name in f.names}
        relations = {
            term.iri: term for term in (_relation(model, by_name, name) for name in _names(argument))
        }
    return tuple(relations[iri] for iri in sorted(relations))


def _relation(model: Model, by_name: Mapping[str, PropertyTerm], name: str) -> PropertyTerm:
    if name not in by_name:
        raise QueryError(
            f"There is no stated relation {name!r}.",
            code="UNKNOWN_RELATION",
            hint=_stated_relation(model, name) or _near(by_name, name),
        )
    return by_name[name]


def _stated_relation(model: Model, name: str) -> str | None:
    """A hint what to follow in place of an inverse or a derived relation; None if `name` is neither."""
    fields = [f for c in model.classes.values() for f in c.fields if f.term.kind is Kind.RELATION]
    field = next((f for f in fields if name in f.names or (f.term.chain and name == f.term.iri)), None)
    if field is None:
        return None
    if not field.term.chain:
        return f"Did you mean {field.term.name!r}, followed with `direction: BACKWARD`?"
    stated = [model.properties[hop.property].name for hop in field.term.chain]
    named = " and ".join(map(repr, dict.fromkeys(stated)))
    return f"Did you mean {named}, from which it is derived, followed with `direction: BOTH`?"


def _near(by_name: Iterable[str], name: str) -> str:
    near = difflib.get_close_matches(name, by_name, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return "Give the IRI of a property that leads to resources, or the name of its field at the subject."


def _names(argument: object) -> list[str]:
    return [str(name) for name in (argument if isinstance(argument, list) else [argument])]


def whole(name: str, most: int, default: int) -> Callable[[object], int]:
    """A reader of an argument that must be a number from 0 to `most`; null is `default`."""

    def read(value: object) -> int:
        if value is None:
            return default
        if not isinstance(value, int) or not 0 <= value <= most:
            raise QueryError(
                f"`{name}` must be between 0 and {most}, not {value!r}.",
                code="WALK_SIZE",
                hint=f"Use at most {most}, then continue from the resources that you get.",
            )
        return value

    return read


@dataclass(frozen=True, slots=True)
class LineageEdgeSelection:
    """A selection of edges: response keys with functions of the edge, and the selections of their sources."""

    fields: tuple[tuple[str, Callable[[FoundEdge, AnswerContext], Any]], ...]
    sources: tuple[tuple[str, ResourceSelection], ...]
    keys: tuple[str, ...]

    async def write(self, edges: Sequence[FoundEdge], execution: ExecutionContext) -> list[dict[str, Any]]:
        """The edges, ready for JSON. Takes statements only for sources."""
        objects = [{key: write(edge, execution.context) for key, write in self.fields} for edge in edges]
        if self.sources:
            numbers = sorted({number for edge in edges for number in edge.graphs})
            iris = await execution.session.graphs(numbers)
            sources = await execution.resources(*((one, sorted(iris.values())) for _, one in self.sources))
            for edge, one in zip(edges, objects, strict=True):
                named = sorted(iris[number] for number in edge.graphs)
                for (key, _), graphs in zip(self.sources, sources, strict=True):
                    one[key] = [graphs[iri] for iri in named]
        return [{key: one[key] for key in self.keys} for one in objects]


def plan_edges(planning: PlanningContext, place: str, nodes: Sequence[FieldNode]) -> LineageEdgeSelection:
    """The plan of a selection of edges."""
    fields: list[tuple[str, Callable[[FoundEdge, AnswerContext], Any]]] = []
    sources: list[tuple[str, ResourceSelection]] = []
    selected = planning.fields(EDGE, nodes)
    for key, name, inner in selected:
        match name:
            case "sources":
                sources.append((key, planning.source_graphs(f"{place}.{key}", inner)))
            case "from":
                fields.append((key, lambda edge, context: edge.start))
            case "to":
                fields.append((key, lambda edge, context: edge.end))
            case "relation":
                fields.append((key, _relation_writer(planning, inner)))
            case _:
                fields.append((key, lambda edge, context: EDGE))
    return LineageEdgeSelection(tuple(fields), tuple(sources), tuple(key for key, _, _ in selected))


def _relation_writer(
    planning: PlanningContext, nodes: Sequence[FieldNode]
) -> Callable[[FoundEdge, AnswerContext], Any]:
    fields: list[tuple[str, Callable[[str, AnswerContext], Any]]] = []
    for key, name, inner in planning.fields("LineageRelation", nodes):
        match name:
            case "iri":
                fields.append((key, lambda iri, context: iri))
            case "label":
                fields.append((key, _label_writer(planning, inner)))
            case _:
                fields.append((key, lambda iri, context: "LineageRelation"))
    return lambda edge, context: {key: write(edge.relation, context) for key, write in fields}


def _label_writer(
    planning: PlanningContext, nodes: Sequence[FieldNode]
) -> Callable[[str, AnswerContext], Any]:
    write = text_writer(planning.words(nodes))
    properties = planning.model.properties
    return lambda iri, context: write(properties[iri].label, properties[iri].name, context)
