"""`/ns/context.jsonld`: the JSON-LD context of the ontology, whose keys are the names of GraphQL."""

from dataclasses import dataclass, field

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.cache import Cache
from graph_api.errors import QueryError
from graph_api.http.caching import IMMUTABLE, tag_of_content, unchanged
from graph_api.http.negotiation import JSON_LD
from graph_api.http.problems import answer_error
from graph_api.http.request import chosen_release
from graph_api.operations.question import Question
from graph_api.serving.admission import client_of
from graph_api.serving.engines import Engines
from ontology.json_ld import context_of
from ontology.model import Model

_KEPT = 4
"""Contexts that are kept, one for each ontology."""


@dataclass(frozen=True, slots=True)
class ContextEndpoint:
    """The context of the current release's ontology, or of that in `?release=`, which never changes."""

    engines: Engines
    seconds: int
    """Seconds for which a client may use the current one again without asking."""
    _contexts: Cache[str, bytes] = field(default_factory=lambda: Cache(_KEPT))

    async def answer(self, request: Request) -> Response:
        """The context, or 304 if the client has it."""
        release = chosen_release(request)
        client = client_of(request.client and request.client.host)
        try:
            async with self.engines.engine(Question("", release=release), client) as engine:
                model = engine.reader.model
                content = self._contexts.get(model.hash, lambda: _write(model))
        except QueryError as error:
            return answer_error(request, error)
        lasting = IMMUTABLE if release else f"public, max-age={self.seconds}"
        headers = {"etag": tag_of_content(content), "cache-control": lasting}
        return unchanged(request, headers) or Response(content, media_type=JSON_LD, headers=headers)


def _write(model: Model) -> bytes:
    return orjson.dumps({"@context": context_of(model)}, option=orjson.OPT_INDENT_2) + b"\n"
