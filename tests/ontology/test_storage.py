"""The names in the stores: what belongs to the ontology and what is our own never meet."""

import pytest

from ontology.storage import (
    IRI,
    OWN_PROPERTIES,
    key_of_property,
    search_property,
    value_property,
)

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
]


@pytest.mark.parametrize("key", KEYS)
def test_a_property_says_whose_values_it_holds(key: str) -> None:
    assert key_of_property(value_property(key)) == key
    assert key_of_property(search_property(key)) is None


def test_no_two_properties_of_a_node_meet() -> None:
    names = [*map(value_property, KEYS), *map(search_property, KEYS), *OWN_PROPERTIES]
    assert len(set(names)) == len(names)


def test_our_own_properties_hold_no_values_and_plain_names_stay_as_they_are() -> None:
    assert {key_of_property(name) for name in OWN_PROPERTIES} == {None}
    assert value_property("title") == "title"
    assert value_property(IRI) == "__iri_"
