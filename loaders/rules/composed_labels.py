"""Composed labels: what resources without a name are called, by the templates of the ontology.

They are read from the store of the rules once its conclusions are in it: of each property that can have one value, only
the value that counts is there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Store

from loaders.nquads.lines import join_line
from ontology.iris import local_name
from ontology.model import Field, Hop, Kind, LabelPart, LabelPlace, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.printable import short_line
from ontology.record import class_path
from ontology.terms import Node, key
from ontology.values.datatypes import Native
from ontology.values.languages import FALLBACK, choose, format_date, format_number, split_text
from ontology.values.literals import join, split
from ontology.values.property_values import fit, is_concluded

WrittenForm = Callable[[str, str], str]
"""Gives a literal as the sources write it, from its subject (an IRI or `_:label`) and its form in the store."""
Labels = Mapping[str, str]
"""A label by language."""
Place = NamedNode | BlankNode
Ends = frozenset[Place] | frozenset[Native]
"""The ends of a path: resources, or values."""
_TYPE = NamedNode(RDF_TYPE)
_MOST_VALUES = 3
"""A place shows at most this many values, then a sign that there are more."""
_LONGEST = 200
"""Longer texts in a place are cut."""
_MOST_KNOWN = 5_000
_DATES = frozenset((Kind.DATE, Kind.DATETIME, Kind.YEAR))


class _Wording(NamedTuple):
    """A language, and the place of a template: only resources of the templates before it are called by theirs."""

    language: str
    before: int


class LabelComposer:
    """Composes labels by the templates of `model` from the statements in `store`.

    A label may name resources of the classes whose templates come before its own: their labels are composed when they
    are needed, and only the last ones are kept, so that memory does not grow with the number of resources.
    """

    def __init__(self, store: Store, model: Model, written: WrittenForm) -> None:
        self._model = model
        self._reader = _Reader(store, model, written)
        self._templates = tuple(model.label_templates.items())
        self._place_of = {iri: place for place, (iri, _) in enumerate(self._templates)}
        self._classes = frozenset(c for iri in model.label_templates for c in model.below(iri))
        self._class_of = lru_cache(maxsize=_MOST_KNOWN)(self._class_of_types)
        self._label = lru_cache(maxsize=_MOST_KNOWN)(self._label_of)
        self._composed = lru_cache(maxsize=_MOST_KNOWN)(self._labels)
        self._shown = lru_cache(maxsize=_MOST_KNOWN)(self._shown_of)

    def iter_lines(self) -> Iterator[bytes]:
        """The lines of the graph of labels: one in each language for each resource that has no name."""
        graph, predicate = f"<{self._model.labels_graph}>", f"<{self._model.composed_label}>"
        for place, (iri, _) in enumerate(self._templates):
            for node in self._members(iri):
                if not self._reader.names(node):
                    for language, text in self._composed(node, place).items():
                        yield join_line(str(node), predicate, join(text, language), graph)

    def _members(self, iri: str) -> Iterator[Place]:
        """The resources that some graph describes and that have this class in the schema."""
        for node in self._reader.instances(sorted(self._model.below(iri))):
            if self._class_of(self._reader.types(node)) == iri:
                yield node

    def _class_of_types(self, types: frozenset[str]) -> str | None:
        name = class_path(types, self._model).split("|")[0]
        return next((iri for iri, term in self._model.classes.items() if term.type_name == name), None)

    def _labels(self, node: Place, place_of_class: int) -> Labels:
        """The label of a resource in each language, by the template at a place in their order.

        There is none in any language if the resource lacks what its template needs.
        """
        iri, template = self._templates[place_of_class]
        own = self._model.classes[iri].label.by_language
        known: dict[str, Ends] = {}

        def ends(place: LabelPlace) -> Ends:
            if place.name not in known:
                known[place.name] = self._reader.ends(node, place.path)
            return known[place.name]

        labels = {}
        for language, parts in template.items():
            wording = _Wording(language, place_of_class)
            texts = [self._part(part, wording, ends, own) for part in parts]
            if any(text is None and not part.optional for text, part in zip(texts, parts, strict=True)):
                return {}
            labels[language] = "".join(text for text in texts if text is not None)
        return labels

    def _part(
        self, part: LabelPart, wording: _Wording, ends: Callable[[LabelPlace], Ends], own: Labels
    ) -> str | None:
        """The text of a part, `own` in the place of the class; None if a place in it has no value."""
        texts = []
        for piece in part.pieces:
            if isinstance(piece, str):
                text = piece
            elif not piece.path:
                text = own.get(wording.language, "")
            else:
                text = self._shown(piece.path[-1].term.iri, ends(piece), wording)
            if not text:
                return None
            texts.append(text)
        return "".join(texts)

    def _shown_of(self, iri: str, ends: Ends, wording: _Wording) -> str:
        """The values of a property as a text in a language; empty if there are none."""
        term = self._model.properties[iri]
        if not ends:
            return ""
        if term.kind is Kind.TEXT:
            return choose(sorted(map(str, ends)), (wording.language, *FALLBACK))[0]
        shown = {short_line(self._text(term, one, wording), _LONGEST) for one in ends}
        texts = sorted(shown - {""})
        return ", ".join([*texts[:_MOST_VALUES], *(["…"] if len(texts) > _MOST_VALUES else [])])

    def _text(self, term: PropertyTerm, value: Place | Native, wording: _Wording) -> str:
        """One value as a text in a language."""
        language = wording.language
        if isinstance(value, NamedNode | BlankNode):
            return self._label(value, wording)
        text = str(value)
        if term.kind is Kind.CODE:
            concept = self._model.concepts.get(text)
            return (concept and concept.label.best(language, *FALLBACK)) or local_name(text)
        if term.kind is Kind.IRI:
            return local_name(text)
        if term.kind is Kind.PERIOD:
            return format_date(split(text)[0], language)
        if term.kind in _DATES:
            return format_date(text, language)
        if term.kind is Kind.DECIMAL:
            return format_number(Decimal(text), language)
        return format_number(int(text), language) if term.kind is Kind.INTEGER else text

    def _label_of(self, node: Place, wording: _Wording) -> str:
        """The label of a resource in a language: its name, or a composed one, or the last part of its IRI."""
        if names := self._reader.names(node):
            return choose(names, (wording.language, *FALLBACK))[0]
        place = self._place(node)
        labels = self._composed(node, place) if place is not None and place < wording.before else {}
        return labels.get(wording.language) or local_name(key(node))

    def _place(self, node: Place) -> int | None:
        """The place of the template for a resource; None if there is none, or if only the ontology describes it."""
        of = self._class_of(self._reader.types(node))
        return self._place_of.get(of or "") if self._reader.is_described(node, self._classes) else None


class _Reader:
    """Reads the statements of the store by the properties of the model."""

    def __init__(self, store: Store, model: Model, written: WrittenForm) -> None:
        self._store, self._model, self._written = store, model, written
        self._naming = tuple((NamedNode(t.iri), t) for t in model.names if not is_concluded(t))
        self.names = lru_cache(maxsize=_MOST_KNOWN)(self._names)

    def instances(self, classes: Iterable[str]) -> list[Place]:
        """The resources of some classes that are described in a graph: the ontology is in the store, but in none."""
        quads = (q for c in classes for q in self._store.quads_for_pattern(None, _TYPE, NamedNode(c)))
        described = (quad.subject for quad in quads if isinstance(quad.graph_name, NamedNode))
        return list(dict.fromkeys(_resources(described)))

    def is_described(self, node: Place, classes: Collection[str]) -> bool:
        """True if a graph states that the resource is of one of these classes."""
        return any(
            isinstance(quad.graph_name, NamedNode) and key(quad.object) in classes
            for quad in self._store.quads_for_pattern(node, _TYPE, None)
        )

    def types(self, node: Place) -> frozenset[str]:
        """The classes of a resource."""
        return frozenset(key(quad.object) for quad in self._store.quads_for_pattern(node, _TYPE, None))

    def _names(self, node: Place) -> list[str]:
        """The texts of the best property that names a resource, each as `text@language`; empty without a name."""
        for predicate, term in self._naming:
            if texts := sorted(str(value) for value in self._values(node, predicate, term)):
                return texts if term.kind is Kind.TEXT else [f"{text}@" for text in texts]
        return []

    def ends(self, node: Place, path: Sequence[Field]) -> Ends:
        """The ends of a path from a resource."""
        nodes = {node}
        for field in path:
            if field.term.kind is not Kind.RELATION:
                predicate = NamedNode(field.term.iri)
                return frozenset(v for one in nodes for v in self._values(one, predicate, field.term))
            for hop in field.hops:
                nodes = {end for one in nodes for end in self._step(one, hop)}
        return frozenset(nodes)

    def _step(self, node: Place, hop: Hop) -> Iterator[Place]:
        predicate = NamedNode(hop.property)
        if hop.inverse:
            quads = self._store.quads_for_pattern(None, predicate, node)
            return _resources(quad.subject for quad in quads)
        quads = self._store.quads_for_pattern(node, predicate, None)
        return _resources(quad.object for quad in quads)

    def _values(self, node: Place, predicate: NamedNode, term: PropertyTerm) -> set[Native]:
        """The values of a property of a resource, as its sources write them."""
        objects = {str(quad.object) for quad in self._store.quads_for_pattern(node, predicate, None)}
        if not objects:
            return set()
        stated = (self._written(key(node), one) if one[0] == '"' else one for one in objects)
        fitting = (value for value in (fit(term, one) for one in stated) if value is not None)
        return {shown for value in fitting if (shown := _shown(term, value)) is not None}


def _shown(term: PropertyTerm, value: Native) -> Native | None:
    """A value as labels show it: of texts a short line, or None if nothing in it can be seen."""
    if term.kind is Kind.TEXT:
        text, language = split_text(str(value))
        line = short_line(text, _LONGEST)
        return f"{line}@{language or ''}" if line else None
    if term.kind is Kind.STRING:
        return short_line(str(value), _LONGEST) or None
    return value


def _resources(nodes: Iterable[Node]) -> Iterator[Place]:
    return (node for node in nodes if isinstance(node, NamedNode | BlankNode))
