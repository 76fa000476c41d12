"""The HTTP paths of linked data: rows of the table in `graph_api/http/paths.py`."""

from graph_api.http.descriptions.paths import DESCRIPTION_PATHS
from graph_api.http.http_path import HttpPath
from graph_api.http.linked_data.document_paths import DOCUMENT_PATHS
from graph_api.http.linked_data.file_paths import FILE_PATHS
from graph_api.http.linked_data.history_paths import HISTORY_PATHS
from graph_api.http.negotiation import FORM, JSON_LD
from graph_api.http.request import METHODS, SAFE_METHODS
from graph_api.http.sheets.list_paths import LIST_PATHS
from graph_api.http.sheets.reconcile_paths import RECONCILE_PATHS
from graph_api.sparql.forms import BINDING_FORMS, GRAPH_FORMS
from graph_api.sparql.protocol import PARAMETERS as SPARQL_PARAMETERS
from graph_api.sparql.protocol import QUERY as SPARQL_QUERY
from graph_api.sparql.protocol import REPEATED

LINKED_DATA_PATHS: tuple[HttpPath, ...] = (
    *DESCRIPTION_PATHS,  # before the files: the crate is made of a record
    *FILE_PATHS,
    HttpPath(
        "context",
        "/ns/context.jsonld",
        SAFE_METHODS,
        "The JSON-LD context of a release's ontology: its classes and properties under their names in GraphQL.",
        (JSON_LD,),
        ("release",),
    ),
    HttpPath(
        "sparql",
        "/sparql",
        METHODS,
        "The answer to a SPARQL 1.1 query over the current release (SPARQL 1.1 Protocol), in the query string, in a "
        "form, or as `application/sparql-query`; without a query the description of the service. 404 unless the "
        "service is started with `--sparql`.",
        tuple(form.media for form in (*BINDING_FORMS, *GRAPH_FORMS)),
        SPARQL_PARAMETERS,
        repeated=REPEATED,
        bodies=(FORM, SPARQL_QUERY),
        fields=SPARQL_PARAMETERS,
    ),
    *LIST_PATHS,
    *RECONCILE_PATHS,
    *HISTORY_PATHS,
    *DOCUMENT_PATHS,
)
"""Every path of linked data, in the order of the documentation. One whose places take any path comes after others."""
