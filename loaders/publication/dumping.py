"""The files of a release to download, made: in the pass that hashes its dump, or from its graph files later.

Bytes depend on the release alone: no clock, no names of temporary files. `python -m loaders.publication.dumping FOLDER
RELEASE NAME…` makes files in a process of its own.
"""

import fcntl
import gzip
import hashlib
import io
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import zstandard

from loaders.dump import write
from loaders.dump.statements import dump_lines
from loaders.folder.checksums import read_checksums, write_checksums
from loaders.folder.contents import PathOf
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file, open_graph_file
from loaders.nquads.lines import SortedLines
from loaders.progress import Progress, silent
from loaders.publication.files import DERIVED, files_path, form_of, format_of, names_of
from loaders.publication.patch import write_patch
from loaders.replacing import replacing
from ontology.errors import DamagedFile, DataError, NdpError, StoreError, UsageError
from ontology.namespaces import dump_prefixes

_LEVELS = {"zst": 3, "gz": 6}
_SHARE = {"zst": 0.15, "gz": 0.2}
"""Bytes of a file for each of its content, about: the room that it needs on the disk."""
_SPARE = 64 << 20
"""Bytes that stay free."""
_PIECE = 1 << 20
IMPOSSIBLE = 3
"""The exit code of the process if the form of a file cannot express the release; the reason is on standard error."""


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """The files of a release, made or to be made in the folder `path`.

    `path_of` gives the path of a graph file; `pool` is the folder that has the compressed ones of all releases.
    """

    manifest: Manifest
    previous: Manifest | None
    path_of: PathOf
    path: Path
    pool: Path

    @property
    def missing(self) -> frozenset[str]:
        """The names of those that there are not."""
        sums = read_checksums(self.path) or {}
        return frozenset(
            name for name in names_of(self.manifest) if name not in sums or not (self.path / name).exists()
        )

    @property
    def content_size(self) -> int:
        """Bytes of the graph files. Raises `DamagedFile` if one is missing."""
        size = 0
        for file in {graph.file for graph in self.manifest.graphs}:
            try:
                size += self.path_of(file).stat().st_size
            except OSError:
                raise DamagedFile(self.path_of(file), "is missing") from None
        return size


def release_files(folder: Folder, manifest: Manifest) -> ReleaseFiles:
    """The files of a published release. The release before, if it can be read, is what its patch begins from."""
    previous = None
    with suppress(NdpError):
        previous = folder.manifest(manifest.previous) if manifest.previous else None
    return ReleaseFiles(
        manifest, previous, folder.graph_path, files_path(folder, manifest.id), folder.path / DUMPS
    )


def names_for(manifest: Manifest, formats: Collection[str]) -> list[str]:
    """The names of the files of a release that `formats`, some of `DUMP_FORMATS`, choose."""
    return [name for name in names_of(manifest) if format_of(name) in formats]


def write_while_hashing(
    files: ReleaseFiles, formats: Collection[str], progress: Progress = silent
) -> Manifest:
    """The manifest of a release with the hash of its dump, whose N-Quads are written in the same pass.

    The other files that `formats` choose are made after it. Raises as `make_files` does.
    """
    names = names_for(files.manifest, formats)
    written = [name for name in names if format_of(name).startswith("nq.")]
    if names:
        files.pool.mkdir(exist_ok=True)
        files.path.mkdir(exist_ok=True)
        refuse_full_disk(files.path, names, files.content_size)
    with dump_lines(files.manifest.graphs, files.path_of) as lines, ExitStack() as stack:
        outputs = [stack.enter_context(_writing(files.path / name, name)) for name in written]
        dump_hash = _write_blocks(lines, outputs)
    if written:
        _list(files.path, {name: hash_of_file(files.path / name) for name in written})
    files = replace(files, manifest=replace(files.manifest, hash=dump_hash))
    if rest := [name for name in names if name not in written]:
        with _locked(files.pool):
            _Making(files, progress).make(rest, skips=True)
    return files.manifest


def _write_blocks(lines: SortedLines, outputs: Iterable[BinaryIO]) -> str:
    digest = hashlib.sha256()
    for block in lines.unique_blocks():
        content = b"\n".join(block) + b"\n"
        digest.update(content)
        for output in outputs:
            output.write(content)
    return "sha256:" + digest.hexdigest()


def make_files(
    folder: Folder, manifest: Manifest, names: Iterable[str] | None = None, progress: Progress = silent
) -> Mapping[str, str]:
    """Make those files `names` of a release that there are not yet; None: all that can be made.

    Raises `UsageError` for other names, `StoreError` if the disk has no room, `DamagedFile` for a damaged graph file.
    A form that cannot express the release is left out unless it is named: then `DataError` is raised. Returns the
    names of the files that are left out, each with the reason.
    """
    possible = names_of(manifest)
    wanted = possible if names is None else tuple(names)
    for name in wanted:
        if name not in possible:
            raise UsageError(
                f"release {manifest.id} has no file {name!r}",
                code="FILE_UNKNOWN",
                hint="`/dumps/RELEASE` lists the files of a release",
            )
    files = release_files(folder, manifest)
    files.pool.mkdir(exist_ok=True)
    with _locked(files.pool):
        files.path.mkdir(exist_ok=True)
        missing = files.missing
        todo = [name for name in wanted if name in missing]
        if not todo:
            return {}
        refuse_full_disk(files.path, todo, files.content_size)
        return _Making(files, progress).make(todo, skips=names is None)


@dataclass(frozen=True, slots=True)
class _Making:
    """The making of some files of one release."""

    files: ReleaseFiles
    progress: Progress

    def make(self, names: list[str], *, skips: bool) -> Mapping[str, str]:
        """Make the files; `skips`: leave out those whose form cannot express the release, and return the reasons."""
        files = self.files
        left_out: dict[str, str] = {}
        dumps = [name for name in names if name.startswith("ndp-")]
        if dumps:
            with dump_lines(files.manifest.graphs, files.path_of) as lines:
                for name in dumps:
                    self.progress(f"writing {name}")
                    try:
                        self._write(name, lines)
                    except DataError as problem:
                        if not skips:
                            raise
                        left_out[name] = problem.message
                        self.progress(f"{name} is left out: {problem.message}")
        if DERIVED in names:
            with dump_lines(files.manifest.derived, files.path_of) as lines:
                self._write(DERIVED, lines)
        for name in names:
            if name.startswith("patch-"):
                self._write_patch(name)
        self._link_graphs([name for name in names if name.startswith("graphs/")])
        return left_out

    def _write(self, name: str, lines: SortedLines) -> None:
        path = self.files.path
        with replacing(path / name) as part, _writing(part, name) as output:
            write(form_of(name)[0], lines, output, dump_prefixes(self.files.manifest.base))
        _list(path, {name: hash_of_file(path / name)})

    def _write_patch(self, name: str) -> None:
        files = self.files
        if files.previous is None:
            return
        self.progress(f"writing {name}")
        with replacing(files.path / name) as part, _writing(part, name) as output:
            write_patch(files.previous, files.manifest, files.path_of, output)
        _list(files.path, {name: hash_of_file(files.path / name)})

    def _link_graphs(self, names: list[str]) -> None:
        """Link graph files to those compressed for all releases, of which those missing are made."""
        if not names:
            return
        pool, path = self.files.pool, self.files.path
        (pool / "graphs").mkdir(exist_ok=True)
        (path / "graphs").mkdir(exist_ok=True)
        known = read_checksums(pool) or {}
        sums: dict[str, str] = {}
        for number, name in enumerate(names):
            if name in known and (pool / name).exists():
                sums[name] = min(known[name])
            else:
                self.progress("compressing the graphs", number, len(names))
                self._compress(name, pool / name)
                sums[name] = hash_of_file(pool / name)
            link(pool / name, path / name)
        _list(pool, sums)
        _list(path, sums)

    def _compress(self, name: str, path: Path) -> None:
        file = name.removeprefix("graphs/").partition(".")[0]
        source = open_graph_file(self.files.path_of(file), file)
        with source, replacing(path) as part, _writing(part, name) as output:
            while piece := source.read(_PIECE):
                output.write(piece)


def add_file(folder: Folder, manifest: Manifest, name: str, content: bytes) -> None:
    """Add a file that is not made of graph files, such as the certificate, to those of a release."""
    path = files_path(folder, manifest.id)
    (folder.path / DUMPS).mkdir(exist_ok=True)
    with _locked(folder.path / DUMPS):
        path.mkdir(exist_ok=True)
        with replacing(path / name) as part:
            part.write_bytes(content)
        _list(path, {name: hash_of_file(path / name)})


def forget_files(folder: Folder, release: str, names: Collection[str]) -> None:
    """Remove files of a release, and of the pool if they are linked to it, with their checksums."""
    pool = folder.path / DUMPS
    if not names:
        return
    with _locked(pool):
        for path in (files_path(folder, release), pool):
            try:
                sums = read_checksums(path)
            except DamagedFile:
                sums = {}
            for name in names:
                (path / name).unlink(missing_ok=True)
            if sums is not None:
                write_checksums(path, {name: sums[name] for name in sums if name not in names})


def refuse_full_disk(path: Path, names: Iterable[str], content: int) -> None:
    """Raise `StoreError` if the disk of `path` has no room for the files `names`, each of so many bytes of content."""
    needed = sum(int(content * _SHARE[form_of(name)[1]]) for name in names if "/" not in name)
    free = shutil.disk_usage(path).free
    if needed and needed + _SPARE > free:
        raise StoreError(
            f"the disk of {path} has no room for the files of the release: about {needed >> 20} MB are needed, "
            f"{free >> 20} MB are free",
            code="DISK_FULL",
            hint="free some space, or make fewer of them: --dump-formats (NDP_DUMP_FORMATS)",
        )


@contextmanager
def _writing(part: Path, name: str) -> Iterator[BinaryIO]:
    """A file to write to, compressed as the name says that it gets in the end."""
    compression = form_of(name)[1]
    with part.open("wb") as file, _compressor(file, compression) as out:
        yield cast(BinaryIO, out)


def _compressor(file: IO[bytes], compression: str) -> "gzip.GzipFile | _ZstdFile":
    level = _LEVELS[compression]
    if compression == "gz":
        return gzip.GzipFile("", "wb", level, file, mtime=0)
    return _ZstdFile(file, level)


class _ZstdFile(io.BufferedIOBase):
    """A file that is compressed in pieces of one size, so that its bytes do not depend on how it is written."""

    def __init__(self, file: IO[bytes], level: int) -> None:
        self._writer = zstandard.ZstdCompressor(level, write_checksum=True).stream_writer(file, closefd=False)
        self._buffer = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._buffer += content
        whole = len(self._buffer) // _PIECE * _PIECE
        for start in range(0, whole, _PIECE):
            self._writer.write(bytes(self._buffer[start : start + _PIECE]))
        del self._buffer[:whole]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._writer.write(bytes(self._buffer))
            self._writer.close()  # type: ignore[no-untyped-call] # of the library
        super().close()


def link(source: Path, target: Path) -> None:
    """Let `target` be the file at `source`: a hard link, or a copy on a disk without them."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a disk without hard links
        shutil.copyfile(source, target)


def _list(path: Path, sums: Mapping[str, str]) -> None:
    """Add checksums to those of the files in a folder."""
    write_checksums(
        path, {**(read_checksums(path) or {}), **{name: [digest] for name, digest in sums.items()}}
    )


@contextmanager
def _locked(pool: Path) -> Iterator[None]:
    """One process at a time makes files in a folder; others wait."""
    with (pool / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _main(folder: str, release: str, *names: str) -> None:
    found = Folder(Path(folder))
    try:
        make_files(found, found.manifest(release), names)
    except DataError as problem:
        sys.stderr.write(problem.message)
        sys.exit(IMPOSSIBLE)


if __name__ == "__main__":
    _main(*sys.argv[1:])
