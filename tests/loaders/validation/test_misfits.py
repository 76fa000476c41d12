"""Values that do not fit the range of their property are warnings, unless a shape has more to say about them."""

from pyoxigraph import RdfFormat, parse

from loaders.validation.validate import prepare_shapes, validate
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model

EX = "http://example.org/m/"
PREFIXES = f"""@prefix : <{EX}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = f"""{PREFIXES}
:Thing a owl:Class .
:size a owl:DatatypeProperty ; rdfs:domain :Thing ; rdfs:range xsd:integer ; rdfs:label "size"@en , "taille"@fr .
:kin a owl:ObjectProperty ; rdfs:domain :Thing ; rdfs:range :Thing .
:any a owl:DatatypeProperty ; rdfs:domain :Thing . :page a owl:ObjectProperty ; rdfs:domain :Thing .
:pageShape a sh:NodeShape ; sh:targetClass :Thing ; sh:property [ sh:path :page ; sh:nodeKind sh:IRI ] .
:shaped a owl:DatatypeProperty ; rdfs:domain :Thing ; rdfs:range xsd:date .
:shape a sh:NodeShape ; sh:targetClass :Thing ; sh:property [ sh:path :shaped ; sh:datatype xsd:date ] .
"""
DATA = f"""{PREFIXES}
:a a :Thing ; :size 5.0 , "many" , :b , 5 , "6"^^xsd:int ; :kin "b" , :b ; :any :b , 1 ;
  :page :b , [ ] ; :shaped "x"^^xsd:date .
:b a :Thing ; :size 7 .
"""


def test_each_value_that_does_not_fit_is_a_warning_that_says_what_stands_there_and_what_is_expected() -> None:
    file = OntologyFile("things.ttl", ONTOLOGY.encode(), added=True)
    model = read_model([*builtin_files(DEFAULT_BASE), file])
    results = validate(list(parse(DATA.encode(), RdfFormat.TURTLE)), prepare_shapes([file.content], model))
    found = {(r.code, str(r.severity), r.path): r for r in results if r.code == "MISFIT"}
    assert [(r.code, r.messages["en"]) for r in results if r.path == EX + "size"] == [
        ("MISFIT", 'the value "5.0"^^xsd:decimal for “size” is not valid for the datatype xsd:integer'),
        ("MISFIT", 'the value "many" for “size” is not valid for the datatype xsd:integer'),
        ("MISFIT", "the value b for “size” is not valid for the datatype xsd:integer"),
    ]
    kin = found["MISFIT", "Warning", EX + "kin"]
    assert kin.messages["en"] == 'the value "b" for “kin” is a literal; a resource is expected'
    assert kin.remedies["en"] == "write the IRI of the resource for “kin”"
    assert (
        found["MISFIT", "Warning", EX + "any"].messages["en"]
        == "the value b for “any” is a resource; a literal is expected"
    )
    assert [r.code for r in results if r.path == EX + "page"] == ["SHACL"]  # the shape says so
    assert [r.code for r in results if r.path == EX + "shaped"] == ["SHACL"]
    assert {r.focus for r in results} == {EX + "a"}
