"""The file and line of the statements about a resource, for reports.

Parsers give no positions, so this reads the files a second time as text. It knows the form of subjects in each syntax
and is right for files as people and programs usually write them; if in doubt, it gives no line.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from loaders.reading.compression import iter_plain
from loaders.reading.formats import split_name
from loaders.reading.text import TextReader
from ontology.errors import NdpError
from ontology.iris import last_part
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples

WantedSubject = tuple[str, str | None]
"""A resource's IRI, and the IRI of one of its properties or None."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file and a line in it, counted from 1."""

    file: str
    line: int


def locate(paths: Iterable[Path], focus: str, predicate: str | None = None) -> tuple[str, int] | None:
    """File and line of the focus's statement with that predicate, else of its first; None if not found."""
    places = locate_all(dict.fromkeys(paths), {(focus, predicate)})
    place = places.get((focus, predicate))
    return (place.file, place.line) if place else None


def locate_all(
    documents: Mapping[Path, str | None], wanted: Collection[WantedSubject]
) -> dict[WantedSubject, FileLine]:
    """The places of many at once, in files with the addresses of their documents: each is read at most once."""
    places: dict[WantedSubject, FileLine] = {}
    subjects: dict[str, set[str | None]] = {}
    for focus, predicate in wanted:
        subjects.setdefault(focus, {None}).add(predicate)
    for path, document in documents.items():
        if not subjects:
            break
        for key, line in _iter_places(path, document or "", subjects):
            places.setdefault(key, FileLine(str(path), line))
    return {key: places.get(key) or places[key[0], None] for key in wanted if (key[0], None) in places}


def _iter_places(
    path: Path, document: str, subjects: Mapping[str, set[str | None]]
) -> Iterator[tuple[WantedSubject, int]]:
    split = split_name(path.name)
    scan = _SCANS.get(split[1].name) if split else None
    if scan is None or split is None:
        return
    try:
        with path.open("rb") as stream:
            reader = TextReader(iter_plain(stream, split[1].compression, str(path)), str(path))
            yield from scan(_iter_lines(reader), subjects, document)
    except (OSError, NdpError):
        return  # a file that cannot be read has been reported already


def _iter_lines(reader: TextReader) -> Iterator[tuple[int, str]]:
    number, rest = 1, b""
    while piece := reader.read(1 << 20):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield number, line.decode()
            number += 1
    if rest:
        yield number, rest.decode()


Scan = Callable[
    [Iterator[tuple[int, str]], Mapping[str, set[str | None]], str], Iterator[tuple[WantedSubject, int]]
]


def _whole(reference: str, base: str) -> str:
    """An IRI, relative to a base or not."""
    return reference if ":" in reference or not base else urljoin(base.partition("#")[0], reference)


def _scan_lines(
    lines: Iterator[tuple[int, str]], subjects: Mapping[str, set[str | None]], _base: str
) -> Iterator[tuple[WantedSubject, int]]:
    """N-Triples and N-Quads: one statement a line, with whole IRIs, whatever the base."""
    for number, line in lines:
        subject, _, rest = line.lstrip().partition(" ")
        predicates = subjects.get(from_ntriples(subject))
        if predicates:
            yield (from_ntriples(subject), None), number
            predicate = from_ntriples(rest.lstrip().partition(" ")[0])
            if predicate in predicates:
                yield (from_ntriples(subject), predicate), number


_DIRECTIVE = re.compile(r"^\s*@?(prefix)\s+([^\s:]*):\s*<([^>]*)>|^\s*@?(base)\s+<([^>]*)>", re.IGNORECASE)
_TURTLE_TERM = re.compile(r"<[^>\s]*>|_:[^\s;,.\])]+|[^\s<>\"'(){}\[\];,.#:]*:[^\s<>\"'(){}\[\];,#]*|\ba\b")


@dataclass(slots=True)
class _TurtleNames:
    """The prefixes and base declared so far."""

    prefixes: dict[str, str]
    base: str

    def take(self, line: str) -> bool:
        match = _DIRECTIVE.match(line)
        if match is None:
            return False
        if match[1]:
            self.prefixes[match[2]] = match[3]
        else:
            self.base = _whole(match[5], self.base)
        return True

    def whole(self, term: str) -> str:
        if term == "a":
            return RDF_TYPE
        if term.startswith("<"):
            return _whole(term[1:-1], self.base)
        prefix, _, local = term.rstrip(".").partition(":")
        if prefix == "_" or prefix not in self.prefixes:
            return term
        return self.prefixes[prefix] + local.replace("\\", "")


def _scan_turtle(
    lines: Iterator[tuple[int, str]], subjects: Mapping[str, set[str | None]], base: str
) -> Iterator[tuple[WantedSubject, int]]:
    """Turtle and TriG: a subject is the first term of a line after the end of a statement or a brace."""
    names = _TurtleNames({}, base)
    current: str | None = None
    is_start = True
    for number, line in lines:
        if names.take(line) or line.lstrip().startswith("#"):
            continue
        text = line.strip()
        if not text:
            continue
        terms = [names.whole(term) for term in _TURTLE_TERM.findall(text)]
        candidates = terms[:2] if "{" in text else terms[:1]
        if is_start or "{" in text:
            current = next((term for term in candidates if term in subjects), None)
            if current is not None:
                yield (current, None), number
        if current is not None:
            for predicate in subjects[current]:
                if predicate in terms:
                    yield (current, predicate), number
        is_start = text.endswith((".", "{", "}")) or " . #" in text


_XML_SUBJECT = re.compile(r"rdf:(about|ID)\s*=\s*[\"']([^\"']*)[\"']")
_XML_BASE = re.compile(r"xml:base\s*=\s*[\"']([^\"']*)[\"']")


def _scan_xml(
    lines: Iterator[tuple[int, str]], subjects: Mapping[str, set[str | None]], base: str
) -> Iterator[tuple[WantedSubject, int]]:
    """RDF/XML: by `rdf:about` and `rdf:ID`; a property by its local name."""
    current: str | None = None
    for number, line in lines:
        for text in _XML_BASE.findall(line):
            base = _whole(text, base)
        for attribute, text in _XML_SUBJECT.findall(line):
            iri = _whole(f"#{text}" if attribute == "ID" else text, base)
            current = iri if iri in subjects else None
            if current is not None:
                yield (current, None), number
        if current is not None:
            for predicate in subjects[current]:
                if predicate and re.search(rf"<(?:[\w.-]+:)?{re.escape(last_part(predicate))}[\s>/]", line):
                    yield (current, predicate), number


_JSON_BASE = re.compile(r'"@base"\s*:\s*"([^"]*)"')
_JSON_SUBJECT = re.compile(r'"(?:@id|id)"\s*:\s*"([^"]*)"')


def _scan_json(
    lines: Iterator[tuple[int, str]], subjects: Mapping[str, set[str | None]], base: str
) -> Iterator[tuple[WantedSubject, int]]:
    """JSON-LD: by IRIs after `@id`."""
    for number, line in lines:
        for text in _JSON_BASE.findall(line):
            base = _whole(text, base)
        for iri in (_whole(text, base) for text in _JSON_SUBJECT.findall(line)):
            if iri in subjects:
                yield (iri, None), number


_SCANS: Mapping[str, Scan] = {
    "nt": _scan_lines,
    "nq": _scan_lines,
    "ttl": _scan_turtle,
    "trig": _scan_turtle,
    "n3": _scan_turtle,
    "rdf": _scan_xml,
    "owl": _scan_xml,
    "xml": _scan_xml,
    "jsonld": _scan_json,
    "json": _scan_json,
}
