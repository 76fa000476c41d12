"""Reading small files from within a test."""

import gzip
from collections.abc import Callable
from pathlib import Path

import zstandard
from pyoxigraph import Quad

from loaders.reading.read import Stdin, read

BASE = "https://example.org/base/"
GOOD = b'<http://a/x> <http://a/p> "x" .\n'
XML = (
    b'<?xml version="1.0"?>\n<rdf:RDF xmlns:a="http://a/" '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n%b\n</rdf:RDF>\n'
)

NODE = b'<rdf:Description rdf:about="http://a/x"><a:p>%b</a:p></rdf:Description>'


def write(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# `format` is the name of the flag.
def load(*sources: Path | Stdin, graph: str | None = None, format: str | None = None) -> list[Quad]:  # noqa: A002
    """The statements of some files."""
    return list(read(sources, graph=graph, format=format, base=BASE))


def graphs(quads: list[Quad]) -> set[str]:
    """The graphs of some statements."""
    return {str(quad.graph_name) for quad in quads}


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
}
