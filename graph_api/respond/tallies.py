"""Tallies in the answer: facets, which list values with their counts, and aggregates over all values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_api.plan import outputs, reads
from graph_api.respond.figures import summary
from graph_api.respond.lists import Write
from graph_api.respond.values import AnswerContext, value_writer, write_term
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
        fields = [(key, self._facet_part(part, facet)) for key, part in facet.fields]
        limit, by_class = facet.limit, facet.tally.keys[0].classes

        def write(counted: Any, context: AnswerContext) -> Any:
            if by_class:  # the stores count all classes, by names of their own
                most: int = limit.bind(context.variables)  # type: ignore[assignment]  # the converter makes a number
                counted = sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:most]
            return [{key: write_part(pair, context) for key, write_part in fields} for pair in counted]

        return write

    def _facet_part(self, part: outputs.FacetPart, facet: outputs.Facet) -> Write:
        match part:
            case outputs.Value():
                write_value = value_writer(replace(part, term=replace(part.term, many=False)), self.model)
                return lambda pair, context: write_value(pair[0], context)
            case outputs.Types():
                return lambda pair, context: write_term(part, pair[0])
            case outputs.Selection():
                write = self.select(replace(part, level=facet.tally.levels[0]))
                return lambda pair, context: write(pair[0], context)
            case outputs.Constant():
                return lambda pair, context: part.value
            case "count":
                return lambda pair, context: pair[1]
        field = facet.tally.keys[0].field
        if field and field.term.kind is Kind.BOOLEAN:
            return lambda pair, context: pair[0] == "true"
        return lambda pair, context: pair[0]
