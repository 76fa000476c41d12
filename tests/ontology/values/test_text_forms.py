"""The forms kept beside a text, and the text that a reader without preference sees."""

import pytest

from ontology.values.collation import Collation
from ontology.values.collation import collation_key as key
from ontology.values.text_forms import TextForms, forms_of
from tests.ontology.support.every_kind import MODEL, NS

TEXT, STRING = MODEL.properties[NS + "text"], MODEL.properties[NS + "stringValue"]


def test_a_text_is_kept_with_its_language_fold_sort_key_and_words() -> None:
    assert list(forms_of(TEXT, ["Số @1@vi"])) == [
        TextForms("vi", "Số @1", "so @1", key("Số @1"), key("Số @1", Collation.LATIN), "so 1", best=True)
    ]
    assert list(forms_of(STRING, "a@vi")) == [
        TextForms("", "a@vi", "a@vi", key("a@vi"), key("a@vi"), "a vi", best=True)
    ]


def test_texts_are_compared_in_nfc_and_stand_in_the_order_in_which_one_is_shown() -> None:
    forms = forms_of(TEXT, ["b@en", "a\u0302@vi", "a!@en", "a@en"])
    assert [(form.text, form.lang) for form in forms] == [("a", "en"), ("a!", "en"), ("â", "vi"), ("b", "en")]


@pytest.mark.parametrize(
    ("elements", "best"),
    [
        (["b@en", "c@fr", "d@vi", "a@de"], "d@vi"),
        (["b@en-gb", "c@fr"], "b@en-gb"),
        (["b@vi", "a@vi-vn"], "a@vi-vn"),
        (["b@", "c@fr", "a@de"], "c@fr"),
        (["b@", "a@de", "a@vie"], "b@"),
        (["b@de", "a@vie"], "a@vie"),
        (["a!@en", "a@en"], "a@en"),
    ],
)
def test_one_text_is_the_best_for_a_reader_without_preference(elements: list[str], best: str) -> None:
    texts = forms_of(TEXT, list(elements))
    assert [f"{t.text}@{t.lang}" for t in texts if t.best] == [best]


def test_of_strings_the_first_by_code_point_is_the_best() -> None:
    assert [t.text for t in forms_of(STRING, ["b", "a", "ă"]) if t.best] == ["a"]
