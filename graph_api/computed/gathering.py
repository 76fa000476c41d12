"""Gathering the facts of a case from a store, in at most a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from typing import Any

from graph_api.computed.execution import ExecutionContext
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.operands import iris
from graph_api.plan.order import Page
from graph_api.plan.walk import Direction, WalkStep, Way
from graph_api.reasoning.facts import CaseReach, Facts, StatedResource, read_resource
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
    """Add all that is stated about some resources to `facts`: what is kept of them, and what is read of the others."""
    release = await execution.session.release()
    known = execution.kept.known(release, layer)
    for one in known.values():
        facts.add(one)
    execution.count(len(known))
    unread = [iri for iri in layer if iri not in known]
    if unread:
        read = await _read(execution, unread)
        for one in read:
            facts.add(one)
        execution.kept.keep(release, read)


async def _read(execution: ExecutionContext, iris: Sequence[str]) -> list[StatedResource]:
    """All that is stated about some resources, in their order."""
    decode, model = execution.decode, execution.model

    def read(rows: Mapping[str, Any]) -> list[StatedResource]:
        by_iri = {row[0]: row[reads.FIRST_COLUMN] for row in rows[_ABOUT.key]}
        resources = []
        for iri in iris:
            execution.check()
            record = by_iri.get(iri)
            statements = decode(record) if record else {}
            composed = composed_labels(record, model) if record else ()
            resources.append(read_resource(model, iri, statements, composed))
        return resources

    return await execution.rows((_ABOUT,), {_ABOUT.key: iris}, read)


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
        neighbours = await _neighbours(execution, layer, reach, back)
        layer = await execution.work(partial(_following, layer, neighbours, facts, reach))
    return facts


async def _neighbours(
    execution: ExecutionContext, layer: Sequence[str], reach: CaseReach, back: Way
) -> set[str]:
    """The neighbours of some resources on the way back."""
    release = await execution.session.release()
    kept = execution.kept.neighbours(release, reach.backwards, layer)
    neighbours = {iri for some in kept.values() for iri in some}
    execution.count(sum(map(len, kept.values())))
    unread = {iri: list[str]() for iri in layer if iri not in kept}
    if unread:
        pairs = await execution.pairs(WalkStep(back, list(unread), limit=MOST_NEIGHBOURS))
        for iri, neighbour in pairs:
            unread[iri].append(neighbour)
            neighbours.add(neighbour)
        if len(pairs) < MOST_NEIGHBOURS:
            execution.kept.keep_neighbours(release, reach.backwards, unread)
    return neighbours


def _following(
    layer: Sequence[str], neighbours: Collection[str], facts: Facts, reach: CaseReach
) -> list[str]:
    statements = (statement for iri in layer for statement in facts.about(iri))
    return reach.following(statements, neighbours, facts.knows)


async def policy_of(execution: ExecutionContext) -> Policy:
    """The policy of the release that answers; the default one without a release folder."""
    archive, release = execution.archive, await execution.session.release()
    if archive is None:
        return Policy()
    folder = archive.history.folder

    def read() -> Policy:
        return Policy().changed(folder.manifest(release).policy) if folder.has(release) else Policy()

    return await archive.once(("policy", release), read)
