"""The document about a resource as a page for people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from urllib.parse import parse_qsl, urlencode

from graph_api.engine.answer import QuestionRefused, codes_of
from graph_api.http.linked_data.document_response import DocumentContent
from graph_api.http.linked_data.entity_pages import entity_pages
from graph_api.http.linked_data.histories import ResourceHistory
from graph_api.http.linked_data.labels import count_statements, read_mentioned
from graph_api.http.linked_data.places import place_in_ontology
from graph_api.http.session import NOT_IN_RELEASE, DocumentSession
from graph_api.pages.frame import Frame, PageLink, PageQuestion
from graph_api.pages.questions import page_question
from graph_api.pages.resource import (
    PageHistory,
    PageReferrers,
    PageStatement,
    PageSummary,
    ResourceFacts,
    ResourceViewer,
    render_resource,
)
from graph_api.pages.views.reader import PageReader
from graph_api.publish.forms import BY_EXTENSION, DocumentForm, forms_of
from graph_api.publish.profiles import SCHEMA_ORG
from graph_api.respond.description import Description, write_description
from graph_api.respond.schema_org import NamedThings, SchemaOrgWords, write_schema_org
from loaders.publication.addresses import Addresses, with_parameters
from ontology.iris import derived_graphs
from ontology.model import Model

_NAMES = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "nq": "N-Quads",
    "trig": "TriG",
}
_STATES = 5
"""States that a page names; the list of all is a page of its own."""


_WITHOUT_SUMMARY = frozenset(("COST", "NO_DECISION", "NO_PLATFORM", NOT_IN_RELEASE))
"""The codes of refusals after which a page has no summary: of what is incomplete, or too much to be asked at once."""
_MAY_LACK = frozenset(("obligations", "Obligation"))
"""The names that summaries can do without, in releases whose ontology does not know them."""


@dataclass(frozen=True, slots=True)
class PageAddresses:
    """The addresses in a page, `whole` with the host.

    `kept` are the parameters that its other forms keep, `following` is the address of the next page. `history` is that
    of the resource, as of this release. `day` is the day that the page is about.
    """

    addresses: Addresses
    whole: Addresses
    day: date
    kept: str = ""
    following: str = ""
    history: ResourceHistory | None = None

    def states(self, lang: str) -> PageHistory | None:
        """The states of the resource up to the release, if there are several."""
        mementos = () if self.history is None else self.history.until_release
        if self.history is None or len(mementos) < 2:
            return None
        last = [
            (state.release.id, with_parameters(self.history.memento(state), f"lang={lang}"))
            for state in reversed(mementos[-_STATES:])
        ]
        timemap = self.addresses.timemap(self.history.history.iri)
        return PageHistory(with_parameters(timemap, f"format=html&lang={lang}"), len(mementos), last)

    def form(self, iri: str, form: DocumentForm) -> str:
        """The address of another form of the page."""
        return with_parameters(self.addresses.document(iri, form.extension), self.kept)


def link_in_pages(addresses: Addresses, model: Model, kept: str, iri: str) -> str:
    """The address that an IRI leads to: its document if there is one, else itself if a browser can open it.

    `kept` are the parameters that links within the pages keep. The graphs of what rules conclude lead to the rules.
    """
    if iri in derived_graphs(model.base):
        return with_parameters(addresses.document(model.base + "rules"), kept)
    if addresses.is_own(iri) or _is_of_ontology(iri, model):
        address = place_in_ontology(iri, addresses) or addresses.document(iri)
        document, mark, fragment = address.partition("#")
        return with_parameters(document, kept) + mark + fragment
    return iri if iri.startswith(("http://", "https://")) else ""


def _is_of_ontology(iri: str, model: Model) -> bool:
    """True if it is a term, a code, a code list, or something else that the files of the ontology describe."""
    return iri in model.properties or iri in model.labels or iri in model.concepts or iri in model.code_lists


async def write_page(
    session: DocumentSession, description: Description, frame: Frame, place: PageAddresses
) -> DocumentContent:
    """The page in the reader's language. Raises `QuestionRefused`."""
    lang = frame.lang
    statements, named = await session.desk.admission.export(partial(_read, description))
    referrers = await _referrers(session, description.iri, lang)
    labelled = sorted({*named, *(group.predicate for group in referrers)})
    graphs = [graph for graph in description.graphs if graph not in session.documents]
    mentioned = await read_mentioned(session, graphs, labelled)
    facts = ResourceFacts(
        description.iri,
        statements,
        mentioned.labels,
        illustrative=mentioned.illustrative,
        derived=frozenset(derived_graphs(session.model.base)),
        referrers=referrers,
        next_page=place.following,
        history=place.states(lang),
        is_of_ontology=_is_of_ontology(description.iri, session.model),
    )
    if description.is_empty and (graph := await count_statements(session, (description.iri,))) is not None:
        facts = replace(facts, graph_size=graph[1])
    address = partial(link_in_pages, place.addresses, session.model, frame.kept_by_links)
    viewer = ResourceViewer(session.model, lang, address)
    embedded = None if description.iri in session.documents else description
    reader = PageReader(frame, address, place.day)
    question, summary = await _summary(session, description, reader, is_whole=not place.following)
    framed = replace(
        frame,
        forms=other_forms(description, place),
        licences=mentioned.licenses,
        question=question,
        state=_state(description.iri, frame, place, of_day=summary is not None),
    )
    page = place.whole.document(description.iri)
    html = await session.desk.admission.export(
        partial(_render, replace(facts, summary=summary), viewer, embedded, page, framed)
    )
    return DocumentContent(html, "text/html", (lang,), licenses=mentioned.licenses)


def _state(iri: str, frame: Frame, place: PageAddresses, *, of_day: bool) -> str:
    """The address at which the page stays as it is; with the day, if it shows what holds on that day."""
    if frame.release is None:
        return ""
    memento = place.whole.memento(iri, frame.release.id)
    return with_parameters(memento, f"asOf={place.day.isoformat()}") if of_day else memento


async def _summary(
    session: DocumentSession, description: Description, reader: PageReader, *, is_whole: bool
) -> tuple[PageQuestion, PageSummary | None]:
    """The question of a page, and the part that only things of its class have; None if there is nothing to examine."""
    pages = entity_pages(session.model, description.types) if is_whole else ()
    for kind in pages:
        named = {
            name: description.first_iri(f"{session.model.base}ns#{of}") for name, of in kind.along.items()
        }
        if None in named.values():
            continue
        variables = {"iri": description.iri, "asOf": reader.day.isoformat(), "lang": [reader.lang], **named}
        try:
            question, data = await session.ask_known(kind.question, variables, _MAY_LACK)
        except QuestionRefused as refused:
            if _WITHOUT_SUMMARY.isdisjoint(codes_of(refused.answer)):
                raise
        else:
            return question, PageSummary(kind.template, partial(kind.view, data, reader))
    return PageQuestion(page_question("document"), {"iris": [description.iri]}), None


def _read(description: Description) -> tuple[Sequence[PageStatement], set[str]]:
    """The statements of a page, and the IRIs in them that have labels."""
    statements = _statements(description)
    subjects = (one.subject for one in statements if not one.subject.startswith("_:"))
    return statements, {*description.mentioned(), *subjects, description.iri, *description.graphs}


def _render(
    facts: ResourceFacts, viewer: ResourceViewer, embedded: Description | None, page: str, frame: Frame
) -> bytes:
    """The page at the address `page`; in it the description `embedded` as JSON-LD, also in words of schema.org."""
    if embedded is not None:
        model = viewer.model
        words = SchemaOrgWords(model, SCHEMA_ORG.iri(model.base))
        in_words = words.description(embedded, NamedThings(facts.labels), page)
        facts = replace(
            facts,
            json_ld=write_description(embedded, "jsonld", model).decode(),
            schema_org=write_schema_org(in_words).decode(),
        )
    return render_resource(facts, viewer, frame).encode()


def other_forms(description: Description, place: PageAddresses) -> Sequence[PageLink]:
    """The other forms of a page."""
    iri, forms = description.iri, forms_of(in_xml=description.is_in_xml)
    links = [
        PageLink(_NAMES[form.extension], place.form(iri, form), form.media)
        for form in forms
        if not form.is_page
    ]
    usual = BY_EXTENSION[SCHEMA_ORG.form]
    kept = [(name, value) for name, value in parse_qsl(place.kept) if name != "_profile"]
    address = with_parameters(
        place.addresses.document(iri, usual.extension), urlencode([*kept, ("_profile", SCHEMA_ORG.token)])
    )
    return [*links, PageLink("schema.org", address, usual.media)]


async def _referrers(session: DocumentSession, iri: str, lang: str) -> list[PageReferrers]:
    """The first of the resources that refer to one, by property."""
    if iri in session.documents:
        return []
    data = await session.ask("referrers", iri=iri, lang=[lang])
    groups = data["resource"]["referredBy"]["nodes"] if data["resource"] else ()
    return [
        PageReferrers(
            group["predicate"]["iri"],
            group["count"],
            [(one["iri"], one["label"]["value"], one["label"]["lang"] or "") for one in group["nodes"]],
        )
        for group in groups
    ]


def _statements(description: Description) -> list[PageStatement]:
    """The statements, those about the resource first, each with its graphs."""
    graphs: dict[tuple[str, str, str], list[str]] = {}
    for quad in description.quads():
        subject = str(quad.subject).strip("<>")
        key = (subject, quad.predicate.value, str(quad.object))
        graphs.setdefault(key, []).append(str(quad.graph_name).strip("<>"))
    ordered = sorted(graphs, key=lambda key: (key[0] != description.iri, key[0].startswith("_:"), key))
    return [PageStatement(*key, graphs[key]) for key in ordered]
