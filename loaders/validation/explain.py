"""Messages and remedies for broken constraints, in the languages of the project, from `texts.toml`.

A message of the shape's own goes before the words here. Properties, classes and codes are called by their labels.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from loaders.validation.shapes import Description, RdfTerm
from ontology.iris import last_part
from ontology.model import Text
from ontology.namespaces import RDF, SH, XSD
from ontology.severity import Severity
from ontology.terms import key
from ontology.texts import read_texts
from ontology.values.languages import LANGUAGES

_FILE = Path(__file__).with_name("texts.toml")
_CLASS = f"{SH}ClassConstraintComponent"
_NODE = f"{SH}NodeConstraintComponent"
_SUFFIX = "ConstraintComponent"
_ZERO = f'"0"^^<{XSD}integer>'
_LISTED = 4
"""Most values of a property that a message names."""
_PREFIXES = {XSD: "xsd:", RDF: "rdf:"}

MessageTexts = Mapping[str, str]
"""A sentence by language tag."""


@dataclass(frozen=True, slots=True)
class ConstraintFailure:
    """One broken constraint as the engine found it.

    `source` is the shape (`_:label` if blank), `description` what it declares, `reported` the engine's messages,
    `code_list` the IRI of the code list that a value should have been from.
    """

    focus: str
    path: str | None
    value: str | None
    component: str
    severity: Severity
    source: str
    description: Description
    reported: tuple[Literal, ...]
    code_list: str | None = None

    @property
    def is_class(self) -> bool:
        """True if a value should have been of a class."""
        return self.component == _CLASS

    @property
    def allows_none(self) -> bool:
        """True if there should be no value at all."""
        most = self.description.get("maxCount", ())
        return self.name == "MaxCount" and [key(value) for value in most] == [_ZERO]

    @property
    def name(self) -> str:
        """The component's short name, such as MaxCount; Code for a value outside its code list."""
        if self.code_list is not None and self.component == _NODE:
            return "Code"
        return self.component.removeprefix(SH).removesuffix(_SUFFIX)


def explain(failure: ConstraintFailure, labels: Mapping[str, Text], values: Collection[str]) -> MessageTexts:
    """The messages, by language; `labels` are those of the ontology's terms, `values` what the property has.

    Values are IRIs, `_:label` or literals in N-Triples form.
    """
    own = {
        m.language or "en": _plain(m.value)
        for m in failure.description.get("message", ())
        if isinstance(m, Literal)
    }
    if own:
        return {"en": next(iter(own.values()))} | dict(sorted(own.items()))
    if failure.name in read_texts(_FILE).templates:
        is_none = (failure.name == "MinCount" and not values) or failure.allows_none
        key_name = f"{failure.name}-none" if is_none else failure.name
        return _fill(key_name, failure, labels, values)
    if failure.reported:
        return {"en": failure.reported[0].value}
    return read_texts(_FILE).fill_all("other", constraint=failure.name).by_language


def messages_about(name: Text | str, messages: MessageTexts) -> MessageTexts:
    """The messages with the resource that they are about, which is called by its name, or given as IRI or `_:label`."""
    texts = read_texts(_FILE)
    return {
        language: texts.fill(
            "about",
            language if language in LANGUAGES else "en",
            name=_short(name) if isinstance(name, str) else name.best(language),
            message=message,
        )
        for language, message in messages.items()
    }


def remedy(failure: ConstraintFailure, labels: Mapping[str, Text]) -> MessageTexts:
    """The remedies, by language."""
    if any(code_in(message.value) == "D26" for message in failure.reported):
        return _fill("vietnamese-remedy", failure, labels)
    known = failure.name in read_texts(_FILE).templates
    name = f"{failure.name}-none" if failure.allows_none else failure.name
    return _fill(f"{name if known else 'other'}-remedy", failure, labels)


def explain_undescribed(failure: ConstraintFailure, labels: Mapping[str, Text]) -> MessageTexts:
    """The messages about a value that nothing describes, by language."""
    return _fill("undescribed", failure, labels)


def remedy_undescribed(failure: ConstraintFailure, labels: Mapping[str, Text]) -> MessageTexts:
    """The remedies for such a value, by language."""
    return _fill("undescribed-remedy", failure, labels)


def _fill(
    name: str, failure: ConstraintFailure, labels: Mapping[str, Text], values: Collection[str] = ()
) -> MessageTexts:
    texts = read_texts(_FILE)
    return texts.fill_all(
        name,
        count=len(values),
        values=_listed(values, labels),
        property=name_of(failure.path, labels) if failure.path else texts.fill_all("itself"),
        value=shown_value(failure.value or failure.focus, labels),
        expected=_expected(failure, labels),
    ).by_language


def name_of(iri: str, labels: Mapping[str, Text]) -> Text:
    """The label of a term in quotation marks, or the last part of its IRI."""
    label = labels.get(iri)
    return read_texts(_FILE).fill_all("quoted", name=label if label and label.by_language else _short(iri))


def shown_value(term: str, labels: Mapping[str, Text]) -> Text | str:
    """A thing by its label or the last part of its IRI; a literal as in Turtle, its datatype with a prefix."""
    if term in labels:
        return name_of(term, labels)
    for namespace, prefix in _PREFIXES.items():
        text, known, datatype = term.rpartition(f'"^^<{namespace}')
        if known:
            return f'{text}"^^{prefix}{datatype.removesuffix(">")}'
    return _short(term)


def shown_datatype(iri: str) -> str:
    """The IRI of a datatype, with a prefix where it has one."""
    found = next((namespace for namespace in _PREFIXES if iri.startswith(namespace)), None)
    return iri if found is None else _PREFIXES[found] + iri.removeprefix(found)


def _listed(values: Collection[str], labels: Mapping[str, Text]) -> Text:
    """Values in short form, in their order; of many only the first."""
    shown = [shown_value(value, labels) for value in sorted(values)[:_LISTED]]
    more = [] if len(values) <= _LISTED else ["…"]
    return Text({language: ", ".join([*_in(language, shown), *more]) for language in LANGUAGES})


def _in(language: str, values: Iterable[Text | str]) -> Iterator[str]:
    return (value.best(language) or "" if isinstance(value, Text) else value for value in values)


def _expected(failure: ConstraintFailure, labels: Mapping[str, Text]) -> Text:
    """The requirement of the shape: the values of the constraint's parameter, in short form."""
    if failure.name == "Code" and failure.code_list is not None:
        return name_of(failure.code_list, labels)
    parameter = failure.name[:1].lower() + failure.name[1:]
    values = [_required(parameter, value, labels) for value in failure.description.get(parameter, ())]
    return Text({language: ", ".join(_in(language, values)) for language in LANGUAGES})


def _required(parameter: str, value: RdfTerm, labels: Mapping[str, Text]) -> Text | str:
    if isinstance(value, Literal):
        return value.value
    iri = key(value)
    if parameter == "nodeKind":
        return read_texts(_FILE).fill_all(f"kind-{_short(iri)}")
    namespace = next((n for n in _PREFIXES if iri.startswith(n)), None)
    return _PREFIXES[namespace] + iri.removeprefix(namespace) if namespace else name_of(iri, labels)


def code_in(message: str) -> str | None:
    """The code that a shape's message begins with, such as D26; None if there is none."""
    first = message.partition(" ")[0]
    return first if first[:1] == "D" and first[1:3].isdigit() else None


def _plain(message: str) -> str:
    return message.partition(" ")[2] if code_in(message) else message


def _short(term: str) -> str:
    """An IRI's last part, for reading; anything else as it is."""
    if term.startswith(("_:", '"')):
        return term
    return last_part(term) or term
