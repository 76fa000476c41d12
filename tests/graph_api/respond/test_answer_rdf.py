"""Answers as RDF: the statements that each kind of field shows, exactly as the sources write them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import orjson
import pytest

from graph_api.operations.question import Question
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCAT, DCT, ORG, RDF_TYPE, RDFS, SKOS, XSD
from ontology.read import read_model
from tests.graph_api.support.stores import KINDS, Asker, asker_of, contents

NS = DEFAULT_BASE + "ns#"
EX = "http://example.org/"
DERIVED = f"{DEFAULT_BASE}graph/derived"
DATA = f"""
@prefix ndp: <{NS}> . @prefix org: <{ORG}> . @prefix xsd: <{XSD}> . @prefix skos: <{SKOS}> . @prefix dct: <{DCT}> .
@prefix st: <{DEFAULT_BASE}code/platform-status/> . @prefix rdfs: <{RDFS}> . @prefix dcat: <{DCAT}> . @prefix : <{EX}> .
:g1 {{
  :a a org:Organization ; skos:prefLabel "A"@en , "Á"@vi ; ndp:validUntil "2009-12-31"^^xsd:date .
  :b a org:Organization ; ndp:validUntil "2009-12-31"^^xsd:date .
  :c a org:Organization , :Unknown ; ndp:validFrom "2010-01-01"^^xsd:date .
  :merger a ndp:Merger ; org:originalOrganization :a , :b ; org:resultingOrganization :c .
  :split a ndp:Split ; org:originalOrganization :c ; org:resultingOrganization :c , :d .
  :d a org:Organization ; ndp:validFrom "2015-01-01"^^xsd:date .
  :p a ndp:DigitalPlatform ; dct:title "Cổng"@vi , "Portal"@en ; ndp:slug "p" ; :odd "x" .
  :entry a ndp:ListEntry ; ndp:validFrom "2024-01-01"^^xsd:date ; ndp:plannedFrom "2024Z"^^xsd:gYear .
  :list a ndp:NationalPlatformList ; ndp:publishedEntryCount "007"^^xsd:integer ; dcat:record :entry , :other .
}}
<{DERIVED}> {{
  :s a ndp:StatusPeriod ; ndp:statusOf :p ; ndp:status st:recognised ; ndp:from "2024-07-01"^^xsd:date .
}}
"""


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest) -> Iterator[Asker]:
    content = contents(read_model(builtin_files(DEFAULT_BASE)), [DATA.encode()])
    with asker_of(request, content) as asker:
        yield replace(asker, engine=asker.engine.replace(today=lambda: date(2025, 1, 1)))


def lines(asker: Asker, query: str, languages: str = "en") -> list[str]:
    """The statements of an answer, with short names."""
    found = asker.runner.run(asker.engine.execute(Question(query, accept_language=languages, graph="nt")))
    assert found.release is not None, found.body
    text = found.body.decode()
    names = {
        RDF_TYPE: "a",
        EX: ":",
        NS: "ndp:",
        ORG: "org:",
        SKOS: "skos:",
        DCT: "dct:",
        DCAT: "dcat:",
        RDFS: "rdfs:",
    }
    for iri, name in names.items():
        text = text.replace(f"<{iri}>", name).replace(f"<{iri}", f"<{name}")
    return sorted(line.removesuffix(" .").replace("<", "").replace(">", "") for line in text.splitlines())


def about(name: str, selection: str, kind: str = "organization") -> str:
    return f'{{ {kind}(iri: "{EX}{name}") {{ {selection} }} }}'


DAY = f"^^{XSD}date"
P = [
    ':p :odd "x"',
    ":p a ndp:DigitalPlatform",
    ':p dct:title "Cổng"@vi',
    ':p dct:title "Portal"@en',
    ':p ndp:slug "p"',
]
MERGER = [
    *(":merger a ndp:Merger", ":merger org:originalOrganization :a", ":merger org:originalOrganization :b"),
    *(":merger org:resultingOrganization :c", f':a ndp:validUntil "2009-12-31"{DAY}'),
    f':b ndp:validUntil "2009-12-31"{DAY}',
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            about("a", 'prefLabel(lang: "vi") { value } x: validUntil'),
            [f':a ndp:validUntil "2009-12-31"{DAY}', ':a skos:prefLabel "Á"@vi'],
        ),
        (about("a", "prefLabelAll { value }"), [':a skos:prefLabel "A"@en', ':a skos:prefLabel "Á"@vi']),
        (about("a", "label { value }"), [':a skos:prefLabel "A"@en']),
        (about("a", "iri types { iri }"), [":a a org:Organization"]),
        (about("c", "__typename"), [":c a org:Organization"]),
        (about("c", "types { iri }"), [":c a :Unknown", ":c a org:Organization"]),
        (about("split", "__typename", "changeEvent"), [":split a ndp:Split"]),
        (
            about("list", "publishedEntryCount", "nationalPlatformList"),
            [f':list ndp:publishedEntryCount "007"^^{XSD}integer'],
        ),
        (about("entry", "plannedFrom", "listEntry"), [f':entry ndp:plannedFrom "2024Z"^^{XSD}gYear']),
        (about("entry", "recordedIn { nodes { iri } }", "listEntry"), [":list dcat:record :entry"]),
        (
            about("list", "records(first: 1) { totalCount edges { node { iri } } }", "nationalPlatformList"),
            [":list dcat:record :entry"],
        ),
        (
            about(
                "list", "records { totalCount edges { cursor } } publishedEntryCount", "nationalPlatformList"
            ),
            [f':list ndp:publishedEntryCount "007"^^{XSD}integer'],
        ),
        (
            about("p", "currentStatus { code }", "digitalPlatform"),
            [f":s ndp:status {DEFAULT_BASE}code/platform-status/recognised", ":s ndp:statusOf :p"],
        ),
        (
            about("a", "successors { nodes { iri } }"),
            [":merger org:originalOrganization :a", ":merger org:resultingOrganization :c"],
        ),
        (
            about("c", "predecessors { nodes { iri } }"),
            [
                ":merger org:originalOrganization :a",
                ":merger org:originalOrganization :b",
                ":merger org:resultingOrganization :c",
                ":split org:originalOrganization :c",
                ":split org:resultingOrganization :c",
            ],
        ),
        (
            about("d", "predecessors { nodes { validFrom } }"),
            [
                f':c ndp:validFrom "2010-01-01"{DAY}',
                ":split org:originalOrganization :c",
                ":split org:resultingOrganization :d",
            ],
        ),
        (
            about("a", 'responsibleOn(date: "2020-01-01") { validFrom }'),
            [
                f':c ndp:validFrom "2010-01-01"{DAY}',
                ":merger org:originalOrganization :a",
                ":merger org:resultingOrganization :c",
            ],
        ),
        (
            about("c", 'responsibleOn(date: "2020-01-01") { validFrom }'),
            [f':c ndp:validFrom "2010-01-01"{DAY}'],
        ),
        (
            about(
                "p",
                f'statements(where: {{predicate: {{eq: "{EX}odd"}}}}) {{ edges {{ node {{ value {{ iri }} }} }} }}',
                "resource",
            ),
            [':p :odd "x"'],
        ),
        (
            about(
                "merger",
                "statements(last: 3) { nodes { predicate { iri } value { label { value } } } totalCount }",
                "resource",
            ),
            [
                ":merger org:originalOrganization :a",
                ":merger org:originalOrganization :b",
                ":merger org:resultingOrganization :c",
                ':a skos:prefLabel "A"@en',
            ],
        ),
        (
            about("c", "referredBy(first: 1) { nodes { nodes { ... on ChangeEvent { iri } } } }", "resource"),
            [":split org:originalOrganization :c"],
        ),
        (
            about("p", "rdf(format: TURTLE)", "digitalPlatform"),
            [
                ':p :odd "x"',
                ":p a ndp:DigitalPlatform",
                ':p dct:title "Cổng"@vi',
                ':p dct:title "Portal"@en',
                ':p ndp:slug "p"',
            ],
        ),
        (about("p", "rdf(format: N_QUADS)", "digitalPlatform"), P),
        (about("p", "statements { nodes { predicate { iri } value { iri } } }", "digitalPlatform"), P),
        (
            about("p", "statements(first: 1) { edges { node { value { iri } } } }", "digitalPlatform"),
            [":p a ndp:DigitalPlatform"],
        ),
        (
            about(
                "merger",
                "statements { nodes { value { resource { ... on Organization { validUntil } } } } }",
                "changeEvent",
            ),
            MERGER,
        ),
        ('{ digitalPlatforms(where: {slug: {eq: "none"}}) { nodes { slug } } }', []),
        ('{ search(text: "portal") { nodes { ... on DigitalPlatform { slug } } } }', [':p ndp:slug "p"']),
        (
            f'{{ resources(iris: ["{EX}p", "{EX}none"]) {{ ... on DigitalPlatform {{ slug }} }} }}',
            [':p ndp:slug "p"'],
        ),
        (
            f'{{ lineage(iri: "{EX}p") {{ nodes {{ resource {{ label {{ value }} }} }} }} }}',
            [':p dct:title "Portal"@en'],
        ),
    ],
)
def test_a_field_shows_the_statements_that_it_is_read_from(
    engine: Asker, query: str, expected: list[str]
) -> None:
    assert lines(engine, query) == sorted(expected)


@pytest.mark.parametrize(
    "query",
    [
        "{ organizations { totalCount } }",
        "{ organizations { nodes { iri described } } }",
        "{ organizations { aggregates { validFrom { min } } } }",
        "{ organizations { edges { cursor } } }",
        "{ __typename }",
        "{ release { id } }",
    ],
)
def test_an_answer_without_statements_is_refused(engine: Asker, query: str) -> None:
    found = engine.runner.run(engine.engine.execute(Question(query, graph="ttl")))
    (error,) = orjson.loads(found.body)["errors"]
    assert error["extensions"]["code"] == "NO_STATEMENTS"
    assert (found.status, found.release) == (400, None)


def test_a_receipt_is_only_for_json(engine: Asker) -> None:
    question = Question("{ organizations { nodes { validFrom } } }", graph="ttl", wants_receipt=True)
    found = engine.runner.run(engine.engine.execute(question))
    assert orjson.loads(found.body)["errors"][0]["extensions"]["code"] == "RECEIPT_UNAVAILABLE"


def test_the_number_of_statements_does_not_depend_on_the_answer(engine: Asker) -> None:
    query = "{{ organizations({}) {{ nodes {{ validFrom successors {{ nodes {{ validUntil }} }} }} }} }}"
    counts = {
        engine.runner.run(engine.engine.execute(Question(query.format(page), graph="nt"))).statements
        for page in ("first: 3", "first: 50")
    }
    assert len(counts) == 1
