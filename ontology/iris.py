"""IRIs: the base under which everything is named, and the slugs that entities are named by."""

DEFAULT_BASE = "https://w3id.org/vn-ndp/"


def rebase(content: bytes, base: str) -> bytes:
    """`content` of a shipped file with every IRI under the default base moved under `base`."""
    return content if base == DEFAULT_BASE else content.replace(DEFAULT_BASE.encode(), base.encode())


def local_name(iri: str) -> str:
    """The last part of an IRI: after `#`, else after the last `/` or `:`."""
    for separator in "#/:":
        head, found, tail = iri.rpartition(separator)
        if found and tail:
            return tail
    return iri
