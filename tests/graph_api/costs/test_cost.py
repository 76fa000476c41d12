"""The cost of a question is known before it runs, and a refusal names a change that would bring it under the limit."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph_api.costs.cost import ROW, STATEMENT, VALUE, Cost
from graph_api.costs.errors import too_late
from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import DEFAULT_RULES, DocumentRules, Question
from graph_api.plan.statistics import Spread, Statistics
from ontology.model import Kind
from tests.graph_api.competency.test_competency import NAMES, REQUESTS
from tests.graph_api.support.stores import Asker, Content, Nowhere, sqlite_asker
from tests.support.work import at_most_calls

MOST_CALLS = 100_000
"""Far more than the planning of a nested condition needs, and far less than work that doubles at each level."""


@pytest.fixture(scope="module")
def big(content: Content) -> Engine:
    """An engine over a release of a million resources, 100,000 of each class, each relation with 40 members."""
    model = content.model
    relations = [iri for iri, term in model.properties.items() if term.kind is Kind.RELATION]
    spread = Spread(400_000, 10_000, 10_000)
    statistics = Statistics(
        1_000_000, dict.fromkeys(model.classes, 100_000), dict.fromkeys(relations, spread)
    )
    return Engine(EngineParts(Nowhere(model), rules=DocumentRules(max_cost=100_000), statistics=statistics))


def cost(engine: Engine, query: str, variables: dict[str, object] | None = None) -> float:
    return expected(engine, query, variables).units


def expected(engine: Engine, query: str, variables: dict[str, object] | None = None) -> Cost:
    return engine.prepare(Question(query, variables or {})).cost


def with_statistics(engine: Asker) -> Engine:
    """The engine, with the statistics of its store."""
    return engine.engine.replace(statistics=engine.runner.run(engine.engine.reader.statistics()))


def refusal(engine: Engine, query: str, variables: dict[str, object] | None = None) -> Any:
    with pytest.raises(QuestionRefused) as refused:
        engine.prepare(Question(query, variables or {}))
    answer = refused.value.answer
    assert (answer.status, answer.executed) == (400, False)
    return orjson.loads(answer.body)["errors"][0]


@pytest.mark.parametrize(
    ("query", "numbers", "more"),
    [
        ("{ __typename }", (0, 0, 0, 0), 0),
        ('{ sample(iri: "x") { iri } }', (1, 1, 2, 0), 0),
        ('{ resources(iris: ["x", "y", "z"]) { iri } }', (3, 1, 6, 0), 0),
        ("{ samples(first: 9) { nodes { iri } } }", (10, 1, 20, 0), 1),  # a look at each
        ("{ samples(first: 0) { totalCount } }", (0, 1, 3, 0), 10_000),  # a look at each member
        ("{ samples(first: 9, orderBy: [{iri: {}}]) { nodes { iri } } }", (10, 1, 20, 0), 20_000),
        ("{ samples(first: 9, where: {flagOne: {eq: true}}) { nodes { iri } } }", (10, 1, 20, 0), 30_000),
        ('{ samples(first: 9, where: {nick: {eq: "x"}}) { nodes { iri } } }', (10, 1, 20, 0), 30),
        ("{ samples(first: 9) { nodes { next { iri } } } }", (20, 2, 29, 0), 41),
        ("{ samples(first: 9) { nodes { links(first: 4) { nodes { iri } } } } }", (60, 2, 101, 0), 41),
        ("{ samples(first: 9) { nodes { links(first: 90) { nodes { iri } } } } }", (410, 2, 749, 0), 41),
        ("{ samples(first: 9) { nodes { links { totalCount } } } }", (10, 2, 38, 0), 41),
        ("{ samples(first: 9) { nodes { sources { iri } } } }", (30, 2, 56, 0), 1),
        # all ten statements about each are read, of which five are written
        (
            "{ samples(first: 9) { nodes { statements(first: 5) { nodes { value { iri } } } } } }",
            (60, 2, 164, 0),
            91,
        ),
    ],
)
def test_the_cost_is_what_is_read_looked_at_and_written(
    big: Engine, query: str, numbers: tuple[float, ...], more: float
) -> None:
    found = expected(big, query)
    assert (found.rows, found.statements, found.values, found.rdf) == pytest.approx(numbers)
    rows, statements, values, _ = numbers
    assert found.units == pytest.approx(rows * ROW + statements * STATEMENT + values * VALUE + more)


def test_statements_cost_what_the_store_takes_for_them(big: Engine) -> None:
    query, statistics = "{ samples(first: 9) { nodes { next { iri } } } }", big.parts.statistics
    assert statistics is not None
    far = big.replace(statistics=replace(statistics, statement=100, question=7))
    assert cost(far, query) == pytest.approx(cost(big, query) + 2 * 100 + 7)
    assert cost(far, "{ __typename }") == 0


@pytest.mark.parametrize(
    "field",
    [
        "iri",
        "label { value }",
        "rdf",
        "rdf(format: RDF_XML)",
        "links { nodes { rdf } }",
        "statements { nodes { value { label { value } } graphs { iri } } }",
    ],
)
def test_each_alias_costs_what_writing_it_costs(big: Engine, field: str) -> None:
    unlimited = big.replace(rules=DocumentRules(max_cost=10**12))

    def of(aliases: int) -> Cost:
        fields = " ".join(f"a{number}: {field}" for number in range(aliases))
        return expected(unlimited, f"{{ samples(first: 100) {{ nodes {{ {fields} }} }} }}")

    one, two, many = of(1), of(2), of(58)
    assert (many.rows, many.statements) == (one.rows, one.statements)
    for counted in ("units", "values", "rdf"):
        each = getattr(two, counted) - getattr(one, counted)
        assert getattr(many, counted) - getattr(one, counted) == pytest.approx(57 * each)
    assert two.values > one.values
    assert (two.rdf > one.rdf) == ("rdf" in field)


def test_what_refers_to_resources_costs_by_the_groups_and_resources_that_are_read(big: Engine) -> None:
    unlimited = big.replace(rules=DocumentRules(max_cost=10**12))

    def of(selection: str) -> Cost:
        return expected(
            unlimited, f"{{ samples(first: 9) {{ nodes {{ referredBy(first: 5) {{ {selection} }} }} }} }}"
        )

    counts, few, many = (
        of(f"nodes {{ count {nodes} }}")
        for nodes in ("", "nodes(first: 5) { iri }", "nodes(first: 50) { iri }")
    )
    assert (counts.rows, counts.statements, counts.values) == pytest.approx((60, 2, 119))
    assert few.statements == 3
    assert counts.units < few.units < many.units


def test_page_sizes_in_variables_count(big: Engine) -> None:
    query = "query Q($n: Int) { samples(first: $n) { nodes { iri } } }"
    assert [expected(big, query, {"n": n}).rows for n in (9, 19, 9)] == [10, 20, 10]


HEAVY = """query Heavy($n: Int) { a: samples(first: $n) { nodes {
    links(first: 100) { nodes { label { value } links(first: 30) { nodes { iri } } } }
    next { linkedFrom { nodes { iri } } } } } }"""


def test_what_costs_too_much_is_refused_with_what_would_bring_it_under(big: Engine) -> None:
    error = refusal(big, HEAVY, {"n": 200})
    extensions = error["extensions"]
    assert extensions["code"] == "COST"
    assert extensions["allowed"] == 100_000
    assert extensions["cost"] > 100_000
    assert (
        error["message"] == f"The answer would cost about {extensions['cost']:,} units; 100,000 are allowed."
    )
    assert extensions["argument"] == "a(first:)"
    assert f"`first: {extensions['value']}` instead of 200 in `a`" in extensions["hint"]
    assert cost(big, HEAVY, {"n": extensions["value"]}) <= 100_000
    assert refusal(big, HEAVY, {"n": extensions["value"] + 1})


def test_the_advice_is_about_the_list_that_shrinks_least(big: Engine) -> None:
    query = """{ samples(first: 150) { nodes {
      links(first: 3) { nodes { links(last: LAST) { nodes { linkedFrom(first: 200) { nodes { iri } } } } } } } } }"""
    error = refusal(big, query.replace("LAST", "4"))["extensions"]
    assert re.fullmatch(
        r"samples\.links(\.links(\.linkedFrom)?)?\((first|last):\)|samples\(first:\)", error["argument"]
    )
    fields = error["argument"].partition("(")[0].split(".")
    old = {1: "first: 150", 2: "first: 3)", 3: "last: 4", 4: "first: 200"}[len(fields)]
    new = f"{old.partition(':')[0]}: {error['value']}" + (")" if old.endswith(")") else "")
    assert cost(big, query.replace("LAST", "4").replace(old, new)) <= 100_000


def test_where_no_page_size_helps_the_hint_says_so(big: Engine) -> None:
    query = "{ " + " ".join(f"a{i}: samples {{ totalCount }}" for i in range(12)) + " }"
    extensions = refusal(big, query)["extensions"]
    assert extensions["hint"].startswith("No `first` alone would help")
    assert "argument" not in extensions


@pytest.mark.parametrize(
    "steps",
    [["next"], ["next", "and"], ["links every", "next"], ["links none", "next", "not"], ["next", "or"]],
    ids=" ".join,
)
def test_a_nested_condition_is_planned_without_doubling_the_work(big: Engine, steps: list[str]) -> None:
    where: dict[str, Any] = {"textMany": {"contains": "q"}}
    for number in range(24):
        match steps[number % len(steps)].split():
            case ["and" | "or" as junction]:
                where = {junction: [{"next": {}}, where]}
            case [relation, quantifier]:
                where = {relation: {quantifier: where}}
            case [relation]:
                where = {relation: where}
    with at_most_calls(MOST_CALLS):
        refused = refusal(big, "query Q($w: SampleWhere) { samples(where: $w) { totalCount } }", {"w": where})
    assert refused["extensions"]["code"] == "COST"
    assert refused["extensions"]["cost"] > 10**9


@pytest.mark.parametrize(
    "parts",
    [
        [{"textMany": {"contains": f"q{i}"}} for i in range(2000)],
        [{"textMany": {"matches": f"q{i}", "fold": True}} for i in range(2000)],
        [{"not": {"nick": {"ne": f"q{i}"}, "textMany": {"startsWith": "q"}}} for i in range(2000)],
    ],
    ids=["contains", "matches", "not"],
)
def test_long_lists_of_conditions_on_texts_cost_too_much(content: Content, parts: list[Any]) -> None:
    query = "query Q($w: SampleWhere) { samples(first: 1, where: $w) { totalCount } }"
    statistics = Statistics(60, dict.fromkeys(content.model.classes, 60), {})
    rules = DocumentRules(limits=None)
    engine = Engine(EngineParts(Nowhere(content.model), rules=rules, statistics=statistics))
    refused = refusal(engine, query, {"w": {"or": parts}})["extensions"]
    assert (refused["code"], "many conditions" in refused["hint"]) == ("COST", True)
    pinned = [{"nick": {"eq": f"q{i}"}, "flagOne": {"isNull": True}} for i in range(2000)]
    assert cost(engine, query, {"w": {"or": pinned}}) < 50_000
    assert cost(engine, query, {"w": {"or": parts[:40]}}) < 10_000
    late = too_late(Cost(5, conditions=4), 1)
    assert "many conditions" in str(late.hint)


def test_a_refusal_asks_no_store(big: Engine) -> None:
    assert refusal(big, HEAVY, {"n": 200})["extensions"]["code"] == "COST"


def test_trusted_documents_may_cost_what_they_do(big: Engine) -> None:
    engine = big.replace(rules=replace(DEFAULT_RULES, max_cost=1, trusted=frozenset((HEAVY,))))
    assert cost(engine, HEAVY, {"n": 200}) > 100_000
    assert refusal(engine, HEAVY + " ", {"n": 200})["extensions"]["code"] == "COST"


def test_what_took_too_long_is_advised_a_page_size(big: Engine) -> None:
    ready = big.prepare(Question("{ samples(first: 200) { nodes { links(first: 10) { nodes { iri } } } } }"))
    error = too_late(ready.cost, 10.0)
    (size,) = re.findall(r"`first: (\d+)` instead of 200 in `samples`", error.hint or "")
    assert 40 <= int(size) <= 55


def test_the_statistics_are_the_same_on_all_stores(engine: Asker, content: Content, tmp_path: Path) -> None:
    found = engine.runner.run(engine.engine.reader.statistics())
    with sqlite_asker(content, tmp_path) as other:
        expected = other.runner.run(other.engine.reader.statistics())
    assert found.resources == expected.resources > 900
    assert {iri: n for iri, n in found.classes.items() if n} == {
        iri: n for iri, n in expected.classes.items() if n
    }
    relations = {iri for iri, term in content.model.properties.items() if term.kind is Kind.RELATION}
    told = [{iri: s for iri, s in one.relations.items() if iri in relations} for one in (found, expected)]
    assert told[0] == told[1]
    assert len(told[0]) > 30
    assert (found.statements, found.paths, found.kinds) == (
        expected.statements,
        expected.paths,
        expected.kinds,
    )
    known = [{edge: n for edge, n in one.edges.items() if edge[1] in relations} for one in (found, expected)]
    assert known[0] == known[1]
    assert {iri: one.path for iri, one in found.named.items()} == {
        iri: one.path for iri, one in expected.named.items()
    }
    assert sum(found.values.values()) == pytest.approx(sum(expected.values.values()), rel=0.2)
    for word in ("", "n", "so"):
        counts = [one.words.texts(word, begins=True) for one in (found, expected)]
        assert counts[0] == pytest.approx(counts[1], rel=0.5)
        assert counts[0] > 0


def test_the_competency_questions_cost_little_and_about_what_was_expected(engine: Asker) -> None:
    knowing = with_statistics(engine)
    for name in NAMES:
        question = Question((REQUESTS / f"{name}.graphql").read_text("utf-8"), wants_cost=True)
        cost = orjson.loads(engine.runner.run(knowing.execute(question)).body)["extensions"]["cost"]
        assert cost["estimate"] < DEFAULT_RULES.max_cost / 100
        for counted in ("rows", "statements", "values"):
            # How many members meet a `where` is not known: it may be none.
            near = cost[counted] / 5 - 5 <= cost["expected"][counted] <= 5 * cost[counted] + 1000
            assert near, (name, counted, cost)


def test_what_is_selected_inside_a_walk_is_counted_before_it_is_walked(engine: Asker) -> None:
    knowing = with_statistics(engine)
    start = '(iri: "https://w3id.org/vn-ndp/id/platform/voso")'
    little = f"{{ lineage{start} {{ nodes {{ resource {{ iri }} }} }} }}"
    lists = "... on DigitalPlatform { roles(first: 99) { nodes { roleOf(first: 200) { nodes { sources { rdf } } } } } }"
    much = f"{{ lineage{start} {{ {' '.join(f'n{i}: nodes {{ resource {{ {lists} }} }}' for i in range(30))} }} }}"
    few = cost(knowing, little)
    assert 10 < few < 5000
    unlimited = knowing.replace(rules=replace(DEFAULT_RULES, limits=None, max_cost=10**12))
    assert cost(unlimited, much) > 20 * few
