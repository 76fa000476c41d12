"""The types of lists: connections, their edges, and the figures over all members."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from graph_api.plan.figures.forms import facet_form, is_aggregate, is_facet
from graph_api.schema import common
from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import (
    Argument,
    attach_fields,
    attribute,
    object_type,
    output_field,
    with_aliases,
)
from graph_api.schema.groups import group_key_type, groups_field
from graph_api.schema.scalars import Year
from graph_api.schema.terms import Term
from ontology.model import Field

_LIMIT = Argument("limit", int, "At most this many values, the most frequent ones; 0: none.", 20)
_OWN = Argument(
    "without_own",
    bool,
    "`true`: ignore the conditions on this field itself when counting.",
    False,
)


def complete_lists(bare: ClassTypes) -> None:
    """Give all connections their fields."""
    facet_types, group_key = _facet_types(bare), group_key_type(bare)
    for key in bare.connections:
        _complete_connection(bare, key, facet_types, group_key)


def _complete_connection(
    bare: ClassTypes, key: str | None, facet_types: Mapping[str, Any], group_key: Any
) -> None:
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
            "facets": _facets(name, fields, facet_types),
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


def _facet_types(bare: ClassTypes) -> dict[str, Any]:
    values: dict[str, tuple[Any, str]] = {
        "TypeFacet": (common.TermType, "The class; members of its subclasses are counted too."),
        "CodeFacet": (common.CODE, "The code."),
        "ResourceFacet": (bare.resources[None], "The resource that the relation leads to."),
        "YearFacet": (Year, "The year of the date."),
        "BooleanFacet": (bool, "The value, `true` or `false`."),
        "StringFacet": (str, "The string."),
    }
    return {name: common.facet_type(name, value, text) for name, (value, text) in values.items()}


def _facets(name: str, fields: Sequence[Field], facet_types: Mapping[str, Any]) -> Any:
    by_class: Any = facet_types[facet_form(None)]
    facets = {"types": output_field(list[by_class], "Members by class.", (_LIMIT, _OWN))}
    for field in filter(is_facet, fields):
        form: Any = facet_types[facet_form(field)]
        facets[attribute(field.name)] = output_field(
            list[form],
            f"Members by `{field.name}`, most frequent value first.",
            (_LIMIT, _OWN),
            [Term(iri=field.term.iri)],
            field.name,
        )
    return _figures(
        name + "Facets", with_aliases(facets, fields), f"Members of a list of `{name}`, counted by value."
    )


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
    return {"aggregates": _figures(name + "Aggregates", with_aliases(aggregates, fields), description)}


def _figures(name: str, fields: dict[str, Any], description: str) -> Any:
    figures = object_type(name, description, fields)
    return output_field(figures, f"{description} All pages count; computed only if requested.")
