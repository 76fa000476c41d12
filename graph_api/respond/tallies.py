"""Tallies in the answer: facets, which list values with their counts, and aggregates over all values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.respond.figures import summary
from graph_api.respond.keys import KeyWriter, Place, ReadPlace, sorted_by
from graph_api.respond.lists import Write
from graph_api.respond.values import AnswerContext, term_writer
from ontology.model import Kind, Model

WriteTallies = Callable[[Sequence[Any], AnswerContext], Any]
"""Writes from the tallies of a connection, each a list of `[*values, count]`."""


@dataclass(frozen=True, slots=True)
class TallyCompiler:
    """Compiles facets and aggregates into functions that write them; `select` compiles a selection of resources."""

    model: Model
    select: Callable[[outputs.Selection], Write]

    def figures(self, part: outputs.Figures, tallies: Sequence[reads.Tally]) -> WriteTallies:
        """Writes figures over the tallies of a connection, which are in this order."""
        fields = [(key, self._figure(figure, tallies)) for key, figure in part.fields]
        return lambda counted, context: {key: write(counted, context) for key, write in fields}

    def of_search(self, part: outputs.SearchFigures, tallies: Sequence[reads.Tally]) -> WriteTallies:
        """Writes the facets of a search over the tallies of a connection."""
        fields = [
            (
                key,
                self.figures(figure, tallies)
                if isinstance(figure, outputs.Figures)
                else self._figure(figure, tallies),
            )
            for key, figure in part.fields
        ]
        return lambda counted, context: {key: write(counted, context) for key, write in fields}

    def _figure(
        self, figure: outputs.Facet | outputs.Aggregate | outputs.Constant, tallies: Sequence[reads.Tally]
    ) -> WriteTallies:
        if isinstance(figure, outputs.Constant):
            return lambda counted, context: figure.value
        position = tallies.index(figure.tally)
        if isinstance(figure, outputs.Facet):
            write = self._facet(figure)
            return lambda counted, context: write(counted[position], context)
        kind, names = figure.kind, figure.fields
        return lambda counted, context: summary(counted[position], kind, names)

    def _facet(self, facet: outputs.Facet) -> Callable[[Any, AnswerContext], Any]:
        key = KeyWriter(self.model, facet.tally.keys[0], self.select)
        fields = [(name, self._facet_part(part, key)) for name, part in facet.fields]
        limit, order = facet.limit, facet.order
        places = [key.by_label(facet.label) if one.by == "label" else key.by_value for one in order]

        def write(counted: Any, context: AnswerContext) -> Any:
            if order and len(counted) > facet.most:
                raise QueryError(
                    f"There are more than {facet.most:,} values to put in order.",
                    code="TOO_MANY_GROUPS",
                    hint="Leave `orderBy` out to get the most frequent values first, or choose fewer members.",
                )
            if order or key.key.classes:  # the stores count all classes, by names of their own
                most: int = limit.bind(context.variables)  # type: ignore[assignment]  # the converter makes a number
                counted = _in_order(counted, key, tuple(zip(order, places, strict=True)), context)[:most]
            return [{name: write_part(pair, context) for name, write_part in fields} for pair in counted]

        return write

    def _facet_part(self, part: outputs.FacetPart, key: KeyWriter) -> Write:
        match part:
            case outputs.GroupKeys():
                parts = [(name, key.part(inner)) for name, inner in part.fields[0]]
                return lambda pair, context: {name: write(pair[0], context) for name, write in parts}
            case outputs.Types():
                write_term = term_writer(part.fields, self.model)
                return lambda pair, context: None if pair[0] is None else write_term(pair[0], context)
            case outputs.Value() | outputs.Selection():
                write = key.part(part)
                return lambda pair, context: write(pair[0], context)
            case outputs.Constant():
                return lambda pair, context: part.value
            case "count":
                return lambda pair, context: pair[1]
        field = key.key.field
        if field and field.term.kind is Kind.BOOLEAN:
            return lambda pair, context: None if pair[0] is None else pair[0] == "true"
        return lambda pair, context: pair[0]


def _in_order(
    counted: Sequence[Any],
    key: KeyWriter,
    order: Sequence[tuple[outputs.FacetOrder, ReadPlace]],
    context: AnswerContext,
) -> list[Any]:
    """The `[value, count]` pairs in an order; without one the most frequent first. Ties are in order of the values."""

    def place(pair: Any, read: ReadPlace) -> Place:
        return None if pair[0] is None else read(pair[0], context)

    pairs = sorted(counted, key=lambda pair: sorted_by(place(pair, key.by_value), descending=False))
    if not order:
        return sorted(pairs, key=lambda pair: -pair[1])
    for one, read in reversed(order):
        if one.by == "count":
            pairs.sort(key=lambda pair: pair[1], reverse=one.descending)
            continue
        down = one.descending
        placed = [(sorted_by(place(pair, read), descending=down), pair) for pair in pairs]
        placed.sort(key=lambda both: both[0], reverse=down)
        pairs = [pair for _, pair in placed]
    return pairs
