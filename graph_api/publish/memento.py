"""Memento (RFC 7089): dates of HTTP, and the links from a document to the states of its resource.

The document about a resource is its own TimeGate: with `Accept-Datetime` it redirects to the state of that time, which
has an address of its own (pattern 1.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from graph_api.publish.links import HeaderLink

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True)
class Memento:
    """A state of a resource: the address of the document about it, and the moment from which on it is known."""

    address: str
    moment: datetime


def http_date(moment: datetime) -> str:
    """A moment as headers have it: `Mon, 05 Jan 2026 08:00:00 GMT`."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_http_date(text: str) -> datetime | None:
    """The moment of a header; None if it is not a date of HTTP."""
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def memento_links(
    timegate: str, timemap: str, mementos: Sequence[Memento], shown: int | None
) -> tuple[HeaderLink, ...]:
    """The links from a document to the history of its resource.

    `mementos` are all states in their order, and `shown` is the place of the one that the document has, None if it has
    none of them. A state with several relations, such as the first and the last, has one link.
    """
    links = [
        HeaderLink(timegate, "original timegate"),
        HeaderLink(timemap, "timemap", {"type": LINK_FORMAT}),
    ]
    relations: dict[int, list[str]] = {}
    if mementos:
        relations = {0: ["first"]}
        relations.setdefault(len(mementos) - 1, []).append("last")
    if shown is not None:
        for place, relation in ((shown - 1, "prev"), (shown, ""), (shown + 1, "next")):
            if 0 <= place < len(mementos):
                relations.setdefault(place, []).append(relation)
    for place, names in sorted(relations.items()):
        memento = mementos[place]
        relation = " ".join(filter(None, [*names, "memento"]))
        links.append(HeaderLink(memento.address, relation, {"datetime": http_date(memento.moment)}))
    return tuple(links)
