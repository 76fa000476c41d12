"""The shapes at work: two SHACL engines agree on valid and invalid data."""

import pyshacl
import pytest
import rdflib
import shifty
from rdflib import Graph, Namespace, URIRef

from ontology.files import FOLDER
from ontology.iris import DEFAULT_BASE

SH = Namespace("http://www.w3.org/ns/shacl#")
ID = DEFAULT_BASE + "id/"
PREFIXES = f"""
@prefix : <{ID}> .
@prefix ndp: <{DEFAULT_BASE}ns#> .
@prefix code: <{DEFAULT_BASE}code/> .
@prefix cccev: <http://data.europa.eu/m8g/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RIGHT = """
:ministry a cccev:PublicOrganisation ; skos:prefLabel "Bộ"@vi ;
    org:classification <CODE/org-kind/ministry> .
:other a org:Organization ; skos:prefLabel "Cục"@vi .
:kind a ndp:PlatformKind ; dct:title "Loại"@vi , "Kind"@en ; ndp:sector <CODE/sector/health> ;
    ndp:pillar <CODE/pillar/digital-society> ; ndp:hasRole :role .
:platform a ndp:DigitalPlatform ; dct:title "Nền tảng"@vi ; ndp:ofKind :kind ; ndp:hasRole :role .
:role a ndp:PlatformRole ; prov:agent :ministry ; dcat:hadRole <CODE/role-kind/owner> .
:act a eli:LegalResource ; dct:title "Quyết định"@vi ; eli:date_document "2024-05-20"^^xsd:date .
:decision a ndp:Recognition ; ndp:decidesOn :platform ; ndp:decidedBy :ministry ; ndp:enactedBy :act ;
    ndp:decisionDate "2024-05-20"^^xsd:date .
:list a ndp:NationalPlatformList ; dct:title "Danh mục"@vi ; dct:publisher :ministry ; ndp:publishedEntryCount 1 ;
    dcat:record :entry ; dcat:resource :kind .
:entry a ndp:ListEntry ; foaf:primaryTopic :kind ; dct:issued "2024-05-20"^^xsd:date ;
    dct:modified "2024-05-20"^^xsd:date .
"""
# What is changed, into what, and what both engines must then say: severity, focus, path, constraint.
PAGE = "PatternConstraintComponent"
WRONG = {
    "a landing page that is a script": (
        "ndp:ofKind :kind ;",
        "ndp:ofKind :kind ; dcat:landingPage <javascript:alert(1)> , <HTTPS://a.vn> ;",
        ("Violation", "platform", "landingPage", PAGE),
    ),
    "a homepage in a folder": (
        "cccev:PublicOrganisation ;",
        "cccev:PublicOrganisation ; <http://xmlns.com/foaf/0.1/homepage> <file:///etc/passwd> ;",
        ("Violation", "ministry", "homepage", PAGE),
    ),
    "no Vietnamese name": (
        '"Bộ"@vi',
        '"Ministry"@en',
        ("Violation", "ministry", "prefLabel", "QualifiedMinCountConstraintComponent"),
    ),
    "no kind": ("ndp:ofKind :kind ;", "", ("Violation", "platform", "ofKind", "MinCountConstraintComponent")),
    "two deciders": (
        "ndp:decidedBy :ministry",
        "ndp:decidedBy :ministry , :other",
        ("Violation", "decision", "decidedBy", "MaxCountConstraintComponent"),
    ),
    "a code of another list": (
        "<CODE/sector/health>",
        "<CODE/pillar/digital-economy>",
        ("Violation", "kind", "sector", "NodeConstraintComponent"),
    ),
    "a date that is a text": (
        'ndp:decisionDate "2024-05-20"^^xsd:date',
        'ndp:decisionDate "2024-05-20"',
        ("Violation", "decision", "decisionDate", "DatatypeConstraintComponent"),
    ),
    "a date that does not exist": (
        'ndp:decisionDate "2024-05-20"^^xsd:date',
        'ndp:decisionDate "2024-02-30"^^xsd:date',
        ("Violation", "decision", "decisionDate", "DatatypeConstraintComponent"),
    ),
    "a decision on something else": (
        "ndp:decidesOn :platform",
        "ndp:decidesOn :kind",
        ("Violation", "decision", "decidesOn", "ClassConstraintComponent"),
    ),
    "two titles in one language": (
        '"Kind"@en',
        '"Kind"@en , "Type"@en',
        ("Violation", "kind", "title", "UniqueLangConstraintComponent"),
    ),
    "a list that has entries and no kinds": (
        "dcat:resource :kind",
        "dcat:record :entry",
        ("Warning", "list", "resource", "MinCountConstraintComponent"),
    ),
    "a number of entries below none": (
        "publishedEntryCount 1",
        "publishedEntryCount -1",
        ("Warning", "list", "publishedEntryCount", "MinInclusiveConstraintComponent"),
    ),
    "a description without a language": (
        "ndp:ofKind :kind ;",
        'ndp:ofKind :kind ; dct:description "plain" ;',
        ("Warning", "platform", "description", "DatatypeConstraintComponent"),
    ),
}


def graph_of(*parts: str) -> Graph:
    graph = Graph()
    for part in parts:
        for path in sorted((FOLDER / part).glob("*.ttl")):
            graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return graph_of("core", "codes")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return graph_of("shapes")


def results(report: Graph) -> set[tuple[str, str, str, str]]:
    """The top-level results without `sh:detail`, which only one engine gives."""
    found = set()
    for result in report.objects(None, SH.result):
        parts = (SH.resultSeverity, SH.focusNode, SH.resultPath, SH.sourceConstraintComponent)
        severity, focus, path, component = (
            str(report.value(result, part)).rsplit("/", 1)[-1].rsplit("#", 1)[-1] for part in parts
        )
        found.add((severity, focus, path, component))
    return found


def checked(data: str, ontology: Graph, shapes: Graph) -> set[tuple[str, str, str, str]]:
    """The results of both engines for `data`, which must agree."""
    graph = Graph().parse(data=PREFIXES + data.replace("CODE/", DEFAULT_BASE + "code/"), format="turtle")
    graph += ontology
    reference = pyshacl.validate(graph, shacl_graph=shapes, inference="none")[1]
    assert isinstance(reference, Graph)
    fast = shifty.validate(graph, shapes, graph_mode="data", infer=False)[1]
    assert results(fast) == results(reference)
    return results(reference)


def test_the_shapes_are_valid_shacl(shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True, inference="none")
    assert conforms, text


def test_right_data_conform(ontology: Graph, shapes: Graph) -> None:
    assert checked(RIGHT, ontology, shapes) == set()


def test_the_ontology_and_its_codes_conform_to_the_shapes(ontology: Graph, shapes: Graph) -> None:
    assert checked("", ontology, shapes) == set()


@pytest.mark.parametrize("name", WRONG)
def test_wrong_data_are_found_by_both_engines(name: str, ontology: Graph, shapes: Graph) -> None:
    old, new, expected = WRONG[name]
    assert old in RIGHT
    assert checked(RIGHT.replace(old, new, 1), ontology, shapes) == {expected}


def test_a_shape_names_its_class_in_its_iri(shapes: Graph) -> None:
    targets = dict(shapes.subject_objects(SH.targetClass))
    assert len(targets) == 58
    for shape, target in targets.items():
        assert isinstance(target, URIRef)
        assert str(shape).rsplit("_", 1)[-1] == rdflib.namespace.split_uri(target)[1]
