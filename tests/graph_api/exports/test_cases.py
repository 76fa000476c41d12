"""Cases as exports write them: from both stores, in all languages."""

import json
from typing import Any

import pytest

from graph_api.exports import words
from graph_api.exports.case import JustifiedCase, read_case
from graph_api.exports.formats import FORMATS, Material, write_case
from graph_api.exports.question import JustificationRequest
from graph_api.pages.picture.measure import width_of, wrap
from graph_api.schema.justification import StepKind, StepOutcome, Verdict
from loaders.folder.location import Location
from ontology.values.languages import LANGUAGES
from tests.graph_api.support.justified import (
    DAY,
    SUPPORTED,
    TEXTS,
    VERDICTS,
    iter_wanted,
    justifying,
    publish,
)


def test_sqlite_and_neo4j_give_the_same_bytes(
    neo4j_empty_for_module: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    neo4j = Location(tmp_path_factory.mktemp("both") / "store", neo4j_empty_for_module)
    publish(neo4j)
    written: list[dict[str, bytes]] = []
    for location in (Location(neo4j.folder), neo4j):
        with justifying(location) as justifier:
            cases = [justifier.case(wanted) for wanted in iter_wanted()]
        written.append(
            {
                f"{number} {name}": write_case(FORMATS[name], Material(case, b""))
                for number, case in enumerate(cases)
                for name in TEXTS
            }
        )
    assert len(written[0]) == 2 * len(VERDICTS) * len(TEXTS)
    assert written[0] == written[1]


def test_languages_have_the_same_identifiers_and_other_words(location: Location) -> None:
    with justifying(location) as justifier:
        vi, en = (
            justifier.case(JustificationRequest(SUPPORTED, day=DAY, language=lang)) for lang in ("vi", "en")
        )
    assert vi.uuid("step", 1) == en.uuid("step", 1)
    assert [step.text for step in vi.steps] != [step.text for step in en.steps]


def test_all_that_a_step_may_be_has_a_word_in_each_language() -> None:
    names = [member.name for kind in (StepKind, StepOutcome, Verdict) for member in kind]
    assert len(names) == 26
    for name in names:
        assert all(words.word(name, language) for language in LANGUAGES)


def answered(label: str) -> tuple[bytes, JustifiedCase]:
    """The answer about a platform with this label, without steps, and its case."""
    why: dict[str, Any] = {
        "platform": {"iri": "http://example.org/p", "label": {"value": label}},
        "decision": None,
        "asOf": DAY,
        "verdict": "NOT_SUPPORTED",
        "status": None,
        "steps": [],
        "support": [],
        "context": [],
        "findings": [],
    }
    unknown = dict.fromkeys(("hash", "certificate", "builtAt", "evaluationDate", "policy"))
    release = {"id": "000001-a", **unknown}
    body = json.dumps({"data": {"why": why, "release": release}}).encode()
    wanted = JustificationRequest("http://example.org/p", against=True)
    return body, read_case(body, wanted, "http://example.org/")


def test_an_answer_without_a_release_folder_has_no_hash() -> None:
    body, case = answered("P")
    for name in (*TEXTS, "zip"):
        assert write_case(FORMATS[name], Material(case, body))


def test_a_long_name_is_cut_in_titles_and_in_the_picture_and_whole_once_in_the_page() -> None:
    label = "name " * 20_000
    body, case = answered(label)
    page = write_case(FORMATS["html"], Material(case, body)).decode()
    assert page.count(label.strip()) == 1
    assert len(write_case(FORMATS["svg"], Material(case, body))) < 20_000
    assert "name…" in page.partition("</title>")[0]


def test_lines_break_between_words_never_at_a_french_space_and_inside_only_what_is_too_long() -> None:
    assert wrap("one two three", 10, width_of("one two", 10)) == ["one two", "three"]
    assert wrap("« un » : deux", 10, width_of("« un » :", 10)) == ["«\u00a0un\u00a0»\u00a0:", "deux"]
    long = "https://example.org/a/very/long/address"
    assert "".join(wrap(long, 10, 60)) == long
    assert all(width_of(line, 10) <= 60 for line in wrap(long, 10, 60))
    assert wrap("", 10, 60) == []
