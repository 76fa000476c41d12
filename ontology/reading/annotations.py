"""Statements of an ontology about its terms, for people and programs: labels, definitions, `ndp:` annotations."""

import re

from ontology.errors import UsageError
from ontology.model import Text
from ontology.namespaces import DCT, RDFS, SKOS
from ontology.terms import Terms

LAST = 1000
"""The `ndp:order` of a term that has none."""


class Annotations:
    """The annotations of terms; `ns` is the namespace of ours."""

    def __init__(self, terms: Terms, ns: str) -> None:
        self.terms = terms
        self.ns = ns

    def text(self, iri: str, name: str) -> str | None:
        """The text of the annotation `ndp:name`, if there is one."""
        return self.terms.literal(iri, self.ns + name)

    def number(self, iri: str, name: str, default: int) -> int:
        """The whole number of an annotation, or `default`. Raises `UsageError` if it is not one."""
        text = self.text(iri, name)
        if text is None or re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            return default if text is None else int(text)
        raise UsageError(
            f"<{iri}> has ndp:{name} {text!r}, which is not a whole number",
            code="ONTOLOGY_INVALID",
            hint=f"write a whole number, e.g. ndp:{name} 10",
        )

    def flag(self, iri: str, name: str) -> bool:
        """True if an annotation is stated and true."""
        return self.terms.flag(iri, self.ns + name)

    def items(self, iri: str, name: str) -> tuple[str, ...]:
        """The members of the list of an annotation."""
        return tuple(self.terms.items(iri, self.ns + name))

    def label(self, iri: str) -> Text:
        """The label, in all languages."""
        return self.terms.text(iri, SKOS + "prefLabel", RDFS + "label", DCT + "title")

    def definition(self, iri: str) -> Text:
        """The definition, in all languages."""
        return self.terms.text(iri, SKOS + "definition", RDFS + "comment")
