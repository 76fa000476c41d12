"""The quality of a release: what its sources state of themselves, names by language, and findings of rules.

It is measured when a release is built, from its SQLite file and its findings, and kept beside the manifest in
`quality.json`. Releases of earlier versions of the program are measured when their quality is first needed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from loaders.folder.contents import PathOf
from loaders.folder.folder import QUALITY, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import iter_scoped
from loaders.nquads.lines import by_subject
from loaders.publication.statistics import release_statistics
from loaders.replacing import replacing
from loaders.stores.sqlite.store import SqliteStore
from ontology.errors import NdpError
from ontology.iris import derived_graphs
from ontology.json_reader import read_json
from ontology.model import Model
from ontology.namespaces import DCT, PROV
from ontology.read import read_model
from ontology.storage import FORMAT as STORED
from ontology.values.languages import LANGUAGES
from ontology.values.literals import split

FORMAT = 1
_ILLUSTRATIVE = "illustrative"
Findings = Mapping[bytes, tuple[str, str]]
"""The code and the severity of findings, by their IRIs in N-Triples form."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number that says how good a release is.

    `metric` is the code of what is measured, in the code list `quality-metric`. `whole` is the number of all that the
    value is a part of; None: it is not a part. Names are counted for a class (`about`, an IRI) and a `language`,
    findings for the `code` of a rule or shape and a `severity`.
    """

    metric: str
    value: int
    whole: int | None = None
    about: str = ""
    language: str = ""
    code: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseQuality:
    """The measurements of a release, and the id of the one that its new and fixed findings are counted from.

    `since` is empty if there is none before it, or it keeps no findings: then no findings are new or fixed.
    """

    measurements: tuple[Measurement, ...]
    since: str = ""
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The content of `quality.json`, which ends with the hash of the rest."""
        parts = asdict(self)
        return json.dumps(parts | {"check": _hash(parts)}, ensure_ascii=False, indent=1).encode() + b"\n"


def release_quality(folder: Folder, manifest: Manifest) -> ReleaseQuality | None:
    """The quality of a release, measured now if it has not been; None if its SQLite file has another format."""
    if (known := known_quality(folder, manifest)) is not None:
        return known
    store = SqliteStore(folder.sqlite_path(manifest.id))
    try:
        state = store.state()
    except NdpError:
        return None
    if state is None or (state.release, state.format) != (manifest.id, STORED):
        return None
    model = read_model(folder.ontology(manifest.id), manifest.base)
    meter = QualityMeter(model, manifest, _before(folder, manifest), folder.graph_path)
    measured = meter.measure(store, release_statistics(folder, manifest).subjects)
    path = folder.release_path(manifest.id) / QUALITY
    with suppress(OSError), replacing(path) as part:  # in a read-only folder it is measured again next time
        part.write_bytes(measured.to_json())
    return measured


def known_quality(folder: Folder, manifest: Manifest) -> ReleaseQuality | None:
    """The quality of a release if it has been measured."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _from_json(read_json((folder.release_path(manifest.id) / QUALITY).read_bytes()))
    return None


@dataclass(frozen=True, slots=True)
class QualityMeter:
    """Measures a release whose ontology is `model`; `previous` is the one before, `path_of` finds the files of both."""

    model: Model
    manifest: Manifest
    previous: Manifest | None
    path_of: PathOf

    def measure(self, store: SqliteStore, subjects: int) -> ReleaseQuality:
        """The quality of the release, whose SQLite file is that of `store`, and which describes so many `subjects`."""
        manifest, previous = self.manifest, self.previous
        now = read_codes(manifest, self.path_of)
        has_before = previous is not None and previous.is_concluded
        before = read_codes(previous, self.path_of) if previous is not None and has_before else None
        return ReleaseQuality(
            (
                Measurement("statements", manifest.statements),
                Measurement("resources", subjects),
                *_iter_sources(store, self.model, manifest),
                *_iter_names(store, self.model),
                *_iter_findings(now, before),
            ),
            previous.id if previous is not None and has_before else "",
        )


def _before(folder: Folder, manifest: Manifest) -> Manifest | None:
    """The release before, if the folder has it."""
    if manifest.previous is None:
        return None
    with suppress(NdpError):
        return folder.manifest(manifest.previous)
    return None


def _iter_sources(store: SqliteStore, model: Model, manifest: Manifest) -> Iterator[Measurement]:
    """The number of sources, and of those that state something of themselves; then of their statements.

    The statements of graphs that only describe sources need no source of their own.
    """
    if model.source_graph is None:
        return
    having = {
        "attributed": PROV + "wasAttributedTo",
        "licensed": DCT + "license",
        "dated": PROV + "generatedAtTime",
        "rated": f"{model.base}ns#confidence",
        "quoted": f"{model.base}ns#quote",
        _ILLUSTRATIVE: f"{model.base}ns#illustrative",
    }
    yes = ("true",)
    found = {
        metric: store.having(model.source_graph, iri, yes if metric == _ILLUSTRATIVE else ())
        for metric, iri in having.items()
    }
    sources = store.instances(model.source_graph)
    yield Measurement("sources", len(sources))
    for metric, iris in found.items():
        yield Measurement(metric, len(iris), len(sources))
    places = {gid for record in store.records(sources) for gid in record.home}
    sizes = {
        one.iri: one.statements for one in manifest.graphs if one.iri in sources or one.gid not in places
    }
    for metric in ("attributed", "licensed", "rated"):
        number = sum(sizes.get(iri, 0) for iri in found[metric])
        yield Measurement(f"{metric}-statements", number, sum(sizes.values()))


def _iter_names(store: SqliteStore, model: Model) -> Iterator[Measurement]:
    """The number of things with a name in each language, of each class whose things have names."""
    names = [term.iri for term in model.names]
    for iri, (whole, by_language) in sorted(store.named(names, LANGUAGES).items()):
        if iri in model.classes:
            for language in LANGUAGES:
                yield Measurement("named", by_language.get(language, 0), whole, iri, language)


def _iter_findings(now: Findings, before: Findings | None) -> Iterator[Measurement]:
    """The number of findings of each rule and severity, and of those that are new, and that are fixed."""
    known = before or {}
    counts = Counter(now.values())
    new = Counter(kind for iri, kind in now.items() if known.get(iri) != kind)
    fixed = Counter(kind for iri, kind in known.items() if now.get(iri) != kind)
    for code, severity in sorted(counts.keys() | fixed.keys()):
        kind = code, severity
        yield Measurement("findings", counts[kind], None, "", "", code, severity)
        if before is not None:
            yield Measurement("new-findings", new[kind], None, "", "", code, severity)
            yield Measurement("fixed-findings", fixed[kind], None, "", "", code, severity)


def read_codes(manifest: Manifest, path_of: PathOf) -> Findings:
    """The findings that a release states. A rule that has another severity now has other findings."""
    name = derived_graphs(manifest.base)[1]
    code, severity = (f"<{manifest.base}ns#{one}>".encode() for one in ("code", "severity"))
    found: dict[bytes, tuple[str, str]] = {}
    for entry in (one for one in manifest.derived if one.iri == name):
        for subject, about in by_subject(iter_scoped(path_of(entry.file), entry.file, entry.blank)):
            stated = {}
            for line in about:
                _, predicate, rest = line.split(b" ", 2)
                if predicate in (code, severity):
                    stated[predicate] = split(rest.rsplit(b" ", 2)[0].decode())[0]
            found[subject] = stated.get(code, ""), stated.get(severity, "")
    return found


def _hash(parts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _from_json(parts: dict[str, Any]) -> ReleaseQuality:
    if parts["format"] != FORMAT or parts.pop("check") != _hash(parts):
        raise ValueError("another format, or damaged")
    return ReleaseQuality(tuple(Measurement(**one) for one in parts["measurements"]), parts["since"])
