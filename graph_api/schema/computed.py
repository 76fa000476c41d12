"""The computed fields: root fields that no class of the ontology gives, and their types.

`graph_api.computed` plans and answers what is declared here and in the modules that are named here.
"""

from collections.abc import Mapping
from typing import Any

from graph_api.schema.bare import ClassTypes
from graph_api.schema.foresight import foresight_fields
from graph_api.schema.justification import justification_fields, justification_type
from graph_api.schema.lineage import lineage_fields
from graph_api.schema.releases import release_fields


def computed_fields(bare: ClassTypes) -> Mapping[str, Any]:
    """Fields of `Query`."""
    resource = bare.resources[None]
    justification = justification_type(resource, bare.source_graph, bare.finding)
    return {
        **lineage_fields(resource, bare.source_graph),
        **release_fields(resource),
        **justification_fields(justification),
        **foresight_fields(resource, justification),
    }
