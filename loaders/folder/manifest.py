"""The manifest of a release: a short list of all its parts."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from loaders.reading.delivered import DeliveredFile
from ontology.errors import DamagedFile, StoreError
from ontology.json_reader import read_json

FORMAT = 1


@dataclass(frozen=True, slots=True)
class GraphEntry:
    """A named graph of a release.

    `gid` is its number in the stores of this folder, kept from release to release and never reused
    for another. `file` is the SHA-256 of the file of canonical N-Quads that holds it; graphs that share blank
    nodes have one file. `blank`: that file has blank nodes.
    """

    gid: int
    iri: str
    file: str
    statements: int
    blank: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release. `hash` is `sha256:` + that of its canonical dump, `certificate` that of the files it is made of.

    `ontology` is `Model.hash`, `added` the SHA-256 of the ontology that users added (empty: none), `findings`
    their number by severity, `evaluation_date` the day that its checks and rules take for today. `graphs` are those of
    the sources, and the only ones that `hash`, `certificate` and `statements` are about; `derived` are those of the
    conclusions that the rules draw from them under `policy`. `deliveries` are the files, as they were delivered, that
    graphs of the release came from; older versions of the program did not note them.
    """

    id: str
    previous: str | None
    built_at: str
    evaluation_date: str
    base: str
    ontology: str
    added: str
    hash: str
    certificate: str
    statements: int
    graphs: tuple[GraphEntry, ...]
    next_gid: int
    findings: Mapping[str, int] = field(default_factory=dict)
    derived: tuple[GraphEntry, ...] = ()
    deliveries: tuple[DeliveredFile, ...] = ()
    policy: Mapping[str, object] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def number(self) -> int:
        """The running number that the id begins with."""
        return number_of(self.id)

    @property
    def is_concluded(self) -> bool:
        """True if rules were run for it; older versions of the program did not."""
        return bool(self.policy)

    @property
    def stored(self) -> tuple[GraphEntry, ...]:
        """All graphs that the stores hold: those of the sources and the derived ones."""
        return (*self.graphs, *self.derived)

    @property
    def by_iri(self) -> dict[str, GraphEntry]:
        """The graphs by their IRI."""
        return {g.iri: g for g in self.graphs}

    @property
    def files(self) -> frozenset[str]:
        """The SHA-256 of each file that the release is made of."""
        return frozenset(g.file for g in self.stored)

    def to_json(self) -> bytes:
        """The content of `manifest.json`."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"


def number_of(release: str) -> int:
    """The running number that the id of a release begins with; 0 for any other id."""
    number = release.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def is_release_id(text: str) -> bool:
    """True if a text has the form of a release id."""
    return re.fullmatch(r"[0-9]{6,}-[0-9a-f]{8}", text) is not None


def from_json(content: bytes, name: str) -> Manifest:
    """The manifest in `content`; `name` is for the message of the `StoreError` that bad content raises."""
    try:
        parts: dict[str, Any] = read_json(content)
        if parts["format"] != FORMAT:
            raise StoreError(
                f"{name} has format {parts['format']}, and this program reads format {FORMAT}",
                code="STORE_FORMAT",
                hint="use the program version that wrote it, or build the release anew in another folder",
            )
        graphs = tuple(GraphEntry(**g) for g in parts.pop("graphs"))
        derived = tuple(GraphEntry(**g) for g in parts.pop("derived", ()))
        files = tuple(
            DeliveredFile(**{**one, "graphs": tuple(one["graphs"])}) for one in parts.pop("deliveries", ())
        )
        return Manifest(graphs=graphs, derived=derived, deliveries=files, **parts)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DamagedFile(name, f"is damaged: {problem}") from problem


def certificate(
    graphs: Iterable[GraphEntry], ontology: str, evaluation_date: str, policy: Mapping[str, object]
) -> str:
    """The hash that identifies a release, over the hashes of its files, its ontology, its date and its policy."""
    switches = json.dumps(policy, sort_keys=True)
    digest = hashlib.sha256(f"{ontology}\n{evaluation_date}\n{switches}\n".encode())
    for graph in sorted(graphs, key=lambda g: g.iri):
        digest.update(f"{graph.iri} {graph.file}\n".encode())
    return "sha256:" + digest.hexdigest()
