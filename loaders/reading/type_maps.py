"""Type maps of JSON-LD (`"@container": "@type"`), written so that the parser reads them rightly.

A context that belongs to a type holds for the whole node in a type map, and all nodes in it (JSON-LD 1.1 API §5.1.2,
13.8.3); the parser ends it with the node itself. `@propagate` says the same in the context.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from loaders.reading.jsonld import find_line
from loaders.reading.read_error import ReadError

_TYPE_MAP = re.compile(rb'"@container"\s*:\s*(?:\[[^\]]*)?"@type"')
_TYPE_SET = re.compile(rb'("@container"\s*:\s*)\[\s*(?:"@type"\s*,\s*"@set"|"@set"\s*,\s*"@type")\s*\]')


def has_type_maps(text: bytes) -> bool:
    """True if a term of the document may hold type maps."""
    return _TYPE_MAP.search(text) is not None


def rewrite_type_maps(text: bytes, name: str) -> bytes:
    """The same document for the parser; raises ReadError if it cannot be said in another way."""
    if b'"@json"' not in text:
        text = _TYPE_SET.sub(rb'\1"@type"', text)  # @set says nothing about statements
    try:
        document = json.loads(text)
    except ValueError:
        return text  # the parser names the place
    maps, scoped = _read_contexts(document)
    used = {
        key
        for member, value in _iter_members(document)
        if member in maps and isinstance(value, dict)
        for key in value
    }
    contexts = {term: scoped[term] for term in sorted(used & scoped.keys())}
    if not contexts:
        return text
    others = {value for _, value in _iter_members(document) if isinstance(value, str)}
    for term, own in contexts.items():
        if term in others or not all(isinstance(context, dict) for context in own):
            line, column = find_line(text, term) or (1, None)
            raise ReadError(
                name,
                f"the type {term!r} has a context of its own, and is the key of a type map; that is not read rightly",
                line=line,
                column=column,
                hint="list the nodes with their @type instead of the type map",
            )
        for context in own:
            context.setdefault("@propagate", True)
    return json.dumps(document, ensure_ascii=False).encode()


def _read_contexts(document: object) -> tuple[set[str], dict[str, list[Any]]]:
    """The terms that hold type maps, and the contexts that belong to terms."""
    maps: set[str] = set()
    scoped: dict[str, list[Any]] = defaultdict(list)
    for member, context in _iter_members(document):
        if member != "@context":
            continue
        for part in context if isinstance(context, list) else [context]:
            for term, defined in part.items() if isinstance(part, dict) else ():
                if isinstance(defined, dict) and "@type" in defined.get("@container", ()):
                    maps.add(term)
                if isinstance(defined, dict) and "@context" in defined:
                    scoped[term].append(defined["@context"])
    return maps, scoped


def _iter_members(value: object) -> Iterator[tuple[str, Any]]:
    """All keys of all objects with their values; items of lists have the key of the list."""
    ahead: list[tuple[str, Any]] = [("", value)]
    while ahead:
        key, value = ahead.pop()
        yield key, value
        if isinstance(value, dict):
            ahead += value.items()
        elif isinstance(value, list):
            ahead += ((key, item) for item in value)
