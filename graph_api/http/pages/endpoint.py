"""The endpoint of pages: asked, written and kept in one way, whatever they are about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graph_api.cache import Cache
from graph_api.http.caching import NDP_RELEASE, CachePolicy, tag_of_parts, unchanged
from graph_api.http.frames import FrameMaker
from graph_api.http.page import PAGE_HEADERS
from graph_api.http.pages.page_request import MakePage, PageContent, PageFile, PageRequest
from graph_api.http.sending import PiecewiseResponse
from graph_api.http.session import answered, open_session
from graph_api.pages.frame import render_page
from graph_api.serving.desk import Desk
from loaders.publication.addresses import Addresses

_KEPT = 16_000_000
"""Bytes of the pages that are kept."""


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """A page or a file as it was written, with the headers of its form."""

    content: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageEndpoint:
    """Answers requests for pages. `public` is the address of the service, empty if links are paths."""

    desk: Desk
    caching: CachePolicy
    frames: FrameMaker
    public: str
    finished: Cache[str, FinishedPage] = field(
        default_factory=lambda: Cache(_KEPT, lambda _, page: len(page.content))
    )
    """The pages that were written, by their tags."""

    def of(self, make: MakePage, parameters: Sequence[str]) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a page that `make` makes; `parameters` are those of its address."""

        async def answer(request: Request) -> Response:
            return await answered(request, partial(self._answer, make, parameters, request))

        return answer

    async def _answer(self, make: MakePage, parameters: Sequence[str], request: Request) -> Response:
        async with open_session(self.desk, request) as session:
            release = await session.engine.reader.release()
            frame = await self.frames.frame(request, release, parameters)
            today = session.engine.parts.today()
            headers = {
                "etag": tag_of_parts(
                    *(self.caching.version, release, frame.path, frame.kept, frame.lang, today),
                    session.engine.parts.sources.key,
                ),
                "cache-control": f"public, max-age={self.caching.seconds}",
                "content-language": frame.lang,
                NDP_RELEASE: release,
                **PAGE_HEADERS,
            }
            if (known := unchanged(request, headers)) is not None:
                return known
            written = self.finished.known(headers["etag"])
            if written is None:
                addresses = Addresses(session.model.base, self.public)
                made = await make(PageRequest(request, session, frame, addresses, today))
                content = await self.desk.admission.export(partial(_write, made))
                written = self.finished.get(headers["etag"], partial(_finish, made, content))
        return PiecewiseResponse(written.content, headers={**headers, **written.headers})


def _write(made: PageContent | PageFile) -> bytes:
    if isinstance(made, PageFile):
        return made.write()
    return render_page(made.template, made.frame, view=made.view).encode()


def _finish(made: PageContent | PageFile, content: bytes) -> FinishedPage:
    """The page or file with the headers of its form."""
    if isinstance(made, PageFile):
        return FinishedPage(content, made.headers)
    return FinishedPage(content, {"content-type": "text/html; charset=utf-8", **made.headers})
