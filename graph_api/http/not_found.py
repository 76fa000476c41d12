"""Requests that no path answers: an unknown path, a method that its path does not have, a slash too many."""

from difflib import get_close_matches
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph_api.errors import QueryError
from graph_api.http.paths import PATHS
from graph_api.http.problems import answer_error

_KNOWN = tuple(row.path for row in PATHS if row.name != "static")


async def answer_not_found(request: Request, error: Exception) -> Response:
    """The response to a request that was not routed.

    A known path with a slash at its end is answered by a redirect. Its target is relative: the `Host` of a request may
    be anybody's.
    """
    status = error.status_code if isinstance(error, HTTPException) else 404
    path = request.url.path
    if status == 404 and path != "/" and path.endswith("/") and path.rstrip("/") in _KNOWN:
        up = "../" * (len(path) - len(path.rstrip("/")))
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{up}{path.rstrip('/').rpartition('/')[2]}{query}", 308)
    response = answer_error(request, _problem(path, status))
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


def _problem(path: str, status: int) -> QueryError:
    if status == 405:
        return QueryError(
            f"{quote(path)} does not support this method.",
            code="METHOD_NOT_ALLOWED",
            hint="The header `Allow` lists the methods that it supports.",
        )
    near = get_close_matches(path, _KNOWN, 1)
    hint = f"Did you mean {near[0]}?" if near else None
    return QueryError(f"There is nothing at {quote(path)}.", code="NOT_FOUND", hint=hint)
