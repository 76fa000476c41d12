"""`/feed`: the changes of all releases as a Linked Data Event Stream, and of the entities of one class."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from pyoxigraph import Quad, RdfFormat, serialize
from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.history.changes import ReleaseChanges
from graph_api.http.caching import IMMUTABLE, tag_of_content, tag_of_parts, unchanged
from graph_api.http.negotiation import chosen_media
from graph_api.http.problems import answer_error
from graph_api.http.sending import PiecewiseResponse
from graph_api.serving.admission import Admission, client_of
from graph_api.version import program_version
from loaders.publication.addresses import Addresses
from loaders.publication.ldes import ChangeFeed, relative, write_relative
from ontology.errors import NdpError
from ontology.model import Model
from ontology.syntaxes import media_type

FEED_FORMS = {name: media_type(name) for name in ("trig", "nq", "jsonld")}
"""The media types of pages of the feed, by their names; the first is the usual one."""
_COST = 60_000
"""The cost of a page, in units of a row read."""


@dataclass(frozen=True, slots=True)
class FeedEndpoint:
    """The feed of changes. `public` is the address of the service; its first page may be kept for some `seconds`."""

    changes: ReleaseChanges
    admission: Admission
    public: str
    seconds: int

    async def answer(self, request: Request) -> Response:
        """The first page of the feed, or of the feed of a class."""
        return await self._answered(request, partial(self._root, request))

    async def answer_page(self, request: Request) -> Response:
        """A page with the changes of a release, which never changes."""
        return await self._answered(request, partial(self._page, request))

    async def _answered(self, request: Request, work: Callable[[], Response]) -> Response:
        """The response that `work` returns in a thread, in its turn, or the problem that it raises."""
        client = client_of(request.client and request.client.host)
        try:
            with await self.admission.lane(_COST, is_current=False).enter(client, _COST):
                return await asyncio.shield(self.admission.export(work))
        except NdpError as error:
            return answer_error(request, error)

    def _root(self, request: Request) -> Response:
        media = chosen_media(request, FEED_FORMS)
        releases = self.changes.releases()
        model = self.changes.model(releases[-1].id)
        class_name, _ = _class(request, model)

        def written(addresses: Addresses) -> "_PreparedPage":
            feed = ChangeFeed(addresses, class_name)
            return _PreparedPage(feed.address, feed.root(releases))

        return self._written(request, media, written, model.base)

    def _page(self, request: Request) -> Response:
        media = chosen_media(request, FEED_FORMS)
        release = self.changes.release(request.path_params["release"])
        if release is None:
            raise _nothing(request)
        model = self.changes.model(self.changes.releases()[-1].id)
        class_name, class_iri = _class(request, model)
        number = request.path_params["page"]
        tag = f"{release.id} {number} {class_name}"
        headers = self._headers(media, self._tag(media, tag), is_lasting=True)
        if (known := unchanged(request, headers)) is not None:
            return known
        page = self.changes.page(release, number, class_iri)
        if page is None:
            raise _nothing(request)

        def written(addresses: Addresses) -> "_PreparedPage":
            feed = ChangeFeed(addresses, class_name)
            return _PreparedPage(feed.page_address(release.id, number), feed.page(page))

        return self._written(request, media, written, model.base, tag)

    def _tag(self, media: str, tag: str) -> str:
        """The entity tag of a page that never changes."""
        return tag_of_parts(tag, media, self.public, program_version())

    def _headers(self, media: str, etag: str, *, is_lasting: bool) -> dict[str, str]:
        lasting = IMMUTABLE if is_lasting else f"public, max-age={self.seconds}"
        return {
            "content-type": media,
            "etag": etag,
            "cache-control": lasting,
            "vary": "Accept",
        }

    def _written(
        self,
        request: Request,
        media: str,
        page: Callable[[Addresses], "_PreparedPage"],
        base: str,
        tag: str = "",
    ) -> Response:
        addresses = Addresses(base, self.public)
        if media == FEED_FORMS["trig"]:
            one = page(relative(addresses))
            content = write_relative(one.quads, one.address, base)
        else:
            content = serialize(page(addresses).quads, format=RdfFormat.from_media_type(media)) or b""
        etag = self._tag(media, tag) if tag else tag_of_content(content)
        headers = self._headers(media, etag, is_lasting=bool(tag))
        return unchanged(request, headers) or PiecewiseResponse(content, headers=headers)


@dataclass(frozen=True, slots=True)
class _PreparedPage:
    """The address of a page, and its statements."""

    address: str
    quads: Iterable[Quad]


def _class(request: Request, model: Model) -> tuple[str, str]:
    """The name and the IRI of the class in the path; empty without one. Raises `QueryError` `NOT_FOUND`."""
    name = request.path_params.get("class_name", "")
    if not name:
        return "", ""
    classes = {one.type_name: one.iri for one in model.classes.values()}
    if name in classes:
        return name, classes[name]
    near = get_close_matches(name, classes, n=1)
    raise QueryError(
        f"There is no class {name[:100]!r}.",
        code="NOT_FOUND",
        hint=f"Did you mean {near[0]}?" if near else "`/feed` has the changes of all classes.",
    )


def _nothing(request: Request) -> QueryError:
    return QueryError(
        f"There is nothing at {request.url.path[:500]}.",
        code="NOT_FOUND",
        hint="`/feed` leads to all pages.",
    )
