"""Releases: the graphs, the files and the ontology after a load."""

from dataclasses import replace

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from loaders.releases.violations import LoadRefused
from ontology.errors import UsageError
from ontology.files import LOCK, OntologyFile
from ontology.read import read_model
from tests.loaders.support.releasing import (
    PREFIXES,
    TODAY,
    canonical,
    dumped,
    kept,
    load,
    tree,
    trig,
)


def test_the_same_load_again_publishes_nothing(location: Location) -> None:
    quads = trig(":g { :a :p _:x . _:x :q _:y } :h { :a :p :b }")
    first = load(location, quads)
    before = tree(location.folder)
    again = load(location, trig(":g { :a :p _:k . _:k :q _:l } :h { :a :p :b }"))
    assert (again.published, again.unchanged, again.manifest) == (False, True, first.manifest)
    assert tree(location.folder) == before


def test_replace_takes_the_files_for_the_whole_release_and_keeps_the_graphs_numbers(
    location: Location,
) -> None:
    first = load(location, trig(":g { :a :p :b } :h { :c :p :d }"))
    load(location, trig(":h { :c :p :e }"), replace=True)
    third = load(location, trig(":g { :a :p :b }"))
    assert dumped(location) == canonical(trig(":g { :a :p :b } :h { :c :p :e }"))
    gids = {g.iri: g.gid for g in third.manifest.graphs}
    assert gids["http://example.org/h"] == first.manifest.by_iri["http://example.org/h"].gid
    before = {g.gid for g in first.manifest.stored}
    assert gids["http://example.org/g"] not in before, "the number of a graph that went is given to no other"


def test_graphs_that_share_blank_nodes_share_a_file_until_one_of_them_goes(location: Location) -> None:
    outcome = load(location, trig(":g { :a :p _:x } :h { _:x :p :b } :i { :c :p _:y }"))
    files = {g.iri[-1]: g.file for g in outcome.manifest.graphs}
    assert files["g"] == files["h"] != files["i"]
    load(location, trig(":g { :a :p :n }"))
    assert dumped(location) == canonical(trig(":g { :a :p :n } :h { [] :p :b } :i { :c :p [] }"))


def test_a_graph_named_by_a_blank_node_goes_with_the_named_graphs_of_its_file(location: Location) -> None:
    quads = trig(":g { _:x :p :b } _:x { :a :p :c }")
    load(location, quads)
    assert load(location, trig(":g { _:z :p :b } _:z { :a :p :c }")).unchanged
    load(location, trig(":g { _:x :p :n } _:x { :a :p :m }"))
    assert dumped(location) == canonical(trig(":g { _:x :p :n } _:x { :a :p :m }"))


def test_removing_a_graph_leaves_the_others(location: Location) -> None:
    load(location, trig(":g { :a :p _:x } :h { _:x :p :b }"))
    request = LoadRequest(today=TODAY, remove=frozenset(["http://example.org/g"]))
    build(location, request)
    assert dumped(location) == canonical(trig(":h { [] :p :b }"))


def test_removing_a_graph_that_is_not_there_names_the_nearest(location: Location) -> None:
    load(location, trig(":graph { :a :p :b }"))
    with pytest.raises(UsageError, match=r"no graph <http://example.org/grap>") as caught:
        build(location, LoadRequest(today=TODAY, remove=frozenset(["http://example.org/grap"])))
    assert caught.value.hint == "did you mean http://example.org/graph?"


def test_older_releases_stay_as_they_were(location: Location) -> None:
    first = load(location, trig(":g { :a :p :b }"))
    second = load(location, trig(":g { :a :p :c }"))
    folder = Folder(location.folder)
    assert kept(folder, first.manifest.id) == canonical(trig(":g { :a :p :b }"))
    assert [m.id for m in folder.history()] == [second.manifest.id, first.manifest.id]
    assert second.manifest.previous == first.manifest.id


def test_a_change_to_one_graph_writes_that_graph_and_its_changed_subjects_only(location: Location) -> None:
    text = "".join(f':g{n} {{ :s{n} :p "{n}", "same" . :t{n} :p :s{n} }}' for n in range(30))
    load(location, trig(text))
    old = {p.name: p.stat().st_ino for p in (location.folder / "graphs").iterdir()}
    outcome = load(location, trig(':g7 { :s7 :p "new", "same" . :t7 :p :s7 }'))
    new = {p.name: p.stat().st_ino for p in (location.folder / "graphs").iterdir()}
    assert (outcome.files, outcome.subjects) == (1, 1)
    assert len(new.items() - old.items()) == 1
    assert old.items() <= new.items()


def test_a_release_that_is_mostly_new_is_built_anew(location: Location) -> None:
    load(location, trig(":g { :a :p :b }"))
    assert load(location, trig(":h { :a :p :c, :d, :e }")).subjects is None


TERMS = OntologyFile(
    "terms.ttl",
    (
        PREFIXES
        + """
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Bridge a owl:Class ; skos:prefLabel "bridge"@en .
:length a owl:DatatypeProperty ; skos:prefLabel "length"@en .
[] a sh:NodeShape ; sh:targetClass :Bridge ;
   sh:property [ sh:path :length ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:maxCount 1 ] .
"""
    ).encode(),
    added=True,
)


def test_an_added_ontology_checks_the_data_and_stays_until_another_is_given(location: Location) -> None:
    load(location, trig(":g { :a a :Bridge ; :length 12 }"), added=(TERMS,))
    with pytest.raises(LoadRefused):
        load(location, trig(":g { :a a :Bridge }"))
    folder = Folder(location.folder)
    assert [f.name for f in folder.ontology(folder.find(None).id) if f.added] == ["terms.ttl", LOCK]
    outcome = load(location, trig(":g { :a a :Bridge }"), added=())
    assert outcome.subjects is None, "another ontology means that everything is stored anew"
    assert outcome.manifest.added == ""


def test_an_added_term_that_is_renamed_keeps_its_old_name(location: Location) -> None:
    renamed = replace(
        TERMS, content=TERMS.content.replace(b":length a ", b':length ndp:fieldName "span" ; a ')
    )
    published = []
    for terms in (TERMS, renamed, None):
        outcome = load(location, trig(":g { :a a :Bridge ; :length 12 }"), added=terms and (terms,))
        published.append(outcome.published)
    assert published == [True, True, False]
    folder = Folder(location.folder)
    model = read_model(folder.ontology(folder.find(None).id))
    field = next(f for f in model.classes["http://example.org/Bridge"].fields if not f.inverse)
    assert (field.name, field.aliases) == ("span", ("length",))


def test_the_ontology_alone_can_be_exchanged(location: Location) -> None:
    load(location, trig(":g { :a :length 12, 13 ; :p [] }"))
    before = dumped(location)
    outcome = build(location, LoadRequest(today=TODAY, added=(TERMS,)))
    assert outcome.published
    assert dumped(location) == before
