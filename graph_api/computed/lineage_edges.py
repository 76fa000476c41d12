"""Arguments and edges shared by `lineage` and `paths`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext, ResourceSelection, objects_of
from graph_api.computed.planning import LabelWriter, PlanningContext
from graph_api.costs.cost import CHOICE, Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import SOURCE_GRAPH, Population
from graph_api.errors import QueryError, did_you_mean
from graph_api.plan.conditions import Any as AnyOf
from graph_api.plan.conditions import IriAmong, Operand
from graph_api.plan.operands import iris
from graph_api.plan.walk import Direction, Way
from graph_api.respond.values import AnswerContext, text_writer
from graph_api.stores.port import FoundEdge
from ontology.model import Kind, Model, PropertyTerm

_GRAPHS = 20
"""The number of source graphs assumed behind many statements together."""
EDGE, _RELATION = "LineageEdge", "LineageRelation"


def plan_way(planning: PlanningContext, *ends: Operand) -> Way:
    """The way that `relations`, `direction`, `types` and `asOf` describe. Raises `QueryError` for unknown ones.

    The ends of the walk are part of the question, whatever their types and periods.
    """
    direction = planning.shaping_argument("direction")
    types = planning.shaping_argument("types")
    where = planning.planner.where
    known = tuple(IriAmong(Operand(iris, end.value, end.variable)) for end in ends)
    enter = None if types is None else where.types(types)
    holds = where.periods.holding(None, planning.as_of)
    return Way(
        _relations(planning.model, planning.shaping_argument("relations")),
        Direction.BOTH if direction is None else Direction(str(direction)),
        enter and AnyOf((enter, *known)),
        holds and AnyOf((holds, *known)),
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
            hint=_stated_relation(model, name) or did_you_mean(name, by_name),
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
class RelationSelection:
    """A selection of the relation of an edge: names of fields, and writers of labels, by response key."""

    fields: tuple[tuple[str, str | LabelWriter], ...]

    def write(self, relation: str, context: AnswerContext) -> dict[str, Any]:
        """The relation with this IRI, ready for JSON."""
        values = {"id": relation, "iri": relation}
        return {
            key: values.get(field, _RELATION) if isinstance(field, str) else field(relation, context)
            for key, field in self.fields
        }


@dataclass(frozen=True, slots=True)
class LineageEdgeSelection:
    """A selection of edges: names of fields, and selections of relations and sources, by response key."""

    fields: tuple[tuple[str, str | RelationSelection | ResourceSelection], ...]

    def cost(self, estimator: Estimator, edges: float) -> Cost:
        """The cost of writing this many edges."""
        parts = [writing(1 + edges)]
        for _, field in self.fields:
            match field:
                case ResourceSelection():
                    parts += [
                        reading(0, 1),
                        field.cost(estimator, Population({SOURCE_GRAPH: min(edges, _GRAPHS)})),
                        writing(edges * 2),
                    ]
                case RelationSelection():
                    parts.append(writing(edges * (1 + 2 * len(field.fields)), edges * CHOICE))
                case _:
                    parts.append(writing(edges))
        return sum_of(parts)

    async def write(self, edges: Sequence[FoundEdge], execution: ExecutionContext) -> list[dict[str, Any]]:
        """The edges, ready for JSON. Takes statements only for sources."""
        sources = await self._sources(edges, execution)
        columns: dict[str, Sequence[Any]] = {}
        for key, field in self.fields:
            match field:
                case ResourceSelection():
                    columns[key] = sources[key]
                case RelationSelection():
                    relations = dict.fromkeys(edge.relation for edge in edges)
                    written = {iri: field.write(iri, execution.context) for iri in relations}
                    columns[key] = [written[edge.relation] for edge in edges]
                case "from":
                    columns[key] = [edge.start for edge in edges]
                case "to":
                    columns[key] = [edge.end for edge in edges]
                case _:
                    columns[key] = [EDGE for _ in edges]
        return await execution.work(lambda: objects_of(columns))

    async def _sources(
        self, edges: Sequence[FoundEdge], execution: ExecutionContext
    ) -> dict[str, list[list[Any]]]:
        """The source graphs of each edge, sorted by IRI, by response key."""
        selections = {key: field for key, field in self.fields if isinstance(field, ResourceSelection)}
        if not selections:
            return {}
        iris = await execution.session.graphs(sorted({number for edge in edges for number in edge.graphs}))
        graphs = await execution.resources(*((one, sorted(iris.values())) for one in selections.values()))
        names = [sorted(iris[number] for number in edge.graphs) for edge in edges]
        return {
            key: [[by_iri[iri] for iri in some] for some in names]
            for key, by_iri in zip(selections, graphs, strict=True)
        }


def plan_edges(planning: PlanningContext, place: str, nodes: Sequence[FieldNode]) -> LineageEdgeSelection:
    """The plan of a selection of edges."""
    fields: list[tuple[str, str | RelationSelection | ResourceSelection]] = []
    for key, name, inner in planning.fields(EDGE, nodes):
        match name:
            case "sources":
                fields.append((key, planning.source_graphs(f"{place}.{key}", inner)))
            case "relation":
                fields.append((key, _plan_relation(planning, inner)))
            case _:
                fields.append((key, name))
    return LineageEdgeSelection(tuple(fields))


def _plan_relation(planning: PlanningContext, nodes: Sequence[FieldNode]) -> RelationSelection:
    return RelationSelection(
        tuple(
            (key, _label_writer(planning, inner) if name == "label" else name)
            for key, name, inner in planning.fields(_RELATION, nodes)
        )
    )


def _label_writer(planning: PlanningContext, nodes: Sequence[FieldNode]) -> LabelWriter:
    write = text_writer(planning.words(nodes))
    properties = planning.model.properties
    return lambda iri, context: write(properties[iri].label, properties[iri].name, context)
