"""A release as a store of rdflib: the same statements as the canonical files, by rdflib's own reader."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS, XSD

import loaders
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.notebooks.rdflib_store import ReadOnlyRelease, ReleaseStore
from ontology.errors import DamagedFile, UsageError
from tests.loaders.support.auditing import REGISTER
from tests.loaders.support.releasing import copy_of, kept, load, trig

pytestmark = pytest.mark.filterwarnings("ignore:Dataset\\.:DeprecationWarning")  # rdflib warns of itself
ANY = (None, None, None)
EX = "http://example.org/"
PAGE = (Path(loaders.__file__).parent / "NOTEBOOKS.md").read_text("utf-8")
DATA = """
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:g1 { :a a ndp:DigitalPlatform ; skos:prefLabel "Nền tảng \\"A\\"\\t\\\\"@vi-VN , "a"@en ; :share 54.20 ;
      :count "007"^^xsd:integer .
      :a :part [ :note "line\\nbreak" , "00:00"^^xsd:time ] . :b skos:prefLabel "b" , "b"^^:kind }
:g2 { :b skos:prefLabel "b" ; :share 54.2 . :a :when "2026-01-01T00:00:00.50Z"^^xsd:dateTime , "soon"^^xsd:dateTime }
"""


def publish(location: Location) -> tuple[str, str]:
    """Two releases: `DATA`, then another one; their ids."""
    first = load(location, trig(DATA), on_violation="record").manifest.id
    return first, load(location, trig(":g1 { :c skos:prefLabel 'c' }"), on_violation="record").manifest.id


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder with two releases."""
    path = tmp_path_factory.mktemp("notebook") / "ndp-data"
    return path, *copy_of(publish, Location(path))


@pytest.fixture
def dataset(place: tuple[Path, str, str]) -> Iterator[Dataset]:
    """The first release."""
    dataset = Dataset(store=ReleaseStore(), default_union=True)
    dataset.open(f"{place[0]}#{place[1]}")
    yield dataset
    dataset.close()


def reference(place: tuple[Path, str, str], release: str) -> Dataset:
    """The same release, read by rdflib from its dump."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        lines = "\n".join(kept(Folder(place[0]), release)) + "\n"
        return Dataset(default_union=True).parse(data=lines, format="nquads")
    finally:
        rdflib.NORMALIZE_LITERALS = before


def plain(dataset: Dataset) -> list[tuple[str, ...]]:
    """Its quads with exact terms; blank nodes are alike."""
    return sorted(
        tuple("_:" if isinstance(term, BNode) else term.n3() for term in quad if term is not None)
        for quad in dataset.quads()
    )


def test_all_statements_are_there_exactly_as_they_were_loaded(
    dataset: Dataset, place: tuple[Path, str, str]
) -> None:
    expected = reference(place, place[1])
    assert plain(dataset) == plain(expected)
    assert len(dataset) == len(expected) == 13
    values = {str(quad[2]) for quad in dataset.quads()}
    assert {
        "54.20",
        "54.2",
        "007",
        "soon",
        "2026-01-01T00:00:00.50Z",
        'Nền tảng "A"\t\\',
        "line\nbreak",
    } <= values
    assert {quad[2].language for quad in dataset.quads() if isinstance(quad[2], Literal)} == {
        None,
        "en",
        "vi-vn",
    }


def test_every_pattern_gives_what_rdflib_itself_finds(dataset: Dataset, place: tuple[Path, str, str]) -> None:
    expected = reference(place, place[1])
    triples = [
        triple for triple in dataset.triples(ANY) if not any(isinstance(term, BNode) for term in triple)
    ]
    names = [None, *(graph.identifier for graph in expected.graphs())]
    assert len(triples) == 10
    for triple in triples:
        for mask in range(8):
            pattern: Any = tuple(term if mask & 1 << place else None for place, term in enumerate(triple))
            for name in names:
                one, other = (
                    sorted(
                        tuple("_:" if isinstance(t, BNode) else t.n3() for t in found)
                        for found in graph.triples(pattern)
                    )
                    for graph in (
                        (dataset.graph(name), expected.graph(name)) if name else (dataset, expected)
                    )
                )
                assert one == other, (pattern, name)


def test_the_graphs_of_a_statement_are_known(dataset: Dataset) -> None:
    shared = (URIRef(EX + "b"), SKOS.prefLabel, Literal("b"))
    names = {URIRef(EX + "g1"), URIRef(EX + "g2")}
    assert {graph.identifier for graph in dataset.store.contexts(shared)} == names
    assert {graph.identifier for graph in dataset.store.contexts()} == names
    assert sorted(str(quad[3]) for quad in dataset.quads((*shared, None))) == [EX + "g1", EX + "g2"]
    assert (len(dataset.graph(EX + "g1")), len(dataset.graph(EX + "g2")), len(dataset.graph(EX + "g3"))) == (
        10,
        4,
        0,
    )
    assert shared in dataset
    assert (*shared[:2], Literal("c")) not in dataset


def test_a_language_is_found_in_any_case(dataset: Dataset) -> None:
    for tag in ("vi-VN", "vi-vn", "VI-vn"):
        assert len(list(dataset.triples((None, None, Literal('Nền tảng "A"\t\\', lang=tag))))) == 1


def test_sparql_over_the_union_and_over_named_graphs(dataset: Dataset) -> None:
    labels = dataset.query(
        "SELECT ?label WHERE { ?b a ndp:DigitalPlatform ; skos:prefLabel ?label FILTER(LANG(?label) = 'en') }"
    )
    assert [str(row[0]) for row in labels] == ["a"]  # type: ignore[index] # a SELECT gives rows
    counts = dataset.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH <http://example.org/g2> { ?s ?p ?o } }")
    assert [int(row[0]) for row in counts] == [4]  # type: ignore[index, arg-type]
    by_path = dataset.query(
        "SELECT ?note WHERE { <http://example.org/a> <http://example.org/part>/<http://example.org/note> ?note }"
    )
    assert len(list(by_path)) == 2


def test_without_the_union_the_default_graph_is_empty(place: tuple[Path, str, str]) -> None:
    dataset = Dataset(store=ReleaseStore())
    dataset.open(f"{place[0]}#{place[1]}")
    assert list(dataset.triples(ANY)) == []
    assert len(list(dataset.quads())) == 14
    dataset.close()


def test_the_current_release_is_the_usual_one_and_conclusions_are_an_option(
    place: tuple[Path, str, str],
) -> None:
    store = ReleaseStore(str(place[0]))
    assert len(store) == len(kept(Folder(place[0]), place[2]))
    store.open(f"{place[0]}?derived=true")
    manifest = Folder(place[0]).manifest(place[2])
    assert {str(graph.identifier) for graph in store.contexts()} == {
        g.iri for g in manifest.stored if g.statements
    }
    store.close()


def test_whatever_would_write_is_refused(dataset: Dataset) -> None:
    triple = (URIRef(EX + "x"), RDF.type, URIRef(EX + "y"))
    for write in (
        lambda: dataset.add(triple),
        lambda: dataset.addN([(*triple, dataset.graph(EX + "g1"))]),
        lambda: dataset.remove(triple),
        lambda: dataset.remove_graph(EX + "g1"),
        lambda: dataset.graph(EX + "g1").add(triple),
        lambda: dataset.parse(data="<x:a> <x:b> <x:c> .", format="turtle"),
        lambda: dataset.update("INSERT DATA { <x:a> <x:b> <x:c> }"),
        lambda: dataset.store.create("x"),
        lambda: dataset.store.destroy("x"),
    ):
        with pytest.raises(ReadOnlyRelease, match="read-only"):
            write()
    copied = Graph()
    copied += dataset.graph(EX + "g2")
    assert len(copied.add(triple)) == 5
    dataset.bind("e", EX)
    assert dataset.store.namespace("e") == URIRef(EX)


def test_what_cannot_be_opened_says_why(place: tuple[Path, str, str], tmp_path: Path) -> None:
    store = ReleaseStore()
    with pytest.raises(UsageError, match="no release is open"):
        list(store.contexts())
    for configuration, problem in (
        (f"{place[0]}#000009-00000000", "there is no release"),
        (str(tmp_path), "there is no release"),
        (f"{place[0]}?all", "there is no option"),
    ):
        with pytest.raises(UsageError, match=problem):
            store.open(configuration)
    with pytest.raises(ReadOnlyRelease):
        store.open(str(place[0]), create=True)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    release = load(location, trig(":g { :a skos:prefLabel 'a' }"), on_violation="record").manifest
    Folder(location.folder).graph_path(release.graphs[0].file).write_bytes(b"damaged")
    with pytest.raises(DamagedFile, match="is damaged"):
        ReleaseStore(str(location.folder))


def test_the_plugin_has_the_name_that_the_page_says() -> None:
    (found,) = [one for one in entry_points(group="rdf.plugins.store") if one.name == "NDP"]
    assert found.load() is ReleaseStore
    assert (
        Literal("007", datatype=XSD.integer, normalize=False).n3()
        != Literal("007", datatype=XSD.integer).n3()
    )


def test_the_code_of_the_page_runs_as_it_stands(tmp_path: Path) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    register = parse(REGISTER, RdfFormat.TRIG)
    load(Location(tmp_path / "ndp-data"), register, on_violation="record")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "potential            # 1\nrecognised           # 1\n"
