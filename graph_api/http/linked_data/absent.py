"""The response about a resource that a release does not describe: what was meant, or that there is nothing."""

from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.http.linked_data.places import DocumentPlace, redirect
from graph_api.http.problems import answer_error
from graph_api.http.session import DocumentSession
from graph_api.publish.aliases import alias_candidates, closest
from graph_api.publish.forms import split_extension
from graph_api.publish.links import HeaderLink, write_links
from loaders.publication.addresses import Addresses


async def answer_absent(
    request: Request, session: DocumentSession, addresses: Addresses, place: DocumentPlace
) -> Response:
    """The response to a request for a document that there is not: 308 to what was meant, 300 for several, else 404."""
    meant = [] if place.path is None else await _meant(session, addresses, place)
    if len(meant) == 1:
        return redirect(request, meant[0])
    if meant:
        return several(meant)
    shown = place.iri if place.path is None else addresses.base + unquote(place.path)
    return answer_error(request, not_described(shown, session))


async def _meant(session: DocumentSession, addresses: Addresses, place: DocumentPlace) -> list[str]:
    """The addresses that the path of a place may have meant: as a whole, else before the extension of a form."""
    path = place.path or ""
    stem = split_extension(path)
    for name, extension in ((path, ""), *([(stem[0], stem[1].extension)] if stem else [])):
        if found := await find_aliases(session, addresses, unquote(name)):
            return [place.document(addresses, iri, extension) for iri in found]
    return []


def not_described(iri: str, session: DocumentSession) -> QueryError:
    """The error for an IRI about which a release states nothing, or the sources that the request chooses."""
    if not session.engine.parts.sources.is_whole:
        return QueryError(
            f"The chosen sources state nothing about <{iri[:500]}>.",
            code="NOT_FOUND",
            hint="Leave out `illustrative` and `confidence` to read all sources.",
        )
    return QueryError(
        f"This release states nothing about <{iri[:500]}>.",
        code="NOT_FOUND",
        hint="`/graphql` searches for resources by their names.",
    )


async def find_aliases(session: DocumentSession, addresses: Addresses, path: str) -> tuple[str, ...]:
    """The described resources that a path below the base may have meant: those closest to it."""
    candidates = alias_candidates(addresses.base, path)
    found = await find_described(session, candidates) if candidates else ()
    return closest(addresses.base, path, found)


async def find_meant(session: DocumentSession, addresses: Addresses, iri: str) -> str:
    """The described resource that one of our IRIs may have meant, if it is one; else the IRI itself."""
    if await find_described(session, (iri,)):
        return iri
    found = await find_aliases(session, addresses, iri.removeprefix(addresses.base))
    return found[0] if len(found) == 1 else iri


async def find_described(session: DocumentSession, iris: tuple[str, ...]) -> tuple[str, ...]:
    """The IRIs of some that the release or its ontology describes, in their order. Raises `QuestionRefused`."""
    terms = await session.terms()
    data = await session.ask("known", iris=list(iris))
    described = {one["iri"] for one in data["resources"] if one is not None and one["described"]}
    return tuple(iri for iri in iris if iri in described or terms.has(iri))


def several(addresses: list[str]) -> Response:
    """The response 300 with the addresses of which one was meant."""
    links = write_links(HeaderLink(address, "alternate") for address in addresses)
    content = orjson.dumps({"choices": addresses}, option=orjson.OPT_INDENT_2) + b"\n"
    return Response(content, 300, {"link": links, "cache-control": "no-store"}, "application/json")
