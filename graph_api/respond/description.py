"""The description of a resource: the statements of a document, written in its form."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import orjson
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from graph_api.errors import QueryError
from loaders.dump import write
from loaders.dump.rdf import is_in_xml
from ontology.errors import DataError
from ontology.iris import derived_graphs
from ontology.json_ld import json_ld_writer
from ontology.model import Model
from ontology.namespaces import DCT, RDF_TYPE, SCHEMA, dump_prefixes

_LANGUAGE = re.compile(r'"@([A-Za-z0-9-]+) <[^<>"]*> \.$')
REPLACED = f"{DCT}isReplacedBy"


@dataclass(frozen=True, slots=True)
class Description:
    """The statements about a resource and the blank nodes that hang from it, as sorted lines of N-Quads.

    `derived` are those that the program concludes.
    """

    iri: str
    lines: Sequence[str]
    derived: Sequence[str] = ()

    @classmethod
    def of(cls, iri: str, lines: Iterable[str], model: Model) -> "Description":
        """The description in some lines; if no source states any of them, all of what is derived."""
        ends = tuple(f" <{graph}> ." for graph in derived_graphs(model.base))
        stated: list[str] = []
        derived: list[str] = []
        for line in lines:
            (derived if line.endswith(ends) else stated).append(line)
        return cls(iri, stated, derived) if stated else cls(iri, derived)

    def with_derived(self) -> "Description":
        """The description with what is derived."""
        return self.of_lines([*self.lines, *self.derived])

    def of_lines(self, lines: Iterable[str]) -> "Description":
        """The description with other lines."""
        return replace(self, lines=sorted(set(lines)), derived=())

    def first_iri(self, predicate: str) -> str | None:
        """The first IRI to which the resource refers by a property; None without one."""
        start = f"<{self.iri}> <{predicate}> <"
        values = (line.removeprefix(start) for line in self.lines if line.startswith(start))
        return next((value.partition(">")[0] for value in values), None)

    @property
    def is_empty(self) -> bool:
        """True if it has no statement."""
        return not self.lines

    @property
    def is_in_xml(self) -> bool:
        """True if RDF/XML can express it."""
        return is_in_xml(self.lines)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its texts, sorted."""
        return tuple(sorted({match[1] for line in self.lines if (match := _LANGUAGE.search(line))}))

    @property
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of its graphs, sorted."""
        return tuple(sorted({line.rsplit(" ", 2)[1][1:-1] for line in self.lines}))

    @property
    def types(self) -> tuple[str, ...]:
        """The IRIs of its classes."""
        return self.objects(RDF_TYPE)

    def objects(self, predicate: str) -> tuple[str, ...]:
        """The IRIs that a property of the resource leads to, sorted."""
        start = f"<{self.iri}> <{predicate}> <"
        return tuple(
            sorted({line[len(start) :].split(">")[0] for line in self.lines if line.startswith(start)})
        )

    @property
    def replacement(self) -> str | None:
        """The resource that replaces this one, if nothing else is stated about it."""
        others = [line for line in self.lines if not line.startswith(f"<{self.iri}> <{REPLACED}> ")]
        found = self.objects(REPLACED)
        return found[0] if len(found) == 1 and not others else None

    def quads(self) -> Sequence[Quad]:
        """The statements."""
        return list(parse(input="\n".join(self.lines), format=RdfFormat.N_QUADS))

    def mentioned(self) -> tuple[str, ...]:
        """The IRIs that it mentions, sorted: properties, classes and other objects, graphs and datatypes not."""
        found: set[str] = set()
        for quad in self.quads():
            found.add(quad.predicate.value)
            if isinstance(quad.object, NamedNode):
                found.add(quad.object.value)
        return tuple(sorted(found - {self.iri}))


def write_description(description: Description, form: str, model: Model) -> bytes:
    """The bytes of a description in one of the formats of dumps. Triple formats merge the graphs.

    JSON-LD has the names of GraphQL as keys, and the part of the context that it needs. Raises `QueryError`
    `NOT_WRITABLE` if the format cannot express a value.
    """
    if form == "jsonld":
        return _json_ld(description, model)
    output = BytesIO()
    try:
        write(form, [line.encode() for line in description.lines], output, _prefixes(description, model))
    except DataError as error:
        raise QueryError(error.message, code="NOT_WRITABLE") from None
    return output.getvalue()


def _json_ld(description: Description, model: Model) -> bytes:
    triples = dict.fromkeys(
        (str(quad.subject), str(quad.predicate), str(quad.object)) for quad in description.quads()
    )
    # The resource comes before the blank nodes that hang from it.
    ordered = sorted(triples, key=lambda triple: (triple[0] != f"<{description.iri}>", triple))
    document = json_ld_writer(model).document(ordered)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _prefixes(description: Description, model: Model) -> dict[str, str]:
    """The prefixes of dumps that the description uses."""
    text = "\n".join(description.lines)
    prefixes = {**dump_prefixes(model.base), "schema": SCHEMA}
    return {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}
