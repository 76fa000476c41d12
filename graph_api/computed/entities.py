"""`_entities`: the resources that a gateway names by type and IRI, read with one statement for each type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.computed.execution import ComputedField, ExecutionContext
from graph_api.computed.planning import PlanningContext
from graph_api.costs.cost import Cost, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.history.archive import Archive
from graph_api.plan.arguments.representations import Representation
from graph_api.plan.conditions import Operand
from graph_api.plan.entities import EntitiesPlan, EntityRoot, plan_entities
from graph_api.plan.plan import arguments
from graph_api.respond.answer_rdf import collect_resource
from graph_api.respond.encoding import write_list
from graph_api.respond.lists import Write, width_of_selection
from graph_api.respond.object_types import ObjectTypes
from graph_api.respond.rows import Row
from graph_api.respond.values import AnswerContext
from graph_api.respond.writer import write_resource
from ontology.model import Model


def plan_entities_field(planning: PlanningContext) -> "EntitiesField":
    """The plan of the root field `_entities`."""
    plan = plan_entities(planning.planner, planning.document, planning.key, planning.nodes)
    writers = {name: _writer(name, one, planning.model) for name, one in plan.types.items()}
    widths = (width_of_selection(one.selection) for one in plan.types.values())
    return EntitiesField(plan, writers, min(widths, default=1))


def _writer(name: str, entity: EntityRoot, model: Model) -> Write:
    """Writes a resource of the type with this name; null for one that has another object type."""
    write = write_resource(entity.root, model)
    if not entity.only:
        return write
    types = ObjectTypes(model, entity.root.of)
    return lambda row, context: write(row, context) if types[row[1]] == name else None


@dataclass(frozen=True, slots=True)
class EntitiesField(ComputedField):
    """The planned root field; `width`: the least bytes of a resource in the answer."""

    plan: EntitiesPlan
    writers: Mapping[str, Write]
    width: int

    @property
    def more_roots(self) -> int:
        """One for each type that is named."""
        return len(self.plan.types)

    def arguments(self) -> Iterator[Operand]:
        """Its representations, and the pages below them."""
        yield self.plan.representations
        for one in self.plan.types.values():
            yield from arguments(one.root)

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of the resources of all types, and of a value for each representation."""
        named = self.plan.named(estimator.variables)
        roots = [estimator.root(one.root) for one in self.plan.types.values()]
        return sum_of([writing(len(named)), *roots])

    async def answer(self, execution: ExecutionContext) -> Any:
        """Its value."""
        named = self.plan.named(execution.context.variables)

        def write(found: Mapping[str, Sequence[Row]]) -> Any:
            rows = {
                name: {row[0]: row for row in found[one.root.key]} for name, one in self.plan.types.items()
            }
            for one in named:
                self._collect(one, rows[one.type_name].get(one.iri), execution)
            members = [(self.writers[one.type_name], rows[one.type_name].get(one.iri)) for one in named]
            return write_list(_write_member, members, self.width, execution.context)

        return await execution.rows([one.root for one in self.plan.types.values()], {}, write)

    def _collect(self, named: Representation, row: Row | None, execution: ExecutionContext) -> None:
        """Add what a resource shows to the answer's graph, if it has the type by which it is named."""
        entity, context = self.plan.types[named.type_name], execution.context
        if row is not None and context.graph is not None:
            types = ObjectTypes(execution.model, entity.root.of)
            if not entity.only or types[row[1]] == named.type_name:
                collect_resource(entity.root, row, execution.model, context)


def _write_member(member: tuple[Write, Row | None], context: AnswerContext) -> Any:
    write, row = member
    return write(row, context) if row else None
