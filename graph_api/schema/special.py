"""The root fields that are no class of the ontology, and their types.

`graph_api.special` plans and answers what is declared here and in the modules that are named here.
"""

from collections.abc import Mapping
from typing import Any

from graph_api.schema.lineage import lineage_fields
from graph_api.schema.releases import release_fields


def special_fields(resource: Any, source_graph: Any) -> Mapping[str, Any]:
    """Fields of `Query`. They use the types `Resource` and `SourceGraph`."""
    return {**lineage_fields(resource, source_graph), **release_fields(resource)}
