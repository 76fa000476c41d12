"""`/openapi.json`: the description of the HTTP interface."""

from collections.abc import Iterable
from functools import cached_property

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.http.caching import tag_of_content, unchanged
from graph_api.http.http_path import HttpPath
from graph_api.http.openapi.description import describe_paths
from graph_api.version import program_version
from loaders.publication.media import OPENAPI_JSON


class OpenApiEndpoint:
    """The description of the paths `rows`. `public`: the address of the service; `seconds`: how long it may be kept."""

    def __init__(self, rows: Iterable[HttpPath], public: str, seconds: int) -> None:
        self.rows, self.public, self.seconds = tuple(rows), public, seconds

    async def answer(self, request: Request) -> Response:
        """The description, or 304."""
        headers = {
            "etag": tag_of_content(self._content),
            "cache-control": f"public, max-age={self.seconds}",
            "content-type": f"{OPENAPI_JSON};version=3.1",
        }
        return unchanged(request, headers) or Response(self._content, headers=headers)

    @cached_property
    def _content(self) -> bytes:
        return orjson.dumps(
            describe_paths(self.rows, self.public or "/", program_version()), option=orjson.OPT_INDENT_2
        )
