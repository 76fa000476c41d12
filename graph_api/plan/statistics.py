"""Figures of a release from which the cost of an operation is estimated before it runs."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from math import prod
from typing import Any

from ontology.model import Field, Hop

HUB = 50
"""A resource with more statements of one relation than this, in one direction, is a hub."""
MOST_HUBS = 1_000
"""The number of hubs that are known by name, the largest first."""
MOST_BESIDE = (5_000, 5_000)
"""The numbers of their neighbours, and of the neighbours of these, that are known by name."""
SMALL = 25_000
"""In a release with fewer resources all are known by name."""
UNKNOWN = ""
"""The class path of resources of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of a relation: the numbers of its statements, distinct subjects and distinct objects.

    `subject_squares` and `object_squares` are the sums of the squared numbers of statements of each of them.
    """

    statements: int
    subjects: int
    objects: int
    subject_squares: int = 0
    object_squares: int = 0

    def members(self, *, inverse: bool) -> float:
        """The average number of members of a resource that has any."""
        return self.statements / max(1, self.objects if inverse else self.subjects)

    def members_again(self, *, inverse: bool) -> float:
        """The same of a resource that was reached along this relation: those with many are reached more often."""
        squares = self.object_squares if inverse else self.subject_squares
        return max(squares / max(1, self.statements), self.members(inverse=inverse))


NOWHERE = Spread(0, 0, 0)


@dataclass(frozen=True, slots=True)
class KnownResource:
    """A resource that is known by name, because many statements lead to it or to a neighbour.

    `members` is the number of its members by hop, with those of them that are known by name, too.
    """

    path: str
    members: Mapping[Hop, tuple[int, Sequence[str]]]

    @property
    def is_hub(self) -> bool:
        """True if it has more members along one hop than most resources."""
        return any(count > HUB for count, _ in self.members.values())


class WordCounts:
    """The number of resources that have each word, for words and for beginnings of words."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        counted = sorted(words)
        self._words: Sequence[str] = [word for word, _ in counted]
        self._sums = list(accumulate((count for _, count in counted), initial=0))

    def __bool__(self) -> bool:
        return bool(self._words)

    def texts(self, word: str, *, begins: bool) -> int:
        """The number of resources that have the word, or (`begins`) one that begins with it."""
        start = bisect_left(self._words, word)
        end = bisect_left(self._words, word + ("\U0010ffff" if begins else " "))
        return self._sums[end] - self._sums[start]


@dataclass(frozen=True)
class Statistics:
    """The number of resources, in all and of each class, the spread of each relation, and what is finer than that.

    A *class path* is the text that stores keep of a resource's classes. `paths` counts the resources of each path,
    `types` those of each path in a class, `edges` the statements by path of the subject, relation and path of the
    object, `values` the pairs of resource and property by path. `statements` is the number of statements in all.
    `named` has the hubs and their neighbours, `kinds` the paths of the IRIs with each beginning, `words` those of
    searched texts. `statement` and `question` are what each costs on this store more than on a file, in rows.
    """

    resources: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    relations: Mapping[str, Spread] = field(default_factory=dict)
    statements: int = 0
    paths: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    edges: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, KnownResource] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    words: WordCounts = field(default_factory=WordCounts)
    statement: float = 0
    question: float = 0

    def count(self, of: str | None) -> int:
        """The number of resources of a class; None: of all."""
        return self.resources if of is None else self.classes.get(of, 0)

    def fan_out(self, field: Field) -> float:
        """The average number of members of a relation of a resource that has any."""
        return prod(self.spread(hop).members(inverse=hop.inverse) for hop in field.hops)

    def spread(self, hop: Hop) -> Spread:
        """The spread of a relation."""
        return self.relations.get(hop.property, NOWHERE)

    @cached_property
    def steps(self) -> Mapping[Hop, Mapping[str, Mapping[str, float]]]:
        """For each hop and class path the average number of members of a resource, by their paths."""
        steps: dict[Hop, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for (start, relation, end), count in self.edges.items():
            steps[Hop(relation)][start][end] = count / max(1, self.paths.get(start, 0))
            steps[Hop(relation, inverse=True)][end][start] = count / max(1, self.paths.get(end, 0))
        return steps

    @cached_property
    def referring(self) -> Mapping[str, Sequence[Hop]]:
        """For each class path the hops to what refers to a resource of it, of all known relations."""
        hops: dict[str, set[Hop]] = defaultdict(set)
        for _, relation, end in self.edges:
            if relation in self.relations:
                hops[end].add(Hop(relation, inverse=True))
        return {path: sorted(some, key=lambda hop: hop.property) for path, some in hops.items()}

    @cached_property
    def others(self) -> Mapping[Hop, Mapping[str, float]]:
        """For each hop and class path the average number of members of a resource that is not known by name."""
        counts: dict[str, int] = defaultdict(int, self.paths)
        members: dict[Hop, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (start, relation, end), count in self.edges.items():
            members[Hop(relation)][start] += count
            members[Hop(relation, inverse=True)][end] += count
        for known in self.named.values():
            counts[known.path] -= 1
            for hop, (count, _) in known.members.items():
                members[hop][known.path] -= count
        return {
            hop: {path: max(0.0, count) / max(1, counts[path]) for path, count in by_path.items()}
            for hop, by_path in members.items()
        }

    @cached_property
    def stated(self) -> Mapping[str, float]:
        """The average number of statements about a resource of each class path, as subject."""
        counted: dict[str, float] = defaultdict(float, self.values)
        for (start, _, _), count in self.edges.items():
            counted[start] += count
        for path, count in self.paths.items():
            counted[path] += count if path else 0  # at least one class each
        measured = sum(counted.values())
        more = max(1.0, self.statements / measured) if measured else 1.0
        return {path: counted[path] * more / max(1, self.paths.get(path, 0)) for path in counted}


def named_resources(
    members: Iterable[tuple[str, str, Hop | None, int]], edges: Sequence[tuple[str, str, str]]
) -> Mapping[str, KnownResource]:
    """The resources that are known by name, of their numbers `IRI, class path, hop, members` and edges between them."""
    paths: dict[str, str] = {}
    counts: dict[str, dict[Hop, int]] = defaultdict(dict)
    neighbours: dict[str, dict[Hop, list[str]]] = defaultdict(lambda: defaultdict(list))
    for iri, path, hop, count in members:
        paths[iri] = path
        if hop is not None:
            counts[iri][hop] = count
    names = {iri: iri for iri in paths}  # one text of each: they are many
    hops = {relation: (Hop(relation), Hop(relation, inverse=True)) for _, relation, _ in edges}
    for start, relation, end in edges:
        forwards, backwards = hops[relation]
        neighbours[start][forwards].append(names[end])
        neighbours[end][backwards].append(names[start])
    return {
        iri: KnownResource(
            path, {hop: (count, tuple(neighbours[iri].get(hop, ()))) for hop, count in counts[iri].items()}
        )
        for iri, path in paths.items()
    }


def nested(rows: Iterable[Any]) -> Mapping[str, Mapping[str, int]]:
    """Rows `a, b, count` as counts by `b` by `a`."""
    tables: dict[str, dict[str, int]] = {}
    for outer, inner, count in rows:
        tables.setdefault(outer, {})[inner] = count
    return tables
