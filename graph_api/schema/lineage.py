"""`lineage` and `paths`: walks through the graph along its relations."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import LANG
from graph_api.schema.fields import Argument, bare_class, output_field
from graph_api.schema.scalars import Date

_TYPES = (
    "Go only through resources of these types, by GraphQL name or class IRI, subclasses included. "
    "Absent or null: any; `[]`: none."
)
_AS_OF = (
    "Go only through what holds on this day, both ends of its period included, and show below only what does. "
    "The resources that are named are there always. Absent or null: any."
)
_RELATIONS = (
    "Follow only these relations, each by the IRI of its property or the name of the field that leads from subject to "
    "object. Only what is stated can be followed: not fields that lead the other way (say so by `direction`), nor "
    "those that are derived along others. Absent or null: all; `[]`: none."
)


@strawberry.enum(name="LineageDirection", description="Which way a walk follows relations.")
class LineageDirection(Enum):
    """The directions of `lineage` and `paths`."""

    FORWARD = strawberry.enum_value(
        "FORWARD", description="From subject to object: from a decision to the law that it is based on."
    )
    BACKWARD = strawberry.enum_value(
        "BACKWARD", description="From object to subject: from a law to the decisions that are based on it."
    )
    BOTH = strawberry.enum_value("BOTH", description="Either way.")


_DIRECTION = Argument(
    "direction", LineageDirection | None, "Which way to go. Null: both ways.", LineageDirection.BOTH
)


def lineage_fields(resource: Any, source_graph: Any) -> Mapping[str, Any]:
    """The root fields `lineage` and `paths`."""
    edge = _edge(source_graph)
    iri = "The IRI, or `_:label` of a blank node."
    way = (
        Argument("types", list[str] | None, _TYPES, UNSET),
        Argument("relations", list[strawberry.ID] | None, _RELATIONS, UNSET),
        Argument("as_of", Date | None, _AS_OF, UNSET),
    )
    return {
        "lineage": output_field(
            _lineage(resource, edge),
            "What a resource is connected to, in layers: its neighbours, theirs, and so on.",
            (
                Argument("iri", strawberry.ID, iri),
                _DIRECTION,
                Argument("depth", int | None, "How many steps to go; 0: none. Null: 3.", 3),
                *way,
            ),
        ),
        "paths": output_field(
            list[_path(resource, edge)],  # type: ignore[misc]
            "The shortest paths from one resource to another, by the IRIs that they go through; "
            "`[]`: there is none, or an end is unknown. From a resource to itself: one of length 0.",
            (
                Argument("from_", strawberry.ID, f"Where to start. {iri}", graphql_name="from"),
                Argument("to", strawberry.ID, f"Where to arrive. {iri}"),
                Argument("max_depth", int | None, "How long a path may be. Null: 8.", 8),
                Argument("limit", int | None, "How many paths at most; 0: none. Null: 20.", 20),
                _DIRECTION,
                *way,
            ),
        ),
    }


def _edge(source_graph: Any) -> Any:
    relation = _type(
        "LineageRelation",
        "A property of the ontology that leads from resource to resource.",
        {
            "iri": output_field(strawberry.ID, "The IRI of the property."),
            "label": output_field(common.LangText, "Its label in the ontology.", (LANG,)),
        },
    )
    return _type(
        "LineageEdge",
        "A statement that connects two resources.",
        {
            "from_": output_field(strawberry.ID, "The IRI of its subject.", name="from"),
            "to": output_field(strawberry.ID, "The IRI of its object."),
            "relation": output_field(relation, "Its property."),
            "sources": output_field(list[source_graph], "The source graphs that state it, by IRI."),
        },
    )


def _lineage(resource: Any, edge: Any) -> Any:
    node = _type(
        "LineageNode",
        "A resource of a lineage.",
        {
            "resource": output_field(resource, "The resource itself."),
            "depth": output_field(int, "How many steps it is away from the root, by the shortest way."),
        },
    )
    return _type(
        "Lineage",
        "The neighbourhood of a resource.",
        {
            "root": output_field(
                resource | None, "The resource asked about; null: nothing is known of this IRI."
            ),
            "nodes": output_field(
                list[node],  # type: ignore[valid-type]
                "The root, then what the walk met, by depth, then IRI. Empty if the root is null.",
            ),
            "edges": output_field(
                list[edge],
                "All statements between two of the nodes with the relations that the walk follows, "
                "those near the root first.",
            ),
            "truncated": output_field(
                bool,
                "Whether there are more nodes within the depth, or more edges, than are shown. "
                "What is shown then is the part nearest to the root, by IRI within a layer.",
            ),
        },
    )


def _path(resource: Any, edge: Any) -> Any:
    return _type(
        "Path",
        "A way from one resource to another.",
        {
            "length": output_field(int, "How many steps it has."),
            "nodes": output_field(list[resource], "The resources that it goes through, both ends included."),
            "edges": output_field(
                list[edge],
                "The statements that connect each node to the next, in this order; "
                "several where there is more than one between two nodes.",
            ),
        },
    )


def _type(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    return strawberry.type(bare_class(name, fields), name=name, description=description)
