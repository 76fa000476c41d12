"""The templates of composed labels: how they are read, inherited, put in order and refused."""

import pytest

from ontology.errors import UsageError
from ontology.model import LabelPart, LabelPlace
from ontology.reading.label_templates import iter_places
from ontology.values.languages import LANGUAGES, format_date, format_moment
from tests.ontology.support.small import EX, NDP, read

ROLE = """
ndp:Role a owl:Class ; rdfs:label "Role"@en . ndp:Agent a owl:Class . ndp:Thing a owl:Class .
ndp:agent a owl:ObjectProperty ; rdfs:domain ndp:Role ; rdfs:range ndp:Agent .
ndp:hasRole a owl:ObjectProperty ; rdfs:domain ndp:Thing ; rdfs:range ndp:Role ; ndp:inverseName "roleOf" .
ndp:from a owl:DatatypeProperty ; rdfs:domain ndp:Role , ndp:Thing ; rdfs:range xsd:date .
ndp:open a owl:DatatypeProperty ; rdfs:domain ndp:Role ; rdfs:range xsd:boolean .
"""


def template(text: str, of: str = "ndp:Role") -> str:
    """A template with the same text in each language."""
    texts = " , ".join(f'"{text}"@{lang}' for lang in LANGUAGES)
    return f"{of} ndp:labelTemplate {texts} . "


def test_texts_places_and_optional_parts_are_read_in_their_order() -> None:
    model = read(ROLE + template("{class} of {roleOf}: {agent}[, from {roleOf/from}][!]"))
    parts = model.label_templates[NDP + "Role"]["fr"]
    assert [part.optional for part in parts] == [False, True, True]
    assert [piece if isinstance(piece, str) else piece.name for part in parts for piece in part.pieces] == [
        *("class", " of ", "roleOf", ": ", "agent"),
        *(", from ", "roleOf/from"),
        "!",
    ]
    paths = [[(f.term.iri, f.inverse) for f in place.path] for part in parts for place in places(part)]
    role_of = (NDP + "hasRole", True)
    assert paths == [[], [role_of], [(NDP + "agent", False)], [role_of, (NDP + "from", False)]]


def places(part: LabelPart) -> list[LabelPlace]:
    return [piece for piece in part.pieces if isinstance(piece, LabelPlace)]


def test_a_subclass_has_the_nearest_template() -> None:
    below = (
        "ndp:Part a owl:Class ; rdfs:subClassOf ndp:Role . ndp:Own a owl:Class ; rdfs:subClassOf ndp:Part . "
    )
    model = read(ROLE + below + template("{agent}") + template("own", "ndp:Own"))
    assert model.label_templates[NDP + "Part"] == model.label_templates[NDP + "Role"]
    assert list(iter_places(model.label_templates[NDP + "Own"])) == []
    assert NDP + "Agent" not in model.label_templates


def test_an_added_file_has_templates_of_its_own_and_of_classes_there() -> None:
    visit = "ex:Visit a owl:Class . ex:visitor a owl:ObjectProperty ; rdfs:domain ex:Visit ; rdfs:range ndp:Agent . "
    model = read(ROLE, visit + template("Visit by {visitor}", "ex:Visit") + template("{agent}"))
    assert {EX + "Visit", NDP + "Role"} == set(model.label_templates)


def test_a_template_comes_after_those_whose_labels_it_uses() -> None:
    texts = template("{roleOf}"), template("thing", "ndp:Thing"), template("agent", "ndp:Agent")
    assert list(read(ROLE + "".join(texts)).label_templates)[-1] == NDP + "Role"
    other = template("role"), template("{hasRole}", "ndp:Thing")
    assert list(read(ROLE + "".join(other)).label_templates) == [NDP + "Role", NDP + "Thing"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{nobody}", "the step 'nobody', which is not a field there"),
        ("{}", "the step '', which is not a field there"),
        ("{agent/agent}", "the step 'agent', which is not a field there"),
        ("{from/agent}", "goes on after 'from', which is not a relation"),
        ("{open}", "the step 'open', whose values a label cannot show"),
        ("{agent}[ from", "brackets that do not match"),
        ("{agent}] from", "brackets that do not match"),
        ("[a [b]]", "brackets that do not match"),
        ("{agent", "braces that do not match"),
        ("agent}", "braces that do not match"),
        ("{ag[en]t}", "braces that do not match"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_with_its_class(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=f"ndp:labelTemplate of <{NDP}Role>") as caught:
        read(ROLE + template(text))
    assert reason in caught.value.message
    assert caught.value.code == "ONTOLOGY_INVALID"


@pytest.mark.parametrize(
    "texts", ['"a"@vi , "a"@en', '"a"@vi , "a"@en , "a"', '"a"@vi , "a"@en , "a"@fr , "b"@fr']
)
def test_a_template_has_one_text_in_each_language(texts: str) -> None:
    with pytest.raises(UsageError, match="is not there once in each of vi, en, fr"):
        read(ROLE + f"ndp:Role ndp:labelTemplate {texts} .")


def test_templates_that_need_each_other_are_refused() -> None:
    circle = template("{roleOf}") + template("{hasRole}", "ndp:Thing")
    with pytest.raises(UsageError, match="needs its own label") as caught:
        read(ROLE + circle)
    assert {f"<{NDP}Role>", f"<{NDP}Thing>"} <= set(caught.value.message.split())


def test_a_relation_to_anything_may_need_any_label() -> None:
    about = "ndp:about a owl:ObjectProperty ; rdfs:domain ndp:Role ; rdfs:range owl:Thing . "
    with pytest.raises(UsageError, match="needs its own label"):
        read(ROLE + about + template("{about}"))


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("2023", ["2023", "2023", "2023"]),
        ("2023-06", ["06/2023", "June 2023", "juin 2023"]),
        ("2023-06-01", ["01/06/2023", "1 June 2023", "1er juin 2023"]),
        ("2023-12-15+07:00", ["15/12/2023", "15 December 2023", "15 décembre 2023"]),
        ("2023-06-15T10:00:00Z", ["15/06/2023", "15 June 2023", "15 juin 2023"]),
        ("-0044-03-15", ["-0044-03-15"] * 3),
    ],
)
def test_dates_are_written_as_each_language_does(form: str, shown: list[str]) -> None:
    assert [format_date(form, language) for language in LANGUAGES] == shown


def test_moments_are_in_utc_and_say_so() -> None:
    shown = [format_moment("2026-11-30T17:12:05.250000Z", language) for language in LANGUAGES]
    assert shown == ["30/11/2026, 17:12 UTC", "30 November 2026, 17:12 UTC", "30 novembre 2026, 17:12 UTC"]
    assert format_moment("2026-11-30T17:12:05+00:00", "en") == shown[1]
    for other in ("2026-11-30", "2026-11-30T17:12:05+07:00", "2026-11-30T17:12:05"):
        assert format_moment(other, "en") == other
