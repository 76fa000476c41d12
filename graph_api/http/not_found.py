"""Requests that no path answers: an unknown path, a method that its path does not have, a slash too many."""

from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph_api.errors import QueryError
from graph_api.http.linked_data.endpoints import Endpoint
from graph_api.http.paths import PATHS
from graph_api.http.problems import answer_error
from graph_api.http.request import SAFE_METHODS

OTHERS = "others"
"""The row of `PATHS` for all paths that no other row has."""
_KNOWN = tuple(row.path for row in PATHS if row.name != "static" and "{" not in row.path)


@dataclass(frozen=True, slots=True)
class NotFound:
    """Answers requests that no path answers. `things` leads to the documents about resources, whatever their paths."""

    things: Endpoint

    async def answer(self, request: Request, error: Exception) -> Response:
        """The response to a request that was not routed."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        if status == 404 and request.method in SAFE_METHODS and not request.url.path.startswith("/static/"):
            response = await self.things(request)
            if response.status_code not in (404, 503):
                return response
        return _answer_not_found(request, error, status)


def _answer_not_found(request: Request, error: Exception, status: int) -> Response:
    """The response about a path that neither the service nor a release has.

    A known path with a slash at its end is answered by a redirect. Its target is relative: the `Host` of a request may
    be anybody's.
    """
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
