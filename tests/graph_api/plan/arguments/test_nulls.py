"""Null as an operator is refused, since it looks like `isNull`; a variable that is left out adds no condition."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.error_codes import CODES
from graph_api.operations.question import Question
from tests.graph_api.support.stores import Asker, Content, Nowhere

NULL = CODES["NULL_OPERATOR"]


@pytest.fixture(scope="module")
def prepared(content: Content) -> Engine:
    return Engine(EngineParts(Nowhere(content.model)))


def refusal(engine: Engine, query: str, variables: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The code, message and hint of a refusal; None: the question is not refused."""
    try:
        engine.prepare(Question(query, variables))
    except QuestionRefused as refused:
        (error,) = orjson.loads(refused.answer.body)["errors"]
        return error["extensions"]["code"], error["message"], error["extensions"]["hint"]
    return None


NULLS = {
    "{slug: {eq: null}}": "eq",
    "{slug: {in: null}}": "in",
    "{slug: {startsWith: null}}": "startsWith",
    "{slug: null}": "slug",
    '{title: {lang: "en", contains: null}}': "contains",
    "{currentStatus: {ne: null}}": "ne",
    "{currentStatus: {iri: {eq: null}}}": "eq",
    "{ofKind: null}": "ofKind",
    "{ofKind: {slug: {lt: null}}}": "lt",
    "{ofKind: {isNull: true, slug: {eq: null}}}": "eq",
    "{roles: {every: {validFrom: {gte: null}}}}": "gte",
    "{and: [{or: [{not: {slug: {eq: null}}}]}]}": "eq",
    "{iri: {eq: null}}": "eq",
    "{label: {contains: null}}": "contains",
    "{anyText: null}": "anyText",
}
BARE = {
    "{roles: {some: null}}": "some",
    "{roles: {count: null}}": "count",
    "{slug: {isNull: null}}": "isNull",
    "{types: null}": "types",
    "{sources: null}": "sources",
    "{sources: {every: null}}": "every",
}
ALLOWED = (
    "null",
    "{}",
    "{and: null, or: null, not: null}",
    '{slug: {fold: null, eq: "a"}}',
    '{title: {lang: null, eq: "a"}}',
)


@pytest.mark.parametrize("where", [*NULLS, *BARE])
def test_a_null_operator_is_refused_with_what_to_write(prepared: Engine, where: str) -> None:
    name = (NULLS | BARE)[where]
    hint = NULL.hint if where in NULLS else NULL.others[0]
    query = f"{{ digitalPlatforms(where: {where}) {{ totalCount }} }}"
    assert refusal(prepared, query, {}) == ("NULL_OPERATOR", f"`{name}` is null.", hint)
    assert ("isNull" in hint) is (where in NULLS)
    whole = f"query Q($w: DigitalPlatformWhere = {where}) {{ digitalPlatforms(where: $w) {{ totalCount }} }}"
    assert refusal(prepared, whole, {}) == ("NULL_OPERATOR", f"`{name}` is null.", hint)


@pytest.mark.parametrize("where", ["{digitalPlatform: null}", "{and: [{not: {iri: null}}]}", "{types: null}"])
def test_a_null_operator_is_refused_in_a_search_too(prepared: Engine, where: str) -> None:
    refused = refusal(prepared, f'{{ search(text: "a", where: {where}) {{ totalCount }} }}', {})
    assert refused is not None
    assert refused[0] == "NULL_OPERATOR"


@pytest.mark.parametrize("where", ALLOWED)
def test_what_null_says_nothing_of_may_be_null(prepared: Engine, where: str) -> None:
    assert refusal(prepared, f"{{ digitalPlatforms(where: {where}) {{ totalCount }} }}", {}) is None


def test_a_null_variable_is_refused_and_one_that_is_left_out_is_no_condition(prepared: Engine) -> None:
    query = "query Q($slug: String) { digitalPlatforms(where: {slug: {eq: $slug}}) { totalCount } }"
    assert refusal(prepared, query, {"slug": "vtvgo"}) is None
    assert refusal(prepared, query, {}) is None
    assert refusal(prepared, query, {"slug": None}) == ("NULL_OPERATOR", "`eq` is null.", NULL.hint)
    whole = "query Q($where: DigitalPlatformWhere) { digitalPlatforms(where: $where) { totalCount } }"
    assert refusal(prepared, whole, {"where": {"slug": {"eq": None}}}) == (
        "NULL_OPERATOR",
        "`eq` is null.",
        NULL.hint,
    )
    assert refusal(prepared, whole, {"where": None}) is None


def test_a_variable_that_is_left_out_lists_everything(engine: Asker) -> None:
    query = (
        "query Q($title: String) { all: digitalPlatforms { totalCount } "
        "some: digitalPlatforms(where: {title: {contains: $title}}) { totalCount } }"
    )
    found = engine.data(query)
    assert found["all"] == found["some"]
    assert engine.data(query, {"title": "VTVGo"})["some"]["totalCount"] == 1
