"""The quality of a release: measured when it is built, kept beside it, and measured again when it is lost."""

from pathlib import Path

import pytest

from loaders.folder.folder import QUALITY, Folder
from loaders.folder.location import Location
from loaders.publication.quality import Measurement, ReleaseQuality, known_quality, release_quality
from loaders.releases.findings import read_findings
from loaders.releases.repair import repair
from tests.loaders.support.releasing import NDP, load, trig

META = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix prov: <http://www.w3.org/ns/prov#> .
:meta { :g a ndp:SourceGraph ; dct:license <http://a/l> ; ndp:quote "q" ; ndp:illustrative true .
        :h a ndp:SourceGraph ; ndp:illustrative false ; prov:wasAttributedTo :o }
"""
PLATFORM = 'a ndp:DigitalPlatform ; skos:prefLabel "Một"@vi, "One"@en-GB'
FIRST = f"{META} :g {{ :a {PLATFORM} . :b a ndp:DigitalPlatform }} :h {{ :c a ndp:DigitalPlatform ; :p 1 }}"
SECOND = f"{META} :g {{ :a {PLATFORM} . :b {PLATFORM} }} :h {{ :d a ndp:DigitalPlatform ; :p 1 }}"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Two releases: in the second, one platform has got a name, and one is in the place of another."""
    location = Location(tmp_path / "store")
    for text in (FIRST, SECOND):
        load(location, trig(text), replace=True, on_violation="record")
    return Folder(location.folder)


def by_metric(quality: ReleaseQuality | None) -> dict[str, Measurement]:
    """The measurements that are about the whole release."""
    assert quality is not None
    return {one.metric: one for one in quality.measurements if not (one.about or one.code)}


def test_sources_count_by_what_they_state_of_themselves(folder: Folder) -> None:
    found = by_metric(known_quality(folder, folder.find(None)))
    manifest = folder.find(None)
    sizes = {graph.iri.rpartition("/")[2]: graph.statements for graph in manifest.graphs}
    assert {name: (one.value, one.whole) for name, one in found.items()} == {
        "statements": (manifest.statements, None),
        "resources": (5, None),
        "sources": (2, None),
        "attributed": (1, 2),
        "licensed": (1, 2),
        "dated": (0, 2),
        "rated": (0, 2),
        "quoted": (1, 2),
        "illustrative": (1, 2),
        "attributed-statements": (sizes["h"], sizes["g"] + sizes["h"]),
        "licensed-statements": (sizes["g"], sizes["g"] + sizes["h"]),
        "rated-statements": (0, sizes["g"] + sizes["h"]),
    }


def test_names_count_for_every_class_by_language_with_its_variants(folder: Folder) -> None:
    quality = known_quality(folder, folder.find(None))
    assert quality is not None
    found = {(one.about, one.language): (one.value, one.whole) for one in quality.measurements if one.about}
    platform = NDP + "DigitalPlatform"
    assert [found[platform, language] for language in ("vi", "en", "fr")] == [(2, 3), (2, 3), (0, 3)]


def test_findings_count_by_rule_with_those_that_are_new_and_fixed(folder: Folder) -> None:
    last = folder.find(None)
    assert last.previous is not None
    first = folder.manifest(last.previous)
    now, before = (
        {one.iri: (one.code, str(one.severity)) for one in read_findings(folder, release)}
        for release in (last, first)
    )
    quality, older = (known_quality(folder, release) for release in (last, first))
    assert quality is not None
    assert older is not None
    assert (quality.since, older.since) == (first.id, "")
    assert not [one for one in older.measurements if one.metric in ("new-findings", "fixed-findings")]
    counts = {
        name: {
            (one.code, one.severity): one.value
            for one in quality.measurements
            if one.metric == name and one.value
        }
        for name in ("findings", "new-findings", "fixed-findings")
    }

    def count(iris: set[str], of: dict[str, tuple[str, str]]) -> dict[tuple[str, str], int]:
        kinds = [of[iri] for iri in iris]
        return {kind: kinds.count(kind) for kind in kinds}

    assert counts["findings"] == count({*now}, now)
    assert counts["new-findings"] == count(now.keys() - before.keys(), now) != {}
    assert counts["fixed-findings"] == count(before.keys() - now.keys(), before) != {}


def test_a_release_of_an_older_program_is_measured_when_its_quality_is_needed(folder: Folder) -> None:
    manifest = folder.find(None)
    path = folder.release_path(manifest.id) / QUALITY
    built = path.read_bytes()
    path.unlink()
    assert known_quality(folder, manifest) is None
    assert release_quality(folder, manifest) is not None
    assert path.read_bytes() == built


def test_a_folder_that_may_only_be_read_is_measured_too(folder: Folder) -> None:
    manifest = folder.find(None)
    place = folder.release_path(manifest.id)
    (place / QUALITY).unlink()
    place.chmod(0o500)
    try:
        assert by_metric(release_quality(folder, manifest))["sources"].value == 2
    finally:
        place.chmod(0o700)


def test_without_a_store_of_the_release_it_is_not_measured(folder: Folder) -> None:
    manifest = folder.find(None)
    (folder.release_path(manifest.id) / QUALITY).unlink()
    folder.sqlite_path(manifest.id).unlink()
    assert release_quality(folder, manifest) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 0}', b'{"format": 1, "since": ""}'])
def test_repair_measures_again_what_is_damaged(folder: Folder, content: bytes) -> None:
    manifest = folder.find(None)
    path = folder.release_path(manifest.id) / QUALITY
    built = path.read_bytes()
    path.write_bytes(content)
    (result,) = repair(Location(folder.path))
    assert (result.path, result.restored) == (path, True)
    assert path.read_bytes() == built
    assert repair(Location(folder.path)) == ()
