"""Releases: the graphs after a load, the loads that are refused, and the files that a killed load leaves behind."""

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.workshop import FolderBusy, locked
from loaders.releases.build import LoadRequest, build
from loaders.releases.rollback import roll_back
from loaders.releases.violations import LoadRefused
from ontology.errors import StoreError, UsageError
from ontology.files import LOCK, OntologyFile
from ontology.read import read_model
from tests.loaders.support.releasing import (
    NDP,
    PREFIXES,
    TODAY,
    FixedQuads,
    canonical,
    dumped,
    kept,
    load,
    tree,
    trig,
)
from tests.support.depth import deep
from tests.support.rdf_strategies import datasets

CLASSES = [f"{NDP}DigitalPlatform", f"{NDP}PlatformKind", "http://www.w3.org/ns/org#Organization"]
PROPERTIES = [
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/ns/org#subOrganizationOf",
    *(f"{NDP}{name}" for name in ("decisionDate", "validFrom", "threshold", "order", "platformStatus")),
    f"{NDP}illustrative",
]
SLOW = settings(max_examples=deep(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def known_datasets(*, blank_graphs: bool = True) -> st.SearchStrategy[list[Quad]]:
    """Data sets in which terms of the ontology meet unknown ones."""
    return datasets(classes=CLASSES, properties=PROPERTIES, blank_graphs=blank_graphs)


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return Location(tmp_path / "store")


def graphs_of(location: Location) -> dict[str, int]:
    return {g.iri: g.statements for g in Folder(location.folder).find(None).graphs}


# -- round trip


@given(known_datasets())
@SLOW
def test_the_dump_is_canonically_equal_to_what_was_loaded(quads: list[Quad]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder))
        outcome = load(location, quads, on_violation="record")
        assert dumped(location) == canonical(quads)
        assert kept(Folder(location.folder), outcome.manifest.id) == canonical(quads)


@given(known_datasets(blank_graphs=False), known_datasets(blank_graphs=False))
@SLOW
def test_a_load_on_top_replaces_the_graphs_it_names_and_leaves_the_others(
    first: list[Quad], second: list[Quad]
) -> None:
    replaced = {q.graph_name for q in second}
    expected = [q for q in first if q.graph_name not in replaced] + [renamed(q) for q in second]
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder))
        load(location, first, on_violation="record")
        load(location, second, on_violation="record")
        assert dumped(location) == canonical(expected)


def renamed(quad: Quad) -> Quad:
    subject, value = quad.subject, quad.object
    subject = BlankNode(f"second{subject.value}") if isinstance(subject, BlankNode) else subject
    value = BlankNode(f"second{value.value}") if isinstance(value, BlankNode) else value
    return Quad(subject, quad.predicate, value, quad.graph_name)


def test_a_dump_loaded_again_gives_the_same_dump_and_the_same_hash(
    location: Location, tmp_path: Path
) -> None:
    quads = trig(':g { :a :p [ :q "007"^^<http://www.w3.org/2001/XMLSchema#integer> ] } :h { :a :p :b }')
    first = load(location, quads)
    other = Location(tmp_path / "other")
    again = load(other, trig("\n".join(quoted(line) for line in dumped(location))))
    assert (again.manifest.hash, dumped(other)) == (first.manifest.hash, dumped(location))


def quoted(line: str) -> str:
    """A line of N-Quads as TriG."""
    statement, graph, _ = line.rsplit(" ", 2)
    return f"{graph} {{ {statement} }}"


def test_two_nameless_graphs_that_say_the_same_stay_two(location: Location) -> None:
    quads = trig("_:x { :a :p :b } _:y { :a :p :b }")
    load(location, quads)
    assert dumped(location) == canonical(quads)
    assert len(dumped(location)) == 2


# -- graphs


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


# -- cost


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


# -- findings


def violating(name: str) -> str:
    return f":{name} {{ :{name} a ndp:DigitalPlatform }}"


def test_a_new_violation_refuses_the_load_and_changes_nothing(location: Location) -> None:
    load(location, trig(":h { :a :p :b }"))
    before = tree(location.folder)
    with pytest.raises(LoadRefused) as caught:
        load(location, trig(violating("bad")))
    assert {v.focus for v in caught.value.violations} == {"http://example.org/bad"}
    assert caught.value.exit_code == 1
    assert tree(location.folder) == before


def test_violations_are_recorded_on_request_and_do_not_refuse_what_comes_after(location: Location) -> None:
    outcome = load(location, trig(violating("bad")), on_violation="record")
    assert outcome.violations
    later = load(location, trig(":h { :a :p :b . :c :p :bad }"))
    assert later.published
    assert later.results == outcome.results
    stored = json.loads(Folder(location.folder).shape_results(later.manifest.id))
    assert {f["focus"] for f in stored} == {"http://example.org/bad"}


def test_the_findings_of_a_delta_are_those_of_everything(location: Location, tmp_path: Path) -> None:
    first = ":g { :a a org:Organization ; org:subOrganizationOf :b } " + violating("bad")
    second = ':h { :b a ndp:DigitalPlatform } :filler { :x :p "1", "2" }'
    filled = first + ':filler { :x :p "1", "2" } :more { :y :p "1", "2", "3", "4", "5" }'
    load(location, trig(filled), on_violation="record")
    step = load(location, trig(second), on_violation="record")
    whole = Location(tmp_path / "whole")
    both = first + second + ':more { :y :p "1", "2", "3", "4", "5" }'
    assert step.subjects == 1
    assert step.results == load(whole, trig(both), on_violation="record").results
    assert any(f.focus == "http://example.org/a" for f in step.violations), "what refers to the change counts"


def test_a_violation_of_a_blank_node_is_not_new_because_its_label_is(location: Location) -> None:
    load(location, trig(":g { [] a ndp:DigitalPlatform }"), on_violation="record")
    assert load(location, trig(":g { [] a ndp:DigitalPlatform . :a :p :b }")).published
    with pytest.raises(LoadRefused):
        load(location, trig(":g { [] a ndp:DigitalPlatform . [] a ndp:DigitalPlatform ; :p :b }"))


def test_a_value_that_nothing_describes_is_no_violation(location: Location) -> None:
    text = ':g { :a a org:Organization ; skos:prefLabel "Bộ"@vi ; org:subOrganizationOf :nowhere }'
    outcome = load(location, trig(text), on_violation="record")
    found = [(f.code, f.severity) for f in outcome.results if f.value == "http://example.org/nowhere"]
    assert found == [("D31", "Info")]


def test_a_dry_run_tells_everything_and_changes_nothing(location: Location) -> None:
    load(location, trig(":g { :a :p :b }"))
    before = tree(location.folder)
    outcome = load(location, trig(violating("bad")), dry_run=True, on_violation="record")
    assert (outcome.published, outcome.unchanged) == (False, False)
    assert outcome.violations
    assert tree(location.folder) == before


# -- evaluation date


def test_another_day_alone_makes_no_release_but_a_date_that_is_asked_for_does(location: Location) -> None:
    quads = trig(":g { :a :p :b }")
    load(location, quads)
    assert build(location, LoadRequest(today="2026-02-01", reader=FixedQuads(quads))).unchanged
    outcome = load(location, quads, as_of="2025-03-01")
    assert (outcome.published, outcome.manifest.evaluation_date) == (True, "2025-03-01")


# -- ontology

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


# -- what goes wrong


def test_two_loads_at_once_are_told_apart(location: Location) -> None:
    folder = Folder(location.folder)
    with (
        locked(folder),
        pytest.raises(FolderBusy, match=r"another load is running in .* \(process [0-9]+\)"),
    ):
        load(location, trig(":g { :a :p :b }"))
    assert load(location, trig(":g { :a :p :b }")).published


def test_an_error_while_reading_changes_nothing(location: Location) -> None:
    load(location, trig(":g { :a :p :b }"))
    before = tree(location.folder)

    class BrokenReader:
        def iter_quads(self, base: str) -> list[Quad]:
            raise StoreError("broken")

    with pytest.raises(StoreError):
        build(location, LoadRequest(today=TODAY, reader=BrokenReader()))
    assert tree(location.folder) == before


def test_a_damaged_sqlite_file_is_built_again_by_the_next_load(location: Location) -> None:
    quads = trig(":g { :a :p :b }")
    outcome = load(location, quads)
    Folder(location.folder).sqlite_path(outcome.manifest.id).write_bytes(b"no database" * 100)
    assert load(location, quads).unchanged
    assert dumped(location) == canonical(quads)


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from loaders.folder.location import Location
from loaders.folder.workshop import Workshop
from loaders.releases.build import LoadRequest, build
from tests.loaders.support.releasing import FixedQuads, trig

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(step, done=0, total=None):
    if step == sys.argv[2]:
        die()

if sys.argv[2] == "publishing":
    Workshop.publish = die
text = ":g { :a :p :new . _:x :p :new }" + sys.argv[3]
build(Location(Path(sys.argv[1])), LoadRequest(today="2026-01-31", reader=FixedQuads(trig(text))), progress)
"""


@pytest.mark.parametrize("more", ["", ":z { :z :p :a, :b, :c, :d, :e, :f, :h, :i, :j, :k }"])
@pytest.mark.parametrize(
    "step",
    [
        "reading the files",
        "checking the shapes",
        "writing the statements",
        "verifying the store",
        "hashing the dump",
        "counting what the release has",
        "publishing",
    ],
)
def test_a_killed_load_changes_nothing_and_the_next_one_cleans_up(
    location: Location, step: str, more: str
) -> None:
    old = trig(":g { :a :p :b . _:x :p :b } :h { :c :p :d, :e, :f, :g, :h }")
    first = load(location, old)
    before = tree(location.folder)
    done = subprocess.run([sys.executable, "-c", KILLED, str(location.folder), step, more], check=False)
    assert done.returncode == -signal.SIGKILL
    assert Folder(location.folder).current() == first.manifest
    assert dumped(location) == canonical(old)
    assert load(location, old).unchanged
    assert tree(location.folder) == before


@pytest.mark.parametrize(
    ("pointer", "says"),
    [
        ("garbage", "names a release that does not exist: 'garbage'"),
        ("../000001", "names a release that does not exist"),
        ("\x00", "names a release that does not exist"),
        (" \n", "is empty, but there are releases"),
        (None, "is missing, but there are releases"),
    ],
)
def test_a_damaged_pointer_is_told_with_how_to_mend_it_and_nothing_is_lost(
    location: Location, pointer: str | None, says: str
) -> None:
    load(location, trig(":g { :a :p :b }"))
    last = load(location, trig(":g { :a :p :c }")).manifest.id
    current = location.folder / "current"
    current.unlink()
    if pointer is not None:
        current.write_text(pointer, "utf-8")
    before = tree(location.folder)
    for attempt in (Folder(location.folder).current, lambda: load(location, trig(":g { :a :p :d }"))):
        with pytest.raises(StoreError) as raised:
            attempt()
        assert says in raised.value.message
        assert raised.value.message.startswith(str(current))
        assert "`ndp-graph rollback ID`" in str(raised.value.hint)
    assert tree(location.folder) == before
    roll_back(location, last)
    assert load(location, trig(":g { :a :p :d }")).manifest.number == 3
