"""The cost of writing an answer: every alias of every field of every resource, and statements as RDF."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph_api.costs.cost import (
    CHOICE,
    RDF,
    Cost,
    ListCost,
    sum_of,
    writing,
)
from graph_api.costs.populations import Population, Populations
from graph_api.plan import outputs, reads
from graph_api.plan.conditions import Variables
from ontology.model import Field, Kind
from ontology.values.property_values import AS_STATED

_VALUES = 1.5
"""The number of values assumed of a property that may have several."""
_FACET = 20
"""The number of values assumed of a facet that has room for them."""
_CHOSEN = frozenset((Kind.TEXT, Kind.CODE, *AS_STATED))
"""The kinds whose values are objects in an answer."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Adds up the expected cost of writing the outputs of a plan, at a path of lists."""

    variables: Variables
    populations: Populations
    path: tuple[str, ...]

    def resources(self, selection: outputs.Selection, population: Population) -> Cost:
        """The cost of writing some resources, each as the object type that its class path suggests."""
        shapes = {id(shape): shape for shape in selection.shapes.values()}
        if len(shapes) == 1:
            (shape,) = shapes.values()
            return self._shape(shape, Population(population.paths)) if population.paths else Cost()
        by_shape: dict[int, dict[str, float]] = {}
        longest = max(shapes, key=lambda one: len(shapes[one]), default=0)
        for path, count in population.paths.items():
            named = next((name for name in path.split("|") if name in selection.shapes), None)
            chosen = longest if named is None else id(selection.shapes[named])
            by_shape.setdefault(chosen, {})[path] = count
        return sum_of(
            [self._shape(shapes[chosen], Population(paths)) for chosen, paths in by_shape.items() if shapes]
        )

    def _shape(self, shape: outputs.Shape, population: Population) -> Cost:
        number = population.size
        return sum_of([writing(number), *(self._output(output, population, number) for _, output in shape)])

    def _output(self, output: outputs.Output, population: Population, number: float) -> Cost:
        """The cost of one field of some resources."""
        match output:
            case outputs.Constant() | outputs.Own():
                return writing(number)
            case outputs.Label():
                return writing(number * (1 + len(output.words.fields)), number * CHOICE)
            case outputs.Types():
                return writing(number * (1 + _VALUES * (1 + len(output.fields))), number * CHOICE)
            case outputs.Value():
                return _value(output, number)
            case outputs.LinkedValue():
                return _value(output.value, number)
            case outputs.Rdf():
                return self._rdf(output, population, number)
            case outputs.Statements():
                return self._statements(output, population, number)
            case outputs.One():
                members = self._members(output.link, population)
                one = members.scaled(min(members.size, number))
                return sum_of(
                    [
                        writing(max(0.0, number - one.size)),
                        self._below(output.link).resources(output.selection, one),
                    ]
                )
            case outputs.Many():
                members = self._members(output.link, population)
                return sum_of(
                    [writing(number), self._below(output.link).resources(output.selection, members)]
                )
            case outputs.Connection():
                return self._linked(output, population, number)

    def _linked(self, output: outputs.Connection, parents: Population, number: float) -> Cost:
        link = output.link
        if link is None or not isinstance(link.how, Field) or not number:
            return Cost()
        size = output.page.size.bind(self.variables)
        most = size if isinstance(size, int) else 0
        rows = self.populations.follow(parents, link.how, most)
        members = self.populations.follow(parents, link.how).size
        return self._below(link).connection(output, rows, number, members)

    def connection(self, output: outputs.Connection, rows: Population, number: float, members: float) -> Cost:
        """The cost of writing some lists with `rows` of `members` in all."""
        parts = [writing(number)]
        on_page = Cost()
        for _, part in output.fields:
            match part:
                case outputs.Nodes():
                    on_page = sum_of([on_page, self.resources(part.selection, rows)])
                case outputs.Edges():
                    on_page = sum_of(
                        [on_page, *(self._edge(inner, rows) for _, inner in part.fields), writing(rows.size)]
                    )
                case outputs.PageInfoPart():
                    parts.append(writing(number * (1 + len(part.fields)), number * CHOICE))
                case outputs.Figures():
                    parts += [self._figure(figure, number, members) for _, figure in part.fields]
                case outputs.SearchFigures():
                    for _, of in part.fields:
                        figures = of.fields if isinstance(of, outputs.Figures) else (("", of),)
                        parts += [self._figure(figure, number, members) for _, figure in figures]
                case outputs.Groups():
                    parts += self._groups(part, number, members)
                case _:
                    parts.append(writing(number))
            parts.append(writing(number))
        size = output.page.size.bind(self.variables)
        if rows.size and isinstance(size, int):
            argument = "last" if output.page.backward else "first"
            row = on_page.units / rows.size
            at = ListCost(self.path, argument, size, number, rows.size / number, row)
            parts.append(Cost(places=(at,)))
        return sum_of([on_page, *parts])

    def _edge(self, part: outputs.EdgePart, rows: Population) -> Cost:
        number = rows.size
        match part:
            case outputs.Nodes():
                return self.resources(part.selection, rows)
            case outputs.Many():
                members = self._members(part.link, rows)
                return sum_of([writing(number), self._below(part.link).resources(part.selection, members)])
            case outputs.Highlight():
                return writing(number * 8, number * 10 * CHOICE)
            case outputs.Constant():
                return writing(number)
            case _:
                return writing(number, number * CHOICE)

    def _figure(
        self, figure: outputs.Facet | outputs.Aggregate | outputs.Constant, number: float, members: float
    ) -> Cost:
        match figure:
            case outputs.Facet():
                limit = figure.limit.bind(self.variables)
                values = min(number * min(limit, _FACET), members) if isinstance(limit, int) else number
                inner = [cost for _, part in figure.fields for cost in self._facet_part(part, values)]
                ordered = members * CHOICE * len(figure.order)
                return sum_of([writing(number + values, ordered), *inner])
            case outputs.Aggregate():
                return writing(number * (1 + len(figure.fields)), number * CHOICE)
            case _:
                return writing(number)

    def _facet_part(self, part: outputs.FacetPart, values: float) -> Iterator[Cost]:
        match part:
            case outputs.Selection():
                yield self.resources(part, Population({"": values}))
            case outputs.GroupKeys(fields=(key,)):
                yield from (self._group_key(value, values) for _, value in key)
            case _:
                yield writing(2 * values)

    def _groups(self, groups: outputs.Groups, number: float, members: float) -> Iterator[Cost]:
        """The costs of writing the groups of some lists with so many members."""
        size = groups.size.bind(self.variables)
        most = _FACET ** len(groups.tally.keys)
        shown = min(number * min(size, most), members) if isinstance(size, int) else number
        yield writing(number * (1 + len(groups.fields)) + shown)
        nodes = [part for _, part in groups.fields if isinstance(part, outputs.GroupNodes)]
        for part in (part for one in nodes for _, part in one.fields):
            match part:
                case outputs.GroupKeys():
                    yield from (self._group_key(value, shown) for key in part.fields for _, value in key)
                case outputs.Figures():
                    yield from (self._figure(figure, shown, members) for _, figure in part.fields)
                case _:
                    yield writing(shown)

    def _group_key(self, part: outputs.GroupKeyPart, number: float) -> Cost:
        if isinstance(part, outputs.Selection):
            return self.resources(part, Population({"": number}))
        return writing(2 * number) if isinstance(part, outputs.Value) else writing(number)

    def _rdf(self, output: outputs.Rdf, population: Population, number: float) -> Cost:
        stated = self.populations.statements(population)
        weight = RDF.get(output.format, max(RDF.values()))
        written = writing(number, number * 2 * weight + stated * weight)
        return replace(written, rdf=stated)

    def stated(self, link: reads.Link, parents: Population) -> float:
        """The number of statements expected on the pages of some lists of them."""
        size = link.page.size.bind(self.variables) if link.page else None
        if not isinstance(size, int):
            raise TypeError(link)
        return min(self.populations.statements(parents), parents.size * size) if link.rows else 0.0

    def groups(self, link: reads.Link, parents: Population) -> float:
        """The number of groups expected on the pages of some lists of them."""
        size = link.page.size.bind(self.variables) if link.page else None
        if not isinstance(size, int):
            raise TypeError(link)
        return min(self.populations.referrers(parents, 1).size, parents.size * size)

    def referrers(self, link: reads.Link, parents: Population) -> Population:
        """The resources expected in all groups of some resources."""
        size = link.how.size.bind(self.variables) if isinstance(link.how, reads.Referrers) else None
        if not isinstance(size, int):
            raise TypeError(link)
        return self.populations.referrers(parents, size)

    def _statements(self, output: outputs.Statements, population: Population, number: float) -> Cost:
        """The cost of writing lists of statements."""
        is_grouped = isinstance(output.link.how, reads.ReferrerGroups)
        rows = (self.groups if is_grouped else self.stated)(output.link, population)
        below = replace(self, path=(*self.path, "referredBy" if is_grouped else "statements"))
        parts = [writing(number)]
        on_page = Cost()
        for _, part in output.fields:
            match part:
                case outputs.StatementNodes():
                    on_page = sum_of([on_page, below.statement(part, rows, population)])
                case outputs.StatementEdges():
                    inner = [
                        below.statement(one, rows, population)
                        if isinstance(one, outputs.StatementNodes)
                        else writing(rows, rows * CHOICE)
                        for _, one in part.fields
                    ]
                    on_page = sum_of([on_page, *inner, writing(rows)])
                case outputs.PageInfoPart():
                    parts.append(writing(number * (1 + len(part.fields)), number * CHOICE))
            parts.append(writing(number))
        size = output.page.size.bind(self.variables)
        if rows and isinstance(size, int):
            argument = "last" if output.page.backward else "first"
            place = ListCost(below.path, argument, size, number, rows / number, on_page.units / rows)
            parts.append(Cost(places=(place,)))
        return sum_of([on_page, *parts])

    def statement(self, part: outputs.StatementNodes, rows: float, of: Population) -> Cost:
        """The cost of writing some statements, or groups of referrers, of resources."""
        costs = [writing(rows)]
        for _, inner in part.fields:
            match inner:
                case outputs.Predicate():
                    costs.append(writing(rows * (1 + len(inner.fields))))
                case outputs.Many():
                    graphs = self.populations.stating(rows)
                    costs += [writing(rows), self.resources(inner.selection, graphs)]
                case outputs.StatedObject():
                    costs += [writing(rows), *(self._stated_object(one, rows) for _, one in inner.fields)]
                case outputs.GroupMembers(many=(one, *_)):
                    members = self.referrers(one.link, of)
                    costs += [writing(rows), self.resources(one.selection, members)]
                case _:
                    costs.append(writing(rows))
        return sum_of(costs)

    def _stated_object(self, part: outputs.StatedObjectPart, rows: float) -> Cost:
        match part:
            case outputs.Selection():
                return sum_of([writing(rows), self.resources(part, self.populations.stated_values(rows))])
            case outputs.Label():
                return writing(rows * (1 + len(part.words.fields)), rows * CHOICE)
            case outputs.LiteralParts():
                return writing(rows * (1 + len(part.fields)))
            case _:
                return writing(rows)

    def _members(self, link: reads.Link | None, population: Population) -> Population:
        match link.how if link else None:
            case Field() as along:
                return self.populations.follow(population, along)
            case reads.Follow():
                return population
            case _:
                return self.populations.sources(population)

    def _below(self, link: reads.Link | None) -> "Writing":
        how = link.how if link else None
        return replace(self, path=(*self.path, how.name)) if isinstance(how, Field) else self


def _value(output: outputs.Value, number: float) -> Cost:
    term = output.term
    many = term.many or output.every_language
    each = _VALUES * number if many else number
    if term.kind not in _CHOSEN:
        return writing(number + (each if many else 0))
    inner = output.words.fields if output.words else output.fields
    return writing(each * (1 + len(inner)) + (number if many else 0), each * CHOICE)
