"""Populations: how many resources of each class path are expected at a place of an answer.

They are followed along relations by the averages of the release, so that a place knows what it is about.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, inf
from typing import TypeAlias

from graph_api.plan.statistics import UNKNOWN, KnownResource, Statistics
from graph_api.plan.walk import Direction, Way
from ontology.model import Field, Hop

Averages: TypeAlias = Mapping[Hop, Mapping[str, float]]
SOURCE_GRAPH = "SourceGraph"
"""The class path of source graphs."""
_NONE: tuple[int, Sequence[str]] = (0, ())
_NOWHERE: Mapping[str, float] = {}
_MOST_NAMES = 500
"""In larger layers of a walk resources are not followed by name."""
_SOURCES = 2
"""The number of source graphs assumed for a resource or a statement."""
_RESOURCES = 0.4
"""The share of statements assumed to have a resource of the graph as value."""
_STATEMENTS = 10
"""The number of statements about a resource, if nothing is known of the release."""


@dataclass(frozen=True)
class Population:
    """The expected numbers of resources by class path.

    `named`: of resources that are known by name, the number of each, which `paths` counts, too. `reached` is the hop
    that led here. `is_other`: none of them is known by name. `came`: in a walk, the numbers of those that each hop led
    to, by path.
    """

    paths: Mapping[str, float]
    named: Mapping[str, float] = field(default_factory=dict)
    reached: Hop | None = None
    is_other: bool = False
    came: Mapping[Hop, Mapping[str, float]] = field(default_factory=dict, compare=False)

    @cached_property
    def size(self) -> float:
        """The number of all."""
        return sum(self.paths.values())

    def scaled(self, size: float) -> "Population":
        """As many resources as `size`, in the same proportions."""
        own = self.size
        if not own or size == own:
            return self
        paths = {path: count * size / own for path, count in self.paths.items()}
        return Population(paths, {iri: count * size / own for iri, count in self.named.items()}, self.reached)


@dataclass(frozen=True, slots=True)
class Populations:
    """Populations of one release."""

    statistics: Statistics
    walks: dict[Hashable, list[Population]] = field(default_factory=dict, compare=False)
    met: dict[Hashable, float] = field(default_factory=dict, compare=False)
    """Memos of the walks of one operation, and of the statements that they meet."""

    def everything(self) -> Population:
        """All resources."""
        paths = self.statistics.paths
        return Population(paths) if paths else Population({UNKNOWN: float(self.statistics.resources)})

    def of_class(self, of: str | None) -> Population:
        """The members of a class; None: all resources."""
        if of is None:
            return self.everything()
        known = self.statistics.types.get(of)
        return Population(known) if known else Population({UNKNOWN: float(self.statistics.count(of))})

    def of_iris(self, iris: Iterable[str], of: str | None = None) -> Population:
        """Resources given by IRI."""
        return merge([self.of_iri(iri, of) for iri in iris])

    def of_iri(self, iri: str, of: str | None = None) -> Population:
        """One resource: by its name, or by the beginning of its IRI, else as the class `of`."""
        known = self.statistics.named.get(iri)
        if known is not None:
            return Population({known.path: 1.0}, {iri: 1.0})
        kind = self.statistics.kinds.get(kind_of(iri))
        population = Population(kind) if kind else self.of_class(of)
        return Population(population.scaled(1.0).paths, is_other=True)

    def follow(self, start: Population, along: Field, most: float = inf) -> Population:
        """The members of a relation of all resources of a population, at most `most` of each resource."""
        for hop in along.hops:
            start = self.step(start, hop, most)
        return start

    def step(self, start: Population, hop: Hop, most: float = inf) -> Population:
        """The neighbours of all resources of a population along one hop, at most `most` of each resource."""
        statistics = self.statistics
        if not statistics.edges:
            members = min(statistics.spread(hop).members(inverse=hop.inverse), most)
            return Population({UNKNOWN: start.size * members}, reached=hop)
        arrivals = _Arrivals(statistics, most)
        for iri, count in start.named.items():
            known = statistics.named[iri]
            arrivals.from_known(known, hop, *known.members.get(hop, _NONE), count)
        arrivals.from_paths(self._unknown(start), hop, self._more(start, hop), self._averages(start))
        return Population(arrivals.paths, arrivals.named, hop)

    def _more(self, start: Population, hop: Hop) -> float:
        """The factor for the members of those that were reached along the same relation from its other side."""
        if start.reached is None or start.reached != Hop(hop.property, not hop.inverse):
            return 1.0
        spread = self.statistics.spread(hop)
        return spread.members_again(inverse=hop.inverse) / max(1e-9, spread.members(inverse=hop.inverse))

    def _add_known(self, arrivals: "_Arrivals", start: Population, is_wanted: Callable[[Hop], bool]) -> None:
        """Add the neighbours of those that are known by name, along the wanted hops."""
        for iri, count in start.named.items():
            known = self.statistics.named[iri]
            for hop, (members, neighbours) in known.members.items():
                if is_wanted(hop):
                    arrivals.from_known(known, hop, members, neighbours, count)

    def having(self, population: Population, along: Field) -> float:
        """The share of a population that has a member of a relation, if members fall on resources by chance."""
        if not self.statistics.edges or population.reached is not None or not population.size:
            return 1.0
        without = 0.0
        for path, count in population.paths.items():
            members = self.follow(Population({path: 1.0}), along).size
            without += count * exp(-members)
        return 1 - without / population.size

    def _averages(self, start: Population) -> Averages | None:
        return self.statistics.others if start.is_other else None

    def _unknown(self, start: Population) -> Mapping[str, float]:
        """The paths of the resources of a population that are not known by name."""
        if not start.named:
            return start.paths
        others = dict(start.paths)
        for iri, count in start.named.items():
            others[self.statistics.named[iri].path] -= count
        return others

    def spread(
        self, start: Population, hops: Iterable[Hop], rounds: int, most: float, known: float = 0.0
    ) -> list[Population]:
        """The layers of a walk from a population, each without the earlier ones, `most` resources in all.

        What several ways lead to is assumed to be mostly the same. `known`: of what a step leads to, the share that was
        met before if any of its class was. Equal walks of one operation are followed once.
        """
        hops = tuple(dict.fromkeys(hops))
        key = (*start.paths.items(), *start.named.items(), hops, rounds, most, known)
        if key not in self.walks:
            self.walks[key] = self._spread(start, hops, rounds, most, 1 - known)
        return self.walks[key]

    def edges(self, layers: Sequence[Population], hops: tuple[Hop, ...]) -> float:
        """The statements met by a walk with these layers."""
        key = (*(tuple(layer.paths.items()) for layer in layers), hops)
        if key not in self.met:
            self.met[key] = sum(self.step_all(layer, hops).size for layer in layers[:-1])
        return self.met[key]

    def _spread(
        self, start: Population, hops: tuple[Hop, ...], rounds: int, most: float, new: float
    ) -> list[Population]:
        seen, names = dict(start.paths), set(start.named)
        layers = [start]
        for _ in range(rounds):
            arrived = self.step_all(layers[-1], hops)
            layer: dict[str, float] = {}
            for path, number in self._unknown(arrived).items():
                count = number * (new if path in seen else 1)
                there = max(1.0, float(self.statistics.paths.get(path, self.statistics.resources)))
                layer[path] = max(0.0, there * (1 - exp(-count / there)) - seen.get(path, 0.0))
                seen[path] = seen.get(path, 0.0) + layer[path]
            named = {iri: min(1.0, count) for iri, count in arrived.named.items() if iri not in names}
            names.update(named)
            for path, count in self._paths_of(named).items():
                seen[path] = seen.get(path, 0.0) + count
                layer[path] = layer.get(path, 0.0) + count
            layers.append(Population(layer, named if len(named) <= _MOST_NAMES else {}, came=arrived.came))
            if sum(seen.values()) > most:
                layers[-1] = layers[-1].scaled(max(0.0, most - (sum(seen.values()) - layers[-1].size)))
                break
        return layers

    def step_all(self, start: Population, hops: Sequence[Hop]) -> Population:
        """The neighbours of all resources of a population along several hops, without those that led to them."""
        statistics = self.statistics
        if not statistics.edges:
            return merge([self.step(start, hop) for hop in hops])
        arrivals, wanted = _Arrivals(statistics), frozenset(hops)
        self._add_known(arrivals, start, wanted.__contains__)
        others, averages = self._unknown(start), self._averages(start)
        for hop in hops:
            back = start.came.get(Hop(hop.property, not hop.inverse), {})
            arrivals.from_paths(others, hop, 1.0, averages, back)
        return Population(arrivals.paths, arrivals.named, came=arrivals.came)

    def _paths_of(self, named: Mapping[str, float]) -> Mapping[str, float]:
        paths: dict[str, float] = {}
        for iri, count in named.items():
            _add(paths, {self.statistics.named[iri].path: 1.0}, count)
        return paths

    def among(self, population: Population, classes: Iterable[str]) -> Population:
        """The resources of a population that are of one of some classes."""
        statistics = self.statistics
        if not statistics.types:
            return population
        shares: dict[str, float] = {}
        for types in (statistics.types.get(one, {}) for one in classes):
            for path, count in types.items():
                share = count / max(1, statistics.paths.get(path, 0))
                shares[path] = max(shares.get(path, 0.0), min(1.0, share))
        paths = {path: count * shares[path] for path, count in population.paths.items() if path in shares}
        known = ((iri, statistics.named[iri].path, count) for iri, count in population.named.items())
        named = {iri: count * shares[path] for iri, path, count in known if path in shares}
        return Population(paths, named, is_other=population.is_other)

    def statements(self, population: Population) -> float:
        """The expected number of statements about all resources of a population."""
        stated, statistics = self.statistics.stated, self.statistics
        average = statistics.statements / max(1, statistics.resources) or _STATEMENTS
        return sum(count * stated.get(path, average) for path, count in population.paths.items())

    def stated_values(self, statements: float) -> Population:
        """The resources that are expected as values of some statements, of any class."""
        return self.everything().scaled(statements * _RESOURCES)

    def referrers(self, to: Population, most: float = inf) -> Population:
        """The resources that refer to those of a population, at most `most` with each predicate to each resource."""
        statistics = self.statistics
        if not statistics.edges or not statistics.relations:
            steps = [self.step(to, Hop(iri, inverse=True), most) for iri in statistics.relations]
            return merge(steps or [to.scaled(0)])
        arrivals = _Arrivals(statistics, most)
        self._add_known(arrivals, to, lambda hop: hop.inverse and hop.property in statistics.relations)
        others, averages = self._unknown(to), self._averages(to)
        for path, count in others.items():
            for hop in statistics.referring.get(path, ()):
                arrivals.from_paths({path: count}, hop, self._more(to, hop), averages)
        return Population(arrivals.paths, arrivals.named)

    def stating(self, statements: float) -> Population:
        """The source graphs of some statements."""
        return Population({SOURCE_GRAPH: statements * _SOURCES})

    @property
    def source_graphs(self) -> int:
        """The number of source graphs of the release."""
        return self.statistics.paths.get(SOURCE_GRAPH, 1)

    def sources(self, population: Population) -> Population:
        """The source graphs of the resources of a population, or of the statements that lead to them."""
        return Population({SOURCE_GRAPH: population.size * _SOURCES})


@dataclass(slots=True)
class _Arrivals:
    """The neighbours that a step leads to, added up; at most `most` of each resource."""

    statistics: Statistics
    most: float = inf
    paths: dict[str, float] = field(default_factory=dict)
    named: dict[str, float] = field(default_factory=dict)
    came: dict[Hop, dict[str, float]] = field(default_factory=dict)

    def from_known(
        self, start: KnownResource, hop: Hop, members: int, neighbours: Sequence[str], count: float
    ) -> None:
        """Add the neighbours of a resource that is known by name."""
        if not members:
            return
        share = count * min(members, self.most) / members
        for iri in neighbours:
            path = self.statistics.named[iri].path
            self.named[iri] = self.named.get(iri, 0.0) + share
            self.paths[path] = self.paths.get(path, 0.0) + share
        ends = self.statistics.steps.get(hop, {}).get(start.path)
        if ends and len(neighbours) < members:
            self._arrive(hop, ends, share * (members - len(neighbours)) / sum(ends.values()))

    def from_paths(
        self,
        paths: Mapping[str, float],
        hop: Hop,
        more: float,
        averages: Averages | None,
        back: Mapping[str, float] = _NOWHERE,
    ) -> None:
        """Add the neighbours of others; `more` times as many as the average, by path or in `averages`.

        `back`: the numbers of those from each of which this hop leads back to the one that led to it.
        """
        by_path = self.statistics.steps.get(hop, {})
        for path, count in paths.items():
            if count > 0 and (ends := by_path.get(path)):
                average = sum(ends.values())
                members = average if averages is None else averages.get(hop, {}).get(path, 0.0)
                members = min(members * more, self.most)
                again = min(count, back.get(path, 0.0))
                number = (count - again) * members + again * max(0.0, members - 1)
                self._arrive(hop, ends, number / average)

    def _arrive(self, hop: Hop, ends: Mapping[str, float], times: float) -> None:
        _add(self.paths, ends, times)
        _add(self.came.setdefault(hop, {}), ends, times)


def hops_of(way: Way) -> tuple[Hop, ...]:
    """The hops along which a way leads from a resource."""
    forwards = [] if way.direction is Direction.BACKWARD else [Hop(term.iri) for term in way.relations]
    backwards = [] if way.direction is Direction.FORWARD else [Hop(term.iri, True) for term in way.relations]
    return (*forwards, *backwards)


def kind_of(iri: str) -> str:
    """The beginning of an IRI by which its class is guessed: up to the part after `/id/`, empty without that."""
    start, mark, rest = iri.partition("/id/")
    return f"{start}{mark}{rest.partition('/')[0]}" if mark else ""


def merge(populations: Sequence[Population]) -> Population:
    """All resources of some populations."""
    if len(populations) == 1:
        return populations[0]
    paths: dict[str, float] = {}
    named: dict[str, float] = {}
    for one in populations:
        _add(paths, one.paths, 1.0)
        _add(named, one.named, 1.0)
    return Population(paths, named, is_other=bool(populations) and all(one.is_other for one in populations))


def _add(to: dict[str, float], more: Mapping[str, float], times: float) -> None:
    for key, count in more.items():
        to[key] = to.get(key, 0.0) + count * times
