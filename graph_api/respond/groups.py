"""Writing groups: the counts that a store gives, put together by group, ordered, and cut into pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan.cursor import ListPosition, read_cursor, write_cursor
from graph_api.plan.figures.group_figures import figure_key
from graph_api.plan.operands import language_ranges
from graph_api.plan.order import mark_of
from graph_api.respond.encoding import width_of, write_list
from graph_api.respond.figures import summary
from graph_api.respond.keys import KeyWriter, Place, ReadPlace, sorted_by
from graph_api.respond.lists import Write
from graph_api.respond.values import AnswerContext
from ontology.model import Model

Identity: TypeAlias = tuple[Any, ...]
"""The values of a group's keys, resources by IRI; None for members without a value."""
Tallied: TypeAlias = Mapping[Identity, Sequence[tuple[Any, int]]]


@dataclass(slots=True)
class _Group:
    """A group with the values of its keys as a store gives them; `tallied` are the values in it, by tally."""

    identity: Identity
    values: Sequence[Any]
    count: int
    tallied: Mapping[int, Tallied]
    position: tuple[Place, ...] = ()

    @property
    def name(self) -> str:
        """A text that identifies the group in its list."""
        return "\n".join(f"={value}" if value is not None else "" for value in self.identity)

    def figure(self, figure: outputs.GroupFigure, tallies: Sequence[reads.Tally]) -> str | float | None:
        """The key that a figure is compared by; None in a group without a value."""
        aggregate = figure.aggregate
        if aggregate is None:
            return self.count
        counted = self.tallied[tallies.index(aggregate.tally)].get(self.identity, ())
        value = summary(counted, aggregate.kind, ((figure.name, figure.name),))[figure.name]
        return None if value is None else figure_key(aggregate.kind, value)


@dataclass(frozen=True, slots=True)
class GroupsWriter:
    """Writes the groups of one list.

    `tallies` are those of the list; `select` compiles a selection of resources.
    """

    model: Model
    plan: outputs.Groups
    tallies: Sequence[reads.Tally]
    select: Callable[[outputs.Selection], Write]

    def writer(self) -> Callable[[Sequence[Any], AnswerContext], Any]:
        """The function from the values of the list's tallies to the value of the field."""
        plan = self.plan
        base, *more = dict.fromkeys(map(self.tallies.index, _tallies_of(plan)))
        places = [key.by_label(label) for key, label in zip(self._keys(), plan.labels, strict=True)]
        fields = [(key, self._part(part)) for key, part in plan.fields]

        def write(found: Sequence[Any], context: AnswerContext) -> Any:
            groups = self._groups(found, base, more)
            context.budget.check()
            having = [(one, one.test.operand.bind(context.variables)) for one in plan.having]
            kept = [group for group in groups if all(self._meets(group, *one) for one in having)]
            for group in kept:
                group.position = tuple(self._position(group, places, context))
            page = self._page(kept, context)
            return {key: part(page, context) for key, part in fields}

        return write

    # -- groups and their order

    def _groups(self, found: Sequence[Any], base: int, more: Sequence[int]) -> list[_Group]:
        """The groups; `base` is the position of the tally that counts their members, `more` those of the others."""
        counted = found[base]
        if len(counted) > self.plan.most:
            raise QueryError(f"There are more than {self.plan.most:,} groups.", code="TOO_MANY_GROUPS")
        tallied = {at: _by_group(found[at]) for at in more}
        keys = self._keys()
        return [
            _Group(
                tuple(key.identity(value) for key, value in zip(keys, values, strict=True)),
                values,
                count,
                tallied,
            )
            for *values, count in counted
        ]

    def _meets(self, group: _Group, having: outputs.GroupTest, bound: Any) -> bool:
        value = group.figure(having.figure, self.tallies)
        if value is None:
            return having.negated
        match having.test.comparison:
            case "lt":
                return bool(value < bound)
            case "lte":
                return bool(value <= bound)
            case "gt":
                return bool(value > bound)
            case "gte":
                return bool(value >= bound)
        return (value in bound) is not having.negated

    def _position(
        self, group: _Group, places: Sequence[ReadPlace], context: AnswerContext
    ) -> Sequence[Place]:
        position: list[Place] = []
        for order in self.plan.order:
            if order.figure is not None:
                position.append(group.figure(order.figure, self.tallies))
                continue
            for value, place in zip(group.values, places, strict=True):
                position.append(None if value is None else place(value, context))
        return position

    @property
    def _directions(self) -> Sequence[bool]:
        """For each part of a position, true if it descends."""
        return [
            order.descending
            for order in self.plan.order
            for _ in ((order,) if order.figure is not None else self.plan.tally.keys)
        ]

    def _keys(self) -> Sequence[KeyWriter]:
        return [KeyWriter(self.model, key, self.select) for key in self.plan.tally.keys]

    # -- pages

    def _page(self, groups: list[_Group], context: AnswerContext) -> "_GroupPage":
        directions, plan = self._directions, self.plan
        groups.sort(key=lambda group: group.name)
        for at, descending in reversed(list(enumerate(directions))):
            groups.sort(
                key=lambda group: sorted_by(group.position[at], descending=descending), reverse=descending
            )
        mark = plan.mark
        if any(order.figure is None for order in plan.order):
            mark += mark_of(repr(language_ranges(context.languages)), ())
        total, rest = len(groups), groups
        if plan.after is not None:
            cursor = read_cursor(plan.after.bind(context.variables), mark, len(directions))
            rest = [group for group in groups if _is_after(group, cursor, directions)]
        size: int = plan.size.bind(context.variables)  # type: ignore[assignment]  # the converter makes a number
        return _GroupPage(rest[:size], len(rest) > size, total, mark)

    def _part(
        self, part: outputs.GroupNodes | outputs.PageInfoPart | outputs.TotalCount | outputs.Constant
    ) -> Callable[["_GroupPage", AnswerContext], Any]:
        match part:
            case outputs.GroupNodes():
                fields = [(key, self._group_part(inner)) for key, inner in part.fields]
                width = width_of([key for key, _ in fields])

                def write(group: _Group, context: AnswerContext) -> Any:
                    return {key: write_part(group, context) for key, write_part in fields}

                return lambda page, context: write_list(write, page.groups, width, context)
            case outputs.PageInfoPart():
                has_previous = self.plan.after is not None
                return lambda page, context: page.info(part, has_previous=has_previous)
            case outputs.TotalCount():
                return lambda page, context: page.total
            case outputs.Constant():
                return lambda page, context: part.value

    def _group_part(self, part: outputs.GroupPart) -> Callable[[_Group, AnswerContext], Any]:
        match part:
            case outputs.GroupKeys():
                keys = [
                    [(name, key.part(inner)) for name, inner in fields]
                    for key, fields in zip(self._keys(), part.fields, strict=True)
                ]
                return lambda group, context: [
                    {name: write(value, context) for name, write in fields}
                    for value, fields in zip(group.values, keys, strict=True)
                ]
            case outputs.DistinctCount():
                at = self.tallies.index(part.tally)
                return lambda group, context: len(group.tallied[at].get(group.identity, ()))
            case outputs.Figures():
                figures = [(key, self._figure(figure)) for key, figure in part.fields]
                return lambda group, context: {key: write(group) for key, write in figures}
            case outputs.Constant():
                return lambda group, context: part.value
        return lambda group, context: group.count

    def _figure(
        self, figure: outputs.Facet | outputs.Aggregate | outputs.Constant
    ) -> Callable[[_Group], Any]:
        if isinstance(figure, outputs.Constant):
            return lambda group: figure.value
        if isinstance(figure, outputs.Facet):
            raise TypeError(figure)
        at, kind, names = self.tallies.index(figure.tally), figure.kind, figure.fields
        return lambda group: summary(group.tallied[at].get(group.identity, ()), kind, names)


@dataclass(frozen=True, slots=True)
class _GroupPage:
    """The groups of a page; true if others follow; the number of all; the mark of cursors."""

    groups: Sequence[_Group]
    more: bool
    total: int
    mark: str

    def info(self, part: outputs.PageInfoPart, *, has_previous: bool) -> dict[str, Any]:
        """The selected fields of `PageInfo`."""
        values = {
            "hasNextPage": self.more,
            "hasPreviousPage": has_previous,
            "startCursor": self._cursor(self.groups[0]) if self.groups else None,
            "endCursor": self._cursor(self.groups[-1]) if self.groups else None,
            "__typename": "PageInfo",
        }
        return {key: values[name] for key, name in part.fields}

    def _cursor(self, group: _Group) -> str:
        return write_cursor(self.mark, group.position, group.name)


def _tallies_of(plan: outputs.Groups) -> Iterator[reads.Tally]:
    """The tallies that the groups of a plan are made of; the one that counts their members comes first."""
    yield plan.tally
    figures = [test.figure for test in plan.having]
    figures += [order.figure for order in plan.order if order.figure is not None]
    yield from (figure.aggregate.tally for figure in figures if figure.aggregate)
    for _, part in plan.fields:
        for _, inner in part.fields if isinstance(part, outputs.GroupNodes) else ():
            match inner:
                case outputs.DistinctCount():
                    yield inner.tally
                case outputs.Figures():
                    yield from (one.tally for _, one in inner.fields if isinstance(one, outputs.Aggregate))


def _by_group(counted: Sequence[Any]) -> Tallied:
    """The values of a tally's last key with their counts, by the values of the others."""
    groups: dict[Identity, list[tuple[Any, int]]] = {}
    for *identity, value, count in counted:
        groups.setdefault(tuple(identity), []).append((value, count))
    return groups


def _is_after(group: _Group, cursor: ListPosition, directions: Sequence[bool]) -> bool:
    """True if a group comes after the position of a cursor."""
    for own, other, descending in zip(group.position, cursor.keys, directions, strict=True):
        if own != other:
            after = sorted_by(own, descending=descending) > sorted_by(other, descending=descending)  # type: ignore[arg-type]  # a cursor has the same places
            return after is not descending
    return group.name > cursor.iri
