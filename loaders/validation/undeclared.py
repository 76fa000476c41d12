"""Terms that data use and nothing declares, such as typing errors; and literals as classes.

In the ontology's own namespaces every term has to be declared. In those of public vocabularies that it uses, a term is
reported if it is written almost like one of theirs: they may have grown since `vocabularies.json` was written.
"""

import json
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

VOCABULARIES = Path(__file__).with_name("vocabularies.json")
"""The local names of the terms of some public vocabularies, by namespace."""
_ALIKE = 0.8
"""The similarity (`difflib`) from which a term of a public vocabulary is taken for a typing error."""

_FILE = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class OwnVocabulary:
    """The namespaces that an ontology calls its own, and what it declares: classes, and all else.

    `public` are the namespaces of vocabularies that it uses, whose terms are among the declared ones.
    """

    namespaces: tuple[str, ...]
    classes: frozenset[str]
    others: frozenset[str]
    public: tuple[str, ...] = ()

    def lacks(self, iri: str) -> bool:
        """True if `iri` should be declared and is not."""
        if not iri.startswith((*self.namespaces, *self.public)) or iri in self.classes or iri in self.others:
            return False
        if iri.startswith(self.namespaces):
            return True
        return any(self.nearest(iri, is_class=is_class) is not None for is_class in (True, False))

    def nearest(self, iri: str, *, is_class: bool) -> str | None:
        """The declared term of the same namespace that is written most like `iri`."""
        namespace = next(n for n in (*self.namespaces, *self.public) if iri.startswith(n))
        declared = self.classes if is_class else self.others
        known = sorted(t.removeprefix(namespace) for t in declared if t.startswith(namespace))
        cutoff = _ALIKE if namespace in self.public else 0.6
        near = get_close_matches(iri.removeprefix(namespace), known, n=1, cutoff=cutoff)
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
    public = {
        namespace: {namespace + name for name in names.split()}
        for namespace, names in json.loads(VOCABULARIES.read_text("utf-8")).items()
        if any(subject.startswith(namespace) for subject in subjects)
    }
    terms = set[str]().union(*public.values())
    classes.update(term for term in terms if last_part(term)[:1].isupper())
    others = (subjects | terms) - classes
    return OwnVocabulary(
        tuple(sorted(namespaces)), frozenset(classes), frozenset(others), tuple(sorted(public))
    )


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
    names["vocabulary"] = next((namespace for namespace in known.public if term.startswith(namespace)), "")
    texts, kind = read_texts(_FILE), "class" if is_class else "property"
    key = f"unknown-{kind}" if names["vocabulary"] else f"undeclared-{kind}"
    return UndeclaredTerm(
        focus=from_ntriples(subject),
        path=RDF_TYPE if is_class else term,
        value=term if is_class else None,
        messages=texts.fill_all(key, **names).by_language,
        remedies=texts.fill_all(f"undeclared-{'near-' if near else ''}remedy", **names).by_language,
    )
