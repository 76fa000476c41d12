"""The HTTP paths of pages: rows of the table of paths."""

from graph_api.http.http_path import HttpPath
from graph_api.http.negotiation import HTML
from graph_api.http.request import SAFE_METHODS, SOURCES

_CHOICES = ("asOf", "lang", "release", *SOURCES)
_LINEAGE = ("iri", "depth", "asOf", "focus", "fold", "lang", "release", *SOURCES)

PAGE_PATHS: tuple[HttpPath, ...] = (
    HttpPath(
        "home",
        "/",
        SAFE_METHODS,
        "The home page: numbers of today, the list in force, the latest decisions and changes, how fresh sources are.",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "search",
        "/search",
        SAFE_METHODS,
        "What has the words of `q`, best first, with counts by class and by the facets of the class in `type`; without "
        "`q` an explanation. `after` is repeated: the cursors of the pages up to this one.",
        (HTML,),
        ("q", "type", "filter", "after", *_CHOICES),
        repeated=("filter", "after"),
    ),
    HttpPath(
        "class-index",
        "/list",
        SAFE_METHODS,
        "All classes with the numbers of their members.",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "class-list",
        "/list/{plural}",
        SAFE_METHODS,
        "The members of a class, such as `/list/digitalPlatforms`, 20 a page, with facets.",
        (HTML,),
        ("filter", "sort", "after", "before", *_CHOICES),
        repeated=("filter",),
    ),
    HttpPath(
        "lineage",
        "/lineage",
        SAFE_METHODS,
        "The lineage of a resource: a picture of what it is connected to, from the law to the status, and a table; "
        "without `iri` an explanation.",
        (HTML,),
        _LINEAGE,
    ),
    HttpPath(
        "lineage_svg",
        "/lineage.svg",
        SAFE_METHODS,
        "The picture alone.",
        ("image/svg+xml",),
        _LINEAGE,
        needed=("iri",),
    ),
    HttpPath(
        "lineage_csv",
        "/lineage.csv",
        SAFE_METHODS,
        "The statements of the lineage, one in a line.",
        ("text/csv",),
        _LINEAGE,
        needed=("iri",),
    ),
    HttpPath("charts", "/charts", SAFE_METHODS, "The charts that there are.", (HTML,), _CHOICES),
    HttpPath(
        "chart_svg", "/charts/{name}.svg", SAFE_METHODS, "A chart as a picture.", ("image/svg+xml",), _CHOICES
    ),
    HttpPath("chart_csv", "/charts/{name}.csv", SAFE_METHODS, "Its numbers.", ("text/csv",), _CHOICES),
    HttpPath(
        "chart",
        "/charts/{name}",
        SAFE_METHODS,
        "A chart with its table: `status` (platforms by status over time), `findings` (by rule over releases) or "
        "`freshness` (of the sources of each body).",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "embed",
        "/embed/{name}",
        SAFE_METHODS,
        "The chart alone, which other sites may embed in a frame.",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "manual",
        "/docs",
        SAFE_METHODS,
        "The documentation: its pages, for readers, for developers and for operators.",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "manual-page",
        "/docs/{topic}",
        SAFE_METHODS,
        "A page of the documentation, with live answers to its questions; in English if it is not translated.",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "calendar",
        "/calendar",
        SAFE_METHODS,
        "What is due by when, what is late first: for which platform, owed by which organisation, and because of what. "
        "`organization`, `platform` and `kind` choose.",
        (HTML,),
        ("organization", "platform", "kind", "after", *_CHOICES),
    ),
    HttpPath(
        "calendar-file",
        "/calendar.ics",
        SAFE_METHODS,
        "The same for calendar programs (iCalendar), the first 500.",
        ("text/calendar",),
        ("organization", "platform", "kind", *_CHOICES),
    ),
    HttpPath(
        "changes",
        "/changes",
        SAFE_METHODS,
        "The changes between the releases `from` and `to` (ids or numbers; without them, from the one before to the "
        "current one), or since a day, in words; of one kind (`part`) or class (`type`) alone, 100 a page.",
        (HTML,),
        ("from", "to", "since", "part", "type", "after", "lang", "release"),
    ),
    HttpPath(
        "quality",
        "/quality",
        SAFE_METHODS,
        "The measures of the quality of a release: its size, what its sources state of themselves, names by language, "
        "findings by rule, each beside the release before, and what is missing.",
        (HTML,),
        _CHOICES,
    ),
    HttpPath(
        "quality-table",
        "/quality.csv",
        SAFE_METHODS,
        "The same measures of the latest releases as CSV.",
        ("text/csv",),
        _CHOICES,
    ),
    HttpPath(
        "compare",
        "/compare",
        SAFE_METHODS,
        "Two to six things side by side, what differs first. Each `iri` is an IRI or its end after the base IRI, "
        "perhaps with a day or a release behind it: `id/platform/vtvgo@2025-01-01`, `…@000001-11c4173b`. `same` and "
        "`on` add a thing on a day.",
        (HTML,),
        ("iri", "same", "on", *_CHOICES),
        repeated=("iri",),
    ),
    HttpPath(
        "compare-table",
        "/compare.csv",
        SAFE_METHODS,
        "The same as CSV.",
        ("text/csv",),
        ("iri", "same", "on", *_CHOICES),
        repeated=("iri",),
        needed=("iri",),
    ),
)
"""Every path of pages, in the order of the documentation."""
