"""Views of a release: what some of its sources state, with conclusions of its own, in a SQLite file of its own.

    FOLDER/views/<release>/<name>.sqlite    SHA256SUMS

A view is what the release would be if the other graphs were removed: statements that several graphs make stay, derived
statements and findings are drawn anew from what is left. The files are made on request and can be made again.
"""

import hashlib
import json
import os
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.folder.checksums import checksum_holds, read_checksums, set_checksum, write_checksums
from loaders.folder.contents import contents_of, next_contents
from loaders.folder.folder import SQLITE, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file
from loaders.releases.assemble import BuildContext, assemble_anew
from loaders.releases.rebuild import read_model_of, readable_sqlite, store_in
from loaders.releases.violations import ViolationPolicy
from loaders.rules.derived_graphs import DerivedGraphWriter
from ontology.bundle import bundle
from ontology.errors import DamagedFile
from ontology.model import Model
from ontology.record import decoder
from ontology.rule import read_rules
from ontology.storage import FORMAT
from ontology.values.literals import from_ntriples, split

VIEWS = "views"
"""The folder of the views in a release folder."""
_DEAD = 7200.0
"""Seconds after which nobody works in a temporary folder any more: twice as long as a view may take."""


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """The sources whose statements count.

    `illustrative`: illustrative ones too. `confidence`: those of one of these levels, by the IRIs of the codes; None:
    those of any level, and those without one.
    """

    illustrative: bool = True
    confidence: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """True if all sources count."""
        return self.illustrative and self.confidence is None

    @property
    def key(self) -> tuple[bool, tuple[str, ...] | None]:
        """A value that is equal, and is written equally, for equal choices."""
        return self.illustrative, None if self.confidence is None else tuple(sorted(self.confidence))

    def __and__(self, other: "SourceChoice") -> "SourceChoice":
        """The choice of the sources that count for both."""
        levels = [one.confidence for one in (self, other) if one.confidence is not None]
        return SourceChoice(
            self.illustrative and other.illustrative, frozenset.intersection(*levels) if levels else None
        )


EVERYTHING = SourceChoice()
NOT_MADE_UP = SourceChoice(illustrative=False)


def left_out(folder: Folder, manifest: Manifest, model: Model, choice: SourceChoice) -> frozenset[str]:
    """The source graphs of a release, by IRI, that do not count by a choice.

    A graph is illustrative if any statement makes it so, and has each level of confidence that a statement gives it.
    One that mostly describes other graphs counts if one of these does.
    """
    illustrative, confidence = (f"{model.base}ns#{name}" for name in ("illustrative", "confidence"))
    names = {graph.gid: graph.iri for graph in manifest.graphs}
    decode, made_up, chosen = decoder(model), set[str](), set[str]()
    described, counts = defaultdict[str, set[str]](set), Counter[str]()
    for record in readable_sqlite(folder, manifest).records(set(names.values())):
        for (predicate, obj), gids in decode(record).items():
            if predicate == illustrative and obj[0] == '"' and split(obj)[0] in ("true", "1"):
                made_up.add(record.iri)
            elif (
                predicate == confidence and obj[0] == "<" and from_ntriples(obj) in (choice.confidence or ())
            ):
                chosen.add(record.iri)
            for graph in (names[gid] for gid in gids if names.get(gid, record.iri) != record.iri):
                described[graph].add(record.iri)
                counts[graph] += 1
    registers = {g.iri for g in manifest.graphs if 2 * counts[g.iri] > g.statements}
    kept = {g.iri for g in manifest.graphs} if choice.confidence is None else chosen
    kept = (kept if choice.illustrative else kept - made_up) - registers
    kept |= {graph for graph in registers if not kept.isdisjoint(described[graph])}
    return frozenset(names.values()) - kept


def view_path(folder: Folder, release: str, without: Collection[str]) -> Path:
    """The file of the view of a release without some graphs, whether it is there or not."""
    digest = hashlib.sha256("\n".join((str(FORMAT), *sorted(without))).encode()).hexdigest()
    return folder.path / VIEWS / release / f"{digest[:16]}.sqlite"


def readable_view(folder: Folder, manifest: Manifest, without: Collection[str]) -> Path | None:
    """The file of a view if it is there and sound, from now on the last used; else None."""
    path = view_path(folder, manifest.id, without)
    try:
        if not checksum_holds(path) or store_in(path, manifest) is None:
            return None
        # The time of use alone: engines know a file by the time of its last change.
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
    except (DamagedFile, OSError):
        return None
    return path


def build_view(
    folder: Folder, manifest: Manifest, without: Collection[str], keep: int, spared: Path | None = None
) -> Path:
    """Make the file of the view of a release without some of its graphs. Raises `DataError`, `StoreError`, `OSError`.

    The views that were not used for the longest are deleted, so that the folder keeps `keep` of them, this one among
    them, and the file `spared` beside them.
    """
    target = view_path(folder, manifest.id, without)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=target.parent) as name:
        context = _context(folder, manifest, frozenset(without), Path(name))
        assemble_anew(context).verify(context)
        digest = hash_of_file(context.sqlite)
        if _is_damaged(target.parent):
            write_checksums(target.parent, {})
        set_checksum(target, digest)
        context.sqlite.replace(target)
    _forget_old_views(folder, keep, spared)
    return target


def _context(folder: Folder, manifest: Manifest, without: frozenset[str], work: Path) -> BuildContext:
    """All that building a view needs; new files go into the folder `work`."""
    graphs = work / "graphs"
    graphs.mkdir()
    path_of = _path_of(folder, graphs)
    files, model = folder.ontology(manifest.id), read_model_of(folder, manifest)
    contents = next_contents(contents_of(manifest), (), without, graphs, path_of)
    return BuildContext(
        sqlite=work / SQLITE,
        path_of=path_of,
        manifest=replace(manifest, graphs=contents.graphs, next_gid=contents.next_gid, derived=()),
        model=model,
        ontology=bundle(files),
        files=files,
        violation_policy=ViolationPolicy((), refuses=False),
        derived_graphs=DerivedGraphWriter(manifest, read_rules(files, manifest.base), model, graphs, path_of),
        progress=lambda *_: None,
    )


def _path_of(folder: Folder, graphs: Path) -> Callable[[str], Path]:
    def path_of(file: str) -> Path:
        new = graphs / f"{file}.nq"
        return new if new.exists() else folder.graph_path(file)

    return path_of


def _is_damaged(views: Path) -> bool:
    """True if the checksums in a folder cannot be read."""
    try:
        read_checksums(views)
    except DamagedFile:
        return True
    return False


def _forget_old_views(folder: Folder, keep: int, spared: Path | None) -> None:
    """Delete the files of the views that were not opened for the longest, and what a killed process left behind."""
    for left in (folder.path / VIEWS).glob("*/.*"):
        if time.time() - _times(left)[1] > _DEAD:
            shutil.rmtree(left, ignore_errors=True)
    files = (file for file in (folder.path / VIEWS).glob("*/*.sqlite") if file != spared)
    for old in sorted(files, key=_times)[:-keep]:
        old.unlink(missing_ok=True)
        if not any(old.parent.glob("*.sqlite")):
            shutil.rmtree(old.parent, ignore_errors=True)


def _times(path: Path) -> tuple[float, float]:
    """The times of the last use and the last change of a file; of one that is gone, the first ones there are."""
    try:
        found = path.stat()
    except OSError:
        return 0.0, 0.0
    return found.st_atime, found.st_mtime


def main(folder: str, release: str, keep: str, spared: str = "") -> None:
    """Make the view without the graphs that standard input lists as JSON, giving way to other processes.

    `spared` is the path in the folder of a view that is kept beside the last used ones; empty: there is none.
    """
    os.nice(10)
    releases = Folder(Path(folder))
    kept = releases.path / spared if spared else None
    build_view(releases, releases.manifest(release), json.load(sys.stdin), int(keep), kept)


if __name__ == "__main__":
    main(*sys.argv[1:])
