"""The cost of a search, from how many resources have its words."""

from graph_api.costs.cost import FOUND, STATEMENT
from graph_api.plan.conditions import Variables, WordsFound
from graph_api.plan.search import SearchQuery
from graph_api.plan.statistics import Statistics

_SHARE = 20
"""Without a count of words: a word is assumed to be in one of this many resources."""
_LISTED, _RANKED = 0.1, 3
"""The cost of a resource with a word in the index, and of ranking one by its lines, in `FOUND`."""
_STEPS = 3
"""The statements that a search takes if it goes on: it does so if no resource has one of its words."""


def resources_found(
    searched: WordsFound, variables: Variables, statistics: Statistics
) -> tuple[float, float]:
    """The cost of finding the resources with all words, and the expected number of these."""
    query = searched.text.bind(variables)
    if not isinstance(query, SearchQuery) or not query.words:
        return 0, 0
    last = len(query.words) - 1
    counts: list[float] = []
    for number, word in enumerate(query.words):
        if statistics.words:
            counts.append(statistics.words.texts(word, begins=query.suggest and number == last))
        else:
            counts.append(statistics.resources / _SHARE)
    known = [count for count in counts if count]
    further = 0.0 if len(known) == len(counts) else _STEPS * STATEMENT
    found = min(known, default=0)
    return (sum(counts) * _LISTED + found * _RANKED) * FOUND + further, found
