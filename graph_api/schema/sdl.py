"""The schema as text: the contract that clients build on, kept in git and up to date by a test."""

import strawberry

from graph_api.schema.build import build_schema
from ontology.model import Model


def sdl(model: Model) -> str:
    """The SDL of the schema of `model`, with descriptions and `@term`, ending in a newline."""
    return print_sdl(build_schema(model))


def print_sdl(schema: strawberry.Schema) -> str:
    """The SDL of a built schema."""
    return schema.as_str().rstrip() + "\n"
