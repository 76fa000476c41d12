"""`/healthz` and `/readyz`: the process is alive, and it can answer questions at the moment."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph_api.serving.service import Service
from graph_api.stores.standby import STANDBY
from ontology.errors import NdpError


@dataclass(frozen=True, slots=True)
class HealthEndpoint:
    """The probes of an orchestrator."""

    service: Service

    async def alive(self, _: Request) -> Response:
        """Always 200: the process runs."""
        return JSONResponse({"alive": True})

    async def ready(self, _: Request) -> Response:
        """200 with the release if questions can be answered now, else 503 with the error's code.

        If a copy answers for a store that is away, 200 with its kind and the code of the store's error.
        """
        try:
            found = await self.service.check()
        except NdpError as error:
            return JSONResponse({"ready": False, "code": error.code}, 503)
        copy = {"store": STANDBY, "code": found.away} if found.away else {}
        return JSONResponse({"ready": True, "release": found.release, **copy})
