"""`release` and `releases`: the release that answers, and all releases, with figures of their content."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph_api.computed.execution import ExecutionContext, FieldOfReleases
from graph_api.computed.listing import ComputedList, ListMembers, plan_listing
from graph_api.computed.planning import PlanningContext
from graph_api.computed.release_selection import ReleaseFacts, ReleaseSelection, plan_release_selection
from graph_api.costs.cost import Cost, reading, sum_of
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.history.archive import Archive
from graph_api.plan.conditions import Operand
from graph_api.plan.order import mark_of
from loaders.folder.manifest import number_of

_MARK = mark_of("releases", ())


@dataclass(frozen=True, slots=True)
class ReleaseField(FieldOfReleases):
    """The planned root field `release`."""

    selection: ReleaseSelection

    @property
    def depends_on_others(self) -> bool:
        """True: `current` changes when another release is published."""
        return True

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of one release."""
        return sum_of([reading(0, 1), self.selection.cost(estimator, Population({"": 1.0}))])

    async def answer(self, execution: ExecutionContext) -> Any:
        """Its value."""
        (release,) = await self.selection.write([await answering_release(execution)], execution)
        return release


@dataclass(frozen=True, slots=True)
class ReleasesField(FieldOfReleases):
    """The planned root field `releases`."""

    key: str
    listing: ComputedList[ReleaseFacts]

    @property
    def depends_on_others(self) -> bool:
        """True: the list grows when another release is published."""
        return True

    def arguments(self) -> Iterator[Operand]:
        """Its page."""
        return self.listing.arguments()

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of a page of releases, with the figures of each."""
        number = len(archive.history.ids()) if archive else 1
        return self.listing.cost(estimator, Population({"": float(max(1, number))}), (self.key,))

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value, newest first. Without a release folder it is the release that answers."""
        releases = await asyncio.to_thread(_all_releases, execution.archive) if execution.archive else []
        releases = releases or [await answering_release(execution)]
        names = [release.id for release in releases]
        return await self.listing.write(ListMembers(releases, names, _newest_first), execution)


def _newest_first(release: str) -> int:
    return -number_of(release)


async def answering_release(execution: ExecutionContext) -> ReleaseFacts:
    """The release that answers."""
    release = await execution.session.release()
    archive = execution.archive
    facts = await asyncio.to_thread(find_release, archive, release) if archive else None
    if facts is not None:
        return facts
    content = await execution.reader.describe()
    return ReleaseFacts(release, content.statements, current=True, release=None)


def _all_releases(archive: Archive) -> list[ReleaseFacts]:
    current = archive.history.current()
    return [ReleaseFacts(r.id, r.statements, r.id == current, r) for r in archive.history.list()]


def find_release(archive: Archive, name: str) -> ReleaseFacts | None:
    """A release of the folder; None if it is not there. Reads files."""
    release = archive.history.get(name)
    if release is None:
        return None
    return ReleaseFacts(release.id, release.statements, release.id == archive.history.current(), release)


def plan_release(planning: PlanningContext) -> ReleaseField:
    """The plan of the root field `release`."""
    return ReleaseField(plan_release_selection(planning, planning.nodes))


def plan_releases(planning: PlanningContext) -> ReleasesField:
    """The plan of the root field `releases`."""
    return ReleasesField(
        planning.key,
        plan_listing(
            planning,
            planning.nodes,
            "Release",
            _MARK,
            lambda _, nodes: plan_release_selection(planning, nodes),
        ),
    )
