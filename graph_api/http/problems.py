"""Errors of the paths for people: a page in the reader's language for a browser, a problem document for programs.

The document is that of RFC 9457, with the error's `code` and `hint` as members of its own.
"""

from collections.abc import Collection
from http import HTTPStatus

import orjson
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_api.engine.answer import Answer, answer_refused
from graph_api.http.frames import bare_frame
from graph_api.http.negotiation import HTML, JSON, PROBLEM_JSON, accepts
from graph_api.http.page import page
from graph_api.operations.question import Question
from graph_api.pages.problem import Problem, render_problem
from graph_api.serving.admission import RETRY_AFTER, overloaded
from graph_api.serving.pace import RefusalPace

IS_CROWDED = "is_crowded"
"""The member of a request's state that is true if it came over a connection of which there are too many."""


def answer_error(request: Request, error: Exception, link: str = "") -> Response:
    """The response about an error. One that is our fault is logged, and its message is that of its code.

    `link` is the address of the last state of what is gone.
    """
    question = Question("", request_id=getattr(request.state, "request_id", ""))
    return answer_problem(request, answer_refused(error, question), link)


async def answer_unavailable(request: Request, error: Exception) -> Response:
    """The response of a page whose store fails. The reason is only in the log."""
    return answer_error(request, error)


def answer_problem(request: Request, refused: Answer, link: str = "") -> Response:
    """The response that says what `refused`, a GraphQL response without data, says."""
    first = orjson.loads(refused.body)["errors"][0]
    extensions = first["extensions"]
    code, hint = extensions["code"], extensions["hint"]
    return respond(request, Problem(refused.status, code, first["message"], hint, link))


def respond(request: Request, problem: Problem) -> Response:
    """The page about a problem for a browser, or the problem document."""
    accept = request.headers.get("accept", "")
    if accepts(accept, PROBLEM_JSON, JSON, HTML) != HTML:
        content = orjson.dumps(_document(problem), option=orjson.OPT_INDENT_2) + b"\n"
        headers = {"cache-control": "no-store", "content-language": "en", "vary": "Accept", **_retry(problem)}
        return Response(content, problem.status, headers, media_type=PROBLEM_JSON)
    frame = bare_frame(request)
    response = page(render_problem(problem, frame), frame.lang, problem.status, stored=False)
    response.headers.update(_retry(problem))
    return response


def _retry(problem: Problem) -> dict[str, str]:
    return {"retry-after": str(RETRY_AFTER)} if problem.status in (429, 503) else {}


class Faults:
    """Answers a request that failed by a fault of ours, so that this response, too, has the headers of the others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        is_begun = scope["type"] != "http"

        async def send_on(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            if is_begun:
                raise
            await answer_error(Request(scope), error)(scope, receive, send)


class Crowds:
    """Refuses requests over connections of which there are too many, and closes these; `paths` are always answered."""

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        self._app = app
        self._paths = paths
        self._pace = RefusalPace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http" or not scope.get("state", {}).get(IS_CROWDED):
            await self._app(scope, receive, send)
            return

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        app = self._app
        if scope["path"] not in self._paths:
            await self._pace.wait()
            app = answer_error(Request(scope), overloaded("connections"))
        await app(scope, receive, send_last)


def _document(problem: Problem) -> dict[str, object]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.message,
        "code": problem.code,
        "hint": problem.hint,
    }
