"""From the model to a Strawberry schema.

The Strawberry classes are made in two steps because of their circular references: first the bare Python classes,
then their fields. A resolver only looks up its response key in the answer of the plan; only the reference executor
of the tests calls resolvers, production writes answers directly (`respond`).
"""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph_api.cache import Cache
from graph_api.operations.data_directive import confidence_levels
from graph_api.schema.arguments import DAY_BELOW, IDENTITY, list_arguments
from graph_api.schema.bare import ClassTypes
from graph_api.schema.codes import code_enum
from graph_api.schema.computed import computed_fields
from graph_api.schema.directives import data_directive, release
from graph_api.schema.fields import Argument, add_aliases, attribute, bare_class, output_field
from graph_api.schema.inputs import complete_inputs
from graph_api.schema.lists import complete_lists
from graph_api.schema.resources import complete_resources
from graph_api.schema.scalars import SCALARS
from graph_api.schema.search import search_fields
from graph_api.schema.terms import Term, describe, label
from ontology.model import ClassTerm, Model
from ontology.names import words

_QUERY = (
    "The questions that the graph answers. No field shows a value that does not fit it (a literal of another datatype, "
    "a literal where a resource is expected, a resource of another class), and no condition finds one but "
    "`isNull: false`; `rdf` has them all."
)
_SUBSCRIPTION = (
    "What can be followed. A subscription is answered as a stream of events (`Accept: text/event-stream`, by the "
    "protocol GraphQL over SSE); each is answered like a query, within the same limits."
)
_UNKNOWN = "null if nothing describes it, no relation leads to it and it is not a source graph."

_SCHEMAS: Cache[int, tuple[Model, strawberry.Schema]] = Cache(2)
"""The last ones, by the identity of the model, which is kept so that no other can take it: building takes seconds."""


def build_schema(model: Model) -> strawberry.Schema:
    """The executable schema of `model`, one for all callers; its SDL is a pure function of the model."""
    return _SCHEMAS.get(id(model), lambda: (model, _build(model)))[1]


def _build(model: Model) -> strawberry.Schema:
    bare = ClassTypes(model)
    objects = complete_resources(bare)
    complete_lists(bare)
    enums: dict[str, Any] = {iri: code_enum(codes) for iri, codes in model.code_lists.items()}
    complete_inputs(bare, enums)
    config = StrawberryConfig(auto_camel_case=True, scalar_map={**StrawberryConfig().scalar_map, **SCALARS})
    levels = confidence_levels(model)
    directives = (release, *((data_directive(enums[levels.iri]),) if levels else ()))
    computed = computed_fields(bare)
    return strawberry.Schema(
        query=_query(bare, computed.query),
        subscription=_subscription(computed.subscription),
        types=objects,
        directives=directives,
        config=config,
    )


def _query(bare: ClassTypes, computed: Mapping[str, Any]) -> type:
    fields = _by_iri(bare)
    for term in sorted(bare.model.classes.values(), key=lambda c: c.singular):
        fields |= _of_class(bare, term)
    fields |= computed
    fields |= search_fields(bare)
    return strawberry.type(bare_class("Query", fields), name="Query", description=_QUERY)


def _subscription(fields: Mapping[str, Any]) -> type:
    return strawberry.type(bare_class("Subscription", fields), name="Subscription", description=_SUBSCRIPTION)


def _by_iri(bare: ClassTypes) -> dict[str, Any]:
    """The root fields of resources of any class."""
    node: Any = bare.node
    resource: Any = bare.resources[None]
    return {
        "node": output_field(
            node | None,
            f"The resource with this identifier, which is its IRI; {_UNKNOWN}",
            (Argument("id", strawberry.ID, "The IRI of the resource."),),
        ),
        "resource": output_field(
            resource | None, f"The resource with this IRI; {_UNKNOWN}", (*IDENTITY, DAY_BELOW)
        ),
        "resources": output_field(
            list[resource | None],
            f"The resources with these IRIs, in this order; each {_UNKNOWN}",
            (
                Argument("iris", list[strawberry.ID], "The IRIs, at most as many as a page may have."),
                DAY_BELOW,
            ),
        ),
        "resources_of": output_field(
            bare.connections[None],
            "All resources of a class by its IRI, also of one that the schema has no type for: those with this class "
            "as type, or one that the ontology puts below it. Empty if no resource is of it. For one without a type "
            "all resources are looked through, so the list costs more the larger the release is.",
            (Argument("type", strawberry.ID, "The IRI of the class."), *list_arguments(bare, None)),
        ),
    }


def _of_class(bare: ClassTypes, term: ClassTerm) -> dict[str, Any]:
    """The root fields of one class, under its old names too."""
    directives, described = [Term(iri=term.iri)], describe(term)
    fields = {
        attribute(term.singular): output_field(
            bare.resources[term.iri] | None,
            f"The {label(term)} with this IRI, or null if there is none. {described}",
            (*IDENTITY, DAY_BELOW),
            directives,
            term.singular,
        ),
        attribute(term.plural): output_field(
            bare.connections[term.iri],
            f"All {words(term.plural)}. {described}",
            list_arguments(bare, term.iri),
            directives,
            term.plural,
        ),
    }
    add_aliases(fields, term.singular, term.singular_aliases)
    add_aliases(fields, term.plural, term.plural_aliases)
    return fields
