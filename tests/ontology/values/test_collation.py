"""The collation key: its order is the one that a Vietnamese reader expects of a list."""

import random
import tracemalloc
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ontology.values.collation import Collation, collation_key, collation_keys, collation_of

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONES = ["a", "à", "ả", "ã", "á", "ạ"]
IN_ORDER = {
    "the alphabet": ALPHABET,
    "tones": list("aàảãáạ"),
    "tones of a letter come before the next letter": list("àáạăằắặâầấậb"),
    "a tone counts less than any later letter": ["ba", "bá", "bà cả", "bá cả", "bác", "bạc", "băng"],
    "lower case first, and counts less than tones": ["an", "An", "AN", "án", "Án", "ạn"],
    "white space, marks, digits, letters": ["a b", "a-b", "a1", "aa"],
    "a shorter text first": ["", "a", "a ", "a b", "ab"],
    "digits before letters": ["1", "10", "2", "²", "9", "½", "a", "z"],
    "symbols and emoji before digits": [" ", "!", "😀", "0", "A"],
    "other scripts after z, by code point": ["z", "zz", "αβ", "д", "漢", "한"],
    "đ is a letter of its own": ["da", "dz", "đa", "Đa", "đà", "e"],
    "other diacritics come after the tones": list("eéẹëf"),
    "ministries": ["Bộ Công an", "Bộ Công Thương", "Bộ Nội vụ", "Bộ Tài chính", "Bộ Y tế"],
    "provinces": ["An Giang", "Bạc Liêu", "Cà Mau", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Hà Nội"],
}

LATIN_ORDER = [
    "cote",
    "coté",
    "côte",
    "côté",
    "coter",
    "Elan",
    "élan",
    "emploi",
    "êtes",
    "être",
    "fête",
    "fêter",
    "fez",
    "zèle",
]

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.text(st.sampled_from("aAăÂâđĐêeéẹơỢuưy \u0301\u0302\u0323\u031b1²-😀д漢한ßﬁ"), max_size=6),
)


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_list_stands_in_order(name: str) -> None:
    expected = IN_ORDER[name]
    mixed = random.Random(name).sample(expected, len(expected))
    assert sorted(mixed, key=collation_key) == expected


def test_a_french_list_stands_in_order() -> None:
    mixed = random.Random(1).sample(LATIN_ORDER, len(LATIN_ORDER))
    assert sorted(mixed, key=lambda text: collation_key(text, Collation.LATIN)) == LATIN_ORDER
    assert sorted(mixed, key=collation_key) != LATIN_ORDER


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ([], Collation.VIETNAMESE),
        (["de"], Collation.VIETNAMESE),
        (["vi-VN", "en"], Collation.VIETNAMESE),
        (["en-us", "vi"], Collation.LATIN),
        (["de", "fr"], Collation.LATIN),
    ],
)
def test_the_first_language_with_an_alphabet_decides(languages: list[str], expected: Collation) -> None:
    assert collation_of(languages) is expected


@given(texts)
def test_a_key_is_ascii_without_an_at_sign(text: str) -> None:
    key = collation_key(text)
    assert key.isascii()
    assert "@" not in key
    assert key.isprintable()


@given(texts, texts)
@example("ß", "ss")
@example("a\u0301\u0302", "a\u0302\u0301")
@example("ø", "o")
@example("\t", " ")
@example("ς", "σ")
def test_two_texts_have_one_key_if_and_only_if_they_are_canonically_equal(one: str, other: str) -> None:
    same = unicodedata.normalize("NFD", one) == unicodedata.normalize("NFD", other)
    for collation in Collation:
        assert (collation_key(one, collation) == collation_key(other, collation)) == same
    assert collation_key(unicodedata.normalize("NFC", one)) == collation_key(one)
    assert collation_key(unicodedata.normalize("NFD", one)) == collation_key(one)


letters = st.text(st.sampled_from("aáàăâbdđeêéoôơuưxyz"), max_size=5)


@given(letters, letters, st.sampled_from("aăâbcdđxz"), st.sampled_from("aăâbcdđxz"))
def test_an_earlier_letter_decides_whatever_the_tones_and_letters_after_it(
    one: str, other: str, left: str, right: str
) -> None:
    if left != right:
        expected = ALPHABET.index(left) < ALPHABET.index(right)
        assert (collation_key(left + one) < collation_key(right + other)) == expected
        assert (collation_key(left.upper() + one) < collation_key(right + other)) == expected


@given(st.lists(st.sampled_from("áàảãạaêéơờ"), min_size=1, max_size=6))
def test_of_equal_letters_the_first_different_tone_decides(syllable: list[str]) -> None:
    plain = "".join(syllable)
    for place, letter in enumerate(syllable):
        if letter == "a":
            heavier = plain[:place] + "ạ" + plain[place + 1 :].upper()
            assert collation_key(plain) < collation_key(heavier)


def test_a_long_text_takes_little_more_memory_than_its_key() -> None:
    long = "Nền tảng số quốc gia. " * 20_000
    collation_key(long[:5000])
    tracemalloc.start()
    try:
        key = collation_key(long)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(key)
    assert key == collation_key(unicodedata.normalize("NFD", long))


def test_a_long_run_of_marks_is_weighed_mark_by_mark() -> None:
    marks = "\u0300\u0302" * 5_000
    assert collation_key("a" + marks) < collation_key("b")
    assert collation_key("a" + marks) != collation_key("a" + marks[:-1])


@given(st.text(st.sampled_from("ab đĐêế  ²ßﬁ1,-\t\u0301\u0302\u00a0한\u1112\u1161😀"), max_size=80))
def test_both_keys_at_once_are_those_of_each_alphabet(text: str) -> None:
    assert collation_keys(text) == (collation_key(text), collation_key(text, Collation.LATIN))
