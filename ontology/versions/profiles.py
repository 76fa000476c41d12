"""The profile of each term of an ontology: all about it that a new version may change for those who use it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ontology.model import Model
from ontology.namespaces import DCT, OWL, RDFS, SKOS
from ontology.rule import Defect
from ontology.terms import Terms

Words = Mapping[str, str]
"""A text by its language, of several in one language all."""

_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is compared of a term: texts in all languages, names, and the terms that it is connected to."""

    texts: Mapping[str, Words] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()


def profiles(model: Model, terms: Terms, rules: Mapping[str, Defect]) -> dict[str, Profile]:
    """The profiles of the classes, properties, code lists, codes and rules of an ontology, by IRI."""
    kinds = {kind: terms.subjects(OWL + kind) for kind in ("Class", *_PROPERTIES)}
    kinds |= {kind: terms.subjects(SKOS + kind) for kind in ("ConceptScheme", "Concept")}
    found = {
        iri: _profile(model, terms, iri)
        for some in kinds.values()
        for iri in some
        if not iri.startswith("_:")
    }
    return found | {iri: _rule(terms, iri, rule) for iri, rule in rules.items()}


def _profile(model: Model, terms: Terms, iri: str) -> Profile:
    return Profile(
        {
            "label": _words(terms, iri, SKOS + "prefLabel", RDFS + "label", DCT + "title"),
            "definition": _words(terms, iri, SKOS + "definition", RDFS + "comment"),
        },
        _names(model, iri),
        {
            "above": _ends(terms, iri, RDFS + "subClassOf") | _ends(terms, iri, RDFS + "subPropertyOf"),
            "classes": _ends(terms, iri, RDFS + "domain"),
            "values": _ends(terms, iri, RDFS + "range"),
        },
        terms.flag(iri, OWL + "deprecated"),
        tuple(terms.objects(iri, DCT + "isReplacedBy")),
    )


def _rule(terms: Terms, iri: str, rule: Defect) -> Profile:
    return Profile(
        {
            "label": rule.label.by_language,
            "rule-message": rule.templates,
            "remedy": rule.remedies,
            "query": {"": " ".join(rule.query.text.split())},
        },
        {"severity": str(rule.severity)},
        deprecated=terms.flag(iri, OWL + "deprecated"),
        replaced_by=tuple(terms.objects(iri, DCT + "isReplacedBy")),
    )


def _names(model: Model, iri: str) -> Mapping[str, str]:
    """The names of a term in GraphQL."""
    if iri in model.classes:
        return {"name": model.classes[iri].type_name}
    if iri in model.properties:
        return {"name": model.properties[iri].name}
    if iri in model.code_lists:
        return {"name": model.code_lists[iri].type_name}
    return {"name": model.concepts[iri].enum_name} if iri in model.concepts else {}


def _words(terms: Terms, iri: str, *predicates: str) -> Words:
    by_language: dict[str, list[str]] = {}
    for text, lang in (pair for predicate in predicates for pair in terms.texts(iri, predicate)):
        by_language.setdefault(lang, []).append(text)
    return {lang: " · ".join(sorted(texts)) for lang, texts in by_language.items()}


def _ends(terms: Terms, iri: str, predicate: str) -> frozenset[str]:
    """The terms at a predicate, those of a union one by one."""
    ends: set[str] = set()
    for node in terms.objects(iri, predicate):
        ends.update(terms.items(node, OWL + "unionOf") or [node])
    return frozenset(end for end in ends if not end.startswith("_:"))
