"""The files of releases to download: made by loads and later, the same bytes, each equal to the release."""

import gzip
import hashlib
import io
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import Quad, RdfFormat, parse

from loaders.folder.checksums import read_checksums
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.nquads.canonical import canonical_lines
from loaders.publication.dumping import make_files, names_for, refuse_full_disk
from loaders.publication.files import (
    DUMP_FORMATS,
    files_path,
    graph_name,
    names_of,
    patch_name,
    published_file,
    published_files,
)
from loaders.publication.patch import apply_patch
from ontology.errors import DamagedFile, DataError, StoreError, UsageError
from tests.loaders.support.releasing import kept, load, trig

TEXTS = (
    ":g { :a a ndp:DigitalPlatform ; :p 'one', [ :q 1 ] } :h { :b :p [ :q 1 ], [ :q 2 ] } :i { :c :p :d }",
    ":h { :b :p [ :q 1 ], [ :q 3 ; :r [ :q 1 ] ] }",
    ":i { :c :p :e } :k { :z :p 'new' }",
)
SYNTAX = {
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def content(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    return zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Three releases, whose loads made all files."""
    location = Location(tmp_path_factory.mktemp("releases") / "store")
    for text in TEXTS:
        load(location, trig(text), on_violation="record", dump_formats=DUMP_FORMATS)
    return Folder(location.folder)


@pytest.fixture(scope="module")
def releases(folder: Folder) -> list[Manifest]:
    """The releases, oldest first."""
    return list(folder.history())[::-1]


def test_a_load_makes_all_files_that_are_chosen(folder: Folder, releases: list[Manifest]) -> None:
    assert len(releases) == 3
    for manifest in releases:
        made = published_files(folder, manifest.id)
        assert [file.path for file in made] == sorted(names_of(manifest))
        for file in made:
            path = files_path(folder, manifest.id) / file.path
            assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
            assert path.stat().st_size == file.size


def test_n_quads_have_the_hash_of_the_release(folder: Folder, releases: list[Manifest]) -> None:
    for manifest in releases:
        for compression in ("zst", "gz"):
            path = files_path(folder, manifest.id) / f"ndp-{manifest.id}.nq.{compression}"
            assert "sha256:" + hashlib.sha256(content(path)).hexdigest() == manifest.hash


def test_the_six_forms_are_the_release_by_its_canonical_form(
    folder: Folder, releases: list[Manifest]
) -> None:
    manifest = releases[-1]
    lines = kept(folder, manifest.id)
    union = [Quad(*quad.triple) for quad in parse("\n".join(lines).encode(), RdfFormat.N_QUADS)]
    for form, syntax in SYNTAX.items():
        for compression in ("zst", "gz"):
            written = content(files_path(folder, manifest.id) / f"ndp-{manifest.id}.{form}.{compression}")
            expected = lines if form in ("trig", "jsonld") else canonical_lines(union)
            assert canonical_lines(parse(written, syntax)) == expected, form


def test_files_made_later_are_the_same_bytes(
    folder: Folder, releases: list[Manifest], tmp_path: Path
) -> None:
    copied = Folder(tmp_path / "copy")
    shutil.copytree(folder.path, copied.path)
    shutil.rmtree(copied.path / "dumps")
    manifest = releases[-1]
    make_files(copied, manifest)
    assert published_files(copied, manifest.id) == published_files(folder, manifest.id)


def test_graph_files_are_shared_by_releases(folder: Folder, releases: list[Manifest]) -> None:
    first, second, _ = releases
    shared = next(graph.file for graph in first.graphs if graph.iri == "http://example.org/g")
    one, other = (files_path(folder, one.id) / graph_name(shared) for one in (first, second))
    assert one.stat().st_ino == other.stat().st_ino
    assert content(one) == folder.graph_path(shared).read_bytes()
    file = published_file(folder, first.id, graph_name(shared))
    assert file is not None
    assert file.graph == "http://example.org/g"


def test_the_patches_from_the_first_release_on_give_every_dump(
    folder: Folder, releases: list[Manifest]
) -> None:
    dump = [line.encode() for line in kept(folder, releases[0].id)]
    for before, after in pairwise(releases):
        patch = content(files_path(folder, after.id) / patch_name(before.id)).splitlines()
        out = io.BytesIO()
        result = apply_patch(dump, patch, out)
        assert (result.before, result.after) == (before.hash, after.hash)
        assert (result.named_before, result.named_after) == (before.hash, after.hash)
        dump = out.getvalue().splitlines()
        assert dump == [line.encode() for line in kept(folder, after.id)]


def test_a_patch_has_only_what_changed(folder: Folder, releases: list[Manifest]) -> None:
    patch = content(files_path(folder, releases[2].id) / patch_name(releases[1].id)).decode().splitlines()
    assert [line for line in patch if line[0] in "DA"] == [
        "D <http://example.org/c> <http://example.org/p> <http://example.org/d> <http://example.org/i> .",
        "A <http://example.org/c> <http://example.org/p> <http://example.org/e> <http://example.org/i> .",
        'A <http://example.org/z> <http://example.org/p> "new" <http://example.org/k> .',
    ]


def test_a_patch_of_another_dump_is_refused(folder: Folder, releases: list[Manifest]) -> None:
    patch = content(files_path(folder, releases[2].id) / patch_name(releases[1].id)).splitlines()
    with pytest.raises(
        DataError, match=r"deletes a line that the dump does not have: <http://example.org/c>"
    ):
        apply_patch([b"<http://example.org/a> <http://example.org/p> 'x' <http://example.org/g> ."], patch)
    with pytest.raises(DataError, match="not complete"):
        apply_patch([], patch[:-1])
    with pytest.raises(DataError, match="not a line of an RDF Patch"):
        apply_patch([], [b"X"])


def test_a_damaged_graph_file_is_found_before_a_file_is_made_of_it(folder: Folder, tmp_path: Path) -> None:
    copied = Folder(tmp_path / "copy")
    shutil.copytree(folder.path, copied.path)
    manifest = copied.find(None)
    shutil.rmtree(copied.path / "dumps")
    path = copied.graph_path(next(graph.file for graph in manifest.graphs if graph.blank))
    path.write_bytes(path.read_bytes()[:-2] + b"!\n")
    with pytest.raises(DamagedFile) as caught:
        make_files(copied, manifest, [f"ndp-{manifest.id}.nq.zst"])
    assert caught.value.path == path
    assert published_files(copied, manifest.id) == ()


def test_other_names_are_refused(folder: Folder, releases: list[Manifest]) -> None:
    for name in ("ndp.nq.zst", "../current", graph_name("0" * 64), patch_name(releases[0].id)):
        with pytest.raises(UsageError, match="has no file") as caught:
            make_files(folder, releases[0], [name])
        assert caught.value.code == "FILE_UNKNOWN"


def test_a_full_disk_is_found_first(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"has no room for the files of the release: about \d+ MB") as caught:
        refuse_full_disk(tmp_path, ["ndp-000001-00000000.nq.zst"], 10**18)
    assert caught.value.code == "DISK_FULL"
    refuse_full_disk(tmp_path, ["ndp-000001-00000000.nq.zst"], 1000)


def test_a_load_without_formats_makes_no_files(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    load(location, trig(TEXTS[0]), on_violation="record")
    assert not (location.folder / "dumps").exists()
    folder = Folder(location.folder)
    manifest = folder.find(None)
    assert published_files(folder, manifest.id) == ()
    assert names_for(manifest, ("patch",)) == []
    assert read_checksums(files_path(folder, manifest.id)) is None
