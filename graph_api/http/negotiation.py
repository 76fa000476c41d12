"""Content negotiation: the media type, the coding and the language of a response, by the request's headers."""

from collections.abc import Iterable, Mapping, Sequence

from starlette.requests import Request

from graph_api.accept import Choice, read_choices
from graph_api.errors import QueryError
from graph_api.respond.languages import preferred_languages
from ontology.syntaxes import media_type
from ontology.values.languages import LANGUAGES, lookup_ranges

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
JSON_LD = media_type("jsonld")
TURTLE = media_type("ttl")
CSVW = "application/csvm+json"
PROBLEM_JSON = "application/problem+json"
"""The media type of problem documents (RFC 9457)."""
FORM = "application/x-www-form-urlencoded"
"""The media type of the fields of a form, as browsers send them."""


def accepts(header: str, *offers: str) -> str | None:
    """The best of `offers` by an Accept header (quality, then the order of `offers`); None if none is acceptable."""
    if not header.strip():
        return offers[0]
    choices = read_choices(header)
    best: tuple[float, str] | None = None
    for offer in offers:
        quality = _quality(choices, offer)
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, offer)
    return best[1] if best else None


def chosen_media(request: Request, forms: Mapping[str, str]) -> str:
    """The media type that `format` names, else the best one that the client accepts; `forms` are all, by their names.

    Raises `QueryError` `NOT_ACCEPTABLE`.
    """
    name = request.query_params.get("format")
    media = forms.get(name) if name else accepts(request.headers.get("accept", ""), *forms.values())
    if media is None:
        raise only_available(forms.values(), forms)
    return media


def only_available(media: Iterable[str], names: Iterable[str]) -> QueryError:
    """The error for a client that takes none of several media types; `names` are their names in `format`."""
    *others, last = media
    return QueryError(
        f"Only {', '.join(others)} and {last} are available here.",
        code="NOT_ACCEPTABLE",
        hint=f"Name one of {', '.join(names)} in `format`.",
    )


def accepts_coding(header: str, coding: str) -> bool:
    """True if an Accept-Encoding header accepts a coding: by its name, else by `*`."""
    qualities = {choice.name: choice.quality for choice in read_choices(header)}
    return qualities.get(coding, qualities.get("*", 0.0)) > 0


def choose_language(requested: str | None, header: str) -> str:
    """The language of a page: that of `?lang=`, else the client's preferred one by Accept-Language, else Vietnamese."""
    preferred = (*lookup_ranges((requested or "",)), *preferred_languages(header))
    return next((tag for tag in preferred if tag in LANGUAGES), "vi")


def _quality(choices: Sequence[Choice], offer: str) -> float:
    """The quality of a media type by the most specific range that covers it; 0 if none does."""
    ranges = [
        (len(choice.name.replace("*", "")), choice.quality)
        for choice in choices
        if _covers(choice.name, offer)
    ]
    return max(ranges)[1] if ranges else 0.0


def _covers(media: str, offer: str) -> bool:
    return media in ("*/*", offer) or (media.endswith("/*") and offer.startswith(media[:-1]))
