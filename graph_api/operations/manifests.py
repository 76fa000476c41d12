"""Manifests of documents as the tools of clients write them, in JSON.

    {"ID": "query …", …}                                  graphql-codegen, Relay
    {"format": "…", "version": 1, "operations": [{"id": "ID", "name": "…", "type": "query", "body": "query …"}]}
                                                          Apollo
    [{"id": "ID", "body": "query …"}, …]                  lists: of objects, or of pairs [ID, text]

The id is what clients send: mostly a hash, of a text that the tool may have laid out in its own way.
"""

from collections.abc import Iterator, Mapping, Sequence

_IDS = ("id", "doc_id", "documentId", "docId", "hash", "sha256Hash", "md5", "sha256")
_TEXTS = ("body", "text", "query", "document", "source")


class NotAManifest(ValueError):
    """A JSON value is not a manifest; the text says why."""


def read_manifest(value: object) -> tuple[tuple[str, str], ...]:
    """The documents of a manifest in its order, each as its id and its text. Raises `NotAManifest`."""
    match value:
        case {"operations": [*entries]}:
            found = [_entry(entry) for entry in entries]
        case [*entries]:
            found = [_entry(entry) for entry in entries]
        case {**members}:
            found = [_pair(*member) for member in members.items()]
        case _:
            raise NotAManifest("it is neither an object nor a list")
    return tuple(found)


def _entry(entry: object) -> tuple[str, str]:
    match entry:
        case [identifier, text]:
            return _pair(identifier, text)
        case {**members}:
            return _pair(_first(members, _IDS), _first(members, _TEXTS))
    raise NotAManifest("an entry of the list is neither an object nor a pair")


def _first(members: Mapping[object, object], names: Sequence[str]) -> object:
    found = next(_present(members, names), None)
    if found is None:
        raise NotAManifest(f"an entry has none of {', '.join(names)}")
    return found


def _present(members: Mapping[object, object], names: Sequence[str]) -> Iterator[object]:
    return (members[name] for name in names if members.get(name) is not None)


def _pair(identifier: object, text: object) -> tuple[str, str]:
    if not isinstance(identifier, str) or not identifier or not isinstance(text, str):
        raise NotAManifest("an id or a document is not a text")
    return identifier, text
