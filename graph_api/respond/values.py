"""Writing single values: texts in the right language, codes with labels, numbers, literals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand, Variables
from ontology.iris import local_name
from ontology.json_numbers import show_integer
from ontology.languages import FALLBACK, choose, in_order
from ontology.literals import split as split_literal
from ontology.model import Kind, Model, Text

WriteValue = Callable[[Any, "AnswerContext"], Any]


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What of a request the answer depends on: its variables and its languages, best first."""

    variables: Variables
    languages: tuple[str, ...]

    def prefer(self, lang: Operand | None) -> tuple[str, ...]:
        """The languages to try, with those of an argument first."""
        own: tuple[str, ...] = lang.bind(self.variables) if lang else ()  # type: ignore[assignment]
        return (*own, *self.languages, *FALLBACK)


def value_writer(output: p.Value, model: Model) -> WriteValue:
    """The function from what a store keeps of a property to what the answer says."""
    term = output.term
    if term.kind is Kind.TEXT:
        if output.every_language:
            return _texts(output.words)
        write = words_writer(output.words)
        return lambda found, context: write(found, context) if found else None
    if term.kind is Kind.LITERAL:
        return _literals(output)
    one = _one(output, model)
    if not term.many:
        if one is None:
            return lambda found, context: found
        return lambda found, context: None if found is None else one(found, context)
    if one is None:
        return lambda found, context: found or []
    return lambda found, context: [one(value, context) for value in found or ()]


def _one(output: p.Value, model: Model) -> WriteValue | None:
    """Writes one value; None where it is shown as it is kept."""
    kind = output.term.kind
    if kind is Kind.CODE:
        return _code(output, model)
    if kind is Kind.INTEGER:
        return lambda found, context: show_integer(found)
    return None


def words_writer(words: p.Words | None) -> WriteValue:
    """Writes the best of some stored texts as a `LangText`."""
    fields, lang = (words.fields, words.lang) if words else ((), None)

    def write(found: Sequence[str], context: AnswerContext) -> Any:
        text, tag = choose(found, context.prefer(lang))
        return _lang_text(fields, text, tag)

    return write


def text_writer(words: p.Words) -> Callable[[Text, str, AnswerContext], Any]:
    """Writes a text of the ontology as a `LangText`; one that says nothing as what stands in for it."""
    write = words_writer(words)
    return lambda text, otherwise, context: write(_elements(text, otherwise), context)


def _texts(words: p.Words | None) -> WriteValue:
    fields = words.fields if words else ()
    return lambda found, context: [_lang_text(fields, text, tag) for text, tag in in_order(found or ())]


def _lang_text(fields: Sequence[tuple[str, str]], text: str, tag: str | None) -> dict[str, Any]:
    return {key: text if name == "value" else tag if name == "lang" else "LangText" for key, name in fields}


def _code(output: p.Value, model: Model) -> WriteValue:
    labels = {key: words_writer(name) for key, name in output.fields if isinstance(name, p.Words)}

    @lru_cache(maxsize=1000)  # there are few codes and many resources
    def of(iri: str) -> tuple[dict[str, Any], list[str]]:
        concept = model.concepts.get(iri)
        code = concept.code if concept else local_name(iri)
        values = {"iri": iri, "code": code, "__typename": "Code"}
        fixed = {key: None if isinstance(name, p.Words) else values[name] for key, name in output.fields}
        return fixed, _elements(concept.label if concept else Text({}), code)

    def write(iri: str, context: AnswerContext) -> Any:
        fixed, label = of(iri)
        return fixed | {key: write(label, context) for key, write in labels.items()}

    return write if labels else lambda iri, context: of(iri)[0]


def _elements(text: Text, otherwise: str) -> list[str]:
    return sorted(f"{value}@{tag}" for tag, value in text.by_language.items()) or [otherwise + "@"]


def _literals(output: p.Value) -> WriteValue:
    """Writes literals in N-Triples in the order of their lexical forms, or the first of them."""

    def write(parts: tuple[str, str, str]) -> Any:
        value, datatype, lang = parts
        values = {"value": value, "datatype": datatype, "lang": lang or None, "__typename": "Literal"}
        return {key: values[str(name)] for key, name in output.fields}

    if output.term.many:
        return lambda found, context: [write(parts) for parts in sorted(map(_parts, found or ()))]
    return lambda found, context: write(min(map(_parts, found))) if found else None


def _parts(term: str) -> tuple[str, str, str]:
    value, lang, datatype = split_literal(term)
    return value, datatype, lang
