"""The columns of a plan, taken out of records, so that statements read the same columns for every question."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from graph_api.plan import reads
from graph_api.stores.sqlite.statement import dumps
from ontology.namespaces import RDF, RDF_TYPE
from ontology.storage import RECORD_ELSEWHERE, RECORD_HOME, RECORD_RESIDUE, RECORD_TYPES, RECORD_VALUES

Raw = Sequence[Any]
"""A resource as read by the statements: id, IRI, class path, described or not, record."""
RAW_WIDTH = 5
"""The number of its columns; in the row of a page the order keys follow."""

_SPECIAL = frozenset((reads.DESCRIBED, reads.TYPES))
"""The columns that are not properties."""
_TYPE_PREFIX = f"<{RDF}type> <"


def columns_of(level: reads.Level, raws: Sequence[Raw]) -> list[Any]:
    """`[iri, class path, *columns]` of some resources."""
    keys = level.columns
    if not keys:
        return [[raw[1], raw[2]] for raw in raws]
    is_plain = _SPECIAL.isdisjoint(keys)
    loads = orjson.loads
    rows = []
    for raw in raws:
        record = loads(raw[4]) if raw[4] else None
        get = record[RECORD_VALUES].get if record else _nothing
        values = (
            map(get, keys)
            if is_plain
            else (_special(raw, key, record) if key in _SPECIAL else get(key) for key in keys)
        )
        rows.append([raw[1], raw[2], *values])
    return rows


def _nothing(_: str) -> None:
    return None


def _special(raw: Raw, key: str, record: Sequence[Any] | None) -> Any:
    """A column that is not a property."""
    if key == reads.DESCRIBED:
        return raw[3]
    return _types(record) if record else ()


def _types(record: Sequence[Any]) -> list[str]:
    other = [
        text.split("> <")[1].split(">")[0] for text in record[RECORD_RESIDUE] if text.startswith(_TYPE_PREFIX)
    ]
    return sorted({*record[RECORD_TYPES], *other})


def stating_graphs(raw: Raw, how: reads.Sources, related: Collection[str] = ()) -> Sequence[int]:
    """The graphs with statements about a resource, or with statements of some of its properties."""
    if raw[4] is None:
        return ()
    record = orjson.loads(raw[4])
    home = record[RECORD_HOME]
    elsewhere = {
        predicate: [int(n) for n in gids.split(",")]
        for predicate, _, gids in (text.rpartition(" ") for text in record[RECORD_ELSEWHERE])
    }
    if how.of is None:
        return sorted({*home, *(gid for gids in elsewhere.values() for gid in gids)})
    graphs = {*(gid for iri in how.of for gid in elsewhere.get(iri, ()))}
    present = {*related, *(term.iri for term in how.known if term.key in record[RECORD_VALUES])}
    if RDF_TYPE in how.of and record[RECORD_TYPES]:
        present.add(RDF_TYPE)
    if present - elsewhere.keys():
        graphs.update(home)
    return sorted(graphs)


def home_of(record: str | None) -> str | None:
    """The home graphs of a record, as statements return the graphs of an edge."""
    return dumps(orjson.loads(record)[RECORD_HOME]) if record else None
