"""Matches are sure: hundreds of real names, as they are and without marks, each match the right one."""

import json
from collections import defaultdict
from itertools import islice
from typing import Any

from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from ontology.values.fold import fold
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.support.stores import RELEASE, Content

CLASSES = {
    "organizations": "Organization",
    "digitalPlatforms": "DigitalPlatform",
    "platformKinds": "PlatformKind",
}
BATCH = 50


def named(client: TestClient, plural: str) -> dict[str, set[str]]:
    """The resources of a class by each of their names in Vietnamese."""
    query = f'{{ {plural}(first: 200) {{ nodes {{ iri label(lang: "vi") {{ value }} }} }} }}'
    nodes = client.post("/graphql", json={"query": query}).json()["data"][plural]["nodes"]
    names: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if not node["iri"].startswith("_:"):
            names[node["label"]["value"]].add(node["iri"])
    return names


def answers(client: TestClient, names: list[str], type_name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    remaining = iter(enumerate(names))
    while part := list(islice(remaining, BATCH)):
        queries = {str(at): {"query": name, "type": type_name, "limit": 3} for at, name in part}
        answer = client.post("/reconcile/vi", data={"queries": json.dumps(queries)})
        found |= {names[int(at)]: one["result"] for at, one in answer.json().items()}
    return found


def test_hundreds_of_names_get_no_wrong_match(content: Content, files: SqliteFiles) -> None:
    file = files.of(content)

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    tried = matched = 0
    with TestClient(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as client:
        base = client.get("/reconcile").json()["identifierSpace"]
        for plural, type_name in CLASSES.items():
            names = named(client, plural)
            for variant in (str, fold):
                meant: dict[str, set[str]] = defaultdict(set)
                for name, iris in names.items():
                    meant[variant(name)] |= iris
                for name, result in answers(client, list(meant), type_name).items():
                    ids = [one["id"] for one in result if one["match"]]
                    matches = {one if "://" in one else base + one for one in ids}
                    assert len(matches) <= 1, (name, result)
                    assert matches <= meant[name], (name, result)
                    assert not matches or len(meant[name]) == 1, (name, result)
                    tried, matched = tried + 1, matched + len(matches)
    assert tried > 300
    assert matched > 0.8 * tried
