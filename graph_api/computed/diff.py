"""`diff`: the differences between two releases, read from the files of the release folder."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext, FieldOfReleases, ResourceSelection, objects_of
from graph_api.computed.listing import ComputedList, ListMembers, plan_listing
from graph_api.computed.planning import PlanningContext
from graph_api.costs.cost import COMPARED, Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.errors import QueryError
from graph_api.history.archive import Archive
from graph_api.history.history import release_unavailable
from graph_api.plan import reads
from graph_api.plan.conditions import Operand
from graph_api.plan.order import mark_of
from graph_api.respond.encoding import encode_long
from loaders.releases.diff import ReleaseComparison, ResourceChanges, classify
from loaders.releases.rebuild import readable_sqlite
from ontology.model import Model
from ontology.read import read_model

_NAMES = ("added", "removed", "changed")
_CHANGE = "ResourceChange"
_STATEMENTS, _CHANGED = 8, 0.3
"""The number of statements assumed about a resource, and the share of resources of a changed graph that change."""


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """A resource in a diff."""

    iri: str
    release: str
    changes: ResourceChanges

    def lines(self, name: str) -> list[str]:
        """The statements about it that are only in one of the releases."""
        difference = self.changes.difference
        lines = difference.added if name == "added" else difference.removed
        return [line.decode() for line in lines.get(self.iri, ())]


@dataclass(frozen=True, slots=True)
class ResourceChangeSelection:
    """The selection of a change, by response key."""

    fields: tuple[tuple[str, ResourceSelection | str], ...]

    def cost(self, estimator: Estimator, members: Population) -> Cost:
        """The cost of some changes."""
        number = members.size
        parts = [writing(number)]
        for _, field in self.fields:
            match field:
                case ResourceSelection():
                    parts.append(field.cost(estimator, members))
                case "added" | "removed":
                    parts.append(writing(number * (1 + _STATEMENTS)))
                case _:
                    parts.append(writing(number))
        return sum_of(parts)

    async def write(
        self, members: Sequence[ResourceChange], execution: ExecutionContext
    ) -> list[dict[str, Any]]:
        """The changes, ready for JSON."""
        return objects_of({key: await self._values(field, members, execution) for key, field in self.fields})

    async def _values(
        self, field: ResourceSelection | str, members: Sequence[ResourceChange], execution: ExecutionContext
    ) -> Sequence[Any]:
        if isinstance(field, ResourceSelection):
            resources = await _resources(field, members, execution)
            return [resources.get(member.iri) for member in members]
        match field:
            case "iri":
                return [member.iri for member in members]
            case "added" | "removed":
                lines = [member.lines(field) for member in members]
                return await execution.work(
                    lambda: [encode_long(some, execution.context.budget) for some in lines]
                )
            case _:
                return [_CHANGE for _ in members]


async def _resources(
    selection: ResourceSelection, members: Sequence[ResourceChange], execution: ExecutionContext
) -> dict[str, Any]:
    """The selected values of the changed resources, by IRI. All are of one release."""
    archive = execution.archive
    if not members or archive is None:
        return {}
    release = members[0].release
    own = await archive.once(("model", release), lambda: _model(archive, release))
    differing = own.forms_differ(execution.model, missing=_selects_statements(selection.root.level))
    if differing:
        raise QueryError(
            f"`resource` is not available: release {release!r} defines <{differing}> differently.",
            code="RELEASE_ONTOLOGY",
            hint=f'Leave out `resource`, or query that release: query @release(id: "{release}").',
        )
    async with archive.reading(release, execution.model) as reader:
        (values,) = await execution.resources_from(reader, (selection, [member.iri for member in members]))
    return values


def _selects_statements(level: reads.Level) -> bool:
    """True if all statements about a resource are selected, also those with properties that have no field."""
    return any(
        isinstance(link.how, reads.AllStatements | reads.StatementList) or _selects_statements(link.level)
        for link in level.links
    )


def _model(archive: Archive, release: str) -> Model:
    return read_model(archive.history.folder.ontology(release))


@dataclass(frozen=True, slots=True)
class DiffField(FieldOfReleases):
    """The planned root field: its arguments and the parts of its answer, by response key."""

    key: str
    before: Operand
    after: Operand
    graphs: Operand
    classes: tuple[str, ...] | None
    most: int
    parts: tuple[tuple[str, str, ComputedList[ResourceChange] | None], ...]

    def arguments(self) -> Iterator[Operand]:
        """Its pages."""
        for _, _, listing in self.parts:
            if listing is not None:
                yield from listing.arguments()

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of comparing the graphs that differ, and of the pages. Unknown releases cost nothing."""
        if archive is None:
            return Cost()
        before, after = (str(one.bind(estimator.variables)) for one in (self.before, self.after))
        graphs: Any = self.graphs.bind(estimator.variables)
        try:
            compared = _comparison(archive, before, after, graphs).size
        except QueryError:
            return Cost()
        changed = min(compared / _STATEMENTS, estimator.statistics.resources)
        members = estimator.populations.everything().scaled(changed * _CHANGED)
        lists = [
            listing.cost(estimator, members, (self.key, key)) for key, _, listing in self.parts if listing
        ]
        return sum_of([reading(0, 1, min(compared, self.most) * COMPARED), *lists])

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. Raises `QueryError` for unknown releases, and for ones too far apart."""
        before, after = execution.value(self.before), execution.value(self.after)
        changes = await self._changes(execution, before, after)
        answer: dict[str, Any] = {}
        for key, name, listing in self.parts:
            if listing is None:
                answer[key] = "Diff"
                continue
            iris = changes.by_name[name]
            release = before if name == "removed" else after
            members = ListMembers([ResourceChange(iri, release, changes) for iri in iris], iris)
            answer[key] = await listing.write(members, execution)
        return answer

    def _compare(
        self, archive: Archive, before: str, after: str, graphs: frozenset[str] | None
    ) -> ReleaseComparison:
        comparison = _comparison(archive, before, after, graphs)
        if comparison.size > self.most:
            raise QueryError(
                f"The graphs that differ have {comparison.size:,} statements; at most {self.most:,} can be compared.",
                code="DIFF_TOO_LARGE",
            )
        return comparison

    async def _changes(self, execution: ExecutionContext, before: str, after: str) -> ResourceChanges:
        archive = execution.archive
        if archive is None:
            raise release_unavailable(
                "There is no other release to compare with.", "The service has no release folder."
            )
        graphs = execution.value(self.graphs)
        comparison = await asyncio.to_thread(self._compare, archive, before, after, graphs)
        return await archive.once(
            ("diff", before, after, graphs, self.classes),
            lambda: _classify(comparison, self.classes),
            lambda changes: changes.difference.statements,
        )


def _comparison(
    archive: Archive, before: str, after: str, graphs: frozenset[str] | None
) -> ReleaseComparison:
    history = archive.history
    manifests = [history.folder.manifest(history.find(release).id) for release in (before, after)]
    stored = {graph.iri for manifest in manifests for graph in manifest.stored}
    for graph in sorted((graphs or frozenset()) - stored):
        near = get_close_matches(graph, stored, n=1)
        raise QueryError(
            f"Neither release has a graph <{graph}>.",
            code="UNKNOWN_GRAPH",
            hint=f"Did you mean <{near[0]}>?" if near else None,
        )
    return ReleaseComparison(history.folder, manifests[0], manifests[1], graphs)


def _classify(comparison: ReleaseComparison, classes: Sequence[str] | None) -> ResourceChanges:
    stores = [readable_sqlite(comparison.folder, side) for side in (comparison.before, comparison.after)]
    return classify(comparison.run(), stores[0], stores[1], classes)


def plan_diff(planning: PlanningContext) -> DiffField:
    """The plan of the root field `diff`."""
    return plan_difference(planning, planning.argument("from", str), planning.argument("to", str))


def plan_difference(planning: PlanningContext, before: Operand, after: Operand) -> DiffField:
    """The plan of a field of the type `Diff` between two releases, given by id."""
    types = planning.shaping_argument("types")
    parts: list[tuple[str, str, ComputedList[ResourceChange] | None]] = []
    for key, name, inner in planning.fields("Diff", planning.nodes):
        listing = _plan_changes(planning, key, name, inner) if name in _NAMES else None
        parts.append((key, name, listing))
    return DiffField(
        key=planning.key,
        before=before,
        after=after,
        graphs=planning.argument("graphs", _graph_names),
        classes=None if types is None else planning.planner.where.types(types).classes,
        most=planning.planner.limits.diff_statements,
        parts=tuple(parts),
    )


def _graph_names(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    return frozenset(str(one) for one in (value if isinstance(value, list) else [value]))


def _plan_changes(
    planning: PlanningContext, key: str, name: str, nodes: Sequence[FieldNode]
) -> ComputedList[ResourceChange]:
    def members(place: str, inner: Sequence[FieldNode]) -> ResourceChangeSelection:
        return _plan_fields(planning, f"{key}.{place}", inner)

    return plan_listing(planning, nodes, _CHANGE, mark_of(f"diff {name}", ()), members)


def _plan_fields(
    planning: PlanningContext, place: str, nodes: Sequence[FieldNode]
) -> ResourceChangeSelection:
    fields: list[tuple[str, ResourceSelection | str]] = []
    for key, name, inner in planning.fields(_CHANGE, nodes):
        fields.append((key, planning.resources(f"{place}.{key}", inner) if name == "resource" else name))
    return ResourceChangeSelection(tuple(fields))
