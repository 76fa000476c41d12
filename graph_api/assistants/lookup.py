"""Looking up the schema: the root fields, or one type as SDL."""

from difflib import get_close_matches

from graphql import GraphQLSchema, print_type

from graph_api.error_codes import SCHEMA
from graph_api.errors import QueryError

_MOST = 60
"""Most root fields that are listed."""
_LONGEST = 40_000
"""Most characters of a type."""


def look_up(schema: GraphQLSchema, name: str | None, containing: str) -> str:
    """The SDL of the type of that name, or a list of the root fields with a text in name or description.

    Raises `QueryError` for an unknown type.
    """
    if name is None:
        return _root_fields(schema, containing.casefold())
    found = schema.type_map.get(name)
    if found is None:
        near = get_close_matches(name, schema.type_map, n=3)
        raise QueryError(
            f"There is no type `{name}`.",
            hint=f"Did you mean {' or '.join(f'`{one}`' for one in near)}?"
            if near
            else f"`{SCHEMA}` has them all.",
        )
    text = print_type(found)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "\n# … (cut off)"


def _root_fields(schema: GraphQLSchema, containing: str) -> str:
    fields = schema.query_type.fields.items() if schema.query_type else ()
    shown = [
        f"{name}: {field.type}  # {(field.description or '').partition(chr(10))[0]}"
        for name, field in fields
        if containing in f"{name} {field.description}".casefold()
    ]
    more = len(shown) - _MOST
    return "\n".join(shown[:_MOST] + ([f"# … and {more} more: use `containing`"] if more > 0 else []))
