"""A replica of the feed of changes: it follows all pages, and keeps the state that the changes lead to."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from loaders.nquads.canonical import format_line

LDES, TREE, AS = "https://w3id.org/ldes#", "https://w3id.org/tree#", "https://www.w3.org/ns/activitystreams#"
NDP, PROV = "https://w3id.org/vn-ndp/ns#", "http://www.w3.org/ns/prov#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Fetch = Callable[[str], bytes]


@dataclass
class Replica:
    """The triples of each entity, and for each release its hash by the feed and that of the replica then."""

    fetch: Fetch
    state: dict[str, list[Quad]] = field(default_factory=dict)
    hashes: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    kinds: list[tuple[str, str]] = field(default_factory=list)

    def follow(self, address: str) -> "Replica":
        """Apply what a page and those behind it have and this replica has not seen; pages are read in TriG."""
        for page, quads in self._pages(address):
            if page not in self.seen:
                self.seen.add(page)
                self._apply(quads)
        return self

    def _pages(self, address: str) -> Iterator[tuple[str, list[Quad]]]:
        waiting, met = [address], {address}
        while waiting:  # the pages of a release before those of the next one
            page = waiting.pop(0)
            further = []
            quads = list(parse(self.fetch(page), RdfFormat.TRIG, base_iri=page, rename_blank_nodes=True))
            if page != address:
                yield page, quads
            for quad in quads:
                if quad.predicate.value == f"{TREE}node" and quad.object.value not in met:
                    met.add(quad.object.value)
                    further.append(quad.object.value)
            waiting = further + waiting

    def _apply(self, quads: list[Quad]) -> None:
        about: dict[object, dict[str, list[object]]] = {}
        for quad in quads:
            if isinstance(quad.graph_name, DefaultGraph):
                about.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
        members = [quad.object for quad in quads if quad.predicate.value == f"{TREE}member"]
        for member in members:
            types = {str(one)[1:-1] for one in about[member][TYPE.value]}
            if f"{NDP}Release" in types:
                said = about[member].get(f"{NDP}stateHash")
                if said:
                    self.hashes[str(member)[1:-1]] = (said[0].value, self.hash())  # type: ignore[attr-defined]
                continue
            (entity,) = about[member]["http://purl.org/dc/terms/isVersionOf"]
            iri = str(entity)[1:-1]
            (kind,) = [one.removeprefix(AS) for one in types]
            self.kinds.append((kind, iri))
            if kind == "Delete":
                del self.state[iri]
            else:
                assert (kind == "Create") is (iri not in self.state)
                self.state[iri] = [quad for quad in quads if quad.graph_name == member]

    def hash(self) -> str:
        """The hash of the state."""
        dataset = Dataset(
            Quad(_own(q.subject, n), q.predicate, _own(q.object, n))
            for n, quads in enumerate(self.state.values())
            for q in quads
        )
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted(format_line(quad) + "\n" for quad in dataset)
        return "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()


def _own(term: Any, number: int) -> Any:
    return BlankNode(f"e{number}x{term.value}") if isinstance(term, BlankNode) else term
