"""The schema as a subgraph of Apollo Federation v2: its SDL, and the two fields that gateways select.

Every type of resources has the key `iri`, interfaces too: so other subgraphs can add fields to one type, or, with
`@interfaceObject`, to all types of an interface. The SDL is the ordinary one; the keys are extensions at its end, which
cost nothing to make.
"""

import re
from collections.abc import Callable, Iterator

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, extend_schema, parse

from graph_api.operations.federation import SERVICE
from graph_api.schema.bare import RESOURCE
from graph_api.schema.sdl import print_sdl

_LINK = """\
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
"""
"""The first version in which interfaces may have keys, and the directives that the SDL uses."""
_SHARED = re.compile(r'^(?<="""\n)type (PageInfo) \{$', re.MULTILINE)
"""The definition of a type that other subgraphs define alike, as its lists are those of Relay."""
_FIELDS = '''
"""
A resource named by its type and its IRI: `{__typename: "DigitalPlatform", iri: "https://…"}`. The type is that of
its class, or an interface.
"""
scalar _Any

"""A resource, to which other subgraphs may add fields."""
union _Entity = %s

"""This graph as a subgraph of others."""
type _Service {
  """Its schema, with the directives of Apollo Federation v2."""
  sdl: String!
}

extend type Query {
  """The schema for composing a graph of several subgraphs (Apollo Federation)."""
  _service: _Service!

  """
  The resources that gateways ask for (Apollo Federation), in the order in which they are named; each null if there
  is none with this IRI of this type. The lists below count any day, unless they have an `asOf` of their own.
  """
  _entities(
    """The resources, at most as many as a page may have."""
    representations: [_Any!]!
  ): [_Entity]!
}
'''


def federated(schema: GraphQLSchema, sdl: Callable[[], str]) -> GraphQLSchema:
    """The schema with the fields that gateways select; `sdl` gives the text of `_service`."""
    members = [one.name for one in iter_entities(schema) if isinstance(one, GraphQLObjectType)]
    fields = parse(_FIELDS % " | ".join(members), no_location=True)
    extended = extend_schema(schema, fields, assume_valid=True, assume_valid_sdl=True)
    if (query := extended.query_type) is not None:
        query.fields[SERVICE].resolve = lambda *_: {"sdl": sdl()}
    return extended


def iter_entities(schema: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    """The types with a key, by name."""
    for _, one in sorted(schema.type_map.items()):
        if isinstance(one, GraphQLObjectType | GraphQLInterfaceType) and (
            one.name == RESOURCE or any(above.name == RESOURCE for above in one.interfaces)
        ):
            yield one


def subgraph_sdl(schema: strawberry.Schema) -> str:
    """The SDL of a built schema as a subgraph."""
    shared = _SHARED.sub(r"type \1 @shareable {", print_sdl(schema))
    kinds = {True: "interface", False: "type"}
    keys = "".join(
        f'extend {kinds[isinstance(one, GraphQLInterfaceType)]} {one.name} @key(fields: "iri")\n'
        for one in iter_entities(schema._schema)  # noqa: SLF001 - the graphql-core schema has no public name
    )
    return f"{_LINK}\n{shared}\n{keys}"
