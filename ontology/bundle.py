"""The ontology of a release as one piece of bytes, kept with the release and inside a Neo4j store.

It keeps the files apart, because the terms of a user's file are exposed and those of a foreign vocabulary are not.
"""

import json
from collections.abc import Iterable
from typing import Any

from ontology.errors import StoreError
from ontology.files import OntologyFile
from ontology.json_reader import read_json

MEDIA_NAME = "ontology.json"


def bundle(files: Iterable[OntologyFile]) -> bytes:
    """`files` as one JSON document that is the same for the same files."""
    parts = [{"name": f.name, "added": f.added, "turtle": f.content.decode("utf-8")} for f in files]
    return json.dumps(parts, ensure_ascii=False, indent=1).encode()


def unbundle(content: bytes) -> tuple[OntologyFile, ...]:
    """The files that `bundle` packed. Raises `StoreError` for any other content."""
    try:
        parts: list[dict[str, Any]] = read_json(content)
        return tuple(OntologyFile(p["name"], p["turtle"].encode(), p["added"]) for p in parts)
    except (ValueError, KeyError, TypeError) as problem:
        raise StoreError(
            "the ontology kept in the release cannot be read",
            code="STORE_DAMAGED",
            hint="build the release anew",
        ) from problem
