"""Pages: HTML responses with the headers that every page has."""

from pathlib import Path

from starlette.responses import FileResponse, Response

from graph_api.http.negotiation import HTML
from graph_api.pages import CONTENT_SECURITY_POLICY

PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Vary": "Accept, Accept-Language",
}
"""The headers of every page."""
_UNCACHED = PAGE_HEADERS | {"Cache-Control": "no-store"}


def page(content: str, language: str, status: int = 200, *, stored: bool = True) -> Response:
    """A page with this HTML in a language; `stored`: caches may keep it."""
    headers = (PAGE_HEADERS if stored else _UNCACHED) | {"Content-Language": language}
    return Response(content, status, media_type=HTML, headers=headers)


def page_file(path: Path) -> Response:
    """The page in a file."""
    return FileResponse(path, headers=PAGE_HEADERS)
