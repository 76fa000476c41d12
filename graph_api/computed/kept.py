"""Resources that were read are kept for the next case: most cases of a release rest on the same acts and criteria."""

from collections.abc import Iterable, Mapping, Sequence

from graph_api.cache import Cache
from graph_api.reasoning.facts import StatedResource

_MOST = 60_000
"""Most statements that are kept, and most neighbours: together some ten megabytes."""
MOST_AT_ONCE = 1_000
"""Most resources of one reading that are kept: a question about more would displace all that others need."""

Backwards = frozenset[str]
"""The properties that a way back goes along, by IRI."""


class KeptResources:
    """All that an engine has read about resources, and their neighbours on a way back: of each release apart.

    Several threads may share one.
    """

    def __init__(self) -> None:
        self._known: Cache[tuple[str, str], StatedResource] = Cache(
            _MOST, lambda _, known: 1 + len(known.statements)
        )
        self._neighbours: Cache[tuple[str, str, Backwards], tuple[str, ...]] = Cache(
            _MOST, lambda _, neighbours: 1 + len(neighbours)
        )

    def known(self, release: str, iris: Iterable[str]) -> dict[str, StatedResource]:
        """All that is kept of some resources in a release, by IRI."""
        found = {iri: self._known.known((release, iri)) for iri in iris}
        return {iri: known for iri, known in found.items() if known is not None}

    def keep(self, release: str, read: Sequence[StatedResource]) -> None:
        """Keep what was read in a release."""
        if len(read) <= MOST_AT_ONCE:
            for one in read:
                self._known.keep((release, one.iri), one)

    def neighbours(self, release: str, back: Backwards, iris: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The neighbours of some resources on a way back that are kept, by IRI."""
        found = {iri: self._neighbours.known((release, iri, back)) for iri in iris}
        return {iri: neighbours for iri, neighbours in found.items() if neighbours is not None}

    def keep_neighbours(self, release: str, back: Backwards, read: Mapping[str, Sequence[str]]) -> None:
        """Keep the neighbours that were read."""
        if len(read) <= MOST_AT_ONCE:
            for iri, neighbours in read.items():
                self._neighbours.keep((release, iri, back), tuple(neighbours))
