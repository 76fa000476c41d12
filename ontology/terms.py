"""A small index over the ontology's own triples, enough to read it: no inference, no queries."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ontology.errors import UsageError
from ontology.files import OntologyFile
from ontology.model import Text
from ontology.namespaces import RDF, RDF_TYPE

Node = NamedNode | BlankNode | Literal | Triple

_PLACE = re.compile(r"^Parser error (?:at|between) .*?(?=: ): ")
"""The place in an error of the parser, which is written before it already."""


class Terms:
    """Triples by subject and predicate, in the order of the files. Nodes are strings: IRIs, or `_:label`."""

    def __init__(self, files: Sequence[OntologyFile]) -> None:
        self._objects: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self._added: set[str] = set()
        for file in files:
            if file.is_turtle:
                self._read(file)

    def _read(self, file: OntologyFile) -> None:
        try:
            for quad in parse(input=file.content, format=RdfFormat.TURTLE, rename_blank_nodes=True):
                subject = key(quad.subject)
                self._objects[subject][quad.predicate.value].append(quad.object)
                if file.added:
                    self._added.add(subject)
        except SyntaxError as error:
            raise UsageError(
                f"{file.name}:{error.lineno}:{error.offset}: {_PLACE.sub('', error.msg)}",
                code="ONTOLOGY_SYNTAX",
                hint="declare @base <http://…> . at the beginning of the file"
                if "No scheme" in error.msg
                else "fix the Turtle file given to --ontology",
            ) from None

    def is_added(self, iri: str) -> bool:
        """True if a user's file has statements about `iri`."""
        return iri in self._added

    def subjects(self, type_iri: str) -> list[str]:
        """Everything of `rdf:type` `type_iri`, in the order of the files."""
        return [s for s, po in self._objects.items() if type_iri in map(key, po.get(RDF_TYPE, ()))]

    def having(self, predicate: str) -> list[str]:
        """Everything that has a `predicate`, in the order of the files."""
        return [s for s, po in self._objects.items() if predicate in po]

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The IRIs and blank nodes at `predicate`, each once."""
        nodes = self._nodes(subject, predicate)
        return list(dict.fromkeys(key(o) for o in nodes if not isinstance(o, Literal)))

    def literals(self, subject: str, predicate: str) -> list[str]:
        """The lexical forms of the literals at `predicate`."""
        return [o.value for o in self._nodes(subject, predicate) if isinstance(o, Literal)]

    def literal(self, subject: str, predicate: str) -> str | None:
        """The first literal at `predicate`, if there is one."""
        return next(iter(self.literals(subject, predicate)), None)

    def texts(self, subject: str, predicate: str) -> list[tuple[str, str]]:
        """The literals at `predicate`, each with its language (empty: none)."""
        nodes = self._nodes(subject, predicate)
        return [(o.value, o.language or "") for o in nodes if isinstance(o, Literal)]

    def flag(self, subject: str, predicate: str) -> bool:
        """True if `predicate` is stated and true."""
        return self.literal(subject, predicate) in ("true", "1")

    def text(self, subject: str, *predicates: str) -> Text:
        """The language-tagged text of the first of `predicates` that has any."""
        for predicate in predicates:
            literals = [o for o in self._nodes(subject, predicate) if isinstance(o, Literal)]
            if literals:
                return Text({o.language or "": o.value for o in reversed(literals)})
        return Text({})

    def items(self, subject: str, predicate: str) -> list[str]:
        """The members of the RDF lists at `predicate`, and the nodes there that are not lists."""
        return [item for head in self.objects(subject, predicate) for item in self._list(head)]

    def closure(self, start: str, predicate: str) -> tuple[str, ...]:
        """Everything reachable over `predicate`, nearest first, without `start`."""
        reached: dict[str, None] = {}
        layer: Iterable[str] = [start]
        while layer := [
            o for s in layer for o in self.objects(s, predicate) if o not in reached and o != start
        ]:
            reached.update(dict.fromkeys(layer))
        return tuple(reached)

    def _nodes(self, subject: str, predicate: str) -> list[Node]:
        return self._objects.get(subject, {}).get(predicate, [])

    def _list(self, head: str) -> Iterator[str]:
        if not self._nodes(head, RDF + "first"):
            if head != RDF + "nil":
                yield head
            return
        seen: set[str] = set()
        while head != RDF + "nil":
            if head in seen:
                raise UsageError(
                    f"a list of the ontology leads back into itself, to {head}",
                    code="ONTOLOGY_SYNTAX",
                    hint="end the list with rdf:rest rdf:nil",
                )
            seen.add(head)
            yield from self.objects(head, RDF + "first")
            head = next(iter(self.objects(head, RDF + "rest")), RDF + "nil")


def key(node: Node) -> str:
    """The string for a node: an IRI, `_:label`, or a literal's N-Triples form."""
    if isinstance(node, NamedNode):
        return node.value
    return str(node)
