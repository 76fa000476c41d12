"""Composed labels: what fills the places of templates, and which resources get a label."""

from collections.abc import Mapping

from pyoxigraph import RdfFormat, Store

from loaders.nquads.lines import split_line
from loaders.rules.composed_labels import LabelComposer
from ontology.model import Model
from ontology.values.languages import LANGUAGES
from ontology.values.literals import from_ntriples, split
from tests.ontology.support.small import EX, NDP, PREFIXES, read

OWN = """
rdfs:label a owl:DatatypeProperty ; rdfs:range rdf:langString ; ndp:order 2 .
ndp:title a owl:DatatypeProperty ; rdfs:subPropertyOf rdfs:label ; rdfs:range rdf:langString ; ndp:order 1 .
ndp:composedLabel a owl:DatatypeProperty ; rdfs:subPropertyOf rdfs:label ; rdfs:range rdf:langString ; ndp:order 9 .
ndp:Agent a owl:Class . ndp:Thing a owl:Class . ndp:Note a owl:Class .
ndp:Role a owl:Class ; rdfs:label "Vai trò"@vi , "Role"@en , "Rôle"@fr .
ndp:kinds a skos:ConceptScheme .
ndp:owner a skos:Concept ; skos:inScheme ndp:kinds ; skos:prefLabel "Chủ"@vi , "Owner"@en .
ndp:kind a owl:ObjectProperty ; rdfs:domain ndp:Role .
ndp:RoleShape a sh:NodeShape ; sh:targetClass ndp:Role ;
  sh:property [ sh:path ndp:kind ; sh:maxCount 1 ; sh:in ( ndp:owner ) ] .
ndp:agent a owl:ObjectProperty ; rdfs:domain ndp:Role ; rdfs:range ndp:Agent .
ndp:hasRole a owl:ObjectProperty ; rdfs:domain ndp:Thing ; rdfs:range ndp:Role ; ndp:inverseName "roleOf" .
ndp:about a owl:ObjectProperty ; rdfs:domain ndp:Note ; rdfs:range ndp:Role .
ndp:from a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:domain ndp:Role ; rdfs:range xsd:date .
ndp:share a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:domain ndp:Role ; rdfs:range xsd:decimal .
ndp:users a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:domain ndp:Role ; rdfs:range xsd:integer .
ndp:remark a owl:DatatypeProperty ; rdfs:domain ndp:Role ; rdfs:range rdf:langString .
"""


def model(role: str, note: str = "Note: {about}") -> Model:
    """The ontology with the same template in each language for roles, and one for notes."""
    own = OWN
    for name, text in (("Role", role), ("Note", note)):
        own += f"ndp:{name} ndp:labelTemplate " + " , ".join(f'"{text}"@{one}' for one in LANGUAGES) + " . "
    return read(own)


def labels(of: Model, data: str, ontology: str = "") -> Mapping[str, Mapping[str, str]]:
    """The labels that are composed for `data`, a graph; by the end of the IRI and language."""
    store = Store()
    store.load(f"{PREFIXES} ex:g {{ {data} }} {ontology}".encode(), RdfFormat.TRIG)
    found: dict[str, dict[str, str]] = {}
    for line in LabelComposer(store, of, lambda _, value: value).iter_lines():
        subject, predicate, obj, graph = split_line(line)
        assert (predicate, graph) == (f"<{NDP}composedLabel>", f"<{of.base}graph/labels>")
        text, language, _ = split(obj)
        found.setdefault(from_ntriples(subject).removeprefix(EX), {})[language] = text
    return found


def only(role: str, data: str) -> str:
    """The label in English of the only thing that gets one."""
    ((_, label),) = labels(model(role), data).items()
    assert set(label) == set(LANGUAGES)
    return label["en"]


def test_places_are_filled_in_each_language() -> None:
    data = """ex:r a ndp:Role ; ndp:kind ndp:owner ; ndp:agent ex:a ; ndp:from "2023-06-01"^^xsd:date ;
      ndp:share 54.2 ; ndp:users 12345 . ex:t ndp:hasRole ex:r ; ndp:title "Cổng"@vi , "Portal"@en .
      ex:a ndp:title "Bộ A"@vi ; rdfs:label "Ministry"@en ."""
    assert labels(model("{class} {kind}/{roleOf}/{agent}/{from}/{share}/{users}"), data) == {
        "r": {
            "vi": "Vai trò Chủ/Cổng/Bộ A/01/06/2023/54,2/12.345",
            "en": "Role Owner/Portal/Bộ A/1 June 2023/54.2/12,345",
            "fr": "Rôle Chủ/Cổng/Bộ A/1er juin 2023/54,2/12\N{NARROW NO-BREAK SPACE}345",
        }
    }


def test_an_optional_part_without_a_value_is_left_out_and_a_needed_one_gives_no_label() -> None:
    assert only("{agent}[ from {from}][ of {roleOf}]", "ex:r a ndp:Role ; ndp:agent ex:a .") == "a"
    assert labels(model("{agent}[ from {from}]"), 'ex:r a ndp:Role ; ndp:from "2023-06-01"^^xsd:date .') == {}
    assert labels(model("{remark}"), 'ex:r a ndp:Role ; ndp:remark ""@en .') == {}


def test_several_values_are_shown_in_the_order_of_their_texts_up_to_three() -> None:
    data = "ex:r a ndp:Role ; ndp:agent ex:d , ex:b , ex:c . ex:b rdfs:label 'Z' ."
    assert only("{agent}", data) == "Z, c, d"
    assert only("{agent}", data + "ex:r ndp:agent ex:a .") == "Z, a, c, …"
    assert only("{remark}", 'ex:r a ndp:Role ; ndp:remark "b"@en , "a"@en , "á"@vi .') == "a"


def test_a_value_that_does_not_fit_its_property_is_not_shown() -> None:
    assert only("r[ {from}][ {agent}]", 'ex:r a ndp:Role ; ndp:from "soon" ; ndp:agent "me" .') == "r"


def test_a_resource_with_a_name_of_its_own_gets_no_label() -> None:
    assert labels(model("role"), "ex:r a ndp:Role ; rdfs:label 'mine' .") == {}
    assert set(labels(model("role"), "ex:r a ndp:Role ; rdfs:label 1 .")) == {
        "r"
    }  # not a name: it does not fit


def test_composed_labels_are_used_by_others_that_need_them() -> None:
    data = "ex:n a ndp:Note ; ndp:about ex:r . ex:r a ndp:Role ; ndp:agent ex:a . ex:o a ndp:Note ; ndp:about ex:q ."
    found = labels(model("Role of {agent}"), data + "ex:q a ndp:Role .")
    assert {node: label["en"] for node, label in found.items()} == {
        "n": "Note: Role of a",
        "o": "Note: q",
        "r": "Role of a",
    }


def test_labels_do_not_depend_on_the_order_of_statements_or_on_copies() -> None:
    lines = [f"ex:r{n} a ndp:Role ; ndp:agent ex:a{n % 7} , ex:a{n % 5} , ex:a{n % 3} . " for n in range(40)]
    role = model("Role of {agent}")
    assert labels(role, "".join(lines)) == labels(role, "".join(reversed(lines)) + "".join(lines))


def test_what_only_the_ontology_describes_gets_no_label() -> None:
    assert labels(model("role"), "ex:r a ndp:Role .", "ndp:example a ndp:Role .") == {
        "r": dict.fromkeys(LANGUAGES, "role")
    }


BLANKS = r"""" \u00a0\t\n", "\u200b\u200d\ufeff", "\u202e\u0007", "\u3164\u2800\ufe0f" """


def test_texts_in_which_nothing_can_be_seen_fill_no_place_and_are_no_names() -> None:
    assert only("r[ of {agent}][: {remark}]", f"ex:r a ndp:Role ; ndp:remark {BLANKS} .") == "r"
    data = f"ex:r a ndp:Role ; ndp:agent ex:a ; ndp:remark {BLANKS} , 'seen'@fr . ex:a rdfs:label {BLANKS} ."
    assert only("r[ of {agent}][: {remark}]", data) == "r of a: seen"
    assert only("r", f"ex:r a ndp:Role ; rdfs:label {BLANKS} .") == "r"


def test_a_text_in_a_label_is_a_short_line() -> None:
    text = r'" Bộ\n\t\u001b[31m Y \u202e \u200e tế\u00a0A\u2028 "'
    assert (
        only("{agent}", f"ex:r a ndp:Role ; ndp:agent ex:a . ex:a rdfs:label {text} .")
        == "Bộ [31m Y tế\u00a0A"
    )
    long = f"ex:r a ndp:Role ; ndp:agent ex:a . ex:a rdfs:label '{'a' * 80_000}' ."
    assert only("of {agent}", long) == f"of {'a' * 199}…"
    assert only("{agent}", long.replace("a" * 80_000, "a" * 200)) == "a" * 200
    assert len(only("{agent}", f"ex:r a ndp:Role ; ndp:agent ex:{'b' * 9_000} .")) == 200


def test_a_blank_node_gets_a_label() -> None:
    (node,) = labels(model("role"), "[] a ndp:Role .")
    assert node.startswith("_:")
