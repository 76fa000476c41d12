"""`search` on both stores: what a look at every value finds, in the same order, page by page."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.plan.search import MOST_WORDS, ReadQuery, SearchQuery
from graph_api.respond.search import iter_parts
from ontology.model import Model
from ontology.values.fold import words
from tests.graph_api.support.reference.world import World
from tests.graph_api.support.searches import Found, Searcher
from tests.graph_api.support.stores import Asker, Content
from tests.support.depth import SEED, deep

SEEDS = {"sqlite": deep(100), "neo4j": deep(30)}
SEARCH = """query (
  $text: String!, $types: [ResourceType!], $lang: [String!], $first: Int = 200, $after: String, $suggest: Boolean
  $asOf: Date
) {
  search(
    text: $text, types: $types, lang: $lang, first: $first, after: $after, suggest: $suggest, asOf: $asOf
  ) {
    totalCount match didYouMean
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { iri }
    edges { cursor score node { iri } highlight { property lang value parts { text match } } }
  }
}"""


@pytest.fixture(scope="session")
def searcher(content: Content) -> Searcher:
    return Searcher(World(content.quads, content.model))


def drawn(texts: list[str], seed: int) -> dict[str, Any]:
    """The arguments of a search drawn at random: words of the data, mixed, cut and misspelt."""
    rng = random.Random(seed)
    some = [word for _ in range(rng.choice((1, 1, 1, 2))) for word in words(rng.choice(texts)).split()]
    start = rng.randrange(len(some) + 1)
    chosen = some[start : start + rng.choice((1, 1, 2, 3, 9))]
    if rng.random() < 0.2:
        rng.shuffle(chosen)
    text = rng.choice((" ", " ", " ", ", ", " - ")).join(chosen)
    if rng.random() < 0.3 and text:
        text = misspelt(rng, text)
    arguments: dict[str, Any] = {"text": text if rng.random() < 0.8 else text.upper() + "!"}
    if rng.random() < 0.4:
        arguments["suggest"] = True
        arguments["text"] = text[: rng.randrange(len(text) + 1)]
    if rng.random() < 0.3:
        arguments["lang"] = rng.sample(["vi", "en", "EN", "en-gb", "fr", "*", "x", "zh"], rng.randrange(4))
    if rng.random() < 0.3:
        arguments["types"] = rng.sample(["DigitalPlatform", "Agent", "Sample", "Alpha", "Beta"], 2)
    if rng.random() < 0.15:
        arguments["text"] += rng.choice(
            (" (minh hoạ)", " (Illustrative)", "(minh hoa)", " (MINH HOA) x", " (minh)")
        )
    return arguments


def misspelt(rng: random.Random, text: str) -> str:
    """A text with one letter left out, doubled, or swapped with the next."""
    place = rng.randrange(len(text))
    start, one, rest = text[:place], text[place], text[place + 1 :]
    return rng.choice((start + rest, start + one + one + rest, start + rest[:1] + one + rest[1:]))


def class_iris(model: Model, types: list[str] | None) -> list[str] | None:
    names = {term.type_name: iri for iri, term in model.classes.items()}
    return None if types is None else [names.get(name, name) for name in types]


@pytest.mark.no_cover
def test_random_searches_find_what_a_look_at_every_value_finds(engine: Asker, searcher: Searcher) -> None:
    texts = [text for text in searcher.texts() if text.strip()]
    found_any = 0
    for seed in range(SEED, SEED + SEEDS[engine.kind]):
        arguments = drawn(texts, seed)
        search, expected = searcher.search(
            arguments["text"],
            suggest=arguments.get("suggest", False),
            lang=arguments.get("lang"),
            types=class_iris(engine.engine.reader.model, arguments.get("types")),
        )
        answer = engine.data(SEARCH, arguments)["search"]
        about = f"seed {seed}: {json.dumps(arguments, ensure_ascii=False)}"
        assert (answer["match"], answer["didYouMean"]) == (
            (search.match, search.did_you_mean) if expected else ("ALL_WORDS", None)
        ), about
        assert answer["totalCount"] == len(expected), about
        assert [n["iri"] for n in answer["nodes"]] == [f.iri for f in expected[:200]], about
        check_edges(answer["edges"], expected, about)
        found_any += bool(expected)
    assert found_any > SEEDS[engine.kind] // 3


def check_edges(edges: list[Any], expected: list[Found], about: str) -> None:
    """Scores fall where places rise, and the highlight is of one of the best values."""
    assert [e["node"]["iri"] for e in edges] == [f.iri for f in expected[:200]], about
    for edge, found in zip(edges, expected, strict=False):
        light = edge["highlight"]
        text = "".join(part["text"] for part in light["parts"])
        assert light["value"] == text, about
        best = [(v.term, v.value_lang, v.value) for v in found.best]
        assert (light["property"], light["lang"] or "", text) in best, about
        assert any(part["match"] for part in light["parts"]), about
    scores = [(edge["score"], found.place) for edge, found in zip(edges, expected, strict=False)]
    assert all(0 < score <= 1 for score, _ in scores), about
    assert sorted({s for s, _ in scores}, reverse=True) == list(dict.fromkeys(s for s, _ in scores)), about
    assert len(set(scores)) == len({s for s, _ in scores}) == len({p for _, p in scores}), about


def pages(engine: Asker, arguments: dict[str, Any], size: int) -> Iterator[Any]:
    after = None
    while True:
        page = engine.data(SEARCH, arguments | {"first": size, "after": after})["search"]
        yield page
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


def test_a_walk_by_pages_meets_everything_once_and_in_order(engine: Asker) -> None:
    arguments = {"text": "bo khoa", "suggest": True}
    whole = engine.data(SEARCH, arguments)["search"]
    assert 5 < whole["totalCount"] < 200
    for size in (1, 3, 200):
        met = list(pages(engine, arguments, size))
        assert [e for page in met for e in page["edges"]] == whole["edges"]
        assert {page["totalCount"] for page in met} == {whole["totalCount"]}
    assert engine.data(SEARCH, arguments | {"first": 0})["search"]["edges"] == []


def test_a_cursor_of_another_list_is_refused(engine: Asker) -> None:
    cursor = engine.data("{ digitalPlatforms(first: 1) { edges { cursor } } }")["digitalPlatforms"]["edges"]
    refused = engine.ask(SEARCH, {"text": "a", "after": cursor[0]["cursor"]})
    assert [e["extensions"]["code"] for e in refused["errors"]] == ["BAD_CURSOR"]


def test_a_cursor_of_another_search_is_refused_and_one_of_the_same_words_is_not(engine: Asker) -> None:
    asked = {"text": "bo", "suggest": True, "lang": ["vi", "EN"]}
    first = engine.data(SEARCH, asked | {"first": 2})["search"]
    cursor = {"after": first["pageInfo"]["endCursor"]}
    assert cursor["after"] == first["edges"][1]["cursor"]
    following = engine.data(SEARCH, asked | cursor)["search"]["nodes"]
    for same in ({"text": " BO!"}, {"lang": ["vi", "en"]}):
        assert engine.data(SEARCH, asked | cursor | same)["search"]["nodes"] == following
    agents = engine.data(SEARCH, asked | cursor | {"types": ["Agent"]})["search"]["nodes"]
    assert agents == [node for node in following if node in agents] != [], (
        "a condition leaves places as they are"
    )
    for other in ({"text": "bo c"}, {"text": "Bộ"}, {"suggest": False}, {"lang": ["vi"]}, {"lang": None}):
        (error,) = engine.ask(SEARCH, asked | cursor | other)["errors"]
        assert error["extensions"]["code"] == "BAD_CURSOR", other
    written = f'search(text: "Bo", suggest: true, lang: ["en", "vi"], first: 200, after: "{cursor["after"]}")'
    assert engine.data(f"{{ {written} {{ nodes {{ iri }} }} }}")["search"]["nodes"] == following
    (error,) = engine.ask(f"{{ {written.replace('Bo', 'Bon')} {{ nodes {{ iri }} }} }}")["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"


@pytest.mark.parametrize(
    "text", ["", "  ", "!", '"', "đ́"[1:], "-", "' OR 1=1 --", '") YIELD node //', "*", "a* OR b"]
)
def test_whatever_is_asked_for_is_words_and_nothing_else(
    engine: Asker, searcher: Searcher, text: str
) -> None:
    for suggest in (False, True):
        answer = engine.data(SEARCH, {"text": text, "suggest": suggest})["search"]
        _, expected = searcher.search(text, suggest=suggest)
        assert [n["iri"] for n in answer["nodes"]] == [f.iri for f in expected[:200]]
        assert answer["totalCount"] == len(expected)


def test_too_many_words_and_types_that_are_none_are_refused(engine: Asker) -> None:
    most = " ".join(f"w{n}" for n in range(MOST_WORDS))
    assert engine.data(SEARCH, {"text": most})["search"]["totalCount"] == 0
    for arguments, code in (
        ({"text": most + " x"}, "SEARCH_WORDS"),
        ({"text": "a", "types": ["Nothing"]}, "GRAPHQL_VARIABLE_VALUE"),
        ({"text": "a", "first": 201}, "PAGE_SIZE"),
    ):
        errors = engine.ask(SEARCH, arguments)["errors"]
        assert [e["extensions"]["code"] for e in errors] == [code]
        assert errors[0]["extensions"]["hint"]


def test_empty_lists_of_types_and_languages_find_nothing_and_null_is_no_condition(engine: Asker) -> None:
    def count(**arguments: Any) -> int:
        return int(engine.data(SEARCH, {"text": "nen tang", **arguments})["search"]["totalCount"])

    assert count(types=[]) == count(lang=[]) == 0
    assert count(types=None, lang=None, suggest=None) == count() > 0


def test_a_search_is_one_statement_for_each_level_or_one_in_all(engine: Asker) -> None:
    answers = [engine.answer(SEARCH, {"text": text}) for text in ("bo", "bo cong an")]
    assert {a.statements for a in answers} == ({2} if engine.kind == "sqlite" else {1})
    again = engine.answer(SEARCH, {"text": "bo cong ann"}).statements
    assert again == (4 if engine.kind == "sqlite" else 2), "each step takes the same statements"


# -- data made for the purpose


def test_results_are_counted_by_class_and_by_the_facets_of_each_type(engine: Asker) -> None:
    facets = """types(limit: 200) { value { iri } count }
      digitalPlatform { currentStatus { value { code } count } types { count } }
      legalResource { dateDocument { value count } typeDocument { value { code } count } }"""
    search = engine.data(
        f'{{ search(text: "nen tang", first: 200) {{ totalCount facets {{ {facets} }} }} }}'
    )["search"]
    counts = {one["value"]["iri"]: one["count"] for one in search["facets"]["types"] if one["value"]}
    for name in ("digitalPlatform", "legalResource"):
        (iri,) = (c.iri for c in engine.engine.reader.model.classes.values() if c.singular == name)
        total = engine.data(f'{{ search(text: "nen tang", where: {{ {name}: {{}} }}) {{ totalCount }} }}')[
            "search"
        ]["totalCount"]
        assert counts.get(iri, 0) == total > 0, name
    years = search["facets"]["legalResource"]["dateDocument"]
    kinds = search["facets"]["legalResource"]["typeDocument"]
    acts = engine.data('{ search(text: "nen tang", where: { legalResource: {} }) { totalCount } }')["search"]
    assert sum(one["count"] for one in years) == sum(one["count"] for one in kinds) == acts["totalCount"]


def test_a_facet_of_a_search_can_leave_out_the_condition_on_its_own_field(engine: Asker) -> None:
    def counts(where: str, without: str) -> Any:
        facet = f"legalResource {{ typeDocument(withoutOwn: {without}) {{ value {{ code }} count }} }}"
        return engine.data(f'{{ search(text: "nen tang", where: {where}) {{ facets {{ {facet} }} }} }}')[
            "search"
        ]

    every = counts("{legalResource: {}}", "false")
    some = "{legalResource: {typeDocument: {isNull: true}}}"
    assert counts(some, "false") != every
    assert counts(some, "true") == every
    assert counts(f"{{and: [{some}]}}", "true") == every
    assert counts("{legalResource: {dateDocument: {isNull: true}}}", "true") != every


# -- what is pure

texts = st.text(st.sampled_from("aAăđĐợ \u0301-_1😀漢ß"), max_size=12)


@given(texts, texts, st.booleans())
def test_parts_are_the_whole_text_and_mark_the_words(text: str, asked: str, suggest: bool) -> None:
    query = ReadQuery(suggest)(asked)
    parts = list(iter_parts(text, query))
    assert "".join(part for part, _ in parts) == text
    has = [part for part, is_match in parts if is_match and query.has(words(part))]
    assert has or parts == ([(text, True)] if text else []), "without a word it is all of the text"
    assert all(part for part, _ in parts)


def test_a_mark_in_brackets_is_left_out_of_a_query_as_it_is_out_of_lines() -> None:
    read = ReadQuery(suggest=False, markers=frozenset({"minh hoa", "illustrative"}))
    for text in ("Bộ Sức khoẻ (minh hoạ)", "Bộ Sức khoẻ (Minh Họa)", "Bộ (illustrative) Sức khoẻ"):
        assert read(text) == ReadQuery(suggest=False)("Bộ Sức khoẻ"), text
    for kept in ("(minh hoạ)", "Bộ Sức khoẻ (mới)", "Bộ minh hoạ", "Bộ (minh hoạ", "!(minh hoạ)"):
        assert read(kept) == ReadQuery(suggest=False)(kept), kept


def test_words_are_asked_for_in_the_languages_of_the_indexes() -> None:
    query = SearchQuery(("so", "dinh", "so"), suggest=True)
    assert query.needles == [" so ", " dinh ", " so"]
    assert query.variants == [
        [" so ", " dinh ", " so"], [" sodinhso"], [" sodinh ", " so"], [" so ", " dinhso"]
    ]  # fmt: skip
    assert query.expressions == [
        '("so" AND "dinh" AND "so"*) OR ("sodinhso"*) OR ("sodinh" AND "so"*) OR ("so" AND "dinhso"*)'
    ]
    assert query.lucene == '(+"so" +"dinh" +so*) (+sodinhso*) (+"sodinh" +so*) (+"so" +dinhso*)'
    assert SearchQuery((), suggest=False).expressions == []


def test_what_a_search_is_asked_together_with_is_read_once(engine: Asker) -> None:
    fields = " ".join(f"list{n}: digitalPlatforms(first: 1) {{ nodes {{ iri }} }}" for n in range(3))
    both = f"query ($text: String!) {{ search(text: $text, first: 3) {{ nodes {{ iri }} match }} {fields} }}"
    alone = "query ($text: String!) { search(text: $text, first: 3) { nodes { iri } match } }"

    def further(document: str) -> int:
        """The statements that a search takes because it goes on."""
        first, last = (engine.answer(document, {"text": text}).statements for text in ("bo", "bo cong ann"))
        return last - first

    assert further(both) == further(alone) > 0
    for text in ("bo", "bo cong ann", "zzzz"):
        expected = engine.data(alone, {"text": text})["search"]
        assert engine.data(both, {"text": text})["search"] == expected
