"""The choices of a request for a document: form, profile, language, and if it wants derived statements."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from graph_api.errors import QueryError
from graph_api.http.negotiation import accepts, choose_language, only_available
from graph_api.http.parameters import read_day
from graph_api.http.request import SOURCES
from graph_api.publish.forms import BY_EXTENSION, BY_MEDIA, DATA_OFFERS, FORMS, OFFERS, DocumentForm
from graph_api.publish.page_cursor import DocumentCursor, read_document_cursor
from graph_api.publish.profiles import (
    ALTERNATES,
    BOUNDED,
    PROFILES,
    SCHEMA_ORG,
    Profile,
    find_profile,
    preferred_profile,
)

PARAMETERS = ("format", "_mediatype", "_profile", "derived", "lang", "asOf", "after")
"""The parameters that choose the form of a document. The day `asOf` matters to pages: statements are of all days."""
TERM = "term"
"""The parameter with the class or property that a page about the ontology is about."""
_TRUTH = {"": False, "1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """The requested form of a document. `form` None: the client accepts none of the forms.

    `media` is the media type of the form that the client accepts; `is_named`: the query string names the form.
    """

    form: DocumentForm | None
    media: str
    is_named: bool
    profile: Profile
    derived: bool
    language: str
    day: date | None = None
    term: str = ""
    """The class or property that the page about the ontology is about; empty: all."""

    @property
    def variant(self) -> str:
        """All that its bytes depend on beside the resource."""
        form = self.form.extension if self.form else ""
        choices = (
            f"{self.is_named} {self.profile.token} {self.derived} {self.language} {self.day} {self.term}"
        )
        return f"{form} {self.media} {choices}"

    def profile_in(self, form: DocumentForm) -> Profile | None:
        """The profile of the document in a form; None for a page, unless it is about the alternates."""
        return None if form.is_page and self.profile is not ALTERNATES else self.profile

    def acceptable(self) -> DocumentForm:
        """The form. Raises `QueryError` `NOT_ACCEPTABLE` without one."""
        if self.form is None:
            raise not_acceptable()
        return self.form


def read_document_request(request: Request, base: str) -> DocumentRequest:
    """The choices of a request. Raises `QueryError` for parameters that name nothing."""
    query, headers = request.query_params, request.headers
    profile = _profile(request, base)
    name, media = query.get("format"), query.get("_mediatype", "").replace(" ", "+")
    if name:
        form = BY_EXTENSION.get(name) or BY_MEDIA.get(name.replace(" ", "+"))
        if form is None:
            raise not_acceptable()
        media = form.media
    elif media:
        form = BY_MEDIA.get(media.partition(";")[0].strip().lower())
        if form is None:
            raise not_acceptable()
        media = form.media
    else:
        offers = DATA_OFFERS if profile is SCHEMA_ORG else OFFERS
        media = accepts(headers.get("accept", ""), *offers) or ""
        form = BY_MEDIA.get(media)
    derived = _TRUTH.get(query.get("derived", "").lower())
    if derived is None:
        raise QueryError(
            f"`derived` must be true or false, not {query['derived']!r}.",
            hint="Write `derived=true`, or leave it out.",
        )
    language = choose_language(query.get("lang"), headers.get("accept-language", ""))
    is_named = bool(name or query.get("_mediatype"))
    day = read_day(query.get("asOf", ""), "asOf")
    return DocumentRequest(form, media, is_named, profile, derived, language, day, query.get(TERM, ""))


def parameters_of(request: Request, wish: DocumentRequest, form: DocumentForm) -> str:
    """The query string that names the requested document in a form, beside it: its profile, release and more."""
    names = ("derived", "release", *SOURCES, "after", *(("lang", "asOf") if form.is_page else ()))
    kept = [(name, text) for name, text in request.query_params.multi_items() if name in names]
    profile = wish.profile_in(form) or BOUNDED
    return urlencode([*([] if profile is BOUNDED else [("_profile", profile.token)]), *kept])


def read_cursor(request: Request) -> DocumentCursor | None:
    """The cursor in `?after=`; None without one. Raises `QueryError` `BAD_CURSOR`."""
    text = request.query_params.get("after", "")
    cursor = read_document_cursor(text)
    release = request.query_params.get("release")
    if text and (cursor is None or (release and release != cursor.release)):
        raise bad_cursor(text)
    return cursor


def bad_cursor(text: str) -> QueryError:
    """The error for a text that is not a cursor of the document."""
    return QueryError(
        f"{text[:100]!r} is not a cursor of this document.",
        code="BAD_CURSOR",
        hint="Follow the link `next` of a document, unchanged, or leave `after` out.",
    )


def not_acceptable() -> QueryError:
    """The error for a client that accepts none of the forms."""
    return only_available((form.media for form in FORMS), BY_EXTENSION)


def _profile(request: Request, base: str) -> Profile:
    if name := request.query_params.get("_profile"):
        profile = find_profile(name, base)
        if profile is None:
            raise QueryError(
                f"There is no profile `{name[:100]}`.",
                code="BAD_PARAMETER",
                hint=f"Available: {', '.join(PROFILES)}.",
            )
        return profile
    return preferred_profile(request.headers.get("accept-profile", ""), base) or BOUNDED
