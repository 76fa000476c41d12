"""The feed of changes as a Linked Data Event Stream: each release is a transaction of creations, updates and deletions.

A member is an entity in a release: its IRI is the address of the document about that state, and the triples are in the
graph of that name. The last member of a transaction is the release, with the hash of the state that the changes up
to it lead to. Releases come in the order of their numbers; a rollback is not a change.
https://semiceu.github.io/LinkedDataEventStreams/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from loaders.publication.addresses import Addresses
from loaders.publication.entity_reader import Triple
from loaders.publication.journal import CHANGED, CREATED, REMOVED
from ontology.namespaces import DCT, PROV, RDF_TYPE, XSD, dump_prefixes

LDES, TREE, ACTIVITIES = (
    "https://w3id.org/ldes#",
    "https://w3id.org/tree#",
    "https://www.w3.org/ns/activitystreams#",
)
PAGE = 1_000
"""Members of a page at most."""
SECONDS = 60
"""Seconds after which a client is to look for changes."""
_ACTIVITY = {
    CREATED: NamedNode(f"{ACTIVITIES}Create"),
    CHANGED: NamedNode(f"{ACTIVITIES}Update"),
    REMOVED: NamedNode(f"{ACTIVITIES}Delete"),
}
_TYPE, _TIME = NamedNode(RDF_TYPE), NamedNode(f"{PROV}generatedAtTime")
_INTEGER, _MOMENT = NamedNode(f"{XSD}integer"), NamedNode(f"{XSD}dateTime")


@dataclass(frozen=True, slots=True)
class FeedMember:
    """An entity in a release that created, changed or removed it (`kind`), with its triples and source graphs."""

    iri: str
    kind: str
    triples: Sequence[Triple] = ()
    graphs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FeedRelease:
    """A release in the feed: when it was built (ISO, UTC), and its number of changes."""

    id: str
    number: int
    moment: str
    changes: int

    @property
    def pages(self) -> int:
        """The number of its pages. The release itself is the last member."""
        return self.changes // PAGE + 1


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a release. `hash` is that of its state; None on pages before the last, and in feeds of a class."""

    release: FeedRelease
    number: int
    members: Sequence[FeedMember]
    hash: str | None = None

    @property
    def is_last(self) -> bool:
        """True if it is the last page of its release."""
        return self.number == self.release.pages


@dataclass(frozen=True, slots=True)
class ChangeFeed:
    """The feed of all entities, or of those of one class, by its name in GraphQL. `addresses` need a public address."""

    addresses: Addresses
    class_name: str = ""

    @property
    def address(self) -> str:
        """The address of the feed."""
        return self.addresses.service("/feed" + (f"/{quote(self.class_name)}" if self.class_name else ""))

    def page_address(self, release: str, number: int) -> str:
        """The address of a page."""
        return f"{self.address}/{quote(release)}/{number}"

    def root(self, releases: Iterable[FeedRelease]) -> Iterator[Quad]:
        """The first page, which leads to the others and says how to read them."""
        stream, view = self._stream, NamedNode(self.address)
        yield Quad(stream, _TYPE, _ldes("EventStream"))
        yield Quad(stream, _tree("view"), view)
        for name, value in self._paths().items():
            yield Quad(stream, _ldes(name), value)
        yield Quad(stream, _ldes("pollingInterval"), Literal(str(SECONDS), datatype=_INTEGER))
        yield Quad(view, _TYPE, _tree("Node"))
        for release in releases:
            yield from self._relations(view, release, 1)

    def page(self, page: FeedPage) -> Iterator[Quad]:
        """The statements of a page."""
        release = page.release
        node = NamedNode(self.page_address(release.id, page.number))
        yield Quad(node, _TYPE, _tree("Node"))
        yield Quad(node, _ldes("immutable"), Literal("true", datatype=NamedNode(f"{XSD}boolean")))
        if not page.is_last:
            yield from self._relations(node, release, page.number + 1)
        for place, member in enumerate(page.members):
            yield from self._member(member, release, place)
        if page.is_last:
            yield from self._end(release, page.hash)

    def _paths(self) -> Mapping[str, NamedNode]:
        return {
            "timestampPath": _TIME,
            "sequencePath": self._term("releaseNumber"),
            "versionOfPath": NamedNode(f"{DCT}isVersionOf"),
            "versionCreateObject": _ACTIVITY[CREATED],
            "versionUpdateObject": _ACTIVITY[CHANGED],
            "versionDeleteObject": _ACTIVITY[REMOVED],
            "transactionPath": self._term("release"),
            "transactionFinalizedPath": _TYPE,
            "transactionFinalizedObject": self._term("Release"),
        }

    @property
    def _stream(self) -> NamedNode:
        return NamedNode(f"{self.address}#stream")

    def _term(self, name: str) -> NamedNode:
        return NamedNode(f"{self.addresses.base}ns#{name}")

    def _relations(self, node: NamedNode, release: FeedRelease, number: int) -> Iterator[Quad]:
        """Two relations to a page of a release: all its members are of one moment."""
        target = NamedNode(self.page_address(release.id, number))
        for kind in ("GreaterThanOrEqualToRelation", "LessThanOrEqualToRelation"):
            relation = BlankNode(f"r{release.number}p{number}{kind[0]}")
            yield Quad(node, _tree("relation"), relation)
            yield Quad(relation, _TYPE, _tree(kind))
            yield Quad(relation, _tree("node"), target)
            yield Quad(relation, _tree("path"), _TIME)
            yield Quad(relation, _tree("value"), Literal(release.moment, datatype=_MOMENT))

    def _member(self, member: FeedMember, release: FeedRelease, place: int) -> Iterator[Quad]:
        name = NamedNode(self.addresses.memento(member.iri, release.id))
        yield from self._stamp(name, release)
        yield Quad(name, _TYPE, _ACTIVITY[member.kind])
        yield Quad(name, NamedNode(f"{DCT}isVersionOf"), NamedNode(member.iri))
        for graph in member.graphs:
            yield Quad(name, NamedNode(f"{DCT}source"), NamedNode(graph))
        lines = (f"{_own(s, place)} {p} {_own(o, place)} {name} ." for s, p, o in member.triples)
        yield from parse("\n".join(lines), RdfFormat.N_QUADS)

    def _stamp(self, name: NamedNode, release: FeedRelease) -> Iterator[Quad]:
        yield Quad(self._stream, _tree("member"), name)
        yield Quad(name, _TIME, Literal(release.moment, datatype=_MOMENT))
        yield Quad(name, self._term("releaseNumber"), Literal(str(release.number), datatype=_INTEGER))
        yield Quad(name, self._term("release"), NamedNode(self.addresses.release(release.id)))

    def _end(self, release: FeedRelease, state_hash: str | None) -> Iterator[Quad]:
        """The member that ends the changes of a release."""
        name = NamedNode(self.addresses.release(release.id))
        yield from self._stamp(name, release)
        yield Quad(name, _TYPE, self._term("Release"))
        if state_hash is not None:
            yield Quad(name, self._term("stateHash"), Literal(state_hash))


def relative(addresses: Addresses) -> Addresses:
    """Addresses that `write_relative` makes relative, and no other IRI: they have a scheme that nothing else has."""
    return Addresses(addresses.base, f"ndp-service://service{urlsplit(addresses.public).path}")


def write_relative(quads: Iterable[Quad], address: str, base: str) -> bytes:
    """A page in TriG, with relative addresses of the service, so that copies of pages lead to copies.

    `address` is that of the page, and `base` what the IRIs of the graph begin with.
    """
    prefixes = {**dump_prefixes(base), "as": ACTIVITIES, "ldes": LDES, "tree": TREE}
    content = serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes, base_iri=address) or b""
    return content.removeprefix(f"@base <{address}> .\n".encode())


def _own(term: str, place: int) -> str:
    """A term of a member; its blank nodes are its own."""
    return f"_:m{place}{term[2:]}" if term.startswith("_:") else term


def _ldes(name: str) -> NamedNode:
    return NamedNode(LDES + name)


def _tree(name: str) -> NamedNode:
    return NamedNode(TREE + name)
