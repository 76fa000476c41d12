"""The bytes of a document about a resource, in its form and profile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request

from graph_api.http.frames import FrameMaker
from graph_api.http.linked_data.document_request import (
    PARAMETERS,
    TERM,
    DocumentRequest,
    bad_cursor,
)
from graph_api.http.linked_data.document_response import DocumentContent
from graph_api.http.linked_data.histories import ResourceHistory
from graph_api.http.linked_data.labels import MentionedFacts, read_mentioned, read_values
from graph_api.http.linked_data.ontology_page import OntologyRequest, write_ontology
from graph_api.http.linked_data.places import DocumentPlace
from graph_api.http.linked_data.resource_page import PageAddresses, link_in_pages, other_forms, write_page
from graph_api.http.request import SOURCES
from graph_api.http.session import DocumentSession
from graph_api.pages.frame import Frame
from graph_api.pages.views.reader import PageReader
from graph_api.publish.forms import DocumentForm, forms_of
from graph_api.publish.links import HeaderLink
from graph_api.publish.page_cursor import DocumentCursor
from graph_api.publish.profiles import (
    ALTERNATES,
    BOUNDED,
    LABELLED,
    PAGE_PROFILES,
    PROFILES,
    SCHEMA_ORG,
)
from graph_api.respond.description import Description, write_description
from graph_api.respond.description_pages import PAGE, page_of
from graph_api.respond.schema_org import NamedThings, SchemaOrgWords, onward, write_schema_org
from loaders.publication.addresses import Addresses, with_parameters
from ontology.model import Model
from ontology.namespaces import DCT, HYDRA, RDF_TYPE, RDFS, XSD
from ontology.values.literals import join

_KEPT = ("_profile", "derived", "release", *SOURCES)
"""The parameters that choose what a document is about, or how it is written."""


@dataclass(frozen=True, slots=True)
class DocumentWriter:
    """Writes the documents of one request. `whole` are addresses with the host, for statements."""

    request: Request
    place: DocumentPlace
    session: DocumentSession
    wish: DocumentRequest
    addresses: Addresses
    whole: Addresses
    frames: FrameMaker
    history: ResourceHistory | None = None

    async def write(
        self, shown: Description, form: DocumentForm, release: str, cursor: DocumentCursor | None
    ) -> DocumentContent:
        """The document about a resource, or the page of it that begins at a cursor.

        Raises `QuestionRefused`, or `QueryError` if the form cannot express it.
        """
        links, graphs = list[HeaderLink](), shown.graphs
        labelled: tuple[str, ...] = ()
        if self.wish.profile is ALTERNATES:
            shown = shown.of_lines(self._alternates(shown))
        else:
            shown = shown.with_derived() if self.wish.derived else shown
            if cursor is not None or (len(shown.lines) > PAGE and shown.iri not in self.session.documents):
                shown, links = await self._page(
                    shown, form, DocumentCursor(cursor.begin if cursor else 0, release)
                )
            if self.wish.profile is LABELLED:
                labelled = shown.mentioned()
            elif self.wish.profile is SCHEMA_ORG and not form.is_page:
                following = await read_values(self.session, onward(shown, self.session.model))
                shown = shown.of_lines([*shown.lines, *following])
                labelled = (shown.iri, *shown.mentioned())
        if form.is_page:
            next_page = next((link.target for link in links if link.relation == "next"), "")
            frame = await self._frame(shown.iri, release)
            place = PageAddresses(
                self.addresses, self.whole, self._day(frame), urlencode(self._kept()), next_page, self.history
            )
            if shown.iri in self.session.documents and self.wish.profile is not ALTERNATES:
                framed = replace(frame, forms=other_forms(shown, place))
                return await write_ontology(self.session, self._of_ontology(shown.iri, framed))
            page = await write_page(self.session, shown, frame, place)
            return replace(page, links=tuple(links))
        is_schema_org = self.wish.profile is SCHEMA_ORG
        facts = await read_mentioned(self.session, self._sources(graphs), labelled, types=is_schema_org)
        if is_schema_org:
            shown = await self.session.desk.admission.export(partial(self._schema_org, shown, facts))
        elif labelled:
            shown = shown.of_lines([*shown.lines, *_labels(facts, self.session.model)])
        work = partial(write_description, shown, form.extension, self.session.model)
        if is_schema_org and form.extension == "jsonld":
            work = partial(write_schema_org, shown)
        content = await self.session.desk.admission.export(work)
        return DocumentContent(content, form.media, shown.languages, tuple(links), facts.licenses)

    def _schema_org(self, shown: Description, facts: MentionedFacts) -> Description:
        """The description in the words of schema.org."""
        words = SchemaOrgWords(self.session.model, SCHEMA_ORG.iri(self.addresses.base))
        page = self.place.document(self.whole, shown.iri)
        return words.description(shown, NamedThings(facts.labels, facts.types), page)

    def _sources(self, graphs: Sequence[str]) -> Sequence[str]:
        """The graphs that have sources: not the documents of the ontology."""
        return [graph for graph in graphs if graph not in self.session.documents]

    async def _page(
        self, whole: Description, form: DocumentForm, cursor: DocumentCursor
    ) -> tuple[Description, list[HeaderLink]]:
        """The page at a cursor, with statements about itself, and its links. Raises `QueryError` `BAD_CURSOR`."""
        page = await self.session.desk.admission.export(partial(page_of, whole, cursor.begin))
        if page is None:
            raise bad_cursor(self.request.query_params.get("after", ""))
        here, first = (self._address(self.whole, whole.iri, form, one) for one in (cursor, None))
        stated = [
            f"<{here}> <{RDF_TYPE}> <{HYDRA}PartialCollectionView>",
            f"<{whole.iri}> <{HYDRA}view> <{here}>",
            f"<{whole.iri}> <{HYDRA}totalItems> {join(str(page.total), datatype=XSD + 'integer')}",
            f"<{here}> <{HYDRA}first> <{first}>",
        ]
        links = [HeaderLink(self._address(self.addresses, whole.iri, form, None), "first")]
        if page.after is not None:
            after = DocumentCursor(page.after, cursor.release)
            stated.append(f"<{here}> <{HYDRA}next> <{self._address(self.whole, whole.iri, form, after)}>")
            links.append(HeaderLink(self._address(self.addresses, whole.iri, form, after), "next"))
        if form.is_page:
            return page.description, links
        graph = self.place.document(self.whole, whole.iri)
        return page.description.of_lines(
            [*page.description.lines, *(f"{s} <{graph}> ." for s in stated)]
        ), links

    def _address(
        self, addresses: Addresses, iri: str, form: DocumentForm, cursor: DocumentCursor | None
    ) -> str:
        """The address of a page, with what else the request chooses."""
        kept = [*self._kept(), *([("after", str(cursor))] if cursor is not None and cursor.begin else [])]
        address = self.place.document(addresses, iri, form.extension)
        return with_parameters(address, urlencode(kept))

    def _alternates(self, shown: Description) -> list[str]:
        """Statements of the forms and profiles in which the document about a resource is available."""
        graph = f"<{ALTERNATES.iri(self.addresses.base)}>"
        kept = urlencode([(name, text) for name, text in self._kept() if name != "_profile"])
        lines = []
        iri = shown.iri
        for form in forms_of(in_xml=shown.is_in_xml):
            address = self.place.document(self.whole, iri, form.extension)
            for profile in PAGE_PROFILES if form.is_page else PROFILES.values():
                own = "" if profile is BOUNDED else f"_profile={profile.token}"
                variant = f"<{with_parameters(with_parameters(address, own), kept)}>"
                lines.append(f"<{iri}> <{DCT}hasFormat> {variant} {graph} .")
                lines.append(f"{variant} <{DCT}format> {join(form.media, '')} {graph} .")
                lines.append(f"{variant} <{DCT}conformsTo> <{profile.iri(self.addresses.base)}> {graph} .")
        return lines

    async def _frame(self, iri: str, release: str) -> Frame:
        """The frame of the page. About a state that its path names, its links lead to pages of that release."""
        frame = await self.frames.frame(self.request, release, (*PARAMETERS, *_KEPT, "iri", TERM))
        current = with_parameters(self.addresses.document(iri), f"lang={frame.lang}")
        if self.place.is_fixed:
            return replace(frame, choices=[("release", release)], current=current)
        return replace(frame, current=current if frame.current else "")

    def _of_ontology(self, iri: str, frame: Frame) -> OntologyRequest:
        """The request for a page about the ontology."""
        address = partial(link_in_pages, self.addresses, self.session.model, frame.kept_by_links)
        return OntologyRequest(iri, self.wish.term, PageReader(frame, address, self._day(frame)))

    def _day(self, frame: Frame) -> date:
        """The day that a page is about: that of its address, or of a release that never changes, else today."""
        if self.wish.day is not None:
            return self.wish.day
        if self.place.is_fixed and frame.release and frame.release.built:
            return date.fromisoformat(frame.release.built[:10])
        return self.session.engine.parts.today()

    def _kept(self) -> list[tuple[str, str]]:
        """The parameters of the request that the other pages have, too."""
        return [(name, text) for name, text in self.request.query_params.multi_items() if name in _KEPT]


def _labels(facts: MentionedFacts, model: Model) -> list[str]:
    """Statements of labels, in the graph of the composed labels."""
    return [
        f"<{iri}> <{RDFS}label> {join(text, language)} <{model.labels_graph}> ."
        for iri, by_language in facts.labels.items()
        for language, text in by_language.items()
    ]
