"""What changed between two versions of an ontology: found, written as Turtle, and read again."""

import pytest

from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import OWL
from ontology.read import read_model
from ontology.terms import Terms
from ontology.values.languages import LANGUAGES
from ontology.versions.comparison import changes
from ontology.versions.history import History, read_history
from ontology.versions.writing import write_history
from tests.ontology.versions.noted import NOW, noted, noted_file
from tests.ontology.versions.released import released_files

NS = "https://w3id.org/vn-ndp/ns#"
PREFIXES = """
@prefix ndp: <https://w3id.org/vn-ndp/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHIPS = (
    PREFIXES
    + """
<https://w3id.org/vn-ndp/ns> a owl:Ontology ; owl:versionInfo "1" .
ndp:Ship a owl:Class ; rdfs:label "ship"@en , "tàu"@vi ; skos:definition "It floats."@en .
ndp:Port a owl:Class ; rdfs:label "port"@en .
ndp:home a owl:ObjectProperty ; rdfs:label "home"@en ; rdfs:domain ndp:Ship ; rdfs:range ndp:Port .
ndp:built a owl:DatatypeProperty ; rdfs:label "built"@en ; rdfs:domain ndp:Ship ; rdfs:range xsd:date .
<https://w3id.org/vn-ndp/shapes#Ship> sh:targetClass ndp:Ship ;
  sh:property [ sh:path ndp:home ; sh:minCount 1 ; sh:maxCount 1 ; sh:class ndp:Port ] .
"""
)


def files(text: str) -> tuple[OntologyFile, ...]:
    return (OntologyFile("ships.ttl", text.encode(), added=False),)


def changed(old: str, new: str, lang: str = "en") -> dict[str, list[str]]:
    assert old in SHIPS
    found = changes(files(SHIPS), files(SHIPS.replace(old, new)))
    return {
        one.iri.removeprefix(NS): ["new"] * one.is_new + [note.by_language[lang] for note in one.notes]
        for one in found
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It floats", "It floats", {}),
        ("It floats.", "It sails.", {"Ship": ["Definition before: “It floats.”"]}),
        ('"tàu"@vi', '"thuyền"@vi', {"Ship": ["Its label in another language changed."]}),
        ("ndp:Port a", "ndp:Dock a owl:Class .\nndp:Port a", {"Dock": ["new"]}),
        (
            "rdfs:range ndp:Port",
            "rdfs:range [ owl:unionOf ( ndp:Port ndp:Ship ) ]",
            {"home": ["Its values may now also be: “ship”."]},
        ),
        (
            "rdfs:range xsd:date",
            "rdfs:range xsd:gYear",
            {
                "built": [
                    "Its values may now also be: “xsd:gYear”.",
                    "Its values may no longer be: “xsd:date”.",
                ]
            },
        ),
        (
            "rdfs:domain ndp:Ship ; rdfs:range xsd",
            "rdfs:domain ndp:Port ; rdfs:range xsd",
            {"built": ["Now also on the classes: “port”.", "No longer on the classes: “ship”."]},
        ),
        (
            "sh:minCount 1 ; ",
            "",
            {"home": ["Number of values on “ship”: at most one; before: exactly one."]},
        ),
        (
            "sh:maxCount 1",
            'sh:maxCount 1 ; sh:message "One port, please."@en',
            {"home": ["The message of its constraint on “ship” changed."]},
        ),
        (
            'rdfs:label "built"@en',
            'rdfs:label "built"@en ; ndp:fieldName "builtOn"',
            {"built": ["Name in GraphQL: builtOn; before: built."]},
        ),
        (
            'rdfs:label "built"@en',
            'rdfs:label "built"@en ; owl:deprecated true ; dct:isReplacedBy ndp:home',
            {"built": ["Deprecated; replaced by: “home”."]},
        ),
        (
            'rdfs:label "built"@en ; rdfs:domain ndp:Ship ; rdfs:range xsd:date .',
            'rdfs:label "built"@en ; owl:deprecated true ; rdfs:domain ndp:Ship ; rdfs:range xsd:date .',
            {"built": ["Deprecated."]},
        ),
        (
            "ndp:built a owl:DatatypeProperty ;",
            'ndp:launched a owl:DatatypeProperty ; skos:definition "Not: built."@en ;',
            {"built": ["Removed."], "launched": ["new"]},
        ),
    ],
)
def test_each_change_is_a_sentence(old: str, new: str, expected: dict[str, list[str]]) -> None:
    assert changed(old, new) == expected


def test_each_language_quotes_its_own_text() -> None:
    assert changed('"tàu"@vi', '"thuyền"@vi', "vi") == {"Ship": ["Nhãn trước đây: “tàu”"]}


def history_of(text: str, *added: str) -> History:
    more = (
        OntologyFile(f"more{n}.ttl", (PREFIXES + one).encode(), added=True) for n, one in enumerate(added)
    )
    return read_history((*files(text), *more), DEFAULT_BASE)


def test_a_history_that_was_written_reads_the_same() -> None:
    new = SHIPS.replace(
        'versionInfo "1"', 'versionInfo "2" ; owl:priorVersion <https://w3id.org/vn-ndp/ns/1>'
    )
    new = new.replace("ndp:Port a", "ndp:Dock a owl:Class .\nndp:Port a").replace("floats", 'says \\"hi\\"')
    written = write_history(files(SHIPS), files(new)).decode()
    assert written == write_history(files(SHIPS), files(new)).decode()
    history = history_of(new + written)
    assert history.versions == ("2", "1")
    assert history.introduced("2") == [NS + "Dock"]
    assert [(iri, [one.by_language["en"] for one in notes]) for iri, notes in history.changed("2")] == [
        (NS + "Ship", ["Definition before: “It floats.”"])
    ]
    assert history.about(NS + "Port").since == "1"
    assert write_history(files(new), files(new + written)).decode().count("changeNote") == 0


def test_added_files_have_histories_of_their_own() -> None:
    history = history_of(
        SHIPS,
        """ndp:Buoy a owl:Class . ndp:Float a owl:Class ; ndp:sinceVersion "b" ; owl:deprecated true ;
        dct:isReplacedBy ndp:Buoy ; skos:changeNote [ owl:versionInfo "c" ; rdf:value "Lighter."@en ] .""",
    )
    assert history.versions == ("1", "b", "c")
    assert history.about(NS + "Buoy").since == ""
    assert (history.about(NS + "Float").since, history.deprecated()) == ("b", [NS + "Float"])
    assert history.about(NS + "Float").replaced_by == (NS + "Buoy",)
    assert [iri for iri, _ in history.changed("c")] == [NS + "Float"]


def test_versions_that_lead_back_to_themselves_end() -> None:
    loop = ' ; owl:priorVersion <x:1> .\n<x:1> owl:versionInfo "0" ; owl:priorVersion <x:1> .'
    assert history_of(SHIPS.replace('versionInfo "1" .', f'versionInfo "1"{loop}')).versions == ("1", "0")


# -- the ontology that ships


def test_the_changes_since_the_last_released_version_are_noted() -> None:
    assert noted_file().read_bytes() == noted(), "run `poe history`"


def test_an_ontology_that_differs_from_the_released_one_has_another_version() -> None:
    released = released_files()
    old, new = read_model(released), read_model(NOW)
    if old.version == new.version:
        assert changes(released, NOW) == [], "give the ontology a new version, with owl:priorVersion"
        return
    history = read_history(NOW, DEFAULT_BASE)
    assert history.versions[:2] == (new.version, old.version)
    now, before = ({*one.classes, *one.properties, *one.concepts} for one in (new, old))
    assert {iri for iri in now if history.about(iri).since == new.version} == now - before
    assert all(history.about(iri).since for iri in now)


def test_the_versions_have_iris_of_their_own() -> None:
    terms = Terms(NOW)
    model, ontology = read_model(NOW), DEFAULT_BASE + "ns"
    (prior,) = terms.objects(ontology, OWL + "priorVersion")
    (version,) = terms.objects(ontology, OWL + "versionIRI")
    assert version == f"{ontology}/{model.version}"
    assert terms.objects(ontology, "http://purl.org/vocab/vann/changes") == [version]
    assert terms.objects(version, OWL + "priorVersion") == [prior]
    assert prior == f"{ontology}/{terms.literal(prior, OWL + 'versionInfo')}"


def test_every_note_is_in_three_languages() -> None:
    history = read_history(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    notes = [note for one in history.terms.values() for note in one.notes]
    assert len(notes) > 100
    assert all(set(note.text.by_language) == set(LANGUAGES) and note.version for note in notes)
