"""Texts on both stores: lists in the order of the language that is shown, and texts that look equal are equal."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from tests.graph_api.support.stores import KINDS, Asker, asker_of, contents

EX = "http://example.org/t/"
COMPOSED = unicodedata.normalize("NFC", "Bộ Tài chính")
APART = unicodedata.normalize("NFD", COMPOSED)
MIXED = COMPOSED[:2] + APART[4:]
NAMES = {
    "one": '"Ủy ban"@vi , "Zone"@fr , "Committee"@en',
    "two": '"Ê-đê"@vi , "Êtres"@fr , "Beings"@en-GB',
    "three": '"Ga"@vi , "Étoiles"@fr , "Stars"@en',
    "four": '"Ăn"@vi , "Euros"@fr , "Angel"@en , "Zebra"@en',
    "five": '"Az"@vi , "Fête"@fr',
    "six": '"Ma"',
}
TURTLE = f"""@prefix : <{EX}> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TURTLE += "\n".join(f":{name} a org:Organization ; skos:prefLabel {texts} ." for name, texts in NAMES.items())
TURTLE += "".join(
    f'\n:{name} a <{DEFAULT_BASE}ns#DigitalPlatform> ; <http://purl.org/dc/terms/identifier> "{text}" ;'
    f' <http://purl.org/dc/terms/description> "{text}"@vi .'
    for name, text in (("composed", COMPOSED), ("apart", APART), ("mixed", MIXED), ("other", "Bộ Tài chinh"))
)


@pytest.fixture(scope="module", params=KINDS)
def texts(request: pytest.FixtureRequest) -> Iterator[Asker]:
    content = contents(read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE), [TURTLE.encode()])
    with asker_of(request, content) as asker:
        yield asker


def listed(texts: Asker, arguments: str, accept_language: str) -> Any:
    query = f"{{ organizations({arguments}) {{ edges {{ cursor node {{ iri label {{ value }} }} }} }} }}"
    answer = texts.ask(query, accept_language=accept_language)
    return answer["data"]["organizations"]["edges"]


def names(edges: Any) -> list[str]:
    return [edge["node"]["label"]["value"] for edge in edges]


IN_ORDER = {
    "vi": ["Az", "Ăn", "Ê-đê", "Ga", "Ma", "Ủy ban"],
    "": ["Az", "Ăn", "Ê-đê", "Ga", "Ma", "Ủy ban"],
    "de": ["Az", "Ăn", "Ê-đê", "Ga", "Ma", "Ủy ban"],
    "fr": ["Étoiles", "Êtres", "Euros", "Fête", "Ma", "Zone"],
    "fr-CA, en": ["Étoiles", "Êtres", "Euros", "Fête", "Ma", "Zone"],
    "en-US": ["Angel", "Az", "Beings", "Committee", "Ma", "Stars"],
}


@pytest.mark.parametrize("language", IN_ORDER)
def test_a_list_stands_in_the_order_of_what_its_reader_sees(texts: Asker, language: str) -> None:
    for order in ("[{label: {}}]", "[{prefLabel: {}}]"):
        assert names(listed(texts, f"orderBy: {order}", language)) == IN_ORDER[language]
    down = names(listed(texts, "orderBy: [{label: {dir: DESC}}]", language))
    assert down == IN_ORDER[language][::-1]


@pytest.mark.parametrize("language", ["", "fr", "en-US"])
def test_pages_go_on_in_that_order_and_cursors_belong_to_it(texts: Asker, language: str) -> None:
    seen: list[str] = []
    after = ""
    while edges := listed(texts, f"first: 2, orderBy: [{{label: {{}}}}]{after}", language):
        seen += names(edges)
        after = f', after: "{edges[-1]["cursor"]}"'
    assert seen == IN_ORDER[language]
    query = f"{{ organizations(first: 2, orderBy: [{{label: {{}}}}]{after}) {{ nodes {{ iri }} }} }}"
    other = "vi" if language else "en"
    (error,) = texts.ask(query, accept_language=other)["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"


def test_a_named_language_fixes_the_order(texts: Asker) -> None:
    for language in ("vi", "en"):
        edges = listed(texts, 'first: 5, orderBy: [{label: {lang: "fr"}}]', language)
        last = [edge["node"]["iri"].removeprefix(EX) for edge in edges]
        assert last == ["three", "two", "four", "five", "one"]


@pytest.mark.parametrize("text", [COMPOSED, APART, MIXED])
@pytest.mark.parametrize("field", ["identifiers", "description"])
def test_texts_that_look_equal_are_equal(texts: Asker, field: str, text: str) -> None:
    equal, part = f'"{text}"', f'"{text[:-2]}"'
    wheres = {
        f"{{eq: {equal}}}": 3,
        f"{{ne: {equal}}}": 1,
        f"{{in: [{equal}]}}": 3,
        f"{{notIn: [{equal}]}}": 1,
        f"{{contains: {part}}}": 3,
        f"{{startsWith: {equal}}}": 3,
    }
    for where, expected in wheres.items():
        found = texts.data(f"{{ digitalPlatforms(where: {{{field}: {where}}}) {{ totalCount }} }}")
        assert found["digitalPlatforms"]["totalCount"] == expected, where


def test_texts_are_shown_as_they_came(texts: Asker) -> None:
    found = texts.data("{ digitalPlatforms { nodes { iri description { value } } } }")["digitalPlatforms"][
        "nodes"
    ]
    shown = {one["iri"].removeprefix(EX): one["description"]["value"] for one in found}
    assert (shown["composed"], shown["apart"], shown["mixed"]) == (COMPOSED, APART, MIXED)
