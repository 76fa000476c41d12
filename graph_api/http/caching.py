"""Caching of answers to GET: entity tags over all that an answer depends on, and 304 for clients that have it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine.engine import Engine
from graph_api.engine.prepared import PreparedOperation
from graph_api.settings import Settings
from ontology.errors import StoreError

VARY = {"vary": "Accept, Accept-Language"}
"""The header of answers whose form or language depends on the headers of the request."""
NDP_RELEASE = "NDP-Release"
"""The header with the release that an answer is from."""
IMMUTABLE = "public, max-age=31536000, immutable"
"""The header Cache-Control of what never changes."""


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """Caching of answers to GET: for how long, and what an answer depends on beside the question."""

    program: str
    """The version of the program."""
    settings: Settings

    @property
    def seconds(self) -> int:
        """Seconds for which a client may use an answer again without asking."""
        return self.settings.cache_seconds

    @property
    def version(self) -> str:
        """The program's version and the page sizes."""
        return f"{self.program} {self.settings.page_size} {self.settings.page_size_max}"


def caching_headers(
    operation: PreparedOperation, release: str, caching: CachePolicy, form: str
) -> dict[str, str]:
    """The headers for caching the answer of a release; `form` is its media type, or what else sets its bytes apart."""
    tag = _entity_tag(operation, release, caching, form)
    return {"etag": tag, "cache-control": f"public, max-age={caching.seconds}"}


async def unchanged_since(
    known: str, engine: Engine, operation: PreparedOperation, caching: CachePolicy, form: str
) -> Response | None:
    """The response 304, without an execution, if If-None-Match names the tag of the answer; else None."""
    if not known:
        return None
    try:
        headers = caching_headers(operation, await engine.reader.release(), caching, form)
    except StoreError:
        return None  # the execution that follows reports the problem
    return Response(status_code=304, headers=headers | VARY) if is_known(headers["etag"], known) else None


def tag_of_parts(*parts: object) -> str:
    """A strong entity tag of all that the bytes of an answer depend on."""
    return tag_of_content(repr(parts).encode("utf-8", "backslashreplace"))


def tag_of_content(content: bytes) -> str:
    """A strong entity tag of some bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def repr_digest(sha256: bytes) -> dict[str, str]:
    """The header with the SHA-256 of the bytes that are sent (RFC 9530)."""
    return {"repr-digest": f"sha-256=:{base64.b64encode(sha256).decode()}:"}


def unchanged(request: Request, headers: Mapping[str, str]) -> Response | None:
    """The response 304 with some headers if the client has what their `etag` stands for; else None."""
    known = request.headers.get("if-none-match", "")
    return Response(status_code=304, headers=headers) if is_known(headers["etag"], known) else None


def _entity_tag(operation: PreparedOperation, release: str, caching: CachePolicy, form: str) -> str:
    """A strong tag: all that an answer depends on."""
    question = operation.question
    return tag_of_parts(
        caching.version,
        release,
        question.query,
        operation.name,
        json.dumps(operation.variables, sort_keys=True),
        operation.languages,
        form,
        operation.sources.key,
        caching.settings.today().isoformat() if operation.depends_on_today else None,
    )


def is_known(tag: str, known: str) -> bool:
    """True if an If-None-Match header names the tag (weak comparison, RFC 9110 §13.1.2)."""
    strong = tag.removeprefix("W/")
    return known.strip() == "*" or strong in (one.strip().removeprefix("W/") for one in known.split(","))
