"""The languages that a request asks for."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def accepted(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, best first, without those it rules out (`q=0`).

    A tag with a region takes no text without one (RFC 4647 basic filtering): browsers send `fr` beside `fr-CA`.
    `*` is left out too: many programs send it by themselves, and who takes anything gets our own preference.
    """
    found: list[tuple[float, int, str]] = []
    for position, item in enumerate(header.split(",")[:32]):
        tag, _, parameters = item.partition(";")
        tag = tag.strip().lower()
        quality = _quality(parameters)
        if tag and tag != "*" and quality > 0:
            found.append((-quality, position, tag))
    return tuple(tag for _, _, tag in sorted(found))


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return max(0.0, min(1.0, float(value)))
    except ValueError:
        return 0.0
