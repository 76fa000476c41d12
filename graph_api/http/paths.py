"""The HTTP paths of a service, in one table: methods, what each answers, and in which media types.

`app.py` routes exactly these paths. `graph_api/PATHS.md` is generated from the table by `poe paths`.
"""

import sys
from collections.abc import Iterable

from graph_api.exports.formats import FORMATS
from graph_api.http.events import EVENT_STREAM
from graph_api.http.http_path import HttpPath
from graph_api.http.linked_data.paths import LINKED_DATA_PATHS
from graph_api.http.negotiation import FORM, GRAPHQL_JSON, HTML, JSON
from graph_api.http.pages.paths import PAGE_PATHS
from graph_api.http.request import METHODS, PARAMETERS, SAFE_METHODS, SOURCES
from graph_api.markdown import table_lines
from graph_api.respond.graph_formats import GRAPH_FORMATS
from graph_api.tables.formats import FORMATS as TABLES
from loaders.publication.media import OPENAPI_JSON

_CASE_MEDIA = tuple(dict.fromkeys(form.media for form in FORMATS.values()))
_CASE_PARAMETERS = ("platform", "decision", "asOf", "not", "lang", "format", "width", "release", *SOURCES)

PATHS = (
    HttpPath(
        "service",
        "/about",
        SAFE_METHODS,
        "A page about the service: examples with their answers, the current release, and the lists that it has.",
        (HTML,),
        ("lang", *SOURCES),
    ),
    HttpPath(
        "graphql",
        "/graphql",
        (*METHODS, "OPTIONS"),
        "The answer to a GraphQL question, in the query string of a GET or in the JSON body of a POST; "
        "for a browser without a question the query editor. A list is also available as a table: see "
        "[TABLES.md](TABLES.md); as RDF an answer has the statements that its fields show. A subscription is answered "
        "as a stream of events.",
        (
            *(JSON, GRAPHQL_JSON, HTML),
            *(form.media for form in TABLES.values()),
            *(form.media for form in GRAPH_FORMATS.values()),
            EVENT_STREAM,
        ),
        PARAMETERS,
        bodies=(JSON,),
    ),
    HttpPath(
        "schema",
        "/graphql/schema.graphql",
        SAFE_METHODS,
        "The schema (SDL) of a release; 404 if the service does not publish it.",
        ("application/graphql",),
        ("release",),
    ),
    HttpPath(
        "releases",
        "/releases/stream",
        SAFE_METHODS,
        "A stream of events: each release that becomes the current one from now on, or after the event in the header "
        "`Last-Event-ID`, as a JSON object with its figures, its counts of changes and links.",
        (EVENT_STREAM,),
        ignores_others=False,
    ),
    HttpPath("errors", "/graphql/errors.md", SAFE_METHODS, "The table of error codes.", ("text/markdown",)),
    HttpPath(
        "openapi",
        "/openapi.json",
        SAFE_METHODS,
        "These paths as programs read them (OpenAPI 3.1), but for the streams of events.",
        (OPENAPI_JSON,),
    ),
    HttpPath(
        "examples",
        "/graphql/examples.json",
        SAFE_METHODS,
        "The example questions of the query editor.",
        (JSON,),
    ),
    HttpPath(
        "about",
        "/graphql/about.json",
        SAFE_METHODS,
        "Name, version, current release and base IRI of the service, and whether it has illustrative data.",
        (JSON,),
    ),
    *(row for row in PAGE_PATHS if "{" not in row.path),
    *LINKED_DATA_PATHS,
    *(row for row in PAGE_PATHS if "{" in row.path),  # after the files, whose names also fill their places
    HttpPath(
        "justification",
        "/justification",
        SAFE_METHODS,
        "Why a platform has its status, in the format of `format` or `Accept`; JSON by default.",
        _CASE_MEDIA,
        _CASE_PARAMETERS,
    ),
    HttpPath(
        "dossier",
        "/dossier",
        SAFE_METHODS,
        "The same; a page by default.",
        _CASE_MEDIA,
        _CASE_PARAMETERS,
    ),
    HttpPath(
        "verify",
        "/verify",
        METHODS,
        "By GET a form; POST its fields `receipt` and `answer` to check a receipt.",
        (HTML, JSON),
        ("lang",),
        bodies=(FORM,),
        fields=("receipt", "answer"),
        media_of_get=(HTML,),
    ),
    HttpPath(
        "keys",
        "/.well-known/jwks.json",
        SAFE_METHODS,
        "The public keys of receipts, as a JWK Set.",
        ("application/jwk-set+json",),
    ),
    HttpPath("alive", "/healthz", SAFE_METHODS, "200 while the process runs.", (JSON,)),
    HttpPath(
        "ready",
        "/readyz",
        SAFE_METHODS,
        "200 with the current release if questions can be answered now, else 503 with the error's code. While a copy "
        "answers for a Neo4j that is away, 200 with its kind in `store` and the error's `code`.",
        (JSON,),
    ),
    HttpPath(
        "static",
        "/static",
        SAFE_METHODS,
        "Scripts, styles and pictures of the pages.",
        ("by the file's name",),
    ),
)
"""Every path, in the order of the documentation."""


def document_paths(rows: Iterable[HttpPath] = PATHS) -> str:
    """The table in Markdown."""
    lines = [
        "# HTTP paths",
        "",
        "Parameters are those of the query string. `/justification` and `/dossier` need `platform` or `decision`,",
        "those in bold are needed, and all others are optional. A name that is nearly one of a path's is refused,",
        "and so are `release`, `illustrative` and `confidence` where a path does not have them; any other is",
        "ignored, as trackers add theirs to links, but `/releases/stream` and the CSV files of lists refuse all. Every",
        "response has an `X-Request-Id`. Errors, also of unknown paths, are described in [ERRORS.md](ERRORS.md).",
        "",
    ]
    table = table_lines(("path", "methods", "answer", "media types", "parameters"), map(_cells, rows))
    return "\n".join([*lines, *table]) + "\n"


def _cells(row: HttpPath) -> tuple[str, ...]:
    names = (f"**`{name}`**" if name in row.needed else f"`{name}`" for name in row.parameters)
    return f"`{row.path}`", ", ".join(row.methods), row.answer, ", ".join(row.media), ", ".join(names)


if __name__ == "__main__":
    sys.stdout.write(document_paths())
