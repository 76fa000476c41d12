"""Names of terms, of which no two are equal."""

import pytest

from ontology.names import NameClash, enum_name, lower_first, pascal, plural_of, words
from tests.ontology.support.small import EX, NDP, F, read

THING = "ndp:Thing a owl:Class . "


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("hired-unit", "HIRED_UNIT"),
        ("sea blue", "SEA_BLUE"),
        ("2023", "_2023"),
        ("đỏ", "DO"),
        ("Đường-sắt", "DUONG_SAT"),
        ("true", "_TRUE"),
        ("null", "_NULL"),
        ("a.b/c", "A_B_C"),
        ("cảng", "CANG"),
        ("", "_"),
    ],
)
def test_a_code_is_an_enum_value(code: str, name: str) -> None:
    assert enum_name(code) == name


def test_code_lists_are_called_in_pascal_case() -> None:
    assert [pascal(n) for n in ("platform-status", "x", "màu-sắc", "aB_c")] == [
        "PlatformStatus",
        "X",
        "MauSac",
        "ABC",
    ]


def test_a_class_is_called_by_its_name_in_lower_case_and_its_plural() -> None:
    assert lower_first("DigitalPlatform") == "digitalPlatform"
    singulars = ("platform", "criteriaSet", "agency", "day", "class", "box", "branch")
    assert [plural_of(s) for s in singulars] == [
        *("platforms", "criteriaSets", "agencies", "days", "classes", "boxes", "branches")
    ]


VALUE = "a owl:DatatypeProperty ; rdfs:domain ndp:Thing ; rdfs:range xsd:string"
TEXT = "a owl:DatatypeProperty ; rdfs:domain ndp:Thing ; rdfs:range rdf:langString"
LINK = "a owl:ObjectProperty ; rdfs:domain ndp:Thing ; rdfs:range ndp:Thing"
CLASHES = {
    "two fields": (f"ndp:p {VALUE} .", f"f:p {VALUE} .", (NDP + "p", F + "p"), "ndp:fieldName"),
    "a field and a reserved one": ("", f"ex:types {VALUE} .", (EX + "types",), "ndp:fieldName"),
    "a field and an inverse": (
        f"ndp:p {LINK} .",
        f"ex:pOf {VALUE} .",
        (NDP + "p", EX + "pOf"),
        "ndp:inverseName",
    ),
    "two inverses": (
        f"ndp:p {LINK} ; ndp:inverseName 'back' .",
        f"ex:q {LINK} ; ndp:inverseName 'back' .",
        (NDP + "p", EX + "q"),
        "ndp:inverseName",
    ),
    "a field and its own inverse": (
        "",
        f"ex:p {LINK} ; ndp:inverseName 'p' .",
        (EX + "p",),
        "ndp:inverseName",
    ),
    "a field and a text in every language": (
        f"ndp:p {TEXT} .",
        f"ex:pAll {VALUE} .",
        (NDP + "p", EX + "pAll"),
        "ndp:fieldName",
    ),
    "an inherited field": (
        f"ndp:p {VALUE} .",
        "ex:Part a owl:Class ; rdfs:subClassOf ndp:Thing . ex:p a owl:DatatypeProperty ; rdfs:domain ex:Part .",
        (NDP + "p", EX + "p"),
        "ndp:fieldName",
    ),
    "two types": ("", "ex:Thing a owl:Class .", (NDP + "Thing", EX + "Thing"), "ndp:typeName"),
    "a type and a reserved one": ("", "ex:Resource a owl:Class .", (EX + "Resource",), "ndp:typeName"),
    "a type and one of the API's conditions": ("", "ex:Text a owl:Class .", (EX + "Text",), "ndp:typeName"),
    "a type and one made for another": (
        "",
        "ex:ThingEdge a owl:Class .",
        (NDP + "Thing", EX + "ThingEdge"),
        "ndp:typeName",
    ),
    "a type and the rest of an interface": (
        "ndp:Thing ndp:extensible true .",
        "ex:OtherThing a owl:Class .",
        (NDP + "Thing", EX + "OtherThing"),
        "ndp:typeName",
    ),
    "a type and a code list": (
        "",
        "ex:thing a skos:ConceptScheme .",
        (NDP + "Thing", EX + "thing"),
        "ndp:typeName",
    ),
    "a class that is a code list too": (
        "",
        "ex:Both a owl:Class, skos:ConceptScheme .",
        (EX + "Both",),
        "ndp:typeName",
    ),
    "a plural that is the singular": (
        "",
        "ex:Sheep a owl:Class ; ndp:pluralName 'sheep' .",
        (EX + "Sheep",),
        "ndp:pluralName",
    ),
    "a root field and a special one": (
        "",
        "ex:Node1 a owl:Class ; ndp:typeName 'Whatever' ; ndp:pluralName 'resources' .",
        (EX + "Node1",),
        "ndp:pluralName",
    ),
    "two root fields": (
        "",
        "ex:Things a owl:Class ; ndp:pluralName 'manyThings' .",
        (NDP + "Thing", EX + "Things"),
        "ndp:pluralName",
    ),
    "two codes": (
        "ex:l a skos:ConceptScheme . ex:a-b a skos:Concept ; skos:inScheme ex:l .",
        "f:a_b a skos:Concept ; skos:inScheme ex:l .",
        (EX + "a-b", F + "a_b"),
        "skos:notation",
    ),
    "a type that is no name": ("", "ex:Nhà a owl:Class .", (EX + "Nhà",), "ndp:typeName"),
    "a field that is no name": ("", f"ex:is-it {VALUE} .", (EX + "is-it",), "ndp:fieldName"),
    "a field in the names of GraphQL": ("", f"ex:__p {VALUE} .", (EX + "__p",), "ndp:fieldName"),
    "a code that is no name": (
        "ex:l a skos:ConceptScheme .",
        "ex:c a skos:Concept ; skos:inScheme ex:l ; skos:notation '--' .",
        (EX + "c",),
        "skos:notation",
    ),
    "a label of the store": ("", "ex:NdpStore a owl:Class .", (EX + "NdpStore",), "ndp:typeName"),
}


@pytest.mark.parametrize("case", CLASHES)
def test_names_that_clash_are_refused_with_the_terms_and_the_annotation_that_helps(case: str) -> None:
    own, added, iris, annotation = CLASHES[case]
    with pytest.raises(NameClash) as caught:
        read(THING + own, added)
    error = caught.value
    assert (error.code, error.exit_code) == ("NAME_CLASH", 2)
    assert [iri for iri in iris if f"<{iri}>" not in error.message] == []
    assert annotation in (error.hint or "")


MENDED = {
    "two fields": f"f:p {VALUE} ; ndp:fieldName 'q' .",
    "two types": "ex:Thing a owl:Class ; ndp:typeName 'Article' .",
    "a type and a code list": "ex:thing a skos:ConceptScheme ; ndp:typeName 'Things2' .",
    "a type that is no name": "ex:Nhà a owl:Class ; ndp:typeName 'House' .",
    "two codes": "f:a_b a skos:Concept ; skos:inScheme ex:l ; skos:notation 'ab' .",
    "two inverses": f"ex:q {LINK} ; ndp:inverseName 'back2' .",
}


@pytest.mark.parametrize("case", MENDED)
def test_the_annotation_helps(case: str) -> None:
    read(THING + CLASHES[case][0], MENDED[case])


def test_names_on_classes_that_share_no_resource_may_be_the_same() -> None:
    model = read(
        THING + f"ndp:p {VALUE} .",
        "ex:Other a owl:Class . ex:p a owl:DatatypeProperty ; rdfs:domain ex:Other .",
    )
    assert model.properties[NDP + "p"].name == model.properties[EX + "p"].name == "p"


def test_a_name_reads_as_words() -> None:
    names = ("digitalPlatforms", "Criteria", "URLList", "size2", "a_b")
    assert [words(name) for name in names] == ["digital platforms", "criteria", "URL list", "size2", "a b"]
