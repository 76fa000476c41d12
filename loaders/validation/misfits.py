"""Values that do not fit their property: literals of another datatype or in a wrong form, and one kind for the other.

They are in dumps, but no field shows them, and no condition finds them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.validation.explain import MessageTexts, name_of, shown_datatype, shown_value
from ontology.model import Kind, Model, PropertyTerm
from ontology.namespaces import RDF
from ontology.texts import read_texts
from ontology.values.literals import from_ntriples
from ontology.values.property_values import fit

_FILE = Path(__file__).with_name("texts.toml")
_NODES = frozenset((Kind.RELATION, Kind.IRI, Kind.CODE))
"""The kinds of properties that any IRI fits."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value (a literal in N-Triples, an IRI or `_:label`) that does not fit the property `path` of `focus`.

    `is_of_other_kind`: the property takes resources or IRIs, and this is a literal or a blank node; or the reverse.
    """

    focus: str
    path: str
    value: str
    is_of_other_kind: bool
    messages: MessageTexts
    remedies: MessageTexts


def iter_misfits(lines: Iterable[bytes], model: Model) -> Iterator[Misfit]:
    """Every value that does not fit, from canonical lines; one that several graphs state comes several times."""
    terms = {f"<{iri}>".encode(): term for iri, term in model.properties.items()}
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        term = terms.get(predicate)
        if term is None:
            continue
        if term.kind in _NODES and rest.startswith(b"<"):
            continue
        obj = rest.removesuffix(b" .").decode()
        if fit(term, obj) is None:
            yield _misfit(from_ntriples(subject.decode()), term, obj, model)


def _misfit(focus: str, term: PropertyTerm, obj: str, model: Model) -> Misfit:
    text, texts = _text_of(term, obj), read_texts(_FILE)
    parts = {
        "property": name_of(term.iri, model.labels),
        "value": shown_value(from_ntriples(obj), model.labels),
        "expected": shown_datatype(term.datatype or f"{RDF}langString"),
    }
    return Misfit(
        focus=focus,
        path=term.iri,
        value=from_ntriples(obj),
        is_of_other_kind=text != "Datatype",
        messages=texts.fill_all(text, **parts).by_language,
        remedies=texts.fill_all(f"{text}-remedy", **parts).by_language,
    )


def _text_of(term: PropertyTerm, obj: str) -> str:
    """The name of the text about a value that does not fit."""
    if term.kind in _NODES:
        return "Resource" if obj[0] == '"' else "Named"
    return "Literal" if term.kind is Kind.LITERAL and term.datatype is None else "Datatype"
