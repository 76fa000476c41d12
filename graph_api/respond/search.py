"""The fields of an edge of search results: its score, and its best value with the matching words marked."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph_api.plan import outputs
from graph_api.plan.conditions import WordsFound
from graph_api.plan.search import SearchQuery, score, tags
from graph_api.plan.search_steps import step_of
from graph_api.respond.rows import Row
from graph_api.respond.values import AnswerContext
from ontology.model import Model
from ontology.search_lines import SearchLine, SearchLines
from ontology.values.fold import iter_spans, words

Span = tuple[str, bool]
"""A part of a text, and true if it is a matching word."""


def score_writer() -> Callable[[Row, AnswerContext], Any]:
    """Writes the score of a row, which ends with its rank."""
    return lambda row, context: score(row[-1])


def outcome_writer(part: outputs.SearchOutcome) -> Callable[[Any, AnswerContext], Any]:
    """Writes the `match` or `didYouMean` of a search."""

    def write(found: Any, context: AnswerContext) -> str | None:
        step = step_of(context.variables, part.key)
        if part.name == "match":
            return step.match if step else "ALL_WORDS"
        return step.did_you_mean if step else None

    return write


class HighlightWriter:
    """Writes the best value of a row; `columns` are the places of the values that lines are made of, by key."""

    def __init__(self, model: Model, columns: Mapping[str, int], highlight: outputs.Highlight) -> None:
        self._lines = SearchLines(model)
        self._columns = columns
        self._searched = highlight.searched
        self._fields = highlight.fields

    def __call__(self, row: Row, context: AnswerContext) -> Any:
        """The value of the field `highlight`."""
        query = _query(self._searched, context)
        best = self._best(row, query, context)
        answer: dict[str, Any] = {}
        for key, field in self._fields:
            match field:
                case outputs.HighlightParts():
                    answer[key] = [_part(field, span) for span in iter_parts(best.value, query)]
                case outputs.Constant():
                    answer[key] = field.value
                case "property":
                    answer[key] = best.term
                case "lang":
                    answer[key] = best.value_lang or None
                case "value":
                    answer[key] = best.value
        return answer

    def _best(self, row: Row, query: SearchQuery, context: AnswerContext) -> SearchLine:
        """The line with the least rank."""
        wanted = None
        if self._searched.lang is not None:
            wanted = tags(self._searched.lang.bind(context.variables))
        values = {key: row[place] for key, place in self._columns.items()}
        ranked = []
        for line in self._lines.lines(values, row[1]):
            if wanted is not None and not any(_fits(line.lang, tag) for tag in wanted):
                continue
            rank = query.rank(line)
            if rank is not None:
                ranked.append((rank, line.term, line.value_lang, line.value, line))
        return min(ranked, key=lambda one: one[:-1])[-1]


def iter_parts(text: str, query: SearchQuery) -> Iterator[Span]:
    """The whole text in parts: matching words, and the texts between them; all of it if no word matches.

    So it is if initials were searched for.
    """
    spans = [(start, end) for start, end in iter_spans(text) if query.has(words(text[start:end]))]
    if not spans and text:
        yield text, True
        return
    last = 0
    for start, end in spans:
        if last < start:
            yield text[last:start], False
        yield text[start:end], True
        last = end
    if last < len(text):
        yield text[last:], False


def _part(part: outputs.HighlightParts, span: Span) -> dict[str, Any]:
    values = {"text": span[0], "match": span[1], "__typename": "HighlightPart"}
    return {key: values[name] for key, name in part.fields}


def _query(searched: WordsFound, context: AnswerContext) -> SearchQuery:
    query = searched.text.bind(context.variables)
    if not isinstance(query, SearchQuery):
        raise TypeError(query)
    return query


def _fits(lang: str, tag: str) -> bool:
    """RFC 4647's basic filtering."""
    return f"{lang}-".startswith(f"{tag}-") or (tag == "*" and lang != "")
