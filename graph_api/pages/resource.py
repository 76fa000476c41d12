"""The page about any resource: its name, classes and statements, each value with the sources that state it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_api.pages.frame import Frame, PageLink, render_page
from graph_api.pages.strings import texts
from ontology.iris import last_part
from ontology.model import Model
from ontology.namespaces import RDF_TYPE, RDFS, SKOS
from ontology.values.languages import FALLBACK, format_number
from ontology.values.literals import LANG_STRING, STRING, from_ntriples, split

Labels = Mapping[str, Mapping[str, str]]
"""Labels by IRI, then by language."""
LONGEST_VALUE = 3_000
"""Characters of a value that are shown. A longer one is folded."""
_NAMES = (SKOS + "prefLabel", RDFS + "label")
"""Properties whose values are the heading of a term; they come first."""


@dataclass(frozen=True, slots=True)
class PageStatement:
    """A statement: subject and predicate as IRIs or `_:label`, the object in N-Triples, and the graphs that make it."""

    subject: str
    predicate: str
    object: str
    graphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class PageReferrers:
    """Resources that refer to the page's by a property: their number, and IRIs, labels and languages of the first."""

    predicate: str
    count: int
    first: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class PageHistory:
    """The states of the page's resource: the address of their list, their number, and the last of them.

    Each of `last` is the release that it began with and the address of the page about it, newest first.
    """

    address: str
    count: int
    last: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The part of a page that only things of a class have: its template, and the function that makes its view."""

    template: str
    view: Callable[[], object]


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    """The facts that the page shows. `illustrative` and `derived` are graphs."""

    iri: str
    statements: Sequence[PageStatement]
    labels: Labels
    illustrative: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    referrers: Sequence[PageReferrers] = ()
    json_ld: str = ""
    """The document as JSON-LD, which the page has in it for programs; empty: none."""
    schema_org: str = ""
    """The same in the words of schema.org, as JSON-LD for search engines; empty: none."""
    next_page: str = ""
    """The address of the next page, if what is stated is too long for one."""
    graph_size: int | None = None
    """The number of statements of a source graph about which nothing is stated; None for other resources."""
    history: PageHistory | None = None
    """The states of the resource, if there are several."""
    is_of_ontology: bool = False
    """True if it is a term, a code, or another part of the ontology: it has no lineage."""
    summary: PageSummary | None = None
    """The part of the page that only things of its class have; None: it shows the statements alone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its language (empty: the page's, or none), and an address that it leads to."""

    text: str
    lang: str = ""
    address: str = ""
    note: str = ""
    """The IRI behind the text, or the datatype of a value."""


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value with the numbers of its sources."""

    shown: Shown
    sources: Sequence[int]
    is_literal: bool = False
    is_derived: bool = False
    is_illustrative: bool = False


@dataclass(frozen=True, slots=True)
class ShownProperty:
    """A property with its values."""

    name: Shown
    values: Sequence[ShownValue]


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """A subject with its properties. `anchor` is its place in the page; the first subject has no heading."""

    anchor: str
    heading: Shown
    properties: Sequence[ShownProperty]


@dataclass(frozen=True, slots=True)
class ShownReferrers:
    """Resources that refer to this one by a property: the first of them, and the number of all others."""

    name: Shown
    first: Sequence[Shown]
    more: str


@dataclass(frozen=True, slots=True)
class ResourceView:
    """The page, ready for the template."""

    title: Shown
    classes: Sequence[Shown]
    subjects: Sequence[ShownSubject]
    sources: Sequence[Shown]
    referrers: Sequence[ShownReferrers]


Addressed = Callable[[str], str]
"""Gives the address that an IRI leads to; empty if it leads nowhere."""


@dataclass(frozen=True, slots=True)
class ResourceViewer:
    """Makes views of resources for readers of one language."""

    model: Model
    lang: str
    address: Addressed

    def view(self, facts: ResourceFacts) -> ResourceView:
        """The view of a resource."""
        graphs = sorted({graph for one in facts.statements for graph in one.graphs})
        numbers = {graph: number for number, graph in enumerate(graphs, 1)}
        by_subject: dict[str, list[PageStatement]] = {}
        for statement in facts.statements:
            by_subject.setdefault(statement.subject, []).append(statement)
        anchors = {subject: _anchor(subject, number) for number, subject in enumerate(by_subject)}
        subjects = [
            ShownSubject(
                anchors[subject],
                self._heading(subject, facts.labels, anchors),
                self._properties(statements, facts, numbers, anchors),
            )
            for subject, statements in by_subject.items()
        ]
        types = [one.object for one in by_subject.get(facts.iri, ()) if one.predicate == RDF_TYPE]
        classes = [self._term(obj, facts.labels, {}) for obj in types]
        sources = [self._named(graph, facts.labels, {}) for graph in graphs]
        referrers = [self._referrers(one, facts.labels) for one in facts.referrers]
        return ResourceView(self._title(facts), classes, subjects, sources, referrers)

    def _heading(self, subject: str, labels: Labels, anchors: Mapping[str, str]) -> Shown:
        """A subject, and the address of the page about it, or its own."""
        address = "" if subject.startswith("_:") else self.address(subject)
        return replace(self._named(subject, labels, anchors), address=address)

    def _referrers(self, group: PageReferrers, labels: Labels) -> ShownReferrers:
        first = [
            Shown(text, tag if tag != self.lang else "", self.address(iri), iri)
            for iri, text, tag in group.first
        ]
        more = group.count - len(first)
        return ShownReferrers(
            self._property(group.predicate, labels), first, format_number(more, self.lang) if more else ""
        )

    def _title(self, facts: ResourceFacts) -> Shown:
        named = self._named(facts.iri, facts.labels, {})
        return Shown(named.text, named.lang, "", facts.iri)

    def _properties(
        self,
        statements: Sequence[PageStatement],
        facts: ResourceFacts,
        numbers: Mapping[str, int],
        anchors: Mapping[str, str],
    ) -> list[ShownProperty]:
        by_predicate: dict[str, list[PageStatement]] = {}
        for statement in statements:
            by_predicate.setdefault(statement.predicate, []).append(statement)
        return [
            ShownProperty(
                self._property(predicate, facts.labels),
                [
                    ShownValue(
                        self._term(one.object, facts.labels, anchors),
                        [numbers[graph] for graph in one.graphs],
                        is_literal=one.object[0] == '"',
                        is_derived=facts.derived.issuperset(one.graphs),
                        is_illustrative=not facts.illustrative.isdisjoint(one.graphs),
                    )
                    for one in sorted(by_predicate[predicate], key=self._order_of_value)
                ],
            )
            for predicate in sorted(by_predicate, key=self._order_of_property)
        ]

    def _order_of_property(self, predicate: str) -> tuple[int, int, str]:
        term = self.model.properties.get(predicate)
        first = 0 if predicate in _NAMES else 1 if predicate == RDF_TYPE else 2
        return (first, term.order if term else 1_000_000, predicate)

    def _order_of_value(self, statement: PageStatement) -> tuple[int, str]:
        """Texts in the reader's language come first."""
        tags = (self.lang, *FALLBACK)
        if statement.object[0] != '"':
            return len(tags), statement.object
        _, tag, _ = split(statement.object)
        return tags.index(tag) if tag in tags else len(tags), statement.object

    def _term(self, obj: str, labels: Labels, anchors: Mapping[str, str]) -> Shown:
        if obj[0] != '"':
            return self._named(from_ntriples(obj), labels, anchors)
        text, tag, datatype = split(obj)
        shown_tag = tag if tag != self.lang else ""
        return Shown(text, shown_tag, note="" if datatype in (STRING, LANG_STRING) else datatype)

    def _named(self, iri: str, labels: Labels, anchors: Mapping[str, str]) -> Shown:
        """A resource by its label in the best language, else by its IRI."""
        by_language = labels.get(iri, {}) if iri != RDF_TYPE else {self.lang: texts(self.lang)["class"]}
        tag = next((one for one in (self.lang, *FALLBACK) if one in by_language), "")
        text = by_language.get(tag) or self._unlabelled(iri, anchors)
        address = f"#{anchors[iri]}" if iri in anchors else self.address(iri)
        return Shown(text, tag if tag != self.lang else "", address, iri)

    def _property(self, iri: str, labels: Labels) -> Shown:
        """A property by its label, else by the end of its IRI."""
        named = self._named(iri, labels, {})
        return replace(named, text=last_part(iri) or iri) if named.text == iri else named

    def _unlabelled(self, iri: str, anchors: Mapping[str, str]) -> str:
        """The text for what has no label: the fragment of an IRI, else all of it; a blank node has a number."""
        if iri.startswith("_:"):
            number = anchors.get(iri, "").removeprefix("subject-")
            return f"{texts(self.lang)['resource_unnamed']} {number}".strip()
        return iri.partition("#")[2] or iri


def render_resource(facts: ResourceFacts, viewer: ResourceViewer, frame: Frame) -> str:
    """The page as HTML. It works without scripts."""
    view = viewer.view(facts)
    sources = {graph for one in facts.statements for graph in one.graphs}
    classes = [_listed(one, viewer.model, frame) for one in view.classes[:1]]
    framed = replace(
        frame,
        title=view.title.text,
        iri=facts.iri,
        is_illustrative=not facts.illustrative.isdisjoint(sources),
        is_made_up=_is_made_up(facts),
        trail=(PageLink(texts(frame.lang)["home"], frame.to("/")), *classes, PageLink(view.title.text)),
    )
    return render_page(
        facts.summary.template if facts.summary else "resource.html",
        framed,
        summary=facts.summary.view() if facts.summary else None,
        facts=facts,
        view=view,
        scripts=[
            one.replace("<", "\\u003c") for one in (facts.json_ld, facts.schema_org) if one
        ],  # no tags in them
        longest=LONGEST_VALUE,
        states=format_number(facts.history.count, viewer.lang) if facts.history else "",
        graph_size=None if facts.graph_size is None else format_number(facts.graph_size, viewer.lang),
    )


def _is_made_up(facts: ResourceFacts) -> bool:
    """True if all that sources state about the resource itself is made up."""
    own = {graph for one in facts.statements if one.subject == facts.iri for graph in one.graphs}
    stated = own - facts.derived
    return bool(stated) and stated <= facts.illustrative


def _listed(shown: Shown, model: Model, frame: Frame) -> PageLink:
    """The list of a class; of one without a list, its definition."""
    term = model.classes.get(shown.note)
    return PageLink(shown.text, frame.to(f"/list/{term.plural}") if term else shown.address)


def _anchor(subject: str, number: int) -> str:
    """The place of a subject in the page: the fragment of its IRI, which leads there."""
    _, mark, fragment = subject.partition("#")
    return fragment if mark and fragment else f"subject-{number}"
