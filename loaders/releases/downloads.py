"""Verifying and restoring the files of a release to download: by their checksums, N-Quads by the release."""

from collections.abc import Iterator

from loaders.folder.checksums import CHECKSUMS, read_checksums
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file
from loaders.publication.download import content_hash
from loaders.publication.dump_folder import forget_files
from loaders.publication.dumping import make_files
from loaders.publication.files import CERTIFICATE, files_path, format_of, names_of
from loaders.releases.check import Check
from ontology.errors import DamagedFile


def verify_downloads(folder: Folder, manifest: Manifest) -> Iterator[Check]:
    """One failed check for each file that is missing or changed; none if all are as they were made."""
    for name, problem in _iter_damage(folder, manifest):
        path = files_path(folder, manifest.id) / name
        if problem == "missing":
            yield Check("file", "file-missing", False, {"file": str(path), "problem": "No such file"})
        else:
            yield Check("file", "file-changed", False, {"file": str(path), "hash": f"sha256:{problem}"})


def restore_downloads(folder: Folder, manifest: Manifest) -> Iterator[tuple[str, bool, str]]:
    """Make damaged files again; yield each with True if it is restored, and with how, or what to do."""
    damaged = [name for name, _ in _iter_damage(folder, manifest)]
    if CHECKSUMS in damaged:  # nothing says which of the files hold
        damaged = [name for name in names_of(manifest) if (files_path(folder, manifest.id) / name).exists()]
        yield CHECKSUMS, True, "made again with the files"
    possible = [name for name in names_of(manifest) if name in damaged]
    forget_files(folder, manifest.id, damaged)
    make_files(folder, manifest, possible)
    yield from ((name, True, "made again from the graph files") for name in possible)
    for name in damaged:
        if name not in possible and name != CHECKSUMS:
            what = "sign another" if name == CERTIFICATE else "write it again"
            yield name, False, f"was removed: it was damaged; `ndp-graph publish` can {what}"


def _iter_damage(folder: Folder, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The name of each damaged file, and its hash now, or `missing`."""
    path = files_path(folder, manifest.id)
    try:
        sums = read_checksums(path) or {}
    except DamagedFile:
        yield CHECKSUMS, hash_of_file(path / CHECKSUMS)
        return
    for name in sorted(sums):
        try:
            actual = hash_of_file(path / name)
        except OSError:
            yield name, "missing"
            continue
        if actual not in sums[name]:
            yield name, actual
        elif format_of(name).startswith("nq.") and (found := content_hash(path / name)) != manifest.hash:
            yield name, found.removeprefix("sha256:") or "damaged"
