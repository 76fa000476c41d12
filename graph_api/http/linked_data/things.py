"""`/id/…`, `/code/…`, `/graph/…` and every other path below the base: redirects from a thing to its document."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from graph_api.http.linked_data.absent import (
    find_aliases,
    find_described,
    not_described,
    several,
)
from graph_api.http.linked_data.document_request import PARAMETERS, not_acceptable, read_document_request
from graph_api.http.linked_data.histories import DocumentHistories, ResourceHistory, requested_moment
from graph_api.http.linked_data.labels import count_statements
from graph_api.http.linked_data.places import place_in_ontology, redirect
from graph_api.http.problems import answer_error
from graph_api.http.request import SOURCES, raw_path
from graph_api.http.session import DocumentSession, answered, open_session
from graph_api.publish.aliases import iris_of_path
from graph_api.publish.forms import FORMS
from graph_api.publish.links import alternate_links, write_links
from graph_api.serving.desk import Desk
from loaders.publication.addresses import Addresses
from ontology.described import DOCUMENTS

_KNOWN = frozenset((*PARAMETERS, "release", *SOURCES))


@dataclass(frozen=True, slots=True)
class ThingEndpoint:
    """Leads from the IRI of a thing to the document about it. `public` is the address of the service."""

    desk: Desk
    public: str
    histories: DocumentHistories

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoints by the names of their paths."""
        return dict.fromkeys(("entities", "codes", "graphs", "others"), self.answer)

    async def answer(self, request: Request) -> Response:
        """303 to the document in the negotiated form, 308 from another spelling of the IRI, or 404."""
        return await answered(request, partial(self._answer, request))

    async def _answer(self, request: Request) -> Response:
        async with open_session(self.desk, request) as session:
            addresses = Addresses(session.model.base, self.public)
            path, query = raw_path(request), request.url.query
            if (term := await _term(session, addresses, unquote(path))) is not None:
                return redirect(request, term)
            is_part = bool(query) and _KNOWN.isdisjoint(request.query_params)
            exact = iris_of_path(addresses.base, path, query if is_part else "")
            dropped = tuple(request.query_params) if is_part else ()
            if (dated := await self._dated(request, exact, session, dropped)) is not None:
                return dated
            found = await self._find(session, addresses, path, query if is_part else "")
            if len(found) == 1 and found[0] in exact:
                return _to_document(request, found[0], addresses, session)
            if (gone := await self._gone(request, exact, session, addresses)) is not None:
                return gone
            things = [addresses.thing(iri) for iri in found]
            if len(things) == 1:
                return redirect(request, things[0])
            return (
                several(things)
                if things
                else answer_error(request, not_described(addresses.base + unquote(path), session))
            )

    async def _dated(
        self, request: Request, iris: Sequence[str], session: DocumentSession, dropped: tuple[str, ...]
    ) -> Response | None:
        """The redirect to the state of the time in `Accept-Datetime`; None without one. Raises `QueryError`."""
        moment = requested_moment(request)
        if moment is None or not iris:
            return None
        release = await session.engine.reader.release()
        history = await self.histories.find(iris, release)
        addresses = Addresses(session.model.base, self.public)
        return (
            None
            if history is None
            else ResourceHistory(history, addresses, release).answer_at(request, moment, dropped)
        )

    async def _gone(
        self, request: Request, iris: Sequence[str], session: DocumentSession, addresses: Addresses
    ) -> Response | None:
        """The response 410 about what only earlier releases describe; None about anything else."""
        release = await session.engine.reader.release()
        history = (await self.histories.known(iris, release))[0] if iris else None
        resource = None if history is None else ResourceHistory(history, addresses, release)
        return resource.answer_gone(request) if resource is not None and resource.is_gone else None

    async def _find(
        self, session: DocumentSession, addresses: Addresses, path: str, query: str
    ) -> tuple[str, ...]:
        """The IRI that a path names, or those that it may have meant."""
        exact = iris_of_path(addresses.base, path, query)
        if exact and (found := await find_described(session, exact)):
            return found[:1]
        if exact and (graph := await count_statements(session, exact)) is not None:
            return graph[:1]
        return await find_aliases(session, addresses, unquote(path))


async def _term(session: DocumentSession, addresses: Addresses, path: str) -> str | None:
    """The address of a term of the ontology at a path such as `ns/Term`; None if there is none."""
    document, slash, name = path.partition("/")
    if document not in DOCUMENTS or not slash:
        return None
    iri = f"{addresses.base}{document}#{name}"
    return place_in_ontology(iri, addresses) if (await session.terms()).has(iri) else None


def _to_document(request: Request, iri: str, addresses: Addresses, session: DocumentSession) -> Response:
    """303 to the document in the form that the client accepts; in a page's case to the document itself."""
    wish = read_document_request(request, session.model.base)
    if wish.form is None:
        response = answer_error(request, not_acceptable())
        response.headers["link"] = write_links(alternate_links(iri, addresses, FORMS))
        return response
    extension = "" if wish.form.is_page and not wish.is_named else wish.form.extension
    return redirect(request, addresses.document(iri, extension), 303, without=("format", "_mediatype"))
