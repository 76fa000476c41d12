"""A description in the words of schema.org, as the ontology relates its terms to them (`ndp:schemaOrg`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph_api.respond.description import Description
from ontology.json_ld import expanded
from ontology.model import Model
from ontology.namespaces import RDF_TYPE, SCHEMA, SKOS
from ontology.values.literals import from_ntriples, join

_THING = f"{SCHEMA}Thing"
_NAME = f"{SCHEMA}name"
_PAGE = f"{SCHEMA}mainEntityOfPage"


@dataclass(frozen=True, slots=True)
class NamedThings:
    """Labels of resources by IRI and language, and their classes by IRI."""

    labels: Mapping[str, Mapping[str, str]]
    types: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchemaOrgWords:
    """Says what descriptions say in the words of schema.org. What it has no word for is left out.

    `graph` is the graph of the statements.
    """

    model: Model
    graph: str

    def description(self, shown: Description, things: NamedThings, page: str) -> Description:
        """A description in these words. `page` is the address of the document about the resource.

        `things` are the resource and those that the description mentions, which then have their names and classes.
        """
        stated = self._stated(shown)
        subjects = {subject for subject, _, _ in stated}
        kept = {one for one in stated if not one[2].startswith("_:") or one[2] in subjects}
        this = f"<{shown.iri}>"
        kept |= self._types(shown.iri, shown.types) or {(this, RDF_TYPE, f"<{_THING}>")}
        if (this, _NAME) not in {one[:2] for one in kept}:
            kept |= self._names(shown.iri, things)
        known = {one[:2] for one in kept}
        for iri in {from_ntriples(obj) for _, _, obj in kept if obj[0] == "<"} - {shown.iri}:
            if (f"<{iri}>", _NAME) not in known:
                kept |= self._names(iri, things)
            if (f"<{iri}>", RDF_TYPE) not in known:
                kept |= self._types(iri, self._classes(iri, things))
        kept.add((this, _PAGE, f"<{page}>"))
        return shown.of_lines(f"{s} <{p}> {o} <{self.graph}> ." for s, p, o in kept)

    def _stated(self, shown: Description) -> set[tuple[str, str, str]]:
        """The statements of a description that have a word."""
        found = set()
        for quad in shown.quads():
            if quad.predicate.value == RDF_TYPE:
                word = self.model.schema_org.get(from_ntriples(str(quad.object)))
                if word is not None:
                    found.add((str(quad.subject), RDF_TYPE, f"<{word}>"))
            elif (word := self.model.schema_org.get(quad.predicate.value)) is not None:
                found.add((str(quad.subject), word, str(quad.object)))
        return found

    def _types(self, iri: str, classes: Iterable[str]) -> set[tuple[str, str, str]]:
        words = (self.model.schema_org.get(one) for one in classes)
        return {(f"<{iri}>", RDF_TYPE, f"<{word}>") for word in words if word is not None}

    def _classes(self, iri: str, things: NamedThings) -> Sequence[str]:
        return (SKOS + "Concept",) if iri in self.model.concepts else things.types.get(iri, ())

    def _names(self, iri: str, things: NamedThings) -> set[tuple[str, str, str]]:
        labels = things.labels.get(iri, {})
        return {(f"<{iri}>", _NAME, join(text, language)) for language, text in labels.items()}


def onward(shown: Description, model: Model) -> Mapping[str, tuple[str, ...]]:
    """The properties of other resources whose values a document in these words has, by the IRIs of these."""
    found: dict[str, tuple[str, ...]] = {}
    for quad in shown.quads():
        properties = model.schema_org_onward.get(quad.predicate.value, ())
        if properties and str(quad.object)[0] == "<":
            found[from_ntriples(str(quad.object))] = properties
    return found


def write_schema_org(shown: Description) -> bytes:
    """The bytes of a description in the words of schema.org as JSON-LD, with plain names as keys.

    Its context is in it, so nothing has to be fetched to read it.
    """
    nodes: dict[str, dict[str, Any]] = {}
    quads = sorted(
        ((str(quad.subject), quad.predicate.value, str(quad.object)) for quad in shown.quads()),
        key=lambda one: (one[0] != f"<{shown.iri}>", one),
    )
    for subject, predicate, obj in quads:
        node = nodes.setdefault(subject, {"@id": from_ntriples(subject)})
        key = "@type" if predicate == RDF_TYPE else predicate.removeprefix(SCHEMA)
        value = from_ntriples(obj).removeprefix(SCHEMA) if predicate == RDF_TYPE else _value(obj)
        if key not in node:
            node[key] = value
        elif isinstance(node[key], list):
            node[key].append(value)
        else:
            node[key] = [node[key], value]
    document = {"@context": {"@vocab": SCHEMA}, "@graph": list(nodes.values())}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _value(obj: str) -> Any:
    """An object as JSON-LD has it: a plain string as such."""
    value = expanded(obj)
    return value["@value"] if set(value) == {"@value"} else value
