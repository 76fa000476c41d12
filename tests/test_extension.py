"""Classes, properties and code lists in Turtle files given by --ontology: no line of Python changes.

They are loaded, validated, asked, filtered and dumped through the command line, on both stores.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema, validate_schema
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from loaders.reading.read import read
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.command_line import ndp_graph

HERE = Path(__file__).parent
EXTENSION = HERE / "data" / "extension"
BASIS = HERE / "data" / "port-cities.trig"
TERMS = "https://thanh-tra.example/terms#"
INSPECTION = "https://thanh-tra.example/id/2024-"
GRADES = (("bad", 2), ("tốt", 1))
PORT = "https://du-lieu.example/cang/"


@dataclass(frozen=True, slots=True)
class Program:
    """The command line on one store, and what it printed last."""

    store: tuple[str, ...]
    captured: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> int:
        self.captured.readouterr()
        return ndp_graph(*arguments, *self.store)

    def output(self, *arguments: str) -> str:
        """The output of a successful command."""
        code = self.run(*arguments)
        printed = self.captured.readouterr()
        assert code == 0, printed.err
        return printed.out

    def ask(self, query: str) -> Any:
        """The data of an answer."""
        return json.loads(self.output("query", query))["data"]


@pytest.fixture(params=["sqlite", "neo4j"])
def program(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Program]:
    folder = tmp_path / "releases"
    if request.param == "sqlite":
        yield Program(("--store", f"sqlite:{folder}"), capsys)
    else:
        uri = request.getfixturevalue("neo4j_empty")
        yield Program(("--store", uri, "--releases", str(folder)), capsys)


def load(program: Program, name: str) -> tuple[Path, ...]:
    """Load the basis and the data of an extension; the files."""
    files = (BASIS, EXTENSION / f"{name}-data.ttl")
    program.output("load", *map(str, files), "--ontology", str(EXTENSION / f"{name}.ttl"))
    return files


def test_a_class_with_two_properties_and_a_code_list(program: Program) -> None:
    files = load(program, "inspections")

    # asked: one, all, and over the relation in both directions
    assert program.ask(
        f"""{{
          inspection(iri: "{INSPECTION}1") {{
            __typename
            types {{ iri }}
            label(lang: "en") {{ value }}
            inspects {{ iri }}
            grade {{ iri code label(lang: "en") {{ value lang }} }}
          }}
          inspections {{ totalCount nodes {{ iri }} }}
          digitalPlatform(iri: "{PORT}kho-1") {{ inspections {{ nodes {{ iri grade {{ code }} }} }} }}
        }}"""
    ) == {
        "inspection": {
            "__typename": "Inspection",
            "types": [{"iri": TERMS + "Inspection"}],
            "label": {"value": "Inspection of Warehouse One: Good"},
            "inspects": {"iri": PORT + "kho-1"},
            "grade": {"iri": TERMS + "good", "code": "tốt", "label": {"value": "Good", "lang": "en"}},
        },
        "inspections": {"totalCount": 3, "nodes": [{"iri": INSPECTION + n} for n in "123"]},
        "digitalPlatform": {
            "inspections": {
                "nodes": [
                    {"iri": INSPECTION + "1", "grade": {"code": "tốt"}},
                    {"iri": INSPECTION + "2", "grade": {"code": "bad"}},
                ]
            }
        },
    }

    # filtered: by code, by relation, by relation from the other side
    assert program.ask(
        f"""{{
          byCode: inspections(where: {{ grade: {{ eq: BAD }} }}) {{ nodes {{ iri }} }}
          byCodes: inspections(where: {{ not: {{ grade: {{ in: [BAD] }} }} }}) {{ nodes {{ iri }} }}
          byPlatform: inspections(where: {{ inspects: {{ iri: {{ eq: "{PORT}kho-2" }} }} }}) {{ nodes {{ iri }} }}
          platforms: digitalPlatforms(where: {{ inspections: {{ some: {{ grade: {{ eq: TOT }} }} }} }}) {{
            nodes {{ iri }}
          }}
        }}"""
    ) == {
        "byCode": {"nodes": [{"iri": INSPECTION + n} for n in "23"]},
        "byCodes": {"nodes": [{"iri": INSPECTION + "1"}]},
        "byPlatform": {"nodes": [{"iri": INSPECTION + "3"}]},
        "platforms": {"nodes": [{"iri": PORT + "kho-1"}]},
    }

    # counted, along the relation too
    assert program.ask(
        """{
          inspections { facets { grade { value { code } count } } }
          digitalPlatforms { facets { grades(none: false) { value { code } count } } }
        }"""
    ) == {
        "inspections": {"facets": {"grade": [{"value": {"code": c}, "count": n} for c, n in GRADES]}},
        "digitalPlatforms": {"facets": {"grades": [{"value": {"code": c}, "count": n} for c, n in GRADES]}},
    }

    # validated, alone and when loading, with nothing changed
    wrong = str(EXTENSION / "inspections-wrong.ttl")
    before = program.output("releases", "--format", "json")
    assert program.run("load", wrong) == 1
    assert "inspections-wrong.ttl:6" in program.captured.readouterr().err
    assert program.output("releases", "--format", "json") == before
    assert ndp_graph("validate", wrong, "--ontology", str(EXTENSION / "inspections.ttl")) == 1
    report = program.captured.readouterr().out
    assert "inspections-wrong.ttl:6" in report
    assert "splendid" in report

    # dumped
    assert canonical(program.output("dump", "--format", "nq")) == canonical_of(files)

    # in the schema
    sdl = program.output("schema")
    assert f'type Inspection implements Resource & Node @term(iri: "{TERMS}Inspection"' in sdl
    assert "inspections(\n" in sdl
    assert f'@term(iri: "{TERMS}inspects", inverse: true)' in sdl


def test_terms_of_other_vocabularies_and_a_first_subclass(program: Program) -> None:
    files = load(program, "foreign")
    schema = build_schema(program.output("schema"))
    assert validate_schema(schema) == []
    platform, harbour = schema.type_map["DigitalPlatform"], schema.type_map["HarbourPlatform"]
    assert isinstance(platform, GraphQLInterfaceType), "it has a subclass now"
    assert isinstance(harbour, GraphQLObjectType)
    assert platform in harbour.interfaces
    assert isinstance(schema.type_map["OtherDigitalPlatform"], GraphQLObjectType)

    assert program.ask(
        f"""{{
          digitalPlatform(iri: "{PORT}kho-1") {{
            __typename
            location {{ nodes {{ iri title containedInPlace {{ nodes {{ title }} }} }} }}
            downloads
            class
            from
            self {{ iri }}
            in(lang: "en") {{ value lang }}
            inAll {{ value }}
            and_
            _id
            snake_case
            name_key
          }}
        }}"""
    ) == {
        "digitalPlatform": {
            "__typename": "OtherDigitalPlatform",
            "location": {
                "nodes": [
                    {
                        "iri": PORT + "dao",
                        "title": "Đảo",
                        "containedInPlace": {"nodes": [{"title": "Biển"}]},
                    }
                ]
            },
            "downloads": "123456789012345678901234567890",
            "class": ["a", "b"],
            "from": "2020-01-02",
            "self": {"iri": PORT + "kho-1"},
            "in": {"value": "inside", "lang": "en"},
            "inAll": [{"value": "inside"}, {"value": "trong"}],
            "and_": True,
            "_id": "7",
            "snake_case": "1.50",
            "name_key": "k",
        }
    }
    assert program.ask(
        f"""{{
          harbourPlatforms {{ nodes {{ iri __typename title {{ value }} berths tide {{ code }} }} }}
          digitalPlatforms(where: {{ types: {{ in: ["HarbourPlatform"] }} }}) {{
            nodes {{ iri ... on HarbourPlatform {{ berths }} }}
          }}
          place(iri: "{PORT}bien") {{ containsPlaces {{ nodes {{ iri }} }} }}
        }}"""
    ) == {
        "harbourPlatforms": {
            "nodes": [
                {
                    "iri": PORT + "tau",
                    "__typename": "HarbourPlatform",
                    "title": {"value": "Tàu"},
                    "berths": 12,
                    "tide": [{"code": "1-"}, {"code": "-a-"}],
                }
            ]
        },
        "digitalPlatforms": {"nodes": [{"iri": PORT + "tau", "berths": 12}]},
        "place": {"containsPlaces": {"nodes": [{"iri": PORT + "dao"}]}},
    }
    assert canonical(program.output("dump", "--format", "nq")) == canonical_of(files)


CONDITIONS = (
    'class: { in: ["x", "a"] }',
    'from: { eq: "2020-01-02" }',
    'self: { class: { eq: "b" } }',
    'in: { eq: "trong", lang: "vi" }',
    "and_: { eq: true }",
    '_id: { eq: "7" }',
    'snake_case: { eq: "1.5" }',
    "name_key: { isNull: false }",
    'downloads: { eq: "123456789012345678901234567890" }',
    'location: { some: { title: { eq: "Đảo" } } }',
)


def test_conditions_may_have_names_that_programs_keep_for_themselves(program: Program) -> None:
    load(program, "foreign")
    fields = [
        f"c{n}: digitalPlatforms(where: {{ {condition} }}) {{ nodes {{ iri }} }}"
        for n, condition in enumerate(CONDITIONS)
    ]
    expected = {"nodes": [{"iri": PORT + "kho-1"}]}
    assert program.ask("{ " + " ".join(fields) + " }") == {f"c{n}": expected for n in range(len(CONDITIONS))}
    tide = "harbourPlatforms(where: { tide: { eq: _1_ } }) { totalCount }"
    assert program.ask("{ " + tide + " }") == {"harbourPlatforms": {"totalCount": 1}}


def test_an_ontology_may_be_added_to_a_release_that_is_there(program: Program) -> None:
    program.output("load", str(BASIS))
    assert "HarbourPlatform" not in program.output("schema")
    program.output("load", "--ontology", str(EXTENSION / "foreign.ttl"))
    assert "interface DigitalPlatform" in program.output("schema")
    kinds = program.ask("{ digitalPlatforms { nodes { __typename } } }")["digitalPlatforms"]["nodes"]
    assert kinds == [{"__typename": "OtherDigitalPlatform"}] * 3


def canonical(nq: str) -> list[str]:
    """N-Quads with canonical labels, sorted."""
    return canonical_lines(Dataset(parse(input=nq.encode(), format=RdfFormat.N_QUADS)))


def canonical_of(files: tuple[Path, ...]) -> list[str]:
    """The same of files, as `load` places them in graphs."""
    return canonical_lines(Dataset(read(files, base=DEFAULT_BASE)))


def canonical_lines(dataset: Dataset) -> list[str]:
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)
