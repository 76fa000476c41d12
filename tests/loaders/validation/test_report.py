"""Conformance reports: text, JSON and Turtle of the same results, with file and line where they are known."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from loaders.reading.places import FileLine, locate, locate_all
from loaders.validation.report import Sources, render_json, render_text, render_turtle
from loaders.validation.validate import ShapeResult, prepare_shapes, validate
from ontology.severity import Severity

SH = "http://www.w3.org/ns/shacl#"
ONTOLOGY = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <http://a/> .
:shape a sh:NodeShape ; sh:targetClass :Thing ;
  sh:property [ sh:path :title ; sh:maxCount 1 ] ; sh:property [ sh:path :to ; sh:class :Thing ] .
"""
DATA = """@prefix a: <http://a/> .
# a:x is not here
a:y a a:Thing .

a:x a a:Thing ;
  a:to a:none ;
  a:title "one" ,
    "two" .
"""


@pytest.fixture
def results() -> tuple[ShapeResult, ...]:
    return validate(parse(DATA.encode(), RdfFormat.TURTLE), prepare_shapes([ONTOLOGY]))


@pytest.fixture
def places(tmp_path: Path, results: tuple[ShapeResult, ...]) -> dict[tuple[str, str | None], FileLine]:
    path = tmp_path / "data.ttl"
    path.write_text(DATA)
    found = locate_all({path: None}, {(result.focus, result.path) for result in results})
    return {key: FileLine("data.ttl", place.line) for key, place in found.items()}


def test_text_has_place_focus_path_message_and_remedy(
    results: tuple[ShapeResult, ...], places: dict[tuple[str, str | None], FileLine]
) -> None:
    assert render_text(results, places) == (
        'data.ttl:7: Violation SHACL: has too many values for “title” (2: "one", "two"); at most 1 allowed\n'
        "  focus: http://a/x\n"
        "  path:  http://a/title\n"
        "  fix:   keep the right value for “title” and remove the others\n"
        "\n"
        "data.ttl:6: Info D31: the value none for “to” is not described anywhere\n"
        "  focus: http://a/x\n"
        "  path:  http://a/to\n"
        "  value: http://a/none\n"
        "  fix:   load the source that describes none, or correct the IRI\n"
        "\n"
        "1 violation, 1 info finding\n"
    )


def test_text_names_the_graphs_of_the_values(results: tuple[ShapeResult, ...]) -> None:
    sources: Sources = {
        ("http://a/x", "http://a/title"): (('"one"', "http://a/g"), ('"two"', "http://a/h")),
        ("http://a/x", "http://a/to"): (("http://a/none", "http://a/g"), ("http://a/other", "http://a/g")),
    }
    said = render_text(results, {}, sources=sources)
    assert '  stated in: http://a/g  "one"\n  stated in: http://a/h  "two"\n' in said
    assert said.count("http://a/g\n") == 1


def test_text_is_in_the_language_asked_for_else_in_english(results: tuple[ShapeResult, ...]) -> None:
    assert "Vi phạm SHACL: có quá nhiều giá trị cho “title” (2: " in render_text(results, {}, lang="vi")
    assert "has too many values for “title” (2: " in render_text(results, {}, lang="de")


def test_text_without_results_says_so() -> None:
    assert render_text((), {}) == "No violations: the data conform to the shapes.\n"


def test_json_has_everything_by_name(
    results: tuple[ShapeResult, ...], places: dict[tuple[str, str | None], FileLine]
) -> None:
    document = json.loads(render_json(results, places))
    assert document["conforms"] is False
    assert document["results"][0] == {
        "code": "SHACL",
        "severity": "Violation",
        "focus": "http://a/x",
        "path": "http://a/title",
        "value": None,
        "message": 'has too many values for “title” (2: "one", "two"); at most 1 allowed',
        "remedy": "keep the right value for “title” and remove the others",
        "component": f"{SH}MaxCountConstraintComponent",
        "shape": "http://a/shape",
        "file": "data.ttl",
        "line": 7,
    }
    assert json.loads(render_json(results[1:], {})) == {
        "conforms": True,
        "results": [document["results"][1] | {"file": None, "line": None}],
    }


def test_turtle_is_a_report_of_the_standard(results: tuple[ShapeResult, ...]) -> None:
    report = list(parse(render_turtle(results).encode(), RdfFormat.TURTLE))
    said = {(q.predicate.value.removeprefix(SH), str(q.object)) for q in report}
    assert {
        ("conforms", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("focusNode", "<http://a/x>"),
        ("resultPath", "<http://a/title>"),
        ("value", "<http://a/none>"),
        ("resultSeverity", f"<{SH}Violation>"),
        ("resultSeverity", f"<{SH}Info>"),
        ("sourceConstraintComponent", f"<{SH}MaxCountConstraintComponent>"),
        ("sourceShape", "<http://a/shape>"),
        ("resultMessage", r'"has too many values for “title” (2: \"one\", \"two\"); at most 1 allowed"@en'),
    } <= said
    assert sum(q.predicate.value == f"{SH}result" for q in report) == 2


def test_turtle_without_results_conforms() -> None:
    report = parse(render_turtle(()).encode(), RdfFormat.TURTLE)
    assert {str(q.object) for q in report} == {
        f"<{SH}ValidationReport>",
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    }


def test_turtle_bears_any_value() -> None:
    nasty = str(Literal('"\\\n\x01é', language="vi"))
    result = ShapeResult(
        "SHACL", Severity.VIOLATION, "_:b", None, nasty, f"{SH}x", "", {"en": 'a "b"\n\\'}, {"en": "m"}
    )
    report = list(parse(render_turtle([result]).encode(), RdfFormat.TURTLE))
    assert Literal('"\\\n\x01é', language="vi") in {q.object for q in report}
    assert any(isinstance(q.object, BlankNode) and q.predicate.value == f"{SH}focusNode" for q in report)


QUADS = [
    Quad(NamedNode(f"http://a/{s}"), NamedNode(f"http://a/{p}"), Literal(s + p), NamedNode("http://a/g"))
    for s in ("w", "x", "y")
    for p in ("p", "q")
]


@pytest.mark.parametrize(
    ("suffix", "syntax", "line", "property_line"),
    [
        ("nq", RdfFormat.N_QUADS, 3, 4),
        ("nt", RdfFormat.N_TRIPLES, 3, 4),
        ("ttl", RdfFormat.TURTLE, 3, 4),
        ("trig", RdfFormat.TRIG, 4, 5),
        ("rdf", RdfFormat.RDF_XML, 7, 9),
    ],
)
def test_lines_are_found_in_what_programs_write(
    tmp_path: Path, suffix: str, syntax: RdfFormat, line: int, property_line: int
) -> None:
    path = tmp_path / f"a.{suffix}"
    statements = QUADS if syntax.supports_datasets else [q.triple for q in QUADS]
    path.write_bytes(serialize(statements, format=syntax) or b"")
    assert locate([path], "http://a/x") == (str(path), line)
    assert locate([path], "http://a/x", "http://a/q") == (str(path), property_line)
    assert locate([path], "http://a/x", "http://a/none") == (str(path), line)
    assert locate([path], "http://a/none") is None


@pytest.mark.parametrize(
    ("turtle", "line"),
    [
        ("@prefix a: <http://a/> .\n\na:x a:p 1 .", 3),
        ("PREFIX : <http://a/>\n:w :p :x .\n:x :p 1 .", 3),
        ("@base <http://a/> .\n<w> <p> <x> .\n<x> <p> 1 .", 3),
        ("@prefix : <http://a/> .\n:g {\n  :w :p :x .\n  :x :p 1 .\n}", 4),
        ("@prefix : <http://a/> .\n:g { :x :p 1 . }", 2),
        ('@prefix : <http://a/> .\n:w :p "x ." .\n\n# :x\n:x\n  :p 1 .', 5),
        ("@prefix : <http://a/> .\n:w :p\n  :x .\n:x :p 1 .", 4),
    ],
)
def test_lines_are_found_in_what_people_write(tmp_path: Path, turtle: str, line: int) -> None:
    path = tmp_path / "a.trig"
    path.write_text(turtle)
    assert locate([path], "http://a/x") == (str(path), line)


def test_lines_are_found_in_json_ld_and_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld.gz"
    path.write_bytes(gzip.compress(b'[{"@id": "http://a/w"},\n{"@id": "http://a/x", "http://a/p": 1}]'))
    assert locate([path], "http://a/x") == (str(path), 2)


def test_the_first_file_that_says_something_counts(tmp_path: Path) -> None:
    for name, text in (
        ("a.nt", "<u:w> <u:p> <u:x> .\n"),
        ("b.nt", "\n<u:x> <u:p> 1 .\n"),
        ("c.nt", "<u:x> <u:p> 1 .\n"),
    ):
        (tmp_path / name).write_text(text)
    paths = [tmp_path / "none.nt", tmp_path / "x.csv", *(tmp_path / f"{n}.nt" for n in "abc")]
    assert locate(paths, "u:x") == (str(tmp_path / "b.nt"), 2)


def test_many_results_that_differ_in_the_focus_alone_are_one_with_a_count() -> None:
    def make(count: int) -> list[ShapeResult]:
        texts = {"en": "is wrong", "vi": "sai", "fr": "est faux"}
        warning = ShapeResult("X", Severity.WARNING, "", "http://a/p", None, f"{SH}x", "", texts, texts)
        violation = ShapeResult("Y", Severity.VIOLATION, "http://a/v", None, "1", f"{SH}x", "", texts, texts)
        return [violation, *(replace(warning, focus=f"http://a/{n:05}") for n in range(count))]

    text = render_text(make(20_174), {("http://a/00000", None): FileLine("a.ttl", 3)})
    _, warnings, summary = text.split("\n\n")
    assert warnings.splitlines() == [
        "a.ttl:3: Warning X: is wrong",
        "  focus: http://a/00000",
        "         and 20,173 others, such as http://a/00001, http://a/00002, http://a/00003",
        "  path:  http://a/p",
        "  fix:   is wrong",
    ]
    assert summary == "1 violation, 20,174 warnings\n"
    assert "và 20.173 tài nguyên khác, như http://a/00001" in render_text(make(20_174), {}, lang="vi")
    assert render_text(make(4), {}).count("Warning X") == 4
    assert len(json.loads(render_json(make(20_174), {}))["results"]) == 20_175
