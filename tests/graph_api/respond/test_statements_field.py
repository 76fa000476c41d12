"""The field `statements`: the lines of `rdf` one by one, with the graphs that state them, in order and in pages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.iris import derived_graphs
from ontology.model import Model
from ontology.values.languages import FALLBACK
from tests.graph_api.support.nasty import EX, NS
from tests.graph_api.support.stores import KINDS, Asker, Content, asker_of, contents, key

PAGE = """query Page($iris: [ID!]!, $after: String) { resources(iris: $iris) {
  iri rdf(format: N_TRIPLES)
  statements(first: 200, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { predicate { iri } value { iri literal { value lang datatype } } graphs { iri } } } } }"""
Stated = Mapping[str, frozenset[str]]


def triple(subject: str, node: Mapping[str, Any]) -> str:
    """A statement of an answer as a line of N-Triples without the dot."""
    value, literal = node["value"]["iri"], node["value"]["literal"]
    if literal:
        datatype = None if literal["lang"] else NamedNode(literal["datatype"])
        obj = str(Literal(literal["value"], language=literal["lang"], datatype=datatype))
    else:
        obj = value if value.startswith("_:") else f"<{value}>"
    shown = subject if subject.startswith("_:") else f"<{subject}>"
    return f"{shown} <{node['predicate']['iri']}> {obj}"


def stated(engine: Asker, iris: Sequence[str]) -> dict[str, Stated]:
    """All statements about some resources with their graphs; each equals the resource's lines of `rdf`."""
    found: dict[str, Stated] = {}
    for one in engine.data(PAGE, {"iris": iris})["resources"]:
        iri, page = one["iri"], one["statements"]
        nodes = list(page["nodes"])
        while page["pageInfo"]["hasNextPage"]:
            variables = {"iris": [iri], "after": page["pageInfo"]["endCursor"]}
            page = engine.data(PAGE, variables)["resources"][0]["statements"]
            nodes += page["nodes"]
        lines = [triple(iri, node) for node in nodes]
        own = iri if iri.startswith("_:") else f"<{iri}>"
        rdf = [line.removesuffix(" .") for line in one["rdf"].splitlines() if line.startswith(own + " ")]
        assert sorted(lines) == rdf, iri
        assert page["totalCount"] == len(lines)
        found[iri] = dict(
            zip(lines, (frozenset(g["iri"] for g in node["graphs"]) for node in nodes), strict=True)
        )
        assert all(
            len(node["graphs"]) == len(found[iri][line]) for line, node in zip(lines, nodes, strict=True)
        )
    return found


def test_the_statements_are_those_of_rdf_and_their_graphs_those_of_the_data(
    engine: Asker, content: Content, model: Model
) -> None:
    labels = derived_graphs(model.base)[2]
    expected: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in content.quads:
        if key(quad.graph_name) != labels:
            expected[key(quad.subject)][str(quad.triple)].add(key(quad.graph_name))
    iris = sorted(expected)
    if engine.kind == "neo4j":
        iris = iris[::7]
    assert len(iris) > 200
    found: dict[str, Stated] = {}
    for start in range(0, len(iris), 200):
        found |= stated(engine, iris[start : start + 200])
    assert found == {iri: expected[iri] for iri in iris}


LONG = "dài " * 100
DATA = f"""@prefix : <{NS}> . @prefix e: <{EX}> . @prefix o: <http://other/> .
e:g {{ e:it a :Alpha , o:Kind ; :textMany "một"@vi , "one"@en , "one"@en-GB , "eins"@de ; :colourOne :red ;
    o:says "{LONG}a" , "{LONG}b" , "{LONG}c"@vi , "short" , 54.20 , o:nowhere , e:named , _:b ;
    :links e:named , e:bare .
    e:named :nick "Tên" . _:b o:deep "x" . }}
e:h {{ e:it o:says "short" ; :links e:named . e:g a <https://w3id.org/vn-ndp/ns#SourceGraph> . }}
"""
ALL = "nodes { predicate { iri } value { iri literal { value lang } } }"


@pytest.fixture(scope="module", params=KINDS)
def small(request: pytest.FixtureRequest, model: Model) -> Any:
    with asker_of(request, contents(model, [DATA.encode()])) as asker:
        yield asker


def shown(node: Mapping[str, Any]) -> tuple[str, str]:
    """A statement in short."""
    value = node["value"]
    literal = value["literal"]
    predicate = node["predicate"]["iri"].rpartition("#")[2].rpartition("/")[2]
    if literal is None:
        return predicate, value["iri"].rpartition("#")[2].rpartition("/")[2]
    return predicate, literal["value"].replace(LONG, "…") + (f"@{literal['lang']}" if literal["lang"] else "")


def about(asker: Asker, arguments: str, selection: str = ALL) -> Any:
    return asker.data(f'{{ resource(iri: "{EX}it") {{ statements{arguments} {{ {selection} }} }} }}')[
        "resource"
    ]["statements"]


IN_ORDER = [
    ("type", "Alpha"),
    ("type", "Kind"),
    ("colourOne", "red"),
    ("links", "bare"),
    ("links", "named"),
    ("textMany", "eins@de"),
    ("textMany", "một@vi"),
    ("textMany", "one@en"),
    ("textMany", "one@en-gb"),
    ("says", "54.20"),
    ("says", "…a"),
    ("says", "…b"),
    ("says", "…c@vi"),
    ("says", "short"),
    ("says", "named"),
    ("says", "nowhere"),
    ("says", "_:d0b0"),
]


def test_types_come_first_then_properties_and_their_values_in_order(small: Asker) -> None:
    found = [shown(node) for node in about(small, "")["nodes"]]
    assert found == IN_ORDER


def test_pages_in_both_directions_are_the_whole_list_whatever_the_length_of_values(small: Asker) -> None:
    edges = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } " + ALL
    for size in (1, 3, 100):
        forwards: list[Any] = []
        page = about(small, f"(first: {size})", edges)
        while True:
            forwards += page["nodes"]
            cursor = page["pageInfo"]["endCursor"]
            assert len(cursor) < 600
            if not page["pageInfo"]["hasNextPage"]:
                break
            page = about(small, f'(first: {size}, after: "{cursor}")', edges)
        backwards: list[Any] = []
        page = about(small, f"(last: {size})", edges)
        while True:
            backwards = page["nodes"] + backwards
            if not page["pageInfo"]["hasPreviousPage"]:
                break
            page = about(small, f'(last: {size}, before: "{page["pageInfo"]["startCursor"]}")', edges)
        assert [shown(one) for one in forwards] == [shown(one) for one in backwards] == IN_ORDER
        assert page["totalCount"] == len(IN_ORDER)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('{predicate: {eq: "http://other/says"}, lang: []}', IN_ORDER[9:12] + IN_ORDER[13:]),
        ('{predicate: {in: ["http://example.org/nasty#textMany"]}, lang: ["EN"]}', IN_ORDER[7:9]),
        (
            '{predicate: {eq: "http://example.org/nasty#textMany"}, lang: ["en-gb", "de"]}',
            [IN_ORDER[5], IN_ORDER[8]],
        ),
        (
            '{predicate: {notIn: ["http://other/says", "http://example.org/nasty#textMany"]}}',
            IN_ORDER[:5],
        ),
        ("{predicate: {in: []}}", []),
        ("{derived: false}", IN_ORDER),
        ("{derived: true}", []),
        ("{}", IN_ORDER),
    ],
)
def test_conditions_choose_statements(small: Asker, where: str, expected: Sequence[tuple[str, str]]) -> None:
    page = about(small, f"(where: {where})", "totalCount " + ALL)
    assert [shown(node) for node in page["nodes"]] == expected
    assert page["totalCount"] == len(expected)


def test_labels_are_those_of_resources_codes_classes_and_properties(small: Asker) -> None:
    selection = """nodes { predicate { label(lang: "en") { value } name }
      value { iri label(lang: "en") { value lang } resource { iri described } } }"""
    found = {
        (node["value"]["iri"] or "").removeprefix(EX): (node["value"]["label"], node["value"]["resource"])
        for node in about(small, "", selection)["nodes"]
    }
    assert found["named"] == ({"value": "Tên", "lang": None}, {"iri": EX + "named", "described": True})
    assert found["bare"] == ({"value": "bare", "lang": None}, {"iri": EX + "bare", "described": False})
    assert found[NS + "red"] == ({"value": "red", "lang": "en"}, None)
    assert found["http://other/nowhere"][0] == {"value": "nowhere", "lang": None}
    assert found[""] == (None, None)
    names = {
        (node["predicate"]["label"]["value"], node["predicate"]["name"])
        for node in about(small, "", selection)["nodes"]
    }
    assert names >= {("links", "links"), ("says", None), ("class", None)}


def test_a_null_in_a_condition_and_a_wrong_cursor_are_refused(small: Asker) -> None:
    for arguments, code in (
        ("(where: {derived: null})", "NULL_OPERATOR"),
        ("(where: {predicate: {eq: null}})", "NULL_OPERATOR"),
        ('(after: "x")', "BAD_CURSOR"),
        ("(first: 1, last: 1)", "PAGE_ARGUMENTS"),
        ("(first: 100000)", "PAGE_SIZE"),
    ):
        found = small.ask(f'{{ resource(iri: "{EX}it") {{ statements{arguments} {{ totalCount }} }} }}')
        assert found["errors"][0]["extensions"]["code"] == code, arguments


GENERIC = """query Generic($iri: ID!, $lang: [String!]) { resource(iri: $iri) {
  iri label(lang: $lang) { value lang } types { iri label(lang: $lang) { value lang } }
  statements(first: 100) { totalCount pageInfo { hasNextPage endCursor }
    nodes { predicate { iri label(lang: $lang) { value lang } }
      value { iri literal { value lang datatype } label(lang: $lang) { value lang } }
      graphs { iri label(lang: $lang) { value lang } } } } } }"""


def test_a_generic_page_takes_four_statements_to_the_store_whatever_the_class(engine: Asker) -> None:
    for iri in (f"{EX}chain0", f"{EX}nowhere", "https://w3id.org/vn-ndp/id/platform/vtvgo"):
        answer = engine.answer(GENERIC, {"iri": iri, "lang": list(FALLBACK)})
        assert answer.statements == {"sqlite": 4, "neo4j": 3}[engine.kind]
