"""The computed fields: root fields that do not belong to a class of the ontology, and their types.

`graph_api.computed` plans and answers the fields that this module and the ones it imports declare.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.schema.bare import ClassTypes
from graph_api.schema.foresight import foresight_fields
from graph_api.schema.justification import justification_fields, justification_type
from graph_api.schema.lineage import lineage_fields
from graph_api.schema.releases import release_fields, release_types, subscription_fields


@dataclass(frozen=True, slots=True)
class ComputedFields:
    """The computed fields of `Query`, and the fields of `Subscription`."""

    query: Mapping[str, Any]
    subscription: Mapping[str, Any]


def computed_fields(bare: ClassTypes) -> ComputedFields:
    """The computed fields, with their types."""
    resource = bare.resources[None]
    releases = release_types(resource)
    justification = justification_type(resource, bare.source_graph, bare.finding)
    query = {
        **lineage_fields(resource, bare.source_graph, bare.types),
        **release_fields(releases, bare.types),
        **justification_fields(justification),
        **foresight_fields(resource, justification),
    }
    return ComputedFields(query, subscription_fields(releases, bare.types))
