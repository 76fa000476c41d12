"""Values of derived datatypes on both stores: they are shown, found and counted; what does not fit is not absent."""

from collections.abc import Iterator

import pytest

from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from tests.graph_api.support.stores import KINDS, Asker, asker_of, contents

EX = "http://example.org/d/"
PREFIXES = f"""@prefix : <{EX}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RANGES = {
    "price": "xsd:decimal",
    "size": "xsd:integer",
    "rate": "xsd:double",
    "at": "xsd:dateTime",
    "mark": "xsd:string",
    "since": "xsd:gYear",
    "site": "xsd:anyURI",
    "name": "rdf:langString",
}
ONTOLOGY = f"{PREFIXES} :Thing a owl:Class . " + " ".join(
    f":{name} a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Thing ; rdfs:range {range_} ."
    for name, range_ in RANGES.items()
)
ONTOLOGY += "".join(
    f" :{name} a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Thing ; rdfs:range :Thing ."
    for name in ("kin", "near")
)
DATA = """
:fits a :Thing ; :price 5 ; :size "7"^^xsd:int ; :rate 1.5 ; :at "2024-01-31T00:00:00Z"^^xsd:dateTimeStamp ;
  :mark " a  b"^^xsd:token ; :since " 2024 "^^xsd:gYear ; :site "https://a.example/"^^xsd:anyURI ;
  :name "x"^^xsd:token ; :kin :bare, "somebody" ; :near :bare .
:other a :Thing ; :price 5.0e0 ; :size 7.0 ; :rate "much" ; :at "2024-01-31"^^xsd:date ; :mark "a b"@vi ; :since 2024 ;
  :site "a" ; :name 5 ; :kin "somebody" ; :near <http://example.org/graph> .
<http://example.org/graph> a :Unknown .
:bare a :Thing .
"""
FITTING = {
    "price": ('"5"', "5"),
    "size": ("7", 7),
    "rate": ("1.5", 1.5),
    "at": ('"2024-01-31T00:00:00Z"', "2024-01-31T00:00:00Z"),
    "mark": ('"a b"', "a b"),
    "since": ('"2024"', "2024"),
}


@pytest.fixture(scope="module", params=KINDS)
def things(request: pytest.FixtureRequest) -> Iterator[Asker]:
    files = [*builtin_files(DEFAULT_BASE), OntologyFile("things.ttl", ONTOLOGY.encode(), added=True)]
    content = contents(read_model(files), [(PREFIXES + DATA).encode()])
    with asker_of(request, content) as asker:
        yield asker


def found(things: Asker, where: str) -> list[str]:
    nodes = things.data(f"{{ things(where: {where}) {{ nodes {{ iri }} }} }}")["things"]["nodes"]
    return [node["iri"].removeprefix(EX) for node in nodes]


@pytest.mark.parametrize("name", FITTING)
def test_values_of_derived_datatypes_are_shown_and_found(things: Asker, name: str) -> None:
    literal, shown = FITTING[name]
    nodes = things.data(f"{{ things {{ nodes {{ iri {name} }} }} }}")["things"]["nodes"]
    assert {node["iri"].removeprefix(EX): node[name] for node in nodes} == {
        "bare": None,
        "fits": shown,
        "other": None,
    }
    assert found(things, f"{{{name}: {{eq: {literal}}}}}") == ["fits"]


@pytest.mark.parametrize("name", [*RANGES, "kin", "near"])
def test_only_what_is_not_stated_is_null(things: Asker, name: str) -> None:
    assert found(things, f"{{{name}: {{isNull: true}}}}") == ["bare"]
    assert found(things, f"{{{name}: {{isNull: false}}}}") == ["fits", "other"]


@pytest.mark.parametrize("name", ["kin", "near"])
def test_a_relation_with_a_value_that_does_not_fit_is_neither_null_nor_met(things: Asker, name: str) -> None:
    nodes = things.data(f"{{ things {{ nodes {{ iri {name} {{ iri }} }} }} }}")["things"]["nodes"]
    assert {n["iri"].removeprefix(EX): n[name] for n in nodes} == {
        "bare": None,
        "fits": {"iri": f"{EX}bare"},
        "other": None,
    }
    for where, expected in (
        ("{or: [{isNull: true}, {isNull: false}]}", ["bare", "fits", "other"]),
        ("{isNull: false, price: {isNull: true}}", ["fits"]),
        ("{isNull: false, and: [{isNull: true}]}", []),
        ("{or: [{isNull: false}, {price: {eq: 5}}]}", ["fits", "other"]),
        ("{not: {isNull: true}}", ["fits"]),
        ("{size: {ne: 1}}", ["fits"]),
    ):
        assert found(things, f"{{{name}: {where}}}") == expected, where
    assert found(things, f"{{not: {{{name}: {{isNull: true}}}}}}") == ["fits", "other"]


def test_they_stay_as_the_source_writes_them(things: Asker) -> None:
    rdf = things.data(f'{{ thing(iri: "{EX}fits") {{ rdf(format: N_TRIPLES) }} }}')["thing"]["rdf"]
    for term in ('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', '" a  b"^^', '" 2024 "^^'):
        assert term in rdf
