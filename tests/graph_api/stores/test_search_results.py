"""`search` over made data: the order of results, languages, days, marked words, and conditions on results."""

from collections.abc import Iterator
from typing import Any

import pytest

from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from tests.graph_api.stores.test_search import SEARCH
from tests.graph_api.support.stores import Asker, Content, asker_of, read_quads

PREFIXES = f"""
@prefix ndp: <{DEFAULT_BASE}ns#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix : <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix org: <http://www.w3.org/ns/org#> .
"""
LONG = "dai" * 200
MADE = (
    PREFIXES
    + f"""
:equal a ndp:DigitalPlatform ; dct:title "Cổng Dữ liệu"@vi .
:equalOther a ndp:DigitalPlatform ; dct:title "Một tên khác"@vi ; skos:altLabel "cong du lieu"@vi .
:begins a ndp:DigitalPlatform ; dct:title "Cổng dữ liệu quốc gia"@vi .
:within a ndp:DigitalPlatform ; dct:title "Một cổng dữ liệu"@vi, "A portal"@en .
:all a ndp:DigitalPlatform ; dct:title "Dữ liệu và cổng"@vi .
:described a ndp:DigitalPlatform ; dct:description "Cổng dữ liệu mở, quốc gia"@vi ; dct:title "x"@vi .
:some a ndp:DigitalPlatform ; dct:title "Cổng"@vi ; dct:description "dữ kiện liệu"@vi .
:partly a ndp:DigitalPlatform ; dct:title "Cổng dữ"@vi .
:nfd a ndp:DigitalPlatform ; dct:title "Điê\u0323n tu\u031b\u0309"@vi .
:wide a ndp:DigitalPlatform ; dct:title "𝔸𝔹 😀 漢字 rộng"@zh .
:wider a ndp:DigitalPlatform ; dct:title "ab dee rộng"@zh .
:long a ndp:DigitalPlatform ; dct:title "{LONG} dài"@vi .
:org2020 a org:Organization ; skos:prefLabel "Cơ quan cũ"@vi ; ndp:validFrom "2020-01-01"^^xsd:date ;
    ndp:validUntil "2020-12-31"^^xsd:date .
:orgNow a org:Organization ; skos:prefLabel "Cơ quan mới"@vi ; ndp:validFrom "2021-01-01"^^xsd:date .
"""
)
EX = "http://example.org/"


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def made(request: pytest.FixtureRequest, model: Model) -> Iterator[Asker]:
    content = Content(model, read_quads(MADE.encode()))
    with asker_of(request, content) as asker:
        yield asker


def found(asker: Asker, text: str, **arguments: Any) -> list[str]:
    answer = asker.data(SEARCH, {"text": text, **arguments})["search"]
    assert answer["totalCount"] == len(answer["nodes"])
    return [node["iri"].removeprefix(EX) for node in answer["nodes"]]


def ways(asker: Asker, *texts: str) -> list[Any]:
    """What the results of searches have, and what the client may have meant."""
    answers = [asker.data(SEARCH, {"text": text})["search"] for text in texts]
    return [(answer["match"], answer["didYouMean"]) for answer in answers]


def test_the_better_a_value_fits_the_earlier_its_resource_comes(made: Asker) -> None:
    assert found(made, "cong du lieu") == [
        "equalOther", "equal", "begins", "within", "all", "described", "some"
    ]  # fmt: skip
    assert found(made, "cổng dữ li", suggest=True) == [
        "equal", "begins", "within", "all", "described", "some", "equalOther"
    ]  # fmt: skip
    assert ways(made, "cổng dữ liệu", "cổng dữ li", "cổng dữ liêuu", "cổng xyz") == [
        ("ALL_WORDS", None), ("SOME_WORDS", None), ("CORRECTED", "cổng dữ lieu"), ("SOME_WORDS", None)
    ]  # fmt: skip


def test_any_script_any_normal_form_and_long_words_are_found(made: Asker) -> None:
    assert found(made, "dien tu") == found(made, "điện TỬ") == ["nfd"]
    assert found(made, "漢字") == found(made, "漢", suggest=True) == ["wide"]
    assert found(made, "𝔸𝔹") == ["wide"]
    assert found(made, LONG) == found(made, LONG[:500], suggest=True) == ["long"]
    assert found(made, LONG[:500]) == []
    assert found(made, "rong") == sorted(["wide", "wider"], key=lambda n: (n == "wider") == (len("𝔸𝔹") == 2))


def test_only_values_in_the_languages_asked_for_count(made: Asker) -> None:
    assert found(made, "portal") == found(made, "portal", lang=["EN"]) == ["within"]
    assert found(made, "portal", lang=["vi"]) == found(made, "mot", lang=["en"]) == []
    assert found(made, "portal mot", lang=["vi", "en"]) == ["within"]
    assert found(made, "portal mot", lang=["*"]) == ["within"]


def test_what_does_not_hold_on_the_day_is_not_found(made: Asker) -> None:
    assert found(made, "co quan") == ["org2020", "orgNow"]
    assert found(made, "co quan", asOf="2020-12-31") == ["org2020"]
    assert found(made, "co quan", asOf="2021-01-01") == ["orgNow"]
    assert found(made, "cong", asOf="2021-01-01") == found(made, "cong")


def test_a_highlight_is_the_value_as_it_is_written_with_the_words_marked(made: Asker) -> None:
    edges = made.data(SEARCH, {"text": "dien tu"})["search"]["edges"]
    assert edges[0]["highlight"] == {
        "property": "http://purl.org/dc/terms/title",
        "lang": "vi",
        "value": "Điê\u0323n tu\u031b\u0309",
        "parts": [
            {"text": "Điê\u0323n", "match": True},
            {"text": " ", "match": False},
            {"text": "tu\u031b\u0309", "match": True},
        ],
    }


# -- conditions and facets by type

TYPED = """query ($where: SearchWhere, $text: String = "cong") {
  search(text: $text, where: $where, first: 200) { totalCount nodes { iri } }
}"""


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("{ digitalPlatform: {} }", {"equal", "begins", "within", "all", "described", "some", "partly", "equalOther"}),
        ('{ digitalPlatform: { title: { startsWith: "Cổng" } } }', {"equal", "begins", "some", "partly"}),
        ('{ digitalPlatform: { title: { eq: "Cổng" } }, organization: {} }', set()),
        (
            '{ or: [{ digitalPlatform: { title: { eq: "Cổng" } } }, { iri: { eq: "http://example.org/all" } }] }',
            {"some", "all"},
        ),
        (
            '{ not: { digitalPlatform: { title: { startsWith: "Cổng" } } }, types: { in: ["DigitalPlatform"] } }',
            {"within", "all", "described", "equalOther"},
        ),
        ("{ and: [{ organization: {} }, {}] }", set()),
        ("{}", {"equal", "begins", "within", "all", "described", "some", "partly", "equalOther"}),
    ],
)  # fmt: skip
def test_results_meet_conditions_on_any_type_and_on_single_ones(
    made: Asker, where: str, names: set[str]
) -> None:
    search = made.data(f'{{ search(text: "cong", where: {where}) {{ totalCount nodes {{ iri }} }} }}')[
        "search"
    ]
    assert {node["iri"].removeprefix(EX) for node in search["nodes"]} == names
    assert search["totalCount"] == len(names)


def test_conditions_may_come_in_a_variable(made: Asker) -> None:
    for where, number in (
        ({"digitalPlatform": {"title": {"eq": "Cổng"}}}, 1),
        ({"organization": {}}, 0),
        (None, 8),
    ):
        assert made.data(TYPED, {"where": where})["search"]["totalCount"] == number, where


def test_a_part_names_its_type_too(made: Asker) -> None:
    light = "highlight { __typename p: parts { __typename } }"
    ask = f'{{ search(text: "portal") {{ __typename edges {{ __typename {light} }} }} }}'
    (edge,) = made.data(ask)["search"]["edges"]
    assert edge["__typename"] == "SearchEdge"
    assert edge["highlight"]["__typename"] == "Highlight"
    assert {part["__typename"] for part in edge["highlight"]["p"]} == {"HighlightPart"}
