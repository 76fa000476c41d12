"""Figures of a release: exact, counted when it is built, and kept; else counted when they are needed."""

from pathlib import Path

import pytest

from loaders.folder.folder import STATISTICS, Folder
from loaders.folder.location import Location
from loaders.publication.dumping import make_files
from loaders.publication.files import names_of, offered_names
from loaders.publication.statistics import (
    GraphFigures,
    LinkFigure,
    ReleaseStatistics,
    TermFigure,
    count,
    release_statistics,
)
from tests.loaders.support.releasing import NDP, load, trig

EX = "http://example.org/"
DATA = """
:g { :a a ndp:DigitalPlatform, :Thing ; :p 1, 2 . _:x a :Thing ; :p :a }
:h { :a a ndp:DigitalPlatform ; :p 1 . _:x :q "a . b" }
_:named { :b :p 1 }
"""
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    load(Location(tmp_path / "store"), trig(DATA), on_violation="record")
    return Folder(tmp_path / "store")


def test_figures_are_of_distinct_subjects_and_of_all_statements(folder: Folder) -> None:
    manifest = folder.find(None)
    found = release_statistics(folder, manifest)
    (named,) = [g.iri for g in manifest.graphs if g.iri.startswith("_:")]
    assert found == ReleaseStatistics(
        subjects=3,
        named=2,
        graphs=(
            GraphFigures(named, 1, 1),
            GraphFigures(EX + "g", 6, 2),
            GraphFigures(EX + "h", 3, 2),
        ),
        classes=(TermFigure(EX + "Thing", 2), TermFigure(NDP + "DigitalPlatform", 1)),
        properties=(TermFigure(EX + "p", 5), TermFigure(EX + "q", 1), TermFigure(RDF_TYPE, 4)),
        links=(LinkFigure(EX + "p", "http://example.org", 1),),
        languages=(),
        not_in_xml="",
    )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (":b :p 'a\\u0007b'", "U+0007"),
        (":b <http://example.org/p/1> 1", "cannot name the property <http://example.org/p/1>"),
        (":b :p 'a\\\\u0007b'", ""),
    ],
)
def test_what_rdf_xml_cannot_express_is_known(tmp_path: Path, statement: str, reason: str) -> None:
    load(Location(tmp_path / "store"), trig(f":g {{ {statement} }}"), on_violation="record")
    folder = Folder(tmp_path / "store")
    manifest = folder.find(None)
    found = release_statistics(folder, manifest).not_in_xml
    assert (reason in found, bool(found)) == (True, bool(reason))
    left_out = make_files(folder, manifest)
    assert {*left_out.values()} == ({found} if reason else set())
    assert {*names_of(manifest)} - {*offered_names(folder, manifest)} == left_out.keys()


def test_a_release_is_built_with_its_figures(folder: Folder) -> None:
    manifest = folder.find(None)
    counted = count(manifest, folder.graph_path)
    for path in (folder.path / "graphs").iterdir():
        path.unlink()
    assert release_statistics(folder, manifest) == counted


def test_figures_that_are_not_kept_are_counted_and_kept(folder: Folder) -> None:
    manifest = folder.find(None)
    path = folder.release_path(manifest.id) / STATISTICS
    built = path.read_bytes()
    path.unlink()
    found = release_statistics(folder, manifest)
    assert path.read_bytes() == built == found.to_json()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 0}', b'{"format": 1, "subjects": 1}'])
def test_figures_that_cannot_be_read_are_counted_again(folder: Folder, content: bytes) -> None:
    manifest = folder.find(None)
    path = folder.release_path(manifest.id) / STATISTICS
    path.write_bytes(content)
    found = release_statistics(folder, manifest)
    assert found.subjects == 3
    assert path.read_bytes() == found.to_json()


def test_a_folder_that_may_only_be_read_has_figures_too(folder: Folder) -> None:
    manifest = folder.find(None)
    place = folder.release_path(manifest.id)
    (place / STATISTICS).unlink()
    place.chmod(0o500)
    try:
        assert release_statistics(folder, manifest).subjects == 3
    finally:
        place.chmod(0o700)
