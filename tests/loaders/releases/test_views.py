"""Views: a release as if it had only some of its sources."""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import read_model_of
from loaders.releases.views import EVERYTHING, SourceChoice, build_view, left_out, readable_view, view_path
from loaders.stores.sqlite.store import SqliteStore
from ontology.iris import DEFAULT_BASE
from ontology.record import decoder
from tests.loaders.support.releasing import NDP, known_datasets, load, trig
from tests.support.depth import deep

EX = "http://example.org/"
PRIMARY, SEED = (f"{DEFAULT_BASE}code/confidence/{name}" for name in ("primary", "seed"))
SOURCES = f"""
:facts {{ :a a ndp:DigitalPlatform ; skos:prefLabel "A"@en . :shared skos:prefLabel "both"@en }}
:made-up {{ :m a ndp:DigitalPlatform ; skos:prefLabel "M"@en . :shared skos:prefLabel "both"@en, "made up"@en }}
:rumours {{ :r a ndp:DigitalPlatform ; skos:prefLabel "R"@en . :facts ndp:order 1 }}
:plain {{ :p a ndp:DigitalPlatform ; skos:prefLabel "P"@en }}
:about-facts {{
  :facts a ndp:SourceGraph ; ndp:confidence <{PRIMARY}> ; ndp:illustrative false .
  :rumours a ndp:SourceGraph ; ndp:confidence <{SEED}> .
  :someone skos:prefLabel "someone"@en
}}
:about-made-up {{ :made-up a ndp:SourceGraph ; ndp:illustrative true ; ndp:confidence <{PRIMARY}> }}
"""
ALL = frozenset(("facts", "made-up", "rumours", "plain", "about-facts", "about-made-up"))


def content(path: Path, manifest: Manifest, folder: Folder) -> dict[str, object]:
    """All statements in a file, by subject, but since when there is a finding."""
    decode = decoder(read_model_of(folder, manifest))
    return {
        record.iri: {
            statement: gids for statement, gids in decode(record).items() if statement[0] != f"{NDP}since"
        }
        for record in SqliteStore(path).scan()
    }


def release(location: Location) -> tuple[Folder, Manifest]:
    folder = Folder(location.folder)
    return folder, folder.find(None)


def view_content(location: Location, without: Collection[str]) -> dict[str, object]:
    """All statements of the view of the current release without some graphs."""
    folder, manifest = release(location)
    path = build_view(folder, manifest, without, 2)
    return content(path, manifest, folder)


def left(location: Location, choice: SourceChoice) -> frozenset[str]:
    """The local names of the graphs that count by a choice."""
    folder, manifest = release(location)
    without = left_out(folder, manifest, read_model_of(folder, manifest), choice)
    return ALL - {iri.removeprefix(EX) for iri in without}


@given(known_datasets(), st.data())
@settings(max_examples=deep(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_view_is_what_the_release_is_once_the_other_graphs_are_removed(
    quads: list[Quad], data: st.DataObject
) -> None:
    named = sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
    without = data.draw(st.sets(st.sampled_from(named))) if named else set[str]()
    with tempfile.TemporaryDirectory() as name:
        location = Location(Path(name))
        load(location, quads, on_violation="record")
        found = view_content(location, without)
        load(location, (), remove=frozenset(without), on_violation="record")
        folder, manifest = release(location)
        path = folder.sqlite_path(manifest.id)
        assert found == content(path, manifest, folder)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (EVERYTHING, ALL),
        (SourceChoice(illustrative=False), ALL - {"made-up", "about-made-up"}),
        (
            SourceChoice(confidence=frozenset((PRIMARY,))),
            {"facts", "made-up", "about-facts", "about-made-up"},
        ),
        (SourceChoice(illustrative=False, confidence=frozenset((PRIMARY,))), {"facts", "about-facts"}),
        (SourceChoice(confidence=frozenset((SEED,))), {"rumours", "about-facts"}),
        (SourceChoice(confidence=frozenset()), frozenset()),
    ],
)
def test_graphs_count_by_their_descriptions_and_those_with_descriptions_by_what_they_describe(
    location: Location, choice: SourceChoice, expected: frozenset[str]
) -> None:
    load(location, trig(SOURCES), on_violation="record")
    assert left(location, choice) == expected


def test_of_two_choices_both_must_hold() -> None:
    some, other = SourceChoice(confidence=frozenset((PRIMARY, SEED))), SourceChoice(False, frozenset((SEED,)))
    assert some & other == SourceChoice(False, frozenset((SEED,)))
    assert EVERYTHING & some == some
    assert (SourceChoice(False) & EVERYTHING).is_whole is False
    assert (EVERYTHING & EVERYTHING).is_whole


def test_the_views_used_last_are_kept_and_a_damaged_one_is_not_read(
    location: Location,
) -> None:
    load(location, trig(SOURCES), on_violation="record")
    folder, manifest = release(location)
    first, second, third = ({f"{EX}{name}"} for name in ("facts", "made-up", "rumours"))
    for number, without in enumerate((first, second)):
        path = build_view(folder, manifest, without, 2)
        os.utime(path, (number, number))
    assert readable_view(folder, manifest, first)  # and now the last used
    build_view(folder, manifest, third, 2)
    assert [readable_view(folder, manifest, one) is not None for one in (first, second, third)] == [
        True,
        False,
        True,
    ]
    spared = view_path(folder, manifest.id, first)
    os.utime(spared, (0, 0))
    build_view(folder, manifest, second, 1, spared)  # beside the one that is spared, however old it is
    assert [readable_view(folder, manifest, one) is not None for one in (first, second, third)] == [
        True,
        True,
        False,
    ]
    path = view_path(folder, manifest.id, first)
    path.write_bytes(path.read_bytes()[:-100])
    assert readable_view(folder, manifest, first) is None
    build_view(folder, manifest, first, 2)
    assert readable_view(folder, manifest, first) == path
    (path.parent / "SHA256SUMS").write_text("nonsense\n")
    assert readable_view(folder, manifest, first) is None
    build_view(folder, manifest, first, 2)
    assert readable_view(folder, manifest, first) == path
