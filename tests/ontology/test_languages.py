"""The choice among several texts: RFC 4647 basic filtering by the reader's languages."""

import pytest

from ontology.languages import FALLBACK, choose

TEXTS = ["chào@vi", "hello@en-gb", "salut@fr", "hi@"]


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        ([], "chào"),
        (["en"], "hello"),
        (["en-gb"], "hello"),
        (["en-us"], "chào"),  # a longer range does not match a shorter tag, which must be named too
        (["fr-ca"], "chào"),
        (["fr-ca", "fr"], "salut"),
        (["de", "fr"], "salut"),
        (["e"], "chào"),
        (["*"], "chào"),
    ],
)
def test_the_text_that_is_shown(languages: list[str], text: str) -> None:
    assert choose(TEXTS, [*languages, *FALLBACK])[0] == text
