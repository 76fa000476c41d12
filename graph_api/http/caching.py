"""Caching of answers to GET: entity tags of all that an answer depends on, and 304 for clients that have it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from graph_api.engine.engine import Engine, PreparedOperation
from ontology.errors import StoreError

VARY = {"vary": "Accept, Accept-Language"}
"""The header of what depends on what a client accepts."""


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """How answers to GET are cached: by what they depend on beside the question, and for how many seconds."""

    version: str
    today: Callable[[], date]
    seconds: int


def caching_headers(
    ready: PreparedOperation, release: str, caching: CachePolicy, form: str
) -> dict[str, str]:
    """How the answer of a release may be kept; `form` tells it from the same answer in other forms."""
    tag = _entity_tag(ready, release, caching, form)
    return {"etag": tag, "cache-control": f"public, max-age={caching.seconds}"}


async def unchanged_since(
    known: str, engine: Engine, ready: PreparedOperation, caching: CachePolicy, form: str
) -> Response | None:
    """304, without an execution, if the client knows the answer by the tags in its If-None-Match."""
    if not known:
        return None
    try:
        headers = caching_headers(ready, await engine.reader.release(), caching, form)
    except StoreError:
        return None  # asking it the question tells what is wrong
    return Response(status_code=304, headers=headers | VARY) if _is_known(headers["etag"], known) else None


def _entity_tag(ready: PreparedOperation, release: str, caching: CachePolicy, form: str) -> str:
    """A strong tag: all that an answer depends on."""
    question = ready.question
    parts = (
        caching.version,
        release,
        question.query,
        ready.operation,
        json.dumps(ready.variables, sort_keys=True),
        ready.languages,
        form,
        caching.today().isoformat() if ready.depends_on_today else None,
    )
    return f'"{hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]}"'


def _is_known(tag: str, known: str) -> bool:
    """Whether an If-None-Match header names the tag (weakly compared, as it is to be)."""
    return known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))
