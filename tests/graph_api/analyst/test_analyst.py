"""The analyst's questions: one GraphQL request each, on both stores, against SPARQL over the same data, row by row.

Beside each request `NAME.graphql` stands `NAME.rq`, whose head says which values its `$variables` have (the same in
both), which list of the answer has the `rows`, and where in each row the value of a variable is. Numbers in a path are
positions in a list; `*` is any response key, and as a column the key itself. Where the SPARQL has an order, the rows
have it, too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store

from loaders.reading.read import read
from loaders.shipped.files import shipped_files
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.concluded import concluded, store_with_ontology
from tests.graph_api.support.rows import Row, iter_flags, plain, value_of
from tests.graph_api.support.stores import Asker, Content

QUESTIONS = Path(__file__).parent
NAMES = sorted(path.stem for path in QUESTIONS.glob("*.graphql"))
NAMED_FIRST = frozenset(
    (
        "lead-ministry-and-status", "status-on-days", "criteria-that-fail-most", "evidence-that-ends",
        "market-share-by-platform-and-year", "findings-by-rule-and-source"
    )
)  # fmt: skip
"""The questions that everybody asks first."""
MADE_UP = World(24, 17)
PREFIXES = """
PREFIX cccev: <http://data.europa.eu/m8g/>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX earl: <http://www.w3.org/ns/earl#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX ndp: <https://w3id.org/vn-ndp/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rk: <https://w3id.org/vn-ndp/code/role-kind/>
PREFIX sosa: <http://www.w3.org/ns/sosa/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in both languages, with the values of its variables and the places of its rows and columns."""

    request: str
    sparql: str
    variables: Mapping[str, Any]
    rows: str
    columns: Mapping[str, str]


def read_question(name: str, folder: Path = QUESTIONS) -> Question:
    sparql = (folder / f"{name}.rq").read_text("utf-8")
    head = dict(re.findall(r"^# (\S+) +(\S+)$", sparql, re.MULTILINE))
    given = {sign[1:]: json.loads(value) for sign, value in head.items() if sign.startswith("$")}
    body = "\n".join(line for line in sparql.splitlines() if not line.startswith("#"))
    for variable in sorted(given, key=len, reverse=True):
        body = body.replace(f"${variable}", str(given[variable]))
    columns = {sign[1:]: value for sign, value in head.items() if sign.startswith("?")}
    return Question(
        (folder / f"{name}.graphql").read_text("utf-8"), PREFIXES + body, given, head["rows"], columns
    )


def rows_in(answer: Any, question: Question) -> Iterator[Row]:
    """The rows of an answer, in its order."""
    for keys, listed in _at(answer, question.rows.split(".")):
        for node in listed:
            yield tuple(
                plain(keys[0] if path == "*" else next(_at(node, path.split(".")))[1])
                for path in question.columns.values()
            )


def _at(node: Any, path: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What a path leads to, with the response keys that stand for its `*`; None where it ends before."""
    if not path or node is None:
        yield (), node
        return
    step, *rest = path
    if step != "*":
        yield from _at(node[int(step)] if step.isdigit() else node[step], rest)
        return
    for key, inner in node.items():
        yield from (((key, *keys), found) for keys, found in _at(inner, rest))


def solutions_of(store: Store, question: Question) -> list[Row]:
    """The solutions of the SPARQL query, in its order."""
    solutions = store.query(question.sparql, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return [tuple(plain(value_of(one[name])) for name in question.columns) for one in solutions]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The shipped and illustrative data with a made-up world, and what the rules conclude from them."""
    made_up = tmp_path_factory.mktemp("made-up") / "world.nq"
    write_files(MADE_UP, made_up, DEFAULT_BASE)
    sources = (*shipped_files(illustrative=True), made_up)
    return concluded(read(sources, base=DEFAULT_BASE))


@pytest.fixture(scope="module")
def rdf(content: Content) -> Store:
    """The same data, and the ontology for the classes above a class."""
    return store_with_ontology(content)


def test_every_question_is_there() -> None:
    assert set(NAMES) == {path.stem for path in QUESTIONS.glob("*.rq")}
    assert set(NAMES) >= NAMED_FIRST
    assert len(NAMES) >= 36


@pytest.mark.parametrize("name", NAMES)
def test_one_request_gives_the_rows_that_sparql_gives(name: str, engine: Asker, rdf: Store) -> None:
    question = read_question(name)
    answer = engine.data(question.request, question.variables)
    found, expected = list(rows_in(answer, question)), solutions_of(rdf, question)
    assert True not in iter_flags(answer, "hasNextPage"), "the request is for all of it"
    assert len(expected) > 1, "the data have something to say"
    if "ORDER BY" not in question.sparql:
        found, expected = sorted(found, key=str), sorted(expected, key=str)
    assert found == expected
