"""Folding: two texts are equal for a reader who types without diacritics."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ontology.values.fold import fold, iter_spans, words, words_of_fold

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(st.sampled_from("aĂđĐÐợ Ợ\u0301\u0323-_1²ßﬁ😀\ufe0f한漢İı"), max_size=8),
)
FOLDS = {
    "nền tảng số": "nen tang so",
    "NỀN TẢNG SỐ": "nen tang so",
    "Đường đi": "duong di",
    "Ðà Nẵng": "da nang",  # eth instead of đ
    "a-b_c  (d)": "a-b_c  (d)",
    "Straße, Łódź": "strasse, lodz",
    "ΆΛΦΑ": "αλφα",
    "한 漢 😀": "한 漢 😀",
    "": "",
}
WORDS = {
    "Nền tảng định danh (VNeID), bản 2.0": "nen tang dinh danh vneid ban 2 0",
    "  ": "",
    "!": "",
    "snake_case": "snake case",
    "e\u0301a": "ea",
    "漢字": "漢字",
}


@pytest.mark.parametrize("text", FOLDS)
def test_case_and_diacritics_go_and_nothing_else(text: str) -> None:
    assert fold(text) == FOLDS[text]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_runs_of_letters_and_digits(text: str) -> None:
    assert words(text) == WORDS[text]


@given(texts)
def test_a_fold_is_its_own_whatever_the_case_and_the_normal_form(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.casefold()) == folded
    assert fold(unicodedata.normalize("NFC", text)) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(texts, texts)
def test_words_are_parted_by_single_spaces_and_know_no_at_sign(one: str, other: str) -> None:
    found = words(one)
    assert words(found) == found == words_of_fold(fold(one))
    assert all(word.isalnum() for word in found.split(" ") if found)
    assert words(f"{one} {other}") == " ".join(w for w in (found, words(other)) if w)


@given(texts)
@example(" \u0301a")
def test_the_spans_of_a_text_are_its_words(text: str) -> None:
    parts = [words(text[start:end]) for start, end in iter_spans(text)]
    assert " ".join(part for part in parts if part) == words(text)
