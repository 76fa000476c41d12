"""The response with a document: its bytes, and the headers that every document has."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.http.caching import IMMUTABLE, NDP_RELEASE, repr_digest
from graph_api.http.linked_data.places import DocumentPlace
from graph_api.http.negotiation import accepts_coding
from graph_api.http.sending import PiecewiseResponse
from graph_api.pages import CONTENT_SECURITY_POLICY
from graph_api.publish.forms import DocumentForm
from graph_api.publish.links import HeaderLink

EXPOSED = ("Content-Location", "Link", "Memento-Datetime", "Repr-Digest", NDP_RELEASE)
"""The headers of documents that scripts of other sites may read."""
_SMALL = 1000
"""Bytes up to which nothing is compressed."""


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """The bytes of a document, its media type, and the languages of its texts."""

    content: bytes
    media: str
    languages: Sequence[str] = ()
    links: tuple[HeaderLink, ...] = ()
    """Links to other pages of it."""
    licenses: Sequence[str] = ()
    """The licences of its sources."""


def validators(etag: str, place: DocumentPlace, seconds: int) -> dict[str, str]:
    """The headers for caching. What else is known of the time of a change is in the place."""
    lasting = IMMUTABLE if place.is_fixed else f"public, max-age={seconds}"
    return {"etag": etag, "cache-control": lasting, **dict(place.headers)}


def vary(form: DocumentForm | None, *, by_client: bool) -> dict[str, str]:
    """The header `Vary` of a document in a form, which headers of the client chose, or the address."""
    if by_client:
        names = ["Accept", "Accept-Profile", "Accept-Language"]
    elif form is not None and form.is_page:
        names = ["Accept-Language"]
    else:
        names = ["Accept-Profile"]
    return {"vary": ", ".join([*names, "Accept-Encoding"])}


def respond_document(request: Request, document: DocumentContent, headers: Mapping[str, str]) -> Response:
    """The response. It is compressed here, because its digest depends on that."""
    is_text = document.media.startswith("text/")
    sent = {"content-type": document.media + ("; charset=utf-8" if is_text else ""), **headers}
    if document.languages:
        sent["content-language"] = ", ".join(document.languages)
    if document.media == "text/html":
        sent["content-security-policy"] = CONTENT_SECURITY_POLICY
    content = document.content
    if len(content) > _SMALL and accepts_coding(request.headers.get("accept-encoding", ""), "gzip"):
        content = gzip.compress(content, 5, mtime=0)
        sent["content-encoding"] = "gzip"
    sent |= repr_digest(hashlib.sha256(content).digest())
    return PiecewiseResponse(content, headers=sent)
