"""The HTTP paths of reconciliation: rows of the table of linked data."""

from graph_api.http.http_path import HttpPath
from graph_api.http.negotiation import FORM, HTML, JSON
from graph_api.http.request import METHODS, SAFE_METHODS, SOURCES

_CHOICES = ("release", *SOURCES)
_FIELDS = ("queries", "extend", *_CHOICES)

RECONCILE_PATHS = (
    HttpPath(
        "reconcile",
        "/reconcile",
        METHODS,
        "Reconciliation, for OpenRefine and its like (API 0.2): the manifest, or the candidates for a batch of names "
        "in `queries`, or values of properties for `extend`. A POST sends these as the fields of a form.",
        (JSON,),
        _FIELDS,
        bodies=(FORM,),
        fields=_FIELDS,
    ),
    HttpPath(
        "reconcile-in",
        "/reconcile/{lang}",
        METHODS,
        "The same in a language: `vi`, `en` or `fr`.",
        (JSON,),
        _FIELDS,
        bodies=(FORM,),
        fields=_FIELDS,
    ),
    HttpPath(
        "reconcile-suggest",
        "/reconcile/{lang}/suggest/{kind}",
        SAFE_METHODS,
        "Suggestions while people type, of a kind: `entity`, `type` or `property`.",
        (JSON,),
        ("prefix", "cursor", *_CHOICES),
    ),
    HttpPath(
        "reconcile-flyout",
        "/reconcile/{lang}/flyout/{kind}",
        SAFE_METHODS,
        "A few lines about a suggestion, as HTML in JSON.",
        (JSON,),
        ("id", *_CHOICES),
    ),
    HttpPath(
        "reconcile-properties",
        "/reconcile/{lang}/properties",
        SAFE_METHODS,
        "The properties of a type that `extend` can read.",
        (JSON,),
        ("type", "limit", *_CHOICES),
    ),
    HttpPath(
        "reconcile-preview",
        "/reconcile/{lang}/preview",
        SAFE_METHODS,
        "A resource in a few lines, for a small window.",
        (HTML,),
        ("id", *_CHOICES),
    ),
    HttpPath(
        "reconcile-view",
        "/reconcile/{lang}/view",
        SAFE_METHODS,
        "A redirect to the document about a resource.",
        (HTML,),
        ("id", *_CHOICES),
    ),
)
"""Every path of reconciliation."""
