"""Each step of a walk on SQLite looks up what it needs: no statement reads a whole table."""

import sqlite3
from collections.abc import Callable

import pytest

from graph_api.plan.conditions import IsA
from graph_api.plan.reads import Follow
from graph_api.plan.walk import Direction, Way
from graph_api.stores.sqlite.compiler import HANGING, SqlCompiler
from graph_api.stores.sqlite.statement import PARENTS, SqlStatement
from graph_api.stores.sqlite.walk import SqlWalkCompiler
from ontology.model import Kind
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.support.stores import Content

GIVEN = {"starts": '["x"]', "beyond": "[]", "among": None, "limit": 9}


@pytest.mark.parametrize("compile_", [SqlWalkCompiler.neighbours, SqlWalkCompiler.pairs])
@pytest.mark.parametrize("few", [True, False], ids=["few relations", "all relations"])
@pytest.mark.parametrize(
    "enter", [None, IsA(("http://www.w3.org/ns/org#Organization",))], ids=["any", "typed"]
)
def test_a_step_reads_no_table_whole(
    content: Content,
    files: SqliteFiles,
    compile_: Callable[[SqlWalkCompiler, Way], SqlStatement],
    few: bool,
    enter: IsA | None,
) -> None:
    relations = [t for t in content.model.properties.values() if t.kind is Kind.RELATION and not t.chain]
    way = Way(tuple(relations[:3] if few else relations), Direction.BOTH, enter, holds=enter)
    with sqlite3.connect(files.of(content)) as connection:
        terms = dict(connection.execute("SELECT iri, id FROM term"))
        statement = compile_(SqlWalkCompiler(content.model, terms), way)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", GIVEN)]
    tables = {"SCAN e", "SCAN r", "SCAN n USING", "SCAN i"}
    assert len(plan) > 5
    assert [step for step in plan if "BLOOM" in step or step in tables] == []


def test_a_statement_that_recurs_reads_no_table_whole(content: Content, files: SqliteFiles) -> None:
    relations = [f for f in content.model.fields_by_name()[None].values() if f.term.kind is Kind.RELATION]
    with sqlite3.connect(files.of(content)) as connection:
        terms = dict(connection.execute("SELECT iri, id FROM term"))
        follow = SqlCompiler(content.model, terms).follow(Follow(relations[0], IsA(("urn:none",))))
        for text in (HANGING, follow.text):
            given = {"ids": "[1]", "most": 9, PARENTS: "[1]"}
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", given)]
            assert len(plan) > 5
            assert [step for step in plan if "BLOOM" in step] == []
