"""The formats of answers as graphs, by name, and how each is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from pyoxigraph import RdfFormat, parse, serialize

from ontology.json_ld import json_ld_writer
from ontology.model import Model
from ontology.namespaces import dump_prefixes
from ontology.syntaxes import media_type


@dataclass(frozen=True, slots=True)
class GraphFormat:
    """A format: its name, its media type, and the function that writes statements.

    The function takes them sorted, in N-Triples without full stops. `parameters` follow the media type in a header.
    """

    name: str
    media: str
    write: Callable[[Sequence[str], Model], bytes]
    parameters: str = ""


def _turtle(lines: Sequence[str], model: Model) -> bytes:
    quads = parse(_n_triples(lines, model), RdfFormat.N_TRIPLES)
    triples = (quad.triple for quad in quads)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=dump_prefixes(model.base)) or b""


def _json_ld(lines: Sequence[str], model: Model) -> bytes:
    triples = (
        (subject, predicate, obj) for subject, predicate, obj in (line.split(" ", 2) for line in lines)
    )
    return orjson.dumps(json_ld_writer(model).document(triples)) + b"\n"


def _n_triples(lines: Sequence[str], _: Model) -> bytes:
    return "".join(f"{line} .\n" for line in lines).encode()


GRAPH_FORMATS: Mapping[str, GraphFormat] = {
    form.name: form
    for form in (
        GraphFormat("ttl", media_type("ttl"), _turtle, "; charset=utf-8"),
        GraphFormat("jsonld", media_type("jsonld"), _json_ld),
        GraphFormat("nt", media_type("nt"), _n_triples),
    )
}
"""Every format, by name."""
