"""Random operations of one list: the table has the members of the JSON answer, in lines and in columns."""

from typing import Any

import orjson
import pytest

from graph_api.engine.answer import QuestionRefused
from graph_api.engine.tables import PreparedTable
from graph_api.operations.question import Question
from graph_api.plan import outputs
from ontology.model import Model
from ontology.printable import printable
from tests.graph_api.support.operations import Generator, Operation
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.stores import Asker, Content
from tests.graph_api.support.tables import cell, lines_of, rows_of, shown, table_of
from tests.support.depth import SEED, deep

TABLES = {"sqlite": deep(12), "neo4j": deep(4)}
SEEDS = 2_000
PAGE = 20


@pytest.fixture(scope="module")
def pools(content: Content, model: Model) -> Pools:
    return Pools(Reference(content.quads, model))


def prepared(engine: Asker, asked: Operation) -> PreparedTable | None:
    """The question as a table; None if it is not of one list, or is refused as a question too."""
    question = Question(asked.query, asked.variables, accept_language=asked.accept_language)
    try:
        return engine.engine.prepare_table(question)
    except QuestionRefused as refused:
        if b"TABLE_LIST" in refused.answer.body or engine.ask(
            asked.query, asked.variables, asked.accept_language
        ).get("errors"):
            return None
        raise


def members_in(answer: Any, table: PreparedTable) -> list[Any]:
    """The members in the JSON answer to the same question."""
    found = answer["data"][table.members.key]
    output = table.members.first.output
    if isinstance(output, outputs.Connection):
        ((key, part),) = output.fields
        found = found[key]
        if isinstance(part, outputs.Groups):
            found = found[part.fields[0][0]]
    return list(found)


def test_random_lists_are_the_same_as_tables(engine: Asker, pools: Pools) -> None:
    count = 0
    for seed in range(SEED, SEED + SEEDS):
        if count == TABLES[engine.kind]:
            break
        asked = Generator(pools, seed).operation()
        table = prepared(engine, asked)
        answer = None if table is None else engine.ask(asked.query, asked.variables, asked.accept_language)
        if table is None or answer is None or answer.get("errors"):
            continue
        count += 1
        members = members_in(answer, table)
        content = [
            table_of(engine, asked.query, form, asked.variables, accept_language=asked.accept_language)
            for form in ("ndjson", "csv")
        ]
        lines, rows = lines_of(content[0]), rows_of(content[1])
        assert lines[: len(members)] == members, (seed, asked)
        assert len(lines) == len(members) or len(members) == PAGE, (seed, asked)
        assert len(rows) == len(lines), (seed, asked)
        for row, member in zip(rows, lines, strict=True):
            assert all(is_cell(value, cell(member, name.split("."))) for name, value in row.items()), seed
    assert count == TABLES[engine.kind]


def is_cell(found: str, value: Any) -> bool:
    """True if a cell of CSV is that of a value."""
    if isinstance(value, list | float):
        return bool(orjson.loads(found) == value)
    return found.removeprefix("'") == printable(shown(value)).removeprefix("'")
