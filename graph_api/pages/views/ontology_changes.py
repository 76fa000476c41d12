"""Views of what changed in the ontology: by version, and of one term."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_api.pages.views.ontology_words import TermWords
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.model import Text
from ontology.versions.history import History


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term with sentences about what changed."""

    link: LinkedText
    notes: Sequence[LinkedText]


@dataclass(frozen=True, slots=True)
class NewTerms:
    """The new terms of one kind, with the name of the kind."""

    kind: str
    links: Sequence[LinkedText]


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """The terms that a version introduced and changed. `is_first`: there is no older one to compare it with."""

    version: str
    new: Sequence[NewTerms]
    changed: Sequence[ChangedTerm]
    is_first: bool


@dataclass(frozen=True, slots=True)
class TermChanges:
    """The version that introduced a term (empty: not stated), its later changes by version, and what replaces it."""

    since: str
    notes: Sequence[tuple[str, Sequence[LinkedText]]]
    deprecated: bool
    replaced_by: Sequence[LinkedText]


def versions_view(history: History, words: TermWords) -> list[VersionChanges]:
    """The versions, the newest first. The first version introduced all terms, which are not repeated."""
    return [
        VersionChanges(
            version,
            () if version == history.first else _new(history, version, words),
            [
                ChangedTerm(words.link(iri), [words.text(note) for note in notes])
                for iri, notes in _by_label(history.changed(version), words)
            ],
            version == history.first,
        )
        for version in history.versions
    ]


def deprecated_view(history: History, words: TermWords) -> list[ChangedTerm]:
    """The deprecated terms, each with the terms that replace it."""
    return [
        ChangedTerm(words.link(iri), [words.link(other) for other in history.about(iri).replaced_by])
        for iri in history.deprecated()
    ]


def term_view(history: History, iri: str, words: TermWords) -> TermChanges:
    """The history of one term."""
    one = history.about(iri)
    return TermChanges(
        one.since,
        [
            (version, notes)
            for version in history.versions
            if (notes := [words.text(note.text) for note in one.notes if note.version == version])
        ],
        one.deprecated,
        [words.link(other) for other in one.replaced_by],
    )


def _new(history: History, version: str, words: TermWords) -> list[NewTerms]:
    return [
        NewTerms(kind, sorted(map(words.link, iris), key=lambda one: one.text.casefold()))
        for kind, iris in words.by_kind(history.introduced(version)).items()
    ]


def _by_label(changed: Iterable[tuple[str, list[Text]]], words: TermWords) -> list[tuple[str, list[Text]]]:
    return sorted(changed, key=lambda one: words.link(one[0]).text.casefold())
