"""Gathering the facts of a case from a store, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from graph_api.computed.execution import ExecutionContext
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.operands import iris
from graph_api.plan.order import Page
from graph_api.plan.walk import Direction, WalkStep, Way
from graph_api.reasoning.facts import CaseReach, Facts
from loaders.rules.policy import Policy
from ontology.model import Model
from ontology.record import composed_labels

MOST_NEIGHBOURS = 100_000
"""More neighbours than a case can have."""
_ABOUT = p.Root(
    key=":about",
    of=None,
    level=reads.Level(links=(reads.Link(reads.AllStatements()),)),
    output=outputs.UNSHOWN,
    among=Operand(iris, variable=":about"),
)


def way_back(model: Model, reach: CaseReach) -> Way:
    """The relations that a reach goes backwards along."""
    terms = [model.properties[iri] for iri in sorted(reach.backwards) if iri in model.properties]
    return Way(tuple(terms), Direction.BACKWARD)


async def add_records(execution: ExecutionContext, layer: Sequence[str], facts: Facts) -> None:
    """Read all statements about some resources and add them to `facts`."""
    decode = execution.decode

    def add(rows: Mapping[str, Any]) -> None:
        by_iri = {row[0]: row[reads.FIRST_COLUMN] for row in rows[_ABOUT.key]}
        for iri in layer:
            execution.check()
            record = by_iri.get(iri)
            if record:
                facts.add(iri, decode(record), composed_labels(record, execution.model))
            else:
                facts.add(iri, {})

    await execution.rows((_ABOUT,), {_ABOUT.key: layer}, add)


async def members(execution: ExecutionContext, class_iri: str, most: int) -> list[str]:
    """The resources of a class, by IRI, at most `most`; none if the ontology has no such class."""
    if class_iri not in execution.model.classes:
        return []
    root = _members(class_iri, most)
    return await execution.rows((root,), {}, lambda rows: [row[0] for row in rows[root.key][0]][:most])


@cache
def _members(class_iri: str, most: int) -> p.Root:
    """The plan of a page of a class. A store compiles it once, so it is always the same one."""
    return p.Root(":members", class_iri, reads.NOTHING, outputs.UNSHOWN, page=Page(Operand(_itself, most)))


def _itself(value: object) -> object:
    return value


async def gather(execution: ExecutionContext, start: Sequence[str], reach: CaseReach, back: Way) -> Facts:
    """The facts about `start` and everything within `reach`; `back` is its way backwards."""
    facts = Facts(execution.model)
    layer = sorted(set(start))
    for _ in range(reach.rounds):
        await add_records(execution, layer, facts)
        pairs = await execution.pairs(WalkStep(back, layer, limit=MOST_NEIGHBOURS))
        layer = await execution.work(partial(_following, layer, pairs, facts, reach))
    return facts


def _following(
    layer: Sequence[str], pairs: Sequence[tuple[str, str]], facts: Facts, reach: CaseReach
) -> list[str]:
    statements = [statement for iri in layer for statement in facts.about(iri)]
    return reach.following(statements, pairs, facts.knows)


async def policy_of(execution: ExecutionContext) -> Policy:
    """The policy of the release that answers; the default one without a release folder."""
    archive, release = execution.archive, await execution.session.release()
    if archive is None:
        return Policy()
    folder = archive.history.folder

    def read() -> Policy:
        return Policy().changed(folder.manifest(release).policy) if folder.has(release) else Policy()

    return await archive.once(("policy", release), read)
