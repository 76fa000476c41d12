"""Names by meaning: by their words, by labels in three languages, and by the synonyms of the ontology."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph_api.operations.hints.habits import plain
from ontology.model import ClassTerm, Concept, Field, Kind, Model, Text
from ontology.names import CLASS_SUFFIXES
from ontology.values.fold import words

T = TypeVar("T")

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_+")
_ASIDE = re.compile(r"\(.*?\)")
_SHORTEST = 5
"""Shorter names with one letter off may as well be other words."""


def phrase(text: str) -> str:
    """The words of a name or label, in the singular: `digitalPlatforms`, `Digital platform` → `digital platform`."""
    return " ".join(map(_singular, words(_HUMP.sub(" ", _ASIDE.sub(" ", text))).split()))


def _singular(word: str) -> str:
    word = re.sub("isation(s?)$", r"ization\1", word)
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return re.sub("(?<=[sxz])es$|(?<=[cs]h)es$|s$", "", word)


def slip(name: str, candidates: Iterable[str]) -> str | None:
    """The only candidate that differs from a long name in one letter: wrong, missing, added, or two of them swapped."""
    if len(name) < _SHORTEST:
        return None
    near = [c for c in candidates if _is_one_off(plain(name), plain(c))]
    return near[0] if len(near) == 1 else None


def _is_one_off(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    rest, tail = short[at:], long[at:]
    if len(short) < len(long):
        return rest == tail[1:]
    return one != other and (rest[1:] == tail[1:] or (rest[:2] == tail[1::-1] and rest[2:] == tail[2:]))


class Meanings(Generic[T]):
    """Things by their names, then by what else they are called; of several with one name none is meant."""

    def __init__(self, things: Iterable[tuple[T, Iterable[str], Iterable[str]]]) -> None:
        self._by_name: dict[str, list[T]] = defaultdict(list)
        self._by_label: dict[str, list[T]] = defaultdict(list)
        for thing, names, labels in things:
            for known, texts in ((self._by_name, names), (self._by_label, labels)):
                for meaning in dict.fromkeys(map(phrase, texts)):
                    known[meaning].append(thing)

    def only(self, name: str) -> T | None:
        """The thing that a name means, if it means one."""
        sought = phrase(name)
        meant = self._by_name.get(sought) or self._by_label.get(sought, [])
        return meant[0] if len(meant) == 1 else None


@dataclass(frozen=True, slots=True)
class CodedList:
    """Members of a class by a code: `concept` as the value of `field` in the list of `owner`."""

    owner: ClassTerm
    field: Field
    concept: Concept


@dataclass(frozen=True, slots=True)
class CodedMember:
    """Resources behind members of a relation: the `end` of those members of `along` whose `field` is `concept`."""

    along: Field
    field: Field
    concept: Concept
    end: Field


class SchemaWords:
    """The names of one ontology by what they mean."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._class_names = {term.type_name: iri for iri, term in model.classes.items()}
        self._classes = Meanings(
            (term, (term.singular, term.plural), self._meanings(term.iri, term.label))
            for term in model.classes.values()
        )
        self._concepts = {
            scheme: Meanings((c, (*c.names, c.code), self._meanings(c.iri, c.label)) for c in codes.concepts)
            for scheme, codes in model.code_lists.items()
        }

    def class_of_type(self, type_name: str) -> ClassTerm | None:
        """The class of an object, interface or input type of the schema."""
        for suffix in ("", *CLASS_SUFFIXES):
            if type_name.endswith(suffix) and (
                iri := self._class_names.get(type_name.removesuffix(suffix).removeprefix("Other"))
            ):
                return self._model.classes[iri]
        return None

    def named_class(self, name: str) -> ClassTerm | None:
        """The only class that a name means."""
        return self._classes.only(name)

    def coded_list(self, name: str) -> CodedList | None:
        """The only list of members with a code that a name means: `ministries` → organisations of the kind."""
        found = []
        for scheme, concepts in self._concepts.items():
            concept = concepts.only(name)
            for owner in self._model.classes.values() if concept else ():
                found += [
                    CodedList(owner, field, concept)
                    for field in owner.fields
                    if concept and field.scheme == scheme and not field.term.derived
                ]
        tops = [f for f in found if not any(f.owner.iri in other.owner.descendants for other in found)]
        return tops[0] if len(tops) == 1 else None

    def coded_member(self, type_name: str, name: str) -> CodedMember | None:
        """The only such member that a name means: `leadAgency` → the agent of a role of that kind."""
        owner = self.class_of_type(type_name)
        found = [
            CodedMember(along, field, concept, ends[0])
            for along in (owner.fields if owner else ())
            for field in self._model.fields(along.target if along.term.kind is Kind.RELATION else None)
            if field.scheme and (concept := self.concept(field.scheme, name))
            if len(ends := self._ends(along)) == 1
        ]
        return found[0] if len(found) == 1 else None

    def _ends(self, along: Field) -> list[Field]:
        """The relations to one resource that lead on."""
        fields = self._model.fields(along.target)
        return [f for f in fields if f.term.kind is Kind.RELATION and not f.many and not f.inverse]

    def concept(self, scheme: str, text: str) -> Concept | None:
        """The only code of a list that a text means."""
        concepts = self._concepts.get(scheme)
        return concepts.only(text) if concepts else None

    def field(self, type_name: str, name: str, among: Collection[str]) -> str | None:
        """The only field of a type, one of `among`, that a name means."""
        owner = self.class_of_type(type_name)
        fields = self._model.fields(owner.iri if owner else None)
        named = Meanings(
            (f.name, (f.name,), () if f.inverse else self._meanings(f.term.iri, f.term.label))
            for f in fields
            if f.name in among
        )
        return named.only(name)

    def scheme_of_enum(self, type_name: str) -> str | None:
        """The code list that an enum of the schema is made of."""
        lists = self._model.code_lists.items()
        return next((iri for iri, codes in lists if codes.type_name == type_name), None)

    def _meanings(self, iri: str, label: Text) -> tuple[str, ...]:
        return (*label.by_language.values(), *self._model.synonyms.get(iri, ()))
