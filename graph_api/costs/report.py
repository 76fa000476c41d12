"""The cost of an answer, as it was expected and as it was: `extensions.cost`."""

from dataclasses import dataclass

import orjson

from graph_api.costs.cost import MILLISECONDS, Cost, whole


@dataclass(frozen=True, slots=True)
class Work:
    """The work that an answer took: rows, statements to the store, its data as JSON, statements as RDF, time."""

    rows: int
    statements: int
    data: bytes
    rdf: int
    ms: float


def report(expected: Cost, work: Work) -> dict[str, object]:
    """The value of `extensions.cost`: the true numbers, the `estimate` in units, and the `expected` numbers."""
    return {
        "statements": work.statements,
        "rows": work.rows,
        "values": sum(map(count_values, orjson.loads(work.data).values())),
        "bytes": len(work.data),
        "rdfStatements": work.rdf,
        "ms": round(work.ms, 3),
        "estimate": expected.reported,
        "expected": {
            "statements": whole(expected.statements),
            "rows": whole(expected.rows),
            "values": whole(expected.values),
            "bytes": whole(expected.bytes),
            "rdfStatements": whole(expected.rdf),
            "ms": round(expected.units * MILLISECONDS, 3),
        },
    }


def count_values(value: object) -> int:
    """The number of values in JSON: texts, numbers, booleans, nulls, lists and objects."""
    if isinstance(value, dict):
        return 1 + sum(map(count_values, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(count_values, value))
    return 1
