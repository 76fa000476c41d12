"""Slow rows of a release file are kept: asked again, a question has the same answer, and another one has its own."""

import pytest

from graph_api.stores.sqlite import runner
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.stores import Asker

LIST = """query ($day: Date, $first: Int, $lang: [String!], $name: String) {
  digitalPlatforms(asOf: $day, first: $first, where: { label: { gt: $name } }, orderBy: [{ label: { dir: ASC } }]) {
    totalCount
    nodes { iri label(lang: $lang) { value lang } }
    facets { currentStatus { value { code } count } }
  }
}"""
ASKED = [
    {"day": "2026-07-01", "first": 2, "lang": ["vi"], "name": "a"},
    {"day": "2026-07-01", "first": 3, "lang": ["vi"], "name": "a"},
    {"day": "2024-01-01", "first": 2, "lang": ["vi"], "name": "a"},
    {"day": "2026-07-01", "first": 0, "lang": ["vi"], "name": "a"},
    {"day": "2026-07-01", "first": 2, "lang": ["vi"], "name": "M"},
]


@pytest.fixture(autouse=True)
def everything_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_SLOW", 0.0)


def test_a_question_has_its_own_answer_whatever_was_asked_before(engine: Asker) -> None:
    first = [engine.ask(LIST, one) for one in ASKED]
    assert [engine.ask(LIST, one) for one in reversed(ASKED)] == first[::-1]
    assert len({str(one) for one in first}) >= 4
    assert first[0]["data"]["digitalPlatforms"]["totalCount"] > 2
    assert first[0]["data"]["digitalPlatforms"]["nodes"][0]["iri"].startswith(DEFAULT_BASE)


def test_a_kept_statement_counts_as_one(engine: Asker) -> None:
    counts = [engine.answer(LIST, ASKED[0]).statements for _ in range(3)]
    assert len(set(counts)) == 1
