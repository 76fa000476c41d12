"""The resources that rules join to changed ones without a relation between them.

Two acts are compared by their numbers, and two bodies by their names, unless events lead from one to the other.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.computed.execution import ExecutionContext
from graph_api.computed.gathering import MOST_NEIGHBOURS, add_records
from graph_api.computed.walk import walk
from graph_api.costs.cost import Cost, reading
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import All, HasAny, HasValue, Operand, Test
from graph_api.plan.operands import SearchKeys
from graph_api.plan.order import Page
from graph_api.plan.walk import Direction, Way
from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.facts import Facts
from graph_api.reasoning.supposing import Suppositions
from ontology.model import Field, Model
from ontology.values.literals import split

JOINING: Mapping[str, tuple[str, tuple[str, ...]]] = {
    v.ACT_NUMBER: (v.ACT, (v.PASSED_BY,)),
    v.NAME: (v.BODY, ()),
}
"""The properties by whose values rules join resources, with the class of these and the relations that they must have.

Articles have numbers, too, but are not passed by anybody.
"""
_SUCCESSION = (v.BEFORE, v.AFTER)
_STATEMENTS = 4
_FEW = 10
"""The number of resources that are assumed to be joined."""


@dataclass(frozen=True, slots=True)
class JoinedResources:
    """The resources that changes concern beside the changed ones: `concerned` are judged anew, by `context`, too."""

    concerned: Collection[str]
    context: Collection[str]


@dataclass(frozen=True, slots=True)
class JoinReader:
    """Reads what rules join to changed resources. There is one for each plan, because stores compile its parts once."""

    sharing: tuple[p.Root, ...]
    succession: Way

    @property
    def cost(self) -> Cost:
        """The cost of looking for it."""
        return reading(_FEW, _STATEMENTS)

    async def joined(self, execution: ExecutionContext, suppositions: Suppositions) -> JoinedResources:
        """The resources that rules join to the changed ones, as these are or as they would be."""
        subjects = suppositions.subjects
        chain, _ = await walk(execution, [*subjects, *suppositions.values], (self.succession,))
        now = Facts(execution.model)
        await add_records(execution, sorted({*subjects, *suppositions.values, *chain}), now)
        facts = (now, suppositions.over(now))
        concerned: set[str] = set()
        for root, predicate in zip(self.sharing, JOINING, strict=True):
            texts = {text for one in facts for iri in subjects for text in one.values(iri, predicate)}
            concerned |= await _sharing(execution, root, texts)
        if any(one.statements(iri, *_SUCCESSION) for one in facts for iri in subjects):
            concerned |= _namesakes(facts)
        return JoinedResources(concerned.difference(subjects), {*chain, *concerned})


def join_reader(model: Model) -> JoinReader:
    """The reader of what rules join, over one model."""
    sharing = tuple(_resources_with(model, iri, of, having) for iri, (of, having) in JOINING.items())
    succession = tuple(model.properties[iri] for iri in _SUCCESSION)
    return JoinReader(sharing, Way(succession, Direction.BOTH))


def _resources_with(model: Model, predicate: str, of: str, having: Sequence[str]) -> p.Root:
    """The root of all resources of a class that have one of some values of a property, and some relations."""
    term = model.properties[predicate]
    key = f":{term.key}"
    relations = (model.properties[iri] for iri in having)
    related = (HasAny(Field(relation.name, relation, inverse=False)) for relation in relations)
    shares = HasValue(term, Test("in", Operand(SearchKeys(term.kind), variable=key)))
    return p.Root(
        key=key,
        of=of,
        level=reads.NOTHING,
        output=outputs.UNSHOWN,
        where=All((shares, *related)),
        page=Page(Operand(lambda _: MOST_NEIGHBOURS)),
    )


async def _sharing(execution: ExecutionContext, root: p.Root, texts: Collection[str]) -> set[str]:
    def iris(rows: Mapping[str, Any]) -> set[str]:
        return {row[0] for row in rows[root.key][0]}

    return await execution.rows((root,), {root.key: sorted(texts)}, iris) if texts else set()


def _namesakes(facts: Sequence[Facts]) -> set[str]:
    """The resources with the name of another one in the same facts."""
    named: dict[str, set[str]] = defaultdict(set)
    for one in facts:
        for iri in one.resources:
            for statement in one.statements(iri, v.NAME):
                named[split(statement.object)[0]].add(iri)
    return {iri for iris in named.values() if len(iris) > 1 for iri in iris}
