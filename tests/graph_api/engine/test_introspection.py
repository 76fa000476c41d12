"""Questions about the schema: answered from kept bytes, bounded, and estimated."""

import asyncio
from dataclasses import replace

import orjson
import pytest
from graphql import GraphQLSchema, execute_sync, get_introspection_query, parse

from graph_api.budget import Budget, OutOfTime
from graph_api.engine.introspection import Introspection, schema_question
from graph_api.engine.introspection_cost import IntrospectionCosts
from graph_api.errors import QueryError
from graph_api.operations.question import DocumentRules, Question
from graph_api.schema.build import build_schema
from graph_api.schema.federation import subgraph_sdl
from ontology.model import Model
from tests.graph_api.support.stores import Asker

USUAL = get_introspection_query()
QUESTIONS = (
    USUAL,
    "{ __schema { types { name } directives { name args { name type { name ofType { name } } } } } }",
    '{ __type(name: "Query") { fields { name args { name type { name } } } } }',
    '{ a: __type(name: "Query") { fields { type { fields { type { name } } } } } b: __type(name: "Nothing") { name } }',
    "{ __schema { types { inputFields { type { name inputFields { name } } } enumValues { name } } } }",
    "{ __schema { types { ...T possibleTypes { name } interfaces { name } } } } fragment T on __Type { name kind }",
)


@pytest.fixture(scope="module")
def schema(model: Model) -> GraphQLSchema:
    return build_schema(model)._schema


@pytest.mark.parametrize("query", QUESTIONS)
def test_answers_are_those_of_graphql_core_and_estimates_near_the_number_of_values(
    schema: GraphQLSchema, query: str
) -> None:
    question = schema_question(parse(query))
    answer = asyncio.run(Introspection(schema).answer(question, {}, Budget()))
    expected = execute_sync(schema, parse(query)).data
    assert {key: orjson.loads(value) for key, value in answer.values.items()} == expected
    assert answer.count / 3 <= IntrospectionCosts(schema).cost(question.document) <= 3 * answer.count


def test_an_answer_is_made_once_however_the_document_is_laid_out(schema: GraphQLSchema) -> None:
    introspection = Introspection(schema)
    query = "query ($n: String!, $m: Int) { __type(name: $n) { name } __typename @skip(if: false) }"

    async def answers(*names: str) -> list[object]:
        return [
            await introspection.answer(schema_question(parse(q)), {"n": n, "m": m}, Budget())
            for m, n in enumerate(names)
            for q in (query, f"  {query} # again")
        ]

    one, same, other, _, again, _ = asyncio.run(answers("Query", "Code", "Query"))
    assert one is same is again
    assert other is not one


@pytest.mark.parametrize(("budget", "error"), [(Budget(most=10_000), QueryError), (Budget(0.0), OutOfTime)])
def test_an_answer_ends_with_its_budget(
    schema: GraphQLSchema, budget: Budget, error: type[Exception]
) -> None:
    with pytest.raises(error):
        asyncio.run(Introspection(schema).answer(schema_question(parse(USUAL)), {}, budget))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ a: __schema { types { name } } b: __schema { types { name } } }", "LIMIT_INTROSPECTION"),
        ("query A { __schema { types { name } } } query B { __schema { types { name } } }", "LIMIT_INTROSPECTION"),
        ("{ " + " ".join(f'a{n}: __type(name: "Query") {{ ...D }}' for n in range(60)) + " }"
         + "fragment D on __Type { fields { args { type { inputFields { type { name kind description } name } } } } }",
         "COST"),
    ],
)  # fmt: skip
def test_what_asks_for_the_schema_too_often_is_refused(engine: Asker, query: str, code: str) -> None:
    limited = engine.engine.replace(rules=DocumentRules())
    (error,) = orjson.loads(engine.runner.run(limited.execute(Question(query))).body)["errors"]
    assert error["extensions"]["code"] == code


def test_the_cost_of_introspection_is_reported(engine: Asker) -> None:
    operation = engine.engine.prepare(Question("{ __schema { types { name } } }"))
    assert operation.cost.units == len(engine.engine.graphql_schema.type_map) + 2


SDL = "{ _service { sdl } }"


@pytest.fixture(scope="module")
def subgraph(engine: Asker) -> Asker:
    """The same engine as a subgraph, with the usual limits."""
    return replace(engine, engine=engine.engine.replace(rules=DocumentRules(federation=True)))


def test_the_sdl_of_a_subgraph_is_made_once(subgraph: Asker, model: Model) -> None:
    found = subgraph.data(
        f"query ($yes: Boolean!) {SDL[:-1]} again: _service @skip(if: $yes) {{ sdl }} }}", {"yes": True}
    )
    assert found == {"_service": {"sdl": subgraph_sdl(build_schema(model))}}
    documents = subgraph.engine.documents
    assert found["_service"]["sdl"] == documents._subgraph_sdl is documents._subgraph_sdl
    assert (
        subgraph.data("{ s: _service { __typename sdl } }")["s"]
        == {"__typename": "_Service"} | found["_service"]
    )


def test_the_sdl_costs_as_much_as_the_usual_question_for_a_schema(subgraph: Asker) -> None:
    costs = IntrospectionCosts(subgraph.engine.graphql_schema)
    assert costs.cost(parse(SDL)) == costs.cost(parse(USUAL)) + 1 > 10_000
    thrice = "{ a: _service { sdl } b: _service { sdl } c: _service { sdl } }"
    (error,) = subgraph.ask(thrice)["errors"]
    assert error["extensions"]["code"] == "COST"


def test_a_service_that_does_not_publish_its_schema_has_no_sdl_for_gateways(subgraph: Asker) -> None:
    silent = subgraph.engine.replace(rules=DocumentRules(federation=True, introspection=False))
    for query in (SDL, "{ ...F } fragment F on Query { s: _service { __typename } }"):
        (error,) = replace(subgraph, engine=silent).ask(query)["errors"]
        assert error["extensions"]["code"] == "GRAPHQL_INTROSPECTION_OFF"
    text = '{ _entities(representations: [{__typename: "Resource", iri: "urn:none"}]) { __typename } }'
    assert replace(subgraph, engine=silent).data(text) == {"_entities": [None]}
