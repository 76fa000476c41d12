"""The HTTP paths of linked data: rows of the table in `graph_api/http/paths.py`."""

from graph_api.http.http_path import HttpPath
from graph_api.http.linked_data.description_paths import DESCRIPTION_PATHS
from graph_api.http.negotiation import JSON_LD
from graph_api.http.request import SAFE_METHODS

LINKED_DATA_PATHS: tuple[HttpPath, ...] = (
    HttpPath(
        "context",
        "/ns/context.jsonld",
        SAFE_METHODS,
        "The JSON-LD context of a release's ontology: its classes and properties under their names in GraphQL.",
        (JSON_LD,),
        ("release",),
    ),
    *DESCRIPTION_PATHS,
)
"""Every path of linked data, in the order of the documentation. One whose places take any path comes after others."""
