"""`releasePublished`: the field of subscriptions. It is answered once for each event, over the release of the event."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph_api.computed.diff import DiffField, plan_difference
from graph_api.computed.execution import ExecutionContext, FieldOfReleases
from graph_api.computed.planning import PlanningContext
from graph_api.computed.release_selection import ReleaseFacts, ReleaseSelection, plan_release_selection
from graph_api.computed.releases import answering_release, find_release
from graph_api.costs.cost import Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.history.archive import Archive
from graph_api.operations.question import ReleaseEvent
from graph_api.plan.conditions import Operand

_TYPE = "PublishedRelease"
_EVENT, _RELEASED, _BEFORE, _ROLLBACK = "$event", "$released", "$before", "$rollback"
"""The variables of an event. No document can have variables of these names."""
EventPart = str | ReleaseSelection | DiffField
"""A field of an event: its name if it is plain, or the plan of what is selected in it."""


def event_variables(event: ReleaseEvent) -> Mapping[str, object]:
    """The variables by which an operation is about an event."""
    return {
        _EVENT: event.id,
        _RELEASED: event.release,
        _BEFORE: event.before,
        _ROLLBACK: event.is_rollback,
    }


@dataclass(frozen=True, slots=True)
class PublishedField(FieldOfReleases):
    """The planned root field: the parts of its answer, each with its response key and its name."""

    parts: tuple[tuple[str, str, EventPart], ...]

    @property
    def depends_on_others(self) -> bool:
        """True: it is about the release before, too."""
        return True

    def arguments(self) -> Iterator[Operand]:
        """The pages of what differs."""
        for _, _, part in self.parts:
            if isinstance(part, DiffField):
                yield from part.arguments()

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of one event."""
        costs = [reading(0, 1), writing(len(self.parts))]
        for _, _, part in self.parts:
            match part:
                case ReleaseSelection():
                    costs.append(part.cost(estimator, Population({"": 1.0})))
                case DiffField():
                    costs.append(part.cost(estimator, archive))
        return sum_of(costs)

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. Raises `QueryError` for releases too far apart."""
        before = await _known_before(execution)
        return {key: await self._value(name, part, before, execution) for key, name, part in self.parts}

    async def _value(
        self, name: str, part: EventPart, before: ReleaseFacts | None, execution: ExecutionContext
    ) -> Any:
        match part:
            case ReleaseSelection():
                facts = before if name == "before" else await answering_release(execution)
                return None if facts is None else (await part.write([facts], execution))[0]
            case DiffField():
                return None if before is None else await part.answer(execution)
            case _:
                variables = execution.context.variables
                values = {"id": variables[_EVENT], "rollback": variables[_ROLLBACK]}
                return values.get(name, _TYPE)


async def _known_before(execution: ExecutionContext) -> ReleaseFacts | None:
    """The release that was current before; None if there is none in the folder."""
    before, archive = execution.context.variables[_BEFORE], execution.archive
    if before is None or archive is None:
        return None
    return await asyncio.to_thread(find_release, archive, str(before))


def plan_release_published(planning: PlanningContext) -> PublishedField:
    """The plan of the field `releasePublished`."""
    parts: list[tuple[str, str, EventPart]] = []
    for key, name, nodes in planning.fields(_TYPE, planning.nodes):
        match name:
            case "release" | "before":
                parts.append((key, name, plan_release_selection(planning, nodes)))
            case "diff":
                inner = replace(planning, key=f"{planning.key}.{key}", nodes=nodes)
                before, after = (Operand(str, variable=one) for one in (_BEFORE, _RELEASED))
                parts.append((key, name, plan_difference(inner, before, after)))
            case _:
                parts.append((key, name, name))
    return PublishedField(tuple(parts))
