"""The cost of a search, from how many texts have its words."""

from graph_api.costs.cost import FOUND
from graph_api.plan.conditions import Variables, WordsFound
from graph_api.plan.search import SearchQuery
from graph_api.plan.statistics import Statistics

_SHARE = 20
"""Without a count of words: a word is assumed to be in texts of one of this many resources."""


def texts_found(searched: WordsFound, variables: Variables, statistics: Statistics) -> tuple[float, float]:
    """The cost of finding the resources with all words, and the expected number of these."""
    query = searched.text.bind(variables)
    if not isinstance(query, SearchQuery) or not query.words:
        return 0, 0
    last = len(query.words) - 1
    texts: list[float] = []
    for number, word in enumerate(query.words):
        if statistics.words:
            texts.append(statistics.words.texts(word, begins=query.suggest and number == last))
        else:
            texts.append(statistics.resources / _SHARE)
    return (sum(texts) + min(texts)) * FOUND, min(texts)
