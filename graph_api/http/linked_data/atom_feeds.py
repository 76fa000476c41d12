"""`/feed.atom` and `/doc/….atom`: the releases, and the changes of one resource, for readers of feeds."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graph_api.history.changes import ReleaseChanges, ReleaseFigures
from graph_api.history.states import EntityHistory
from graph_api.http.caching import tag_of_content, unchanged
from graph_api.http.linked_data.absent import not_described
from graph_api.http.linked_data.histories import DocumentHistories
from graph_api.http.linked_data.labels import read_label
from graph_api.http.negotiation import choose_language
from graph_api.http.request import raw_path
from graph_api.http.session import answered, open_session
from graph_api.publish.aliases import iris_of_document
from graph_api.serving.desk import Desk
from loaders.folder.manifest import number_of
from loaders.folder.moments import write_moment
from loaders.publication.addresses import Addresses
from loaders.publication.atom import ATOM_MEDIA, MOST, AtomEntry, AtomFeed, atom_texts, write_atom
from loaders.publication.journal import CHANGED, CREATED, REMOVED
from ontology.model import Model, Text
from ontology.values.languages import format_number

_KINDS = (CREATED, CHANGED, REMOVED)


@dataclass(frozen=True, slots=True)
class AtomEndpoint:
    """Feeds in Atom. `public` is the address of the service, `seconds` the time for which they may be kept."""

    desk: Desk
    changes: ReleaseChanges
    public: str
    seconds: int
    publisher: Text | None = None
    """The name of the body that publishes; None: it is not known."""

    async def answer(self, request: Request) -> Response:
        """The response to `/feed.atom`."""
        return await answered(request, partial(self._releases, request))

    async def answer_entity(self, request: Request) -> Response:
        """The response to `/doc/{path}.atom`."""
        return await answered(request, partial(self._entity, request))

    async def _releases(self, request: Request) -> Response:
        language = _language(request)
        async with open_session(self.desk, request) as session:
            model = session.model
            with await self.desk.enter(session.client, session.engine, 0):
                feed = await asyncio.to_thread(self.release_feed, model, language)
        return self._respond(request, feed)

    def release_feed(self, model: Model, language: str, most: int = MOST) -> AtomFeed:
        """The feed of the newest releases, at most so many. It reads files."""
        addresses, lasting = self._addresses(model.base)
        texts = atom_texts()
        entries = []
        for event, moment in reversed(self.changes.histories.events()[-most:]):
            number = str(number_of(event.release))
            release = self.changes.release(event.release)
            summary = "" if release is None else _in_words(self.changes.figures(release), model, language)
            key = "rollback" if event.is_rollback else "release"
            entries.append(
                AtomEntry(
                    lasting.release(event.id),
                    texts.fill(key, language, number=number),
                    write_moment(moment),
                    summary,
                    addresses.release(event.release),
                )
            )
        return AtomFeed(
            lasting.service("/feed.atom"),
            texts.fill("releases", language),
            language,
            addresses.service(f"/feed.atom?lang={language}"),
            addresses.service("/"),
            entries,
            self._author(language),
        )

    async def _entity(self, request: Request) -> Response:
        language = _language(request)
        path = raw_path(request).removeprefix("doc/").removesuffix(".atom")
        async with open_session(self.desk, request) as session:
            release = await session.engine.reader.release()
            iris = iris_of_document(session.model.base, path)
            history = await DocumentHistories(self.changes.histories).find(iris, release)
            if history is None:
                raise not_described(iris[0] if iris else path, session)
            label = await read_label(session, history.iri, language)
            feed = self._entity_feed(history, session.model.base, label, language)
        return self._respond(request, feed)

    def _entity_feed(self, history: EntityHistory, base: str, label: str, language: str) -> AtomFeed:
        addresses, lasting = self._addresses(base)
        texts = atom_texts()
        entries = []
        for state in reversed(history.states[-MOST:]):
            release, sources = state.release, ", ".join(filter(None, state.change.graphs))
            kind = state.change.kind
            is_again = kind == CREATED and state is not history.states[0]
            by = "by-sources" if state.is_described else "no-longer-by-sources"
            shown = addresses.memento(history.iri, release.id) if state.is_described else ""
            entries.append(
                AtomEntry(
                    lasting.memento(history.iri, release.id),
                    texts.fill("restored" if is_again else kind, language, label=label),
                    release.built_at,
                    texts.fill(by, language, number=str(release.number), sources=sources),
                    shown or addresses.document(history.iri),
                )
            )
        return AtomFeed(
            lasting.document(history.iri, "atom"),
            texts.fill("entity", language, label=label),
            language,
            f"{addresses.document(history.iri, 'atom')}?lang={language}",
            addresses.document(history.iri),
            entries,
            self._author(language),
        )

    def _author(self, language: str) -> str:
        return (self.publisher.best(language, "") or "") if self.publisher else ""

    def _addresses(self, base: str) -> tuple[Addresses, Addresses]:
        """The addresses of the service, and those below the base, which stay when the service moves."""
        return Addresses(base, self.public), Addresses(base, base.rstrip("/"))

    def _respond(self, request: Request, feed: AtomFeed) -> Response:
        content = write_atom(feed)
        headers = {
            "content-type": f"{ATOM_MEDIA}; charset=utf-8",
            "content-language": feed.language,
            "etag": tag_of_content(content),
            "cache-control": f"public, max-age={self.seconds}",
            "vary": "Accept-Language",
        }
        return unchanged(request, headers) or Response(content, headers=headers)


def _language(request: Request) -> str:
    return choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _in_words(figures: ReleaseFigures, model: Model, language: str) -> str:
    """The changes of a release in sentences, one a line: of all resources, of each class, and of findings."""
    texts = atom_texts()
    lines = [texts.fill("resources", language, **_numbers(figures.kinds, language))]
    lines += [
        texts.fill("of-class", language, label=model.classes[iri].label, **_numbers(kinds, language))
        for iri, kinds in _largest_first(figures.classes)
    ]
    found, before = figures.findings, figures.findings_before
    lines.append(
        texts.fill(
            "findings", language, found=format_number(found, language), before=format_number(before, language)
        )
    )
    return "\n".join(lines)


def _numbers(kinds: Mapping[str, int], language: str) -> dict[str, str]:
    return {kind: format_number(kinds.get(kind, 0), language) for kind in _KINDS}


def _largest_first(classes: Mapping[str, Mapping[str, int]]) -> Sequence[tuple[str, Mapping[str, int]]]:
    return sorted(classes.items(), key=lambda item: (-sum(item[1].values()), item[0]))
