"""`/justification`: why a platform has a status, over HTTP, in the format that the client names or accepts."""

from starlette.requests import Request
from starlette.responses import Response

from graph_api.answer import Answer, answer_refused
from graph_api.errors import QueryError
from graph_api.exports.case import read_case
from graph_api.exports.formats import BY_MEDIA, FORMATS, Format, find_format, write_case
from graph_api.exports.layout import USUAL
from graph_api.exports.question import Wanted
from graph_api.http import VARY, Caching, caching_headers, unchanged_since
from graph_api.negotiation import HTML, JSON, accepts
from graph_api.operation import Question
from graph_api.pages.strings import choose_language
from graph_api.releases import Releases
from graph_api.request import chosen_release
from ontology.errors import NdpError

_SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
}
"""A picture opened by itself runs and loads nothing."""
_TRUTH = {"": True, "1": True, "true": True, "0": False, "false": False}


async def answer_justification(request: Request, releases: Releases, caching: Caching) -> Response:
    """The response to `/justification?platform=IRI&decision=IRI&asOf=DATE&not=true&lang=vi&format=svg&width=390`."""
    try:
        return await _answer(request, releases, caching)
    except NdpError as error:
        return _refused(answer_refused(error, Question("")))


async def _answer(request: Request, releases: Releases, caching: Caching) -> Response:
    form, width, wanted = _format(request), _width(request), _wanted(request)
    variant = f"{form.name} {width} {wanted.language}"
    question = wanted.question(chosen_release(request))
    async with releases.engine(question) as engine:
        ready = engine.prepare(question)
        if isinstance(ready, Answer):
            return _refused(ready)
        known = request.headers.get("if-none-match", "")
        if unchanged := await unchanged_since(known, engine, ready, caching, variant):
            return unchanged
        answer = await engine.run(ready)
        case = read_case(answer.body, wanted, engine.reader.model.base)
    content = write_case(case, form, width)
    headers = caching_headers(ready, case.release.id, caching, variant) | VARY | _SAFE
    return Response(content, headers=headers | {"content-type": f"{form.media}; charset=utf-8"})


def _wanted(request: Request) -> Wanted:
    given = request.query_params
    language = choose_language(given.get("lang"), request.headers.get("accept-language", ""))
    against = _TRUTH.get(given.get("not", "false").lower())
    if against is None:
        raise QueryError(f"`not` must be true or false, not {given['not']!r}.")
    return Wanted(given.get("platform", ""), given.get("decision"), given.get("asOf"), against, language)


def _format(request: Request) -> Format:
    """The format that the URL names, else the one that the client accepts; a browser gets the picture."""
    if name := request.query_params.get("format"):
        return find_format(name)
    media = accepts(request.headers.get("accept", ""), *BY_MEDIA, HTML)
    if media is None:
        raise QueryError(
            f"Only {', '.join(BY_MEDIA)} can be had here.",
            code="NOT_ACCEPTABLE",
            hint=f"Name one of {', '.join(FORMATS)} in `format`.",
        )
    return FORMATS["svg"] if media == HTML else BY_MEDIA[media]


def _width(request: Request) -> int:
    text = request.query_params.get("width") or str(USUAL)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise QueryError(f"`width` must be a whole number of pixels, not {text!r}.")
    return int(text)


def _refused(answer: Answer) -> Response:
    headers = {"content-type": f"{JSON}; charset=utf-8", "cache-control": "no-store"} | VARY
    return Response(answer.body, answer.status, headers)
