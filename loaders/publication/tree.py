"""The files of a release as a tree that any web server or object store can publish."""

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

from loaders.folder.checksums import Checksums, read_checksums, write_checksums
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.publication.addresses import Addresses
from loaders.publication.describing.data_package import DATA_PACKAGE, write_data_package
from loaders.publication.describing.descriptions import (
    API_CATALOGUE,
    SITEMAP,
    descriptions,
    iter_sitemap_files,
)
from loaders.publication.describing.ro_crate import RO_CRATE, write_ro_crate
from loaders.publication.dump_folder import link
from loaders.publication.files import files_path, form_of, published_files
from loaders.publication.media import sent_media
from loaders.publication.published_file import TABLES, PublishedFile
from loaders.publication.record import ReleaseRecord, ReleaseSummary
from loaders.replacing import replacing
from ontology.errors import DamagedFile

LATEST = "latest"
INDEX = "index.json"
"""The name of the list of a release's files."""
_PART_OF_SITEMAP = re.compile(r"/(sitemap/[\w-]+\.xml)</loc>")


def link_files(folder: Folder, manifest: Manifest, target: Path) -> tuple[PublishedFile, ...]:
    """The files of a release, linked to `target/dumps/<id>`.

    `target/dumps/latest` leads to the current release if that is the one. Raises `DamagedFile`.
    """
    source, into = files_path(folder, manifest.id), target / DUMPS / manifest.id
    into.mkdir(parents=True, exist_ok=True)
    files = published_files(folder, manifest.id)
    for file in files:
        (into / file.path).parent.mkdir(exist_ok=True)
        link(source / file.path, into / file.path)
    if manifest.id == folder.current_id():
        latest = target / DUMPS / LATEST
        latest.unlink(missing_ok=True)
        latest.symlink_to(manifest.id)
    return files


def write_descriptions(folder: Folder, record: ReleaseRecord, addresses: Addresses, target: Path) -> int:
    """Write the descriptions of a release's files beside them, and their checksums; return the number of all.

    These are the crate, the data package and the list of the files. All other descriptions are those of the current
    release, and are written to `target`. `addresses` are those at which the tree is published. Raises `DamagedFile`.
    """
    place = target / DUMPS / record.id
    described = [
        _described(place, RO_CRATE, write_ro_crate(record, addresses)),
        _described(place, DATA_PACKAGE, write_data_package(record, addresses)),
    ]
    files = [*record.files, *described]
    files.append(_described(place, INDEX, _index(record.release, files)))
    write_checksums(place, {file.path: [file.sha256] for file in files})
    if record.id == folder.current_id():
        _describe_current(folder, record, addresses, target)
    return len(files)


def _describe_current(folder: Folder, record: ReleaseRecord, addresses: Addresses, target: Path) -> None:
    before, written = _of_a_service(target), set()
    for path, content in chain(
        descriptions(record, addresses).items(),
        iter_sitemap_files(folder, folder.manifest(record.id), addresses),
    ):
        _write(target / path, content)
        written.add(path)
    for path in before - written:
        (target / path).unlink(missing_ok=True)


def _described(place: Path, name: str, content: bytes) -> PublishedFile:
    """A description, written beside the files."""
    _write(place / name, content)
    return PublishedFile(name, *form_of(name), len(content), hashlib.sha256(content).hexdigest())


def _index(release: ReleaseSummary, files: Sequence[PublishedFile]) -> bytes:
    """The list of the files as JSON."""
    rows = [
        {
            "name": file.path,
            "bytes": file.size,
            "sha256": file.sha256,
            "media": sent_media(file.form, file.compression),
        }
        for file in sorted(files, key=lambda file: file.path)
    ]
    content = {"release": release.id, "hash": release.hash, "statements": release.statements, "files": rows}
    return json.dumps(content, indent=1).encode() + b"\n"


def _of_a_service(target: Path) -> set[str]:
    """The paths of what was written to a tree about a service: its catalogue, its site map and the parts of that."""
    index = target / SITEMAP
    parts = _PART_OF_SITEMAP.findall(index.read_text("utf-8", "replace")) if index.is_file() else []
    return {API_CATALOGUE, SITEMAP, *parts}


def files_in_tree(target: Path, folder: Folder, release: str) -> tuple[PublishedFile, ...]:
    """The files of a release that are in the tree, and the tables there that its checksums list."""
    place = target / DUMPS / release
    if not place.is_dir():
        return ()
    sums: Checksums = {}
    with suppress(DamagedFile):
        sums = read_checksums(place) or {}
    tables = (
        PublishedFile(name, *form_of(name), (place / name).stat().st_size, min(sums[name]))
        for name in sorted(sums)
        if name.startswith(f"{TABLES}/") and (place / name).is_file()
    )
    return (*(file for file in published_files(folder, release) if (place / file.path).is_file()), *tables)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(content)
