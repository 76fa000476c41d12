"""The types of lists: connections, their edges, and the figures over all members."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from graph_api.plan.figures import facet_form, is_aggregate, is_facet
from graph_api.schema import common
from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import (
    Argument,
    attach_fields,
    attribute,
    bare_class,
    output_field,
    with_aliases,
)
from graph_api.schema.scalars import Year
from graph_api.schema.terms import Term
from ontology.model import Field

_LIMIT = Argument("limit", int, "How many values at most, the most frequent ones.", 20)
_OWN = Argument(
    "without_own",
    bool,
    "`true`: count without the conditions that are on this field itself.",
    False,
)


def complete_lists(bare: ClassTypes) -> None:
    """Give all connections their fields."""
    facet_types = _facet_types(bare)
    for key in bare.connections:
        _complete_connection(bare, key, facet_types)


def _complete_connection(bare: ClassTypes, key: str | None, facet_types: Mapping[str, Any]) -> None:
    name = bare.name(key)
    node: Any = bare.resources[key]
    edge: Any = _edge(bare, key)
    fields = bare.fields(key)
    cls = attach_fields(
        bare.connections[key],
        {
            "nodes": output_field(list[node], "The members on this page, in order."),
            "edges": output_field(list[edge], "The members on this page with their cursors."),
            "page_info": output_field(common.PageInfo, "Where this page stands in the list."),
            "total_count": output_field(
                int, "How many members there are on all pages; counted only when asked for."
            ),
            "facets": _facets(name, fields, facet_types),
            **_aggregates(name, fields),
        },
    )
    strawberry.type(cls, name=name + "Connection", description=f"A page of a list of {name}.")


def _edge(bare: ClassTypes, key: str | None) -> Any:
    name = bare.name(key) + "Edge"
    fields = {
        "node": output_field(bare.resources[key], "The member."),
        "cursor": output_field(str, "Where it stands in the list; for `after`."),
        "sources": output_field(
            list[bare.source_graph],  # type: ignore[name-defined]
            "The source graphs of this membership; of a root list: of the member.",
        ),
    }
    said = f"A member of a list of {bare.name(key)} and its place in the list."
    return strawberry.type(bare_class(name, fields), name=name, description=said)


# -- figures over all members


def _facet_types(bare: ClassTypes) -> dict[str, Any]:
    values: dict[str, tuple[Any, str]] = {
        "TypeFacet": (common.TermType, "A class; members of its subclasses are counted too."),
        "CodeFacet": (common.CODE, "The code."),
        "ResourceFacet": (bare.resources[None], "What the relation leads to."),
        "YearFacet": (Year, "The year of the date."),
        "BooleanFacet": (bool, "The truth value."),
        "StringFacet": (str, "The string."),
    }
    return {name: common.facet_type(name, value, what) for name, (value, what) in values.items()}


def _facets(name: str, fields: Sequence[Field], facet_types: Mapping[str, Any]) -> Any:
    by_class: Any = facet_types[facet_form(None)]
    facets = {"types": output_field(list[by_class], "By class.", (_LIMIT, _OWN))}
    for field in filter(is_facet, fields):
        form: Any = facet_types[facet_form(field)]
        facets[attribute(field.name)] = output_field(
            list[form],
            f"By `{field.name}`, the most frequent value first.",
            (_LIMIT, _OWN),
            [Term(iri=field.term.iri)],
            field.name,
        )
    said = f"Members of a list of {name}, counted by value."
    return _figures(name + "Facets", with_aliases(facets, fields), said)


def _aggregates(name: str, fields: Sequence[Field]) -> dict[str, Any]:
    """The field `aggregates`, if there is something to sum up."""
    aggregates = {
        attribute(field.name): output_field(
            common.AGGREGATES[field.term.kind],
            f"Figures over `{field.name}`.",
            (),
            [Term(iri=field.term.iri)],
            field.name,
        )
        for field in filter(is_aggregate, fields)
    }
    if not aggregates:
        return {}
    said = f"Figures over all members of a list of {name}."
    return {"aggregates": _figures(name + "Aggregates", with_aliases(aggregates, fields), said)}


def _figures(name: str, fields: dict[str, Any], description: str) -> Any:
    cls = strawberry.type(bare_class(name, fields), name=name, description=description)
    return output_field(cls, f"{description} Pages do not matter; computed only when asked for.")
