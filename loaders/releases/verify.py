"""Verify a release against its manifest, file by file and store by store; find the release of a dump."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path

from loaders.dump.statements import dump_hash, dump_lines, statements
from loaders.folder.checksums import CHECKSUMS, checksum_holds, known_hash, read_checksums
from loaders.folder.contents import iter_lines as iter_graph_lines
from loaders.folder.folder import SQLITE, Folder
from loaders.folder.manifest import GraphEntry, Manifest, certificate
from loaders.nquads.graph_files import hash_of_file, is_sound
from loaders.nquads.lines import LineSum, join_line
from loaders.nquads.lines import iter_lines as iter_file
from loaders.progress import Progress, silent
from loaders.publication.journal import verify_journal
from loaders.releases.check import Check
from loaders.releases.downloads import verify_downloads
from loaders.releases.rebuild import read_model_of
from loaders.stores.port import Store, StoreState
from loaders.stores.sqlite.lookups import differing_tables, first_damage
from loaders.stores.sqlite.store import SqliteStore
from ontology.bundle import MEDIA_NAME, unbundle
from ontology.byte_order import encoding_of
from ontology.errors import DamagedFile, NdpError, StoreError
from ontology.iris import derived_graphs
from ontology.model import Model
from ontology.read import read_model
from ontology.record import decoder
from ontology.storage import FORMAT
from ontology.values.literals import to_ntriples

_BEFORE, _AFTER = 30, 50
"""Bytes of a line that are shown around the first that differs."""


def verify_release(
    folder: Folder, manifest: Manifest, neo4j: Store | None = None, progress: Progress = silent
) -> Iterator[Check]:
    """Check all parts of a release, in the order in which they depend on each other."""
    progress("verifying the files")
    files = list(_verify_files(folder, manifest))
    yield from files
    yield from _verify_listed(folder.release_path(manifest.id))
    yield from verify_downloads(folder, manifest)
    yield _verify_certificate(manifest)
    model, ontology = _verify_ontology(folder, manifest)
    yield ontology
    if all(check.holds for check in files):
        progress("verifying the dump")
        with dump_lines(manifest.graphs, folder.graph_path) as lines:
            yield _compare("dump", dump_hash(lines), manifest)
        progress("verifying the journal")
        yield from _verify_journal(folder, manifest)
    if model is not None:
        progress("verifying the SQLite file")
        yield verify_store("sqlite", SqliteStore(folder.sqlite_path(manifest.id)), folder, manifest, model)
        if neo4j is not None:
            progress("verifying Neo4j")
            yield verify_store("neo4j", neo4j, folder, manifest, model)


def verify_served(folder: Folder, release: str, neo4j: Store | None, progress: Progress = silent) -> Check:
    """Check the store that answers from a release: Neo4j while it holds it, else the release's SQLite file.

    Raises `DamagedFile` if the release's manifest or ontology is damaged.
    """
    progress("verifying the statements in the store")
    manifest = folder.manifest(release)
    model = read_model_of(folder, manifest)
    if neo4j is not None and _holds(neo4j, release):
        return verify_store("neo4j", neo4j, folder, manifest, model)
    return verify_store("sqlite", SqliteStore(folder.sqlite_path(release)), folder, manifest, model)


def _holds(store: Store, release: str) -> bool:
    """True if a store can be read and holds a release; if not, the folder answers."""
    try:
        state = store.state()
    except NdpError:
        return False
    return state is not None and state.release == release


def verify_dump(path: Path, folder: Folder, manifest: Manifest, *, named: bool) -> Iterator[Check]:
    """Find the release whose dump a file is: any release, or only `manifest` if it is `named`.

    If there is none, the last check has the first difference from the dump of `manifest`.
    """
    actual = f"sha256:{hash_of_file(path)}"
    candidates = {one.hash: one for one in reversed([manifest] if named else list(folder.history()))}
    if actual in candidates:
        yield Check("dump", "dump-known", True, {"release": candidates[actual].id, "hash": actual})
        return
    try:
        with _plain_lines(path) as plain:
            same = _hash_of(plain)
    except UnicodeDecodeError as problem:
        at = f"byte {problem.start + 1} is not {problem.encoding.upper()}"
        yield Check("dump", "dump-unreadable", False, {"problem": at})
        return
    if same in candidates:
        yield Check("dump", "dump-known-layout", True, {"release": candidates[same].id, "hash": same})
        return
    yield Check(
        "dump", "dump-unknown", False, {"hash": actual, "release": manifest.id, "said": manifest.hash}
    )
    with dump_lines(manifest.graphs, folder.graph_path) as lines:
        yield _first_difference(path, lines, manifest)


@contextmanager
def _plain_lines(path: Path) -> Iterator[Iterator[bytes]]:
    """The lines of a dump. One that another program has saved is read in its encoding and without its line ends."""
    with path.open("rb") as file:
        first = file.readline()
        encoding = encoding_of(first)
        if encoding == "utf-8" and not first.endswith(b"\r\n"):
            file.seek(0)
            yield file
            return
    with path.open(encoding=encoding, newline=None) as text:
        yield (line.encode() for line in text)


def _hash_of(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.removesuffix(b"\n") + b"\n")
    return "sha256:" + digest.hexdigest()


def _verify_journal(folder: Folder, manifest: Manifest) -> Iterator[Check]:
    """The check of the changes that the journal has of a release, if it covers it and they can be computed."""
    with suppress(DamagedFile):  # of the release before it
        holds = verify_journal(folder, manifest)
        if holds is not None:
            code = "journal-holds" if holds else "journal-other"
            yield Check("journal", code, holds, {"release": manifest.id, "file": str(folder.journal_path)})


def _verify_files(folder: Folder, manifest: Manifest) -> Iterator[Check]:
    """One check for each file whose hash is not its name; one for all files if there is none."""
    bad = [c for file in sorted(manifest.files) if (c := _wrong_hash(folder.graph_path(file), {file}))]
    yield from bad or _verify_counts(folder, manifest)


def _verify_listed(release: Path) -> Iterator[Check]:
    """One check for each file beside the graphs that differs from its checksum and has no check of its own."""
    sums = read_checksums(release)
    if sums is None:
        yield Check("file", "checksums-missing", False, {"file": str(release / CHECKSUMS)})
        return
    for name in sorted(sums.keys() - {MEDIA_NAME, SQLITE}):
        if (check := _wrong_hash(release / name, sums[name])) is not None:
            yield check


def _wrong_hash(path: Path, hashes: Collection[str]) -> Check | None:
    """The failed check of a file that is not there or has none of the hashes; else None."""
    try:
        actual = hash_of_file(path)
    except OSError as problem:
        values = {"file": str(path), "problem": problem.strerror or "?"}
        return Check("file", "file-missing", False, values)
    if actual in hashes:
        return None
    return Check("file", "file-changed", False, {"file": str(path), "hash": f"sha256:{actual}"})


def _verify_counts(folder: Folder, manifest: Manifest) -> Iterator[Check]:
    """Check that the graphs in the files are those that the manifest lists."""
    counts = {file: _count(folder.graph_path(file)) for file in manifest.files}
    # A graph without a name is called after its file, whose hash has been checked.
    named = [graph for graph in manifest.stored if not graph.iri.startswith("_:")]
    wrong = [g.iri for g in named if counts[g.file][to_ntriples(g.iri).encode()] != g.statements]
    total = sum(graph.statements for graph in manifest.graphs)
    values = {"release": manifest.id, "count": str(len(manifest.files))}
    if wrong:
        yield Check("manifest", "graph-other", False, values | {"graph": wrong[0]})
    elif total != manifest.statements:
        values |= {"found": str(total), "said": str(manifest.statements)}
        yield Check("manifest", "statements-other", False, values)
    else:
        yield Check("file", "files-hold", True, values)


def _count(path: Path) -> Counter[bytes]:
    """The number of statements of each graph in a file."""
    return Counter(line.rsplit(b" ", 2)[1] for line in iter_file(path))


def _verify_certificate(manifest: Manifest) -> Check:
    actual = certificate(manifest.graphs, manifest.ontology, manifest.evaluation_date, manifest.policy)
    is_named = manifest.id.partition("-")[2] == actual.removeprefix("sha256:")[:8]
    values = {"release": manifest.id, "found": actual, "said": manifest.certificate}
    holds = actual == manifest.certificate and is_named
    return Check("certificate", "certificate-holds" if holds else "certificate-other", holds, values)


def _verify_ontology(folder: Folder, manifest: Manifest) -> tuple[Model | None, Check]:
    values = {"release": manifest.id, "said": manifest.ontology}
    try:
        # Without its checksum, so that the check can say what is different.
        model = read_model(
            unbundle((folder.release_path(manifest.id) / MEDIA_NAME).read_bytes()), manifest.base
        )
    except (OSError, ValueError, KeyError, TypeError, NdpError) as problem:
        return None, Check("ontology", "ontology-unreadable", False, values | {"problem": str(problem)})
    holds = model.hash == manifest.ontology
    code = "ontology-holds" if holds else "ontology-other"
    return model, Check("ontology", code, holds, values | {"found": model.hash})


def verify_store(part: str, store: Store, folder: Folder, manifest: Manifest, model: Model) -> Check:
    """Check that a store gives back the release's dump and its conclusions, and finds them by the right values."""
    values = {"release": manifest.id}
    try:
        state = store.state()
        if state is None or state.release != manifest.id:
            # A Neo4j serves the current release only; a SQLite file must be that of its own release.
            holds = None if part == "neo4j" else False
            return Check(part, "store-elsewhere", holds, values | {"found": state.release if state else "-"})
        conclusions = LineSum()
        with statements(_source_lines(store, state, model, conclusions)) as lines:
            compared = _compare(part, dump_hash(lines), manifest)
        if not compared.holds:
            return compared
        if not all(is_sound(folder.graph_path(graph.file), graph.file) for graph in manifest.derived):
            return Check(part, "conclusions-unchecked", None, values)
        if conclusions != _sum_of(manifest.derived, folder):
            return Check(part, "conclusions-other", False, values)
        if isinstance(store, SqliteStore):
            return _verify_file(store, state, manifest, model) or compared
    except (NdpError, OSError, ValueError, KeyError, TypeError) as problem:
        return Check(part, "store-unreadable", False, values | {"problem": str(problem)})
    return compared


def _verify_file(store: SqliteStore, state: StoreState, manifest: Manifest, model: Model) -> Check | None:
    """The failed check of a SQLite file whose statements hold, but not its lookup tables, indexes or checksum."""
    values = {"release": manifest.id}
    is_current = state.format == FORMAT  # a file of another format is built again before it is used
    if is_current and (tables := differing_tables(store, model)):
        return Check("sqlite", "lookups-other", False, values | {"tables": ", ".join(tables)})
    if problem := first_damage(store):
        return Check("sqlite", "sqlite-damaged", False, values | {"problem": problem})
    if checksum_holds(store.path) is False:
        hashed = {"file": str(store.path), "hash": f"sha256:{known_hash(store.path)}"}
        return Check("sqlite", "file-changed", False, values | hashed)
    return None


def _source_lines(store: Store, state: StoreState, model: Model, conclusions: LineSum) -> Iterator[bytes]:
    """The lines of the sources in a store; those of the derived graphs are added to a sum.

    Raises `StoreError` for a statement of a graph that the store does not have.
    """
    names = {gid: to_ntriples(iri) for gid, iri in state.graphs.items()}
    derived = {to_ntriples(iri) for iri in derived_graphs(model.base)}
    decode = decoder(model)
    for record in store.scan():
        subject = to_ntriples(record.iri)
        for (predicate, obj), gids in decode(record).items():
            for gid in gids:
                if gid not in names:
                    raise StoreError(f"{subject} has statements in graph {gid}, which does not exist")
                line = join_line(subject, to_ntriples(predicate), obj, names[gid])
                if names[gid] in derived:
                    conclusions.add(line)
                else:
                    yield line


def _sum_of(graphs: Iterable[GraphEntry], folder: Folder) -> LineSum:
    total = LineSum()
    for line in iter_graph_lines(graphs, folder.graph_path):
        total.add(line)
    return total


def _compare(part: str, actual: str, manifest: Manifest) -> Check:
    holds = actual == manifest.hash
    values = {"release": manifest.id, "found": actual, "said": manifest.hash}
    return Check(part, f"{part}-holds" if holds else f"{part}-other", holds, values)


def _first_difference(path: Path, lines: Iterable[bytes], manifest: Manifest) -> Check:
    with _plain_lines(path) as plain:
        for number, (actual, expected) in enumerate(zip_longest(plain, (line + b"\n" for line in lines)), 1):
            if actual != expected:
                return Check(
                    "dump",
                    "dump-line",
                    False,
                    {**_first_difference_in(actual, expected, number), "release": manifest.id},
                )
    return Check("dump", "dump-damaged", False, {"release": manifest.id})


def _first_difference_in(actual: bytes | None, expected: bytes | None, number: int) -> dict[str, str]:
    """The first place where two lines differ, and the text of each around it."""
    lines = actual or b"", expected or b""
    same = next((n for n, (a, b) in enumerate(zip(*lines, strict=False)) if a != b), min(map(len, lines)))
    shown = (line[max(0, same - _BEFORE) : same + _AFTER].decode("utf-8", "replace") for line in lines)
    left, right = (text.rstrip("\n") for text in shown)
    return {"line": str(number), "byte": str(same + 1), "found": left, "said": right}
