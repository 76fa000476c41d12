"""Compiles a plan's outputs into functions that collect the statements which the fields of an answer show.

A property shows the statements with its values, a relation those along which it leads to its members, `label` that with
the name it has chosen, `types` the classes, `__typename` the class if it is stated, `rdf` all that it writes,
`statements` those whose `value` is selected, `referredBy` those that refer. Counts, facets, groups, scores and whatever
else is computed show none.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.respond.answer_graph import AnswerGraph
from graph_api.respond.object_types import ObjectTypes
from graph_api.respond.rows import Row, column_of, position_of
from graph_api.respond.values import AnswerContext
from ontology.model import Field, Kind, Model, PropertyTerm
from ontology.record import source_statements
from ontology.values.languages import choose
from ontology.values.literals import to_ntriples
from ontology.values.property_values import order_key

Collect = Callable[[Row, AnswerGraph, AnswerContext], None]
"""Adds what one row shows to the graph."""
CollectRoot = Callable[[Any, AnswerGraph, AnswerContext], None]
"""Adds what the rows of a root show to the graph."""
Members = Callable[[Row, AnswerContext], Sequence[Row]]
"""The rows that a link of a row leads to."""
_AT_ONCE = 100
"""Rows that are looked through between two looks at the time."""


def nothing_to_show() -> QueryError:
    """The error of a question none of whose fields can show a statement."""
    return QueryError(
        "No field of the question shows a statement, so there is no answer as RDF.", code="NO_STATEMENTS"
    )


def collect_root(root: p.Root, rows: Any, model: Model, context: AnswerContext) -> None:
    """Add what the rows of a root show to the graph of the answer, if it is one."""
    if (graph := context.graph) is None:
        return
    key = id(root)  # a root lives as long as the plan that the answer is made by
    if key not in graph.collectors:
        graph.collectors[key] = statement_collector(root, model)
    if (collect := graph.collectors[key]) is not None:
        collect(rows, graph, context)


def collect_resource(root: p.Root, row: Row, model: Model, context: AnswerContext) -> None:
    """Add what one row of a root that selects resources by IRI shows to the graph of the answer, if it is one."""
    collect_root(root, (row,), model, context)


def statement_collector(root: p.Root, model: Model) -> CollectRoot | None:
    """The function that collects from the rows of a root; None if none of its fields can show a statement."""
    compiler = _CollectorCompiler(model)
    if isinstance(root.output, outputs.Selection):
        return _each(compiler.selection(root.output, root.level))
    page, each = root.output.page, _each(compiler.nodes(root.output))
    if each is None:
        return None
    return lambda rows, graph, context: each(rows[0][: page.size.bind(context.variables)], graph, context)


def _each(collect: Collect | None) -> CollectRoot | None:
    """A collector of several rows."""
    if collect is None:
        return None

    def collect_all(rows: Sequence[Row], graph: AnswerGraph, context: AnswerContext) -> None:
        for start in range(0, len(rows), _AT_ONCE):
            context.budget.check()
            for row in rows[start : start + _AT_ONCE]:
                collect(row, graph, context)

    return collect_all


def _together(collectors: Iterable[Collect | None]) -> Collect | None:
    """One collector in place of several; None if there is none."""
    known = [collect for collect in collectors if collect is not None]
    if len(known) <= 1:
        return known[0] if known else None

    def collect_all(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
        for collect in known:
            collect(row, graph, context)

    return collect_all


class _CollectorCompiler:
    """Compiles selections of resources into functions that collect from their rows."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._classes = {
            prefix + term.type_name: iri for iri, term in model.classes.items() for prefix in ("Other", "")
        }
        self._names = {term.key: term for term in model.names}

    def selection(self, selection: outputs.Selection, level: reads.Level) -> Collect | None:
        """Collects from the row of one resource, by the object type that it has behind the field."""
        shapes: dict[int, Collect | None] = {}
        for shape in selection.shapes.values():
            if id(shape) not in shapes:
                parts = [self._output(output, level, selection.target) for _, output in shape]
                shapes[id(shape)] = _together(parts)
        if not any(shapes.values()):
            return None
        if len(shapes) == 1:
            return next(iter(shapes.values()))
        by_type = {name: shapes[id(shape)] for name, shape in selection.shapes.items()}
        types = ObjectTypes(self._model, selection.target)

        def collect(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
            if (of_type := by_type[types[row[1]]]) is not None:
                of_type(row, graph, context)

        return collect

    def nodes(self, output: outputs.Connection) -> Collect | None:
        """Collects from the row of one member of a connection."""
        return _together(self._members(output, output.level))

    def _members(self, output: outputs.Connection, level: reads.Level) -> list[Collect | None]:
        collectors: list[Collect | None] = []
        for part in _parts_of(output):
            match part:
                case outputs.Nodes():
                    collectors.append(self.selection(part.selection, level))
                case outputs.Many():
                    collectors.append(self._output(part, level, None))
        return collectors

    def _output(self, output: outputs.Output, level: reads.Level, target: str | None) -> Collect | None:
        match output:
            case outputs.Own(what="type"):
                return self._typename(target)
            case outputs.Label():
                return self._label(output, level)
            case outputs.Types():
                return lambda row, graph, context: graph.show_types(row[0])
            case outputs.Value():
                return _value(output, column_of(level, output.term.key))
            case outputs.LinkedValue():
                value = _value(output.value, column_of(output.link.level, output.value.term.key))
                return _along(output.link, _linked(level, output.link), value)
            case outputs.Rdf():
                return self._rdf(output, position_of(level, output.link))
            case outputs.Statements():
                return self._statements(output, level)
            case outputs.One() | outputs.Many():
                inner = self.selection(output.selection, output.link.level)
                return _along(output.link, _linked(level, output.link), inner)
            case outputs.Connection():
                return self._connection(output, level)
            case _:
                return None

    def _connection(self, output: outputs.Connection, level: reads.Level) -> Collect | None:
        if output.link is None or not any(isinstance(part, outputs.Nodes) for part in _parts_of(output)):
            return None
        position, size = position_of(level, output.link), output.page.size

        def members(row: Row, context: AnswerContext) -> Sequence[Row]:
            rows: Sequence[Row] = row[position][0][: size.bind(context.variables)]
            return rows

        return _along(output.link, members, _together(self._members(output, output.level)))

    def _statements(self, output: outputs.Statements, level: reads.Level) -> Collect | None:
        nodes = [part for part in _parts_of(output) if isinstance(part, outputs.StatementNodes)]
        parts = [part for node in nodes for _, part in node.fields]
        inner = _together(self._stated(part, output.link.level) for part in parts)
        shows = any(isinstance(part, outputs.StatedObject) for part in parts)
        groups = [part for part in parts if isinstance(part, outputs.GroupMembers)]
        if not shows and not groups and inner is None:
            return None
        members = [position_of(output.link.level, one.link) for group in groups for one in group.many]
        position, size = position_of(level, output.link), output.page.size

        def collect(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
            for statement in row[position][0][: size.bind(context.variables)]:
                if shows:
                    line = f"{to_ntriples(row[0])} <{statement[0]}> {statement[1]}"
                    context.budget.spend(len(line))
                    graph.lines.add(line)
                for member in (member for at in members for member in statement[at]):
                    graph.lines.add(f"{to_ntriples(member[0])} <{statement[0]}> {to_ntriples(row[0])}")
                if inner is not None:
                    inner(statement, graph, context)

        return collect

    def _stated(self, part: outputs.StatementPart, level: reads.Level) -> Collect | None:
        """Collects from what the row of a statement leads to: its value, its graphs."""
        if isinstance(part, outputs.Many):
            return self._output(part, level, None)
        if isinstance(part, outputs.GroupMembers):
            return _together(self._output(one, level, None) for one in part.many)
        if not isinstance(part, outputs.StatedObject) or part.link is None:
            return None
        below = part.link.level
        return _along(
            part.link,
            _linked(level, part.link),
            _together(
                self._label(one, below) if isinstance(one, outputs.Label) else self.selection(one, below)
                for _, one in part.fields
                if isinstance(one, outputs.Label | outputs.Selection)
            ),
        )

    def _typename(self, target: str | None) -> Collect:
        types, classes = ObjectTypes(self._model, target), self._classes

        def collect(row: Row, graph: AnswerGraph, _: AnswerContext) -> None:
            if (iri := classes.get(types[row[1]])) is not None:
                graph.show_type(row[0], iri)

        return collect

    def _label(self, output: outputs.Label, level: reads.Level) -> Collect:
        columns = [(column_of(level, key), self._names[key]) for key in output.columns]
        lang = output.words.lang

        def collect(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
            for column, term in columns:
                if (stored := row[column]) is not None:
                    graph.show(row[0], term, [_best(term, stored, context.prefer(lang))])
                    return

        return collect

    def _rdf(self, output: outputs.Rdf, position: int) -> Collect:
        model, has_graphs = self._model, output.format in outputs.WITH_GRAPHS

        def collect(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
            for record in row[position][0] if has_graphs else row[position]:
                lines = [f"{to_ntriples(record.iri)} <{p}> {o}" for p, o in source_statements(record, model)]
                context.budget.spend(sum(map(len, lines)))
                graph.lines.update(lines)

        return collect


def _parts_of(output: outputs.Connection | outputs.Statements) -> Iterable[object]:
    """The parts of a list and of its edges."""
    for _, part in output.fields:
        if isinstance(part, outputs.Edges | outputs.StatementEdges):
            yield from (inner for _, inner in part.fields)
        else:
            yield part


def _linked(level: reads.Level, link: reads.Link) -> Members:
    position = position_of(level, link)
    return lambda row, context: row[position]


def _along(link: reads.Link, members: Members, inner: Collect | None) -> Collect | None:
    """Collects the steps along a link, and from what it leads to."""
    how = link.how
    if not isinstance(how, Field | reads.Follow) and inner is None:
        return None

    def collect(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
        reached = members(row, context)
        if isinstance(how, reads.Follow):
            graph.follow(how.along, row[0], [member[0] for member in reached])
        for member in reached:
            if isinstance(how, Field):
                graph.step(how, row[0], member[0])
            if inner is not None:
                inner(member, graph, context)

    return collect


def _value(output: outputs.Value, column: int) -> Collect:
    """Collects the values of a property that are shown."""
    term = output.term

    def collect(row: Row, graph: AnswerGraph, context: AnswerContext) -> None:
        stored = row[column]
        if stored is None or stored == []:
            return
        if term.kind is Kind.TEXT and not output.every_language:
            lang = output.words.lang if output.words else None
            stored = [_best(term, stored, context.prefer(lang))]
        elif term.kind is Kind.LITERAL and not term.many:
            stored = [min(stored, key=lambda one: order_key(term, one))]
        graph.show(row[0], term, stored if isinstance(stored, list | tuple) else [stored])

    return collect


def _best(term: PropertyTerm, stored: Any, languages: Sequence[str]) -> str:
    """The one of some names or texts that is shown, as it is stored."""
    if term.kind is Kind.TEXT:
        text, tag = choose(stored, languages)
        return f"{text}@{tag or ''}"
    names = [stored] if isinstance(stored, str) else stored
    text, _ = choose([f"{name}@" for name in names], languages)
    return text
