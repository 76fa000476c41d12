"""The floor over Neo4j: the one statement of a question, its nested lists made into the answer."""

from collections.abc import Callable
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver
from starlette.applications import Starlette

from graph_api.plan.conditions import Variables
from graph_api.plan.plan import Root
from graph_api.stores.neo4j.compiler import CypherCompiler
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.neo4j.statement import bind
from tests.bench.floor import Answer, code, create_floor, text
from tests.bench.questions import BenchQuestion


async def create_neo4j_floor(reader: Neo4jReader, driver: AsyncDriver) -> Starlette:
    """The application over a database; `reader` is ours over the same, to take the statements from."""
    shapes: dict[str, Callable[[Any], Any]] = {"point": _point, "nested": _nested, "filter": _filter}

    def answer_for(question: BenchQuestion, root: Root) -> Answer:
        statement = CypherCompiler(reader.model).root(root)
        shape = shapes[question.name]

        async def answer(variables: Variables) -> Any:
            async with driver.session(default_access_mode=READ_ACCESS) as session:
                result = await session.run(statement.text, bind(statement, variables))
                record = await result.single(strict=True)
            return shape(record[2])

        return answer

    return await create_floor(reader, answer_for)


def _point(rows: Any) -> Any:
    ((iri, _, status, description, identifiers, pages, slug, title, roles),) = rows
    return {
        "digitalPlatform": {
            "iri": iri,
            "title": text(title),
            "description": text(description),
            "slug": slug,
            "identifiers": identifiers or (),
            "landingPages": pages or (),
            "declaredStatus": code(status),
            "roles": {
                "nodes": [{"role": code(role), "agent": _agent(agents)} for _, _, role, agents in roles[0]]
            },
        }
    }


def _nested(rows: Any) -> Any:
    nodes = [
        {
            "iri": iri,
            "slug": slug,
            "title": text(title),
            "declaredStatus": code(status),
            "roles": {
                "nodes": [
                    {"iri": role_iri, "validFrom": since, "role": code(role), "agent": _agent(agents)}
                    for role_iri, _, role, since, agents in roles[0]
                ]
            },
        }
        for iri, _, status, slug, title, roles in rows[:100]
    ]
    return {"digitalPlatforms": {"nodes": nodes}}


def _filter(rows: Any) -> Any:
    nodes = [
        {"iri": iri, "title": text(title), "declaredStatus": code(status)}
        for iri, _, status, title in rows[:100]
    ]
    return {"digitalPlatforms": {"nodes": nodes}}


def _agent(rows: Any) -> Any:
    return {"iri": rows[0][0], "prefLabel": text(rows[0][2])} if rows else None
