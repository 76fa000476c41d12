"""The findings of a release, read back from its graph of findings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import iter_scoped
from loaders.nquads.lines import LineTerms, split_line
from ontology.errors import UsageError
from ontology.iris import derived_graphs
from ontology.severity import Severity
from ontology.values.literals import from_ntriples, split

_TEXTS = frozenset(("message", "remedy"))


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding that a release states. `focus`, `value` (None: there is none) and `platform` are IRIs or texts.

    It holds from the day `start` to the day `end`, both inclusive; None is open. `since` is the release in which it
    first appeared. `messages` and `remedies` are by language tag. `graphs` are the IRIs, in order, of the graphs with
    statements about the focus or the value.
    """

    iri: str
    code: str
    severity: Severity
    focus: str
    value: str | None
    platform: str | None
    start: str | None
    end: str | None
    since: str
    messages: Mapping[str, str]
    remedies: Mapping[str, str]
    graphs: tuple[str, ...]

    def holds_on(self, day: str) -> bool:
        """True if it holds on an ISO date."""
        return (self.start or day) <= day <= (self.end or day)


def read_findings(folder: Folder, manifest: Manifest) -> tuple[StoredFinding, ...]:
    """All findings of a release, by code, focus, value and start. Raises `UsageError` if it keeps none."""
    name = derived_graphs(manifest.base)[1]
    if not manifest.is_concluded:
        raise UsageError(
            f"the release {manifest.id} was built by an older version of the program, which kept no findings",
            code="FINDINGS_UNAVAILABLE",
            hint="load something, or the same data with another --as-of: the next release keeps findings",
        )
    entry = next((e for e in manifest.derived if e.iri == name), None)
    if entry is None:
        return ()
    lines = iter_scoped(folder.graph_path(entry.file), entry.file, entry.blank)
    return tuple(
        sorted(
            _iter_stored(lines, f"<{manifest.base}ns#"),
            key=lambda f: (f.code, f.focus, f.value or "", f.start or ""),
        )
    )


def _iter_stored(lines: Iterable[bytes], ns: str) -> Iterator[StoredFinding]:
    for subject, about in groupby(map(split_line, lines), key=lambda terms: terms[0]):
        yield _finding(subject, about, ns)


def _finding(subject: str, about: Iterable[LineTerms], ns: str) -> StoredFinding:
    values: dict[str, list[str]] = {}
    texts: dict[str, dict[str, str]] = {name: {} for name in _TEXTS}
    for _, predicate, obj, _ in about:
        name = predicate.removeprefix(ns)[:-1]
        if name in _TEXTS:
            text, language, _ = split(obj)
            texts[name][language] = text
        else:
            values.setdefault(name, []).append(split(obj)[0] if obj.startswith('"') else from_ntriples(obj))
    first = {name: objects[0] for name, objects in values.items()}
    return StoredFinding(
        iri=from_ntriples(subject),
        code=first.get("code", ""),
        severity=Severity(first.get("severity", Severity.VIOLATION)),
        focus=first.get("focus", ""),
        value=first.get("value"),
        platform=first.get("onPlatform"),
        start=first.get("from"),
        end=first.get("until"),
        since=first.get("since", ""),
        messages=texts["message"],
        remedies=texts["remedy"],
        graphs=tuple(sorted(values.get("foundIn", ()))),
    )
