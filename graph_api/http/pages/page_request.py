"""A request for a page: its parameters, its frame, and the questions that it puts to the engine."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from typing import Any

from starlette.requests import Request

from graph_api.exports.sheet import write_sheet
from graph_api.http.parameters import read_day
from graph_api.http.session import DocumentSession
from graph_api.pages.frame import Frame, PageLink, PageQuestion
from graph_api.pages.questions import page_question
from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from loaders.publication.addresses import Addresses, with_parameters

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PICTURE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of a page: its template, what the template shows as `view`, its frame, and headers of its own."""

    template: str
    view: object
    frame: Frame
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file that is made of the same answer as a page: its bytes by `write`, its media type, its name for saving."""

    write: Callable[[], bytes]
    media: str
    name: str

    @classmethod
    def sheet(
        cls, columns: Sequence[str], rows: Iterable[Mapping[str, object]], name: str, encoding: str = "utf-8"
    ) -> "PageFile":
        """A table as CSV. Some spreadsheets need the mark of `utf-8-sig` to know the encoding."""
        return cls(partial(_write_sheet, columns, rows, encoding), "text/csv; charset=utf-8", name)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the file. A picture that is opened runs no scripts and loads nothing."""
        return {
            "content-type": self.media,
            "content-disposition": f'inline; filename="{self.name}"',
            "Content-Security-Policy": _PICTURE_POLICY,
        }


def _write_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, object]], encoding: str) -> bytes:
    return write_sheet(columns, rows, "\r\n").encode(encoding)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page of a release, by a reader of a language. `today` is the day of the service."""

    request: Request
    session: DocumentSession
    frame: Frame
    addresses: Addresses
    today: date
    asked: list[PageQuestion] = field(default_factory=list)
    """The questions that were asked for the page so far."""

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.frame.lang

    def value(self, name: str) -> str:
        """The parameter of that name, without spaces around it; empty if there is none."""
        return self.request.query_params.get(name, "").strip()

    def day(self, name: str = "asOf") -> date | None:
        """The day in a parameter; None without one. Raises `QueryError`."""
        return read_day(self.value(name), name)

    def reader(self) -> PageReader:
        """The reader of the page, for its view."""
        kept = cache(
            partial(_address, self.addresses, self._parameters())
        )  # a page has many links to few things
        return PageReader(self.frame, kept, self.day() or self.today)

    async def ask(self, name: str, **variables: object) -> Mapping[str, Any]:
        """The data of the answer to the page question of that name. Raises `QuestionRefused`."""
        self.asked.append(PageQuestion(page_question(name), variables))
        return await self.session.ask(name, **variables)

    async def ask_known(self, name: str, **variables: object) -> Mapping[str, Any]:
        """The data of the answer to the part of a page question that the release knows. Raises `QuestionRefused`."""
        question, data = await self.session.ask_known(name, variables)
        self.asked.append(question)
        return data

    async def ask_document(self, document: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        """The data of the answer to a question that is made for a class. Raises `QuestionRefused`."""
        self.asked.append(PageQuestion(document, variables))
        return await self.session.ask_document(document, variables, self.lang)

    def iri(self, text: str) -> str:
        """The IRI that an address names, whole or by its end after the base IRI."""
        return text if _SCHEME.match(text) else self.session.model.base + text

    def values(self, name: str) -> Sequence[str]:
        """All values of a parameter that may be repeated, without those that are empty."""
        return [value for text in self.request.query_params.getlist(name) if (value := text.strip())]

    def address(self, iri: str) -> str:
        """The address of the page about a resource, about the same release, day and sources."""
        return _address(self.addresses, self._parameters(), iri)

    def _parameters(self) -> str:
        """The parameters that links to other pages have."""
        return self.frame.to("").partition("?")[2]

    def framed(self, title: str, *trail: PageLink, **changes: Any) -> Frame:
        """The frame of the page with its title, below the home page and those in `trail`, and other changes."""
        home = PageLink(texts(self.lang)["home"], self.frame.to("/"))
        return replace(
            self.frame,
            title=title,
            trail=(home, *trail, PageLink(title)),
            question=self.asked[0] if self.asked else None,
            **changes,
        )


def _address(addresses: Addresses, parameters: str, iri: str) -> str:
    plain, mark, fragment = addresses.document(iri).partition("#")
    return with_parameters(plain, parameters) + mark + fragment


MakePage = Callable[[PageRequest], Awaitable[PageContent | PageFile]]
"""Makes a page, or a file. Raises `QuestionRefused` or `QueryError`."""
