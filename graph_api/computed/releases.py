"""`release` and `releases`: the release that answers, and all there are, with figures of what they hold."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext
from graph_api.computed.listing import ComputedList, ListMembers, plan_listing
from graph_api.computed.planning import PlanningContext
from graph_api.history.archive import Archive
from graph_api.history.history import Release
from graph_api.plan.conditions import Operand
from graph_api.plan.order import mark_of
from graph_api.respond.values import AnswerContext
from loaders.folder.manifest import number_of
from loaders.releases.statistics import GraphFigures, ReleaseStatistics, TermFigure, release_statistics

_MARK = mark_of("releases", ())
_GRAPH, _TERM, _SWITCH = "ReleaseGraph", "TermUse", "PolicySwitch"
Figure = Callable[[ReleaseStatistics, AnswerContext], Any]


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release with what is known of it: without a folder there are no dates, no hash and no figures."""

    id: str
    statements: int
    current: bool
    release: Release | None

    def own(self, name: str) -> object:
        """The value of a field that needs no figures."""
        release = self.release
        match name:
            case "id":
                return self.id
            case "statements":
                return self.statements
            case "current":
                return self.current
            case "builtAt":
                return release and release.built_at
            case "evaluationDate":
                return release and release.evaluation_date
            case "hash":
                return release and release.hash
            case "certificate":
                return release and release.certificate
            case _:
                return "Release"


@dataclass(frozen=True, slots=True)
class ReleaseSelection:
    """What is selected of a release, by response key."""

    fields: tuple[tuple[str, "str | Figure | PolicySelection"], ...]

    async def write(
        self, members: Sequence[ReleaseFacts], execution: ExecutionContext
    ) -> list[dict[str, Any]]:
        """The releases, ready for JSON."""
        return [await self._one(member, execution) for member in members]

    async def _one(self, shown: ReleaseFacts, execution: ExecutionContext) -> dict[str, Any]:
        figures = None
        if shown.release and any(not isinstance(field, str | PolicySelection) for _, field in self.fields):
            figures = await statistics_of(shown.id, execution)

        def value(field: "str | Figure | PolicySelection") -> Any:
            if isinstance(field, str):
                return shown.own(field)
            if isinstance(field, PolicySelection):
                return shown.release and field.write(shown.release.policy)
            return figures and field(figures, execution.context)

        return {key: value(field) for key, field in self.fields}


@dataclass(frozen=True, slots=True)
class PolicySelection:
    """What is selected of the switches of a release, by response key."""

    fields: tuple[tuple[str, str], ...]

    def write(self, policy: Mapping[str, object]) -> list[dict[str, Any]]:
        """The switches by name, their values as JSON."""
        switches = [{"name": name, "value": json.dumps(value)} for name, value in sorted(policy.items())]
        return [{key: switch.get(field, _SWITCH) for key, field in self.fields} for switch in switches]


async def statistics_of(release: str, execution: ExecutionContext) -> ReleaseStatistics | None:
    """The figures of a release; None if there is no folder. They are counted once."""
    archive = execution.archive
    if archive is None:
        return None
    folder = archive.history.folder
    return await archive.once(
        ("statistics", release), lambda: release_statistics(folder, folder.manifest(release))
    )


@dataclass(frozen=True, slots=True)
class ReleaseField:
    """The planned root field `release`."""

    selected: ReleaseSelection

    def arguments(self) -> Iterator[Operand]:
        """None."""
        yield from ()

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value."""
        (written,) = await self.selected.write([await _answering(execution)], execution)
        return written


@dataclass(frozen=True, slots=True)
class ReleasesField:
    """The planned root field `releases`."""

    listing: ComputedList[ReleaseFacts]

    def arguments(self) -> Iterator[Operand]:
        """Its page."""
        return self.listing.arguments()

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. Without a folder there is the one that answers."""
        shown = await asyncio.to_thread(_all, execution.archive) if execution.archive else []
        shown = shown or [await _answering(execution)]

        def after(release: str) -> int:
            return sum(number_of(one.id) >= number_of(release) for one in shown)

        return await self.listing.write(ListMembers(shown, lambda one: one.id, after), execution)


async def _answering(execution: ExecutionContext) -> ReleaseFacts:
    """The release that answers."""
    release = await execution.session.release()
    archive = execution.archive
    shown = await asyncio.to_thread(_shown, archive, release) if archive else None
    if shown is not None:
        return shown
    content = await execution.reader.describe()
    return ReleaseFacts(release, content.statements, current=True, release=None)


def _all(archive: Archive) -> list[ReleaseFacts]:
    releases = archive.history.list()
    return [ReleaseFacts(r.id, r.statements, r is releases[0], r) for r in releases]


def _shown(archive: Archive, release: str) -> ReleaseFacts | None:
    found = archive.history.get(release)
    if found is None:
        return None
    return ReleaseFacts(found.id, found.statements, found.id == archive.history.ids()[0], found)


def plan_release(planning: PlanningContext) -> ReleaseField:
    """The plan of the root field `release`."""
    return ReleaseField(_plan_fields(planning, planning.nodes))


def plan_releases(planning: PlanningContext) -> ReleasesField:
    """The plan of the root field `releases`."""
    return ReleasesField(
        plan_listing(
            planning, planning.nodes, "Release", _MARK, lambda _, nodes: _plan_fields(planning, nodes)
        )
    )


def _plan_fields(planning: PlanningContext, nodes: Sequence[FieldNode]) -> ReleaseSelection:
    fields: list[tuple[str, str | Figure | PolicySelection]] = []
    for key, name, inner in planning.fields("Release", nodes):
        match name:
            case "subjects":
                fields.append((key, lambda figures, context: figures.subjects))
            case "policy":
                of_switch = planning.fields(_SWITCH, inner)
                fields.append((key, PolicySelection(tuple((key, name) for key, name, _ in of_switch))))
            case "graphs":
                fields.append((key, _graphs(planning, inner)))
            case "classes":
                fields.append((key, _uses(planning, inner, lambda figures: figures.classes)))
            case "properties":
                fields.append((key, _uses(planning, inner, lambda figures: figures.properties)))
            case _:
                fields.append((key, name))
    return ReleaseSelection(tuple(fields))


def _graphs(planning: PlanningContext, nodes: Sequence[FieldNode]) -> Figure:
    fields = [(key, name) for key, name, _ in planning.fields(_GRAPH, nodes)]

    def write(graph: GraphFigures) -> dict[str, Any]:
        values = {"iri": graph.iri, "statements": graph.statements, "subjects": graph.subjects}
        return {key: values.get(name, _GRAPH) for key, name in fields}

    return lambda figures, context: [write(graph) for graph in figures.graphs]


def _uses(
    planning: PlanningContext,
    nodes: Sequence[FieldNode],
    of: Callable[[ReleaseStatistics], Sequence[TermFigure]],
) -> Figure:
    fields: list[tuple[str, Callable[[TermFigure, AnswerContext], Any]]] = []
    for key, name, inner in planning.fields(_TERM, nodes):
        match name:
            case "iri":
                fields.append((key, lambda use, context: use.iri))
            case "count":
                fields.append((key, lambda use, context: use.count))
            case "label":
                fields.append((key, _label(planning, inner)))
            case _:
                fields.append((key, lambda use, context: _TERM))
    return lambda figures, context: [
        {key: write(use, context) for key, write in fields} for use in of(figures)
    ]


def _label(
    planning: PlanningContext, nodes: Sequence[FieldNode]
) -> Callable[[TermFigure, AnswerContext], Any]:
    write = planning.label(nodes)
    return lambda use, context: write(use.iri, context)
