"""The figures of a release file by which costs are estimated."""

import sqlite3
from collections.abc import Mapping, Sequence

from graph_api.plan.statistics import (
    HUB,
    MOST_BESIDE,
    MOST_HUBS,
    SMALL,
    KnownResource,
    Spread,
    Statistics,
    WordCounts,
    named_resources,
    nested,
)
from graph_api.stores.sqlite import figures
from graph_api.stores.sqlite.statement import dumps
from ontology.model import Hop


def read_statistics(connection: sqlite3.Connection, names: Mapping[int, str]) -> Statistics:
    """The statistics of a release file; `names` has the IRIs of terms by number."""
    read = connection.execute
    objects = {number: counts for number, *counts in read(figures.OBJECTS)}
    read(figures.VOCABULARY)
    return Statistics(
        resources=read(figures.RESOURCES).fetchone()[0],
        classes={names[number]: count for number, count in read(figures.CLASSES)},
        relations={
            names[n]: Spread(statements, subjects, objects[n][0], squares, objects[n][1])
            for n, statements, subjects, squares in read(figures.SUBJECTS)
        },
        statements=read(figures.GRAPHS, ("[]",)).fetchone()[0],
        paths=dict(read(figures.PATHS)),
        types=nested((names[number], path, count) for number, path, count in read(figures.TYPES)),
        edges={(start, names[number], end): count for start, number, end, count in read(figures.EDGES)},
        values=dict(read(figures.VALUES)),
        named=_known(connection, names),
        kinds=nested(read(figures.KINDS)),
        words=WordCounts(read(figures.WORDS)),
    )


def _ids(connection: sqlite3.Connection) -> Sequence[int]:
    """The resources to know by name: all, or the hubs and their neighbours by relations of few members."""
    if connection.execute(figures.RESOURCES).fetchone()[0] < SMALL:
        return [number for (number,) in connection.execute(figures.IDS)]
    ids = [number for number, _ in connection.execute(figures.HUBS, {"least": HUB, "most": MOST_HUBS})]
    for most in MOST_BESIDE:
        parameters = {"ids": dumps(ids), "least": HUB, "most": most}
        ids = sorted({*ids, *(number for (number,) in connection.execute(figures.BESIDE, parameters))})
    return ids


def _known(connection: sqlite3.Connection, names: Mapping[int, str]) -> Mapping[str, KnownResource]:
    listed = {"ids": dumps(_ids(connection))}
    hops = {p: (Hop(iri), Hop(iri, inverse=True)) for p, iri in names.items()}
    return named_resources(
        (
            (iri, path, hops[p][back] if p else None, count)
            for iri, path, p, back, count in connection.execute(figures.MEMBERS, listed)
        ),
        [(start, names[p], end) for start, p, end in connection.execute(figures.BETWEEN, listed)],
    )
