"""The shapes, code lists and class hierarchy of an ontology, prepared for validating."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize
from shifty._shifty import PreparedValidator  # the public wrapper needs rdflib to hand its report over

from loaders.validation.patterns import read_patterns
from loaders.validation.shape_lists import with_blank_lists
from loaders.validation.undeclared import OwnVocabulary, vocabulary
from ontology.errors import UsageError
from ontology.model import Model, Text
from ontology.namespaces import OWL, RDF, RDF_TYPE, RDFS, SH, SKOS, XSD
from ontology.terms import key

IN_SCHEME = SKOS + "inScheme"
_TYPE = NamedNode(RDF_TYPE)
_UNIQUE_LANG = NamedNode(f"{SH}uniqueLang")
_TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
_SUBCLASS = RDFS + "subClassOf"
_TERM_TYPES = (RDF, RDFS, OWL, SH)
"""The namespaces of the classes of terms and shapes; whatever else an ontology describes is a thing."""
_LABELS = (RDFS + "label", SKOS + "prefLabel")
_OTHER_TARGETS = ("target", "targetNode", "targetSubjectsOf", "targetObjectsOf")
TO_SHAPES = ("property", "node", "qualifiedValueShape", "not", "and", "or", "xone")
"""The properties that lead from a shape to those that it is made of."""
_NEAR = 2
"""The longest chain of nodes that a local shape needs: the judged node and its values."""

RdfTerm = NamedNode | BlankNode | Literal
Description = Mapping[str, tuple[RdfTerm, ...]]
"""The declarations of a shape: local name of the SHACL property to its values."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes prepared for any number of data sets.

    `descriptions` are the declarations of each shape, by its IRI or blank label (`_:x`); `names` gives the
    IRI of the shape that a blank one is part of; `background` are the subjects that the ontology describes;
    `is_local`: validating a focus needs no more than its own statements and those of its values.
    `vocabulary` are the terms that the ontology declares; `labels` are the labels of its terms, codes and code lists.
    `patterns` are those that the engine cannot judge, by shape. `model` has the properties that values are compared
    with (None: they are not). `triples` are those of the shapes and of the background, which the engine has.
    """

    validator: PreparedValidator
    descriptions: Mapping[str, Description]
    names: Mapping[str, str]
    background: frozenset[str]
    is_local: bool
    vocabulary: OwnVocabulary
    labels: Mapping[str, Text]
    patterns: Mapping[str, re.Pattern[str]]
    triples: tuple[Triple, ...] = ()
    model: Model | None = None


def shapes_of(model: Model) -> Shapes:
    """The shapes of a whole ontology, which values are compared with, too. Raises `UsageError` as `prepare_shapes`."""
    return prepare_shapes((file.content for file in model.files if file.is_turtle), model)


def prepare_shapes(documents: Iterable[bytes], model: Model | None = None) -> Shapes:
    """Prepare the shapes, code lists, other individuals and `rdfs:subClassOf` of Turtle documents, nothing else.

    Domains and ranges are left out on purpose: reasoning with them would add the very types that `sh:class`
    checks. `model`: the same ontology, to compare values with the ranges of its properties. Raises UsageError if the
    engine does not understand a shape.
    """
    return replace(_shapes(tuple(documents)), model=model)


@lru_cache(maxsize=4)  # a memo: to prepare the shapes of an ontology takes longer than to validate a change
def _shapes(documents: tuple[bytes, ...]) -> Shapes:
    triples = with_blank_lists(
        [t for number, document in enumerate(documents) for t in _iter_triples(document, f"o{number}_")]
    )
    kept = _background(triples)
    shapes = _shape_triples(triples)
    descriptions = _describe(shapes)
    return Shapes(
        validator=prepare([*shapes, *kept]),
        triples=(*shapes, *kept),
        descriptions=descriptions,
        names=_names(descriptions),
        background=frozenset(key(t.subject) for t in kept if t.predicate.value != _SUBCLASS),
        is_local=_is_local(shapes, descriptions),
        vocabulary=vocabulary((key(t.subject), t.predicate.value, key(t.object)) for t in triples),
        labels=_labels(triples),
        patterns=read_patterns(descriptions),
    )


def _iter_triples(document: bytes, prefix: str) -> Iterator[Triple]:
    """The statements of one document; its blank nodes are not those of another, whatever their labels."""
    for quad in parse(document, format=RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        yield Triple(
            BlankNode(prefix + subject.value) if isinstance(subject, BlankNode) else subject,
            quad.predicate,
            BlankNode(prefix + value.value) if isinstance(value, BlankNode) else value,
        )


def _labels(triples: list[Triple]) -> dict[str, Text]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in triples:
        if triple.predicate.value in _LABELS and isinstance(triple.object, Literal):
            labels[key(triple.subject)][triple.object.language or ""] = triple.object.value
    return {iri: Text(by_language) for iri, by_language in labels.items()}


def prepare(triples: Iterable[Triple]) -> PreparedValidator:
    """The engine with these shapes and things. Raises `UsageError` if it does not understand a shape."""
    content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    try:
        validator = PreparedValidator(shapes=content, shapes_format="nt")
    except (ValueError, RuntimeError) as error:
        raise _unusable(str(error)) from None
    if validator.diagnostics:  # a part of a shape that the engine would ignore
        raise _unusable("; ".join(validator.diagnostics))
    return validator


def _unusable(problem: str) -> UsageError:
    return UsageError(
        f"the ontology's shapes are invalid: {problem}", code="SHAPES_INVALID", hint="fix that shape"
    )


def _background(triples: list[Triple]) -> list[Triple]:
    things = {
        t.subject for t in triples if t.predicate == _TYPE and not key(t.object).startswith(_TERM_TYPES)
    }
    return [
        t
        for t in triples
        if t.subject in things or (t.predicate.value == _SUBCLASS and isinstance(t.object, NamedNode))
    ]


def _shape_triples(triples: list[Triple]) -> list[Triple]:
    """The statements about shapes, and about all blank nodes (property shapes, lists) they lead to."""
    about: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[triple.subject].append(triple)
    ahead = [s for s, own in about.items() if any(t.predicate.value.startswith(SH) for t in own)]
    seen = set(ahead)
    kept: list[Triple] = []
    while ahead:
        for triple in about[ahead.pop()]:
            if triple.predicate == _UNIQUE_LANG and triple.object != _TRUE:
                continue  # the engine takes any value for true
            kept.append(triple)
            if isinstance(triple.object, BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                ahead.append(triple.object)
    return kept


def _describe(shapes: list[Triple]) -> dict[str, Description]:
    """The declarations of each shape, with lists written out."""
    declared: dict[str, dict[str, list[RdfTerm]]] = defaultdict(lambda: defaultdict(list))
    firsts: dict[str, RdfTerm] = {}
    rests: dict[str, str] = {}
    for triple in shapes:
        subject, predicate, value = key(triple.subject), triple.predicate.value, triple.object
        if isinstance(value, Triple):
            continue
        if predicate == f"{RDF}first":
            firsts[subject] = value
        elif predicate == f"{RDF}rest":
            rests[subject] = key(value)
        elif predicate.startswith(SH):
            declared[subject][predicate.removeprefix(SH)].append(value)
    return {
        shape: {
            name: tuple(values) if name == "path" else _flat(values, firsts, rests)
            for name, values in sorted(properties.items())
        }
        for shape, properties in declared.items()
    }


def _flat(
    values: list[RdfTerm], firsts: Mapping[str, RdfTerm], rests: Mapping[str, str]
) -> tuple[RdfTerm, ...]:
    return tuple(item for value in values for item in _items(value, firsts, rests))


def _items(value: RdfTerm, firsts: Mapping[str, RdfTerm], rests: Mapping[str, str]) -> tuple[RdfTerm, ...]:
    at = key(value)
    if at not in firsts:
        return (value,)
    items = []
    seen = set()
    while at in firsts and at not in seen:
        seen.add(at)
        items.append(firsts[at])
        at = rests.get(at, "")
    return tuple(items)


def _names(descriptions: Mapping[str, Description]) -> dict[str, str]:
    """For each blank shape the least IRI of a shape that leads to it."""
    names: dict[str, str] = {}
    for name in sorted(shape for shape in descriptions if not shape.startswith("_:")):
        ahead = [name]
        while ahead:
            for values in descriptions.get(ahead.pop(), {}).values():
                blanks = [key(v) for v in values if isinstance(v, BlankNode)]
                ahead += [blank for blank in blanks if blank not in names]
                names.update((blank, name) for blank in blanks if blank not in names)
    return names


def _is_local(shapes: list[Triple], descriptions: Mapping[str, Description]) -> bool:
    """True if every focus is found by its class and judged only by its statements and those of its values."""
    predicates = {t.predicate.value for t in shapes}
    if predicates & {f"{SH}{name}" for name in (*_OTHER_TARGETS, "sparql", "rule", "expression")}:
        return False
    paths = [path for declared in descriptions.values() for path in declared.get("path", ())]
    if not all(isinstance(path, NamedNode) for path in paths):
        return False
    targets = [shape for shape, declared in descriptions.items() if "targetClass" in declared]
    return all(_reach(shape, descriptions, frozenset()) <= _NEAR for shape in targets)


def _reach(shape: str, descriptions: Mapping[str, Description], above: frozenset[str]) -> int:
    """The length of the longest chain of nodes whose statements are needed, starting with the judged node itself.

    0 for a condition on the term itself (its kind, datatype, language); 1 for its class.
    """
    if shape in above:
        return _NEAR + 1  # a shape that refers to itself may lead anywhere
    declared = descriptions.get(shape, {})
    below = [key(value) for name in TO_SHAPES for value in declared.get(name, ())]
    reach = max((_reach(one, descriptions, above | {shape}) for one in below), default=0)
    if "class" in declared or "closed" in declared:
        reach = max(reach, 1)
    return reach + 1 if "path" in declared else reach
