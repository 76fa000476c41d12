"""The certificate of a release: what its parts are, found anew, for a key to sign; and compared with the folder later.

Its claims are the hashes of the sources as they were delivered, of the graph files, of the dump made of them, of the
dump that the release's store gives back, and of the files to download, with the number of statements and the versions
of the programs that found them.
"""

import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from loaders.dump.statements import dump_hash, dump_lines, iter_store, statements
from loaders.folder.checksums import read_checksums
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file
from loaders.progress import Progress, silent
from loaders.publication.download import content_hash
from loaders.publication.files import (
    CERTIFICATE,
    COMPRESSIONS,
    dump_name,
    files_path,
    is_name,
    published_files,
)
from loaders.stores.sqlite.store import SqliteStore
from ontology.errors import DataError, NdpError
from ontology.read import read_model


@dataclass(frozen=True, slots=True)
class CertifiedPart:
    """A part of a release as a certificate names it. `found` is its hash now; empty if it is missing."""

    part: str
    name: str
    said: str
    found: str

    @property
    def holds(self) -> bool:
        """True if the part is as it was."""
        return self.found == self.said


def certificate_claims(folder: Folder, manifest: Manifest, progress: Progress = silent) -> dict[str, Any]:
    """The claims of a release's certificate, each found anew from the files and the store.

    Raises `DamagedFile`, and `DataError` if a part is not what the manifest says: that must not be signed.
    """
    progress("hashing the dump")
    with dump_lines(manifest.graphs, folder.graph_path) as lines:
        dump = dump_hash(lines)
        count = sum(len(block) for block in lines.unique_blocks())
    progress("hashing the dump of the store")
    store = _store_hash(folder, manifest)
    for name, found in (("files", dump), ("store", store)):
        if found != manifest.hash:
            raise DataError(
                f"the {name} of {manifest.id} give another dump than its manifest names: {found}, not {manifest.hash}",
                hint="`ndp-graph verify --release` says what is wrong, `ndp-graph repair` restores it",
            )
    return {
        "release": manifest.id,
        "statements": count,
        "sources": [asdict(file) for file in manifest.deliveries],
        "graphs": {graph.iri: graph.file for graph in manifest.graphs},
        "dump": dump,
        "store": store,
        "ontology": manifest.ontology,
        "files": {
            file.path: file.sha256
            for file in published_files(folder, manifest.id)
            if file.path != CERTIFICATE
        },
        "versions": {"python": platform.python_version(), "pyoxigraph": version("pyoxigraph")},
    }


def compare_parts(folder: Folder, manifest: Manifest, claims: Mapping[str, Any]) -> Iterator[CertifiedPart]:
    """Each part that a certificate names, with its hash now. Raises `DataError` if the claims have another form."""
    said = _read_claims(claims)
    path = files_path(folder, manifest.id)
    found = _FoundParts(
        {
            graph.iri: _hash_of(folder.graph_path(graph.file))
            if said.graphs.get(graph.iri) == graph.file
            else graph.file
            for graph in manifest.graphs
        },
        {name: _hash_of(path / name) for name in said.files},
        _dump_hash(folder, manifest),
        _try_store_hash(folder, manifest),
    )
    yield from _compare(manifest, said, found)


def compare_record(folder: Folder, manifest: Manifest, claims: Mapping[str, Any]) -> Iterator[CertifiedPart]:
    """The same with what the folder notes about the release, so that no file is read. Files that it lacks are left out.

    Raises `DataError` if the claims have another form, `DamagedFile` if the checksums are damaged.
    """
    said = _read_claims(claims)
    sums = read_checksums(files_path(folder, manifest.id)) or {}
    files = {name: str(stated) for name, stated in said.files.items() if name in sums}
    found = _FoundParts(
        {graph.iri: graph.file for graph in manifest.graphs},
        {name: stated if stated in sums[name] else min(sums[name]) for name, stated in files.items()},
        manifest.hash,
        manifest.hash,
    )
    yield from _compare(manifest, said, found)


def compare_downloads(place: Path, claims: Mapping[str, Any]) -> Iterator[CertifiedPart]:
    """Each file that a certificate names, with its hash in a folder of downloads, and the dump if it is there.

    Raises `DataError` if the claims have another form.
    """
    said_parts = _read_claims(claims)
    for name, said in sorted(said_parts.files.items()):
        if is_name(name):
            yield CertifiedPart("file", name, str(said), _hash_of(_downloaded(place, name)))
    release = str(claims.get("release"))
    for name in (*(dump_name(release, "nq", one) for one in COMPRESSIONS), f"ndp-{release}.nq", "ndp.nq"):
        path = place / name
        if is_name(name) and path.is_file():
            yield CertifiedPart("dump", name, said_parts.dump, content_hash(path))


@dataclass(frozen=True, slots=True)
class _Claims:
    """The hashes of the parts of a release in a certificate."""

    graphs: Mapping[str, Any]
    files: Mapping[str, Any]
    dump: str
    store: str
    ontology: str
    sources: frozenset[tuple[str, str]] | None
    """Name and hash of each file as it was delivered; None in certificates of older versions of the program."""


@dataclass(frozen=True, slots=True)
class _FoundParts:
    """The hashes of the parts of a release now, of its graphs and files by their names; empty: the part is missing."""

    graphs: Mapping[str, str]
    files: Mapping[str, str]
    dump: str
    store: str


def _compare(manifest: Manifest, said: _Claims, found: _FoundParts) -> Iterator[CertifiedPart]:
    """Each part of a certificate beside that of the release. Of the files those that were found count."""
    yield from _compare_sources(manifest, said)
    for iri in sorted(said.graphs.keys() | found.graphs.keys()):
        yield CertifiedPart("graph", iri, str(said.graphs.get(iri, "")), found.graphs.get(iri, ""))
    yield CertifiedPart("ontology", manifest.id, said.ontology, manifest.ontology)
    for name, digest in sorted(found.files.items()):
        yield CertifiedPart("file", name, str(said.files[name]), digest)
    yield CertifiedPart("dump", manifest.id, said.dump, found.dump)
    yield CertifiedPart("store", manifest.id, said.store, found.store)


def _compare_sources(manifest: Manifest, said: _Claims) -> Iterator[CertifiedPart]:
    """The sources of a certificate beside those that the manifest names: whoever delivered them has the files."""
    if said.sources is None:
        return
    now = {(file.name, file.sha256) for file in manifest.deliveries}
    for name, sha256 in sorted(now | said.sources):
        is_said, is_now = (name, sha256) in said.sources, (name, sha256) in now
        yield CertifiedPart("source", name, sha256 if is_said else "", sha256 if is_now else "")


def _read_claims(claims: Mapping[str, Any]) -> _Claims:
    try:
        dump, store, ontology = str(claims["dump"]), str(claims["store"]), str(claims["ontology"])
        listed = claims.get("sources")
        sources = (
            None if listed is None else frozenset((str(one["name"]), str(one["sha256"])) for one in listed)
        )
        return _Claims(dict(claims["graphs"]), dict(claims["files"]), dump, store, ontology, sources)
    except (KeyError, TypeError, ValueError) as problem:
        raise DataError(f"the certificate lacks {problem}") from None


def _downloaded(place: Path, name: str) -> Path:
    """The path of a file in a folder of downloads, which may be flat."""
    path = place / name
    return path if path.exists() else place / path.name


def _hash_of(path: Path) -> str:
    """The hash of a file; empty if it is missing."""
    try:
        return hash_of_file(path)
    except OSError:
        return ""


def _dump_hash(folder: Folder, manifest: Manifest) -> str:
    try:
        with dump_lines(manifest.graphs, folder.graph_path) as lines:
            return dump_hash(lines)
    except NdpError:
        return ""


def _try_store_hash(folder: Folder, manifest: Manifest) -> str:
    try:
        return _store_hash(folder, manifest)
    except (NdpError, OSError, ValueError, KeyError, TypeError):
        return ""  # a damaged store


def _store_hash(folder: Folder, manifest: Manifest) -> str:
    model = read_model(folder.ontology(manifest.id), manifest.base)
    with statements(iter_store(SqliteStore(folder.sqlite_path(manifest.id)), model)) as lines:
        return dump_hash(lines)
