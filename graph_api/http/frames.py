"""The frames of the pages of a service: the release, the language and the choices of a request."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request

from graph_api.cache import Cache
from graph_api.http.negotiation import choose_language
from graph_api.http.request import chosen_release, raw_path
from graph_api.pages.frame import CHOICES, Frame, FrameRelease, Operator
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from ontology.errors import NdpError

_KEPT = 100


def bare_frame(request: Request) -> Frame:
    """The frame of a page about nothing in a release, such as a form or an error."""
    lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
    return Frame(lang, f"/{raw_path(request)}", _parameters(request))


@dataclass(frozen=True, slots=True)
class FrameMaker:
    """Makes the frames of a service."""

    settings: Settings
    releases: Cache[str, FrameRelease] = field(default_factory=lambda: Cache(_KEPT))

    async def frame(self, request: Request, release: str, known: Collection[str]) -> Frame:
        """The frame of a page about a release; `known` are the parameters of the page."""
        bare = bare_frame(request)
        bare = replace(bare, parameters=[pair for pair in bare.parameters if pair[0] in known])
        publisher = self.settings.publisher_name
        name = publisher.best(bare.lang) if publisher else None
        framed = replace(
            bare,
            choices=[pair for pair in bare.parameters if pair[0] in CHOICES],
            release=self.releases.known(release) or await asyncio.to_thread(self._read, release),
            public=self.settings.issuer,
            operator=Operator(name or "", self.settings.contact or ""),
        )
        return replace(framed, current=framed.here(release="")) if chosen_release(request) else framed

    def _read(self, release: str) -> FrameRelease:
        """A release as its manifest describes it; of a database that is served alone, its id."""
        try:
            manifest = Folder(self.settings.location.folder).manifest(release)
        except NdpError:
            return FrameRelease(release)
        return self.releases.get(release, lambda: FrameRelease(release, manifest.built_at, manifest.hash))


def _parameters(request: Request) -> Sequence[tuple[str, str]]:
    """The parameters of a request without the language."""
    return [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
