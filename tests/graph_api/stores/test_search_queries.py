"""What people type finds what they mean first: over 300 queries over the shipped data, and 100 for what is not there.

`queries/queries.csv` has for each query its kind and the resources that may come first; `queries/absent.csv` has what
nothing is known of.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from loaders.shipped.files import shipped_files
from ontology.iris import DEFAULT_BASE
from ontology.values.fold import without_marks
from tests.graph_api.support.concluded import concluded
from tests.graph_api.support.stores import Asker, asker_of, read_quads

FOLDER = Path(__file__).parent / "queries"
IDS = DEFAULT_BASE + "id/"
ASK = """query ($text: String!, $suggest: Boolean) {
  search(text: $text, suggest: $suggest, first: 3) { match didYouMean totalCount nodes { iri } }
}"""
MUST = (
    "Bộ TTTT", "BTTTT", "TTTT", "KHCN", "Bộ KH&CN", "BCA", "DVCQG", "VTV Go", "vtvgo", "qd186", "186/QD-BTTTT",
    "Quyết định 1132", "e-learning", "ministy of science", "nen tang so", "nền tảng sô", "y te", "giao duc truc tuyen",
)  # fmt: skip
"""Queries that have to find the right thing first, whatever the share of others."""


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


QUERIES, ABSENT = rows("queries.csv"), rows("absent.csv")


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def shipped(request: pytest.FixtureRequest) -> Iterator[Asker]:
    content = concluded(read_quads(*shipped_files(illustrative=True)))
    with asker_of(request, content) as asker:
        yield asker


def place(asker: Asker, query: Mapping[str, str]) -> int:
    """The place of the first result that may come first: 0, 1, 2, or 3 for none of them."""
    variables = {"text": query["text"], "suggest": query["suggest"] == "true"}
    nodes = asker.data(ASK, variables)["search"]["nodes"]
    wanted = {IDS + name for name in query["first"].split()}
    return next((n for n, node in enumerate(nodes) if node["iri"] in wanted), 3)


def test_the_queries_are_of_all_kinds_and_each_once() -> None:
    kinds = Counter(query["kind"] for query in QUERIES)
    assert len(QUERIES) >= 300
    assert len(ABSENT) == 100
    assert min(kinds.values()) >= 15
    assert len({(query["text"], query["suggest"]) for query in QUERIES}) == len(QUERIES)
    assert set(MUST) <= {query["text"] for query in QUERIES}


def test_the_right_thing_comes_first(shipped: Asker) -> None:
    places = [place(shipped, query) for query in QUERIES]
    missed = [query["text"] for query, n in zip(QUERIES, places, strict=True) if n]
    first = sum(n == 0 for n in places) / len(places)
    near = sum(n < 3 for n in places) / len(places)
    assert (first >= 0.95, near >= 0.99) == (True, True), (first, near, missed)
    assert [text for text in missed if text in MUST] == []


def sure(answer: Mapping[str, Any]) -> bool:
    """True if results have all words as they were typed, or were corrected without a word about it."""
    if not answer["nodes"] or answer["match"] == "SOME_WORDS":
        return False
    return answer["match"] == "ALL_WORDS" or answer["didYouMean"] is None


def test_nothing_is_said_to_be_found_that_is_not_there(shipped: Asker) -> None:
    answers = {row["text"]: shipped.data(ASK, {"text": row["text"]})["search"] for row in ABSENT}
    assert [text for text, answer in answers.items() if sure(answer)] == []
    assert sum(answer["totalCount"] == 0 for answer in answers.values()) >= 10


def test_words_as_typed_come_before_others_with_the_same_letters(shipped: Asker) -> None:
    def order(text: str) -> list[str]:
        nodes = shipped.data(ASK.replace("first: 3", "first: 30"), {"text": text})["search"]["nodes"]
        return [node["iri"].removeprefix(IDS) for node in nodes]

    with_hook, bare = "evidence-type/minh-hoa-ban-cam-ket", "org/minh-hoa-ban-to-chuc"
    assert order("bản")[0] == with_hook
    assert order("ban")[0] == bare
    assert order("bản") != order("ban") != order("bán")


def test_what_is_invented_is_found_by_its_whole_name_with_and_without_marks(shipped: Asker) -> None:
    document = "{ digitalPlatforms(first: 200) { nodes { iri labels: titleAll { value } } } }"
    nodes = shipped.data(document)["digitalPlatforms"]["nodes"]
    names = {
        one["iri"]: label["value"] for one in nodes for label in one["labels"] if "(minh" in label["value"]
    }
    assert len(names) > 10
    for iri, name in names.items():
        for text in (name, without_marks(name)):
            found = shipped.data(ASK, {"text": text})["search"]
            assert (found["match"], iri in [node["iri"] for node in found["nodes"]]) == ("ALL_WORDS", True), (
                text
            )
