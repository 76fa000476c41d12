"""`/release/{id}/doc/…`: the document about a resource as it was in a release."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.history.states import EntityHistories
from graph_api.http.linked_data.documents import DocumentEndpoint
from graph_api.http.linked_data.places import DocumentPlace
from graph_api.http.request import raw_path
from graph_api.http.session import answered
from graph_api.publish.memento import http_date


@dataclass(frozen=True, slots=True)
class MementoEndpoint:
    """The states of resources, which `documents` writes."""

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


def _iri(request: Request) -> str:
    return request.query_params.get("iri", "")
