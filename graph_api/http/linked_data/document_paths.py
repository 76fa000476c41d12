"""The HTTP paths of documents about resources: rows of the table of linked data."""

from graph_api.http.http_path import HttpPath
from graph_api.http.linked_data.document_request import PARAMETERS, TERM
from graph_api.http.request import SAFE_METHODS, SOURCES
from graph_api.publish.forms import FORMS

DOCUMENT_METHODS = (*SAFE_METHODS, "OPTIONS")
_MEDIA = tuple(form.media for form in FORMS)
_CHOICES = (*PARAMETERS, "release", *SOURCES)
_REDIRECT = ("that of the document",)
_THING = "303 to the document, in the form that `Accept` asks for; 308 from another spelling (diacritics, case, …)."

DOCUMENT_PATHS = (
    HttpPath(
        "terms",
        "/ns",
        DOCUMENT_METHODS,
        "The ontology: all that it says about its terms, and about those of other vocabularies that it uses; as a page "
        "their index, or one class or property (`term`).",
        _MEDIA,
        (*_CHOICES, TERM),
    ),
    HttpPath(
        "terms-form",
        "/ns.{extension}",
        DOCUMENT_METHODS,
        "The same in one form; the extension is `ttl`, `jsonld`, `nt`, `rdf`, `nq`, `trig` or `html`.",
        _MEDIA,
        _CHOICES,
    ),
    HttpPath("entities", "/id/{path:path}", DOCUMENT_METHODS, _THING, _REDIRECT, _CHOICES, redirects=True),
    HttpPath("codes", "/code/{path:path}", DOCUMENT_METHODS, _THING, _REDIRECT, _CHOICES, redirects=True),
    HttpPath("graphs", "/graph/{path:path}", DOCUMENT_METHODS, _THING, _REDIRECT, _CHOICES, redirects=True),
    HttpPath(
        "documents",
        "/doc/{path:path}",
        DOCUMENT_METHODS,
        "All statements about the resource whose IRI is the base and this path, in the form that `Accept` or `format` "
        "asks for; with an extension as above, in that form.",
        _MEDIA,
        _CHOICES,
    ),
    HttpPath(
        "resource",
        "/resource",
        DOCUMENT_METHODS,
        "The same about the resource `iri`, which may begin with anything; 308 if it has a document above.",
        _MEDIA,
        ("iri", *_CHOICES),
        needed=("iri",),
    ),
    HttpPath(
        "others",
        "/{path:path}",
        DOCUMENT_METHODS,
        "As `/id/…`, for any other path; `/ns/Term`, `/shapes/Name` and `/rules/D01` lead to the place of the term in "
        "its document.",
        _REDIRECT,
        _CHOICES,
        redirects=True,
    ),
)
"""The rows, in the order of the documentation."""
