"""The HTTP paths of lists: rows of the table of linked data."""

from graph_api.http.http_path import HttpPath
from graph_api.http.negotiation import CSVW
from graph_api.http.request import SAFE_METHODS, SOURCES

_PARAMETERS = ("where", "asOf", "lang", "excel", "release", *SOURCES)

LIST_PATHS = (
    HttpPath(
        "list",
        "/list/{plural}.csv",
        SAFE_METHODS,
        "All members of a class as CSV, such as `/list/digitalPlatforms.csv`: their IRIs, labels and values, with the "
        "titles of the columns in the language of `lang` or `Accept-Language`. `where` is a condition as JSON; with "
        "`excel=1` it is written for spreadsheets.",
        ("text/csv",),
        _PARAMETERS,
        ignores_others=False,
    ),
    HttpPath(
        "list-metadata",
        "/list/{plural}.csv-metadata.json",
        SAFE_METHODS,
        "The columns of that file and what they state, as CSV on the Web (W3C) describes it.",
        (CSVW,),
        _PARAMETERS,
        ignores_others=False,
    ),
    HttpPath(
        "search-table",
        "/search.csv",
        SAFE_METHODS,
        "All results of the search for `q` as CSV, best first: their IRIs, labels and classes. `where` is a condition "
        "of the field `search` as JSON.",
        ("text/csv",),
        ("q", *_PARAMETERS),
        needed=("q",),
    ),
)
"""Every path of lists."""
