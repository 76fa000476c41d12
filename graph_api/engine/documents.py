"""Documents, prepared against the GraphQL schema of one ontology."""

from functools import cached_property

import strawberry
from graphql import DocumentNode

from graph_api.cache import Cache
from graph_api.engine.introspection import Introspection
from graph_api.operations.hints.hints import Hints
from graph_api.operations.preparing import PreparedDocument, prepare
from graph_api.operations.question import DocumentRules
from graph_api.schema.federation import federated, subgraph_sdl
from graph_api.schema.sdl import print_sdl
from ontology.model import Model

_SHORT = 2000
"""Characters of a document that counts as one."""


def weight_of_text(text: str, _: object) -> int:
    """The weight of a document: that of several short ones if it is long."""
    return 1 + len(text) // _SHORT


class Documents:
    """Parses and validates documents, each once as long as it is among the `keep` used last; long ones count more.

    Trusted documents have a cache of their own, so that other documents cannot crowd them out.
    """

    def __init__(self, schema: strawberry.Schema, model: Model, rules: DocumentRules, keep: int) -> None:
        self.schema = schema
        own = schema._schema  # noqa: SLF001 - the graphql-core schema has no public name
        self.graphql_schema = federated(own, lambda: self._subgraph_sdl) if rules.federation else own
        self.introspection = Introspection(self.graphql_schema)
        self.hints = Hints(self.graphql_schema, model) if rules.suggestions else None
        self._rules = rules
        self._sdl: Cache[str, bytes] = Cache(1)
        self._prepared: Cache[str, PreparedDocument] = Cache(keep, weight_of_text)
        self._trusted: Cache[str, PreparedDocument] = Cache(len(rules.trusted))

    def prepared(self, query: str) -> PreparedDocument:
        """The document with this text, parsed and validated. Raises `QueryError` if it is over a limit."""
        cache = self._trusted if query in self._rules.trusted else self._prepared
        return cache.get(query, lambda: prepare(self.graphql_schema, query, self._rules, self.hints))

    async def sdl(self) -> bytes:
        """The schema in GraphQL's schema language; printed once, in a thread, and the same bytes for all."""
        if (known := self._sdl.known("")) is not None:
            return known
        return await self.introspection.run(
            lambda: self._sdl.get("", lambda: print_sdl(self.schema).encode())
        )

    @cached_property
    def _subgraph_sdl(self) -> str:
        return subgraph_sdl(self.schema)

    def known(self, query: str) -> PreparedDocument | None:
        """The document with this text if it is kept."""
        cache = self._trusted if query in self._rules.trusted else self._prepared
        return cache.known(query)

    def parsed(self, query: str) -> DocumentNode | None:
        """The parsed document, valid or not; None if it cannot be parsed."""
        try:
            return self.prepared(query).document
        except RecursionError:
            return None
