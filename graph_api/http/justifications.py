"""`/justification` and `/dossier`: why a platform has its status, in the requested format."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine.answer import QuestionRefused
from graph_api.errors import QueryError
from graph_api.exports.case import JustifiedCase, read_case
from graph_api.exports.formats import (
    BY_MEDIA,
    FORMATS,
    ExportFormat,
    Material,
    find_format,
    stem_of,
    write_case,
)
from graph_api.exports.layout import USUAL
from graph_api.exports.pdf import find_browser
from graph_api.exports.question import JustificationRequest
from graph_api.http.caching import VARY, CachePolicy, caching_headers, unchanged_since
from graph_api.http.negotiation import HTML, accepts, choose_language, only_available
from graph_api.http.problems import answer_error, answer_problem
from graph_api.http.request import chosen_release, chosen_sources
from graph_api.http.sending import PiecewiseResponse
from graph_api.operations.question import Question
from graph_api.pages.frame import CHOICES
from graph_api.serving.admission import client_of
from graph_api.serving.case_questions import question_about
from graph_api.serving.desk import Desk
from loaders.publication.addresses import Addresses, with_parameters
from ontology.errors import NdpError
from ontology.values.languages import LANGUAGES

_SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
}
"""An opened page or picture runs no scripts and loads nothing."""
_TRUTH = {"": False, "1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class JustificationEndpoint:
    """Why a platform has its status, at one address: the default format, and the browser that prints PDF."""

    desk: Desk
    caching: CachePolicy
    usual: ExportFormat
    browser: str | None

    async def answer(self, request: Request) -> Response:
        """The response to `?platform=IRI&decision=IRI&asOf=DATE&not=true&lang=vi&format=svg&width=390&release=ID`."""
        try:
            return await self._answer(request)
        except NdpError as error:
            return answer_error(request, error)

    async def _answer(self, request: Request) -> Response:
        # What is wrong with the request itself comes before the format, which a client of problem documents lacks.
        case_request, width, form = _case_request(request), _width(request), _format(request, self.usual)
        variant = f"{form.name} {width} {case_request.language}"
        release, client = chosen_release(request), client_of(request.client and request.client.host)
        chosen = Question("", release=release, sources=chosen_sources(request))
        async with self.desk.engines.engine(chosen, client) as engine:
            case_request, question = await question_about(
                engine, case_request, release, signed=form.has_receipt
            )
            try:
                work = partial(engine.prepare, question)
                operation = await self.desk.prepared(client, engine, question, work)
            except QuestionRefused as refused:
                return answer_problem(request, refused.answer)
            known = request.headers.get("if-none-match", "")
            if not question.wants_receipt and (
                unchanged := await unchanged_since(known, engine, operation, self.caching, variant)
            ):
                return unchanged
            with await self.desk.enter(client, engine, operation.cost.units):
                answer = await engine.run(operation)
                case = await self.desk.admission.export(
                    partial(read_case, answer.body, case_request, engine.reader.model.base)
                )
                links, browser = _links(request, case_request.language), find_browser(self.browser)
                material = Material(case, answer.body, width, links, browser, _page_of(request, case))
                write = partial(write_case, form, material)
                content = b"" if form.is_printed else await self.desk.admission.export(write)
        if form.is_printed:
            content = await self.desk.admission.print(client, write)
        headers = {
            "content-type": form.content_type,
            "content-disposition": _disposition(form, material),
            "content-language": case_request.language,
        }
        if question.wants_receipt:
            headers["cache-control"] = "no-store"
        else:
            headers |= caching_headers(operation, case.release.id, self.caching, variant)
        return PiecewiseResponse(content, headers=headers | VARY | _SAFE)


def _page_of(request: Request, case: JustifiedCase) -> str:
    """The address of the page about the platform on the same day, from the same sources."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name in CHOICES]
    page = Addresses(case.base, "").document(case.platform.iri)
    return with_parameters(page, urlencode([*kept, ("lang", case.language)]))


def _links(request: Request, language: str) -> Mapping[str, str]:
    """The links to the same case in other formats and languages, by label."""
    here = request.url.remove_query_params("format")

    def query(**changed: str) -> str:
        return f"?{here.include_query_params(**changed).query}"

    formats = {form.label: query(format=form.name) for form in FORMATS.values() if form.media != HTML}
    return formats | {name: query(lang=tag) for tag, name in LANGUAGES.items() if tag != language}


def _disposition(form: ExportFormat, material: Material) -> str:
    """The file name for saving; an archive is only saved, not shown."""
    how = "attachment" if form.has_receipt else "inline"
    return f'{how}; filename="{stem_of(material.case)}{Path(form.file).suffix}"'


def _case_request(request: Request) -> JustificationRequest:
    parameters = request.query_params
    language = choose_language(parameters.get("lang"), request.headers.get("accept-language", ""))
    against = _TRUTH.get(parameters.get("not", "false").lower())
    if against is None:
        raise QueryError(
            f"`not` must be true or false, not {parameters['not']!r}.",
            hint="Write `not=true`, or leave it out.",
        )
    case = JustificationRequest(
        parameters.get("platform"), parameters.get("decision"), parameters.get("asOf"), against, language
    )
    case.check()
    return case


def _format(request: Request, usual: ExportFormat) -> ExportFormat:
    """The format in the URL, else the one that the client accepts."""
    if name := request.query_params.get("format"):
        return find_format(name)
    media = accepts(request.headers.get("accept", ""), usual.media, *BY_MEDIA)
    if media is None:
        raise only_available(BY_MEDIA, FORMATS)
    return BY_MEDIA[media]


def _width(request: Request) -> int:
    text = request.query_params.get("width") or str(USUAL)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise QueryError(
            f"`width` must be a whole number of pixels, not {text!r}.",
            hint="Write a number such as `width=390`.",
        )
    return int(text)
