"""The ontology's own files: complete, consistent, in three languages, and valid for two SHACL engines."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from ontology.files import FOLDER
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import RDF_TYPE
from tests.ontology.support.concluded import concluded

NDP = DEFAULT_BASE + "ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = RDF_TYPE
PROFILE = "http://www.w3.org/ns/dx/prof/Profile"
LANGUAGES = {"en", "vi", "fr"}
PROPERTY_TYPES = (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty")
# What the contract keeps for the API itself on every resource.
RESERVED_FIELDS = {
    "id",
    "iri",
    "described",
    "label",
    "types",
    "sources",
    "findings",
    "rdf",
    "and",
    "or",
    "not",
}
# All that the shapes may be written with.
CONSTRAINTS = {
    "targetClass",
    "or",
    "nodeKind",
    "property",
    "path",
    "minCount",
    "maxCount",
    "datatype",
    "class",
    "node",
    "hasValue",
    "uniqueLang",
    "qualifiedMinCount",
    "qualifiedValueShape",
    "languageIn",
    "minInclusive",
    "pattern",
    "flags",
    "severity",
    "message",
}
DATA = FOLDER.parent / "loaders" / "data"

FILES = {part: sorted((FOLDER / part).glob("*.ttl")) for part in ("core", "codes", "shapes")}


def key(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


class Graph:
    """The triples of some files, by subject and predicate."""

    def __init__(self, *paths: Path) -> None:
        self.triples: list[Quad] = []
        self.by_subject: dict[str, dict[str, list[NamedNode | BlankNode | Literal]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for path in paths:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
                assert isinstance(quad.object, NamedNode | BlankNode | Literal)
                self.triples.append(quad)
                self.by_subject[key(quad.subject)][key(quad.predicate)].append(quad.object)

    def of_type(self, *types: str) -> set[str]:
        return {s for s, po in self.by_subject.items() if {*map(key, po.get(TYPE, ()))} & {*types}}

    def values(self, subject: str, predicate: str) -> list[str]:
        nodes = self.by_subject.get(subject, {}).get(predicate, ())
        return [o.value if isinstance(o, Literal) else key(o) for o in nodes]

    def languages(self, subject: str, predicate: str) -> list[str]:
        nodes = self.by_subject.get(subject, {}).get(predicate, ())
        return sorted(o.language or "" for o in nodes if isinstance(o, Literal))

    def items(self, head: str) -> Iterator[str]:
        while head != RDF + "nil":
            yield from self.values(head, RDF + "first")
            (head,) = self.values(head, RDF + "rest")

    def classes_at(self, subject: str, predicate: str) -> list[str]:
        """The classes at a domain or range, a union spread out."""
        found: list[str] = []
        for node in self.values(subject, predicate):
            heads = self.values(node, OWL + "unionOf")
            found += [c for head in heads for c in self.items(head)] if heads else [node]
        return found

    def superclasses(self, iri: str) -> set[str]:
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            above = [c for c in self.values(waiting.pop(), RDFS + "subClassOf") if c not in found]
            found.update(above)
            waiting += above
        return found


CORE = Graph(*FILES["core"])
CODES = Graph(*FILES["codes"])
SHAPES = Graph(*FILES["shapes"])
CLASSES = sorted(c for c in CORE.of_type(OWL + "Class") if not c.startswith("_:"))
EXPOSED = [
    c
    for c in CLASSES
    if CORE.values(c, NDP + "exposed") == ["true"]
    or (c.startswith(NDP) and CORE.values(c, NDP + "exposed") != ["false"])
]
PROPERTIES = sorted(CORE.of_type(*PROPERTY_TYPES))
# Nothing is ever stated with what is found along another property, so no shape need know it.
FIELDS = sorted(
    p
    for p in CORE.of_type(*PROPERTY_TYPES[:2])
    if not any(CORE.values(p, NDP + along) for along in ("heldAlong", "countedAlong"))
)
SCHEMES = sorted(CODES.of_type(SKOS + "ConceptScheme"))
CONCEPTS = sorted(CODES.of_type(SKOS + "Concept"))


def local_name(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def field_name(iri: str) -> str:
    return next(iter(CORE.values(iri, NDP + "fieldName")), local_name(iri))


def is_relation(iri: str) -> bool:
    return any(c in EXPOSED for c in CORE.classes_at(iri, RDFS + "range"))


def shape_of(iri: str) -> list[str]:
    return [s for s in SHAPES.of_type(SH + "NodeShape") if iri in SHAPES.values(s, SH + "targetClass")]


def paths_of(shape: str) -> dict[str, list[str]]:
    """The property shapes of a node shape, by path."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in SHAPES.values(shape, SH + "property"):
        (path,) = SHAPES.values(node, SH + "path")
        found[path].append(node)
    return found


def test_the_files_are_all_found() -> None:
    assert {part: len(paths) for part, paths in FILES.items()} == {"core": 17, "codes": 19, "shapes": 11}
    assert (len(CLASSES), len(EXPOSED), len(FIELDS), len(PROPERTIES)) == (82, 58, 183, 217)
    assert (len(SCHEMES), len(CONCEPTS)) == (19, 114)


def test_there_is_exactly_one_ontology_with_version_and_licence() -> None:
    (ontology,) = CORE.of_type(OWL + "Ontology")
    assert ontology == DEFAULT_BASE + "ns"
    (version,) = CORE.values(ontology, OWL + "versionInfo")
    assert CORE.values(ontology, OWL + "versionIRI") == [f"{DEFAULT_BASE}ns/{version}"]
    assert CORE.values(ontology, "http://purl.org/dc/terms/license") == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    assert CORE.values(ontology, "http://purl.org/vocab/vann/preferredNamespaceUri") == [NDP]


def test_the_base_is_written_in_full_only_where_it_is_rewritten() -> None:
    iris = [
        (path.name, iri)
        for path in (*FILES["core"], *FILES["codes"], *FILES["shapes"])
        for iri in re.findall(r"<([^>]*vn-ndp[^>]*)>", path.read_text(encoding="utf-8"))
    ]
    assert len(iris) > 600
    assert [(name, iri) for name, iri in iris if not iri.startswith(DEFAULT_BASE)] == []


def test_every_term_is_labelled_and_defined_in_three_languages_and_says_where_it_is_from() -> None:
    terms = {*CLASSES, *PROPERTIES, *SCHEMES, *CONCEPTS, *CORE.of_type(OWL + "Ontology")}
    for term in sorted(terms):
        graph = CODES if term in CODES.by_subject else CORE
        label = SKOS + "prefLabel" if term in CONCEPTS else RDFS + "label"
        for predicate in (label, SKOS + "definition"):
            assert graph.languages(term, predicate) == sorted(LANGUAGES), (term, predicate)
        assert len(graph.values(term, RDFS + "isDefinedBy")) == 1, term


def test_definitions_are_sentences() -> None:
    triples = [*CORE.triples, *CODES.triples]
    definitions = [quad.object for quad in triples if key(quad.predicate) == SKOS + "definition"]
    assert len(definitions) > 1000
    for definition in definitions:
        assert isinstance(definition, Literal)
        assert re.fullmatch(r"[^a-zß-öø-ÿ].*[.:]", definition.value), definition


def test_terms_of_other_vocabularies_name_their_origin() -> None:
    for term in (*CLASSES, *PROPERTIES):
        (origin,) = CORE.values(term, RDFS + "isDefinedBy")
        assert term.startswith(origin), term


def test_every_subject_in_core_is_a_declared_term() -> None:
    subjects = {s for s in CORE.by_subject if not s.startswith("_:")}
    individuals = {NDP + "marketShareOfPotentialMarket"}
    profiles = {*CORE.of_type(PROFILE)}
    # terms of the basic vocabularies, with names and the words of schema.org for them and nothing else
    related = {
        s
        for s, statements in CORE.by_subject.items()
        if {*statements} <= {NDP + "schemaOrg", RDFS + "label"} and not s.startswith(DEFAULT_BASE)
    }
    assert len(related) > 80
    for term in related:
        assert CORE.languages(term, RDFS + "label") == sorted(LANGUAGES), term
    assert (
        subjects
        == {*CLASSES, *PROPERTIES, *CORE.of_type(OWL + "Ontology")} | individuals | profiles | related
    )


def test_no_term_is_declared_in_two_files() -> None:
    declared_in: dict[str, list[str]] = defaultdict(list)
    for path in (*FILES["core"], *FILES["codes"], *FILES["shapes"]):
        for subject, statements in Graph(path).by_subject.items():
            if not subject.startswith("_:") and TYPE in statements:
                declared_in[subject].append(path.name)
    assert {s: files for s, files in declared_in.items() if len(files) > 1} == {}


def test_superclasses_domains_and_ranges_are_declared_classes() -> None:
    foreign = {RDF + "langString", RDFS + "Literal", RDFS + "Resource", OWL + "Thing"}
    for term in CLASSES:
        assert {*CORE.values(term, RDFS + "subClassOf")} <= {*CLASSES}, term
    for term in FIELDS:
        assert {*CORE.classes_at(term, RDFS + "domain")} <= {*CLASSES}, term
        ranges = CORE.classes_at(term, RDFS + "range")
        assert ranges, term
        for found in ranges:
            assert (
                found in CLASSES or found in foreign or found.startswith("http://www.w3.org/2001/XMLSchema#")
            )


def test_every_annotation_used_is_declared_and_stands_on_a_term() -> None:
    annotations = CORE.of_type(OWL + "AnnotationProperty")
    used = {key(q.predicate) for g in (CORE, CODES) for q in g.triples if key(q.predicate).startswith(NDP)}
    assert used <= {*annotations, NDP + "order"}
    for term in CLASSES:
        for name in ("periodStart", "periodEnd"):
            for head in CORE.values(term, NDP + name):
                assert {*CORE.items(head)} <= {*FIELDS}, term


def test_no_two_names_clash() -> None:
    names: dict[str, list[str]] = defaultdict(list)
    for term in FIELDS:
        names[field_name(term)].append(term)
        if is_relation(term):
            (inverse,) = CORE.values(term, NDP + "inverseName")
            names[inverse].append(term + " (inverse)")
    assert {name: terms for name, terms in names.items() if len(terms) > 1} == {}
    assert not RESERVED_FIELDS & {*names}
    assert all(re.fullmatch(r"[a-z][A-Za-z]*", name) for name in names)


def test_types_and_enums_have_names_of_their_own_and_plurals_differ_from_singulars() -> None:
    types = [local_name(c) for c in EXPOSED]
    enums = ["".join(part.title() for part in local_name(s).split("-")) for s in SCHEMES]
    assert len({*types, *enums}) == len(types) + len(enums)
    singulars = [name[0].lower() + name[1:] for name in types]
    plurals = [plural for c in EXPOSED for plural in CORE.values(c, NDP + "pluralName")]
    assert len(plurals) == len(EXPOSED)
    assert len({*singulars, *plurals}) == len(singulars) + len(plurals)


@pytest.mark.parametrize("scheme", SCHEMES, ids=local_name)
def test_a_code_list_is_complete(scheme: str) -> None:
    members = [c for c in CONCEPTS if scheme in CODES.values(c, SKOS + "inScheme")]
    assert len(members) >= 3
    for concept in members:
        assert CODES.values(concept, SKOS + "notation") == [local_name(concept)]
        assert CODES.values(concept, SKOS + "inScheme") == [scheme]
        assert CODES.values(concept, SKOS + "topConceptOf") == [scheme]
    orders = sorted(int(order) for c in members for order in CODES.values(c, NDP + "order"))
    assert orders == list(range(1, len(members) + 1))
    for language in LANGUAGES:
        labels = [
            o.value
            for c in members
            for o in CODES.by_subject[c][SKOS + "prefLabel"]
            if isinstance(o, Literal) and o.language == language
        ]
        assert len({*labels}) == len(members)


def test_every_code_list_is_used_by_a_shape() -> None:
    required = {v for s in SHAPES.by_subject for v in SHAPES.values(s, SH + "hasValue")}
    assert required == {*SCHEMES}


@pytest.mark.parametrize("iri", EXPOSED, ids=local_name)
def test_an_exposed_class_has_a_shape_for_each_property_it_is_the_domain_of(iri: str) -> None:
    (shape,) = shape_of(iri)
    stated = {p for p in FIELDS if iri in CORE.classes_at(p, RDFS + "domain")}
    inherited = {p for p in FIELDS if CORE.superclasses(iri) & {*CORE.classes_at(p, RDFS + "domain")}}
    paths = {*paths_of(shape)}
    assert stated <= paths
    assert paths <= stated | inherited


def test_shapes_use_only_declared_terms_and_constraints_of_shacl_core() -> None:
    assert len(SHAPES.triples) > 1400
    for quad in SHAPES.triples:
        predicate = key(quad.predicate)
        if predicate.startswith(RDF):
            continue
        assert predicate.removeprefix(SH) in CONSTRAINTS, quad
        if predicate == SH + "path":
            assert key(quad.object) in FIELDS, quad
        if predicate in (SH + "class", SH + "targetClass"):
            assert key(quad.object) in EXPOSED, quad
        if predicate == SH + "node":
            assert key(quad.object) in SHAPES.of_type(SH + "NodeShape"), quad


def test_shapes_agree_with_the_ranges_in_the_ontology() -> None:
    shapes = SHAPES.of_type(SH + "NodeShape")
    assert len(shapes) > 60
    for shape in shapes:
        for path, nodes in paths_of(shape).items():
            ranges = CORE.classes_at(path, RDFS + "range")
            for node in nodes:
                for found in (*SHAPES.values(node, SH + "class"), *SHAPES.values(node, SH + "datatype")):
                    assert [found] == ranges, (shape, path)
                for coded in SHAPES.values(node, SH + "node"):
                    assert local_name(coded).startswith("in_"), (shape, path)
                    assert ranges == [SKOS + "Concept"], (shape, path)


def test_functional_properties_have_at_most_one_value_in_every_shape() -> None:
    functional = CORE.of_type(OWL + "FunctionalProperty")
    limits = {
        (shape, path): [count for node in nodes for count in SHAPES.values(node, SH + "maxCount")]
        for shape in SHAPES.of_type(SH + "NodeShape")
        for path, nodes in paths_of(shape).items()
        if path in functional
    }
    assert len(limits) > 80
    assert {place: counts for place, counts in limits.items() if counts != ["1"]} == {}


def test_messages_are_in_three_languages_and_a_required_vietnamese_value_has_its_code() -> None:
    messages = [s for s in SHAPES.by_subject if SHAPES.values(s, SH + "message")]
    vietnamese = [s for s in messages if SHAPES.values(s, SH + "qualifiedMinCount")]
    assert (len(messages), len(vietnamese)) == (17, 12)
    for node in messages:
        assert SHAPES.languages(node, SH + "message") == sorted(LANGUAGES)
    for node in vietnamese:
        assert all(m.startswith("D26 ") for m in SHAPES.values(node, SH + "message"))


def shipped_statements() -> list[Quad]:
    paths = sorted(DATA.glob("*/*.trig"))
    assert len(paths) == 9, "the facts and the illustrative data"
    return [q for path in paths for q in parse(path=str(path), format=RdfFormat.TRIG)]


def test_every_class_has_an_example() -> None:
    used = {key(q.object) for q in shipped_statements() if key(q.predicate) == TYPE}
    shown = used | {above for c in used for above in CORE.superclasses(c)} | concluded()
    assert sorted(c for c in EXPOSED if c not in shown) == []


def test_every_relation_has_an_example() -> None:
    used = {key(q.predicate) for q in shipped_statements()}
    assert sorted(p for p in FIELDS if is_relation(p) and p not in used | concluded()) == []
