"""The model read from the ontology: classes, fields, names and annotations."""

from dataclasses import replace

import pytest

from ontology.errors import UsageError
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Kind, Period
from ontology.namespaces import OWL
from ontology.read import read_model
from tests.ontology.support.small import EX, NDP, F, class_of, fields_of, property_of, read

THING = "ndp:Thing a owl:Class . "
LIST = "ex:colour a skos:ConceptScheme . ex:red a skos:Concept ; skos:inScheme ex:colour . "
P = "ndp:p a owl:ObjectProperty ; rdfs:domain ndp:Thing . "
V = "ndp:p a owl:DatatypeProperty ; rdfs:domain ndp:Thing . "

# -- which classes are types


def test_a_class_in_our_namespace_is_exposed_and_a_foreign_one_is_not() -> None:
    assert set(read(THING + "f:Thing a owl:Class .").classes) == {NDP + "Thing"}


def test_a_foreign_class_is_exposed_if_it_says_so_or_is_in_an_added_file() -> None:
    model = read(
        "f:A a owl:Class ; ndp:exposed true . f:B a rdfs:Class .", "f:C a owl:Class . ex:D a rdfs:Class ."
    )
    assert set(model.classes) == {F + "A", F + "C", EX + "D"}


def test_a_class_that_says_it_is_not_exposed_is_not() -> None:
    assert read("ndp:Thing a owl:Class ; ndp:exposed false .").classes == {}
    assert read("", "ex:Thing a owl:Class ; ndp:exposed false .").classes == {}


def test_a_class_that_is_not_exposed_still_serves_subclass_reasoning() -> None:
    model = read(THING + "f:Sub a owl:Class ; rdfs:subClassOf ndp:Thing .")
    assert model.exposed_ancestry(F + "Sub") == (NDP + "Thing",)
    assert not model.classes[NDP + "Thing"].is_interface


# -- interfaces


def test_a_class_with_an_exposed_subclass_is_an_interface() -> None:
    model = read(
        THING
        + "ndp:Part a owl:Class ; rdfs:subClassOf f:Hidden . f:Hidden a owl:Class ; rdfs:subClassOf ndp:Thing ."
    )
    thing, part = model.classes[NDP + "Thing"], model.classes[NDP + "Part"]
    assert (thing.is_interface, thing.descendants, thing.ancestors) == (True, (NDP + "Part",), ())
    assert (part.is_interface, part.descendants, part.ancestors) == (False, (), (NDP + "Thing",))


def test_a_first_subclass_in_an_added_file_makes_an_interface() -> None:
    assert not class_of(THING).is_interface
    assert class_of(THING, added="ex:Part a owl:Class ; rdfs:subClassOf ndp:Thing .").descendants == (
        EX + "Part",
    )


def test_an_extensible_class_is_an_interface_without_subclasses() -> None:
    assert class_of("ndp:Thing a owl:Class ; ndp:extensible true .").is_interface


def test_a_class_that_is_its_own_superclass_is_no_subclass_of_itself() -> None:
    term = class_of("ndp:Thing a owl:Class ; rdfs:subClassOf ndp:Thing .")
    assert (term.ancestors, term.descendants) == ((), ())


def test_classes_that_are_subclasses_of_each_other_are_refused() -> None:
    with pytest.raises(UsageError, match="each other") as caught:
        read("ndp:A a owl:Class ; rdfs:subClassOf ndp:B . ndp:B a owl:Class ; rdfs:subClassOf ndp:A .")
    assert caught.value.code == "ONTOLOGY_CYCLE"
    assert NDP + "A" in caught.value.message
    assert NDP + "B" in caught.value.message


# -- which fields a class has


def test_a_class_has_the_fields_whose_domain_it_or_a_superclass_is_in() -> None:
    model = read(THING + V + "ndp:Part a owl:Class ; rdfs:subClassOf ndp:Thing . ndp:Other a owl:Class .")
    assert [set(fields_of(model, NDP + n)) for n in ("Thing", "Part", "Other")] == [{"p"}, {"p"}, set()]


def test_a_domain_may_be_a_union() -> None:
    union = (
        "ndp:p a owl:DatatypeProperty ; rdfs:domain [ a owl:Class ; owl:unionOf ( ndp:Thing ndp:Other ) ] . "
    )
    model = read(THING + "ndp:Other a owl:Class . ndp:Third a owl:Class . " + union)
    assert [set(fields_of(model, NDP + n)) for n in ("Thing", "Other", "Third")] == [{"p"}, {"p"}, set()]


def test_a_domain_may_be_a_superclass_that_is_not_exposed() -> None:
    model = read(
        "f:Top a owl:Class . ndp:Thing a owl:Class ; rdfs:subClassOf f:Top . "
        "ndp:p a owl:DatatypeProperty ; rdfs:domain f:Top ."
    )
    assert set(fields_of(model, NDP + "Thing")) == {"p"}


def test_a_shape_with_the_path_gives_the_field_without_a_domain() -> None:
    model = read(THING + "ex:shape a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path f:q ] .")
    assert set(fields_of(model, NDP + "Thing")) == {"q"}


def test_a_shape_need_not_say_that_it_is_one() -> None:
    model = read(THING + "ex:shape sh:targetClass ndp:Thing ; sh:property [ sh:path f:q ] .")
    assert set(fields_of(model, NDP + "Thing")) == {"q"}


def test_a_class_may_be_its_own_shape() -> None:
    model = read("ndp:Thing a owl:Class, sh:NodeShape ; sh:property [ sh:path f:q ; sh:datatype xsd:date ] .")
    assert fields_of(model, NDP + "Thing")["q"].term.kind is Kind.DATE


def test_a_path_that_is_no_property_gives_no_field() -> None:
    shape = (
        "ex:s a sh:NodeShape ; sh:targetClass ndp:Thing ; sh:property [ sh:path [ sh:inversePath f:q ] ] ."
    )
    assert fields_of(read(THING + shape), NDP + "Thing") == {}


def test_a_property_in_a_foreign_namespace_is_a_field_by_its_local_name() -> None:
    model = read(THING, "f:size a owl:DatatypeProperty ; rdfs:domain ndp:Thing ; rdfs:range xsd:integer .")
    assert fields_of(model, NDP + "Thing")["size"].term.iri == F + "size"


# -- annotations


def test_names_are_the_local_names_unless_annotated() -> None:
    term = class_of("ndp:Thing a owl:Class .")
    assert (term.type_name, term.singular, term.plural) == ("Thing", "thing", "things")
    term = class_of("ndp:Thing a owl:Class ; ndp:typeName 'Entity' ; ndp:pluralName 'beings' .")
    assert (term.type_name, term.singular, term.plural) == ("Entity", "entity", "beings")


def test_other_annotations_are_read() -> None:
    term = property_of(
        THING + V + "ndp:p ndp:facet true ; ndp:fullText true ; ndp:restricted true ; ndp:order 7 ; "
        "rdfs:label 'P'@en ; skos:definition 'What p is'@en ."
    )
    assert (term.facet, term.full_text, term.restricted, term.order) == (True, True, True, 7)
    assert (term.label.best("en"), term.definition.best("en")) == ("P", "What p is")
    plain = property_of(THING + V)
    assert (plain.facet, plain.full_text, plain.restricted, plain.order) == (False, False, False, 1000)
    assert class_of("ndp:Thing a owl:Class ; ndp:rank 5 .").rank == 5


@pytest.mark.parametrize(
    "annotation", ["ndp:Thing ndp:rank 'high' .", "ndp:p ndp:order 'first' .", "ex:red ndp:order 1.5 ."]
)
def test_an_annotation_that_must_be_a_number_and_is_none_is_refused(annotation: str) -> None:
    with pytest.raises(UsageError, match="whole number") as caught:
        read(THING + V + LIST + annotation)
    assert caught.value.code == "ONTOLOGY_INVALID"


def test_a_period_is_read_with_its_fallbacks_and_inherited() -> None:
    model = read(
        "ndp:Thing a owl:Class ; ndp:periodStart ( ndp:from f:issued ) ; ndp:periodEnd ndp:until . "
        "ndp:Part a owl:Class ; rdfs:subClassOf ndp:Thing . "
        "ndp:Own a owl:Class ; rdfs:subClassOf ndp:Thing ; ndp:periodStart f:begin . ndp:None a owl:Class ."
    )
    period = Period((NDP + "from", F + "issued"), (NDP + "until",))
    assert {name: model.classes[NDP + name].period for name in ("Thing", "Part", "Own", "None")} == {
        "Thing": period,
        "Part": period,
        "Own": Period((F + "begin",), ()),
        "None": None,
    }


# -- fields in order, storage keys, the rest


def test_fields_stand_in_their_order_with_inverses_last() -> None:
    model = read(
        THING + P + "ndp:p rdfs:range ndp:Thing ; ndp:order 9 . "
        "ndp:a a owl:DatatypeProperty ; rdfs:domain ndp:Thing . "
        "ndp:z a owl:DatatypeProperty ; rdfs:domain ndp:Thing ; ndp:order 1 ."
    )
    assert [f.name for f in model.classes[NDP + "Thing"].fields] == ["z", "p", "a", "pOf"]


def test_properties_of_one_name_on_different_classes_are_stored_apart() -> None:
    model = read(
        THING + V + "ndp:Other a owl:Class .",
        "ex:p a owl:DatatypeProperty ; rdfs:domain ndp:Other . f:p a owl:DatatypeProperty ; rdfs:domain f:Third .",
    )
    own, added, third = (model.properties[ns + "p"] for ns in (NDP, EX, F))
    assert (own.name, added.name, third.name) == ("p", "p", "p")
    assert own.key == "p", "what a user adds leaves the store's names as they are"
    assert len({own.key, added.key, third.key}) == 3


def test_the_naming_properties_are_those_under_rdfs_label_in_their_order() -> None:
    model = read(
        THING
        + "f:title a owl:DatatypeProperty ; rdfs:subPropertyOf f:name ; rdfs:range rdf:langString ; ndp:order 1 . "
        "f:name a owl:DatatypeProperty ; rdfs:subPropertyOf rdfs:label ; rdfs:range xsd:string ; ndp:order 2 . "
        "f:note a owl:DatatypeProperty ; rdfs:range xsd:string ."
    )
    assert [term.iri for term in model.names] == [F + "title", F + "name"]


def test_the_hash_depends_on_the_content_and_not_on_the_order_of_files() -> None:
    one, two = THING, "ex:A a owl:Class ."
    assert read(one).hash == read(one).hash
    assert read(one, two).hash != read(one).hash


def test_equal_files_are_read_once_and_others_are_not_taken_for_them() -> None:
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    assert read_model(list(builtin_files(DEFAULT_BASE)), DEFAULT_BASE) is model
    assert read_model(builtin_files(DEFAULT_BASE)) is model  # the base is the one that they name themselves
    added = (
        *builtin_files(DEFAULT_BASE),
        OntologyFile("own.ttl", f"<{EX}A> a <{OWL}Class> .".encode(), added=True),
    )
    assert EX + "A" in read_model(added, DEFAULT_BASE).classes
    kept = (*added[:-1], replace(added[-1], added=False))
    assert EX + "A" not in read_model(kept, DEFAULT_BASE).classes


def test_bad_turtle_is_named_by_file_and_line() -> None:
    with pytest.raises(UsageError, match=r"added\.ttl:\d+:") as caught:
        read(THING, "ex:A a owl:Class ;; broken .")
    assert caught.value.code == "ONTOLOGY_SYNTAX"


def test_the_shipped_ontology_reads_the_same_under_another_base() -> None:
    here, there = (
        read_model(builtin_files(base)) for base in (DEFAULT_BASE, "https://data.example.vn/nen-tang/")
    )
    assert there.base == "https://data.example.vn/nen-tang/"
    assert set(there.classes) == {iri.replace(DEFAULT_BASE, there.base) for iri in here.classes}
    assert [c.type_name for c in there.code_lists.values()] == [c.type_name for c in here.code_lists.values()]
    assert {p.key for p in there.properties.values()} == {p.key for p in here.properties.values()}
