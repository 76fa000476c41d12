"""The budget of an answer: its bytes and its time, wherever it is worked on, and an event loop that goes on."""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from graph_api.budget import Budget, OutOfTime
from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.operations.question import DocumentRules, Question
from graph_api.respond.encoding import PART, dumps, encode, write_list
from graph_api.respond.rdf import write_rdf
from graph_api.respond.values import AnswerContext
from tests.graph_api.support.stores import Asker

RDF = "{{ digitalPlatforms(first: 5) {{ nodes {{ {} }} }} }}"
LONG = RDF.format(" ".join(f"a{n}: rdf" for n in range(60)))
WHY = """{ whyApproved(platform: "https://w3id.org/vn-ndp/id/platform/vtvgo", asOf: "2026-01-01") {
  verdict steps { kind statements { ntriples sources { iri rdf } } } } }"""


def context_of(budget: Budget) -> AnswerContext:
    return AnswerContext({}, (), budget)


@pytest.mark.parametrize("count", [0, 3, 2000, 20_000])
def test_a_list_is_the_same_in_parts(count: int) -> None:
    rows = [f"row {number}" for number in range(count)]
    budget = Budget()
    written = write_list(lambda row, _: {"name": row}, rows, 20, context_of(budget))
    assert dumps(written) == orjson.dumps([{"name": row} for row in rows])
    assert isinstance(written, bytes) == (count * 20 > PART)


@pytest.mark.parametrize("value", [None, [], {}, "x" * 3 * PART, {"a": [["x" * 100] * 2000, {"b": 1.5}]}])
def test_a_value_is_the_same_in_parts(value: object) -> None:
    assert encode({"a": [value, value], "b": value}, Budget()) == orjson.dumps({"a": [value] * 2, "b": value})


def test_a_list_that_is_too_long_is_given_up_after_the_rows_that_fill_the_limit() -> None:
    written: list[int] = []

    def write(row: int, _: AnswerContext) -> str:
        written.append(row)
        return "x" * 1000

    with pytest.raises(QueryError, match="100,000 bytes"):
        write_list(write, range(1_000_000), 100, context_of(Budget(most=100_000)))
    assert len(written) <= 2 * PART / 100


def test_a_value_that_is_there_many_times_counts_each_time() -> None:
    long = b'"' + b"x" * PART + b'"'
    with pytest.raises(QueryError, match="200,000 bytes"):
        encode([[long] * 1000], Budget(most=200_000))


@pytest.mark.parametrize("budget", [Budget(deadline=0.0), Budget()])
def test_work_ends_at_the_next_part_when_time_is_over_or_nobody_waits(budget: Budget) -> None:
    written: list[int] = []

    def write(row: int, _: AnswerContext) -> int:
        written.append(row)
        if row == 10:
            budget.stop()
        return row

    with pytest.raises(OutOfTime):
        write_list(write, range(1_000_000), 1000, context_of(budget))
    assert len(written) <= PART / 1000


@pytest.mark.parametrize("query", [LONG, WHY])
def test_an_answer_over_the_limit_is_given_up_with_the_limit(engine: Asker, query: str) -> None:
    whole = len(orjson.dumps(engine.data(query))) - 2  # without the braces of `data`
    for allowed, code in ((whole, None), (whole // 2, "ANSWER_SIZE")):
        limited = engine.engine.replace(rules=DocumentRules(max_bytes=allowed))
        body = orjson.loads(engine.runner.run(limited.execute(Question(query))).body)
        errors = [error["extensions"] for error in body.get("errors", ())]
        assert [(e["code"], e["allowed"]) for e in errors] == ([(code, allowed)] if code else [])
        assert (body["data"] is None) == bool(code)


def test_the_event_loop_goes_on_while_an_answer_is_written(
    engine: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first value that is written waits until the loop has turned."""
    ticked = threading.Event()

    def waiting(*arguments: Any) -> str:
        assert ticked.wait(20), "the event loop waits for the answer"
        return write_rdf(*arguments)

    async def ask() -> bytes:
        answering = asyncio.ensure_future(engine.engine.execute(Question(LONG)))
        while not (is_reading := answering.done()):
            await asyncio.sleep(0.001)
            ticked.set()
        assert is_reading
        return (await answering).body

    monkeypatch.setattr("graph_api.respond.writer.write_rdf", waiting)
    assert b'"a59":' in engine.runner.run(ask())


def test_what_is_given_up_is_not_written_on(engine: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time budget has ended an answer, no more of it is written."""
    written: list[int] = []
    late = threading.Event()

    def slow(*arguments: Any) -> str:
        written.append(1)
        late.wait(2)
        return write_rdf(*arguments)

    async def ask(hurried: Engine) -> Mapping[str, Any]:
        compiled_anew = f"{LONG} # on {engine.kind}: a text of which no writer is kept"
        answer: Mapping[str, Any] = orjson.loads((await hurried.execute(Question(compiled_anew))).body)
        late.set()
        return answer

    monkeypatch.setattr("graph_api.respond.writer.write_rdf", slow)
    error = engine.runner.run(ask(engine.engine.replace(rules=DocumentRules(seconds=0.3))))["errors"][0]
    assert error["extensions"]["code"] == "TIME_BUDGET"
    assert engine.answer("{ __typename digitalPlatforms(first: 1) { totalCount } }").status == 200
    assert len(written) <= 1
