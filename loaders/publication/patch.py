"""RDF Patch: the change from one release to the next, to make the newer dump from the older one.

    H id <urn:sha256:…> .      the release after, by the hash of its dump
    H prev <urn:sha256:…> .    the release before
    TX .
    D … .                      its lines that go, in canonical N-Quads, in order
    A … .                      the lines that come, in order
    TC .

Labels of blank nodes are those of the dumps. They depend on all blank nodes of a release, so a change to one can give
others new labels; their lines are in the patch as well. https://afs.github.io/rdf-delta/rdf-patch.html
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from loaders.batches import batches
from loaders.dump.statements import dump_lines
from loaders.folder.contents import PathOf
from loaders.folder.manifest import GraphEntry, Manifest
from loaders.nquads.lines import LineSpool
from ontology.errors import DataError

_LINES = 4_000
"""Lines written at once."""
_HEAD, _BEGIN, _END = b"H ", b"TX .", b"TC ."


def write_patch(before: Manifest, after: Manifest, path_of: PathOf, output: BinaryIO) -> None:
    """Write the patch from one release to another. Only graph files that differ are read, and those with blank nodes
    if one of these does. Raises `DamagedFile`.
    """
    head = ((b"id", after.hash), (b"prev", before.hash))
    lines = (b"H %b <urn:%b> ." % (key, value.encode()) for key, value in head)
    changes = _iter_changes(before, after, path_of)
    output.writelines(
        b"\n".join(part) + b"\n" for part in batches(chain(lines, (_BEGIN,), changes, (_END,)), _LINES)
    )


def _iter_changes(before: Manifest, after: Manifest, path_of: PathOf) -> Iterator[bytes]:
    """The lines that go, each behind `D`, then those that come, each behind `A`."""
    gone, come = _differing(before, after), _differing(after, before)
    with dump_lines(gone, path_of) as old, dump_lines(come, path_of) as new:
        yield from (b"D " + line for line in _iter_without(old, new))
        yield from (b"A " + line for line in _iter_without(new, old))


def _differing(one: Manifest, other: Manifest) -> list[GraphEntry]:
    """The graphs of `one` whose files the other does not have; all with blank nodes, if such a file differs."""
    blank = {graph.file for graph in one.graphs if graph.blank}
    is_relabelled = blank != {graph.file for graph in other.graphs if graph.blank}
    known = {graph.file for graph in other.graphs}
    return [g for g in one.graphs if (is_relabelled if g.blank else g.file not in known)]


def _iter_without(lines: Iterable[bytes], others: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that are not among the others; both are sorted."""
    following = iter(others)
    other = next(following, None)
    for line in lines:
        while other is not None and other < line:
            other = next(following, None)
        if line != other:
            yield line


@dataclass(frozen=True, slots=True)
class PatchResult:
    """The dump that a patch makes of another one: the hash of the dump before, and of the result.

    `named_before` and `named_after` are the hashes that the patch names.
    """

    before: str
    after: str
    named_before: str
    named_after: str


def apply_patch(dump: Iterable[bytes], patch: Iterable[bytes], output: BinaryIO | None = None) -> PatchResult:
    """Apply a patch to the lines of a canonical dump, and write the result to `output` if there is one.

    Raises `DataError` if something is not a patch, or not one of this dump.
    """
    with LineSpool() as gone, LineSpool() as come:
        heads = _read(patch, gone, come)
        old, new = hashlib.sha256(), hashlib.sha256()
        for part in batches(_iter_applied(_counted(dump, old), gone, come), _LINES):
            content = b"\n".join(part) + b"\n"
            new.update(content)
            if output is not None:
                output.write(content)
    return PatchResult(
        f"sha256:{old.hexdigest()}", f"sha256:{new.hexdigest()}", heads.get("prev", ""), heads.get("id", "")
    )


def _read(patch: Iterable[bytes], gone: LineSpool, come: LineSpool) -> dict[str, str]:
    """The heads of a patch; its lines go into the spools."""
    heads: dict[str, str] = {}
    last = b""
    for line in patch:
        last = line
        if line.startswith(b"D "):
            gone.add((line[2:],))
        elif line.startswith(b"A "):
            come.add((line[2:],))
        elif line.startswith(_HEAD):
            key, _, value = line[2:].decode("utf-8", "replace").removesuffix(" .").partition(" ")
            heads[key] = value.removeprefix("<urn:").removesuffix(">")
        elif line not in (_BEGIN, _END):
            raise DataError(f"not a line of an RDF Patch: {line[:80].decode('utf-8', 'replace')!r}")
    if last != _END:
        raise DataError("the patch is not complete: its last line is not `TC .`", hint="download it again")
    return heads


def _counted(lines: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    """The lines as they pass, added to a hash."""
    for part in batches(lines, _LINES):
        digest.update(b"\n".join(part) + b"\n")
        yield from part


def _iter_applied(dump: Iterable[bytes], gone: Iterable[bytes], come: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the dump without those that go and with those that come; all three are sorted."""
    going, coming = iter(gone), iter(come)
    leaving, entering = next(going, None), next(coming, None)
    for line in dump:
        while entering is not None and entering < line:
            yield entering
            entering = next(coming, None)
        if leaving is not None and leaving < line:
            raise _other_dump(leaving)
        if line == leaving:
            leaving = next(going, None)
        else:
            yield line
    if leaving is not None:
        raise _other_dump(leaving)
    if entering is not None:
        yield entering
        yield from coming


def _other_dump(line: bytes) -> DataError:
    return DataError(
        f"the patch deletes a line that the dump does not have: {line[:160].decode('utf-8', 'replace')}",
        hint="apply it to the dump of the release that it names after `H prev`",
    )
