"""Hints of errors: documents by the habits of other APIs say what to write here, by meaning, or nothing."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, parse

from graph_api.error_codes import CODES
from graph_api.operations.hints.hints import Hints
from graph_api.operations.preparing import InvalidRequest, prepare, variable_values
from graph_api.operations.question import DEFAULT_RULES, DocumentRules
from graph_api.schema.build import build_schema
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model

MISTAKES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "habits.toml").read_text("utf-8"))[
    "mistake"
]
INSTEAD = re.compile(r"Write `(?P<new>.*)` instead of `(?P<old>.*)`\.", re.DOTALL)
WITHOUT = re.compile(r"Leave out `(?P<old>.*)`\.", re.DOTALL)
BEFORE = re.compile(r"Write `(?P<new>.*)` before `(?P<rest>.*)`\.", re.DOTALL)
END = re.compile(r"Write `(?P<new>.*)` at the end\.")
CHARACTER = re.compile(r"Leave out the `.` at character (?P<at>\d+), which closes nothing\.")
ROUNDS = 8


class Reader:
    """Somebody who reads the errors of documents and does what their hints say."""

    def __init__(self, *added: OntologyFile) -> None:
        model = read_model([*builtin_files(DEFAULT_BASE), *added], DEFAULT_BASE)
        self.schema: GraphQLSchema = build_schema(model)._schema
        self.hints = Hints(self.schema, model)

    def errors(self, document: str, rules: DocumentRules = DEFAULT_RULES) -> tuple[GraphQLError, ...]:
        """The errors of a document."""
        return prepare(self.schema, document, rules, self.hints).errors

    def mended(self, document: str) -> str:
        """The document with all replacements made that hints give."""
        for _ in range(ROUNDS):
            texts = (replaced(document, error) for error in self.errors(document))
            better = next((text for text in texts if text is not None), None)
            if better is None:
                return document
            document = better
        raise AssertionError(f"it never ends: {document}")


def hint_of(error: GraphQLError) -> str:
    return str((error.extensions or {})["hint"])


def own_hint(error: GraphQLError) -> str | None:
    """The hint of an error, unless it is that of its code."""
    hint = hint_of(error)
    return None if hint == CODES[str((error.extensions or {})["code"])].hint else hint


def replaced(document: str, error: GraphQLError) -> str | None:
    """The document with the replacement of one hint; None: it gives none."""
    hint = hint_of(error)
    if found := END.fullmatch(hint):
        return f"{document} {found['new']}"
    if found := CHARACTER.fullmatch(hint):
        at = int(found["at"]) - 1
        return document[:at] + document[at + 1 :]
    if found := BEFORE.fullmatch(hint):
        at = document.index(found["rest"])
        return document[:at] + found["new"] + document[at:]
    if found := INSTEAD.fullmatch(hint) or WITHOUT.fullmatch(hint):
        old, new = found["old"], found.groupdict().get("new", "")
        places = [at for at in error.positions or () if document.startswith(old, at)]
        at = places[-1] if places else document.index(old)
        return document[:at] + new + document[at + len(old) :]
    return None


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_there_are_a_hundred_mistakes_by_the_habits_of_other_apis() -> None:
    apis = (
        "Hasura",
        "PostGraphile",
        "@neo4j/graphql",
        "Prisma",
        "GitHub, Shopify, Django and other Relay services",
    )
    of = [mistake["of"] for mistake in MISTAKES]
    assert sum(of.count(api) for api in apis) >= 100
    assert min(of.count(api) for api in apis) >= 15


def test_each_mistake_has_its_hint_and_what_hints_say_makes_a_valid_document(reader: Reader) -> None:
    shown = {m["document"]: own_hint(reader.errors(m["document"])[0]) for m in MISTAKES}
    assert shown == {m["document"]: m.get("hint") for m in MISTAKES}
    wrong = {}
    for mistake in MISTAKES:
        if "hint" in mistake:
            document = reader.mended(mistake["document"])
            left = [own_hint(error) for error in reader.errors(document)]
            if left != ([mistake["left"]] if "left" in mistake else []):
                wrong[mistake["document"]] = (document, left)
    assert wrong == {}


VALUES = [
    ("DigitalPlatformWhere", {"slug": "vtvgo"}, {"slug": {"eq": "vtvgo"}}),
    ("DigitalPlatformWhere", {"title": {"_ilike": "%vtv%"}}, {"title": {"contains": "vtv", "fold": True}}),
    ("DigitalPlatformWhere", {"OR": [{"slug_IN": ["a"]}]}, {"or": [{"slug": {"in": ["a"]}}]}),
    ("DigitalPlatformWhere", {"currentStatus": "recognised"}, {"currentStatus": {"eq": "RECOGNISED"}}),
    ("[DigitalPlatformOrder!]", {"title": "desc"}, [{"title": {"dir": "DESC"}}]),
    ("[DigitalPlatformOrder!]", ["TITLE_ASC"], [{"title": {"dir": "ASC"}}]),
    ("[ResourceType!]", ["Platform"], ["DigitalPlatform"]),
    ("Int", "10", 10),
    ("Int", "ten", None),
    ("DigitalPlatformWhere", {"price": {"gt": 5}}, None),
    ("DigitalPlatformWhere", {"no name": 1}, None),
    ("Date", "yesterday", None),
]


@pytest.mark.parametrize(("type_name", "value", "better"), VALUES)
def test_values_of_variables_have_hints_too_as_json(
    reader: Reader, type_name: str, value: object, better: object
) -> None:
    query = f"query Q($x: {type_name}) {{ digitalPlatforms {{ totalCount }} }}"
    (operation,) = parse(query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    with pytest.raises(InvalidRequest) as refused:
        variable_values(reader.schema, operation, {"x": value}, reader.hints)
    hint = own_hint(refused.value.errors[0])
    if better is None:
        assert hint is None
        return
    written = json.dumps(better, ensure_ascii=False)
    assert hint == f"Write `{written}` instead of `{json.dumps(value, ensure_ascii=False)}`."
    assert variable_values(reader.schema, operation, {"x": better}, reader.hints) == {"x": better}
    with pytest.raises(InvalidRequest) as silent:
        variable_values(reader.schema, operation, {"x": value})
    assert own_hint(silent.value.errors[0]) is None


def test_hints_name_nothing_of_a_schema_that_is_not_published(reader: Reader) -> None:
    silent = DocumentRules(suggestions=False)
    errors = [error for m in MISTAKES for error in reader.errors(m["document"], silent)]
    assert len(errors) > 100
    parsed = [e for e in errors if (e.extensions or {})["code"] != "GRAPHQL_PARSE_FAILED"]
    assert [error.message for error in parsed if own_hint(error)] == []
    assert [error.message for error in errors if "Did you mean" in error.message] == []


def test_synonyms_of_an_added_ontology_are_known_without_a_line_of_python() -> None:
    turtle = """
        @prefix ex: <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        ex:Ship a owl:Class ; rdfs:label "Ship"@en , "Tàu thủy"@vi ; skos:altLabel "Vessel"@en , "Navire"@fr .
        ex:tonnage a owl:DatatypeProperty ; rdfs:domain ex:Ship ; rdfs:range xsd:decimal ; skos:altLabel "burden"@en .
    """
    reader = Reader(OntologyFile("ships.ttl", turtle.encode(), added=True))
    for name in ("vessels", "navires", "tauThuy", "allShips"):
        (error,) = reader.errors(f"{{ {name} {{ nodes {{ iri }} }} }}")
        assert (
            own_hint(error)
            == f"Write `ships {{ nodes {{ iri }} }}` instead of `{name} {{ nodes {{ iri }} }}`."
        )
    assert reader.mended("{ vessels(where: {burden: 5}) { burden } }") == (
        "{ ships(where: {tonnage: {eq: 5}}) { nodes { tonnage } } }"
    )


def test_a_hint_on_several_lines_of_a_document_is_one_line(reader: Reader) -> None:
    document = "{\n  digitalPlatforms {\n    label { # the name\n      value\n    }\n  }\n}"
    assert hint_of(reader.errors(document)[0]) == "Write `nodes { label {value} }` instead of `label{value}`."
    assert "\n" not in hint_of(reader.errors("{ digitalPlatforms {\n label {\n  value } } }")[0])
