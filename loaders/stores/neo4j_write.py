"""The statements that write records into a generation, in batches by label set and relationship type."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import neo4j

from loaders.stores.neo4j_rows import EdgeRow, NodeWriter, Row, quoted
from loaders.stores.port import GraphInfo
from ontology.model import Model
from ontology.record import Record

T = TypeVar("T")
Transaction = neo4j.ManagedTransaction | neo4j.Transaction

BATCH = 5000

_SUSPECTS = """
UNWIND $iris AS iri
MATCH (n:Resource {_gen: $gen, iri: iri})-->(o:Resource) WHERE o._home IS NULL
RETURN DISTINCT o.iri AS iri
"""
_CUT = "UNWIND $iris AS iri MATCH (n:Resource {_gen: $gen, iri: iri})-[r]->() DELETE r"
_UNDESCRIBE = """
UNWIND $iris AS iri
MATCH (n:Resource {_gen: $gen, iri: iri})
SET n = {_gen: $gen, iri: iri, _class: ''}
"""
_NODES = "UNWIND $rows AS row MERGE (n:Resource {_gen: $gen, iri: row.iri}) SET n = row"
_EDGES = """
UNWIND $rows AS row
MATCH (s:Resource {_gen: $gen, iri: row[0]})
MERGE (o:Resource {_gen: $gen, iri: row[1]}) ON CREATE SET o._class = ''
CREATE (s)-[r:TYPE]->(o) SET r = row[2]
"""
_FORMER_GRAPHS = """
MATCH (n:Resource {_gen: $gen}) WHERE n._gid IS NOT NULL AND NOT n._gid IN $gids
REMOVE n._gid, n._statements
RETURN n.iri AS iri
"""
_GRAPHS = """
UNWIND $rows AS row
MERGE (n:Resource {_gen: $gen, iri: row[0]}) ON CREATE SET n._class = ''
SET n._gid = row[1], n._statements = row[2]
"""
_ORPHANS = """
UNWIND $iris AS iri
MATCH (n:Resource {_gen: $gen, iri: iri})
WHERE n._home IS NULL AND n._gid IS NULL AND NOT EXISTS { (n)<--() }
DELETE n
"""


class GenerationWriter:
    """Writes into one generation. `suspects` gathers the resources that a difference may leave orphaned."""

    def __init__(self, model: Model, generation: int) -> None:
        self._gen = generation
        self._rows = NodeWriter(model, generation)
        self._unlabel = "".join(f" REMOVE n:{quoted(label)}" for label in self._rows.labels)
        self.suspects: set[str] = set()

    @property
    def relationships(self) -> list[str]:
        """The relationship types and the predicates that they stand for."""
        return self._rows.relationships()

    def write(self, tx: Transaction, records: Sequence[Record]) -> None:
        """Add records; their nodes may be there, but undescribed and without relationships of their own."""
        nodes: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        edges: dict[str, list[EdgeRow]] = defaultdict(list)
        for record in records:
            labels, row = self._rows.node(record)
            nodes[labels].append(row)
            for kind, edge in self._rows.edges(record):
                edges[kind].append(edge)
        for labels, rows in sorted(nodes.items()):
            set_labels = " SET n:" + ":".join(map(quoted, labels)) if labels else ""
            self._run(tx, _NODES + set_labels, rows=rows)
        for kind, ends in sorted(edges.items()):
            for some in batches(ends):
                self._run(tx, _EDGES.replace("TYPE", quoted(kind)), rows=some)

    def clear(self, tx: Transaction, iris: Sequence[str]) -> None:
        """Make resources undescribed, if they are there."""
        self.suspects.update(iris)
        self.suspects.update(row["iri"] for row in tx.run(_SUSPECTS, iris=iris, gen=self._gen))
        self._run(tx, _CUT, iris=iris)
        self._run(tx, _UNDESCRIBE + self._unlabel, iris=iris)

    def write_graphs(self, tx: Transaction, graphs: Mapping[int, GraphInfo]) -> None:
        """Number the nodes of the named graphs, and those of no others."""
        former = tx.run(_FORMER_GRAPHS, gids=sorted(graphs), gen=self._gen)
        self.suspects.update(row["iri"] for row in former)
        for rows in batches([g.iri, gid, g.statements] for gid, g in sorted(graphs.items())):
            self._run(tx, _GRAPHS, rows=rows)

    def drop_orphans(self, tx: Transaction) -> None:
        """Remove the suspects that nothing describes or refers to any more."""
        for iris in batches(sorted(self.suspects)):
            self._run(tx, _ORPHANS, iris=iris)

    def _run(self, tx: Transaction, statement: str, **parameters: Collection[Any]) -> None:
        tx.run(statement, parameters, gen=self._gen).consume()


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists of at most `BATCH`."""
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch
