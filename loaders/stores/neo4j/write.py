"""The statements that write records into a generation, in batches.

Labels and relationship types travel as data, so the texts are few and the same for every ontology: Neo4j needs
about 100 ms to plan a text that it has not seen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import neo4j

from loaders.batches import batches
from loaders.stores.neo4j.rows import EdgeRow, NodeRow, NodeWriter
from loaders.stores.port import GraphInfo
from ontology.model import Model
from ontology.record import Record

Transaction = neo4j.ManagedTransaction | neo4j.Transaction

BATCH = 5000

_SUSPECTS = """
UNWIND $rows AS iri
MATCH (n:Resource {_gen: $gen, iri: iri})-->(o:Resource) WHERE o._home IS NULL
RETURN DISTINCT o.iri AS iri
"""
_CUT = "UNWIND $rows AS iri MATCH (n:Resource {_gen: $gen, iri: iri})-[r]->() DELETE r"
_UNDESCRIBE = """
UNWIND $rows AS iri
MATCH (n:Resource {_gen: $gen, iri: iri})
WITH n, [l IN labels(n) WHERE l <> 'Resource'] AS labels
REMOVE n:$(labels)
SET n = {_gen: n._gen, iri: n.iri, _class: ''}
"""
_NEW = "UNWIND $rows AS row CREATE (n:Resource:$(row[0])) SET n = row[1]"
_DESCRIBE = """
UNWIND $rows AS row
MERGE (n:Resource {_gen: $gen, iri: row[1].iri})
SET n = row[1]
SET n:$(row[0])
"""
_BARE = """
UNWIND $rows AS iri
MERGE (n:Resource {_gen: $gen, iri: iri}) ON CREATE SET n._class = ''
"""
_EDGES = """
UNWIND $rows AS row
MATCH (s:Resource {_gen: $gen, iri: row[0]})
MATCH (o:Resource {_gen: $gen, iri: row[1]})
CREATE (s)-[r:$(row[2])]->(o) SET r = row[3]
"""
_FORMER_GRAPHS = """
MATCH (n:Resource {_gen: $gen}) WHERE n._gid IS NOT NULL AND NOT n._gid IN $rows
REMOVE n._gid, n._statements
RETURN n.iri AS iri
"""
_GRAPHS = """
UNWIND $rows AS row
MERGE (n:Resource {_gen: $gen, iri: row[0]}) ON CREATE SET n._class = ''
SET n._gid = row[1], n._statements = row[2]
"""
_ORPHANS = """
UNWIND $rows AS iri
MATCH (n:Resource {_gen: $gen, iri: iri})
WHERE n._home IS NULL AND n._gid IS NULL AND NOT EXISTS { (n)<--() }
DELETE n
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to write in one transaction; `new` nodes do not exist yet, `bare` ones are only referred to."""

    new: Sequence[NodeRow]
    described: Sequence[NodeRow]
    bare: Sequence[str]
    edges: Sequence[EdgeRow]


class GenerationWriter:
    """Writes into one generation, which is empty at first if `fresh`.

    `suspects` gathers the resources that a difference may leave orphaned.
    """

    def __init__(
        self, model: Model, generation: int, graphs: Mapping[int, GraphInfo], *, fresh: bool
    ) -> None:
        self._gen = generation
        own = [number for number, graph in graphs.items() if graph.iri == model.labels_graph]
        self._rows = NodeWriter(model, generation, own)
        self._fresh = fresh
        self._existing: set[str] = set()
        self.suspects: set[str] = set()

    @property
    def relationships(self) -> list[str]:
        """The relationship types, each with its predicate."""
        return self._rows.relationships()

    def batch(self, records: Iterable[Record]) -> Batch:
        """The batch of `records` for `write`. A separate step, since a driver may repeat a transaction."""
        new: list[NodeRow] = []
        described: list[NodeRow] = []
        edges: list[EdgeRow] = []
        for record in records:
            is_new = self._fresh and record.iri not in self._existing
            (new if is_new else described).append(self._rows.node(record))
            self._existing.add(record.iri)
            edges += self._rows.edges(record)
        bare = {edge[1] for edge in edges} - self._existing
        self._existing |= bare
        return Batch(new, described, sorted(bare), edges)

    def write(self, tx: Transaction, batch: Batch) -> None:
        """Add records; their nodes may exist, but undescribed and without relationships of their own."""
        self._run(tx, _NEW, batch.new)
        self._run(tx, _DESCRIBE, batch.described)
        self._run(tx, _BARE, batch.bare)
        self._run(tx, _EDGES, batch.edges)

    def clear(self, tx: Transaction, iris: Sequence[str]) -> None:
        """Make existing resources undescribed."""
        self.suspects.update(iris)
        self.suspects.update(row["iri"] for row in tx.run(_SUSPECTS, rows=iris, gen=self._gen))
        self._run(tx, _CUT, iris)
        self._run(tx, _UNDESCRIBE, iris)

    def write_graphs(self, tx: Transaction, graphs: Mapping[int, GraphInfo]) -> None:
        """Number the nodes of the named graphs, and no others."""
        former = tx.run(_FORMER_GRAPHS, rows=sorted(graphs), gen=self._gen)
        self.suspects.update(row["iri"] for row in former)
        self._run(tx, _GRAPHS, [(g.iri, gid, g.statements) for gid, g in sorted(graphs.items())])

    def drop_orphans(self, tx: Transaction) -> None:
        """Remove the suspects that nothing describes or refers to any more."""
        self._run(tx, _ORPHANS, sorted(self.suspects))

    def _run(self, tx: Transaction, statement: str, rows: Collection[Any]) -> None:
        for some in batches(rows, BATCH):
            tx.run(statement, rows=some, gen=self._gen).consume()
