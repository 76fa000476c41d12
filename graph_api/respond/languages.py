"""The languages that a request prefers."""

from functools import lru_cache

from graph_api.accept import rank_choices


@lru_cache(maxsize=1024)  # a memo: most requests send one of few headers
def preferred_languages(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, best first, without those it rules out (`q=0`).

    A tag with a region matches no text without one (RFC 4647 basic filtering): browsers send `fr` beside `fr-CA`.
    `*` is left out too: many programs send it automatically, and a client that accepts anything gets our preference.
    """
    return tuple(tag for tag in rank_choices(header, most=32) if tag != "*")
