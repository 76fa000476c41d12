"""Terms in the ontology's own namespaces that data use but the ontology does not declare, such as typing errors;
and literals as classes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ontology.iris import last_part
from ontology.namespaces import OWL, RDF_TYPE, RDFS
from ontology.texts import read_texts
from ontology.values.literals import from_ntriples

_TYPE = f"<{RDF_TYPE}>".encode()
_CLASSES = frozenset((OWL + "Class", RDFS + "Class"))

_FILE = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class OwnVocabulary:
    """The namespaces that an ontology calls its own, and what it declares: classes, and all else."""

    namespaces: tuple[str, ...]
    classes: frozenset[str]
    others: frozenset[str]

    def lacks(self, iri: str) -> bool:
        """True if it should declare `iri` and does not."""
        return iri.startswith(self.namespaces) and iri not in self.classes and iri not in self.others

    def nearest(self, iri: str, *, is_class: bool) -> str | None:
        """The declared term of the same namespace that is written most like `iri`."""
        namespace = next(n for n in self.namespaces if iri.startswith(n))
        declared = self.classes if is_class else self.others
        known = sorted(t.removeprefix(namespace) for t in declared if t.startswith(namespace))
        near = get_close_matches(iri.removeprefix(namespace), known, n=1)
        return namespace + near[0] if near else None


@dataclass(frozen=True, slots=True)
class UndeclaredTerm:
    """A resource that uses such a term: as the property `path`, or as its class `value`, which may be a literal."""

    focus: str
    path: str
    value: str | None
    messages: Mapping[str, str]
    remedies: Mapping[str, str]


def vocabulary(triples: Iterable[tuple[str, str, str]]) -> OwnVocabulary:
    """The declarations of an ontology, from its triples (IRIs, labels or literals as text)."""
    namespaces: set[str] = set()
    classes: set[str] = set()
    subjects: set[str] = set()
    for subject, predicate, obj in triples:
        subjects.add(subject)
        if predicate == RDF_TYPE:
            if obj in _CLASSES:
                classes.add(subject)
            elif obj == OWL + "Ontology" and not subject.startswith("_:"):
                namespaces.add(subject if subject[-1] in "#/" else subject + "#")
    return OwnVocabulary(tuple(sorted(namespaces)), frozenset(classes), frozenset(subjects - classes))


def iter_undeclared(lines: Iterable[bytes], known: OwnVocabulary) -> Iterator[UndeclaredTerm]:
    """Every resource with each such term that it uses, from canonical lines."""
    lacking: dict[bytes, bool] = {}
    seen: set[tuple[bytes, bytes]] = set()

    def is_lacking(term: bytes) -> bool:
        found = lacking.get(term)
        if found is None:
            found = lacking[term] = known.lacks(from_ntriples(term.decode()))
        return found

    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        if predicate == _TYPE and rest.startswith(b'"'):
            yield _literal_class(subject.decode(), rest.removesuffix(b" .").decode())
            continue
        if predicate == _TYPE:
            term = rest[: rest.index(b" ")]
        elif is_lacking(predicate):
            term = predicate
        else:
            continue
        if is_lacking(term) and (subject, term) not in seen:
            seen.add((subject, term))
            yield _undeclared(
                subject.decode(), from_ntriples(term.decode()), known, is_class=term is not predicate
            )


def _literal_class(subject: str, literal: str) -> UndeclaredTerm:
    texts = read_texts(_FILE)
    return UndeclaredTerm(
        focus=from_ntriples(subject),
        path=RDF_TYPE,
        value=literal,
        messages=texts.fill_all("literal-class", value=literal).by_language,
        remedies=texts.fill_all("literal-class-remedy").by_language,
    )


def _undeclared(subject: str, term: str, known: OwnVocabulary, *, is_class: bool) -> UndeclaredTerm:
    near = known.nearest(term, is_class=is_class)
    names = {"term": last_part(term), "near": last_part(near) if near else ""}
    texts = read_texts(_FILE)
    return UndeclaredTerm(
        focus=from_ntriples(subject),
        path=RDF_TYPE if is_class else term,
        value=term if is_class else None,
        messages=texts.fill_all(f"undeclared-{'class' if is_class else 'property'}", **names).by_language,
        remedies=texts.fill_all(f"undeclared-{'near-' if near else ''}remedy", **names).by_language,
    )
