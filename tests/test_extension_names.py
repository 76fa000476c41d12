"""Names in a file given by --ontology that clash: the program does not start, and says what helps."""

from pathlib import Path

import pytest

from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.command_line import ndp_graph

BASIS = Path(__file__).parent / "data" / "port-cities.trig"
ON_SHIP = "a owl:DatatypeProperty ; rdfs:domain x:Ship ."
ON_PLATFORM = "a owl:DatatypeProperty ; rdfs:domain ndp:DigitalPlatform ."
CODE = "a skos:Concept ; skos:inScheme x:codes ."
CLASHES = {
    "two fields": (f"x:size {ON_SHIP} f:size {ON_SHIP}", "x:size f:size", "ndp:fieldName"),
    "a field with one that everything has": (f"x:label {ON_SHIP}", "x:label", "ndp:fieldName"),
    "a field with an inverse": (f"x:decisions {ON_PLATFORM}", "x:decisions ndp:decidesOn", "ndp:inverseName"),
    "a type with one that the API has": ("x:Code a owl:Class .", "x:Code", "ndp:typeName"),
    "a type with a code list": ("x:Sector a owl:Class .", "x:Sector c:sector", "ndp:typeName"),
    "a plural with its singular": (
        "x:Fish a owl:Class ; ndp:pluralName 'fish' .",
        "x:Fish",
        "ndp:pluralName",
    ),
    "a list with a special root field": ("x:Ship ndp:pluralName 'diff' .", "x:Ship", "ndp:pluralName"),
    "two codes": (
        f"x:codes a skos:ConceptScheme . x:a-b {CODE} x:a_b {CODE}",
        "x:a-b x:a_b",
        "skos:notation",
    ),
}
NAMESPACES = {
    "x": "http://boats.example/",
    "f": "http://fish.example/",
    "c": DEFAULT_BASE + "code/",
    "ndp": DEFAULT_BASE + "ns#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def test_names_that_clash_stop_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms = tmp_path / "clash.ttl"
    terms.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://boats.example/Criterion> a owl:Class ."
    )
    store = ("--store", f"sqlite:{tmp_path / 'releases'}", "--ontology", str(terms))
    for command in (("load", str(BASIS)), ("validate", str(BASIS)), ("serve", "--port", "0"), ("schema",)):
        assert ndp_graph(*command, *store) == 2, command
        told = "".join(capsys.readouterr().err.split())
        assert "<http://boats.example/Criterion>" in told
        assert "<https://w3id.org/vn-ndp/ns#Criterion>" in told
        assert "ndp:typeName" in told
    assert not (tmp_path / "releases" / "current").exists()


@pytest.mark.parametrize("case", CLASHES)
def test_an_error_about_names_says_which_terms_and_what_helps(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turtle, terms, annotation = CLASHES[case]
    file = tmp_path / "clash.ttl"
    prefixes = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in NAMESPACES.items())
    file.write_text(f"{prefixes} x:Ship a owl:Class . {turtle}")
    assert ndp_graph("schema", "--store", f"sqlite:{tmp_path}", "--ontology", str(file)) == 2
    printed = capsys.readouterr()
    told = "".join(printed.err.split())
    for term in terms.split():
        prefix, name = term.split(":")
        assert f"<{NAMESPACES[prefix]}{name}>" in told
    assert annotation in told
    assert printed.out == ""


def test_an_added_term_that_is_renamed_has_its_old_name_in_its_lock_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ("--store", f"sqlite:{tmp_path / 'releases'}")
    terms = tmp_path / "boats.ttl"
    for name in ("sail", "canvas"):
        terms.write_text(
            "@prefix b: <http://boats.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
            f"@prefix ndp: <{DEFAULT_BASE}ns#> . b:Boat a owl:Class . "
            f"b:sail a owl:DatatypeProperty ; ndp:fieldName '{name}' ; "
            "<http://www.w3.org/2000/01/rdf-schema#domain> b:Boat ."
        )
        assert (
            ndp_graph("load", str(BASIS), "--on-violation", "record", *store, "--ontology", str(terms)) == 0
        )
    capsys.readouterr()
    assert ndp_graph("schema", "--names", *store) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "sail" in line]
    assert lines == ["http://boats.example/sail field canvas sail"]
    (tmp_path / "names.lock").write_text("http://boats.example/sail field canvas mainsail\n")
    assert ndp_graph("schema", "--names", *store, "--ontology", str(tmp_path)) == 0
    assert "sail field canvas mainsail\n" in capsys.readouterr().out
