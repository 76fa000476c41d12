"""`/datapackage.json`: a release as a Data Package, whose tables are the lists of the service."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from graph_api.cache import Cache
from graph_api.http.descriptions.endpoint import LATEST, answered, respond_document
from graph_api.http.descriptions.records import ReleaseRecords
from graph_api.http.negotiation import JSON, choose_language
from graph_api.http.request import chosen_release
from graph_api.operations.question import Question
from graph_api.pages.strings import list_words
from graph_api.serving.admission import client_of
from graph_api.tables.class_list import list_of_class
from graph_api.tables.table_schema import table_of
from loaders.publication.addresses import Addresses
from loaders.publication.describing.data_package import DATA_PACKAGE, write_data_package
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord
from ontology.model import Model

_KEPT = 12


@dataclass(frozen=True, slots=True)
class DataPackageEndpoint:
    """Answers the paths of data packages. `seconds` is the time for which a client may use an answer again."""

    records: ReleaseRecords
    seconds: int
    lists: Cache[Hashable, tuple[PublishedFile, ...]] = field(default_factory=lambda: Cache(_KEPT))
    """The lists of releases in a language."""

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoint of each path, by its name."""
        return dict.fromkeys(("package", "package-of-release"), partial(answered, self._answer))

    async def _answer(self, request: Request) -> Response:
        release = request.path_params.get("release") or chosen_release(request)
        if release == LATEST:
            headers = {
                "location": f"../{await self.records.current()}/{DATA_PACKAGE}",
                "cache-control": "no-cache",
            }
            return Response(status_code=302, headers=headers)
        lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        known = await self.records.record(release)
        lists = await self._lists(request, known.record.id, lang)

        def write(about: ReleaseRecord, addresses: Addresses) -> bytes:
            return write_data_package(about, addresses, lists)

        document = await self.records.document(known, f"package {lang}", write)
        response = respond_document(request, document, JSON, self.seconds)
        response.headers.update({"vary": "Accept-Language", "content-language": lang})
        return response

    async def _lists(self, request: Request, release: str, lang: str) -> tuple[PublishedFile, ...]:
        """The lists of the classes that have members. Raises `QueryError`."""
        if (lists := self.lists.known((release, lang))) is not None:
            return lists
        client = client_of(request.client and request.client.host)
        async with self.records.service.engines.engine(Question("", release=release), client) as engine:
            model, members = engine.reader.model, (await engine.reader.describe()).classes
        plurals = [term.plural for iri, term in model.classes.items() if members.get(iri)]
        addresses = self.records.addresses(model.base)
        work = partial(_lists_of, model, sorted(plurals), lang, addresses, release)
        return self.lists.get((release, lang), partial(tuple, await asyncio.to_thread(work)))


def _lists_of(
    model: Model, plurals: list[str], lang: str, addresses: Addresses, release: str
) -> list[PublishedFile]:
    terms = {term.plural: term for term in model.classes.values()}
    query = urlencode({"release": release, "lang": lang})
    words = list_words(lang)
    return [
        PublishedFile(
            f"list/{plural}.csv",
            "csv",
            "",
            0,
            "",
            table=table_of(
                list_of_class(terms[plural], lang, words),
                addresses.service(f"/list/{plural}.csv?{query}"),
            ),
        )
        for plural in plurals
    ]
