"""The computed fields: root fields that do not belong to a class of the ontology, and their types.

`graph_api.computed` plans and answers the fields that this module and the ones it imports declare.
"""

from collections.abc import Mapping
from typing import Any

from graph_api.schema.bare import ClassTypes
from graph_api.schema.foresight import foresight_fields
from graph_api.schema.justification import justification_fields, justification_type
from graph_api.schema.lineage import lineage_fields
from graph_api.schema.releases import release_fields


def computed_fields(bare: ClassTypes) -> Mapping[str, Any]:
    """The computed fields of `Query`."""
    resource = bare.resources[None]
    justification = justification_type(resource, bare.source_graph, bare.finding)
    return {
        **lineage_fields(resource, bare.source_graph, bare.types),
        **release_fields(resource, bare.types),
        **justification_fields(justification),
        **foresight_fields(resource, justification),
    }
