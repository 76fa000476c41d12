"""The values of a thing before and after, of its statements in two releases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked
from loaders.nquads.lines import split_line
from ontology.iris import last_part
from ontology.model import Model
from ontology.namespaces import RDF_TYPE
from ontology.values.languages import format_date
from ontology.values.literals import from_ntriples, split

_MOST, _MOST_VALUES = 6, 3
"""Properties of a thing, and values of a property, that a page shows."""
_DATED = ("#date", "#dateTime")


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A property with its values before and after; none: it had, or has, no others."""

    name: LinkedText
    before: Sequence[LinkedText]
    after: Sequence[LinkedText]


def iris_of_changes(nodes: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """The IRIs in the statements of changes that a page shows: of what properties lead to."""
    found: dict[str, None] = {}
    for node in nodes:
        for before, after in list(_by_property(node).values())[:_MOST]:
            for term in (*before[:_MOST_VALUES], *after[:_MOST_VALUES]):
                if term.startswith("<"):
                    found[from_ntriples(term)] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class ValueNames:
    """The names of properties, codes and things: those of the ontology, and those of answers, by IRI."""

    model: Model
    things: Mapping[str, Mapping[str, Any]]
    reader: PageReader

    def property(self, iri: str) -> LinkedText:
        """The name of a property; the end of its IRI, if the ontology does not have it."""
        if iri == RDF_TYPE:
            return LinkedText(texts(self.reader.lang)["class"])
        term = self.model.properties.get(iri)
        return LinkedText((term.label.best(self.reader.lang) if term else "") or last_part(iri) or iri)

    def value(self, term: str) -> LinkedText:
        """An object in N-Triples as a text."""
        if not term.startswith('"'):
            return self._thing(from_ntriples(term))
        text, tag, datatype = split(term)
        if datatype.endswith(_DATED):
            text = format_date(text, self.reader.lang)
        return LinkedText(text, "", tag if tag != self.reader.lang else "")

    def _thing(self, iri: str) -> LinkedText:
        lang = self.reader.lang
        label = _label_of_term(self.model, iri, lang)
        if label:
            return LinkedText(label)
        found = self.things.get(iri)
        return linked(found, self.reader) if found else LinkedText(iri)


def changed_values(node: Mapping[str, Any], names: ValueNames) -> tuple[Sequence[ChangedValue], int]:
    """The values of a changed thing, by property, and the number of properties that are left out.

    A statement that only moved from one source to another has not changed.
    """
    found = list(_by_property(node).items())
    shown = [
        ChangedValue(
            names.property(predicate),
            [names.value(one) for one in before[:_MOST_VALUES]],
            [names.value(one) for one in after[:_MOST_VALUES]],
        )
        for predicate, (before, after) in found[:_MOST]
    ]
    return shown, len(found) - len(shown)


def _by_property(node: Mapping[str, Any]) -> dict[str, tuple[list[str], list[str]]]:
    """The objects that only one of the releases has, by the IRI of the property."""
    before, after = (_pairs(node[name]) for name in ("removed", "added"))
    found: dict[str, tuple[list[str], list[str]]] = {}
    for place, pairs in enumerate((before - after, after - before)):
        for predicate, obj in sorted(pairs):
            found.setdefault(predicate, ([], []))[place].append(obj)
    return dict(sorted(found.items()))


def _pairs(lines: Sequence[str]) -> set[tuple[str, str]]:
    terms = (split_line(line.encode()) for line in lines)
    return {(from_ntriples(predicate), obj) for _, predicate, obj, _ in terms}


def _label_of_term(model: Model, iri: str, lang: str) -> str:
    """The label of a class or a code; empty for other things."""
    if iri in model.classes:
        return model.classes[iri].label.best(lang) or ""
    concepts = (one for listed in model.code_lists.values() for one in listed.concepts)
    return next((one.label.best(lang) or "" for one in concepts if one.iri == iri), "")
