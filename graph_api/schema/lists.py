"""The types of lists: connections, their edges, and the figures over all members."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from graph_api.plan.figures.forms import is_aggregate
from graph_api.schema import common
from graph_api.schema.bare import ClassTypes
from graph_api.schema.facets import facet_types, facets_field, figures_field
from graph_api.schema.fields import (
    attach_fields,
    attribute,
    object_type,
    output_field,
    with_aliases,
)
from graph_api.schema.groups import group_key_type, groups_field
from graph_api.schema.terms import Term
from ontology.model import Field


def complete_lists(bare: ClassTypes) -> None:
    """Give all connections their fields."""
    group_key = group_key_type(bare)
    types = facet_types(bare, group_key)
    for key in bare.connections:
        _complete_connection(bare, key, types, group_key)


def _complete_connection(bare: ClassTypes, key: str | None, types: Mapping[str, Any], group_key: Any) -> None:
    name = bare.name(key)
    node: Any = bare.resources[key]
    edge: Any = _edge(bare, key)
    fields = bare.fields(key)
    aggregates = _aggregates(name, fields)
    cls = attach_fields(
        bare.connections[key],
        {
            "nodes": output_field(list[node], "The members on this page, in order."),
            "edges": output_field(list[edge], "The members on this page with their cursors."),
            "page_info": output_field(common.PageInfo, common.PAGE_INFO),
            "total_count": output_field(
                int, "The number of members on all pages; counted only if requested."
            ),
            "facets": facets_field(bare, key, types),
            **aggregates,
            "groups": groups_field(bare, key, group_key, aggregates),
        },
    )
    strawberry.type(cls, name=name + "Connection", description=f"A page of a list of `{name}`.")


def _edge(bare: ClassTypes, key: str | None) -> Any:
    name = bare.name(key) + "Edge"
    fields = {
        "node": output_field(bare.resources[key], "The member."),
        "cursor": output_field(str, "The cursor of the member, for `after` and `before`."),
        "sources": output_field(
            list[bare.source_graph],  # type: ignore[name-defined]  # made at run time
            "The source graphs that state this membership; in a root list, those about the member.",
        ),
    }
    return object_type(name, f"A member of a list of `{bare.name(key)}`, with its cursor.", fields)


# -- figures over all members


def _aggregates(name: str, fields: Sequence[Field]) -> dict[str, Any]:
    """The field `aggregates`, if a field has values to sum up."""
    aggregates = {
        attribute(field.name): output_field(
            common.AGGREGATES[field.term.kind],
            f"Figures over the values of `{field.name}`.",
            (),
            [Term(iri=field.term.iri)],
            field.name,
        )
        for field in filter(is_aggregate, fields)
    }
    if not aggregates:
        return {}
    description = f"Figures over the values of all members of a list of `{name}`."
    return {"aggregates": figures_field(name + "Aggregates", with_aliases(aggregates, fields), description)}
