"""Descriptions of graphs that a release leaves out, in graphs that it keeps."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import read_model_of, readable_sqlite
from ontology.record import decoder


@dataclass(frozen=True, slots=True)
class Leftover:
    """The number of statements about the graph `about` in the graph `graph`; `alone`: that has no others."""

    about: str
    graph: str
    statements: int
    alone: bool


def find_leftovers(folder: Folder, before: Manifest, removed: Collection[str]) -> tuple[Leftover, ...]:
    """The statements about the graphs `removed` that other graphs of the release `before` have."""
    names = {graph.gid: graph.iri for graph in before.graphs if graph.iri not in removed}
    sizes = {graph.iri: graph.statements for graph in before.graphs}
    decode = decoder(read_model_of(folder, before))
    counts: Counter[tuple[str, str]] = Counter()
    for record in readable_sqlite(folder, before).records(removed):
        for gids in decode(record).values():
            counts.update((names[gid], record.iri) for gid in gids if gid in names)
    totals: Counter[str] = Counter()
    for (graph, _), count in counts.items():
        totals[graph] += count
    return tuple(
        Leftover(about, graph, count, alone=totals[graph] == sizes[graph])
        for (graph, about), count in sorted(counts.items())
    )
