"""An estimate of the work that RDFC-1.0 would have with a dataset, made before the work begins.

The algorithm distinguishes blank nodes by the statements directly about them; if these are the same for several, it
walks from each of them through all its look-alike neighbours, and tries every order of neighbours that look alike:
ten such around one node are 3,628,800 walks. Some data, made so on purpose or by accident, would take years. The
walks are counted here along one order each, times the number of orders, which is exact if the look-alikes are
symmetric, and always cheap.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import factorial

from pyoxigraph import BlankNode, NamedNode, Quad

from ontology.errors import DataError

WORK_LIMIT = 50_000_000
"""Steps allowed for a dataset; a million takes 0.1 to 0.5 s."""

_MOST_LOOK_ALIKES = 12  # 13! orders are beyond any limit


class SymmetryError(DataError):
    """Blank nodes so alike that finding a canonical order of them would take too long."""

    default_code = "DATA_TOO_SYMMETRIC"


@dataclass(frozen=True, slots=True)
class _BlankNode:
    """A blank node: its first-degree hash, and (position and predicate, other node) of each statement about it."""

    hash: str
    links: tuple[tuple[str, str], ...]


def refuse_symmetric(quads: Iterable[Quad], *, limit: int = WORK_LIMIT) -> int:
    """The steps that canonicalising the statements takes; raise SymmetryError, naming the graphs, beyond `limit`."""
    statements: dict[str, list[Quad]] = {}
    for quad in quads:
        for label in _labels(quad):
            statements.setdefault(label, []).append(quad)
    nodes = {label: _describe(label, about) for label, about in statements.items()}
    walk = _Walk(nodes, _look_alikes(nodes), limit)
    for start in walk.iter_starts():
        if not walk.is_within_limit(start):
            raise _error(walk.component(start), statements)
    return limit - walk.left


def _labels(quad: Quad) -> set[str]:
    terms = (quad.subject, quad.object, quad.graph_name)
    return {term.value for term in terms if isinstance(term, BlankNode)}


def _describe(label: str, about: list[Quad]) -> _BlankNode:
    lines: list[str] = []
    links: list[tuple[str, str]] = []
    for quad in about:
        parts = []
        for position, term in zip("spog", quad, strict=True):
            if not isinstance(term, BlankNode):
                parts.append(str(term))
                continue
            parts.append("_:a" if term.value == label else "_:z")
            if term.value != label:
                key = position if position == "g" else position + quad.predicate.value
                links.append((key, term.value))
        lines.append(" ".join(parts))
    lines.sort()
    return _BlankNode(hashlib.sha256("\n".join(lines).encode()).hexdigest(), tuple(links))


def _look_alikes(nodes: dict[str, _BlankNode]) -> frozenset[str]:
    first: dict[str, str] = {}
    alike: set[str] = set()
    for label, node in nodes.items():
        other = first.setdefault(node.hash, label)
        if other != label:
            alike.update((other, label))
    return frozenset(alike)


@dataclass(slots=True)
class _Walk:
    """A walk through the nodes that look `alike`, as RDFC-1.0 goes; `left` is how many steps the limit leaves."""

    nodes: dict[str, _BlankNode]
    alike: frozenset[str]
    left: int
    _visited: set[str] = field(default_factory=set)

    def iter_starts(self) -> Iterator[str]:
        """The nodes from which the algorithm sets out: in each connected part, those of the least hash.

        Once these are distinguished, the whole part is labelled.
        """
        seen: set[str] = set()
        for label in sorted(self.alike, key=lambda one: self.nodes[one].hash):
            if label not in seen:
                part = self.component(label)
                seen |= part
                least = self.nodes[label].hash
                yield from (one for one in part if self.nodes[one].hash == least)

    def component(self, start: str) -> set[str]:
        """The look-alikes that can be reached from `start` through look-alikes."""
        reached, ahead = {start}, [start]
        while ahead:
            for _, other in self.nodes[ahead.pop()].links:
                if other in self.alike and other not in reached:
                    reached.add(other)
                    ahead.append(other)
        return reached

    def is_within_limit(self, start: str) -> bool:
        """Subtract the walk from `start` from what is left of the limit; True if something is left."""
        issued = {start}
        stack = [self._descend(start, 1, issued)]
        while stack and self.left >= 0:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
            else:
                stack.append(self._descend(*step, issued))
        return self.left >= 0

    def _descend(self, label: str, orders: int, issued: set[str]) -> Iterator[tuple[str, int]]:
        links = self.nodes[label].links
        self.left -= orders * (len(issued) + len(links))
        for members in self._groups(links, issued):
            if len(members) > _MOST_LOOK_ALIKES:
                self.left = -1
                return
            times = orders * factorial(len(members))
            self.left -= times * len(members)
            fresh = [one for one in dict.fromkeys(members) if one in self.alike and one not in issued]
            issued.update(fresh)
            yield from ((one, times) for one in fresh)

    def _groups(self, links: tuple[tuple[str, str], ...], issued: set[str]) -> list[list[str]]:
        groups: dict[tuple[str, str], list[str]] = {}
        for key, other in links:
            is_known = other in issued or other not in self.alike
            groups.setdefault((key, other if is_known else self.nodes[other].hash), []).append(other)
        return list(groups.values())


def _error(part: set[str], statements: dict[str, list[Quad]]) -> SymmetryError:
    graphs = {quad.graph_name for label in part for quad in statements[label]}
    names = sorted(
        str(name) if isinstance(name, NamedNode | BlankNode) else "without name" for name in graphs
    )
    return SymmetryError(
        f"graph {', '.join(names[:3])}: {len(part)} blank nodes, among them _:{min(part)}, are so alike "
        "that finding a canonical order for them would take more work than is allowed",
        hint="give them IRIs, or give each a value that the others do not have",
    )
