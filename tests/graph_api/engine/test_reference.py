"""The naive reference agrees with the product's pure functions of texts, each written on its own."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.values.collation import Collation, collation_key
from ontology.values.fold import fold, words
from tests.graph_api.support.nasty import TEXTS as NASTY
from tests.graph_api.support.reference.collation import dictionary_place
from tests.graph_api.support.reference.texts import folded, words_of

SYLLABLES = (
    "Đà Nẵng đá đả đạ đã Hồ hộ hố hồ hổ hỗ ho hó hò năng nâng nắng nặng Ưng ứng ừng ông ống ổng số thuý"
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*SYLLABLES.split(), *NASTY]),
        st.text(alphabet="aAăâấạbBdđĐeêệoôơợuưựyỵ 0123456789-.,%_@", max_size=4),
    ),
    max_size=3,
).map(" ".join)


def _sign(one: Any, other: Any) -> int:
    return bool(one > other) - bool(one < other)


@given(TEXTS, TEXTS)
def test_collation_keys_stand_in_the_order_of_dictionaries(one: str, other: str) -> None:
    for collation in Collation:
        latin = collation is Collation.LATIN
        found = _sign(collation_key(one, collation), collation_key(other, collation))
        assert found == _sign(dictionary_place(one, latin=latin), dictionary_place(other, latin=latin))


@given(TEXTS)
def test_folds_and_words_are_those_of_the_reference(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFC", folded(text))
    assert words(text).split() == [unicodedata.normalize("NFC", word) for word in words_of(text)]


@pytest.mark.parametrize(
    "ordered",
    [
        "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y",
        "ma mà mả mã má mạ",
        "ho hò hổ hơ",
        "10 9 a1 á1 b",
        "hoa Hoa hoà Hoà",
    ],
)
def test_the_reference_orders_as_vietnamese_dictionaries_do(ordered: str) -> None:
    assert sorted(set(ordered.split()), key=dictionary_place) == ordered.split()
