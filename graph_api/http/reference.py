"""`/graphql/schema.graphql` and `/graphql/errors.md`: the schema and the error codes, for authors of clients."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from graph_api.error_codes import document_errors
from graph_api.errors import QueryError
from graph_api.http.problems import answer_error
from graph_api.http.request import chosen_release
from graph_api.http.sending import PiecewiseResponse
from graph_api.operations.question import Question
from graph_api.serving.admission import client_of
from graph_api.serving.engines import Engines


@dataclass(frozen=True, slots=True)
class SchemaEndpoint:
    """The SDL of a release; 404 if the service does not publish its schema."""

    engines: Engines
    published: bool

    async def answer(self, request: Request) -> Response:
        """The SDL of the current release, or of that in `?release=`."""
        if not self.published:
            return answer_error(
                request, QueryError("This service does not publish its schema.", code="NOT_FOUND")
            )
        try:
            question = Question("", release=chosen_release(request))
            client = client_of(request.client and request.client.host)
            async with self.engines.engine(question, client) as engine:
                return PiecewiseResponse(await engine.documents.sdl(), media_type="application/graphql")
        except QueryError as error:
            return answer_error(request, error)


async def answer_errors(_: Request) -> Response:
    """The table of error codes, as Markdown."""
    return PlainTextResponse(document_errors(), media_type="text/markdown")
