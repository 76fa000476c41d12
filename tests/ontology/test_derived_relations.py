"""Relations that the ontology derives along others, and fields that follow them to a day."""

import pytest

from ontology.errors import UsageError
from ontology.model import FacetStep, Hop
from tests.ontology.support.small import NDP, class_of, property_of, read

THING = "ndp:Thing a owl:Class . ndp:Event a owl:Class . "
STATED = (
    "ndp:before a owl:ObjectProperty ; rdfs:domain ndp:Event ; rdfs:range ndp:Thing . "
    "ndp:after a owl:ObjectProperty ; rdfs:domain ndp:Event ; rdfs:range ndp:Thing . "
)
NEXT = "ndp:next a owl:ObjectProperty ; rdfs:domain ndp:Thing ; rdfs:range ndp:Thing ; "
CHAIN = "owl:propertyChainAxiom ( [ owl:inverseOf ndp:before ] ndp:after ) "
HELD = 'ndp:stands a owl:ObjectProperty ; rdfs:domain ndp:Thing ; ndp:fieldName "standsOn" ; ndp:heldAlong ndp:next .'


def test_a_derived_relation_goes_along_its_chain_and_back() -> None:
    thing = class_of(THING + STATED + NEXT + f'ndp:inverseName "previous" ; ndp:derived true ; {CHAIN} .')
    there = (Hop(NDP + "before", inverse=True), Hop(NDP + "after"))
    back = (Hop(NDP + "after", inverse=True), Hop(NDP + "before"))
    fields = thing.by_name
    assert fields["next"].term.chain == there
    assert (fields["next"].hops, fields["previous"].hops) == (there, back)
    assert (fields["next"].many, fields["next"].target) == (True, NDP + "Thing")
    assert fields["next"].reversed == fields["previous"]
    assert fields["previous"].reversed == fields["next"]


def test_a_stated_relation_is_one_step_whatever_rules_there_are_for_it() -> None:
    found = property_of(THING + STATED + NEXT + CHAIN + ".", name=NDP + "next")
    assert found.chain == ()
    fields = class_of(THING + STATED + NEXT + CHAIN + ".").by_name
    assert fields["next"].hops == (Hop(NDP + "next"),)
    assert fields["nextOf"].hops == (Hop(NDP + "next", inverse=True),)


@pytest.mark.parametrize(
    "chain",
    [
        "( ndp:after )",
        "( ndp:unheard ndp:after )",
        "( [ owl:inverseOf ndp:before ] ndp:title )",
        "( [ owl:inverseOf ndp:before ] ndp:next )",
    ],
)
def test_a_chain_that_goes_along_no_stated_relations_is_refused(chain: str) -> None:
    title = "ndp:title a owl:DatatypeProperty ; rdfs:domain ndp:Thing . "
    with pytest.raises(UsageError, match="derived along") as caught:
        read(THING + STATED + title + NEXT + f"ndp:derived true ; owl:propertyChainAxiom {chain} .")
    assert caught.value.code == "ONTOLOGY_INVALID"
    assert NDP + "next" in caught.value.message


def test_a_class_and_those_below_have_the_fields_that_follow_a_relation() -> None:
    part = "ndp:Part a owl:Class ; rdfs:subClassOf ndp:Thing . "
    model = read(THING + part + STATED + NEXT + f"ndp:derived true ; {CHAIN} . {HELD}")
    for name in ("Thing", "Part"):
        (relation,) = model.classes[NDP + name].relations_on_day
        assert (relation.name, relation.iri) == ("standsOn", NDP + "stands")
        assert relation.along == model.classes[NDP + "Thing"].by_name["next"]
    assert model.classes[NDP + "Event"].relations_on_day == ()
    assert NDP + "stands" not in model.properties


PLACE = "ndp:Place a owl:Class ; rdfs:subClassOf ndp:Thing . "
VALUES = (
    "ndp:kind a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:domain ndp:Event . ndp:kinds a skos:ConceptScheme . "
    "ndp:big a skos:Concept ; skos:inScheme ndp:kinds ; skos:notation 'big' . "
    "ndp:shape a sh:NodeShape ; sh:targetClass ndp:Event ; sh:property [ sh:path ndp:kind ; sh:in ( ndp:big ) ] . "
    "ndp:day a owl:DatatypeProperty ; rdfs:domain ndp:Event ; rdfs:range xsd:date . "
)
EVENTS = "[ owl:inverseOf ndp:before ]"


def counted(path: str) -> str:
    return f"ndp:of a owl:ObjectProperty ; rdfs:domain ndp:Thing ; ndp:fieldName 'ofIt' ; ndp:countedAlong {path} ."


def test_a_class_and_those_below_have_the_facets_along_a_path() -> None:
    big = "[ owl:onProperty ndp:kind ; owl:hasValue ndp:big ]"
    model = read(THING + PLACE + STATED + VALUES + counted(f"( {EVENTS} {big} ndp:day )"))
    event = model.classes[NDP + "Event"].by_name
    for name in ("Thing", "Place"):
        (facet,) = model.classes[NDP + name].path_facets
        assert (facet.name, facet.iri) == ("ofIt", NDP + "of")
        events = model.classes[NDP + "Thing"].by_name["beforeOf"]
        assert facet.steps == (FacetStep(events, ((event["kind"], NDP + "big"),)), FacetStep(event["day"]))
    assert model.classes[NDP + "Event"].path_facets == ()
    assert NDP + "of" not in model.properties


@pytest.mark.parametrize(
    "path",
    [
        "( )",
        "( ndp:after )",
        f"( {EVENTS} ndp:unheard )",
        f"( {EVENTS} ndp:day ndp:kind )",
        "( [ owl:onProperty ndp:kind ; owl:hasValue ndp:big ] )",
        f"( {EVENTS} [ owl:onProperty ndp:day ; owl:hasValue ndp:big ] )",
        f"( {EVENTS} [ owl:onProperty ndp:kind ] )",
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="counted along") as caught:
        read(THING + STATED + VALUES + counted(path))
    assert caught.value.code == "ONTOLOGY_INVALID"
    assert NDP + "of" in caught.value.message


def test_a_field_that_follows_no_relation_is_refused() -> None:
    with pytest.raises(UsageError, match="not a relation") as caught:
        read(THING + HELD)
    assert caught.value.code == "ONTOLOGY_INVALID"


def test_a_field_that_follows_a_relation_takes_no_name_of_another() -> None:
    with pytest.raises(UsageError, match="standsOn"):
        read(THING + STATED + NEXT + f'ndp:fieldName "standsOn" ; ndp:derived true ; {CHAIN} . {HELD}')
