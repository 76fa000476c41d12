"""The statements that the files of an ontology make about each term, with those of what hangs from it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from ontology.files import OntologyFile

DOCUMENTS = ("ns", "shapes", "rules")
"""The documents of an ontology, by the part of their IRIs after the base: terms, shapes, and rules."""


class DescribedTerms:
    """The statements of an ontology by subject, as lines of N-Quads; their graph is the document that has the term.

    A shape `shapes#Name` is in the document `shapes`, a rule in `rules`, all other terms in `ns`: those of other
    vocabularies that the ontology uses, too. Codes have documents of their own beside that. Labels of
    blank nodes are those of RDFC-1.0 over all files, so the same files give the same lines.
    """

    def __init__(self, files: Sequence[OntologyFile], base: str) -> None:
        self._base = base
        statements = Dataset(
            quad
            for file in files
            if file.is_turtle
            for quad in parse(input=file.content, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        )
        statements.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        self._by_subject: Mapping[str, list[Quad]] = defaultdict(list)
        for quad in statements:
            self._by_subject[str(quad.subject)].append(quad)
        self._documents = {
            f"{base}{name}": [s for s in self._by_subject if s[0] == "<" and self._document(s[1:-1]) == name]
            for name in DOCUMENTS
        }

        self._whole: dict[str, tuple[str, ...]] = {}  # a memo: the three documents, which take a while

    def has(self, iri: str) -> bool:
        """True if an IRI is that of a document, or the ontology says something about it."""
        return bool(self._documents.get(iri)) or f"<{iri}>" in self._by_subject

    def about(self, iri: str) -> tuple[str, ...]:
        """The statements about a term and the blank nodes that hang from it, or in a document; sorted, each once."""
        if iri not in self._documents:
            return self._lines(iri)
        if iri not in self._whole:
            self._whole[iri] = self._lines(iri)
        return self._whole[iri]

    def _lines(self, iri: str) -> tuple[str, ...]:
        subjects = self._documents.get(iri) or [f"<{iri}>"]
        graph = NamedNode(self._base + self._document(iri))
        quads = (quad for subject in subjects for quad in self._hanging(subject))
        return tuple(
            sorted({f"{Quad(quad.subject, quad.predicate, quad.object, graph)} ." for quad in quads})
        )

    def _document(self, iri: str) -> str:
        return next((name for name in DOCUMENTS[1:] if iri.startswith(f"{self._base}{name}")), DOCUMENTS[0])

    def _hanging(self, subject: str) -> Iterator[Quad]:
        ahead = [subject]
        seen = set(ahead)
        while ahead:
            for quad in self._by_subject.get(ahead.pop(), ()):
                yield quad
                if isinstance(quad.object, BlankNode) and str(quad.object) not in seen:
                    seen.add(str(quad.object))
                    ahead.append(str(quad.object))
