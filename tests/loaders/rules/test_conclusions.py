"""The conclusions of a release: in graphs of its own, on both stores, never in a dump; findings stay themselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.reading.read import read
from loaders.reading.read_error import ReadError
from loaders.releases.build import LoadRequest, build
from loaders.releases.diff import ReleaseComparison
from loaders.releases.findings import StoredFinding, read_findings
from loaders.releases.neo4j_sync import open_neo4j
from loaders.stores.sqlite.store import SqliteStore
from ontology.errors import UsageError
from ontology.iris import DEFAULT_BASE, derived_graphs
from tests.loaders.support.releasing import TODAY, canonical, dumped, kept, load, trig

SOUND = ':g { :o a org:FormalOrganization ; skos:prefLabel "Cơ quan"@vi . }'
NAMELESS = ":g { :o a org:FormalOrganization . :p a org:FormalOrganization . }"
HALF = ':g { :o a org:FormalOrganization ; skos:prefLabel "Cơ quan"@vi . :p a org:FormalOrganization . }'
KINDS = ("sqlite", "neo4j")


@pytest.fixture(params=KINDS)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    neo4j = request.getfixturevalue("neo4j_empty") if request.param == "neo4j" else None
    return Location(tmp_path / "store", neo4j)


def findings(location: Location, release: str | None = None) -> tuple[StoredFinding, ...]:
    folder = Folder(location.folder)
    return read_findings(folder, folder.find(release))


def publish(location: Location, text: str, **request: Any) -> str:
    return load(location, trig(text), on_violation="record", **request).manifest.id


def nameless(location: Location) -> dict[str, StoredFinding]:
    return {found.focus: found for found in findings(location) if found.code == "D26"}


def test_findings_stand_in_a_graph_of_their_own_and_in_no_dump(location: Location) -> None:
    release = publish(location, NAMELESS)
    folder = Folder(location.folder)
    manifest = folder.find(None)
    assert [entry.iri for entry in manifest.derived] == [*derived_graphs(DEFAULT_BASE)[1:]]
    assert dumped(location) == kept(folder, release) == canonical(trig(NAMELESS))
    assert manifest.statements == len(canonical(trig(NAMELESS)))
    with open_neo4j(location) as neo4j:
        store = neo4j or SqliteStore(folder.sqlite_path(release))
        state = store.state()
        assert state is not None
        assert state.graphs[manifest.derived[0].gid] == manifest.derived[0].iri
        held = {record.iri for record in store.scan()}
    assert {found.iri for found in findings(location)} <= held


def test_a_finding_is_the_same_in_each_release_that_has_it(location: Location) -> None:
    first = publish(location, NAMELESS)
    before = nameless(location)
    assert {found.since for found in before.values()} == {first}
    second = publish(location, HALF)
    (left,) = nameless(location).values()
    assert (left.iri, left.since, left.graphs) == (before[left.focus].iri, first, ("http://example.org/g",))
    third = publish(location, NAMELESS)
    assert {found.focus[-1]: found.since for found in nameless(location).values()} == {"o": third, "p": first}
    assert len({first, second, third}) == 3


def test_a_finding_about_a_platform_says_so(tmp_path: Path) -> None:
    location = Location(tmp_path)
    publish(location, ":g { :p a ndp:DigitalPlatform . :o a org:FormalOrganization . }")
    told = {(found.focus[-1], found.platform) for found in findings(location) if found.code == "D26"}
    assert told == {("p", "http://example.org/p"), ("o", None)}


def test_a_diff_of_the_findings_tells_which_are_new_and_which_are_mended(tmp_path: Path) -> None:
    location = Location(tmp_path)
    first, second = (
        publish(location, NAMELESS),
        publish(location, HALF + " :h { :q a org:FormalOrganization . }"),
    )
    folder = Folder(location.folder)
    sides = folder.manifest(first), folder.manifest(second)
    found = ReleaseComparison(folder, *sides, frozenset(derived_graphs(DEFAULT_BASE))).run()
    told = {
        side: {f.iri: f.focus[-1] for f in findings(location, side) if f.code == "D26"}
        for side in (first, second)
    }
    assert {told[first][iri] for iri in found.removed if iri in told[first]} == {"o"}
    assert {told[second][iri] for iri in found.added if iri in told[second]} == {"q"}
    assert not {iri for iri in ReleaseComparison(folder, *sides).run().subjects if "/finding/" in iri}


def test_what_no_longer_holds_is_gone_from_the_store(location: Location) -> None:
    publish(location, NAMELESS)
    gone = {found.iri for found in findings(location)}
    publish(location, HALF)
    left = {found.iri for found in findings(location)}
    with open_neo4j(location) as neo4j:
        folder = Folder(location.folder)
        store = neo4j or SqliteStore(folder.sqlite_path(folder.find(None).id))
        assert {record.iri for record in store.records(gone | left)} == left
    assert gone - left


def test_building_anew_and_changing_conclude_the_same(tmp_path: Path) -> None:
    many = "".join(f':o{i} a org:FormalOrganization ; skos:prefLabel "Cơ quan {i}"@vi . ' for i in range(40))
    changed, anew = Location(tmp_path / "changed"), Location(tmp_path / "anew")
    publish(changed, f":big {{ {many} }} {NAMELESS}")
    publish(changed, HALF)
    publish(anew, f":big {{ {many} }} {HALF}")

    def told(location: Location) -> set[tuple[str, str, str | None]]:
        return {(found.code, found.focus, found.value) for found in findings(location)}

    assert told(changed) == told(anew)


def test_a_policy_is_recorded_and_stays(tmp_path: Path) -> None:
    location = Location(tmp_path)
    first = load(location, trig(SOUND), on_violation="record").manifest
    assert first.policy["inapplicable_passes"] is False
    switched = build(location, LoadRequest(today=TODAY, policy={"inapplicable_passes": True}))
    assert switched.published
    assert switched.manifest.policy["inapplicable_passes"] is True
    assert switched.manifest.certificate != first.certificate
    assert switched.manifest.hash == first.hash
    assert build(location, LoadRequest(today=TODAY)).unchanged
    assert Folder(location.folder).find(None).policy["inapplicable_passes"] is True


def test_a_release_of_an_older_version_has_no_findings_to_read(tmp_path: Path) -> None:
    location = Location(tmp_path)
    release = publish(location, NAMELESS)
    path = tmp_path / "releases" / release / "manifest.json"
    parts = json.loads(path.read_bytes())
    for name in ("derived", "policy"):
        del parts[name]
    path.write_text(json.dumps(parts))
    path.with_name("SHA256SUMS").unlink()  # older versions wrote no checksums
    with pytest.raises(UsageError, match="kept no findings"):
        findings(location)


@pytest.mark.parametrize("name", ["derived", "findings", "labels"])
def test_sources_cannot_say_anything_in_these_graphs(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.trig"
    file.write_text(f"<{DEFAULT_BASE}graph/{name}> {{ <http://example.org/a> a <http://example.org/B> }}")
    with pytest.raises(ReadError, match="reserved"):
        list(read([file], base=DEFAULT_BASE))
