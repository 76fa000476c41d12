"""The index of a release: what is in it, and when it is made and deleted."""

import json
import subprocess
import sys
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from graph_api.sparql.index import build_index, forget_indexes, index_of
from loaders.folder.contents import iter_lines
from loaders.folder.location import Location
from loaders.nquads.graph_files import iter_quads
from loaders.releases.repair import repair
from tests.graph_api.sparql.conftest import Indexed, publish_indexed
from tests.graph_api.support.series import ONE, publish


def test_the_index_has_every_graph_and_their_union_as_a_set(indexed: Indexed) -> None:
    store, manifest = Store.read_only(indexed.store), indexed.folder.manifest(indexed.release)
    reference = Store()
    reference.extend(iter_quads(iter_lines(manifest.stored, indexed.folder.graph_path)))
    for graph in manifest.stored:
        name = NamedNode(graph.iri)
        expected = set(reference.quads_for_pattern(None, None, None, name))
        assert set(store.quads_for_pattern(None, None, None, name)) == expected
    union = [q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())]
    every = {q.triple for q in store if q.graph_name != DefaultGraph()}
    assert {type(triple) for triple in union} == {Triple}
    assert len(union) == len(set(union)) == indexed.content.union
    assert set(union) == every


def test_the_index_counts_the_literals_that_it_rewrites(indexed: Indexed) -> None:
    # 54.20 and the end of 00.50Z; "007" as well
    own = {graph.iri: graph.statements for graph in indexed.content.graphs if "example.org" in graph.iri}
    assert own == {"http://example.org/g1": 7, "http://example.org/g2": 3}
    assert indexed.content.rewritten == 3
    assert indexed.content.graphs[-1].kind == "ontology"
    assert indexed.content.hash == indexed.folder.manifest(indexed.release).hash


def test_an_index_is_made_once_and_again_if_it_cannot_be_read(tmp_path: Path) -> None:
    made = publish_indexed(tmp_path / "store", ONE)
    marker = made.index.path / "marker"
    marker.touch()
    build_index(made.folder, made.release)
    assert marker.exists()
    described = made.index.path / "index.json"
    described.write_text(json.dumps(json.loads(described.read_text()) | {"engine": "0.0.1"}))
    assert made.index.content() is None
    (made.index.path.parent / f".{made.release}.tmp" / "left").mkdir(parents=True)
    assert build_index(made.folder, made.release) == made.content
    assert not marker.exists()
    assert sorted(p.name for p in made.index.path.parent.iterdir()) == [".lock", made.release]


def test_old_indexes_are_deleted_once_nobody_reads_them(tmp_path: Path) -> None:
    made = publish_indexed(tmp_path / "store", ONE)
    second = publish(Location(made.folder.path), ':g1 { :a skos:prefLabel "a" }')
    build_index(made.folder, second)
    with made.index.in_use():
        forget_indexes(made.folder, second)
        assert made.index.content() is not None
    forget_indexes(made.folder, second)
    assert not made.index.path.exists()
    assert index_of(made.folder, second).content() is not None


def test_the_index_is_no_part_of_the_release_for_repair_and_history(tmp_path: Path) -> None:
    made = publish_indexed(tmp_path / "store", ONE)
    assert repair(Location(made.folder.path)) == ()
    assert made.folder.published() == (made.release,)
    assert made.index.content() == made.content


def test_the_process_that_makes_an_index_says_what_is_wrong(tmp_path: Path) -> None:
    made = publish_indexed(tmp_path / "store", ONE)
    assert made.index.delete()
    damaged = made.folder.graph_path(made.folder.manifest(made.release).graphs[0].file)
    damaged.write_bytes(b"damaged")
    command = (sys.executable, "-m", "graph_api.sparql.index", str(made.folder.path), made.release)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode
    assert "damaged" in done.stderr.splitlines()[-1]
    assert made.index.content() is None
