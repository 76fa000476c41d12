"""`docker-compose.yml`: Neo4j, then the API, all on loopback; people's own data stay.

Read by `docker compose config` where that client is, else by expanding the file's variables here.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_api.cli.first_release import ensure_release
from graph_api.settings import read_settings
from loaders.folder.location import Location
from tests.loaders.support.releasing import dumped, load, tree, trig

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docker-compose.yml"
PASSWORD = "a-password-for-tests"  # noqa: S105 - opens nothing


def has_compose() -> bool:
    if shutil.which("docker") is None:
        return False
    asked = ["docker", "compose", "version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def compose(*environment: tuple[str, str]) -> "subprocess.CompletedProcess[str]":
    variables = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **dict(environment)}
    asked = ["docker", "compose", "-f", str(FILE), "config", "--format", "json"]
    return subprocess.run(asked, capture_output=True, text=True, check=False, env=variables)


def expanded(text: str) -> str:
    text = re.sub(r"\$\{NDP_STORE_PASSWORD:\?[^}]+\}", PASSWORD, text)
    assert re.findall(r"(?<!\$)\$\{", text) == [], "a variable that this test does not know"
    return text.replace("$$", "$")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    if has_compose():
        done = compose(("NDP_STORE_PASSWORD", PASSWORD))
        assert done.returncode == 0, done.stderr
        read = json.loads(done.stdout)
    else:
        read = yaml.safe_load(expanded(FILE.read_text("utf-8")))
    found = read["services"]
    assert isinstance(found, dict)
    return found


def test_there_are_a_database_and_an_api(services: dict[str, Any]) -> None:
    assert sorted(services) == ["api", "neo4j"]
    assert services["neo4j"]["image"] == "neo4j:5.26-community"


def test_the_api_waits_for_the_database(services: dict[str, Any]) -> None:
    assert "depends_on" not in services["neo4j"]
    awaited = {before: how["condition"] for before, how in services["api"]["depends_on"].items()}
    assert awaited == {"neo4j": "service_healthy"}


@pytest.mark.parametrize("store", ["sqlite", "neo4j"])
def test_starting_again_leaves_peoples_own_data_as_they_are(
    services: dict[str, Any], store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    location = Location(
        tmp_path / "data", request.getfixturevalue("neo4j_empty") if store == "neo4j" else None
    )
    for text in (':g { :a :p "theirs" }', ':g { :a :p "also theirs" }'):
        load(location, trig(text), replace=True)
    before, content = tree(location.folder), dumped(location)
    command, *flags = services["api"]["command"]
    assert command == "serve"
    environment = services["api"]["environment"] | {"NDP_STORE": location.name, "NDP_STORE_PASSWORD": ""}
    if store == "neo4j":
        environment["NDP_RELEASES"] = str(location.folder)
    else:
        del environment["NDP_RELEASES"]
    given = dict(zip(flags[::2], flags[1::2], strict=True))
    settings = read_settings({name[2:]: value for name, value in given.items()}, environment)
    for _ in range(2):
        ensure_release(settings)
    assert (tree(location.folder), dumped(location)) == (before, content)


def test_ports_are_open_on_loopback_only(services: dict[str, Any]) -> None:
    hosts = [
        port["host_ip"] if isinstance(port, dict) else port.rsplit(":", 2)[0]
        for service in services.values()
        for port in service.get("ports", [])
    ]
    assert hosts == ["127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize(("name", "asks"), [("neo4j", "RETURN 1"), ("api", "/readyz")])
def test_each_server_has_a_health_check(services: dict[str, Any], name: str, asks: str) -> None:
    assert asks in " ".join(services[name]["healthcheck"]["test"])


def test_the_api_uses_the_database_and_a_release_folder(services: dict[str, Any]) -> None:
    api = services["api"]
    assert len(api["volumes"]) == 2
    assert api["environment"] == {
        "NDP_STORE": "bolt://neo4j:7687",
        "NDP_STORE_USER": "neo4j",
        "NDP_STORE_PASSWORD": PASSWORD,
        "NDP_RELEASES": "/data",
        "NDP_KEYS": "/keys",
    }


def test_there_is_no_password_by_default() -> None:
    asked = re.findall(r"\$\{NDP_STORE_PASSWORD(:\?set NDP_STORE_PASSWORD[^}]*)?\}", FILE.read_text("utf-8"))
    assert len(asked) == 2
    assert all(asked)
    if has_compose():
        done = compose()
        assert done.returncode != 0
        assert "set NDP_STORE_PASSWORD" in done.stderr
