"""Views of what changed in the ontology, with an added file that has terms of two versions."""

from datetime import date

from graph_api.pages.frame import Frame
from graph_api.pages.views.ontology import OntologyViewer
from graph_api.pages.views.ontology_changes import deprecated_view, term_view, versions_view
from graph_api.pages.views.ontology_words import TermWords
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import read_rules
from ontology.versions.history import read_history

ADDED = """
@prefix ex: <https://example.org/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ndp: <https://w3id.org/vn-ndp/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:floors a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:label "floors"@en ;
  rdfs:domain ndp:DigitalPlatform ; rdfs:range xsd:integer ; owl:deprecated true ; dct:isReplacedBy ex:storeys .
ex:storeys a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:label "<storeys>"@en ;
  rdfs:domain ndp:DigitalPlatform ; rdfs:range xsd:integer ; ndp:sinceVersion "ours 2" ;
  skos:changeNote [ owl:versionInfo "ours 3" ; rdf:value "Với tầng hầm."@vi ] .
"""
FILES = (*builtin_files(DEFAULT_BASE), OntologyFile("floors.ttl", ADDED.encode(), added=True))
MODEL = read_model(FILES, DEFAULT_BASE)
HISTORY = read_history(FILES, DEFAULT_BASE)
READER = PageReader(Frame("en", "/ns"), lambda iri: f"/doc/{iri}", date(2026, 6, 15))
WORDS = TermWords(MODEL, read_rules(FILES, DEFAULT_BASE).defects, READER)
OLD, NEW = "https://example.org/floors", "https://example.org/storeys"


def test_a_deprecated_term_leads_to_the_one_that_replaces_it() -> None:
    (old,) = deprecated_view(HISTORY, WORDS)
    (new,) = old.notes
    assert (old.link.text, new.text) == ("floors", "<storeys>")
    assert new.address == WORDS.address(NEW) != ""
    view = term_view(HISTORY, OLD, WORDS)
    assert (view.since, view.deprecated, view.replaced_by) == ("", True, [new])


def test_versions_of_added_files_come_after_ours() -> None:
    views = {one.version: one for one in versions_view(HISTORY, WORDS)}
    ours = read_history(builtin_files(DEFAULT_BASE), DEFAULT_BASE).versions
    assert list(views) == [*ours, "ours 2", "ours 3"]
    assert [(one.kind, [link.text for link in one.links]) for one in views["ours 2"].new] == [
        ("Properties", ["<storeys>"])
    ]
    ((term, notes),) = ((one.link.text, one.notes) for one in views["ours 3"].changed)
    assert (term, notes) == ("<storeys>", [LinkedText("Với tầng hầm.", lang="vi")])
    assert [view.version for view in views.values() if view.is_first] == [ours[-1]]


def test_new_terms_are_named_by_kind_and_lead_to_their_pages() -> None:
    newest = versions_view(HISTORY, WORDS)[0]
    kinds = [one.kind for one in newest.new]
    assert kinds[:5] == ["Classes", "Properties", "Code lists", "Codes", "Rules that find defects"]
    rules = {link.text: link.address for link in newest.new[4].links}
    assert rules["D01: recognition without any assessment"].endswith("/doc/rules?lang=en#D01")
    assert all(link.address for some in newest.new[:5] for link in some.links)


def test_a_class_marks_its_deprecated_fields() -> None:
    data = {"release": {"classes": None, "properties": None}, "resourcesOf": {"nodes": []}}
    viewer = OntologyViewer(MODEL, (), (), READER, data)
    view = viewer.class_view(MODEL.classes[f"{DEFAULT_BASE}ns#DigitalPlatform"])
    notes = {row.name: row.notes for row in view.fields}
    assert (notes["floors"], notes["storeys"]) == (["This term is deprecated."], [])
    assert {row.name: row.values for row in view.fields}["floors"] == [
        LinkedText("whole number (xsd:integer)")
    ]
