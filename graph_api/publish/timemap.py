"""The TimeMap of a resource (RFC 7089), which is the list of its states, in the forms for machines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

import orjson

from graph_api.publish.links import HeaderLink
from graph_api.publish.memento import LINK_FORMAT, Memento, http_date
from loaders.folder.moments import write_moment
from loaders.publication.addresses import with_parameters
from loaders.publication.description import DescriptionGraph, write_description
from ontology.namespaces import PROV, prefixes_of


@dataclass(frozen=True, slots=True)
class TimeMap:
    """The states of the resource `iri`, oldest first.

    `original` is the address of the document about it, which redirects to the state of a time; `address` is that of the
    TimeMap itself.
    """

    iri: str
    original: str
    address: str
    mementos: Sequence[Memento]


def write_link_format(timemap: TimeMap) -> bytes:
    """The TimeMap in link format (RFC 6690, as RFC 7089 has it)."""
    mementos, bounds = timemap.mementos, {}
    if mementos:
        bounds = {"from": http_date(mementos[0].moment), "until": http_date(mementos[-1].moment)}
    links = [
        HeaderLink(timemap.original, "original timegate"),
        HeaderLink(timemap.address, "self", {"type": LINK_FORMAT, **bounds}),
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


def write_json(timemap: TimeMap) -> bytes:
    """The TimeMap in JSON, with the members that Memento tools read."""
    states = [{"datetime": _moment(memento), "uri": memento.address} for memento in timemap.mementos]
    document: dict[str, object] = {
        "original_uri": timemap.original,
        "timegate_uri": timemap.original,
        "timemap_uri": {
            "link_format": timemap.address,
            "json_format": with_parameters(timemap.address, "format=json"),
        },
        "mementos": {"list": states},
    }
    if states:
        document["mementos"] = {"first": states[0], "last": states[-1], "list": states}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def write_turtle(timemap: TimeMap) -> bytes:
    """The TimeMap in Turtle, with the terms of PROV-O. Its addresses must be whole."""
    return write_description(_statements(timemap).triples, "ttl", prefixes_of("prov", "xsd"))


def write_json_ld(timemap: TimeMap) -> bytes:
    """The same in JSON-LD."""
    return write_description(_statements(timemap).triples, "jsonld", {})


WRITERS: Mapping[str, Callable[[TimeMap], bytes]] = {
    "link": write_link_format,
    "json": write_json,
    "ttl": write_turtle,
    "jsonld": write_json_ld,
}
"""The writers by the names of their forms."""


def _statements(timemap: TimeMap) -> DescriptionGraph:
    """Each state is a specialization of the resource, generated at its moment, and a revision of the state before."""
    graph, before = DescriptionGraph(), None
    graph.type(timemap.iri, f"{PROV}Entity")
    for memento in timemap.mementos:
        graph.type(memento.address, f"{PROV}Entity")
        graph.link(memento.address, f"{PROV}specializationOf", timemap.iri)
        graph.value(memento.address, f"{PROV}generatedAtTime", _moment(memento), "dateTime")
        graph.link(memento.address, f"{PROV}wasRevisionOf", before)
        before = memento.address
    return graph


def _moment(memento: Memento) -> str:
    return write_moment(memento.moment.astimezone(UTC))
