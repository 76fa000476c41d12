"""A series of three releases in a folder, and on request in Neo4j, with dates of their own: for tests of known time."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.serving.current import CurrentEngine
from graph_api.settings import Settings
from loaders.folder.checksums import set_checksum
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.nquads.graph_files import hash_of_file
from ontology.files import OntologyFile
from tests.loaders.support.releasing import copy_of, load, trig

EX = "http://example.org/"
PLACE = OntologyFile(
    "places.ttl",
    b"""@prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix : <http://example.org/> .
    :Bridge a owl:Class ; rdfs:label "Bridge"@en .
    """,
    added=True,
)
ONE = ':g1 { :a a ndp:DigitalPlatform ; skos:prefLabel "one"@en . :b skos:prefLabel "b"@en }'
TWO = ':g1 { :a a ndp:DigitalPlatform ; skos:prefLabel "two"@en ; ndp:slug "a" } :g2 { :c skos:prefLabel "c"@en }'
THREE = ':g1 { :a a :Bridge ; skos:prefLabel "three"@en }'
BUILT = ("2026-01-10T08:00:00Z", "2026-02-10T20:00:00Z", "2026-03-10T08:00:00Z")
"""The second was built in the night of the next day by Vietnam's clock."""


@dataclass(frozen=True, slots=True)
class Series:
    """The folder of the releases, and their ids, oldest first."""

    location: Location
    ids: tuple[str, ...]

    @property
    def folder(self) -> Folder:
        """The release folder."""
        return Folder(self.location.folder)

    @property
    def settings(self) -> Settings:
        """Settings of a service over them."""
        if self.location.neo4j:
            return Settings(store=self.location.neo4j, releases=self.location.folder)
        return Settings(store=f"sqlite:{self.location.folder}")


def publish(location: Location, text: str, **request: Any) -> str:
    """Publish a release of which `text` is everything; its id."""
    return load(location, trig(text), replace=True, on_violation="record", **request).manifest.id


def publish_series(location: Location) -> Series:
    """Publish the three releases."""
    return Series(location, copy_of(_load_series, location))


def _load_series(location: Location) -> tuple[str, ...]:
    ids = (
        publish(location, ONE),
        publish(location, TWO),
        publish(location, THREE, added=(PLACE,)),
    )
    date_releases(Folder(location.folder), BUILT)
    return ids


def date_releases(folder: Folder, built: Sequence[str]) -> None:
    """Let the releases of a folder be built at these moments, the oldest first."""
    for release, moment in zip(reversed(folder.published()), built, strict=True):
        path = folder.release_path(release) / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | {"built_at": moment}), "utf-8")
        set_checksum(path, hash_of_file(path))


@contextmanager
def serving(settings: Settings, *, look_every: float = CurrentEngine.LOOK_EVERY) -> Iterator[TestClient]:
    """A client of a service with these settings, which looks for another release after `look_every` seconds."""
    with TestClient(create_app(settings, look_every=look_every)) as client:
        yield client


def ask(client: TestClient, query: str, variables: object = None, **params: str) -> Any:
    """The data of an answer without errors."""
    found = client.post("/graphql", json={"query": query, "variables": variables}, params=params).json()
    assert "errors" not in found, found
    return found["data"]


def error(client: TestClient, query: str, variables: object = None) -> Any:
    """The extensions, message and path of the only error of an answer."""
    [found] = client.post("/graphql", json={"query": query, "variables": variables}).json()["errors"]
    return found["extensions"] | {"message": found["message"], "path": found.get("path")}


def diff_of(series: Series, before: int, after: int, selected: str, more: str = "") -> str:
    """The question for what differs between two releases of a series, which are given by number."""
    return f'{{ diff(from: "{series.ids[before]}", to: "{series.ids[after]}"{more}) {{ {selected} }} }}'
