"""Limits of documents: what is counted, and that refusing costs less than asking."""

import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from graphql import parse

from graph_api.computed.fields import COMPUTED_FIELDS
from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.error_codes import CODES
from graph_api.errors import QueryError
from graph_api.operations.limits import DEFAULT_LIMITS, WALKS, DocumentLimits, check_repeats
from graph_api.operations.question import DocumentRules, Question
from graph_api.plan.cursor import write_cursor
from tests.graph_api.competency.test_competency import NAMES, REQUESTS
from tests.graph_api.support.attacks import ATTACKS
from tests.graph_api.support.stores import Asker, Content, Nowhere
from tests.support.work import at_most_calls

SMALL = DocumentLimits(tokens=60, depth=3, fields=6, aliases=2, root_fields=3, walks=1)


def refused(check: Callable[[], None]) -> str | None:
    """The code that a check refuses with; None if it does not."""
    try:
        check()
    except QueryError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ a b { c d e { f } } }"[:-9] + "} }", None),
        ("{ a { b { c } } }", None),
        ("{ a { b { c { d } } } }", "LIMIT_DEPTH"),
        ("{ a { ... on T @x(a: {b: {c: {}}}) { b { ... { c } } } } }", None),
        ("{ a { ...F } } fragment F on T { b { c } }", None),
        ("{ a { b { ...F } } } fragment F on T { b { c } }", "LIMIT_DEPTH"),
        ("{ ...F } fragment F on Query { a { ...G } } fragment G on T { b { c { d } } }", "LIMIT_DEPTH"),
        ("{ a b c }", None),
        ("{ a b c d }", "LIMIT_ROOT_FIELDS"),
        ("{ a b ...F } fragment F on Query { c d }", "LIMIT_ROOT_FIELDS"),
        ("fragment F on Query { c d } { a ... on Query { ...F } }", None),
        ("query Q($v: T = {x: 1}) { a(v: {x: $v, y: [1]}) b }", None),
        ("{ x: a(y: 1, z: 2) y: b }", None),
        ("{ lineage { paths impact } }", None),
        ("{ lineage: a x: lineage }", None),
        ("{ lineage x: paths }", "LIMIT_WALKS"),
        ("{ lineage ...F } fragment F on Query { whatIf { b } }", "LIMIT_WALKS"),
        ("{ x: a y: b z: c }", "LIMIT_ALIASES"),
        ("{ a { ...F ...F } } fragment F on T { x: a y: b }", "LIMIT_ALIASES"),
        ("{ a { b c d e f } }", None),
        ("{ a { b c d e f g } }", "LIMIT_FIELDS"),
        ("{ a { ...F ...F } } fragment F on T { b c d }", "LIMIT_FIELDS"),
        ("{ a { ...A } } fragment A on T { b ...A }", None),
        ('{ a(b: "{ # } \\" {", c: """ } " \\""" { """) { b { c } } # } {\n }', None),
        ("{ on { on { ...on } } } fragment F on T { fragment }", None),
        ("{ a(b: [" + "1 " * 60 + "]) }", "LIMIT_TOKENS"),
        ("query A { a } query B { a { b { c { d } } } }", "LIMIT_DEPTH"),
        ("}}} {{{{ (((", "LIMIT_DEPTH"),
        (")) { a ) }", None),
    ],
)
def test_what_is_over_a_limit_is_refused(text: str, code: str | None) -> None:
    assert refused(lambda: SMALL.check_text(text)) == code


def test_all_fields_computed_in_many_steps_are_walks() -> None:
    assert COMPUTED_FIELDS.keys() - {"_entities", "release", "releases"} == WALKS


@pytest.mark.parametrize(
    ("variables", "tokens"),
    [
        ({}, 0),
        ({"a": 1, "b": "x y", "c": None}, 3),
        ({"a": [1, 2, 3]}, 5),
        ({"a": {"b": {"c": [1]}}}, 11),
        ({"a": {"or": [{"b": {"eq": 1}}] * 3}}, 33),
    ],
)
def test_variables_count_as_if_they_were_written_in_the_document(variables: Any, tokens: int) -> None:
    assert refused(lambda: DocumentLimits(tokens=tokens).check_variables(variables)) is None
    if tokens:
        few = DocumentLimits(tokens=tokens - 1)
        assert refused(lambda: few.check_variables(variables)) == "LIMIT_VARIABLES"


def test_a_refusal_says_what_is_allowed() -> None:
    with pytest.raises(QueryError) as caught:
        SMALL.check_text("{ a b c d }")
    assert (caught.value.message, caught.value.details) == (
        "The document asks for more than 3 root fields.",
        {"allowed": 3},
    )


@pytest.fixture(scope="module")
def told(content: Content) -> Engine:
    """An engine by default rules, without a store."""
    return Engine(EngineParts(Nowhere(content.model)))


@pytest.fixture(scope="module")
def silent(content: Content) -> Engine:
    """An engine that does not publish its schema."""
    rules = DocumentRules(introspection=False, suggestions=False)
    return Engine(EngineParts(Nowhere(content.model), rules=rules))


def body(engine: Engine, query: str) -> str:
    """The refusal of a document; empty if it is not refused."""
    return refusal(engine, Question(query))


def refusal(engine: Engine, question: Question) -> str:
    """The refusal of a question; empty if it is not refused."""
    try:
        engine.prepare(question)
    except QuestionRefused as refused:
        return refused.answer.body.decode()
    return ""


@pytest.mark.parametrize("name", ATTACKS)
def test_a_question_over_a_limit_is_refused(told: Engine, name: str) -> None:
    assert '"LIMIT_' in refusal(told, ATTACKS[name])


@pytest.mark.parametrize("name", [name for name in ATTACKS if name.startswith(("where", "many"))])
def test_variables_over_a_limit_are_refused_before_anything_reads_them(told: Engine, name: str) -> None:
    with at_most_calls(500):
        assert "LIMIT_VARIABLES" in refusal(told, ATTACKS[name])


def test_the_variables_of_a_trusted_document_have_no_limit(told: Engine) -> None:
    query = "query Q($n: Int) { samples(first: $n) { totalCount } }"
    limits = DocumentLimits(tokens=0)
    trusted = told.replace(rules=DocumentRules(limits, trusted=frozenset((query,))))
    assert refusal(trusted, Question(query, {"n": 1})) == ""
    assert "LIMIT_VARIABLES" in refusal(trusted, Question(query + " ", {"n": 1}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ a { " + "b " * 100 + " } }", None),
        ("{ a { " + "...F " * 300 + " } } fragment F on T { b }", None),
        ("{ " + "a { b } " * 150 + " }", "LIMIT_REPEATS"),
        (
            "{ "
            + " ".join(f"...F{i}" for i in range(200))
            + " }"
            + " ".join(f"fragment F{i} on T {{ a }}" for i in range(200)),
            "LIMIT_REPEATS",
        ),
        ("{ " + "a { " * 2 + ("b { c } " * 12 + "} a { ") * 12 + "z } } }", "LIMIT_REPEATS"),
    ],
)
def test_what_validation_would_compare_for_too_long_is_refused(text: str, code: str | None) -> None:
    document = parse(text)
    assert refused(lambda: check_repeats(document)) == code


def test_every_competency_question_is_well_below_the_limits() -> None:
    half = DocumentLimits(*(getattr(DEFAULT_LIMITS, name) // 2 for name in DocumentLimits.__slots__))
    assert len(NAMES) >= 16
    for name in NAMES:
        half.check_text((REQUESTS / f"{name}.graphql").read_text("utf-8"))


INTROSPECTIONS = ("{ __schema { types { name } } }", '{ a: __type(name: "Query") { name } }')


@pytest.mark.parametrize("query", INTROSPECTIONS)
def test_introspection_can_be_off(told: Engine, silent: Engine, query: str) -> None:
    assert "GRAPHQL_INTROSPECTION_OFF" in body(silent, query)
    assert body(told, query) == ""
    assert body(silent, "{ __typename node(id: 1) { __typename } }") == ""


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("{ digitalPlatfroms { totalCount } }", "digitalPlatforms"),
        ("{ digitalPlatforms(frist: 2) { totalCount } }", "first"),
        ('{ digitalPlatforms(where: {titel: {eq: "x"}}) { totalCount } }', "title"),
        ('{ digitalPlatforms(where: {types: {in: ["DigitalPlatfrom"]}}) { totalCount } }', "DigitalPlatform"),
        ("{ digitalPlatforms { nodes { landing } } }", None),
        ("{ listEntrie { totalCount } }", "listEntries"),
        ("{ ministrie { totalCount } }", None),
    ],
)
def test_one_wrong_letter_is_mended_and_names_that_are_only_alike_are_not_suggested(
    told: Engine, silent: Engine, query: str, near: str | None
) -> None:
    (error, *_) = orjson.loads(body(told, query))["errors"]
    hint = error["extensions"]["hint"]
    if near is None:
        assert hint == CODES[error["extensions"]["code"]].hint
    else:
        assert re.match(f"(Write `|Did you mean ')({near})\\b", hint), hint
    assert "errors" in body(silent, query)
    assert near is None or near not in body(silent, query).replace("DigitalPlatfrom", "")


@pytest.mark.parametrize(
    "query",
    [
        "{ zzzzzzzzzzzzz }",
        "{ digitalPlatforms(zzzzzzzzz: 1) { totalCount } }",
        "{ resource(iri: 1) { ... on Zzzzzzzzzzz { iri } } }",
        '{ digitalPlatforms(first: "x") { totalCount } }',
        "query Q($a: Int!) { digitalPlatforms(first: $a) { totalCount } }",
    ],
)
def test_no_hint_leads_to_a_schema_that_is_not_published(told: Engine, silent: Engine, query: str) -> None:
    assert "schema.graphql" in body(told, query)
    assert "Use the schema that its operator gave you." in body(silent, query)
    assert "schema.graphql" not in body(silent, query)


@pytest.mark.parametrize("query", ['{ node(id: 1) @release(id: "a") { id } }', "{ node(id: 1) @x { id } }"])
def test_the_hint_on_directives_says_where_each_goes(told: Engine, query: str) -> None:
    (error,) = orjson.loads(body(told, query))["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_UNKNOWN_DIRECTIVE"
    assert "query @release(id:" in error["extensions"]["hint"]


@pytest.mark.parametrize("cursor", ["x" * 5000, write_cursor("other", ["k" * 5000], "iri")])
def test_a_bad_cursor_is_not_echoed_at_length(told: Engine, cursor: str) -> None:
    (error,) = orjson.loads(body(told, f'{{ digitalPlatforms(after: "{cursor}") {{ totalCount }} }}'))[
        "errors"
    ]
    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert error["message"].startswith(f"'{cursor[:40]}…' is ")


TITLES = """query Q($l: [String!], $m: String) {
  digitalPlatforms(where: {title: {matches: $m}}) { nodes { label(lang: $l) { value } } } }"""


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"l": ["en"] * 33}, "`lang` has 33 languages; at most 32 are allowed."),
        ({"m": " ".join(f"w{n}" for n in range(33))}, "`matches` may have 32 words at most, not 33."),
        ({"l": ["en"] * 32, "m": "w " * 1000}, None),
    ],
)
def test_lists_that_every_value_is_compared_with_are_short(
    engine: Asker, variables: dict[str, object], message: str | None
) -> None:
    errors = engine.ask(TITLES, variables).get("errors", ())
    found = [(error["message"], error["extensions"]["code"]) for error in errors]
    assert found == ([(message, "BAD_USER_INPUT")] if message else [])
