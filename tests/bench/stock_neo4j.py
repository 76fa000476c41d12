"""The data of the stock server from Neo4j."""

from collections import defaultdict
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver

from tests.bench.stock import DigitalPlatform, Key, Organization, PlatformRole, Stored

_PLATFORM = (
    "n.iri AS iri, n {.title, .description, .slug, .identifiers, .landingPages, .declaredStatus} AS values"
)


class Neo4jSource:
    """A `stock.Source` over a database that holds one generation."""

    def __init__(self, driver: AsyncDriver, generation: int) -> None:
        self._driver = driver
        self._generation = generation

    async def platform(self, iri: str) -> DigitalPlatform | None:
        """The platform of that IRI."""
        found = await self._rows(
            f"MATCH (n:Resource {{_gen: $gen, iri: $iri}}) WHERE n:DigitalPlatform RETURN {_PLATFORM}",
            iri=iri,
        )
        return _stored(*found[0]).as_platform() if found else None

    async def platforms(self, first: int) -> list[DigitalPlatform]:
        """The first platforms by IRI."""
        found = await self._rows(
            f"MATCH (n:DigitalPlatform {{_gen: $gen}}) RETURN {_PLATFORM} ORDER BY n.iri LIMIT $first",
            first=first,
        )
        return [_stored(*row).as_platform() for row in found]

    async def platforms_of_agent(self, slug: str, first: int) -> list[DigitalPlatform]:
        """The first platforms by IRI in which an agent of that slug has a role."""
        found = await self._rows(
            "MATCH (a:Organization {_gen: $gen, slug: $slug})<-[:AGENT]-()<-[:ROLES]-(n:DigitalPlatform) "
            f"WITH DISTINCT n RETURN {_PLATFORM} ORDER BY n.iri LIMIT $first",
            slug=slug,
            first=first,
        )
        return [_stored(*row).as_platform() for row in found]

    async def roles(self, keys: list[Key]) -> list[list[PlatformRole]]:
        """The roles of platforms, by IRI."""
        found = defaultdict(list)
        for parent, *row in await self._related("ROLES", "m {.validFrom, .role}", keys):
            found[parent].append(_stored(*row).as_role())
        return [found[key] for key in keys]

    async def agents(self, keys: list[Key]) -> list[Organization | None]:
        """The agents of roles."""
        related = await self._related("AGENT", "m {.prefLabel}", keys)
        found = {parent: _stored(*row).as_organization() for parent, *row in related}
        return [found.get(key) for key in keys]

    async def _related(self, relationship: str, values: str, keys: list[Key]) -> list[Any]:
        return await self._rows(
            f"UNWIND $iris AS iri MATCH (n:Resource {{_gen: $gen, iri: iri}})-[:{relationship}]->(m) "
            f"RETURN n.iri, m.iri, {values} ORDER BY m.iri",
            iris=keys,
        )

    async def _rows(self, statement: str, **values: object) -> list[Any]:
        async with self._driver.session(default_access_mode=READ_ACCESS) as session:
            # The driver takes literal strings only; these statements are written here.
            result = await session.run(statement, gen=self._generation, **values)  # type: ignore[arg-type]
            return await result.values()


def _stored(iri: str, values: dict[str, Any]) -> Stored:
    return Stored(iri, iri, values)
