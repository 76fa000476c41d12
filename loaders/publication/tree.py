"""The files of a release as a tree that any web server or object store can publish."""

import json
import re
import shutil
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from loaders.folder.checksums import CHECKSUMS
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.publication.addresses import Addresses
from loaders.publication.describing.data_package import DATA_PACKAGE, PublishedTable, write_data_package
from loaders.publication.describing.descriptions import (
    API_CATALOGUE,
    SITEMAP,
    descriptions,
    iter_sitemap_files,
)
from loaders.publication.describing.ro_crate import RO_CRATE, write_ro_crate
from loaders.publication.dump_folder import link
from loaders.publication.files import files_path, published_files
from loaders.publication.media import sent_media
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord
from loaders.replacing import replacing

LATEST = "latest"
_PART_OF_SITEMAP = re.compile(r"/(sitemap/[\w-]+\.xml)</loc>")


def write_tree(folder: Folder, manifest: Manifest, target: Path) -> int:
    """Write the files of a release to `target/dumps/<id>`, with a list of them in JSON; return their number.

    `target/dumps/latest` leads to the current release if that is the one.
    """
    source, into = files_path(folder, manifest.id), target / DUMPS / manifest.id
    into.mkdir(parents=True, exist_ok=True)
    files = published_files(folder, manifest.id)
    for file in files:
        (into / file.path).parent.mkdir(exist_ok=True)
        link(source / file.path, into / file.path)
    shutil.copyfile(source / CHECKSUMS, into / CHECKSUMS)
    rows = [
        {
            "name": file.path,
            "bytes": file.size,
            "sha256": file.sha256,
            "media": sent_media(file.form, file.compression),
        }
        for file in files
    ]
    content = {
        "release": manifest.id,
        "hash": manifest.hash,
        "statements": manifest.statements,
        "files": rows,
    }
    with replacing(into / "index.json") as part:
        part.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    if manifest.id == folder.current_id():
        latest = target / DUMPS / LATEST
        latest.unlink(missing_ok=True)
        latest.symlink_to(manifest.id)
    return len(files)


def write_descriptions(
    folder: Folder,
    record: ReleaseRecord,
    addresses: Addresses,
    target: Path,
    tables: Sequence[PublishedTable] = (),
) -> None:
    """Write the crate and the data package of a release's files beside them, with the `tables` that lie there, too.

    All other descriptions are those of the current release, and are written to `target`. `addresses` are those at
    which the tree is published. Raises `DamagedFile`.
    """
    files = target / DUMPS / record.id
    _write(files / RO_CRATE, write_ro_crate(record, addresses))
    _write(files / DATA_PACKAGE, write_data_package(record, addresses, tables))
    if record.id != folder.current_id():
        return
    before, written = _of_a_service(target), set()
    for path, content in chain(
        descriptions(record, addresses).items(),
        iter_sitemap_files(folder, folder.manifest(record.id), addresses),
    ):
        _write(target / path, content)
        written.add(path)
    for path in before - written:
        (target / path).unlink(missing_ok=True)


def _of_a_service(target: Path) -> set[str]:
    """The paths of what was written to a tree about a service: its catalogue, its site map and the parts of that."""
    index = target / SITEMAP
    parts = _PART_OF_SITEMAP.findall(index.read_text("utf-8", "replace")) if index.is_file() else []
    return {API_CATALOGUE, SITEMAP, *parts}


def files_in_tree(target: Path, folder: Folder, release: str) -> tuple[PublishedFile, ...]:
    """The files of a release that are in the tree."""
    place = target / DUMPS / release
    if not place.is_dir():
        return ()
    return tuple(file for file in published_files(folder, release) if (place / file.path).is_file())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(content)
