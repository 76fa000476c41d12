"""The files of a release to download, made: in the pass that hashes its dump, or from its graph files later.

Bytes depend on the release alone: no clock, no names of temporary files. `python -m loaders.publication.dumping FOLDER
RELEASE NAME…` makes files in a process of its own.
"""

import shutil
import sys
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.dump import dump_hash, dump_lines, write
from loaders.folder.checksums import read_checksums
from loaders.folder.contents import PathOf
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file, open_graph_file
from loaders.nquads.lines import SortedLines
from loaders.progress import Progress, silent
from loaders.publication.compressed_file import writing_compressed
from loaders.publication.dump_folder import link, list_files, one_at_a_time
from loaders.publication.files import DERIVED, files_path, form_of, format_of, names_of
from loaders.publication.patch import write_patch
from loaders.replacing import replacing
from ontology.errors import DamagedFile, DataError, NdpError, StoreError, UsageError
from ontology.namespaces import dump_prefixes

_SHARE = {"zst": 0.15, "gz": 0.2}
"""Bytes of a compressed file for each byte of its content, about: an estimate of the space that it needs."""
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
        """The names of the files that do not exist yet."""
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
        outputs = [
            stack.enter_context(writing_compressed(files.path / name, form_of(name)[1])) for name in written
        ]
        manifest = replace(files.manifest, hash=dump_hash(lines, outputs))
    if written:
        list_files(files.path, {name: hash_of_file(files.path / name) for name in written})
    files = replace(files, manifest=manifest)
    if rest := [name for name in names if name not in written]:
        with one_at_a_time(files.pool):
            _Making(files, progress).make(rest, skips=True)
    return files.manifest


def make_files(
    folder: Folder, manifest: Manifest, names: Iterable[str] | None = None, progress: Progress = silent
) -> Mapping[str, str]:
    """Make the files `names` of a release that do not exist yet; None: all that can be made.

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
    with one_at_a_time(files.pool):
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
        with replacing(path / name) as part, writing_compressed(part, form_of(name)[1]) as output:
            write(form_of(name)[0], lines, output, dump_prefixes(self.files.manifest.base))
        list_files(path, {name: hash_of_file(path / name)})

    def _write_patch(self, name: str) -> None:
        files = self.files
        if files.previous is None:
            return
        self.progress(f"writing {name}")
        with replacing(files.path / name) as part, writing_compressed(part, form_of(name)[1]) as output:
            write_patch(files.previous, files.manifest, files.path_of, output)
        list_files(files.path, {name: hash_of_file(files.path / name)})

    def _link_graphs(self, names: list[str]) -> None:
        """Link graph files to the compressed ones that all releases share, after making those that are missing."""
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
        list_files(pool, sums)
        list_files(path, sums)

    def _compress(self, name: str, path: Path) -> None:
        file = name.removeprefix("graphs/").partition(".")[0]
        source = open_graph_file(self.files.path_of(file), file)
        with source, replacing(path) as part, writing_compressed(part, form_of(name)[1]) as output:
            while piece := source.read(_PIECE):
                output.write(piece)


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


def _main(folder: str, release: str, *names: str) -> None:
    found = Folder(Path(folder))
    try:
        make_files(found, found.manifest(release), names)
    except DataError as problem:
        sys.stderr.write(problem.message)
        sys.exit(IMPOSSIBLE)


if __name__ == "__main__":
    _main(*sys.argv[1:])
