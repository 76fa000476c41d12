"""The values of a property as read: their kind, number, relation targets and code lists."""

import pytest

from ontology.model import Kind
from ontology.namespaces import XSD
from tests.ontology.support.small import EX, NDP, F, fields_of, property_of, read

THING = "ndp:Thing a owl:Class . "
P = "ndp:p a owl:ObjectProperty ; rdfs:domain ndp:Thing . "
V = "ndp:p a owl:DatatypeProperty ; rdfs:domain ndp:Thing . "

# -- what the values are


@pytest.mark.parametrize(
    ("range_", "kind"),
    [
        ("rdf:langString", Kind.TEXT),
        ("xsd:string", Kind.STRING),
        ("xsd:date", Kind.DATE),
        ("xsd:dateTime", Kind.DATETIME),
        ("xsd:gYear", Kind.YEAR),
        ("xsd:decimal", Kind.DECIMAL),
        ("xsd:integer", Kind.INTEGER),
        ("xsd:nonNegativeInteger", Kind.INTEGER),
        ("xsd:boolean", Kind.BOOLEAN),
        ("xsd:double", Kind.DOUBLE),
        ("xsd:anyURI", Kind.LITERAL),
        ("xsd:time", Kind.LITERAL),
        ("rdfs:Literal", Kind.LITERAL),
    ],
)
def test_the_datatype_decides_the_kind_in_the_range_and_in_a_shape(range_: str, kind: Kind) -> None:
    assert property_of(THING + V + f"ndp:p rdfs:range {range_} .").kind is kind
    shape = f"ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:datatype {range_} ] ."
    assert property_of(THING + V + shape).kind is kind


def test_several_datatypes_make_a_literal_and_several_date_types_a_period() -> None:
    def kind_of(*datatypes: str) -> tuple[Kind, str | None]:
        shapes = "".join(
            f"ex:s{n} a sh:NodeShape ; sh:targetClass ndp:Thing ; "
            f"sh:property [ sh:path ndp:p ; sh:datatype xsd:{n} ] . "
            for n in datatypes
        )
        term = property_of(THING + V + shapes)
        return term.kind, term.datatype

    assert kind_of("gYear", "integer") == (Kind.LITERAL, None)
    assert kind_of("gYear", "date") == (Kind.PERIOD, None)


def test_one_datatype_is_known_by_its_iri() -> None:
    assert (
        property_of(THING + V + "ndp:p rdfs:range xsd:nonNegativeInteger .").datatype
        == XSD + "nonNegativeInteger"
    )


def test_links_to_what_is_no_exposed_class_are_iris() -> None:
    assert property_of(THING + P + "ndp:p rdfs:range f:Hidden .").kind is Kind.IRI
    assert property_of(THING + P).kind is Kind.IRI
    shape = (
        "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path f:q ; sh:nodeKind sh:IRI ] ."
    )
    assert read(THING + shape).properties[F + "q"].kind is Kind.IRI


# -- relations


def test_a_range_that_is_an_exposed_class_makes_a_relation() -> None:
    term = property_of(THING + P + "ndp:p rdfs:range ndp:Thing .")
    assert (term.kind, term.target, term.range) == (Kind.RELATION, NDP + "Thing", (NDP + "Thing",))


def test_a_class_in_a_shape_makes_a_relation_and_goes_before_the_range() -> None:
    shape = "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:class ndp:Part ] . "
    part = "ndp:Part a owl:Class ; rdfs:subClassOf ndp:Thing . "
    assert property_of(THING + part + P + shape).target == NDP + "Part"
    assert property_of(THING + part + P + shape + "ndp:p rdfs:range ndp:Thing .").target == NDP + "Part"


def test_an_exposed_range_makes_a_relation_whatever_else_the_shapes_ask_for() -> None:
    shape = "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:class f:Hidden ] . "
    term = property_of(THING + P + shape + "ndp:p rdfs:range ndp:Thing .")
    assert (term.kind, term.target) == (Kind.RELATION, NDP + "Thing")


def test_a_union_leads_to_the_nearest_common_exposed_superclass() -> None:
    union = "ndp:p rdfs:range [ a owl:Class ; owl:unionOf ( ndp:A1 ndp:A2 ) ] . "
    classes = (
        "ndp:Top a owl:Class . ndp:A a owl:Class ; rdfs:subClassOf ndp:Top . "
        "ndp:A1 a owl:Class ; rdfs:subClassOf ndp:A . ndp:A2 a owl:Class ; rdfs:subClassOf ndp:A . "
    )
    term = property_of(THING + P + classes + union)
    assert (term.target, term.range) == (NDP + "A", (NDP + "A1", NDP + "A2"))


def test_a_union_without_a_common_superclass_leads_to_any_resource() -> None:
    union = (
        "ndp:Other a owl:Class . ndp:p rdfs:range [ a owl:Class ; owl:unionOf ( ndp:Thing ndp:Other ) ] . "
    )
    term = property_of(THING + P + union)
    assert (term.kind, term.target) == (Kind.RELATION, None)


def test_a_union_with_a_class_that_is_not_exposed_leads_to_what_takes_in_both() -> None:
    union = "ndp:p rdfs:range [ owl:unionOf ( ndp:Thing f:Hidden ) ] . "
    assert property_of(THING + P + union).target is None
    hidden = "f:Hidden a owl:Class ; rdfs:subClassOf ndp:Thing ."
    assert property_of(THING + P + union + hidden).target == NDP + "Thing"


def test_a_union_of_classes_in_a_shape_is_read_like_one_in_a_range() -> None:
    shape = (
        "ndp:Other a owl:Class . ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property "
        "[ sh:path ndp:p ; sh:or ( [ sh:class ndp:Thing ] [ sh:class ndp:Other ] ) ] . "
    )
    term = property_of(THING + P + shape)
    assert (term.kind, term.target, term.range) == (Kind.RELATION, None, (NDP + "Other", NDP + "Thing"))


@pytest.mark.parametrize(
    ("other", "kind"), [("gYear", Kind.PERIOD), ("gYearMonth", Kind.PERIOD), ("string", Kind.LITERAL)]
)
def test_alternatives_of_datatypes_in_a_shape_make_a_period_if_all_are_dates_else_a_literal(
    other: str, kind: Kind
) -> None:
    shape = (
        "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property "
        f"[ sh:path ndp:p ; sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:{other} ] ) ] . "
    )
    assert property_of(THING + V + shape).kind is kind


# -- how many values


SHAPE = "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:maxCount 1 ] . "


def test_a_property_has_one_value_if_it_is_functional() -> None:
    assert property_of(THING + V).many
    assert not property_of(THING + V + "ndp:p a owl:FunctionalProperty .").many


def test_a_property_has_one_value_if_every_shape_says_so() -> None:
    other = "ndp:Other a owl:Class . ex:t a sh:NodeShape ; sh:targetClass ndp:Other ; sh:property [ sh:path ndp:p "
    assert not property_of(THING + V + SHAPE).many
    assert not property_of(THING + V + SHAPE + other + "; sh:maxCount 1 ] .").many
    assert property_of(THING + V + SHAPE + other + "] .").many
    assert property_of(THING + V + SHAPE + other + "; sh:maxCount 2 ] .").many


def test_a_shape_may_say_it_in_a_property_shape_of_its_own() -> None:
    again = "ex:s sh:property [ sh:path ndp:p ; sh:minCount 1 ; sh:message 'needed' ] ."
    assert not property_of(THING + V + SHAPE + again).many


# -- inverses


def test_an_inverse_is_called_of_and_stands_on_the_other_side() -> None:
    model = read(
        THING + "ndp:Other a owl:Class . " + P + "ndp:p rdfs:range ndp:Other ; a owl:FunctionalProperty ."
    )
    field = fields_of(model, NDP + "Other")["pOf"]
    assert (field.inverse, field.many, field.target) == (True, True, NDP + "Thing")


def test_an_inverse_may_be_given_a_name() -> None:
    model = read(
        THING + P + "ndp:p rdfs:range ndp:Thing ; ndp:inverseName 'parents' ; ndp:fieldName 'child' ."
    )
    assert set(fields_of(model, NDP + "Thing")) == {"parents", "child"}


def test_an_inverse_leads_to_what_takes_in_the_whole_domain() -> None:
    more = "ndp:Other a owl:Class . ndp:p rdfs:range ndp:Thing ; rdfs:domain ndp:Other ."
    assert fields_of(read(THING + P + more), NDP + "Thing")["pOf"].target is None


def test_only_relations_have_an_inverse() -> None:
    assert set(fields_of(read(THING + V), NDP + "Thing")) == {"p"}


# -- code lists


LIST = (
    "ex:colour a skos:ConceptScheme . ex:red a skos:Concept ; skos:inScheme ex:colour . "
    "ex:sea-blue a skos:Concept ; skos:inScheme ex:colour ; skos:notation 'sea blue' . "
)
BY_NODE = (
    "ex:in sh:property [ sh:path skos:inScheme ; sh:hasValue ex:colour ] . ex:s a sh:NodeShape ; "
    "sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:node ex:in ] . "
)
DIRECTLY = (
    "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property "
    "[ sh:path ndp:p ; sh:property [ sh:path skos:inScheme ; sh:hasValue ex:colour ] ] ."
)
BY_MEMBERS = "ex:s sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:in ( ex:red ) ] ."


@pytest.mark.parametrize(
    "shape",
    [
        BY_NODE,
        DIRECTLY,
        BY_MEMBERS,
    ],
    ids=["over sh:node", "directly", "by sh:in"],
)
def test_a_shape_that_asks_for_members_of_a_list_makes_a_code(shape: str) -> None:
    model = read(THING + P + LIST + shape)
    field = fields_of(model, NDP + "Thing")["p"]
    assert (field.term.kind, field.scheme) == (Kind.CODE, EX + "colour")
    codes = model.code_lists[EX + "colour"]
    assert (codes.type_name, [(c.iri, c.code, c.enum_name) for c in codes.concepts]) == (
        "Colour",
        [(EX + "red", "red", "RED"), (EX + "sea-blue", "sea blue", "SEA_BLUE")],
    )


def test_members_of_something_that_is_no_code_list_are_no_codes() -> None:
    assert property_of(THING + P + BY_NODE).kind is Kind.IRI
    any_of = "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path ndp:p ; sh:in ( ex:a ex:b ) ] ."
    assert property_of(THING + P + any_of).kind is Kind.IRI


def test_each_class_may_have_a_list_of_its_own_for_one_property() -> None:
    model = read(
        THING
        + "ndp:Other a owl:Class . ndp:Part a owl:Class ; rdfs:subClassOf ndp:Thing . ndp:p a owl:ObjectProperty . "
        + "".join(
            f"ex:{c} a skos:ConceptScheme . ex:{c}-1 a skos:Concept ; skos:inScheme ex:{c} . "
            f"ex:s{c} a sh:NodeShape ; sh:targetClass ndp:{c} ; sh:property [ sh:path ndp:p ; sh:in ( ex:{c}-1 ) ] . "
            for c in ("Thing", "Other")
        )
        .replace("ex:Thing ", "ex:thing-list ")
        .replace("ex:Other ", "ex:other-list ")
    )
    schemes = {name: fields_of(model, NDP + name)["p"].scheme for name in ("Thing", "Part", "Other")}
    assert schemes == {"Thing": EX + "thing-list", "Part": EX + "thing-list", "Other": EX + "other-list"}


def test_codes_stand_in_the_order_that_the_ontology_gives_them() -> None:
    model = read(LIST + "ex:sea-blue ndp:order 1 . ex:red ndp:order 2 .")
    assert [c.iri for c in model.code_lists[EX + "colour"].concepts] == [EX + "sea-blue", EX + "red"]


def test_a_code_list_may_be_given_a_name() -> None:
    assert read(LIST + "ex:colour ndp:typeName 'Tint' .").code_lists[EX + "colour"].type_name == "Tint"


def test_a_concept_may_be_in_several_lists() -> None:
    model = read(LIST + "ex:tint a skos:ConceptScheme . ex:red skos:inScheme ex:tint .")
    assert {i: [c.iri for c in s.concepts] for i, s in model.code_lists.items()} == {
        EX + "colour": [EX + "red", EX + "sea-blue"],
        EX + "tint": [EX + "red"],
    }
