"""The history of the resource of a document: links to its states, dates, tags, and what to answer when it is gone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.history.states import EntityHistories, EntityHistory, EntityState
from graph_api.http.caching import is_known, tag_of_parts
from graph_api.http.linked_data.places import redirect
from graph_api.http.problems import answer_error
from graph_api.publish.links import HeaderLink, write_links
from graph_api.publish.memento import Memento, http_date, memento_links, parse_http_date
from loaders.folder.manifest import number_of
from loaders.publication.addresses import Addresses
from loaders.publication.atom import ATOM_MEDIA

ACCEPT_DATETIME = "Accept-Datetime"
"""The header by which a client asks for the state of another time."""


_SHORT = 0.2
"""Seconds that a document waits for its history."""


@dataclass(frozen=True, slots=True)
class ResourceHistory:
    """The history of the resource of one document, as of a release. `extension` is that of the form in its address."""

    history: EntityHistory
    addresses: Addresses
    release: str
    extension: str = ""

    @property
    def state(self) -> EntityState | None:
        """The state in the release; None if nothing is stated about the resource in it."""
        state = self.history.in_release(self.release)
        return state if state is not None and state.is_described else None

    @property
    def is_gone(self) -> bool:
        """True if earlier releases describe the resource, and this one does not."""
        described = self.history.described
        return (
            self.state is None and bool(described) and described[0].release.number < number_of(self.release)
        )

    @property
    def until_release(self) -> Sequence[EntityState]:
        """The states in which something is stated about it, up to the release, oldest first."""
        number = number_of(self.release)
        return [state for state in self.history.described if state.change.number <= number]

    @property
    def mementos(self) -> tuple[Memento, ...]:
        """All states in which something is stated about it, oldest first."""
        return tuple(Memento(self.memento(state), state.release.moment) for state in self.history.described)

    @property
    def links(self) -> tuple[HeaderLink, ...]:
        """The links of a document to the states of its resource."""
        state, described = self.state, self.history.described
        shown = described.index(state) if state in described else None
        iri = self.history.iri
        original = self.addresses.document(iri, self.extension)
        links = memento_links(original, self.addresses.timemap(iri), self.mementos, shown)
        if not self.addresses.has_path(iri):
            return links
        return (*links, HeaderLink(self.addresses.document(iri, "atom"), "alternate", {"type": ATOM_MEDIA}))

    @property
    def modified(self) -> datetime | None:
        """The moment from which on the document says what it says, as the one of the current release."""
        return self.history.modified(self.release)

    def tag(self, variant: Sequence[object]) -> str | None:
        """The entity tag of a document that depends on this state and `variant` alone; None without a state."""
        state = self.state
        return None if state is None else tag_of_parts(state.change.digest, *variant)

    def answer_at(self, request: Request, moment: datetime, without: tuple[str, ...] = ()) -> Response:
        """The redirect to the state of that time, or the problem if nothing was stated about the resource then.

        It keeps the parameters of the request but those of `without`.
        """
        state = self.history.at(moment)
        if state is None or not state.is_described:
            return self.answer_gone(request, f"at {http_date(moment)}")
        response = redirect(request, self.memento(state), 302, ("iri", "release", *without))
        response.headers.update({"vary": f"Accept, {ACCEPT_DATETIME}", "link": write_links(self.links)})
        return response

    def answer_gone(self, request: Request, when: str = "in this release") -> Response:
        """The response 410 about a resource that earlier releases describe, with the links to its states."""
        first, last = self.history.described[0], self.history.described[-1]
        until = self._last_release(last)
        error = QueryError(
            f"Nothing is stated about <{self.history.iri[:500]}> {when}. It was described from release "
            f"{first.release.id} to {until}.",
            code="GONE",
            hint=f"Its last state is at {self.memento(last)}.",
        )
        response = answer_error(request, error, self.memento(last))
        response.headers["link"] = write_links(self.links)
        return response

    def _last_release(self, last: EntityState) -> str:
        """The last release that has a state."""
        place = list(self.history.states).index(last)
        ends = [state.release.number for state in self.history.states[place + 1 :]]
        numbers = {number: one for _, one in self.history.events if (number := number_of(one))}
        return max(
            (one for number, one in numbers.items() if not ends or number < ends[0]), default=last.release.id
        )

    def memento(self, state: EntityState) -> str:
        """The address of the document about a state."""
        return self.addresses.memento(self.history.iri, state.release.id, self.extension)


def is_unmodified(request: Request, tag: str, modified: datetime | None) -> bool:
    """True if the client has the document: by its tag, or without one by the date."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() != "*" and is_known(tag, known)
    since = parse_http_date(request.headers.get("if-modified-since", ""))
    return since is not None and modified is not None and modified <= since


@dataclass(frozen=True, slots=True)
class DocumentHistories:
    """Finds the histories of the resources of documents."""

    histories: EntityHistories

    async def find(self, iris: Sequence[str], release: str) -> EntityHistory | None:
        """The history of the first of some IRIs that a release describes, or that was ever described; else None.

        Raises `QueryError`: `HISTORY_UNAVAILABLE`, `HISTORY_BEHIND`.
        """
        return await asyncio.to_thread(self.histories.first_of, iris, release)

    async def known(self, iris: Sequence[str], release: str) -> tuple[EntityHistory | None, bool]:
        """The same, and True; None and False where histories are not known, or would have to be waited for."""
        try:
            return await asyncio.to_thread(self.histories.first_of, iris, release, _SHORT), True
        except QueryError:
            return None, False


def requested_moment(request: Request) -> datetime | None:
    """The moment of `Accept-Datetime`; None without one. Raises `QueryError` if it is malformed."""
    text = request.headers.get(ACCEPT_DATETIME)
    if text is None:
        return None
    moment = parse_http_date(text)
    if moment is None:
        raise QueryError(
            f"`{ACCEPT_DATETIME}` must be a date of HTTP, not {text[:100]!r}.",
            code="BAD_PARAMETER",
            hint="Write it like `Mon, 05 Jan 2026 08:00:00 GMT`.",
        )
    return moment
