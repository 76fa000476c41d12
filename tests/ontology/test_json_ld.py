"""JSON-LD with the ontology's context: every reader gets back the same statements, and plain JSON has plain values."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.json_ld import JsonLdWriter, context_of
from ontology.namespaces import RDF_TYPE
from ontology.read import read_model
from ontology.values.literals import from_ntriples
from tests.ontology.support import every_kind
from tests.ontology.support.every_kind import MODEL, NS
from tests.support.depth import deep

WRITER = JsonLdWriter(MODEL)
triples = st.sets(
    st.tuples(every_kind.subjects.map(every_kind.term), every_kind.statements_of_one).map(
        lambda pair: (pair[0], f"<{pair[1][0]}>", pair[1][1])
    ),
    max_size=15,
).map(sorted)


def read(document: dict[str, Any]) -> set[Triple]:
    quads = parse(json.dumps(document).encode(), RdfFormat.JSON_LD)
    return {quad.triple for quad in quads}


def expected(lines: list[tuple[str, str, str]]) -> set[Triple]:
    text = "".join(f"{' '.join(line)} .\n" for line in lines)
    return {quad.triple for quad in parse(text.encode(), RdfFormat.N_TRIPLES)}


@settings(max_examples=deep(200))
@given(triples)
def test_a_document_says_exactly_the_statements_it_was_written_from(
    lines: list[tuple[str, str, str]],
) -> None:
    assert read(WRITER.document(lines)) == expected(lines)


def test_a_document_with_the_whole_context_says_the_same() -> None:
    lines = [
        ("<http://example.org/a>", f"<{NS}text>", '"Bộ"@vi'),
        ("<http://example.org/a>", f"<{NS}links>", "_:b"),
    ]
    document = WRITER.document(lines, "https://example.org/ns/context.jsonld")
    assert document["@context"] == "https://example.org/ns/context.jsonld"
    assert read(document | {"@context": context_of(MODEL)}) == expected(lines)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of rdflib itself
def test_another_reader_gets_the_same() -> None:
    about = "<http://example.org/a>"
    lines = [
        (about, f"<{RDF_TYPE}>", f"<{NS}Part>"),
        (about, f"<{NS}text>", '"Bộ"@vi'),
        (about, f"<{NS}text>", '"Ministry"@en'),
        (about, f"<{NS}text>", '"no language"'),
        (about, f"<{NS}decimalValue>", '"54.20"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (about, f"<{NS}dateOne>", '"2024-05-20"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (about, f"<{NS}code>", f"<{NS}list-a>"),
        (about, "<http://example.org/unknown>", '"x"@fr'),
        (about, f"<{NS}links>", "_:b"),
        ("_:b", f"<{NS}stringOne>", '"y"'),
    ]
    text = "".join(f"{' '.join(line)} .\n" for line in lines)
    found = Graph().parse(data=json.dumps(WRITER.document(lines)), format="json-ld")
    assert isomorphic(found, Graph().parse(data=text, format="nt"))


def test_plain_json_has_the_names_of_graphql_and_plain_values() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    about = "<http://example.org/a>"
    document = WRITER.document(
        [
            (about, f"<{RDF_TYPE}>", f"<{NS}Part>"),
            (about, f"<{NS}booleanOne>", f'"true"^^<{xsd}boolean>'),
            (about, f"<{NS}integerOne>", f'"7"^^<{xsd}integer>'),
            (about, f"<{NS}integerValue>", f'"007"^^<{xsd}integer>'),
            (about, f"<{NS}partOf>", "<http://example.org/b>"),
            (about, f"<{NS}links>", "<http://example.org/c>"),
            (about, f"<{NS}text>", '"Bộ"@vi'),
        ]
    )
    (node,) = document["@graph"]
    assert node == {
        "id": "http://example.org/a",
        "types": ["Part"],
        "booleanOne": True,
        "integerOne": 7,
        "integerValue": ["007"],
        "partOf": "http://example.org/b",
        "links": ["http://example.org/c"],
        "text": {"vi": ["Bộ"]},
    }
    used = {"@version", *node, "Part"}
    assert set(document["@context"]) == used


def test_every_class_and_property_of_the_ontology_has_its_term() -> None:
    model = read_model(builtin_files(DEFAULT_BASE))
    context = context_of(model)
    ids = {from_ntriples(one["@id"]) if isinstance(one, dict) else one for one in context.values()}
    assert ids >= {*model.properties, *model.classes}
    assert len(context) == len(model.properties) + len(model.classes) + 3
