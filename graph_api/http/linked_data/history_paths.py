"""The HTTP paths of the history of resources: rows of the table of linked data."""

from graph_api.http.http_path import HttpPath
from graph_api.http.linked_data.document_request import PARAMETERS
from graph_api.http.linked_data.feeds import FEED_FORMS
from graph_api.http.linked_data.timemaps import TIMEMAP_FORMS
from graph_api.http.request import SAFE_METHODS, SOURCES
from graph_api.publish.forms import FORMS
from loaders.publication.atom import ATOM_MEDIA

_STATE_METHODS = (*SAFE_METHODS, "OPTIONS")
_STATE_MEDIA = tuple(form.media for form in FORMS)
_FORMAT = ("format",)

HISTORY_PATHS = (
    HttpPath(
        "state",
        "/release/{release}/doc/{path:path}",
        _STATE_METHODS,
        "The document as it was in a release (a Memento, RFC 7089). It never changes.",
        _STATE_MEDIA,
        (*PARAMETERS, *SOURCES),
    ),
    HttpPath(
        "state-of-resource",
        "/release/{release}/resource",
        _STATE_METHODS,
        "The same about the resource `iri`.",
        _STATE_MEDIA,
        ("iri", *PARAMETERS, *SOURCES),
        needed=("iri",),
    ),
    HttpPath(
        "timemap",
        "/timemap/{path:path}",
        SAFE_METHODS,
        "The states of the resource whose IRI is the base and this path (a TimeMap): the releases that changed it.",
        tuple(TIMEMAP_FORMS.values()),
        (*_FORMAT, "lang"),
    ),
    HttpPath(
        "timemap-of-resource",
        "/timemap",
        SAFE_METHODS,
        "The same of the resource `iri`.",
        tuple(TIMEMAP_FORMS.values()),
        ("iri", *_FORMAT, "lang"),
        needed=("iri",),
    ),
    HttpPath(
        "feed",
        "/feed",
        SAFE_METHODS,
        "The changes of all releases as a Linked Data Event Stream: the page that leads to those of each release.",
        tuple(FEED_FORMS.values()),
        _FORMAT,
    ),
    HttpPath(
        "feed-of-class",
        "/feed/{class_name}",
        SAFE_METHODS,
        "The same of the entities of one class, such as `/feed/DigitalPlatform`.",
        tuple(FEED_FORMS.values()),
        _FORMAT,
    ),
    HttpPath(
        "feed-page",
        "/feed/{release}/{page:int}",
        SAFE_METHODS,
        "A page of the feed with at most 1,000 changes of a release. It never changes.",
        tuple(FEED_FORMS.values()),
        _FORMAT,
    ),
    HttpPath(
        "feed-page-of-class",
        "/feed/{class_name}/{release}/{page:int}",
        SAFE_METHODS,
        "The same of the entities of one class.",
        tuple(FEED_FORMS.values()),
        _FORMAT,
    ),
    HttpPath(
        "feed-atom",
        "/feed.atom",
        SAFE_METHODS,
        "The releases as a feed in Atom, with their changes in words.",
        (ATOM_MEDIA,),
        ("lang",),
    ),
    HttpPath(
        "document-atom",
        "/doc/{path:path}.atom",
        SAFE_METHODS,
        "The changes of the resource as a feed in Atom, one entry for each release that changed it.",
        (ATOM_MEDIA,),
        ("lang",),
    ),
)
"""They come before the paths of documents, which take any path below `/doc/`."""
