"""The SPARQL 1.1 Protocol without HTTP: the query and its dataset in the parts of a request."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from graph_api.errors import QueryError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
DEFAULT_GRAPH, NAMED_GRAPH = "default-graph-uri", "named-graph-uri"
PARAMETERS = ("query", DEFAULT_GRAPH, NAMED_GRAPH, "format")
REPEATED = (DEFAULT_GRAPH, NAMED_GRAPH)
"""The parameters that may be there several times."""
_MOST_GRAPHS = 1000
_MOST_FIELDS = 2100
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query; None for the description of the service.

    `default` and `named` are the graphs of its dataset if the request names any; else both are None.
    `format` is the name of a form, empty for what `Accept` says.
    """

    query: str | None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str = ""


def read_get(pairs: Pairs) -> SparqlRequest:
    """The request in the query string of a GET. Raises `QueryError`."""
    return _request(pairs, _only(pairs, "query"))


def read_post(pairs: Pairs, content_type: str, body: bytes) -> SparqlRequest:
    """The request in a POST: a form, or the query itself with its dataset in the query string. Raises `QueryError`."""
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if kind == UPDATE:
        raise _no_updates()
    if kind not in (FORM, QUERY):
        raise QueryError(
            f"Send the query as {QUERY} or {FORM}.",
            code="UNSUPPORTED_MEDIA_TYPE",
            hint="Send `Content-Type: application/sparql-query`.",
        )
    if not re.fullmatch(r"\s*(?:charset\s*=\s*\"?utf-?8\"?\s*)?;?\s*", parameters, re.IGNORECASE):
        raise QueryError("Send the request in UTF-8.", code="UNSUPPORTED_MEDIA_TYPE")
    try:
        text = body.decode()
        if kind == QUERY:
            return _request(pairs, text)
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as problem:
        raise QueryError(f"The body is not UTF-8: byte {problem.start + 1}.", code="SPARQL_REQUEST") from None
    except ValueError:
        raise QueryError("The form has too many fields.", code="SPARQL_REQUEST") from None
    query = _only([*fields, *pairs], "query")
    if query is None:
        if any(name == "update" for name, _ in fields):
            raise _no_updates()
        raise QueryError("The request has no `query`.", code="SPARQL_REQUEST")
    return _request([*fields, *pairs], query)


def _request(pairs: Pairs, query: str | None) -> SparqlRequest:
    if query is not None and not query.strip():
        raise QueryError("The `query` is empty.", code="SPARQL_REQUEST")
    if query is None and any(name == "update" for name, _ in pairs):
        raise _no_updates()
    default, named = (tuple(_graphs(pairs, name)) for name in REPEATED)
    form = _only(pairs, "format") or ""
    if not (default or named):
        return SparqlRequest(query, format=form)
    return SparqlRequest(query, default, named, form)


def _only(pairs: Pairs, name: str) -> str | None:
    """The value of a parameter; None if it is absent. Raises `QueryError` if it is there more than once."""
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise QueryError(
            f"The parameter `{name}` is there {len(values)} times.",
            code="BAD_PARAMETER",
            hint="Give each parameter once.",
        )
    return values[0] if values else None


def _graphs(pairs: Pairs, name: str) -> Iterable[str]:
    graphs = dict.fromkeys(value for key, value in pairs if key == name)
    if len(graphs) > _MOST_GRAPHS:
        raise QueryError(
            f"The request names more than {_MOST_GRAPHS:,} graphs in `{name}`.", code="SPARQL_REQUEST"
        )
    for graph in graphs:
        if not _ABSOLUTE.fullmatch(graph):
            raise QueryError(
                f"`{name}`: {graph[:200]!r} is not an absolute IRI.",
                code="SPARQL_REQUEST",
                hint="Percent-encode the IRI as a whole.",
            )
    return graphs


def _no_updates() -> QueryError:
    return QueryError("This service has no updates.", code="SPARQL_UPDATE")
