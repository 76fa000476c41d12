"""The figures of a database by which costs are estimated."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

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
from graph_api.stores.neo4j import figures
from ontology.model import Hop, Model

ReadRecord = Callable[[str, Mapping[str, object]], Awaitable[Sequence[Any]]]
"""Reads the one record of a statement with parameters."""

_STATEMENT, _QUESTION = 250, 400
"""The cost of sending a statement to the server and of the transaction around a question, in rows."""


async def read_statistics(read: ReadRecord, model: Model, predicates: Mapping[str, str]) -> Statistics:
    """The statistics of the release in the database; `predicates` has the IRIs of relations by relationship type."""
    labels = {term.type_name: iri for iri, term in model.classes.items()}
    by_label = dict((await read(figures.LABELS, {}))[0])
    subjects, objects = await read(figures.SPREAD, {})
    of_objects = {name: counts for name, *counts in objects}
    paths, types, pairs, values, kinds, words = [
        (await read(text, {}))[0]
        for text in (
            figures.PATHS,
            figures.TYPES,
            figures.PAIRS,
            figures.VALUES,
            figures.KINDS,
            figures.WORDS,
        )
    ]
    return Statistics(
        resources=sum(count for _, count in paths),
        classes={iri: by_label.get(name, 0) for name, iri in labels.items()},
        relations={
            predicates[name]: Spread(statements, count, of_objects[name][1], squares, of_objects[name][2])
            for name, statements, count, squares in subjects
            if name in predicates
        },
        statements=(await read(figures.STATEMENTS, {}))[0] or 0,
        paths=dict(paths),
        types=nested((labels[label], path, count) for label, path, count in types if label in labels),
        edges={
            (start, predicates[name], end): count for start, name, end, count in pairs if name in predicates
        },
        values=dict(values),
        named=await _named(read, predicates),
        kinds=nested(kinds),
        words=WordCounts(words),
        statement=_STATEMENT,
        question=_QUESTION,
    )


async def _named(read: ReadRecord, predicates: Mapping[str, str]) -> Mapping[str, KnownResource]:
    """The resources that are known by name."""
    iris = await _iris(read)
    members = await read(figures.MEMBERS, {"iris": iris})
    edges = (await read(figures.BETWEEN, {"iris": iris}))[0]
    return named_resources(
        (
            (iri, path, Hop(predicates[name], back) if name else None, count)
            for listed in members
            for iri, path, name, back, count in listed
            if name is None or name in predicates
        ),
        [(start, predicates[name], end) for start, name, end in edges if name in predicates],
    )


async def _iris(read: ReadRecord) -> Sequence[str]:
    """The resources to know by name: all, or the hubs and their neighbours by relations of few members."""
    number, first = await read(figures.IRIS, {"most": SMALL})
    if number < SMALL:
        return sorted(first)
    most: dict[str, int] = {}
    for listed in await read(figures.HUBS, {"least": HUB}):
        for iri, members in listed:
            most[iri] = max(members, most.get(iri, 0))
    iris = sorted(most, key=lambda iri: (-most[iri], iri))[:MOST_HUBS]
    for number in MOST_BESIDE:
        beside = await read(figures.BESIDE, {"iris": iris, "least": HUB})
        iris = sorted({*iris, *sorted({iri for listed in beside for iri in listed})[:number]})
    return iris
