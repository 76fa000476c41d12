"""`/healthz` and `/readyz`: the process is alive, and it can answer questions at the moment."""

import logging
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from graph_api.errors import CODES
from graph_api.serving.service import Service
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")


@dataclass(frozen=True, slots=True)
class HealthEndpoint:
    """The probes of an orchestrator, and the response of pages when the store fails."""

    service: Service

    async def alive(self, _: Request) -> Response:
        """Always 200: the process runs."""
        return JSONResponse({"alive": True})

    async def ready(self, _: Request) -> Response:
        """200 with the release if questions can be answered now, else 503 with the error's code."""
        try:
            content = await (await self.service.engine()).reader.describe()
        except NdpError as error:
            return JSONResponse({"ready": False, "code": error.code}, 503)
        return JSONResponse({"ready": True, "release": content.release})


async def answer_unavailable(request: Request, error: Exception) -> Response:
    """503 with one sentence, for a page whose store fails. The reason is only in the log."""
    log.error("%s: %s: %s", request.state.request_id, getattr(error, "code", "ERROR"), error)
    return PlainTextResponse(f"{CODES['STORE_UNAVAILABLE'].message}\n", 503)
