"""The HTTP paths of the files of releases."""

from graph_api.http.http_path import HttpPath
from graph_api.http.negotiation import JSON
from graph_api.http.request import SAFE_METHODS

FILE_PATHS: tuple[HttpPath, ...] = (
    HttpPath(
        "files",
        "/dumps/{release}",
        SAFE_METHODS,
        "The list of a release's files to download, with their sizes and hashes; `latest` leads to the current one.",
        (JSON,),
    ),
    HttpPath(
        "file",
        "/dumps/{release}/{file:path}",
        SAFE_METHODS,
        "A file of a release: dumps (`ndp-ID.nq.zst`, …), graphs, the patch from the release before, `SHA256SUMS`, "
        "`certificate.json`; or a part of it (`Range`). `ndp.nq`, `ndp.ttl`, … are dumps in the coding of "
        "`Accept-Encoding`. One that there is not yet is made when it is first requested; "
        "`certificate.json` only by `ndp-graph publish`, with a key.",
        ("by the file's name",),
    ),
)
