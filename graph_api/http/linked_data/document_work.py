"""The work on one request for a document: found, written or known, and sent with its headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from graph_api.cache import Cache
from graph_api.engine.prepared import PreparedOperation
from graph_api.errors import QueryError
from graph_api.http.caching import NDP_RELEASE, CachePolicy, caching_headers, is_known
from graph_api.http.frames import FrameMaker
from graph_api.http.linked_data.absent import answer_absent
from graph_api.http.linked_data.document_request import (
    DocumentRequest,
    not_acceptable,
    parameters_of,
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
    ResourceHistory,
    is_unmodified,
)
from graph_api.http.linked_data.labels import count_statements
from graph_api.http.linked_data.places import (
    DocumentNames,
    DocumentPlace,
    redirect,
)
from graph_api.http.problems import answer_error
from graph_api.http.request import chosen_release
from graph_api.http.session import DocumentSession
from graph_api.publish.forms import forms_of
from graph_api.publish.links import HeaderLink, LinkedDocument, alternate_links, document_links, write_links
from graph_api.publish.memento import http_date
from graph_api.publish.page_cursor import DocumentCursor
from graph_api.publish.profiles import BOUNDED
from graph_api.respond.description import Description
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
class DocumentParts:
    """The parts that the work on all documents shares. `public` is the public address of the service, or empty."""

    caching: CachePolicy
    public: str
    frames: FrameMaker
    finished: Cache[str, FinishedDocument] = field(default_factory=lambda: Cache(_KEPT, _weight))
    """Documents that were written, by their tags."""


@dataclass(frozen=True, slots=True)
class DocumentWork:
    """The work on one request for the document about a resource. `whole` are addresses with the host.

    `may_have_history`: the history is not known. What has none, such as terms of the ontology, has no TimeGate.
    """

    request: Request
    place: DocumentPlace
    session: DocumentSession
    wish: DocumentRequest
    cursor: DocumentCursor | None
    whole: Addresses
    parts: DocumentParts
    history: ResourceHistory | None = None
    may_have_history: bool = True

    @property
    def addresses(self) -> Addresses:
        """The addresses for links."""
        return Addresses(self.session.model.base, self.parts.public)

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
            return self._refused(found)
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
            self.parts.frames,
            self.history,
        )
        written = await writer.write(found, form, release, self.cursor)
        if form.extension == "jsonld" and by_path and not self.wish.is_named:
            written = replace(written, media=self.wish.media)  # a client of application/json gets that
        profile = self.wish.profile_in(form)
        named = "" if profile is None else profile.iri(self.addresses.base)
        facts = LinkedDocument(
            found.iri, form, found.types, written.licenses, named, forms_of(in_xml=found.is_in_xml)
        )
        finished = FinishedDocument(written, facts, release)
        is_of_state = not written.links and self.cursor is None  # pages lead to others of the same release
        tag = (self._tag_of_state(names) if is_of_state else None) or self._tag(names, operation, release)
        self.parts.finished.get(tag, lambda: finished)
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
        past = self._links_of_state(facts.iri) if self.history is None else self.history.links
        if written.links:  # the `next` and `first` of a page are pages of the same release, not other states
            past = tuple(link for link in past if "memento" not in link.relation.split())
        links = document_links(facts, self.addresses, (*written.links, *past))
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

    def _links_of_state(self, iri: str) -> tuple[HeaderLink, ...]:
        """The links of a state of what has no TimeGate (RFC 7089 §4.4)."""
        return (HeaderLink(self.addresses.document(iri), "original"),) if self.place.is_fixed else ()

    def _validators(self, names: DocumentNames, tag: str) -> dict[str, str]:
        """The headers that a document and 304 have."""
        by_client = names.form is None and not self.wish.is_named
        headers = validators(tag, self.place, self.parts.caching.seconds)
        headers |= vary(names.form or self.wish.form, by_client=by_client)
        if not self.place.is_fixed:
            if self.history is not None or self.may_have_history:
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
        return self.history.tag((self.parts.caching.program, model.hash, variant))

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
        return caching_headers(operation, release, self.parts.caching, variant)["etag"]

    async def _known(self, names: DocumentNames, operation: PreparedOperation) -> Response | None:
        """304 if the client has the document, or the document if it was written before; no question is run for it."""
        try:
            release = await self.session.engine.reader.release()
        except StoreError:
            return None  # the execution that follows reports the problem
        known = self.request.headers.get("if-none-match", "")
        for tag in filter(None, (self._tag_of_state(names), self._tag(names, operation, release))):
            finished = self.parts.finished.known(tag)
            if known and is_known(tag, known) and (known.strip() != "*" or finished is not None):
                return Response(status_code=304, headers=self._validators(names, tag))
            if finished is not None:
                return self._send(names, tag, replace(finished, release=release))
        return None

    def _refused(self, found: Description) -> Response:
        """The response 406, with links to the forms that there are."""
        response = answer_error(self.request, not_acceptable())
        response.headers["link"] = write_links(
            alternate_links(found.iri, self.addresses, forms_of(in_xml=found.is_in_xml))
        )
        return response


def _weight(tag: str, finished: FinishedDocument) -> int:
    return len(tag) + len(finished.written.content) + _FACTS
