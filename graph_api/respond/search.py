"""The fields of an edge of search results: its score, and its best value with the matching words marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.plan import outputs
from graph_api.plan.conditions import WordsFound
from graph_api.plan.search import SearchQuery, score, tags
from graph_api.respond.rows import Row
from graph_api.respond.values import AnswerContext
from ontology.model import Kind, Model, PropertyTerm
from ontology.values.fold import iter_spans, words
from ontology.values.languages import split_text

Span = tuple[str, bool]
"""A part of a text, and true if it is a matching word."""


def score_writer() -> Callable[[Row, AnswerContext], Any]:
    """Writes the score of a row, which ends with its rank."""
    return lambda row, context: score(row[-1])


@dataclass(frozen=True, slots=True)
class _Best:
    """The best value of a resource: of which property, in which language (empty: none)."""

    rank: int
    property: str
    lang: str
    text: str


class HighlightWriter:
    """Writes the best value of a row; `columns` are the places of the searched properties in it."""

    def __init__(
        self, model: Model, columns: Sequence[tuple[int, PropertyTerm]], highlight: outputs.Highlight
    ) -> None:
        self._columns = columns
        self._names = frozenset(term.iri for term in model.names)
        self._searched = highlight.searched
        self._fields = highlight.fields

    def __call__(self, row: Row, context: AnswerContext) -> Any:
        """The value of the field `highlight`."""
        query = _query(self._searched, context)
        best = min(self._values(row, query, context), key=lambda b: (b.rank, b.property, b.lang, b.text))
        answer: dict[str, Any] = {}
        for key, field in self._fields:
            match field:
                case outputs.HighlightParts():
                    answer[key] = [_part(field, span) for span in iter_parts(best.text, query)]
                case outputs.Constant():
                    answer[key] = field.value
                case "property":
                    answer[key] = best.property
                case "lang":
                    answer[key] = best.lang or None
        return answer

    def _values(self, row: Row, query: SearchQuery, context: AnswerContext) -> Iterator[_Best]:
        wanted = None
        if self._searched.lang is not None:
            wanted = tags(self._searched.lang.bind(context.variables))
        for column, term in self._columns:
            for text, lang in _texts(row[column], term):
                if wanted is not None and not any(_fits(lang, tag) for tag in wanted):
                    continue
                rank = query.rank(words(text), is_name=term.iri in self._names)
                if rank is not None:
                    yield _Best(rank, term.iri, lang, text)


def iter_parts(text: str, query: SearchQuery) -> Iterator[Span]:
    """The whole text in parts: matching words, and the texts between them."""
    last = 0
    for start, end in iter_spans(text):
        if query.tier(words(text[start:end])) is not None:
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


def _texts(value: Any, term: PropertyTerm) -> Iterator[tuple[str, str]]:
    """The texts in a column, with their languages."""
    for one in value if isinstance(value, list) else () if value is None else (value,):
        text, language = split_text(one) if term.kind is Kind.TEXT else (one, None)
        yield text, language or ""


def _fits(lang: str, tag: str) -> bool:
    """RFC 4647's basic filtering."""
    return f"{lang}-".startswith(f"{tag}-") or (tag == "*" and lang != "")
