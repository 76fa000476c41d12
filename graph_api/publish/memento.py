"""Memento (RFC 7089): dates of HTTP, and the list of the states of a resource, its TimeMap.

The document about a resource is its own TimeGate: with `Accept-Datetime` it redirects to the state of that time, which
has an address of its own (pattern 1.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import orjson

from graph_api.publish.links import HeaderLink
from loaders.folder.moments import write_moment

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


def write_timemap(original: str, timemap: str, mementos: Sequence[Memento]) -> bytes:
    """The TimeMap in link format (RFC 6690, as RFC 7089 has it)."""
    bounds = {}
    if mementos:
        bounds = {"from": http_date(mementos[0].moment), "until": http_date(mementos[-1].moment)}
    links = [
        HeaderLink(original, "original timegate"),
        HeaderLink(timemap, "self", {"type": LINK_FORMAT, **bounds}),
    ]
    last = len(mementos) - 1
    for place, memento in enumerate(mementos):
        names = [name for name, at in (("first", 0), ("last", last)) if place == at]
        links.append(
            HeaderLink(
                memento.address, " ".join([*names, "memento"]), {"datetime": http_date(memento.moment)}
            )
        )
    return (",\n".join(map(str, links)) + "\n").encode()


def write_timemap_json(original: str, timemap: str, mementos: Sequence[Memento]) -> bytes:
    """The TimeMap in JSON, with the members that Memento tools read."""
    states = [
        {"datetime": write_moment(memento.moment.astimezone(UTC)), "uri": memento.address}
        for memento in mementos
    ]
    document: dict[str, object] = {
        "original_uri": original,
        "timegate_uri": original,
        "timemap_uri": {"link_format": timemap, "json_format": _with_format(timemap, "json")},
        "mementos": {"list": states},
    }
    if states:
        document["mementos"] = {"first": states[0], "last": states[-1], "list": states}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _with_format(address: str, name: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}format={name}"
