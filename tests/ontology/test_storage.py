"""The names in the stores: those of the ontology never equal those of our own."""

import pytest

from ontology.storage import (
    IRI,
    OWN_PROPERTIES,
    fold_property,
    key_of_property,
    search_property,
    sort_property,
    value_property,
    words_property,
)

BESIDE = (search_property, fold_property, sort_property, words_property)

KEYS = [
    "title",
    "decidedBy",
    "iri",
    "iri_key",
    "p_key",
    "_gen",
    "_types",
    "__x_",
    "_key",
    "key",
    "p_",
    "_home_key",
    "title_fold",
    "title_sort",
    "title_words",
    "_words",
    "words",
    "_fold",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_property_says_whose_values_it_holds(key: str) -> None:
    assert key_of_property(value_property(key)) == key
    assert {key_of_property(name(key)) for name in BESIDE} == {None}


def test_no_two_properties_of_a_node_meet() -> None:
    names = [name(key) for name in (value_property, *BESIDE) for key in KEYS] + [*OWN_PROPERTIES]
    assert len(set(names)) == len(names)


def test_our_own_properties_hold_no_values_and_plain_names_stay_as_they_are() -> None:
    assert {key_of_property(name) for name in OWN_PROPERTIES} == {None}
    assert value_property("title") == "title"
    assert value_property(IRI) == "__iri_"
