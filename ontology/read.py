"""From Turtle to the frozen `Model`: only what the files state (ARCHITECTURE.md, "The ontology")."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ontology.errors import UsageError
from ontology.files import OntologyFile
from ontology.lock import (
    read_lock,
    with_code_aliases,
    with_field_aliases,
    with_root_aliases,
    with_shared_aliases,
)
from ontology.model import Kind, Model, PropertyTerm, SearchTerms
from ontology.names import check_fields, check_types
from ontology.namespaces import OWL, RDFS, SKOS
from ontology.reading.annotations import Annotations
from ontology.reading.chains import with_derived_codes
from ontology.reading.classes import ClassReader
from ontology.reading.code_lists import iter_code_lists
from ontology.reading.hierarchy import ClassHierarchy
from ontology.reading.label_templates import LabelTemplateReader
from ontology.reading.properties import PropertyReader
from ontology.reading.schema_org import schema_org_onward, schema_org_terms
from ontology.terms import Terms
from ontology.values.fold import words
from ontology.values.typed import typed_words


def read_model(files: Sequence[OntologyFile], base: str | None = None) -> Model:
    """The model of the ontology in `files`. Raises `UsageError` on bad Turtle, `NameClash` on bad names.

    `base` is the IRI that its own terms begin with; None: that of the built-in `owl:Ontology`.
    """
    return _read_model(tuple(files), base)


@lru_cache(maxsize=4)  # a memo: all steps of a load, a check and a service ask for the same few ontologies
def _read_model(files: tuple[OntologyFile, ...], base: str | None) -> Model:
    terms, lock = Terms(files), read_lock(files)
    if base is None:
        return _read_model(files, _base(terms))
    annotations, hierarchy = Annotations(terms, base + "ns#"), ClassHierarchy(terms, base + "ns#")
    code_lists = {c.iri: with_code_aliases(c, lock) for c in iter_code_lists(annotations)}
    properties = with_derived_codes({p.iri: p for p in PropertyReader(annotations, hierarchy).properties()})
    reader = ClassReader(annotations, hierarchy)
    classes = reader.classes(properties)
    check_types(classes, code_lists)
    shared = reader.shared(properties.values())
    check_fields(classes, shared)
    classes = with_field_aliases(with_root_aliases(classes, lock), lock)
    shared = with_shared_aliases(shared, classes, lock)
    templates = LabelTemplateReader(annotations, classes, hierarchy.superclasses, shared)
    ontology = next(iter(terms.subjects(OWL + "Ontology")), "")
    return Model(
        base=base,
        version=terms.literal(ontology, OWL + "versionInfo") or "",
        hash=_hash(files),
        classes=classes,
        properties=properties,
        code_lists=code_lists,
        concepts={c.iri: c for s in code_lists.values() for c in s.concepts},
        superclasses=hierarchy.superclasses,
        names=_names(terms, properties.values()),
        shared=shared,
        labels={
            s: annotations.label(s)
            for s in (*hierarchy.superclasses, *properties, *code_lists, *_labelled(terms))
        },
        synonyms={s: tuple(terms.literals(s, SKOS + "altLabel")) for s in terms.having(SKOS + "altLabel")},
        search=_search_terms(annotations, properties),
        label_templates=templates.templates(),
        schema_org=schema_org_terms(annotations),
        schema_org_onward=schema_org_onward(annotations),
        files=files,
    )


def _labelled(terms: Terms) -> list[str]:
    """The IRIs of all other things that have a label."""
    return [s for name in (RDFS + "label", SKOS + "prefLabel") for s in terms.having(name) if s[0] != "_"]


def _search_terms(annotations: Annotations, properties: Iterable[str]) -> SearchTerms:
    """The link words of all ontologies, and the labels of the properties that mark things."""
    terms, link_word = annotations.terms, annotations.ns + "linkWord"
    links: dict[str, set[str]] = {}
    for subject in terms.having(link_word):
        for text, lang in terms.texts(subject, link_word):
            links.setdefault(lang, set()).update(typed_words(text))
    marking = [annotations.label(iri) for iri in properties if annotations.flag(iri, "searchMarker")]
    markers = {words(text) for label in marking for text in label.by_language.values()}
    return SearchTerms({lang: frozenset(some) for lang, some in links.items()}, frozenset(markers))


def _hash(files: Sequence[OntologyFile]) -> str:
    """A hash of the contents of some files, whatever their names and order."""
    digest = hashlib.sha256()
    for content in sorted(file.content for file in files):
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _base(terms: Terms) -> str:
    own = (o for o in terms.subjects(OWL + "Ontology") if not terms.is_added(o))
    iri = next(own, None)
    if iri is None:
        raise UsageError("the ontology has no owl:Ontology of its own", code="ONTOLOGY_SYNTAX")
    return iri.removesuffix("ns")


def _names(terms: Terms, properties: Iterable[PropertyTerm]) -> tuple[PropertyTerm, ...]:
    """The properties whose values name a resource: `rdfs:label` and its subproperties, best first."""
    label = RDFS + "label"
    naming = [
        p
        for p in properties
        if (p.iri == label or label in terms.closure(p.iri, RDFS + "subPropertyOf"))
        and p.kind in (Kind.TEXT, Kind.STRING)
    ]
    return tuple(sorted(naming, key=lambda p: (p.order, p.iri)))
