"""The choice among several texts: RFC 4647 lookup by the reader's languages."""

import pytest

from ontology.values.languages import FALLBACK, choose, lookup_ranges

TEXTS = ["chào@vi", "hello@en-gb", "salut@fr", "hi@"]


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        ([], "chào"),
        (["en"], "hello"),
        (["en-gb"], "hello"),
        (["en-US"], "hello"),
        (["fr-ca"], "salut"),
        (["fr-CA-x-quebec"], "salut"),
        (["en-us", "fr"], "hello"),
        (["zh-hant-tw", "fr-fr"], "salut"),
        (["vi-VN", "en"], "chào"),
        (["fr-ca", "fr"], "salut"),
        (["de", "fr"], "salut"),
        (["e"], "chào"),
        (["*"], "chào"),
    ],
)
def test_the_text_that_is_shown(languages: list[str], text: str) -> None:
    assert choose(TEXTS, [*lookup_ranges(languages), *FALLBACK])[0] == text


def test_a_text_that_is_too_long_for_a_tag_has_no_shorter_forms() -> None:
    """All forms of one of a megabyte would take some hundred gigabytes."""
    assert len(lookup_ranges(["aa-" * 32 + "aa"])) == 33
    assert lookup_ranges(["aa-" * 100_000 + "aa", "EN-us"]) == ("aa-" * 100_000 + "aa", "en-us", "en")
