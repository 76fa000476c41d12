"""JSON-LD with plain keys: the context of an ontology, and statements as nodes written with it.

The keys are those of GraphQL: the fields' names for properties and the types' names for classes. A value stands as
programs expect it wherever that gives back the same statement, else in the expanded form, which any context allows.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ontology.model import Kind, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE, XSD
from ontology.values.literals import LANG_STRING, STRING, from_ntriples, split

ID, TYPES = "id", "types"
"""The keys of a node's IRI and of its classes; no property can have these names."""
_VERSION = "@version"
_ALWAYS = (_VERSION, ID, TYPES)
"""The keys that every context has."""
Triple = tuple[str, str, str]
"""A subject, a predicate and an object, all as N-Triples write them."""
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""Integers that every JSON reader keeps exactly."""


def context_of(model: Model) -> dict[str, Any]:
    """The context: the value of `@context`, with a definition of each class and property under its GraphQL name.

    It has no prefixes and no base, so IRIs stand whole and none is changed.
    """
    terms: dict[str, Any] = {term.type_name: iri for iri, term in model.classes.items()}
    terms |= {term.key: _definition(term) for term in model.properties.values()}
    return {_VERSION: 1.1, ID: "@id", TYPES: "@type", **dict(sorted(terms.items()))}


def _definition(term: PropertyTerm) -> dict[str, Any]:
    definition: dict[str, Any] = {"@id": term.iri}
    containers = []
    if term.kind in (Kind.RELATION, Kind.CODE, Kind.IRI):
        definition["@type"] = "@id"
    elif term.kind is Kind.TEXT:
        containers.append("@language")
    elif term.datatype not in (None, STRING, LANG_STRING):
        definition["@type"] = term.datatype
    if term.many:
        containers.append("@set")
    if containers:
        definition["@container"] = containers[0] if len(containers) == 1 else containers
    return definition


@dataclass(frozen=True, slots=True)
class _KnownModel:
    """A model by what identifies it."""

    hash: str
    base: str
    model: Model = field(compare=False)


def json_ld_writer(model: Model) -> "JsonLdWriter":
    """The writer for a model, made once."""
    return _writer(_KnownModel(model.hash, model.base, model))


@lru_cache(maxsize=4)  # a memo, as that of `read_model`
def _writer(known: _KnownModel) -> "JsonLdWriter":
    return JsonLdWriter(known.model)


class JsonLdWriter:
    """Writes statements with the terms of an ontology; make one and use it again."""

    def __init__(self, model: Model) -> None:
        self.context = context_of(model)
        self._classes = {
            iri: term.type_name
            for iri, term in model.classes.items()
            if self.context[term.type_name] == iri  # a property of the same name has the key
        }
        self._properties = {term.iri: _PropertyWriter(term) for term in model.properties.values()}

    def document(self, triples: Iterable[Triple], context: str | None = None) -> dict[str, Any]:
        """The document with these statements, each given once: `@context` and `@graph`, a node for each subject.

        `context` is the address of the published context; without it the document has the part that it needs. Nodes
        and values come in the order of the statements.
        """
        nodes: dict[str, dict[str, Any]] = {}
        used: set[str] = set()
        for subject, predicate, obj in triples:
            node = nodes.setdefault(subject, {ID: from_ntriples(subject)})
            self._add(node, from_ntriples(predicate), obj, used)
        own = (*_ALWAYS, *sorted(used & self.context.keys()))
        return {
            "@context": context or {key: self.context[key] for key in own},
            "@graph": list(nodes.values()),
        }

    def _add(self, node: dict[str, Any], predicate: str, obj: str, used: set[str]) -> None:
        if predicate == RDF_TYPE and obj[0] != '"':
            iri = from_ntriples(obj)
            name = self._classes.get(iri, iri)
            used.add(name)
            node.setdefault(TYPES, []).append(name)
            return
        writer = self._properties.get(predicate)
        if writer is None or not writer.add(node, obj):
            node.setdefault(predicate, []).append(expanded(obj))
        else:
            used.add(writer.term.key)


class _PropertyWriter:
    """Adds values of one property to nodes, under its key."""

    def __init__(self, term: PropertyTerm) -> None:
        self.term = term
        self._write = _NATIVE.get(term.datatype or "", _as_it_is)

    def add(self, node: dict[str, Any], obj: str) -> bool:
        """Add an object; false if the key cannot have it."""
        term = self.term
        if term.kind is Kind.TEXT:
            return obj[0] == '"' and self._add_text(node, obj)
        if term.kind in (Kind.RELATION, Kind.CODE, Kind.IRI):
            _append(node, term.key, from_ntriples(obj) if obj[0] != '"' else expanded(obj), many=term.many)
            return True
        _append(node, term.key, self._value(obj), many=term.many)
        return True

    def _value(self, obj: str) -> Any:
        if obj[0] != '"':
            return expanded(obj)
        form, language, datatype = split(obj)
        if not language and datatype == (self.term.datatype or STRING):
            return self._write(form)
        return expanded(obj)

    def _add_text(self, node: dict[str, Any], obj: str) -> bool:
        form, language, datatype = split(obj)
        if datatype not in (LANG_STRING, STRING):
            return False
        _append(node.setdefault(self.term.key, {}), language or "@none", form, many=self.term.many)
        return True


def _append(node: dict[str, Any], key: str, value: Any, *, many: bool) -> None:
    """Add a value at a key: to a list if there may be several or are."""
    if key not in node:
        node[key] = [value] if many else value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def expanded(obj: str) -> dict[str, str]:
    """An object, as N-Triples writes it, in the expanded form of JSON-LD."""
    if obj[0] != '"':
        return {"@id": from_ntriples(obj)}
    form, language, datatype = split(obj)
    if language:
        return {"@value": form, "@language": language}
    return {"@value": form} if datatype == STRING else {"@value": form, "@type": datatype}


def _as_it_is(form: str) -> Any:
    return form


def _integer(form: str) -> Any:
    return int(form) if _CANONICAL_INTEGER.fullmatch(form) else form


def _boolean(form: str) -> Any:
    return {"true": True, "false": False}.get(form, form)


_NATIVE: Mapping[str, Callable[[str], Any]] = {XSD + "integer": _integer, XSD + "boolean": _boolean}
