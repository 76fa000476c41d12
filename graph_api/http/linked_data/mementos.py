"""`/release/{id}/doc/…`: the document about a resource as it was in a release; `/timemap/…`: the list of its states."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.history.states import EntityHistories
from graph_api.http.linked_data.absent import not_described
from graph_api.http.linked_data.documents import DocumentEndpoint
from graph_api.http.linked_data.histories import ResourceHistory
from graph_api.http.linked_data.places import DocumentPlace, raw_path
from graph_api.http.linked_data.session import answered, open_session
from graph_api.http.negotiation import JSON, chosen_media
from graph_api.publish.aliases import iris_of_document
from graph_api.publish.memento import LINK_FORMAT, http_date, write_timemap, write_timemap_json
from loaders.publication.addresses import Addresses

TIMEMAP_FORMS = {"link": LINK_FORMAT, "json": JSON}
"""The media types of lists of states, by their names; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class MementoEndpoint:
    """The states of resources. `documents` writes them, and has what lists of them are made with."""

    documents: DocumentEndpoint
    histories: EntityHistories

    async def answer(self, request: Request) -> Response:
        """The response to `/release/{release}/doc/{path}`."""
        release = request.path_params["release"]
        path = raw_path(request).split("/", 3)[3]
        return await answered(
            request, partial(self._state, request, DocumentPlace(path=path, release=release))
        )

    async def answer_resource(self, request: Request) -> Response:
        """The response to `/release/{release}/resource?iri=…`."""
        release, iri = request.path_params["release"], _iri(request)
        return await answered(request, partial(self._state, request, DocumentPlace(iri=iri, release=release)))

    async def answer_timemap(self, request: Request) -> Response:
        """The response to `/timemap/{path}`."""
        path = raw_path(request).removeprefix("timemap/")
        return await answered(request, partial(self._timemap, request, path))

    async def answer_timemap_of(self, request: Request) -> Response:
        """The response to `/timemap?iri=…`."""
        return await answered(request, partial(self._timemap, request, None))

    async def _state(self, request: Request, place: DocumentPlace) -> Response:
        release = await asyncio.to_thread(self.histories.release, place.release or "")
        if release is None:
            raise QueryError(
                f"There is no release {place.release!r}.",
                code="NOT_FOUND",
                hint="`{ releases { nodes { id builtAt } } }` lists the releases.",
            )
        headers = (("memento-datetime", http_date(release.moment)),)
        return await self.documents.at(request, replace(place, headers=headers))

    async def _timemap(self, request: Request, path: str | None) -> Response:
        media = chosen_media(request, TIMEMAP_FORMS)
        async with open_session(self.documents.desk, request) as session:
            base = session.model.base
            release = await session.engine.reader.release()
            iris: Sequence[str] = iris_of_document(base, path) if path is not None else (_iri(request),)
            history = await self.documents.histories.find(iris, release)
            if history is None:
                raise not_described(iris[0] if iris else base, session)
        addresses = Addresses(base, self.documents.public)
        resource = ResourceHistory(history, addresses, release)
        write = write_timemap if media == LINK_FORMAT else write_timemap_json
        content = write(addresses.document(history.iri), addresses.timemap(history.iri), resource.mementos)
        headers = {
            "cache-control": f"public, max-age={self.documents.caching.seconds}",
            "vary": "Accept",
            "content-type": media,
        }
        return Response(content, headers=headers)


def _iri(request: Request) -> str:
    return request.query_params.get("iri", "")
