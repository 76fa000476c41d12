"""The state of a release, as a client that follows the feed of changes has it: the triples about its entities.

It leaves out the names of graphs, as the members of the feed do, and statements about blank nodes that no entity leads
to. If each blank node hangs from exactly one entity, the state is the dump in N-Triples in canonical order.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain, groupby
from pathlib import Path

from loaders.folder.contents import PathOf
from loaders.folder.folder import STATE, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import check_graph_file
from loaders.nquads.lines import LineSpool, SortedLines, first_term, has_blank, iter_lines, without_graph
from loaders.nquads.relabelling import iter_labelled
from loaders.replacing import replacing
from ontology.json_reader import read_json


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """`sha256:` and the hash of the state of a release, and the number of its triples."""

    release: str
    hash: str
    triples: int


def release_state(folder: Folder, manifest: Manifest) -> ReleaseState:
    """The state of a release; it is computed now if it has not been before. Raises `DamagedFile` for a graph file."""
    path = folder.release_path(manifest.id) / STATE
    with suppress(OSError, ValueError, KeyError, TypeError):
        state = ReleaseState(**read_json(path.read_bytes()))
        if state.release == manifest.id:
            return state
    state = compute_state(manifest, folder.graph_path)
    with suppress(OSError), replacing(path) as part:  # in a read-only folder it is computed again next time
        part.write_text(json.dumps(asdict(state)) + "\n", "utf-8")
    return state


def compute_state(manifest: Manifest, path_of: PathOf) -> ReleaseState:
    """The state of the release that is made of the graph files at `path_of`."""
    digest, triples = hashlib.sha256(), 0
    with state_lines(manifest, path_of) as lines:
        for block in lines.unique_blocks():
            digest.update(b"\n".join(block) + b"\n")
            triples += len(block)
    return ReleaseState(manifest.id, f"sha256:{digest.hexdigest()}", triples)


def state_lines(manifest: Manifest, path_of: PathOf) -> SortedLines:
    """The triples of a state as canonical lines. Close the result."""
    files = {graph.file: graph.blank for graph in manifest.graphs}
    for file in files:
        check_graph_file(path_of(file), file)
    blank = [file for file, has_some in sorted(files.items()) if has_some]
    plain = (
        without_graph(line) for file in sorted(files.keys() - {*blank}) for line in iter_lines(path_of(file))
    )
    owned = (line for number, file in enumerate(blank) for line in _iter_owned(path_of(file), number))
    return SortedLines(chain(plain, _labelled(owned)))


def _labelled(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines with canonical labels of blank nodes."""
    with LineSpool() as touched:
        for line in lines:
            if has_blank(line):
                touched.add((line,))
            else:
                yield line
        yield from iter_labelled(touched)


def _iter_owned(path: Path, number: int) -> Iterator[bytes]:
    """The triples of a file with blank nodes, each once an entity; the labels of each entity are its own."""
    about = _blank_triples(path)
    for place, (subject, lines) in enumerate(groupby(iter_lines(path), key=first_term)):
        if subject.startswith(b"_:"):
            return  # blank nodes come last
        triples = dict.fromkeys(map(without_graph, lines))
        labels = list(dict.fromkeys(label for line in triples if (label := _led_to(line))))
        met = set(labels)
        for label in labels:  # grows on the way
            for line in about.get(label, ()):
                triples[line] = None
                further = _led_to(line)
                if further and further not in met:
                    met.add(further)
                    labels.append(further)
        prefix = b"_:f%de%dx" % (number, place)
        yield from (_renamed(line, prefix) if has_blank(line) else line for line in triples)


def _blank_triples(path: Path) -> Mapping[bytes, list[bytes]]:
    """The triples about each blank node of a file."""
    about: dict[bytes, list[bytes]] = {}
    for line in iter_lines(path):
        if line.startswith(b"_:"):
            about.setdefault(first_term(line), []).append(without_graph(line))
    return about


def _led_to(line: bytes) -> bytes:
    """The blank node that a triple leads to; empty if it leads to none."""
    obj = line.split(b" ", 2)[2][:-2]
    return obj if obj.startswith(b"_:") else b""


def _renamed(line: bytes, prefix: bytes) -> bytes:
    subject, predicate, rest = line.split(b" ", 2)
    obj = rest[:-2]
    own = (prefix + term[2:] if term.startswith(b"_:") else term for term in (subject, obj))
    return b"%b %b %b ." % (next(own), predicate, next(own))
