"""A small model with a property of every kind, to-one and to-many, and strategies for statements over it."""

from hypothesis import strategies as st

from ontology.files import OntologyFile
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import RDF, RDF_TYPE, XSD
from ontology.read import read_model
from ontology.record import Graphs, Statement
from ontology.values.literals import join

NS = DEFAULT_BASE + "ns#"
_DATATYPES = "string date dateTime gYear decimal integer boolean double anyURI nonNegativeInteger"
DATATYPES = _DATATYPES.split()

_TURTLE = f"""
@prefix : <{NS}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <{RDF}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <{XSD}> .
:Thing a owl:Class .
:Part a owl:Class ; rdfs:subClassOf :Thing ; :rank 1 .
:Piece a owl:Class ; rdfs:subClassOf :Part .
:Hidden a owl:Class ; rdfs:subClassOf :Part ; :exposed false .
:Other a owl:Class ; :pluralName "otherThings" .
:text a owl:DatatypeProperty ; rdfs:domain :Thing ; rdfs:range rdf:langString ; :fullText true .
:stringValue :fullText true .
:link a owl:ObjectProperty ; rdfs:domain :Thing .
:links a owl:ObjectProperty ; rdfs:domain :Thing .
:any a owl:DatatypeProperty ; rdfs:domain :Thing .
:code a owl:ObjectProperty ; rdfs:domain :Thing .
:list a skos:ConceptScheme . :list-a a skos:Concept ; skos:inScheme :list .
:partOf a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Thing ; rdfs:range :Thing ;
    :inverseName "parts" .
:related a owl:ObjectProperty ; rdfs:domain :Thing ; rdfs:range :Other ; :inverseName "relatedFrom" .
:shape a sh:NodeShape ; sh:targetClass :Thing ; sh:property
    [ sh:path :code ; sh:in ( :list-a ) ], [ sh:path :link ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
"""
for _name in DATATYPES:
    _TURTLE += f":{_name}Value a owl:DatatypeProperty ; rdfs:domain :Thing ; rdfs:range xsd:{_name} .\n"
    _TURTLE += f":{_name}One a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:range xsd:{_name} .\n"

MODEL = read_model([OntologyFile("every-kind.ttl", _TURTLE.encode(), added=False)], DEFAULT_BASE)

CLASSES = [NS + name for name in ("Thing", "Part", "Piece", "Hidden", "Other", "Unheard")]
PREDICATES = [*sorted(MODEL.properties), "http://example.org/unknown", "http://example.org/odd?a=%20&b#@1"]

_texts = st.one_of(
    st.sampled_from(
        ["", "a", "a@", 'x" @1,2', "Học Việt", "H\u006f\u0323c", "\0\x01\t\r\n\x0b\x7f\\", "😀\ufffe"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
_FORMS = (
    "007 7 +7 -0 0 54.2 54.20 .5 true 1 false True 2024-05-20 2023-02-30 2024-05-20+07:00 2024 -0044 12024 "
    "2024-05-20T24:00:00 2024-05-20T10:00:00.10Z 5.42E1 1e1 NaN INF -0.0E0 9223372036854775807 "
    "9223372036854775808 123456789012345678901234567890 0.123456789012345678901234567890 x"
)
_datatypes = st.sampled_from(
    [XSD + name for name in (*DATATYPES, "int", "float")] + ["http://example.org/type"]
)
literals = st.one_of(
    st.builds(join, _texts),
    st.builds(join, _texts, st.sampled_from(["vi", "en", "en-gb", "de"])),
    st.builds(lambda form, datatype: join(form, "", datatype), st.sampled_from(_FORMS.split()), _datatypes),
    st.builds(lambda text, datatype: join(text, "", datatype), _texts, _datatypes),
)
subjects = st.sampled_from(
    [f"http://example.org/{n}" for n in "abcdefg"]
    + ["http://example.org/é?q=%2F#@1", "urn:x:1", "_:b0", "_:c14n1"]
)


def term(iri: str) -> str:
    return iri if iri.startswith("_:") else f"<{iri}>"


objects = st.one_of(literals, subjects.map(term), st.sampled_from([f"<{NS}list-a>", f"<{NS}Thing>"]))
statements_of_one: st.SearchStrategy[Statement] = st.one_of(
    st.tuples(st.just(RDF_TYPE), st.sampled_from([term(c) for c in CLASSES] + ["_:b0", '"x"'])),
    st.tuples(st.sampled_from(PREDICATES), objects),
)
graphs: st.SearchStrategy[Graphs] = st.one_of(
    st.just((1,)), st.sets(st.integers(1, 4), min_size=1).map(lambda found: tuple(sorted(found)))
)
descriptions: st.SearchStrategy[dict[Statement, Graphs]] = st.dictionaries(
    statements_of_one, graphs, min_size=1, max_size=12
)
releases: st.SearchStrategy[dict[str, dict[Statement, Graphs]]] = st.dictionaries(
    subjects, descriptions, min_size=1, max_size=6
)
