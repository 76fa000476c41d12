"""Writing single values: texts in the right language, codes with labels, numbers, literals."""

from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from graph_api.budget import Budget
from graph_api.plan import outputs
from graph_api.plan.conditions import Operand, Variables
from graph_api.respond.answer_graph import AnswerGraph
from graph_api.respond.rdf import RdfCount
from ontology.iris import local_name
from ontology.model import Kind, Model, Text
from ontology.names import enum_name
from ontology.values.json_numbers import show_integer
from ontology.values.languages import FALLBACK, choose, in_order
from ontology.values.literals import split as split_literal
from ontology.values.property_values import AS_STATED

T = TypeVar("T", bound=Sized)
WriteValue = Callable[[Any, "AnswerContext"], Any]
LONG = 1000
"""Texts and lists from this length on are counted one by one."""


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """The parts of a request that the answer depends on: its variables and its languages, best first.

    `budget` is what the answer may take, `rdf` counts what is written, `known` keeps what is the same for many rows.
    `graph`: the statements that the answer shows are collected in it; None: its values are wanted.
    """

    variables: Variables
    languages: tuple[str, ...]
    budget: Budget = field(default_factory=Budget, compare=False)
    rdf: RdfCount = field(default_factory=RdfCount, compare=False)
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    graph: AnswerGraph | None = field(default=None, compare=False, repr=False)

    def spend_on(self, long: T) -> T:
        """A long text or list, counted before it is written."""
        self.budget.spend(len(long))
        return long

    def prefer(self, lang: Operand | None) -> tuple[str, ...]:
        """The languages to try, with those of an argument first."""
        preferred: tuple[str, ...] | None = self.known.get(id(lang))  # an operand lives as long as its plan
        if preferred is None:
            own: tuple[str, ...] = lang.bind(self.variables) if lang else ()  # type: ignore[assignment]  # the converter makes tags
            preferred = self.known[id(lang)] = (*own, *self.languages, *FALLBACK)
        return preferred


def value_writer(output: outputs.Value, model: Model) -> WriteValue:
    """The function from the stored value of a property to its value in the answer."""
    term = output.term
    if term.kind is Kind.TEXT:
        if output.every_language:
            return _texts(output.words)
        write = words_writer(output.words)
        return lambda stored, context: write(stored, context) if stored else None
    if term.kind in AS_STATED:
        return _literals(output)
    one = _one(output, model)
    if not term.many:
        if one is None:
            if term.kind is Kind.STRING:
                return lambda stored, context: (
                    stored if stored is None or len(stored) < LONG else context.spend_on(stored)
                )
            return lambda stored, context: stored
        return lambda stored, context: None if stored is None else one(stored, context)
    if one is None:
        return lambda stored, context: _counted(stored, context) or []
    return lambda stored, context: [one(value, context) for value in _counted(stored, context) or ()]


def _counted(stored: Sequence[Any] | None, context: AnswerContext) -> Sequence[Any] | None:
    """Stored values, counted if they are many or long."""
    if stored and (len(stored) > LONG or len(str(stored[0])) > LONG):
        context.budget.spend(sum(len(str(value)) for value in stored))
    return stored


def _one(output: outputs.Value, model: Model) -> WriteValue | None:
    """The function that writes one value; None if the answer has it as it is stored."""
    kind = output.term.kind
    if kind is Kind.CODE:
        return _code(output, model)
    if kind is Kind.INTEGER:
        return lambda stored, context: show_integer(stored)
    return None


def words_writer(words: outputs.Words | None) -> WriteValue:
    """Writes the best of some stored texts as a `LangText`."""
    fields, lang = (words.fields, words.lang) if words else ((), None)

    def write(stored: Sequence[str], context: AnswerContext) -> Any:
        text, tag = choose(stored, context.prefer(lang))
        if len(text) > LONG:
            context.spend_on(text)
        return _lang_text(fields, text, tag)

    return write


def text_writer(words: outputs.Words) -> Callable[[Text, str, AnswerContext], Any]:
    """Writes a text of the ontology as a `LangText`; an empty one as its substitute."""
    write = words_writer(words)
    return lambda text, otherwise, context: write(_elements(text, otherwise), context)


def _texts(words: outputs.Words | None) -> WriteValue:
    fields = words.fields if words else ()
    return lambda stored, context: [
        _lang_text(fields, text, tag) for text, tag in in_order(_counted(stored, context) or ())
    ]


def _lang_text(fields: Sequence[tuple[str, str]], text: str, tag: str | None) -> dict[str, Any]:
    return {key: text if name == "value" else tag if name == "lang" else "LangText" for key, name in fields}


def _code(output: outputs.Value, model: Model) -> WriteValue:
    texts = {
        key: (words_writer(name), name.of) for key, name in output.fields if isinstance(name, outputs.Words)
    }

    @lru_cache(maxsize=1000)  # a memo: there are few codes and many resources
    def of(iri: str) -> tuple[dict[str, Any], Mapping[str, list[str]]]:
        concept = model.concepts.get(iri)
        code = concept.code if concept else local_name(iri)
        name = concept.enum_name if concept else enum_name(code)
        values = {"id": iri, "iri": iri, "code": code, "name": name, "__typename": "Code"}
        fixed = {
            key: None if isinstance(name, outputs.Words) else values[name] for key, name in output.fields
        }
        none = Text({})
        return fixed, {
            "label": _elements(concept.label if concept else none, code),
            "description": _texts_of(concept.definition if concept else none),
        }

    def write(iri: str, context: AnswerContext) -> Any:
        key = id(texts), iri
        if (known := context.known.get(key)) is None:
            fixed, stated = of(iri)
            shown = {
                name: show(stated[what], context) if stated[what] else None
                for name, (show, what) in texts.items()
            }
            known = context.known[key] = fixed | shown
        return known

    return write if texts else lambda iri, context: of(iri)[0]


def _elements(text: Text, otherwise: str) -> list[str]:
    return _texts_of(text) or [otherwise + "@"]


def _literals(output: outputs.Value) -> WriteValue:
    """Writes literals in N-Triples in the order of their lexical forms, or the first of them."""

    def write(parts: tuple[str, str, str]) -> Any:
        return write_literal(output.fields, *parts)

    if output.term.many:
        return lambda stored, context: [write(parts) for parts in sorted(map(_parts, stored or ()))]
    if output.term.kind is Kind.PERIOD:
        return lambda stored, context: None if stored is None else write(_parts(stored))
    return lambda stored, context: write(min(map(_parts, stored))) if stored else None


def write_literal(fields: Sequence[tuple[str, object]], value: str, datatype: str, lang: str) -> Any:
    """A literal with these fields."""
    values = {"value": value, "datatype": datatype, "lang": lang or None, "__typename": "Literal"}
    return {key: values[str(name)] for key, name in fields}


def _parts(term: str) -> tuple[str, str, str]:
    value, lang, datatype = split_literal(term)
    return value, datatype, lang


def term_writer(fields: Sequence[tuple[str, str | outputs.Words]], model: Model) -> WriteValue:
    """Writes a class or property of the ontology, or of a vocabulary that it does not know, by its IRI."""
    texts = {key: (words_writer(name), name.of) for key, name in fields if isinstance(name, outputs.Words)}

    def made(iri: str, context: AnswerContext) -> dict[str, Any]:
        values = {"id": iri, "iri": iri, "name": name_of_term(iri, model), "__typename": "Term"}
        term = {key: None if isinstance(name, outputs.Words) else values[name] for key, name in fields}
        for key, (write, of) in texts.items():
            is_label = of == "label"
            elements = names_of_term(iri, model) if is_label else _texts_of(description_of_term(iri, model))
            term[key] = write(elements, context) if elements else None
        return term

    def write(iri: str, context: AnswerContext) -> Any:
        key = id(texts), iri
        if (known := context.known.get(key)) is None:
            known = context.known[key] = made(iri, context)
        return known

    return write


def name_of_term(iri: str, model: Model) -> str | None:
    """The name of the type of a class, or of the field of a property; None if the schema has none."""
    if (of_class := model.classes.get(iri)) is not None:
        return of_class.type_name
    of_property = model.properties.get(iri)
    return of_property.name if of_property else None


def names_of_term(iri: str, model: Model) -> list[str]:
    """The labels of a class, property, code or code list of the ontology; else the end of its IRI."""
    concept = model.concepts.get(iri)
    label = concept.label if concept else model.labels.get(iri)
    return _elements(label or Text({}), local_name(iri))


def description_of_term(iri: str, model: Model) -> Text:
    """The definition of a class, property or code of the ontology, empty if it has none."""
    term = model.classes.get(iri) or model.properties.get(iri) or model.concepts.get(iri)
    return term.definition if term else Text({})


def _texts_of(text: Text) -> list[str]:
    return sorted(f"{value}@{tag}" for tag, value in text.by_language.items())
