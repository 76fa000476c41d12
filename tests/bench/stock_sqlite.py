"""The data of the stock server from a release's SQLite file."""

import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson

from ontology.storage import RECORD_VALUES
from tests.bench.data import NDP
from tests.bench.stock import DigitalPlatform, Key, Organization, PlatformRole, Stored

_ROLES, _AGENT, _SLUG = NDP + "hasRole", "http://www.w3.org/ns/prov#agent", NDP + "slug"
_COLUMNS = "n.id, n.iri, n.record"


class SqliteSource:
    """A `stock.Source` over one file; it asks SQLite in the event loop, which is the fastest for one client."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
        self._terms: dict[str, int] = dict(self._connection.execute("SELECT iri, id FROM term"))

    async def platform(self, iri: str) -> DigitalPlatform | None:
        """The platform of that IRI."""
        found = self._rows(
            f"SELECT {_COLUMNS} FROM instance i JOIN resource n ON n.id = i.id WHERE i.class = ? AND i.iri = ?",
            self._terms[NDP + "DigitalPlatform"],
            iri,
        )
        return _stored(*found[0]).as_platform() if found else None

    async def platforms(self, first: int) -> list[DigitalPlatform]:
        """The first platforms by IRI."""
        found = self._rows(
            f"SELECT {_COLUMNS} FROM instance i JOIN resource n ON n.id = i.id WHERE i.class = ? "
            "ORDER BY i.iri LIMIT ?",
            self._terms[NDP + "DigitalPlatform"],
            first,
        )
        return [_stored(*row).as_platform() for row in found]

    async def platforms_of_agent(self, slug: str, first: int) -> list[DigitalPlatform]:
        """The first platforms by IRI in which an agent of that slug has a role."""
        found = self._rows(
            f"SELECT DISTINCT {_COLUMNS} FROM text v JOIN edge a ON a.o = v.s AND a.p = ? "
            "JOIN edge r ON r.o = a.s AND r.p = ? JOIN resource n ON n.id = r.s WHERE v.p = ? AND v.key = ? "
            "ORDER BY n.iri LIMIT ?",
            self._terms[_AGENT],
            self._terms[_ROLES],
            self._terms[_SLUG],
            slug,
            first,
        )
        return [_stored(*row).as_platform() for row in found]

    async def roles(self, keys: list[Key]) -> list[list[PlatformRole]]:
        """The roles of platforms, by IRI."""
        found = defaultdict(list)
        for parent, *row in self._related(_ROLES, keys):
            found[parent].append(_stored(*row).as_role())
        return [found[key] for key in keys]

    async def agents(self, keys: list[Key]) -> list[Organization | None]:
        """The agents of roles."""
        found = {parent: _stored(*row).as_organization() for parent, *row in self._related(_AGENT, keys)}
        return [found.get(key) for key in keys]

    def _related(self, predicate: str, keys: list[Key]) -> list[Any]:
        marks = ", ".join("?" * len(keys))
        return self._rows(
            f"SELECT e.s, {_COLUMNS} FROM edge e JOIN resource n ON n.id = e.o "
            f"WHERE e.p = ? AND e.s IN ({marks}) ORDER BY n.iri",
            self._terms[predicate],
            *keys,
        )

    def _rows(self, statement: str, *values: object) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()


def _stored(number: int, iri: str, record: str) -> Stored:
    return Stored(number, iri, orjson.loads(record)[RECORD_VALUES])
