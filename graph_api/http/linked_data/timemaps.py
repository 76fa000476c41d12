"""`/timemap/…`: the list of the states of a resource, for machines and as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.http.linked_data.absent import not_described
from graph_api.http.linked_data.documents import DocumentEndpoint
from graph_api.http.linked_data.histories import ResourceHistory
from graph_api.http.linked_data.labels import read_label
from graph_api.http.negotiation import HTML, JSON, JSON_LD, TURTLE, choose_language, chosen_media
from graph_api.http.page import PAGE_HEADERS
from graph_api.http.request import raw_path
from graph_api.http.session import DocumentSession, answered, open_session
from graph_api.pages.frame import Frame, PageLink
from graph_api.pages.states import StatesFacts, render_states
from graph_api.publish.aliases import iris_of_document
from graph_api.publish.links import HeaderLink, write_links
from graph_api.publish.memento import LINK_FORMAT
from graph_api.publish.timemap import WRITERS, TimeMap
from loaders.folder.moments import write_moment
from loaders.publication.addresses import Addresses, with_parameters

_HTML = "html"
TIMEMAP_FORMS = {"link": LINK_FORMAT, "json": JSON, "ttl": TURTLE, "jsonld": JSON_LD, _HTML: HTML}
"""The media types of lists of states, by their names; the first is the usual one."""
_OF_STATEMENTS = ("ttl", "jsonld")
_NAMES = {"link": "Link format", "json": "JSON", "ttl": "Turtle", "jsonld": "JSON-LD"}


@dataclass(frozen=True, slots=True)
class TimeMapEndpoint:
    """Lists the states of resources. `documents` has what the lists are made with."""

    documents: DocumentEndpoint

    async def answer(self, request: Request) -> Response:
        """The response to `/timemap/{path}`."""
        path = raw_path(request).removeprefix("timemap/")
        return await answered(request, partial(self._answer, request, path))

    async def answer_resource(self, request: Request) -> Response:
        """The response to `/timemap?iri=…`."""
        return await answered(request, partial(self._answer, request, None))

    async def _answer(self, request: Request, path: str | None) -> Response:
        media = chosen_media(request, TIMEMAP_FORMS)
        name = next(name for name, one in TIMEMAP_FORMS.items() if one == media)
        lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        iri = request.query_params.get("iri", "")
        async with open_session(self.documents.desk, request) as session:
            base = session.model.base
            release = await session.engine.reader.release()
            iris: Sequence[str] = iris_of_document(base, path) if path is not None else (iri,)
            history = await self.documents.histories.find(iris, release)
            if history is None:
                raise await _no_states(iris[0] if iris else base, session)
            label = await read_label(session, history.iri, lang) if name == _HTML else ""
        public = self.documents.issuer if name in _OF_STATEMENTS else self.documents.public
        addresses = Addresses(base, public)
        mementos = ResourceHistory(history, addresses, release).mementos
        timemap = TimeMap(
            history.iri, addresses.document(history.iri), addresses.timemap(history.iri), mementos
        )
        if name == _HTML:
            frame = await self.documents.frames.frame(request, release, ("iri", "format"))
            content = _page(timemap, label, frame)
        else:
            content = WRITERS[name](timemap)
        headers = {"vary": "Accept", **(_headers_of_page(lang) if name == _HTML else {})}
        headers["cache-control"] = f"public, max-age={self.documents.caching.seconds}"
        links = (
            HeaderLink(address, "alternate", {"type": kind})
            for address, kind in _forms(timemap).values()
            if kind != media
        )
        headers["link"] = write_links(links)
        return Response(content, media_type=media, headers=headers)


async def _no_states(iri: str, session: DocumentSession) -> QueryError:
    if not (await session.terms()).has(iri):
        return not_described(iri, session)
    return QueryError(
        f"<{iri[:500]}> is described by the ontology alone, and has no list of states of its own.",
        code="NOT_FOUND",
        hint="Ask for its document with `release` to read it as it was in a release.",
    )


def _headers_of_page(lang: str) -> Mapping[str, str]:
    return {name.lower(): value for name, value in PAGE_HEADERS.items()} | {"content-language": lang}


def _forms(timemap: TimeMap) -> Mapping[str, tuple[str, str]]:
    """The address and the media type of each form."""
    return {
        name: (with_parameters(timemap.address, f"format={name}"), media)
        for name, media in TIMEMAP_FORMS.items()
    }


def _page(timemap: TimeMap, label: str, frame: Frame) -> bytes:
    """The list as a page."""
    moments = [write_moment(one.moment.astimezone(UTC)) for one in timemap.mementos]
    addresses = [with_parameters(one.address, f"lang={frame.lang}") for one in timemap.mementos]
    facts = StatesFacts(
        timemap.iri,
        label,
        with_parameters(timemap.original, f"lang={frame.lang}"),
        list(zip(moments, addresses, strict=True)),
    )
    forms = [PageLink(_NAMES[name], *form) for name, form in _forms(timemap).items() if name in _NAMES]
    return render_states(facts, replace(frame, forms=forms, title=label, iri=timemap.iri)).encode()
