"""The floor over a release's SQLite file: one statement per level, in the event loop."""

import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette

from graph_api.plan.conditions import Variables
from graph_api.plan.plan import Root
from graph_api.plan.reads import Level
from graph_api.stores.sqlite.reader import SqliteReader
from graph_api.stores.sqlite.statement import PARENTS, SqlStatement, bind, dumps
from ontology.storage import RECORD_VALUES
from tests.bench.floor import Answer, code, create_floor, text
from tests.bench.questions import BenchQuestion

Ids = list[int]


async def create_sqlite_floor(reader: SqliteReader, file: Path) -> Starlette:
    """The application over `file`; `reader` is ours over the same, to take the statements from."""
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    return await create_floor(
        reader,
        lambda question, root: _Levels(connection, _statements(reader, root)).answer_for(question),
    )


def _statements(reader: SqliteReader, root: Root) -> list[SqlStatement]:
    """The statements of a plan, the root's first."""
    found = reader.statements(root).statements
    return [found[id(root)], *(found[number] for number in _links(root.level))]


def _links(level: Level) -> list[int]:
    return [number for link in level.links for number in (id(link), *_links(link.level))]


class _Levels:
    """The statements of one question, and its answer made from their rows."""

    def __init__(self, connection: sqlite3.Connection, statements: list[SqlStatement]) -> None:
        self._connection = connection
        self._statements = statements

    def answer_for(self, question: BenchQuestion) -> Answer:
        return {"point": self.point, "nested": self.nested, "filter": self.filter}[question.name]

    async def point(self, variables: Variables) -> Any:
        ((number, iri, _, _, record),) = self._fetch(0, variables)
        values = orjson.loads(record)[RECORD_VALUES]
        roles, agents = self._roles([number], variables)
        return {
            "digitalPlatform": {
                "iri": iri,
                "title": text(values.get("title")),
                "description": text(values.get("description")),
                "slug": values.get("slug"),
                "identifiers": values.get("identifiers", ()),
                "landingPages": values.get("landingPages", ()),
                "declaredStatus": code(values.get("declaredStatus")),
                "roles": {
                    "nodes": [
                        {"role": code(said.get("role")), "agent": agents.get(role)}
                        for role, _, said in roles[number]
                    ]
                },
            }
        }

    async def nested(self, variables: Variables) -> Any:
        rows = self._fetch(0, variables)[:100]
        roles, agents = self._roles([row[0] for row in rows], variables)
        nodes = []
        for number, iri, _, _, record in rows:
            values = orjson.loads(record)[RECORD_VALUES]
            nodes.append(
                {
                    "iri": iri,
                    "slug": values.get("slug"),
                    "title": text(values.get("title")),
                    "declaredStatus": code(values.get("declaredStatus")),
                    "roles": {
                        "nodes": [
                            {
                                "iri": role_iri,
                                "validFrom": said.get("validFrom"),
                                "role": code(said.get("role")),
                                "agent": agents.get(role),
                            }
                            for role, role_iri, said in roles[number]
                        ]
                    },
                }
            )
        return {"digitalPlatforms": {"nodes": nodes}}

    async def filter(self, variables: Variables) -> Any:
        nodes = []
        for _, iri, _, _, record in self._fetch(0, variables)[:100]:
            values = orjson.loads(record)[RECORD_VALUES]
            nodes.append(
                {
                    "iri": iri,
                    "title": text(values.get("title")),
                    "declaredStatus": code(values.get("declaredStatus")),
                }
            )
        return {"digitalPlatforms": {"nodes": nodes}}

    def _roles(self, ids: Ids, variables: Variables) -> tuple[dict[int, list[Any]], dict[int, Any]]:
        """The roles (id, IRI, values) by platform, and the agents by role."""
        rows = self._fetch(1, variables, ids)
        roles = defaultdict(list)
        for parent, number, iri, _, _, record, _ in rows:
            roles[parent].append((number, iri, orjson.loads(record)[RECORD_VALUES]))
        agents = {}
        for role, _, iri, _, _, record, _ in self._fetch(2, variables, [row[1] for row in rows]):
            agents[role] = {"iri": iri, "prefLabel": text(orjson.loads(record)[RECORD_VALUES]["prefLabel"])}
        return roles, agents

    def _fetch(self, number: int, variables: Variables, parents: Ids | None = None) -> list[Any]:
        statement = self._statements[number]
        bound = bind(statement, variables)
        if parents is not None:
            bound[PARENTS] = dumps(parents)
        return self._connection.execute(statement.text, bound).fetchall()
