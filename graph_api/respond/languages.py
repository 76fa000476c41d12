"""The languages that a request prefers."""

from functools import lru_cache

from graph_api.accept import rank_choices, read_choices
from ontology.values.languages import lookup_ranges


@lru_cache(maxsize=1024)  # a memo: most requests send one of few headers
def preferred_languages(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, best first, without those it rules out (`q=0`).

    After a tag with a region comes the language alone (`lookup_ranges`). `*` is left out: many programs send it
    automatically, and a client that accepts anything gets our preference.
    """
    refused = {choice.name for choice in read_choices(header) if choice.quality == 0}
    accepted = (tag for tag in rank_choices(header, most=32) if tag != "*")
    return tuple(tag for tag in lookup_ranges(accepted) if tag not in refused)
