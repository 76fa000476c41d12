"""From the model to a Strawberry schema.

The classes of Strawberry are made in two steps, because they refer to each other in circles: first the
bare Python classes, then their fields. Resolvers only look up the response key in what the plan's answer
holds; the reference executor of the tests uses them, production writes answers directly (`respond`).
"""

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph_api.schema.arguments import AS_OF, list_arguments
from graph_api.schema.bare import ClassTypes
from graph_api.schema.computed import computed_fields
from graph_api.schema.directives import release
from graph_api.schema.fields import Argument, add_aliases, attribute, bare_class, output_field
from graph_api.schema.inputs import complete_inputs
from graph_api.schema.lists import complete_lists
from graph_api.schema.resources import complete_resources
from graph_api.schema.scalars import SCALARS
from graph_api.schema.search import search_fields
from graph_api.schema.terms import Term, describe
from ontology.model import ClassTerm, Model

_IRI = Argument("iri", strawberry.ID, "The IRI.")
_UNKNOWN = "null: it is neither described nor a source graph nor what a relation leads to."


def build_schema(model: Model) -> strawberry.Schema:
    """The executable schema of `model`; its SDL is a pure function of the model."""
    bare = ClassTypes(model)
    objects = complete_resources(bare)
    complete_lists(bare)
    complete_inputs(bare)
    config = StrawberryConfig(auto_camel_case=True, scalar_map={**StrawberryConfig().scalar_map, **SCALARS})
    return strawberry.Schema(query=_query(bare), types=objects, directives=(release,), config=config)


def _query(bare: ClassTypes) -> type:
    resource = bare.resources[None]
    fields = _by_iri(bare)
    for term in sorted(bare.model.classes.values(), key=lambda c: c.singular):
        fields |= _of_class(bare, term)
    fields |= computed_fields(bare)
    fields |= search_fields(resource)
    return strawberry.type(bare_class("Query", fields), name="Query", description="Questions to the graph.")


def _by_iri(bare: ClassTypes) -> dict[str, Any]:
    """The root fields of resources of any class."""
    node: Any = bare.node
    resource: Any = bare.resources[None]
    return {
        "node": output_field(
            node | None,
            f"The thing with this identifier, which is its IRI; {_UNKNOWN}",
            (Argument("id", strawberry.ID, "The identifier."),),
        ),
        "resource": output_field(resource | None, f"The thing with this IRI; {_UNKNOWN}", (_IRI, AS_OF)),
        "resources": output_field(
            list[resource | None],
            f"The things with these IRIs, in this order; {_UNKNOWN}",
            (Argument("iris", list[strawberry.ID], "The IRIs, as many as a page may have."), AS_OF),
        ),
    }


def _of_class(bare: ClassTypes, term: ClassTerm) -> dict[str, Any]:
    """The root fields of one class, under its old names too."""
    directives, described = [Term(iri=term.iri)], describe(term)
    fields = {
        attribute(term.singular): output_field(
            bare.resources[term.iri] | None,
            f"One by IRI; null: there is none of this class. {described}",
            (_IRI, AS_OF),
            directives,
            term.singular,
        ),
        attribute(term.plural): output_field(
            bare.connections[term.iri],
            f"All. {described}",
            list_arguments(bare, term.iri),
            directives,
            term.plural,
        ),
    }
    add_aliases(fields, term.singular, term.singular_aliases)
    add_aliases(fields, term.plural, term.plural_aliases)
    return fields
