"""Errors are a contract: each code that can be met is in the one table, with its message, its status and a hint."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import orjson
import pytest
from graphql import GraphQLError

import graph_api
from graph_api.cli.program import cli
from graph_api.cli.usage import HINTS
from graph_api.engine.answer import QuestionRefused, answer_failed, answer_refused
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.error_codes import CODES, FEWER_CONDITIONS, FEWER_LISTS, TABLE, document_errors
from graph_api.errors import QueryError
from graph_api.exports.formats import FORMATS
from graph_api.http.sending import BadRequest
from graph_api.operations.preparing import InvalidRequest
from graph_api.operations.question import DocumentRules, Question
from graph_api.operations.validation import with_code
from ontology.errors import DamagedFile, NdpError, StoreError
from tests.graph_api.support.stores import Content, Nowhere

PACKAGE = Path(graph_api.__file__).parent
ELSEWHERE = {
    "cli",  # what a person at a command line meets
    "settings.py",  # the same
    "operations/trusted.py",  # the same, at the start
    "receipts/keyring.py",  # the same; the notary masks it
    "receipts/keys.py",
}
HTTP = {"BAD_REQUEST", "BATCH", "METHOD_NOT_ALLOWED", "NOT_ACCEPTABLE", "TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"}


def is_code(value: object) -> bool:
    return isinstance(value, str) and (value in CODES or value.startswith(("GRAPHQL_", "STORE_")))


def iter_codes() -> Iterator[tuple[str, str]]:
    """Every literal in our code that can only be an error code, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not ELSEWHERE.isdisjoint((name, name.partition("/")[0])) or name == "error_codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and is_code(node.value):
                yield str(node.value), f"{name}:{node.lineno}"
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                yield str(node.value.value), f"{name}:{node.value.lineno}"


def test_every_code_that_is_raised_is_in_the_table_and_every_row_is_raised() -> None:
    raised = dict(iter_codes())
    raised[DamagedFile.default_code] = "loaders"  # raised below, where files are read
    assert {code: place for code, place in raised.items() if code not in CODES} == {}, (
        "add a row to error_codes.py"
    )
    assert [code for code in CODES if code not in raised] == []


def iter_hints() -> Iterator[tuple[str, str, str]]:
    """Every hint that our code writes itself: the code of the error, the hint with `…` for its parts, the place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not ELSEWHERE.isdisjoint((name, name.partition("/")[0])) or name.startswith("stores/"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or all(word.arg != "hint" for word in node.keywords):
                continue
            given = {word.arg: word.value for word in node.keywords}
            code = given.get("code", ast.Constant("BAD_USER_INPUT"))
            for hint in written(given["hint"]):
                if isinstance(code, ast.Constant):
                    yield str(code.value), hint, f"{name}:{node.lineno}"


def written(node: ast.expr) -> Iterator[str]:
    """The texts of an expression, each with `…` for what is put into it."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*written(one), *written(other))


def test_the_hints_of_answers_are_those_of_the_table() -> None:
    hints = [row for row in iter_hints() if not row[1].startswith("Did you mean")]
    assert len(hints) > 20
    assert [(hint, place) for code, hint, place in hints if hint not in CODES[code].hints] == []
    sources = "".join(
        path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path != PACKAGE / "error_codes.py"
    )
    plain = re.sub(r'"\s+f?"|\\', "", sources)
    idle = [
        hint
        for row in TABLE
        for hint in row.others
        if not all(part in plain for part in re.split("…", hint))
        and hint not in (FEWER_CONDITIONS, FEWER_LISTS)
    ]
    assert idle == [], "no answer has these"


def test_the_flags_and_commands_in_hints_are_there() -> None:
    group = cli.list_commands(click.Context(cli))
    commands = {name: cli.get_command(click.Context(cli), name) for name in group}
    flags = {flag for one in commands.values() if one for option in one.params for flag in option.opts}
    texts = [
        *(hint for row in TABLE for hint in row.hints),
        *(hint for _, hint, _ in iter_hints()),
        *HINTS.values(),
    ]
    assert {flag for text in texts for flag in re.findall(r"--[a-z][a-z-]+", text)} <= flags
    assert {name for text in texts for name in re.findall(r"`ndp-graph (\w+)", text)} <= {*commands}
    assert CODES["UNKNOWN_FORMAT"].hint == f"Use one of {', '.join(FORMATS)}."


def test_every_row_says_what_happened_what_it_means_and_what_to_do() -> None:
    assert len(CODES) == len(TABLE)
    for row in TABLE:
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", row.code)
        assert row.status in (200, 400, 403, 404, 405, 406, 410, 408, 412, 413, 415, 416, 429, 500, 503)
        assert row.message
        assert row.meaning.endswith("."), row.code
        assert row.hint.endswith((".", "`.")), row.code


def test_the_page_about_errors_is_made_of_the_table() -> None:
    page = (PACKAGE / "ERRORS.md").read_text("utf-8")
    assert page == document_errors(), "make it anew: poe errors"


@pytest.fixture(scope="module")
def engine(content: Content) -> Engine:
    return Engine(EngineParts(Nowhere(content.model), rules=DocumentRules(introspection=False)))


LIST = "{ digitalPlatforms%s { totalCount } }"
DOCUMENTS = {
    "GRAPHQL_PARSE_FAILED": "{",
    "GRAPHQL_NO_QUERY": "mutation { a }",
    "GRAPHQL_OPERATION_NAME": "query A { __typename } query B { __typename }",
    "GRAPHQL_UNKNOWN_FIELD": "{ nothing }",
    "GRAPHQL_UNKNOWN_ARGUMENT": LIST % "(a: 1)",
    "GRAPHQL_UNKNOWN_TYPE": "query Q($a: A) " + LIST % "(where: $a)",
    "GRAPHQL_UNKNOWN_DIRECTIVE": "{ __typename @a }",
    "GRAPHQL_ARGUMENT_MISSING": "{ node { __typename } }",
    "GRAPHQL_VALUE_INVALID": LIST % '(first: "one")',
    "GRAPHQL_SELECTION": "{ digitalPlatforms }",
    "GRAPHQL_CONFLICT": "{ a: node(id: 1) { id } a: node(id: 2) { id } }",
    "GRAPHQL_FRAGMENT": "{ ...A }",
    "GRAPHQL_VARIABLE": LIST % "(first: $a)",
    "GRAPHQL_VARIABLE_VALUE": "query Q($a: Int!) " + LIST % "(first: $a)",
    "GRAPHQL_INTROSPECTION_OFF": "{ __schema { __typename } }",
    "GRAPHQL_VALIDATION_FAILED": "{ __typename } { __typename }",
    "LIMIT_TOKENS": "{ a(b: [" + "1 " * 5000 + "]) }",
    "LIMIT_ALIASES": "{ a { " + " ".join(f"f{i}: c" for i in range(201)) + "} }",
    "LIMIT_DEPTH": "{ a " * 51,
    "LIMIT_FIELDS": "{ a { " + " ".join(f"f{i}" for i in range(2001)) + "} }",
    "LIMIT_ROOT_FIELDS": "{ " + " ".join(f"f{i}" for i in range(61)) + " }",
    "LIMIT_WALKS": "{ " + " ".join(f"f{i}: lineage" for i in range(21)) + " }",
    "LIMIT_VARIABLES": "{ __typename }",
    "LIMIT_REPEATS": "{ a { " + "b " * 200 + "} }",
    "TOO_DEEP": LIST % ("(where: " + "{not: " * 41 + "{}" + "}" * 41 + ")"),
    "BAD_CURSOR": LIST % '(after: "x")',
    "PAGE_SIZE": LIST % "(first: -1)",
    "PAGE_ARGUMENTS": LIST % "(first: 1, last: 1)",
    "BAD_ORDER": LIST % "(orderBy: [{iri: {}, label: {}}])",
    "UNKNOWN_TYPE": LIST % '(where: {types: {in: ["Nothing"]}})',
    "SEARCH_WORDS": '{ search(text: "' + "a " * 33 + '") { totalCount } }',
    "UNKNOWN_RELATION": '{ lineage(iri: "a", relations: ["basedOm"]) { truncated } }',
    "WALK_SIZE": '{ paths(from: "a", to: "b", limit: 101) { length } }',
}
VARIABLES = {"LIMIT_VARIABLES": {"a": [1] * 4000}}


@pytest.mark.parametrize("code", DOCUMENTS)
def test_a_document_is_refused_as_the_table_says(engine: Engine, code: str) -> None:
    with pytest.raises(QuestionRefused) as refused:
        engine.prepare(Question(DOCUMENTS[code], VARIABLES.get(code, {})))
    answer = refused.value.answer
    assert (answer.status, answer.executed) == (CODES[code].status, False)
    (error, *_) = orjson.loads(answer.body)["errors"]
    assert error["extensions"]["code"] == code
    assert error["extensions"]["hint"]
    check_message(code, error["message"])


def check_message(code: str, message: str) -> None:
    pattern = ".+".join(re.escape(part) for part in CODES[code].message.split("…"))
    assert re.fullmatch(pattern, message, re.DOTALL), (CODES[code].message, message)


def test_what_fails_in_the_store_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    codes = [code for code in CODES if code.startswith("STORE_")]
    assert len(codes) == 6
    for code in [*codes, "STORE_STRANGE"]:
        answer = answer_failed(StoreError("secret", code=code), Question("", request_id="abc"))
        body = orjson.loads(answer.body)
        row = CODES.get(code, CODES["STORE_UNAVAILABLE"])
        assert (answer.status, body["data"]) == (503, None)
        assert body["errors"] == [
            {"message": row.message, "extensions": {"code": row.code, "hint": row.hint}}
        ]
        assert f"abc: {code}: secret" in caplog.text


def test_a_fault_of_ours_before_the_store_is_asked_is_masked_too(caplog: pytest.LogCaptureFixture) -> None:
    answer = answer_refused(KeyError("secret"), Question(""))
    assert (answer.status, b"secret" in answer.body, b'"INTERNAL"' in answer.body) == (500, False, True)
    assert "secret" in caplog.text


def test_an_error_while_answering_has_null_data_and_a_path() -> None:
    error = QueryError("It is so.", code="NOT_WRITABLE")
    error.path = ("a",)
    body = orjson.loads(answer_failed(error, Question("")).body)
    hint = CODES["NOT_WRITABLE"].hint
    shown = {"message": "It is so.", "extensions": {"code": "NOT_WRITABLE", "hint": hint}, "path": ["a"]}
    assert body == {"errors": [shown], "data": None}


def test_all_codes_of_malformed_requests_are_in_the_table() -> None:
    assert set(CODES) >= HTTP
    assert {code for code in HTTP if CODES[code].always} == HTTP
    assert issubclass(QueryError, NdpError)


@contextmanager
def passing() -> Iterator[None]:
    yield


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("Send the request in UTF-8.", code="UNSUPPORTED_MEDIA_TYPE"),
        InvalidRequest([with_code(GraphQLError("It is so."), "GRAPHQL_PARSE_FAILED")]),
        QueryError("It is so.", code="COST", details={"cost": 2}, locations=((1, 2),)),
    ],
)
def test_every_error_passes_through_a_context_manager_as_it_is(error: QueryError) -> None:
    with pytest.raises(QueryError) as raised, passing():
        raise error
    assert raised.value is error
    assert error.status == CODES[error.code].status
    body = orjson.loads(answer_refused(error, Question("")).body)
    assert body["errors"][0]["message"] == error.message
    assert body["errors"][0]["extensions"]["code"] == error.code
    assert dict(body["errors"][0]["extensions"]).items() >= error.details.items()
    assert [(place["line"], place["column"]) for place in body["errors"][0].get("locations", [])] == list(
        error.locations
    )


def test_an_error_of_a_row_that_refuses_has_no_data_even_while_answering() -> None:
    refusing = [row.code for row in TABLE if row.refuses]
    assert refusing == ["NO_PLATFORM", "NO_DECISION", "RECEIPT_UNAVAILABLE"]
    for code in refusing:
        answer = answer_failed(QueryError("It is so.", code=code), Question(""))
        assert (answer.executed, "data" in orjson.loads(answer.body)) == (False, False)
