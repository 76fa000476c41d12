"""The descriptions of releases: `/catalog`, `/void`, `/dataset`, `/linkset`, the site map and `robots.txt`."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.http.caching import NDP_RELEASE, VARY, unchanged
from graph_api.http.descriptions.records import ReleaseRecords, WrittenDocument
from graph_api.http.frames import FrameMaker
from graph_api.http.negotiation import HTML, JSON, JSON_LD, accepts, choose_language, only_available
from graph_api.http.page import PAGE_HEADERS
from graph_api.http.problems import answer_error
from graph_api.http.request import chosen_release
from graph_api.http.sending import PiecewiseResponse
from graph_api.pages.dataset import render_dataset
from graph_api.publish.links import HeaderLink, write_links
from loaders.publication.addresses import Addresses
from loaders.publication.describing import dcat, void
from loaders.publication.describing.data_package import DATA_PACKAGE
from loaders.publication.describing.linkset import (
    API_CATALOGUE_JSON,
    write_api_catalogue,
    write_linkset,
)
from loaders.publication.describing.ro_crate import RO_CRATE, write_ro_crate
from loaders.publication.describing.schema_org import schema_org
from loaders.publication.describing.sitemap import write_robots
from loaders.publication.description import FORMS, write_description
from loaders.publication.media import LINKSET_JSON, sent_media
from loaders.publication.names import release_iri
from loaders.publication.record import ReleaseRecord
from ontology.errors import NdpError
from ontology.syntaxes import media_type

RDF_MEDIA: Mapping[str, str] = {name: media_type(name) for name in FORMS}
"""The media types of descriptions in RDF, by their extensions; the first is the default."""
_XML = "application/xml"
LATEST = "latest"
"""The name that leads to the files of the current release."""
_LINKS_OF_PAGE = (
    HeaderLink("https://schema.org/Dataset", "type"),
    HeaderLink("/linkset", "linkset", {"type": LINKSET_JSON}),
    HeaderLink("/catalog", "describedby", {"type": RDF_MEDIA["ttl"]}),
    HeaderLink("/void", "describedby", {"type": RDF_MEDIA["ttl"]}),
    HeaderLink(f"/{DATA_PACKAGE}", "describedby", {"type": JSON}),
    HeaderLink("/dataset.jsonld", "alternate", {"type": JSON_LD}),
)
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DescriptionEndpoint:
    """Answers the paths of descriptions, from the records of releases.

    `seconds` is the time for which a client may use an answer again without asking; `sparql` is the address of the
    endpoint for SPARQL, None if it is off.
    """

    records: ReleaseRecords
    seconds: int
    frames: FrameMaker
    sparql: str | None = None

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoint of each path, by its name."""
        answers: Mapping[str, Callable[[Request], Awaitable[Response]]] = {
            "catalogue": self._catalogue,
            "catalogue-form": self._catalogue,
            "void": self._void,
            "void-form": self._void,
            "void-known": self._void_known,
            "dataset": self._dataset,
            "dataset-json": self._dataset_json,
            "release-page": self._release_page,
            "doc": self._doc,
            "dumps": self._dumps,
            "crate": self._crate,
            "linkset": self._linkset,
            "api-catalogue": self._api_catalogue,
            "sitemap": self._sitemap,
            "sitemap-part": self._sitemap_part,
            "robots": self._robots,
        }
        return {name: partial(answered, answer) for name, answer in answers.items()}

    async def _catalogue(self, request: Request) -> Response:
        form = _form(request, (*RDF_MEDIA.values(), HTML))
        if form == HTML:
            return _see_other("dataset")
        known = await self.records.record()
        page = _page(request, dcat.page_count(known.record))

        def write(about: ReleaseRecord, addresses: Addresses) -> bytes:
            return write_description(
                dcat.dcat_triples(about, addresses, page, self.sparql), form, dcat.PREFIXES
            )

        document = await self.records.document(known, f"catalog {page} {form}", write)
        return self._respond(request, document, RDF_MEDIA[form], negotiated=_is_negotiated(request))

    async def _void(self, request: Request) -> Response:
        form = _form(request, tuple(RDF_MEDIA.values()))
        known = await self.records.record(chosen_release(request))
        endpoint = (
            self.sparql if chosen_release(request) is None else None
        )  # it answers about the current one only

        def write(about: ReleaseRecord, addresses: Addresses) -> bytes:
            return write_description(void.void_triples(about, addresses, endpoint), form, void.PREFIXES)

        document = await self.records.document(known, f"void {endpoint} {form}", write)
        return self._respond(request, document, RDF_MEDIA[form], negotiated=_is_negotiated(request))

    async def _void_known(self, _: Request) -> Response:
        return _see_other("../void")

    async def _dataset(self, request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if accepts(accept, HTML, JSON_LD, JSON) in (JSON_LD, JSON):
            return await self._dataset_json(request)
        lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        known = await self.records.record(chosen_release(request))

        frame = await self.frames.frame(request, known.record.id, ("release",))

        def write(about: ReleaseRecord, addresses: Addresses) -> bytes:
            return render_dataset(about, addresses, frame).encode()

        document = await self.records.document(known, f"page {lang} {frame.current}", write)
        response = self._respond(request, document, HTML, negotiated=True)
        response.headers.update(PAGE_HEADERS | {"content-language": lang, "link": self._links(known.record)})
        return response

    def _links(self, record: ReleaseRecord) -> str:
        """The links of the page (FAIR Signposting)."""
        addresses = self.records.addresses(record.base)
        links = [HeaderLink(release_iri(record.base, record.id), "cite-as"), *_LINKS_OF_PAGE]
        links += [HeaderLink(record.licence, "license")] if record.licence else []
        links += [
            HeaderLink(
                addresses.dump(record.id, file.path),
                "item",
                {"type": sent_media(file.form, file.compression)},
            )
            for file in record.files
            if file.is_dump
        ]
        return write_links(links)

    async def _dataset_json(self, request: Request) -> Response:
        lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        known = await self.records.record(chosen_release(request))

        def write(about: ReleaseRecord, addresses: Addresses) -> bytes:
            return orjson.dumps(schema_org(about, addresses, lang), option=orjson.OPT_INDENT_2) + b"\n"

        document = await self.records.document(known, f"schema {lang}", write)
        response = self._respond(request, document, JSON_LD, negotiated=True)
        response.headers["content-language"] = lang
        return response

    async def _release_page(self, request: Request) -> Response:
        """Lead the name of a release to the page that describes it."""
        known = await self.records.record(request.path_params["release"])
        return _see_other(f"../dataset?release={known.record.id}")

    async def _doc(self, _: Request) -> Response:
        return _see_other("dataset")

    async def _dumps(self, _: Request) -> Response:
        return _see_other(f"dumps/{LATEST}")

    async def _crate(self, request: Request) -> Response:
        release = request.path_params["release"]
        if release == LATEST:
            current = await self.records.current()
            headers = {"location": f"../{current}/{RO_CRATE}", "cache-control": "no-cache"}
            return Response(status_code=302, headers=headers)
        known = await self.records.record(release)
        document = await self.records.document(known, "crate", write_ro_crate)
        return self._respond(request, document, JSON_LD)

    async def _linkset(self, request: Request) -> Response:
        known = await self.records.record(chosen_release(request))
        document = await self.records.document(known, "linkset", write_linkset)
        return self._respond(request, document, LINKSET_JSON)

    async def _api_catalogue(self, request: Request) -> Response:
        base = (await self.records.service.engine()).reader.model.base
        content = write_api_catalogue(self.records.addresses(base), self.sparql)
        response = self._respond(request, WrittenDocument.of(content), API_CATALOGUE_JSON)
        response.headers["link"] = '</.well-known/api-catalog>; rel="api-catalog"'
        return response

    async def _sitemap(self, request: Request) -> Response:
        index = (await self.records.sitemap()).index
        return self._respond(request, WrittenDocument.of(index), _XML)

    async def _sitemap_part(self, request: Request) -> Response:
        packed = (await self.records.sitemap()).parts.get(f"sitemap/{request.path_params['name']}.xml")
        if packed is None:
            raise QueryError(
                "The site map has no such part.", code="NOT_FOUND", hint="`/sitemap.xml` lists the parts."
            )
        content = await asyncio.to_thread(zlib.decompress, packed)
        return self._respond(request, WrittenDocument.of(content), _XML)

    async def _robots(self, request: Request) -> Response:
        base = (await self.records.service.engine()).reader.model.base
        return self._respond(
            request, WrittenDocument.of(write_robots(self.records.addresses(base))), "text/plain"
        )

    def _respond(
        self, request: Request, document: WrittenDocument, media: str, *, negotiated: bool = False
    ) -> Response:
        response = respond_document(request, document, media, self.seconds)
        if negotiated:
            response.headers.update(VARY)
        return response


def respond_document(request: Request, document: WrittenDocument, media: str, seconds: int) -> Response:
    """The document, which a client may use again for so many seconds, or 304 if it has it."""
    headers = {"etag": document.tag, "cache-control": f"public, max-age={seconds}"}
    if document.release:
        headers[NDP_RELEASE] = document.release
    return unchanged(request, headers) or PiecewiseResponse(
        document.content, media_type=media, headers=headers
    )


async def answered(answer: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    """The response, or the problem."""
    try:
        return await answer(request)
    except NdpError as error:
        return answer_error(request, error)


def _see_other(relative: str) -> Response:
    """A redirect to a path relative to that of the request: the `Host` of a request may be anybody's."""
    return Response(status_code=303, headers={"location": relative} | VARY)


def _is_negotiated(request: Request) -> bool:
    return "form" not in request.path_params and not request.query_params.get("format")


def _form(request: Request, media: tuple[str, ...]) -> str:
    """The extension of the requested form, or the media type of a page. Raises `QueryError`."""
    chosen = request.path_params.get("form") or request.query_params.get("format")
    if chosen is not None and chosen not in RDF_MEDIA:
        code = "NOT_FOUND" if "form" in request.path_params else "NOT_ACCEPTABLE"
        raise QueryError(
            f"There is no form {chosen[:30]!r}.",
            code=code,
            hint=f"Name one of {', '.join(RDF_MEDIA)} in `format`.",
        )
    if chosen is not None:
        return chosen
    best = accepts(request.headers.get("accept", ""), *media)
    if best is None:
        raise only_available(media, RDF_MEDIA)
    return next((form for form, name in RDF_MEDIA.items() if name == best), best)


def _page(request: Request, last: int) -> int:
    """The number of the requested page. Raises `QueryError`."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS and 1 <= int(text) <= last):
        raise QueryError(
            f"The catalogue has no page {text[:30]!r}.",
            code="BAD_PARAMETER",
            hint=f"Available: {_numbers(last)}.",
        )
    return int(text)


def _numbers(last: int) -> str:
    return "1" if last == 1 else f"1 to {last}"
