"""Validating: the fast engine has the same results as the reference; results name the problem and how to fix it."""

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, parse
from pyshacl import validate as pyshacl_validate

from loaders.nquads.canonical import canonical_lines
from loaders.validation.undeclared import VOCABULARIES
from loaders.validation.validate import ShapeResult, Shapes, prepare_shapes, validate
from ontology.errors import UsageError
from ontology.files import builtin_files
from tests.loaders.support.vocabularies import known_vocabularies

SH = "http://www.w3.org/ns/shacl#"
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://a/> .
"""
SHAPES = (
    PREFIXES
    + """
:Sub rdfs:subClassOf :Thing .
:Other rdfs:subClassOf :Elsewhere .
:p rdfs:domain :Elsewhere ; rdfs:range :Thing .
:code a skos:ConceptScheme . :good a skos:Concept ; skos:inScheme :code .
:inCode a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:property [ sh:path skos:inScheme ; sh:hasValue :code ] .
:shape a sh:NodeShape ; sh:targetClass :Thing ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path :title ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ;
  sh:property [ sh:path :title ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:languageIn ( "vi" ) ] ;
    sh:message "D26 a Vietnamese value is required"@en , "D26 cần tiếng Việt"@vi ] ;
  sh:property [ sh:path :date ; sh:maxCount 1 ; sh:datatype xsd:date ] ;
  sh:property [ sh:path :count ; sh:datatype xsd:integer ; sh:severity sh:Warning ] ;
  sh:property [ sh:path :link ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path :text ; sh:nodeKind sh:Literal ] ;
  sh:property [ sh:path :any ; sh:nodeKind sh:BlankNodeOrIRI ] ;
  sh:property [ sh:path :to ; sh:class :Thing ] ;
  sh:property [ sh:path :status ; sh:maxCount 1 ; sh:node :inCode ] ;
  sh:property [ sh:path :outcome ; sh:in ( :passed :failed "x"@vi 1 ) ] ;
  sh:property [ sh:path :tag ; sh:hasValue :must ] ;
  sh:property [ sh:path :name ; sh:languageIn ( "vi" "en" ) ; sh:pattern "^A" ;
    sh:minLength 2 ; sh:maxLength 4 ] ;
  sh:property [ sh:path :size ; sh:minInclusive 0 ; sh:maxExclusive 10 ] ;
  sh:property [ sh:path :from ; sh:lessThanOrEquals :until ] .
"""
)
FINE = ":x a :Sub ; :title 'x'@vi ; :tag :must "

# More statements about :x, and the constraint components it breaks
BROKEN: tuple[tuple[str, str], ...] = (
    (FINE + ".", ""),
    (":x a :Sub ; :tag :must .", "MinCount QualifiedMinCount"),
    (":x a :Sub ; :title 'x'@en ; :tag :must .", "QualifiedMinCount"),
    (":x a :Thing ; :title 'x'@vi , 'y'@vi ; :tag :must .", "UniqueLang"),
    (":x a :Thing ; :title 'x'@vi , 'y' ; :tag :must .", "Datatype"),
    ("[] a :Thing ; :title 'x'@vi ; :tag :must .", "NodeKind"),
    (FINE + "; :date '2024-01-01'^^xsd:date , '2024-01-02'^^xsd:date .", "MaxCount"),
    (FINE + "; :date '2024-02-30'^^xsd:date .", "Datatype"),
    (FINE + "; :date '2024-02-29+07:00'^^xsd:date .", ""),
    (FINE + "; :date '2024' .", "Datatype"),
    (FINE + "; :count '1'^^xsd:decimal .", "Datatype"),
    (FINE + "; :count '007'^^xsd:integer .", ""),
    (FINE + "; :count 'abc'^^xsd:integer .", "Datatype"),
    (FINE + "; :link 'x' , [] .", "NodeKind NodeKind"),
    (FINE + "; :text :y .", "NodeKind"),
    (FINE + "; :any 'x' .", "NodeKind"),
    (FINE + "; :to :y . :y a :Other .", "Class"),
    (FINE + "; :to :y . :y :p 1 .", "Class"),
    (FINE + "; :to :nowhere .", "Class"),
    (FINE + "; :to 'text' .", "Class"),
    (FINE + "; :to :x .", ""),
    (FINE + "; :status :good .", ""),
    (FINE + "; :status :bad .", "Node"),
    (FINE + "; :status :good , :bad .", "MaxCount Node"),
    (FINE + "; :outcome :passed , 'x'@vi , 1 .", ""),
    (FINE + "; :outcome :unknown , 'x' , 2 .", "In In In"),
    (":x a :Sub ; :title 'x'@vi ; :tag :may .", "HasValue"),
    (FINE + "; :name 'Abc'@vi .", ""),
    (FINE + "; :name 'Abc' .", "LanguageIn"),
    (FINE + "; :name 'b'@en .", "Pattern MinLength"),
    (FINE + "; :name 'Abcde'@fr .", "LanguageIn MaxLength"),
    (FINE + "; :size -1 , 10 , 5.5 .", "MinInclusive MaxExclusive"),
    (FINE + "; :from '2024-01-02'^^xsd:date ; :until '2024-01-01'^^xsd:date .", "LessThanOrEquals"),
)


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return prepare_shapes([SHAPES.encode()])


def quads(turtle: str) -> list[Quad]:
    return list(parse((PREFIXES + turtle).encode(), RdfFormat.TURTLE))


def reference(turtle: str) -> list[tuple[str, ...]]:
    """The results of pyshacl: focus, path, value and component; blank nodes as `_:`."""
    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Graph().parse(data=PREFIXES + turtle, format="turtle")
    ontology = rdflib.Graph().parse(data=SHAPES, format="turtle")
    background = rdflib.Graph()
    for triple in ontology:
        if triple[1] in {rdflib.RDFS.subClassOf, rdflib.SKOS.inScheme} or triple[2] == rdflib.SKOS.Concept:
            background.add(triple)
    _, report, _ = pyshacl_validate(data + background, shacl_graph=ontology, inference="none")
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace(SH)

    def told(result: rdflib.term.Node, name: str) -> str:
        term = report.value(result, sh[name])
        if isinstance(term, rdflib.Literal):
            return term.n3()
        return "_:" if isinstance(term, rdflib.BNode) else str(term or "")

    names = ("focusNode", "resultPath", "value", "sourceConstraintComponent")
    return sorted(tuple(told(r, name) for name in names) for r in report.objects(None, sh.result))


def ours(results: tuple[ShapeResult, ...]) -> list[tuple[str, ...]]:
    def told(term: str | None) -> str:
        return "_:" if (term or "").startswith("_:") else term or ""

    return sorted((told(r.focus), told(r.path), told(r.value), r.component) for r in results)


@pytest.mark.parametrize(("turtle", "components"), BROKEN)
def test_the_engine_finds_what_the_reference_finds(turtle: str, components: str, shapes: Shapes) -> None:
    found = validate(quads(turtle), shapes)
    assert sorted(r.component.removeprefix(SH).removesuffix("ConstraintComponent") for r in found) == sorted(
        components.split()
    )
    assert ours(found) == reference(turtle)


@pytest.mark.parametrize(("turtle", "components"), [case for case in BROKEN if case[1]])
def test_each_result_says_what_is_wrong_and_how_to_mend_it(
    turtle: str, components: str, shapes: Shapes
) -> None:
    found = validate(quads(turtle), shapes)
    assert len(found) == len(components.split())
    for result in found:
        assert result.messages["en"]
        assert result.remedies["en"]
        assert "{" not in "".join([*result.messages.values(), *result.remedies.values()])
        assert result.shape == "http://a/shape"


def test_what_a_shape_broke_is_told_in_the_words_of_the_data(shapes: Shapes) -> None:
    (result,) = validate(quads(FINE + "; :date '2024-01-01'^^xsd:date , '2024-01-02'^^xsd:date ."), shapes)
    dates = '"2024-01-01"^^xsd:date, "2024-01-02"^^xsd:date'
    assert result.messages == {
        "en": f"has too many values for “date” (2: {dates}); at most 1 allowed",
        "vi": f"có quá nhiều giá trị cho “date” (2: {dates}), chỉ được có nhiều nhất 1",
        "fr": f"a trop de valeurs pour «\u00a0date\u00a0» (2\u00a0: {dates})\u00a0; maximum autorisé\u00a0: 1",
    }
    assert result.remedies["en"] == "keep the right value for “date” and remove the others"
    (result,) = validate(quads(FINE + "; :status :bad ."), shapes)
    assert result.messages["en"] == "the value bad for “status” is not in the code list “code”"


def test_a_missing_vietnamese_name_is_d26_in_the_shapes_own_words(shapes: Shapes) -> None:
    (result,) = validate(quads(":x a :Sub ; :title 'x'@en ; :tag :must ."), shapes)
    assert (result.code, result.severity) == ("D26", "Violation")
    assert result.messages == {"en": "a Vietnamese value is required", "vi": "cần tiếng Việt"}
    assert result.remedies["en"] == 'add a value in Vietnamese for “title”: "…"@vi'


def test_a_value_that_nothing_describes_is_d31_and_no_violation(shapes: Shapes) -> None:
    results = validate(quads(FINE + "; :to :nowhere , :y , :good , 'text' . :y a :Other ."), shapes)
    assert [(r.code, r.severity, r.value) for r in results] == [
        ("SHACL", "Violation", '"text"'),
        ("SHACL", "Violation", "http://a/good"),
        ("SHACL", "Violation", "http://a/y"),
        ("D31", "Info", "http://a/nowhere"),
    ]
    assert results[-1].messages["en"] == "the value nowhere for “to” is not described anywhere"


def test_what_the_ontology_itself_describes_is_known_and_not_validated() -> None:
    described = ":here a :Thing . :there a :Elsewhere . :Thing a <http://www.w3.org/2002/07/owl#Class> ."
    shapes = prepare_shapes([SHAPES.encode(), (PREFIXES + described).encode()])
    results = validate(quads(FINE + "; :to :here , :there , :Thing ."), shapes)
    assert [(r.code, r.value) for r in results] == [("SHACL", "http://a/there"), ("D31", "http://a/Thing")]


def test_the_severity_is_the_shapes_own(shapes: Shapes) -> None:
    (result,) = validate(quads(FINE + "; :count 'x' ."), shapes)
    assert result.severity == "Warning"


def test_results_are_in_one_order_whatever_that_of_the_data(shapes: Shapes) -> None:
    data = quads(FINE + "; :to :b , :a ; :link 'y' , 'x' ; :count 'c' . :w a :Thing .")
    assert validate(data, shapes) == validate(reversed(data), shapes)
    assert [r.severity for r in validate(data, shapes)] == ["Violation"] * 5 + ["Warning"] + ["Info"] * 2


def test_only_results_about_the_nodes_asked_for_are_given(shapes: Shapes) -> None:
    data = quads(":x a :Thing . :y a :Thing .")
    every = validate(data, shapes)
    assert validate(data, shapes, focuses=frozenset({"http://a/y"})) == tuple(
        r for r in every if r.focus == "http://a/y"
    )
    assert validate(data, shapes, focuses=frozenset()) == ()


def test_canonical_lines_are_as_good_as_statements(shapes: Shapes) -> None:
    turtle = (
        FINE
        + "; :text :y ; :link 'a <b> <c>', '<x>' , '\\\\\" <http://a/y>'^^:t ; :name 'Abc <http://a/y>'@vi ."
    )
    triples = quads(turtle)
    named = [Quad(q.subject, q.predicate, q.object, q.predicate) for q in triples]
    expected = validate(triples, shapes)
    assert len(expected) == 5
    for lines in (canonical_lines(triples), canonical_lines(named)):
        assert validate([line.encode() for line in lines], shapes) == expected


def test_one_statement_in_several_graphs_counts_once(shapes: Shapes) -> None:
    data = quads(FINE + "; :date '2024-01-01'^^xsd:date .")
    again = [Quad(q.subject, q.predicate, q.object, q.predicate) for q in data]
    assert validate([*data, *again], shapes) == ()


def test_data_that_conform_have_no_results(shapes: Shapes) -> None:
    assert validate([], shapes) == ()


TARGET = "sh:targetClass :C ; sh:property"


@pytest.mark.parametrize(
    ("shape", "is_local"),
    [
        ("sh:targetClass :C ; sh:property [ sh:path :p ; sh:class :C ]", True),
        (
            f"{TARGET} [ sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:hasValue 1 ] ] ]",
            True,
        ),
        (
            f"{TARGET} [ sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:class :C ] ] ]",
            False,
        ),
        ("sh:targetClass :C ; sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ]", False),
        ("sh:targetClass :C ; sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]", False),
        ("sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:minCount 1 ]", False),
        ("sh:targetNode :n ; sh:property [ sh:path :p ; sh:minCount 1 ]", False),
        ("sh:targetClass :C ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ]", False),
        ("sh:targetClass :C ; sh:property [ sh:path :p ; sh:node :s ]", False),
    ],
)
def test_shapes_are_local_if_a_node_and_its_values_decide(shape: str, is_local: bool) -> None:
    assert prepare_shapes([f"{PREFIXES} :s a sh:NodeShape ; {shape} .".encode()]).is_local == is_local


def test_shapes_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UsageError, match="shapes are invalid"):
        prepare_shapes(
            [f"{PREFIXES} :s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:minCount 1 ] .".encode()]
        )


def test_the_built_in_shapes_are_local_and_say_what_they_want() -> None:
    builtin = prepare_shapes(f.content for f in builtin_files("https://example.org/") if f.is_turtle)
    assert builtin.is_local
    data = (
        "<https://example.org/id/x> a <https://example.org/ns#DigitalPlatform> ; "
        "<https://example.org/ns#declaredStatus> <https://example.org/code/platform-status/none> ."
    )
    results = validate(quads(data), builtin)
    assert {r.code for r in results} == {"D26", "SHACL"}
    assert "the value none for “declared status” is not in the code list “Platform status”" in {
        r.messages["en"] for r in results
    }


# -- terms that the ontology does not declare

OWN = """
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix n: <http://own/ns#> .
<http://own/ns> a owl:Ontology . n:Bridge a owl:Class . n:slug a owl:DatatypeProperty . n:Code n:slug "x" .
<http://foreign/known> a owl:DatatypeProperty .
n:Bridge <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://foreign/Thing> .
"""
SLIPS = """
@prefix n: <http://own/ns#> . @prefix f: <http://foreign/> .
f:a a n:Bridge, n:Brigde, f:Any ; n:slug "x" ; n:slugg 1, 2 ; f:other 1 ; f:refers n:nothing .
[] n:wholly "unknown" .
"""


def test_terms_that_the_ontology_lacks_in_its_own_namespace_are_warnings_with_the_nearest() -> None:
    quads = list(parse(SLIPS.encode(), RdfFormat.TURTLE))
    results = validate(quads, prepare_shapes([OWN.encode()]))
    told = {(r.severity, r.code, r.path, r.value): (r.messages["en"], r.remedies["en"]) for r in results}
    lang = " in a file given to --ontology"
    assert told == {
        ("Warning", "UNDECLARED", "http://own/ns#slugg", None): (
            "the ontology has no property “slugg”",
            f"write “slug”, or declare “slugg”{lang}",
        ),
        ("Warning", "UNDECLARED", "http://own/ns#wholly", None): (
            "the ontology has no property “wholly”",
            f"declare “wholly”{lang}, or use another term",
        ),
        (
            "Warning",
            "UNDECLARED",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
            "http://own/ns#Brigde",
        ): (
            "the ontology has no class “Brigde”",
            f"write “Bridge”, or declare “Brigde”{lang}",
        ),
    }
    assert len(results) == len(told)
    assert all(set(r.messages) == set(r.remedies) == {"en", "vi", "fr"} for r in results)
    only = validate(quads, prepare_shapes([OWN.encode()]), focuses=frozenset({"http://foreign/a"}))
    assert {r.focus for r in only} == {"http://foreign/a"}
    assert validate(quads, prepare_shapes([OWN.replace("a owl:Ontology", "n:slug 1").encode()])) == ()


def test_typing_errors_in_public_vocabularies_are_warnings_with_the_term_that_is_meant() -> None:
    ontology = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
    <http://purl.org/dc/terms/title> a owl:DatatypeProperty . <http://www.w3.org/ns/org#Organization> a owl:Class .
    <http://a/shape> a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#targetClass> owl:Class ."""
    data = """@prefix dct: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
    <http://a> a org:Organisation, org:Newcomer ; dct:titel "x" ; dct:extent "y" ; dct:brandNew "z" ;
        <http://xmlns.com/foaf/0.1/hompage> <http://b> ; org:unitof <http://c> ."""
    results = validate(list(parse(data.encode(), RdfFormat.TURTLE)), prepare_shapes([ontology.encode()]))
    assert {
        (r.code, r.messages["en"].split(" has no ")[1], r.remedies["en"].split(",")[0]) for r in results
    } == {
        ("UNDECLARED", "property “titel”", "write “title”"),
        ("UNDECLARED", "property “unitof”", "write “unitOf”"),
        ("UNDECLARED", "class “Organisation”", "write “Organization”"),
    }


def test_the_public_vocabularies_are_those_of_rdflib() -> None:
    written = VOCABULARIES.read_text("utf-8")
    assert written == known_vocabularies(), "write it anew: python -m tests.loaders.support.vocabularies"
