"""The frame of a page: all that stands around its content, the same on every page."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import quote, urlencode

from graph_api.pages.citation import Citation
from graph_api.pages.strings import texts
from graph_api.pages.template import LONGEST_NAME, template
from loaders.folder.manifest import number_of
from ontology.printable import cut
from ontology.values.languages import LANGUAGES, format_date, format_number

CHOICES = ("release", "asOf", "illustrative", "confidence")
"""The parameters that choose what a page is about; links to other pages keep them."""
_RELEASE, _SOURCES = "release", ("illustrative", "confidence")
_FEWER: Mapping[str, Collection[str]] = MappingProxyType(
    {"/dataset": (_RELEASE,), "/about": _SOURCES, "/verify": (), "/graphql": (), "/changes": (_RELEASE,)}
)
"""The choices that pages take of which not all matter to them, by their paths."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link: its text, its address (empty: the page itself), and the media type of what is there."""

    text: str
    address: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class FrameRelease:
    """The release that a page is about."""

    id: str
    built: str = ""
    """The moment when it was built (ISO, UTC); empty if it is not known."""
    hash: str = ""
    """The hash of its canonical dump; empty if it is not known."""

    @property
    def number(self) -> str:
        """Its running number."""
        return str(number_of(self.id) or self.id)


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """The question that made a page."""

    query: str
    variables: Mapping[str, object] = field(default_factory=dict)

    @property
    def editor(self) -> str:
        """The address of the query editor with the question."""
        return editor_link(self.query, self.variables)

    def receipt(self, release: str) -> str:
        """The address of the answer of a release with its signed receipt."""
        parameters = {
            "query": self.query,
            "variables": json.dumps(self.variables, ensure_ascii=False, separators=(",", ":")),
            "extensions": '{"receipt":true}',
            _RELEASE: release,
        }
        return "/graphql?" + urlencode(parameters, quote_via=quote)


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator of the service: the name in the page's language, and the address for reports of errors, if any."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The language, the address and the release of a page, and what its head and foot show.

    `parameters` are those of its address without the language, `choices` those that links to other pages keep.
    """

    lang: str
    path: str = "/"
    parameters: Sequence[tuple[str, str]] = ()
    choices: Sequence[tuple[str, str]] = ()
    release: FrameRelease | None = None
    current: str = ""
    """The address of the page about the current release, if this one is about a release that its address names."""
    is_illustrative: bool = False
    """True if the page may show made-up data."""
    is_made_up: bool = False
    """True if what the page is about is made up itself: there is no page about it without made-up data."""
    trail: Sequence[PageLink] = ()
    """The pages above this one, from the home page down, and the page itself."""
    forms: Sequence[PageLink] = ()
    """The same in other forms."""
    iri: str = ""
    """The IRI of what the page is about; empty: nothing of its own."""
    title: str = ""
    """The title of the page, in citations; empty: nobody cites the page."""
    public: str = ""
    """The public address of the service; empty: not known."""
    day: str = ""
    """The day (ISO) whose state the page shows, for citations; empty: it shows that of no day."""
    cursors: Collection[str] = ()
    """The parameters that hold in one language alone: the places in lists, whose order is that of the language."""
    state: str = ""
    """The address at which this very state stays; empty: that of the page with its release."""
    licences: Sequence[str] = ()
    question: PageQuestion | None = None
    searched: str = ""
    """The text in the search box."""
    operator: Operator = field(default_factory=Operator)

    @property
    def kept(self) -> str:
        """The parameters of the page but for the language, ending in `&`; empty: none."""
        kept = self.parameters_but(*self.cursors)
        return urlencode(kept) + "&" if kept else ""

    @property
    def kept_by_links(self) -> str:
        """The parameters that links to other pages keep: language, release, day and sources."""
        return self.to("").removeprefix("?")

    def to(self, path: str, **parameters: str) -> str:
        """The address of another page, in the same language, about the same release, day and sources."""
        taken = _FEWER.get(path, CHOICES)
        choices = {name: value for name, value in self.choices if name in taken and name not in parameters}
        return f"{path}?{urlencode({**parameters, **choices, 'lang': self.lang})}"

    def here(self, **parameters: str | Sequence[str]) -> str:
        """The address of this page with other parameters; an empty one is left out, several values repeat it."""
        others = self.parameters_but(*parameters)
        changed = [
            (name, value)
            for name, given in parameters.items()
            for value in ((given,) if isinstance(given, str) else given)
            if value
        ]
        return "?" + urlencode([*others, *changed, ("lang", self.lang)])

    def parameters_but(self, *names: str) -> Sequence[tuple[str, str]]:
        """The parameters of the page but for the language and those of some names, for a form."""
        return [pair for pair in self.parameters if pair[0] not in names]

    @property
    def has_some_sources(self) -> bool:
        """True if the address of the page chooses sources."""
        return any(name in _SOURCES for name, _ in self.parameters)

    @property
    def citation(self) -> Citation | None:
        """The citation of the page; None for a page about nothing of a release."""
        if self.release is None or not self.title:
            return None
        parameters = [*self.parameters_but(_RELEASE, *self.cursors)]
        if self.day and "asOf" not in dict(parameters):
            parameters.append(("asOf", self.day))
        address = self.state or f"{self.public}{self.path}?" + urlencode(
            [*parameters, (_RELEASE, self.release.id)]
        )
        return Citation(
            cut(self.title, LONGEST_NAME),
            self.operator.name or "NDP Graph",
            self.release.id,
            self.release.built,
            self.release.hash,
            address,
            self.iri,
        )

    @property
    def report(self) -> str:
        """The address for a report of an error on the page; empty if the operator has none."""
        contact = self.operator.contact
        if not contact.startswith("mailto:"):
            return contact
        release = self.release.id if self.release else ""
        body = f"{self.iri or self.public + self.path}\n{release}"
        return f"{contact}?{urlencode({'subject': cut(self.title, LONGEST_NAME), 'body': body}, quote_via=quote)}"


def render_page(name: str, frame: Frame, **parts: object) -> str:
    """The page of the template `name` in its frame, as HTML. It works without scripts."""
    return template(name).render(
        frame=frame,
        lang=frame.lang,
        languages=LANGUAGES,
        text=texts(frame.lang),
        number=lambda value: format_number(value, frame.lang),
        day=lambda value: format_date(value, frame.lang),
        **parts,
    )


def editor_link(query: str, variables: Mapping[str, object]) -> str:
    """The address of the editor with a query in its fragment, which browsers do not send to servers."""
    parameters = {"query": query}
    if variables:
        parameters["variables"] = json.dumps(variables, ensure_ascii=False, indent=2)
    return "/graphql#" + urlencode(parameters, quote_via=quote)
