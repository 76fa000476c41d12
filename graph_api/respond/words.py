"""The languages that a request asks for."""

from functools import lru_cache

from graph_api.accept import rank_choices


@lru_cache(maxsize=1024)
def accepted(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, best first, without those it rules out (`q=0`).

    A tag with a region takes no text without one (RFC 4647 basic filtering): browsers send `fr` beside `fr-CA`.
    `*` is left out too: many programs send it by themselves, and who takes anything gets our own preference.
    """
    return tuple(tag for tag in rank_choices(header, most=32) if tag != "*")
