"""`/doc/…` and `/resource?iri=…`: the document about a resource, in the requested form."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from graph_api.cache import Cache
from graph_api.engine.prepared import PreparedOperation
from graph_api.errors import QueryError
from graph_api.http.caching import NDP_RELEASE, CachePolicy, caching_headers, is_known
from graph_api.http.frames import FrameMaker
from graph_api.http.linked_data.absent import answer_absent, find_meant
from graph_api.http.linked_data.document_request import (
    DocumentRequest,
    not_acceptable,
    parameters_of,
    read_cursor,
    read_document_request,
)
from graph_api.http.linked_data.document_response import (
    DocumentContent,
    respond_document,
    validators,
    vary,
)
from graph_api.http.linked_data.document_writer import DocumentWriter
from graph_api.http.linked_data.histories import (
    ACCEPT_DATETIME,
    DocumentHistories,
    ResourceHistory,
    is_unmodified,
    requested_moment,
)
from graph_api.http.linked_data.labels import count_statements
from graph_api.http.linked_data.places import (
    DocumentNames,
    DocumentPlace,
    place_in_ontology,
    redirect,
)
from graph_api.http.problems import answer_error
from graph_api.http.request import chosen_release, raw_path
from graph_api.http.session import DocumentSession, answered, open_session
from graph_api.publish.forms import FORMS
from graph_api.publish.links import LinkedDocument, alternate_links, document_links, write_links
from graph_api.publish.memento import http_date
from graph_api.publish.page_cursor import DocumentCursor
from graph_api.publish.profiles import BOUNDED
from graph_api.respond.description import Description
from graph_api.serving.desk import Desk
from loaders.publication.addresses import Addresses, with_parameters
from ontology.errors import StoreError
from ontology.values.literals import lines_of

_KEPT = 16_000_000
"""Bytes of the documents that are kept."""
_DAY = "asOf"
_FACTS = 500
"""Bytes of what is kept beside a document, about."""


@dataclass(frozen=True, slots=True)
class FinishedDocument:
    """A document that may be sent again to others, with the facts for its links, and its release."""

    written: DocumentContent
    facts: LinkedDocument
    release: str


@dataclass(frozen=True, slots=True)
class DocumentEndpoint:
    """Documents about the resources of all releases.

    `public` is the public address of the service, empty if the settings have none: links are then paths. `issuer` is
    one that is never empty.
    """

    desk: Desk
    caching: CachePolicy
    public: str
    issuer: str
    histories: DocumentHistories
    frames: FrameMaker
    finished: Cache[str, FinishedDocument] = field(default_factory=lambda: Cache(_KEPT, _weight))
    """Documents that were written, by their tags."""

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoints by the names of their paths."""
        return {
            "terms": self.answer_terms,
            "terms-form": self.answer_terms,
            "documents": self.answer,
            "resource": self.answer_resource,
        }

    async def answer(self, request: Request) -> Response:
        """The response to `/doc/{path}`."""
        return await self.at(request, DocumentPlace(path=raw_path(request).removeprefix("doc/")))

    async def answer_terms(self, request: Request) -> Response:
        """The response to `/ns` and `/ns.{extension}`."""
        return await self.at(request, DocumentPlace(path=raw_path(request)))

    async def answer_resource(self, request: Request) -> Response:
        """The response to `/resource?iri=…`; for an IRI of ours, a redirect to its document."""
        return await answered(request, partial(self._resource, request, request.query_params.get("iri", "")))

    async def at(self, request: Request, place: DocumentPlace) -> Response:
        """The response with the document at a place, or the problem."""
        return await answered(request, partial(self._at, request, place))

    async def _resource(self, request: Request, iri: str) -> Response:
        if ":" not in iri or iri.startswith("_:"):
            raise QueryError(
                f"`iri` must be an IRI, not {iri[:200]!r}.", hint="Write the whole IRI, escaped, in `iri`."
            )
        async with open_session(self.desk, request) as session:
            addresses = Addresses(session.model.base, self.public)
            terms = await session.terms()
            if addresses.has_path(iri):
                meant = await find_meant(session, addresses, iri)
                return redirect(request, addresses.document(meant), without=("iri",))
            if terms.has(iri) and (place := place_in_ontology(iri, addresses)) is not None:
                return redirect(request, place, without=("iri",))
        return await self._at(request, DocumentPlace(iri=iri))

    async def _at(self, request: Request, place: DocumentPlace) -> Response:
        cursor = read_cursor(request)
        release = place.release or (cursor.release if cursor else None)
        async with open_session(self.desk, request, release) as session:
            wish = read_document_request(request, session.model.base)
            whole = Addresses(session.model.base, self.issuer)
            history = await self._history(request, place, session)
            if history is not None and (moment := _moment(request, place)) is not None:
                return history.answer_at(request, moment)
            return await DocumentWork(request, place, session, wish, cursor, whole, self, history).respond()

    async def _history(
        self, request: Request, place: DocumentPlace, session: DocumentSession
    ) -> ResourceHistory | None:
        """The history of the resource at a place; None if it has none, or its history is not known.

        Raises `QueryError` if the client asks for another time, and the history is not known.
        """
        names = DocumentNames.of(place, session.model.base)
        release = await session.engine.reader.release()
        find = self.histories.known if _moment(request, place) is None else self.histories.find
        history = await find(names.iris, release)
        if history is None:
            return None
        extension = names.form.extension if names.form and history.iri not in names.whole else ""
        return ResourceHistory(history, Addresses(session.model.base, self.public), release, extension)


def _moment(request: Request, place: DocumentPlace) -> datetime | None:
    """The moment of which the client asks for the state; None without one. A state has no other times."""
    return None if place.is_fixed else requested_moment(request)


@dataclass(frozen=True, slots=True)
class DocumentWork:
    """The work on one request for the document about a resource. `whole` are addresses with the host."""

    request: Request
    place: DocumentPlace
    session: DocumentSession
    wish: DocumentRequest
    cursor: DocumentCursor | None
    whole: Addresses
    endpoint: DocumentEndpoint
    history: ResourceHistory | None = None

    @property
    def addresses(self) -> Addresses:
        """The addresses for links."""
        return Addresses(self.session.model.base, self.endpoint.public)

    async def respond(self) -> Response:
        """The document, 304 if the client has it, a redirect, or 404 or 406.

        Raises `QuestionRefused`, `QueryError`.
        """
        names = DocumentNames.of(self.place, self.session.model.base)
        tag = self._tag_of_state(names)
        if tag is not None and is_unmodified(self.request, tag, self._modified):
            return Response(status_code=304, headers=self._validators(names, tag))
        operation = await self.session.prepare("document", iris=names.iris)
        if known := await self._known(names, operation):
            return known
        data, release = await self.session.run(operation)
        found = await self._first(names, data["resources"]) or await self._source_graph(names)
        if found is None and self.history is not None and self.history.is_gone:
            return self.history.answer_gone(self.request)
        if found is None:
            return await answer_absent(self.request, self.session, self.addresses, self.place)
        if (successor := found.replacement) is not None:
            return redirect(self.request, self.addresses.document(successor))
        by_path = found.iri in names.whole
        form = self.wish.form if by_path else names.form
        if form is None:
            return self._refused(found.iri)
        if self.wish.day is not None and not form.is_page:
            raise QueryError(
                f"`{_DAY}` is for pages: data have the statements of all days.",
                code="BAD_PARAMETER",
                hint=f"Leave out `{_DAY}`.",
            )
        writer = DocumentWriter(
            self.request,
            self.place,
            self.session,
            self.wish,
            self.addresses,
            self.whole,
            self.endpoint.frames,
            self.history,
        )
        written = await writer.write(found, form, release, self.cursor)
        if form.extension == "jsonld" and by_path and not self.wish.is_named:
            written = replace(written, media=self.wish.media)  # a client of application/json gets that
        profile = self.wish.profile_in(form)
        named = "" if profile is None else profile.iri(self.addresses.base)
        facts = LinkedDocument(found.iri, form, found.types, written.licenses, named)
        finished = FinishedDocument(written, facts, release)
        is_of_state = not written.links and self.cursor is None  # pages lead to others of the same release
        tag = (self._tag_of_state(names) if is_of_state else None) or self._tag(names, operation, release)
        self.endpoint.finished.get(tag, lambda: finished)
        return self._send(names, tag, finished)

    async def _first(
        self, names: DocumentNames, resources: Sequence[Mapping[str, Any] | None]
    ) -> Description | None:
        """The description of the first of the named resources about which the answer or the ontology has statements."""
        terms = await self.session.terms()
        stated = {one["iri"]: one["rdf"] for one in resources if one is not None}
        for iri in names.iris:
            if lines := (*lines_of(stated.get(iri, "")), *terms.about(iri)):
                return Description.of(iri, lines, self.session.model)
        return None

    async def _source_graph(self, names: DocumentNames) -> Description | None:
        """The empty description of the first of the names that is a source graph; None if there is none."""
        graph = await count_statements(self.session, names.iris)
        return None if graph is None else Description(graph[0], ())

    def _send(self, names: DocumentNames, tag: str, finished: FinishedDocument) -> Response:
        written, facts = finished.written, finished.facts
        past = () if self.history is None else self.history.links
        if written.links:  # the `next` and `first` of a page are pages of the same release, not other states
            past = tuple(link for link in past if "memento" not in link.relation.split())
        links = document_links(facts, self.addresses, FORMS, (*written.links, *past))
        headers = {
            "content-location": with_parameters(
                self.place.document(self.addresses, facts.iri, facts.form.extension),
                parameters_of(self.request, self.wish, facts.form),
            ),
            "link": write_links(links),
            NDP_RELEASE: finished.release,
            **self._validators(names, tag),
        }
        return respond_document(self.request, written, headers)

    def _validators(self, names: DocumentNames, tag: str) -> dict[str, str]:
        """The headers that a document and 304 have."""
        by_client = names.form is None and not self.wish.is_named
        headers = validators(tag, self.place, self.endpoint.caching.seconds)
        headers |= vary(names.form or self.wish.form, by_client=by_client)
        if not self.place.is_fixed:
            headers["vary"] += f", {ACCEPT_DATETIME}"
            if self._modified is not None:
                headers["last-modified"] = http_date(self._modified)
        return headers

    @property
    def _modified(self) -> datetime | None:
        """The moment of the last change of the resource; None for a state, and where it is not known."""
        return None if self.history is None or self.place.is_fixed else self.history.modified

    def _tag_of_state(self, names: DocumentNames) -> str | None:
        """The entity tag of a document that depends on the state of its resource alone; None for others."""
        wish, model = self.wish, self.session.model
        is_bounded = (
            wish.profile is BOUNDED and not wish.derived and self.session.engine.parts.sources.is_whole
        )
        if self.history is None or not is_bounded or self.cursor is not None:
            return None
        form = wish.form if self.history.history.iri in names.whole else names.form
        if form is None or form.is_page:
            return None
        variant = f"{wish.variant} {form.extension} {self.place.path} {self.place.is_fixed}"
        return self.history.tag((self.endpoint.caching.program, model.hash, variant))

    def _tag(self, names: DocumentNames, operation: PreparedOperation, release: str) -> str:
        """The entity tag: all that the bytes depend on. A page is about a day."""
        form = names.form or self.wish.form
        today = (
            self.session.engine.parts.today()
            if form is not None and form.is_page and not self.place.is_fixed
            else None
        )
        named = chosen_release(self.request)  # a page's links keep it
        has_states = self.history is not None  # a page has its states, if they are known
        place = f"{self.place.path} {self.place.is_fixed} {self.cursor}"
        variant = f"{self.wish.variant} {place} {named} {has_states} {today}"
        return caching_headers(operation, release, self.endpoint.caching, variant)["etag"]

    async def _known(self, names: DocumentNames, operation: PreparedOperation) -> Response | None:
        """304 if the client has the document, or the document if it was written before; no question is run for it."""
        try:
            release = await self.session.engine.reader.release()
        except StoreError:
            return None  # the execution that follows reports the problem
        known = self.request.headers.get("if-none-match", "")
        for tag in filter(None, (self._tag_of_state(names), self._tag(names, operation, release))):
            finished = self.endpoint.finished.known(tag)
            if known and is_known(tag, known) and (known.strip() != "*" or finished is not None):
                return Response(status_code=304, headers=self._validators(names, tag))
            if finished is not None:
                return self._send(names, tag, replace(finished, release=release))
        return None

    def _refused(self, iri: str) -> Response:
        """The response 406, with links to the forms that there are."""
        response = answer_error(self.request, not_acceptable())
        response.headers["link"] = write_links(alternate_links(iri, self.addresses, FORMS))
        return response


def _weight(tag: str, finished: FinishedDocument) -> int:
    return len(tag) + len(finished.written.content) + _FACTS
