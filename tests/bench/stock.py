"""The same graph as anybody would serve it with Strawberry: typed classes, async resolvers, DataLoaders.

Written as Strawberry's documentation shows it, for just these questions: a loader for each relation, made new for each
request, and its two extensions that keep parsed and validated documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

Key = int | str
Loaders = dict[str, Any]
Info = strawberry.Info[Loaders, None]


@strawberry.type
class LangText:
    """A text in the language chosen."""

    value: str
    lang: str | None


@strawberry.type
class Code:
    """A member of a code list."""

    code: str


@strawberry.type
class Organization:
    """An agency."""

    iri: strawberry.ID
    pref_label: LangText | None


@strawberry.type
class PlatformRole:
    """A role that an agency has for a platform."""

    key: strawberry.Private[Key]
    iri: strawberry.ID
    valid_from: date | None
    role: Code | None

    @strawberry.field
    async def agent(self, info: Info) -> Organization | None:
        """The agent that has the role."""
        found: Organization | None = await info.context["agents"].load(self.key)
        return found


@strawberry.type
class PlatformRoleConnection:
    """A list of roles."""

    nodes: list[PlatformRole]


@strawberry.type
class DigitalPlatform:
    """A platform."""

    key: strawberry.Private[Key]
    iri: strawberry.ID
    title: LangText | None
    description: LangText | None
    slug: str | None
    identifiers: list[str]
    landing_pages: list[strawberry.ID]
    declared_status: Code | None

    @strawberry.field
    async def roles(self, info: Info) -> PlatformRoleConnection:
        """Who does what for it."""
        return PlatformRoleConnection(nodes=await info.context["roles"].load(self.key))


@strawberry.type
class DigitalPlatformConnection:
    """A list of platforms."""

    nodes: list[DigitalPlatform]


@strawberry.input
class StringFilter:
    """Conditions on a string."""

    eq: str | None = None


@strawberry.input
class OrganizationWhere:
    """Conditions on an agency."""

    slug: StringFilter | None = None


@strawberry.input
class PlatformRoleWhere:
    """Conditions on a role."""

    agent: OrganizationWhere | None = None


@strawberry.input
class PlatformRoleFilter:
    """Conditions on a list of roles."""

    some: PlatformRoleWhere | None = None


@strawberry.input
class DigitalPlatformWhere:
    """Conditions on a platform."""

    roles: PlatformRoleFilter | None = None

    @property
    def agent_slug(self) -> str | None:
        """The name filter of the agent of some role."""
        some = self.roles.some if self.roles else None
        slug = some.agent.slug if some and some.agent else None
        return slug.eq if slug else None


class Source(Protocol):
    """The source of the data: each method is one statement."""

    async def platform(self, iri: str) -> DigitalPlatform | None:
        """The platform of that IRI."""

    async def platforms(self, first: int) -> list[DigitalPlatform]:
        """The first platforms by IRI."""

    async def platforms_of_agent(self, slug: str, first: int) -> list[DigitalPlatform]:
        """The first platforms by IRI in which an agent of that slug has a role."""

    async def roles(self, keys: list[Key]) -> list[list[PlatformRole]]:
        """The roles of platforms, by IRI."""

    async def agents(self, keys: list[Key]) -> list[Organization | None]:
        """The agents of roles."""


def create_stock(source: Source) -> Starlette:
    """The application over a source."""
    schema = strawberry.Schema(
        query=_query(source),
        extensions=[lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)],
    )

    class App(GraphQL[Loaders, None]):
        async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Loaders:
            return {
                "roles": DataLoader(load_fn=source.roles),
                "agents": DataLoader(load_fn=source.agents),
            }

    return Starlette(routes=[Route("/graphql", App(schema))])


def _query(source: Source) -> type:
    @strawberry.type
    class Query:
        @strawberry.field
        async def digital_platform(self, iri: strawberry.ID) -> DigitalPlatform | None:
            return await source.platform(iri)

        @strawberry.field
        async def digital_platforms(
            self, first: int | None = 20, where: DigitalPlatformWhere | None = None
        ) -> DigitalPlatformConnection:
            slug = where.agent_slug if where else None
            if slug is None:
                return DigitalPlatformConnection(nodes=await source.platforms(first or 20))
            return DigitalPlatformConnection(nodes=await source.platforms_of_agent(slug, first or 20))

    return Query


@dataclass(frozen=True, slots=True)
class Stored:
    """The part of a resource that a store keeps: its key for loaders, its IRI and its values by name."""

    key: Key
    iri: str
    values: dict[str, Any]

    def as_platform(self) -> DigitalPlatform:
        """It as a platform."""
        return DigitalPlatform(
            key=self.key,
            iri=strawberry.ID(self.iri),
            title=_text(self.values.get("title")),
            description=_text(self.values.get("description")),
            slug=self.values.get("slug"),
            identifiers=self.values.get("identifiers") or [],
            landing_pages=self.values.get("landingPages") or [],
            declared_status=_code(self.values.get("declaredStatus")),
        )

    def as_role(self) -> PlatformRole:
        """It as a role."""
        since = self.values.get("validFrom")
        return PlatformRole(
            key=self.key,
            iri=strawberry.ID(self.iri),
            valid_from=date.fromisoformat(since) if since else None,
            role=_code(self.values.get("role")),
        )

    def as_organization(self) -> Organization:
        """It as an agency."""
        return Organization(iri=strawberry.ID(self.iri), pref_label=_text(self.values.get("prefLabel")))


def _text(found: Sequence[str] | None) -> LangText | None:
    """The Vietnamese of some stored texts (`text@lang`), else the first."""
    if not found:
        return None
    text, _, lang = next((t for t in found if t.endswith("@vi")), found[0]).rpartition("@")
    return LangText(value=text, lang=lang or None)


def _code(iri: str | None) -> Code | None:
    return Code(code=iri.rpartition("/")[2]) if iri else None
