"""The changes from one ontology to another: terms that are new or gone, and what is different about the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.constraints import Constraint, read_constraints
from ontology.files import OntologyFile
from ontology.iris import last_part
from ontology.model import Model, Text
from ontology.namespaces import compact
from ontology.read import read_model
from ontology.rule import Defect, read_rules
from ontology.terms import Terms
from ontology.texts import Texts, read_texts, text_of
from ontology.versions.profiles import Profile, Words, profiles

_SHOWN = ("label", "definition")
"""The texts that a note about their change quotes."""
_TEXTS: Texts = read_texts(Path(__file__).with_name("texts.toml"))
_CARDINALITIES = {
    (True, True): "one-needed",
    (True, False): "one-free",
    (False, True): "some-needed",
    (False, False): "some-free",
}
"""Numbers of values in words, by two questions: at most one? at least one?"""


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that is new, or the sentences about what is different, each in all languages."""

    iri: str
    is_new: bool
    notes: tuple[Text, ...]


class _Ontology:
    """An ontology to compare: its model, its terms, and the constraints of its shapes."""

    def __init__(self, files: Sequence[OntologyFile]) -> None:
        self.model: Model = read_model(files)
        rules: Mapping[str, Defect] = {one.iri: one for one in read_rules(files, self.model.base).defects}
        self.profiles = profiles(self.model, Terms(files), rules)
        self.constraints: Mapping[tuple[str, str], Constraint] = {
            (one.path, iri): one for one in read_constraints(files) for iri in one.classes
        }


def changes(before: Sequence[OntologyFile], now: Sequence[OntologyFile]) -> list[TermChange]:
    """The changes from one ontology to the other, by IRI. Each sentence names terms by their present labels."""
    return _Comparison(_Ontology(before), _Ontology(now)).changes()


class _Comparison:
    def __init__(self, before: _Ontology, now: _Ontology) -> None:
        self.before, self.now = before, now

    def changes(self) -> list[TermChange]:
        old, new = self.before.profiles, self.now.profiles
        gone = [TermChange(iri, False, (_TEXTS.fill_all("removed"),)) for iri in old.keys() - new.keys()]
        added = [TermChange(iri, True, ()) for iri in new.keys() - old.keys()]
        both = [
            TermChange(iri, False, notes)
            for iri in old.keys() & new.keys()
            if (notes := tuple(self._notes(iri, old[iri], new[iri])))
        ]
        return sorted((*gone, *added, *both), key=lambda one: one.iri)

    def _notes(self, iri: str, old: Profile, new: Profile) -> Iterator[Text]:
        if new.deprecated and not old.deprecated:
            yield self._deprecation(new)
        for key, words in new.texts.items():
            if words != (former := old.texts.get(key, {})):
                yield _text_note(key, former, words)
        for key, name in new.names.items():
            if name != (before := old.names.get(key, "")):
                yield _TEXTS.fill_all(f"{key}-is", now=name, before=before)
        for key, members in new.members.items():
            if more := members - old.members.get(key, frozenset()):
                yield _TEXTS.fill_all(f"more-{key}", terms=self._labels(more))
            if fewer := old.members.get(key, frozenset()) - members:
                yield _TEXTS.fill_all(f"fewer-{key}", terms=self._labels(fewer))
        yield from self._constraint_notes(iri)

    def _deprecation(self, profile: Profile) -> Text:
        if not profile.replaced_by:
            return _TEXTS.fill_all("deprecated")
        return _TEXTS.fill_all("replaced", terms=self._labels(frozenset(profile.replaced_by)))

    def _constraint_notes(self, path: str) -> Iterator[Text]:
        """The changes of constraints on a property, of classes that both ontologies have."""
        known = self.before.profiles.keys() & self.now.profiles.keys()
        constrained = {iri for one, iri in (*self.before.constraints, *self.now.constraints) if one == path}
        for iri in sorted(constrained & known):
            old, new = self.before.constraints.get((path, iri)), self.now.constraints.get((path, iri))
            former, present = _cardinality(old), _cardinality(new)
            name = self._labels(frozenset((iri,)))
            if former != present:
                parts = {"now": _TEXTS.fill_all(present), "before": _TEXTS.fill_all(former)}
                yield _TEXTS.fill_all("cardinality-is", term=name, **parts)
            if old is not None and new is not None and old.message != new.message:
                yield _TEXTS.fill_all("message-changed", term=name)

    def _labels(self, iris: frozenset[str]) -> Text:
        """The labels of some terms, as a list."""
        return text_of(
            lambda lang: ", ".join(
                sorted(_TEXTS.fill("quoted", lang, term=self._label(iri, lang)) for iri in iris)
            )
        )

    def _label(self, iri: str, lang: str) -> str:
        for ontology in (self.now, self.before):
            label = ontology.model.labels.get(iri)
            if label is not None and label.by_language:
                return label.best(lang) or ""
        return last_part(iri) if compact(iri) == iri else compact(iri)


def _text_note(key: str, former: Words, words: Words) -> Text:
    """The change of a text that may have changed in some languages only, with the text before if a person reads it."""
    if key not in _SHOWN:
        return _TEXTS.fill_all(f"{key}-changed")
    return text_of(
        lambda lang: _TEXTS.fill(
            f"{key}-elsewhere" if former.get(lang) == words.get(lang) else f"{key}-was",
            lang,
            before=former.get(lang, "–"),
        )
    )


def _cardinality(one: Constraint | None) -> str:
    """The key of a number of values in words; without a constraint, any number."""
    return _CARDINALITIES[one is not None and one.most == 1, one is not None and one.least > 0]
