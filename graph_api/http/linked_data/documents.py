"""`/doc/…` and `/resource?iri=…`: the document about a resource, in the requested form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.http.caching import CachePolicy
from graph_api.http.frames import FrameMaker
from graph_api.http.linked_data.absent import find_meant
from graph_api.http.linked_data.document_request import (
    read_cursor,
    read_document_request,
)
from graph_api.http.linked_data.document_work import DocumentParts, DocumentWork
from graph_api.http.linked_data.histories import (
    DocumentHistories,
    ResourceHistory,
    requested_moment,
)
from graph_api.http.linked_data.places import (
    DocumentNames,
    DocumentPlace,
    place_in_ontology,
    redirect,
)
from graph_api.http.request import raw_path
from graph_api.http.session import DocumentSession, answered, open_session
from graph_api.serving.desk import Desk
from loaders.publication.addresses import Addresses


@dataclass(frozen=True, slots=True)
class DocumentEndpoint:
    """Documents about the resources of all releases.

    `public` is the public address of the service, empty if the settings have none: links are then paths. `issuer` is
    one that is never empty.
    """

    desk: Desk
    caching: CachePolicy
    public: str
    issuer: str
    histories: DocumentHistories
    frames: FrameMaker
    parts: DocumentParts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", DocumentParts(self.caching, self.public, self.frames))

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoints by the names of their paths."""
        return {
            "terms": self.answer_terms,
            "terms-form": self.answer_terms,
            "documents": self.answer,
            "resource": self.answer_resource,
        }

    async def answer(self, request: Request) -> Response:
        """The response to `/doc/{path}`."""
        return await self.at(request, DocumentPlace(path=raw_path(request).removeprefix("doc/")))

    async def answer_terms(self, request: Request) -> Response:
        """The response to `/ns` and `/ns.{extension}`."""
        return await self.at(request, DocumentPlace(path=raw_path(request)))

    async def answer_resource(self, request: Request) -> Response:
        """The response to `/resource?iri=…`; for an IRI of ours, a redirect to its document."""
        return await answered(request, partial(self._resource, request, request.query_params.get("iri", "")))

    async def at(self, request: Request, place: DocumentPlace) -> Response:
        """The response with the document at a place, or the problem."""
        return await answered(request, partial(self._at, request, place))

    async def _resource(self, request: Request, iri: str) -> Response:
        if ":" not in iri or iri.startswith("_:"):
            raise QueryError(
                f"`iri` must be an IRI, not {iri[:200]!r}.", hint="Write the whole IRI, escaped, in `iri`."
            )
        async with open_session(self.desk, request) as session:
            addresses = Addresses(session.model.base, self.public)
            terms = await session.terms()
            if addresses.has_path(iri):
                meant = await find_meant(session, addresses, iri)
                return redirect(request, addresses.document(meant), without=("iri",))
            if terms.has(iri) and (place := place_in_ontology(iri, addresses)) is not None:
                return redirect(request, place, without=("iri",))
        return await self._at(request, DocumentPlace(iri=iri))

    async def _at(self, request: Request, place: DocumentPlace) -> Response:
        cursor = read_cursor(request)
        release = place.release or (cursor.release if cursor else None)
        async with open_session(self.desk, request, release) as session:
            wish = read_document_request(request, session.model.base)
            whole = Addresses(session.model.base, self.issuer)
            history, is_known = await self._history(request, place, session)
            if history is not None and (moment := _moment(request, place)) is not None:
                return history.answer_at(request, moment)
            work = DocumentWork(
                request, place, session, wish, cursor, whole, self.parts, history, not is_known
            )
            return await work.respond()

    async def _history(
        self, request: Request, place: DocumentPlace, session: DocumentSession
    ) -> tuple[ResourceHistory | None, bool]:
        """The history of the resource at a place, and True; None: it has none, or (False) histories are not known.

        Raises `QueryError` if the client asks for another time, and the history is not known.
        """
        names = DocumentNames.of(place, session.model.base)
        release = await session.engine.reader.release()
        if _moment(request, place) is None:
            history, is_known = await self.histories.known(names.iris, release)
        else:
            history, is_known = await self.histories.find(names.iris, release), True
        if history is None:
            return None, is_known
        extension = names.form.extension if names.form and history.iri not in names.whole else ""
        return ResourceHistory(history, Addresses(session.model.base, self.public), release, extension), True


def _moment(request: Request, place: DocumentPlace) -> datetime | None:
    """The moment of which the client asks for the state; None without one. A state has no other times."""
    return None if place.is_fixed else requested_moment(request)
