"""Populations: how many resources of each class path are expected at a place of an answer.

They are followed along relations by the averages of the release, so that a place knows what it is about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, inf

from graph_api.plan.statistics import UNKNOWN, KnownResource, Statistics
from graph_api.plan.walk import Direction, Way
from ontology.model import Field, Hop

SOURCE_GRAPH = "SourceGraph"
"""The class path of source graphs."""
_STATEMENTS = 10
"""The number of statements about a resource, if nothing is known of the release."""


@dataclass(frozen=True, slots=True)
class Population:
    """The expected numbers of resources by class path.

    `named`: of resources that are known by name, the number of each, which `paths` counts, too. `reached` is the hop
    that led here.
    """

    paths: Mapping[str, float]
    named: Mapping[str, float] = field(default_factory=dict)
    reached: Hop | None = None

    @property
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
        return (Population(kind) if kind else self.of_class(of)).scaled(1.0)

    def follow(self, start: Population, along: Field, most: float = inf) -> Population:
        """The members of a relation of all resources of a population, at most `most` of each resource."""
        for hop in along.hops:
            start = self.step(start, hop, most)
        return start

    def step(self, start: Population, hop: Hop, most: float = inf) -> Population:
        """The neighbours of all resources of a population along one hop, at most `most` of each resource."""
        statistics = self.statistics
        spread = statistics.spread(hop)
        if not statistics.edges:
            members = min(spread.members(inverse=hop.inverse), most)
            return Population({UNKNOWN: start.size * members}, reached=hop)
        more = 1.0
        if start.reached is not None and start.reached == Hop(hop.property, not hop.inverse):
            more = spread.members_again(inverse=hop.inverse) / max(1e-9, spread.members(inverse=hop.inverse))
        paths: dict[str, float] = {}
        named: dict[str, float] = {}
        others = dict(start.paths)
        for iri, count in start.named.items():
            known = statistics.named[iri]
            others[known.path] -= count
            self._named_step(known, hop, count, most, (paths, named))
        by_path = statistics.steps.get(hop, {})
        for path, count in others.items():
            if ends := by_path.get(path):
                average = sum(ends.values())
                _add(paths, ends, count * min(average * more, most) / average)
        return Population(paths, named, hop)

    def _named_step(
        self,
        start: KnownResource,
        hop: Hop,
        count: float,
        most: float,
        into: tuple[dict[str, float], dict[str, float]],
    ) -> None:
        """Add the neighbours of a resource that is known by name."""
        members = start.members.get(hop, 0)
        ends = self.statistics.steps.get(hop, {}).get(start.path)
        if not members or not ends:
            return
        paths, named = into
        share = count * min(members, most) / members
        neighbours = start.neighbours.get(hop, ())
        for iri in neighbours:
            named[iri] = named.get(iri, 0.0) + share
            _add(paths, {self.statistics.named[iri].path: 1.0}, share)
        _add(paths, ends, share * (members - len(neighbours)) / sum(ends.values()))

    def spread(self, start: Population, hops: Iterable[Hop], rounds: int, most: float) -> list[Population]:
        """The layers of a walk from a population, each without the earlier ones, `most` resources in all.

        What several ways lead to is assumed to be mostly the same.
        """
        hops = tuple(hops)
        seen, names = dict(start.paths), set(start.named)
        layers = [start]
        for _ in range(rounds):
            arrived = merge([self.step(layers[-1], hop) for hop in hops])
            layer: dict[str, float] = {}
            for path, count in arrived.paths.items():
                there = max(1.0, float(self.statistics.paths.get(path, self.statistics.resources)))
                layer[path] = max(0.0, there * (1 - exp(-count / there)) - seen.get(path, 0.0))
                seen[path] = seen.get(path, 0.0) + layer[path]
            named = {iri: min(1.0, count) for iri, count in arrived.named.items() if iri not in names}
            names.update(named)
            for path, count in self._paths_of(named).items():
                if count > layer[path]:
                    seen[path] += count - layer[path]
                    layer[path] = count
            layers.append(Population(layer, named))
            if sum(seen.values()) > most:
                layers[-1] = layers[-1].scaled(max(0.0, most - (sum(seen.values()) - layers[-1].size)))
                break
        return layers

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
        return Population(
            {path: count * shares[path] for path, count in population.paths.items() if path in shares}
        )

    def statements(self, population: Population) -> float:
        """The expected number of statements about all resources of a population."""
        stated, statistics = self.statistics.stated, self.statistics
        average = statistics.statements / max(1, statistics.resources) or _STATEMENTS
        return sum(count * stated.get(path, average) for path, count in population.paths.items())

    @property
    def source_graphs(self) -> int:
        """The number of source graphs of the release."""
        return self.statistics.paths.get(SOURCE_GRAPH, 1)

    def sources(self, population: Population, each: float) -> Population:
        """The source graphs of the resources of a population, `each` of each."""
        return Population({SOURCE_GRAPH: population.size * each})


def hops_of(way: Way) -> tuple[Hop, ...]:
    """The hops along which a way leads from a resource."""
    forwards = [] if way.direction is Direction.BACKWARD else [Hop(term.iri) for term in way.relations]
    backwards = [] if way.direction is Direction.FORWARD else [Hop(term.iri, True) for term in way.relations]
    return (*forwards, *backwards)


def kind_of(iri: str) -> str:
    """The beginning of an IRI by which its class is guessed: up to the part after `/id/`, empty without that."""
    start, mark, rest = iri.partition("/id/")
    return f"{start}{mark}{rest.partition('/')[0]}" if mark else ""


def merge(populations: Iterable[Population]) -> Population:
    """All resources of some populations."""
    paths: dict[str, float] = {}
    named: dict[str, float] = {}
    for one in populations:
        _add(paths, one.paths, 1.0)
        _add(named, one.named, 1.0)
    return Population(paths, named)


def _add(to: dict[str, float], more: Mapping[str, float], times: float) -> None:
    for key, count in more.items():
        to[key] = to.get(key, 0.0) + count * times
