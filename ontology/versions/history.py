"""The history of an ontology's terms, as its files state it: since which version, changes, what is deprecated.

`ndp:sinceVersion` names the version that introduced a term, a `skos:changeNote` is a node with a version
(`owl:versionInfo`) and a text (`rdf:value`), and a term with `owl:deprecated` may name its successor
(`dct:isReplacedBy`). The files in `ontology/history` have these statements about the built-in terms; any added file may
have them, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ontology.files import OntologyFile
from ontology.model import Text
from ontology.namespaces import DCT, OWL, RDF, RDF_TYPE, SKOS
from ontology.terms import Terms


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A change of a term by a version, in a sentence."""

    version: str
    text: Text


@dataclass(frozen=True, slots=True)
class TermHistory:
    """The version that introduced a term (empty: not stated), later changes of it, and what replaces it."""

    since: str
    notes: tuple[VersionNote, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an ontology, the newest first, and the histories of its terms by IRI.

    `first` is the oldest version of the built-in ontology. Versions of added files come last.
    """

    versions: tuple[str, ...]
    first: str
    terms: Mapping[str, TermHistory]

    def about(self, iri: str) -> TermHistory:
        """The history of a term; an empty one if the files state none."""
        return self.terms.get(iri, TermHistory(""))

    def introduced(self, version: str) -> list[str]:
        """The terms that a version introduced, by IRI."""
        return sorted(iri for iri, one in self.terms.items() if one.since == version)

    def changed(self, version: str) -> list[tuple[str, list[Text]]]:
        """The terms that a version changed, by IRI, each with what changed."""
        found = {
            iri: [note.text for note in one.notes if note.version == version]
            for iri, one in self.terms.items()
        }
        return sorted((iri, notes) for iri, notes in found.items() if notes)

    def deprecated(self) -> list[str]:
        """The terms that should no longer be used, by IRI."""
        return sorted(iri for iri, one in self.terms.items() if one.deprecated)


def read_history(files: Sequence[OntologyFile], base: str) -> History:
    """The history that `files` state; the terms of ours begin with `base`."""
    return _read(tuple(files), base)


@lru_cache(maxsize=4)  # a memo: the same few ontologies are asked for
def _read(files: tuple[OntologyFile, ...], base: str) -> History:
    terms = Terms(files)
    versions = tuple(_versions(terms, base + "ns"))
    first = versions[-1] if versions else ""
    subjects = {
        iri: None
        for predicate in (RDF_TYPE, base + "ns#sinceVersion", SKOS + "changeNote", OWL + "deprecated")
        for iri in terms.having(predicate)
        if not iri.startswith("_:")
    }
    found = {iri: _history(terms, iri, base, first) for iri in subjects}
    stated = dict.fromkeys(
        version for one in found.values() for version in (one.since, *(note.version for note in one.notes))
    )
    others = sorted(version for version in stated if version and version not in versions)
    return History((*versions, *others), first, found)


def _versions(terms: Terms, ontology: str) -> Iterator[str]:
    """The versions of the ontology, from the present one back along `owl:priorVersion`, each once."""
    seen: set[str] = set()
    iri: str | None = ontology
    while iri is not None and iri not in seen:
        seen.add(iri)
        if (version := terms.literal(iri, OWL + "versionInfo")) is not None:
            yield version
        iri = next(iter(terms.objects(iri, OWL + "priorVersion")), None)


def _history(terms: Terms, iri: str, base: str, first: str) -> TermHistory:
    notes = (
        VersionNote(terms.literal(node, OWL + "versionInfo") or "", terms.text(node, RDF + "value"))
        for node in terms.objects(iri, SKOS + "changeNote")
    )
    return TermHistory(
        terms.literal(iri, f"{base}ns#sinceVersion") or ("" if terms.is_added(iri) else first),
        tuple(notes),
        terms.flag(iri, OWL + "deprecated"),
        tuple(terms.objects(iri, DCT + "isReplacedBy")),
    )
