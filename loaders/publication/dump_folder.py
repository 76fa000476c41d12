"""The folders of files to download: changed by one process at a time, and each file listed with its checksum."""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from loaders.folder.checksums import read_checksums, write_checksums
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file
from loaders.publication.files import files_path
from loaders.replacing import replacing
from ontology.errors import DamagedFile


def add_file(folder: Folder, manifest: Manifest, name: str, content: bytes) -> None:
    """Add a file that is not made of graph files, such as the certificate, to those of a release."""
    path = files_path(folder, manifest.id)
    (folder.path / DUMPS).mkdir(exist_ok=True)
    with one_at_a_time(folder.path / DUMPS):
        path.mkdir(exist_ok=True)
        with replacing(path / name) as part:
            part.write_bytes(content)
        list_files(path, {name: hash_of_file(path / name)})


def forget_files(folder: Folder, release: str, names: Collection[str]) -> None:
    """Remove files of a release, and of the pool if they are linked to it, with their checksums."""
    pool = folder.path / DUMPS
    if not names:
        return
    with one_at_a_time(pool):
        for path in (files_path(folder, release), pool):
            try:
                sums = read_checksums(path)
            except DamagedFile:
                sums = {}
            for name in names:
                (path / name).unlink(missing_ok=True)
            if sums is not None:
                write_checksums(path, {name: sums[name] for name in sums if name not in names})


def link(source: Path, target: Path) -> None:
    """Let `target` be the file at `source`: a hard link, or a copy on a disk without them."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a disk without hard links
        shutil.copyfile(source, target)


def list_files(path: Path, sums: Mapping[str, str]) -> None:
    """Add checksums to those of the files in a folder."""
    write_checksums(
        path, {**(read_checksums(path) or {}), **{name: [digest] for name, digest in sums.items()}}
    )


@contextmanager
def one_at_a_time(pool: Path) -> Iterator[None]:
    """One process at a time makes files in a folder; others wait."""
    with (pool / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
