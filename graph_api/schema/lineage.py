"""`lineage` and `paths`: walks through the graph along its relations."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import IDENTITY, LANG
from graph_api.schema.fields import Argument, object_type, output_field
from graph_api.schema.scalars import Date

_TYPES = (
    "Go only through resources of these types, including subclasses. Absent or null: any type; `[]`: none."
)
_AS_OF = (
    "Go only through what is valid on this day (both ends of a period included). The day counts neither along "
    "relations that lead to another time by their meaning (to predecessors, to what a decision revokes), nor from what "
    "is not valid on it. Lists below show only what is valid on the day. The resources named in the arguments are "
    "always included. Absent or null: any day."
)
_RELATIONS = (
    "Follow only these relations, each by the IRI of its property or the name of the field that leads from subject to "
    "object. Only stated relations can be followed: not inverse fields (use `direction`), nor fields derived from "
    "other relations. Absent or null: all; `[]`: none."
)


@strawberry.enum(name="LineageDirection", description="The direction in which a walk follows relations.")
class LineageDirection(Enum):
    """The directions of `lineage` and `paths`."""

    FORWARD = strawberry.enum_value(
        "FORWARD", description="From subject to object: from a decision to the law that it is based on."
    )
    BACKWARD = strawberry.enum_value(
        "BACKWARD", description="From object to subject: from a law to the decisions that are based on it."
    )
    BOTH = strawberry.enum_value("BOTH", description="In both directions.")


_DIRECTION = Argument(
    "direction", LineageDirection | None, "The direction to go in. Null: both.", LineageDirection.BOTH
)


def lineage_fields(resource: Any, source_graph: Any, types: Any) -> Mapping[str, Any]:
    """The root fields `lineage` and `paths`."""
    edge = _edge(source_graph)
    iri = "The IRI, or `_:label` of a blank node."
    way = (
        Argument("types", list[types] | None, _TYPES, UNSET),
        Argument("relations", list[strawberry.ID] | None, _RELATIONS, UNSET),
        Argument("as_of", Date | None, _AS_OF, UNSET),
    )
    return {
        "lineage": output_field(
            _lineage(resource, edge),
            "The resources connected to a resource, in layers: its neighbours, their neighbours, and so on.",
            (
                *IDENTITY,
                _DIRECTION,
                Argument("depth", int | None, "The number of steps to go; 0: none. Null: 3.", 3),
                *way,
            ),
        ),
        "paths": output_field(
            list[_path(resource, edge)],  # type: ignore[misc]  # made at run time
            "The shortest paths from one resource to another, in order of the IRIs along them; `[]` if there is "
            "none or an end is unknown. From a resource to itself: one path of length 0.",
            (
                Argument("from_", strawberry.ID, f"The start of the paths. {iri}", graphql_name="from"),
                Argument("to", strawberry.ID, f"The end of the paths. {iri}"),
                Argument(
                    "max_depth", int | None, "The most steps that a path may have; 0: none. Null: 8.", 8
                ),
                Argument("limit", int | None, "The most paths to return; 0: none. Null: 20.", 20),
                _DIRECTION,
                *way,
            ),
        ),
    }


def _edge(source_graph: Any) -> Any:
    relation = object_type(
        "LineageRelation",
        "A property of the ontology that connects two resources.",
        {
            "id": output_field(strawberry.ID, "The IRI of the property, a globally unique identifier."),
            "iri": output_field(strawberry.ID, "The IRI of the property."),
            "label": output_field(common.LangText, "The label of the property in the ontology.", (LANG,)),
        },
    )
    return object_type(
        "LineageEdge",
        "A statement that connects two resources.",
        {
            "from_": output_field(strawberry.ID, "The IRI of the subject.", name="from"),
            "to": output_field(strawberry.ID, "The IRI of the object."),
            "relation": output_field(relation, "The property."),
            "sources": output_field(list[source_graph], "The source graphs that state it, by IRI."),
        },
    )


def _lineage(resource: Any, edge: Any) -> Any:
    node = object_type(
        "LineageNode",
        "A resource in a lineage.",
        {
            "resource": output_field(resource, "The resource."),
            "depth": output_field(int, "The number of steps from the root, by the shortest way."),
        },
    )
    return object_type(
        "Lineage",
        "The neighbourhood of a resource.",
        {
            "root": output_field(
                resource | None, "The resource in question, or null if nothing is known about this IRI."
            ),
            "nodes": output_field(
                list[node],  # type: ignore[valid-type]  # made at run time
                "The root, then the resources that the walk reached, by depth, then IRI. Empty if the root is null.",
            ),
            "edges": output_field(
                list[edge],
                "All statements between two of the nodes along the relations that the walk follows, "
                "those closest to the root first.",
            ),
            "truncated": output_field(
                bool,
                "True if there are more nodes within the depth, or more edges, than are shown. "
                "The part closest to the root is shown, by IRI within a layer.",
            ),
        },
    )


def _path(resource: Any, edge: Any) -> Any:
    return object_type(
        "Path",
        "A path from one resource to another.",
        {
            "length": output_field(int, "The number of steps."),
            "nodes": output_field(list[resource], "The resources along the path, both ends included."),
            "edges": output_field(
                list[edge],
                "The statements that connect each node to the next, in this order; "
                "several if two nodes are connected by more than one.",
            ),
        },
    )
