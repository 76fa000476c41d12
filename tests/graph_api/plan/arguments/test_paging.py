"""Walking any list by pages, either way, gives every member once, also when the data change between pages.

On Neo4j they are fewer, for it plans each new text (`tests.support.depth` for more).
"""

import random
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad

from graph_api.plan.outline import outline_of
from ontology.model import Field, Kind, Model
from tests.graph_api.support import nasty
from tests.graph_api.support.arguments import Arguments
from tests.graph_api.support.operations import literal
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.reference.world import name
from tests.graph_api.support.stores import KINDS, Asker, Content, neo4j_asker, sqlite_asker
from tests.support.depth import SEED, deep

COUNTS = {"sqlite": deep(80), "neo4j": deep(16)}
SIZES = (1, 1, 2, 3, 5, 20)
_PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { iri } }"
HUBS = 8
"""The number of things that never change, so that their lists can be walked."""


@dataclass(slots=True)
class Walk:
    """A list on the way through its pages."""

    seed: int
    query: str
    cursor_of: str
    target: str | None
    order: Any
    day: str | None
    size: int
    forward: bool
    pages: int
    """The number of pages read before the data change."""
    cursor: str | None = None
    seen: list[str] = field(default_factory=list)
    is_over: bool = False

    @property
    def variables(self) -> dict[str, Any]:
        """The arguments of the next page."""
        names = ("first", "after") if self.forward else ("last", "before")
        return dict(zip(names, (self.size, self.cursor), strict=True))

    def whole(self, reference: Reference) -> Sequence[str]:
        """The members in their order, as the reference has them."""
        found = reference.ask(self.query, {"first": 10**6})
        return [edge["node"]["iri"] for edge in _list(found)["edges"]]

    def step(self, asker: Asker) -> None:
        """Read the next page."""
        found = _list(asker.ask(self.query, self.variables))
        page = [edge["node"]["iri"] for edge in found["edges"]]
        info = found["pageInfo"]
        if self.forward:
            self.seen += page
            self.is_over, self.cursor = not info["hasNextPage"], info["endCursor"]
        else:
            self.seen = page + self.seen
            self.is_over, self.cursor = not info["hasPreviousPage"], info["startCursor"]
        assert page or self.is_over, f"an empty page before the end: {self}"

    def go(self, asker: Asker, pages: int = 500) -> None:
        """Read some pages, or all that are left."""
        for _ in range(pages):
            if self.is_over:
                return
            self.step(asker)
        assert pages < 500, f"no end: {self}"


def _list(answer: Any) -> Any:
    assert "errors" not in answer, answer
    data = answer["data"]
    return data["list"] if "list" in data else data["of"]["list"]


class Walks:
    """Draws walks over some data."""

    def __init__(self, pools: Pools, hubs: Sequence[str]) -> None:
        self.pools = pools
        self.hubs = [hub for hub in hubs if self._lists(hub)]

    def walk(self, seed: int) -> Walk:
        """The walk of one seed: a list, an order, conditions, a size and a direction."""
        rng = random.Random(seed)
        draw = Arguments(self.pools, rng)
        classes = [c for c in self.pools.model.classes.values() if len(self.pools.members[c.iri]) > 4]
        term = rng.choice(sorted(classes, key=lambda c: c.iri))
        hub = rng.choice(self.hubs) if rng.random() < 0.4 else None
        if hub is None:
            listed, named, around = term.iri, term.plural, ("", "")
            target: str | None = term.iri
        else:
            found = rng.choice(self._lists(hub))
            type_name = self.pools.reference.world.object_type(hub, None)
            target, listed, named = found.target, outline_of(found), found.name
            around = (f'of: resource(iri: "{hub}") {{ ... on {type_name} {{ ', " } }")
        order = draw.order(target)
        given = {"orderBy": order, "where": draw.where(target, 1) if rng.random() < 0.2 else None}
        if rng.random() < 0.3:
            given["asOf"] = draw.day()
        return Walk(
            seed=seed,
            query="query W($first: Int, $last: Int, $after: String, $before: String) { "
            f"{around[0]}list: {named}({self._written(named, given)}) {{ "
            f"{_PAGE} }}{around[1]} }}",
            cursor_of=listed,
            target=target,
            order=order,
            day=given.get("asOf"),
            size=rng.choice(SIZES),
            forward=rng.random() < 0.5,
            pages=rng.choice((1, 1, 2, 3, 5, 100)),
        )

    def _lists(self, hub: str) -> Sequence[Field]:
        world = self.pools.reference.world
        name = world.object_type(hub, None)
        term = self.pools.reference.by_name.get(name)
        lists = [f for f in term.fields if f.term.kind is Kind.RELATION and f.many] if term else []
        return [f for f in lists if len(world.members(hub, f)) > 2]

    def _written(self, named: str, given: Mapping[str, Any]) -> str:
        query = self.pools.schema.query_type
        assert query is not None
        types = {n: a.type for n, a in self._arguments(named).items()}
        written = [f"{n}: {literal(v, types[n])}" for n, v in given.items()]
        return ", ".join([*written, *(f"{n}: ${n}" for n in ("first", "last", "after", "before"))])

    def _arguments(self, named: str) -> Mapping[str, Any]:
        for type_ in self.pools.schema.type_map.values():
            found = getattr(type_, "fields", {}).get(named)
            if found is not None and "orderBy" in getattr(found, "args", {}):
                return found.args  # type: ignore[no-any-return] # getattr gives Any
        raise KeyError(named)


def _changed(quads: Sequence[Quad], hubs: Sequence[str], rng: random.Random) -> list[Quad]:
    """The data with some things gone, and copies of some others, which are next to them in all orders."""
    things = sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)} - set(hubs))
    gone = set(rng.sample(things, len(things) // 4))
    copies = {iri: f"{iri}{rng.choice(('-', '~'))}new" for iri in rng.sample(things, len(things) // 3)}

    def other(term: Any, names: Mapping[str, str]) -> Any:
        return NamedNode(names[term.value]) if isinstance(term, NamedNode) and term.value in names else term

    kept = [q for q in quads if not {getattr(q.subject, "value", ""), getattr(q.object, "value", "")} & gone]
    added = [Quad(other(q.subject, copies), q.predicate, q.object, q.graph_name) for q in quads]
    linked = [Quad(q.subject, q.predicate, other(q.object, copies), q.graph_name) for q in kept]
    return list(dict.fromkeys((*kept, *(q for q in added if name(q.subject) in copies.values()), *linked)))


@dataclass(frozen=True, slots=True)
class Releases:
    """Data before and after a change, and the things whose lists are walked."""

    before: Content
    after: Content
    hubs: Sequence[str]


@pytest.fixture(scope="module")
def releases(model: Model) -> Releases:
    quads = nasty.quads()
    counts: dict[str, int] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            counts[quad.subject.value] = counts.get(quad.subject.value, 0) + 1
    hubs = sorted(counts, key=lambda iri: (-counts[iri], iri))[:HUBS]
    changed = _changed(quads, hubs, random.Random(7))
    return Releases(Content(model, quads), Content(model, changed), hubs)


def _open(
    request: pytest.FixtureRequest, kind: str, content: Content, folder: Path
) -> AbstractContextManager[Asker]:
    if kind == "neo4j":
        return neo4j_asker(content, request.getfixturevalue("neo4j_empty_for_module"))
    folder.mkdir()
    return sqlite_asker(content, folder)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", KINDS)
def test_pages_give_every_member_once_even_if_the_data_change_meanwhile(
    kind: str, releases: Releases, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before, after = (Reference(c.quads, c.model) for c in (releases.before, releases.after))
    walks_of = Walks(Pools(before), releases.hubs)
    walks = [walks_of.walk(seed) for seed in range(SEED, SEED + COUNTS[kind])]
    with _open(request, kind, releases.before, tmp_path / "before") as asker:
        for walk in walks:
            walk.go(asker, walk.pages)
    finished = [walk for walk in walks if walk.is_over]
    assert {walk.seed: walk.seen for walk in finished} == {walk.seed: walk.whole(before) for walk in finished}
    with _open(request, kind, releases.after, tmp_path / "after") as asker:
        for walk in walks:
            walk.go(asker)
    for walk in walks:
        if walk not in finished:
            _check_kept(walk, before, after)


def _check_kept(walk: Walk, before: Reference, after: Reference) -> None:
    """Members that were there all the time, in the same place, were seen once, and nothing else twice."""
    old, new = (r.orders.order(walk.cursor_of, walk.target, walk.order, walk.day) for r in (before, after))
    members = {*walk.whole(before)} & {*walk.whole(after)}
    staying = {iri for iri in members if old.cursor(iri) == new.cursor(iri)}
    moving = {iri for iri in members if iri not in staying}
    seen = {iri: walk.seen.count(iri) for iri in {*walk.seen, *staying} - moving}
    assert seen == dict.fromkeys(seen, 1), walk
    assert {*walk.seen} <= {*walk.whole(before), *walk.whole(after)}, walk
