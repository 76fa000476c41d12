"""VoID: every number is what another reader counts in the dump."""

import warnings
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyoxigraph import Quad
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.addresses import Addresses
from loaders.publication.describing.check import check_description
from loaders.publication.describing.void import PREFIXES, void_triples
from loaders.publication.description import write_description
from loaders.publication.record import ReleaseRecord, release_record
from ontology.namespaces import DCT, FOAF
from tests.loaders.support.releasing import kept, load, trig

VOID = Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def void(record: ReleaseRecord, addresses: Addresses) -> Graph:
    triples = void_triples(record, addresses, "https://ndp.example.vn/sparql")
    return Graph().parse(data=write_description(triples, "ttl", PREFIXES), format="turtle")


@pytest.fixture(scope="module")
def release(void: Graph) -> URIRef:
    (document,) = void.subjects(RDF.type, VOID.DatasetDescription)
    (topic,) = void.objects(document, URIRef(FOAF + "primaryTopic"))
    assert isinstance(topic, URIRef)
    return topic


@pytest.fixture(scope="module")
def quads(folder: Folder, record: ReleaseRecord) -> list[tuple[object, ...]]:
    dataset = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the reader's own, about itself
        dataset.parse(data="\n".join(kept(folder, record.id)), format="nquads")
    return list(dataset.quads())


def number(graph: Graph, subject: Node, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal)
    assert value.datatype == XSD.nonNegativeInteger
    return int(value)


def test_the_whole_is_counted(void: Graph, release: URIRef, quads: list[tuple[object, ...]]) -> None:
    subjects = {s for s, *_ in quads}
    assert number(void, release, VOID.triples) == len(quads) > 30
    assert number(void, release, VOID.distinctSubjects) == len(subjects)
    assert number(void, release, VOID.entities) == len({s for s in subjects if isinstance(s, URIRef)})
    assert len(subjects) > len({s for s in subjects if isinstance(s, URIRef)})


def test_each_class_and_property_is_counted(
    void: Graph, release: URIRef, quads: list[tuple[object, ...]]
) -> None:
    instances: dict[object, set[object]] = defaultdict(set)
    for s, p, o, _ in quads:
        if p == RDF.type:
            instances[o].add(s)
    parts = void.objects(release, VOID.classPartition)
    assert {void.value(part, VOID["class"]): number(void, part, VOID.entities) for part in parts} == {
        one: len(members) for one, members in instances.items()
    }
    assert number(void, release, VOID.classes) == len(instances)
    parts = void.objects(release, VOID.propertyPartition)
    uses = Counter(p for _, p, _, _ in quads)
    assert {void.value(part, VOID.property): number(void, part, VOID.triples) for part in parts} == uses
    assert number(void, release, VOID.properties) == len(uses)


def test_each_source_is_counted(void: Graph, release: URIRef, quads: list[tuple[object, ...]]) -> None:
    of_graph: dict[object, list[object]] = defaultdict(list)
    for s, _, _, g in quads:
        of_graph[g].append(s)
    linksets = set(void.subjects(RDF.type, VOID.Linkset))
    subsets = set(void.objects(release, VOID.subset)) - linksets
    assert subsets == {g for g in of_graph if isinstance(g, URIRef)}
    assert len(subsets) == 4
    for graph in subsets:
        assert number(void, graph, VOID.triples) == len(of_graph[graph])
        assert number(void, graph, VOID.distinctSubjects) == len(set(of_graph[graph]))


def test_links_to_foreign_hosts_are_counted(void: Graph, quads: list[tuple[object, ...]]) -> None:
    counted: Counter[tuple[object, str]] = Counter()
    for _, p, o, _ in quads:
        if isinstance(o, URIRef) and p != RDF.type and not o.startswith("https://w3id.org/vn-ndp/"):
            parts = urlsplit(o)
            if parts.netloc:
                counted[p, f"{parts.scheme}://{parts.netloc.lower()}/"] += 1
    found = {
        (
            void.value(linkset, VOID.linkPredicate),
            str(void.value(void.value(linkset, VOID.objectsTarget), VOID.uriSpace)),
        ): number(void, linkset, VOID.triples)
        for linkset in void.subjects(RDF.type, VOID.Linkset)
    }
    assert found == counted
    assert len(found) > 4


def test_the_vocabularies_are_those_of_all_terms(void: Graph, release: URIRef) -> None:
    spaces = tuple(str(iri) for iri in void.objects(release, VOID.vocabulary))
    terms = [void.value(part, VOID.property) for part in void.objects(release, VOID.propertyPartition)]
    assert terms
    assert all(str(term).startswith(spaces) for term in terms)
    assert "http://purl.org/dc/terms/" in spaces


def test_dumps_and_the_endpoint_are_named(void: Graph, release: URIRef, record: ReleaseRecord) -> None:
    assert {str(dump) for dump in void.objects(release, VOID.dataDump)} == {
        f"https://ndp.example.vn/dumps/{record.id}/ndp-{record.id}.{form}" for form in ("nq", "ttl.gz")
    }
    (endpoint,) = void.objects(release, VOID.sparqlEndpoint)
    assert str(endpoint) == "https://ndp.example.vn/sparql"
    said = [str(text) for text in void.objects(endpoint, URIRef(DCT + "description"))]
    assert len(said) == 3
    assert any("ontology and what the program concludes" in text for text in said)


def test_titles_stay_as_they_are_stated(void: Graph) -> None:
    stated = {str(title) for title in void.objects(None, URIRef(DCT + "title"))}
    assert any('<script>alert(1)</script> & "quoted"' in title for title in stated)
    assert {"Một", "One"} <= stated


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf", "nt"])
def test_each_form_says_the_same(record: ReleaseRecord, addresses: Addresses, form: str) -> None:
    triples = void_triples(record, addresses)
    content = write_description(triples, form, PREFIXES)
    assert content == write_description(void_triples(record, addresses), form, PREFIXES)
    names = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the reader's own, about itself
        parsed = Graph().parse(data=content, format=names[form])
    assert len(parsed) == len(triples)
    assert not any(isinstance(term, BNode) for triple in parsed for term in triple)


def test_it_is_valid(record: ReleaseRecord, addresses: Addresses) -> None:
    assert check_description(void_triples(record, addresses)) == ()


def test_a_wrong_description_is_found(record: ReleaseRecord, addresses: Addresses) -> None:
    triples = void_triples(record, addresses)
    without = {t for t in triples if t.predicate.value != f"{VOID}triples"}
    results = check_description(without)
    assert {result.path for result in results} == {f"{VOID}triples", FOAF + "primaryTopic"}


def test_an_empty_release_is_described(tmp_path_factory: pytest.TempPathFactory) -> None:
    location = Location(tmp_path_factory.mktemp("empty") / "store")
    nothing: list[Quad] = []
    load(location, nothing)
    empty = Folder(location.folder)
    triples = void_triples(release_record(empty, empty.find(None)), Addresses(empty.find(None).base))
    assert check_description(triples) == ()


def test_predicates_without_a_namespace_are_no_vocabularies(tmp_path: Path, addresses: Addresses) -> None:
    location = Location(tmp_path / "store")
    odd = ("urn:x:", "urn:", "urn:x", "a:b", "http://x", "http://x/", "http://x/#", "mailto:a@b")
    statements = " ".join(f":s <{iri}> 1 ." for iri in (*odd, "http://x/y#z", "urn:x:y"))
    load(location, trig(f":g {{ {statements} }}"), on_violation="record")
    folder = Folder(location.folder)
    record = release_record(folder, folder.find(None))
    assert set(record.vocabularies) == {"http://x/", "http://x/y#", "urn:x:"}
    assert len(void_triples(record, addresses)) > 10
