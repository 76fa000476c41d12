"""The lines by which a resource is searched: one for each text of a full-text property, the same in both stores.

A line is one string that stores look into for short texts, and nothing else:

    ^ bo thong tin va truyen thong | btttt + bttvtt + … |=btttt=tttt=…=|~bộ~thong´~…~

the folded words of the text; further words for it (initials, words joined and split, numbers in other spellings);
those of them that stand for the whole text; the words with the marks of their letters. A mark that a property names as
such (`ndp:searchMarker`), such as “(illustrative)”, is not part of the text.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple

from ontology.model import Kind, Model, PropertyTerm
from ontology.remembered import remembered
from ontology.storage import TEXTS
from ontology.values.datatypes import Native
from ontology.values.fold import iter_spans, without_marks, words
from ontology.values.languages import split_text
from ontology.values.typed import typed_word

ASIDE = 10
"""From this `ndp:searchPlace` on, instances come after all others."""
ASIDE_WEIGHT = 100_000
"""The weight of a line of such an instance is at least this."""
_CLASS_STEP, _PROPERTY_STEP = 40, 300
_PLACE_OF_CLASS, _PLACE_OF_OTHERS = 5, 3
"""The `ndp:searchPlace` of a resource of no class, and of a property without one that is not a name."""
_LONGEST_KNOWN = 300
"""The characters of the longest texts whose lines are kept in memory."""
_LONGEST_WORD = 1_000
"""The characters of a longer word that an index has."""
_LONGEST_KEY, _MOST_INITIALS, _MOST_PAIRED = 60, 16, 24
"""Longer texts have no key of all their words; names of more words no initials, those of still more no pairs."""
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_CASES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_MIXED = re.compile(r"[a-z][A-Z]|[A-Z]{3}[a-z]")
_SIGNS = frozenset("^|+")
_NUMBERED = re.compile(r"[0-9][^/\s]*[/-]\S*")


class SearchLine(NamedTuple):
    """One line of a resource: the language of its text (empty: none), its weight and its number of words.

    The weight is less for better properties and classes. `text` is the string that stores look into; `term`, `value`
    and `value_lang` say which value of which property it is of.
    """

    lang: str
    weight: int
    size: int
    text: str
    term: str
    value: str
    value_lang: str


class SearchLines:
    """Writes the lines of resources, by the properties and classes of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._markers = model.search.markers
        self._links: dict[str, frozenset[str]] = {}
        self._places = {term.type_name: term.search_place for term in model.classes.values()}
        names = {term.iri for term in model.names}
        self.terms = tuple(
            (term, _place_of(term, is_name=term.iri in names))
            for _, term in sorted(model.properties.items())
            if term.full_text and term.kind in TEXTS
        )
        """The full-text properties, each with its place. Values of those in place 0 are written as names are."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all values that lines are made of."""
        codes = (self._model.properties.get(iri) for term, *_ in self.terms for iri in term.search_with)
        return frozenset(term.key for term in (*(term for term, *_ in self.terms), *codes) if term)

    def lines(self, values: Mapping[str, Native | Sequence[Native]], class_path: str) -> Iterator[SearchLine]:
        """The lines of a resource with these values, by `PropertyTerm.key`, and this class path."""
        place = min(self._places.get(name, _PLACE_OF_CLASS) for name in class_path.split("|"))
        of_class = place * _CLASS_STEP + (ASIDE_WEIGHT if place >= ASIDE else 0)
        for term, of_term in self.terms:
            if term.key not in values:
                continue
            for text, lang in _texts(term, values.get(term.key)):
                labels = _labels(term, values, self._model) if term.search_with else ()
                for label, tag in (("", lang), *labels):
                    whole = f"{label} {text}" if label else text
                    line, size = self._write(whole, tag, is_name=not of_term)
                    if line:
                        weight = of_class + of_term * _PROPERTY_STEP
                        yield SearchLine(tag, weight, size, line, term.iri, text, lang)

    def _write(self, text: str, lang: str, *, is_name: bool) -> tuple[str, int]:
        links = self._links.get(lang)
        if links is None:
            links = self._links[lang] = self._model.search.links(lang)
        return _line_of(text, self._markers, links, is_name)


@remembered(5_000, _LONGEST_KNOWN)
def _line_of(text: str, markers: frozenset[str], links: frozenset[str], is_name: bool) -> tuple[str, int]:
    return _line_and_size(without_markers(text, markers), links, is_name=is_name)


def _place_of(term: PropertyTerm, *, is_name: bool) -> int:
    if term.search_place is not None:
        return term.search_place
    return 0 if is_name else _PLACE_OF_OTHERS


def _texts(term: PropertyTerm, value: Native | Sequence[Native] | None) -> Iterator[tuple[str, str]]:
    """The texts of a property with their languages (empty: none)."""
    if value is None:
        return
    for one in [value] if isinstance(value, str | int | float) else value:
        text, lang = split_text(str(one)) if term.kind is Kind.TEXT else (str(one), None)
        yield text, lang or ""


def _labels(
    term: PropertyTerm, values: Mapping[str, Native | Sequence[Native]], model: Model
) -> Iterator[tuple[str, str]]:
    """The labels of the codes behind which the values of a property are found, with their languages."""
    for iri in term.search_with:
        of = model.properties.get(iri)
        codes = values.get(of.key) if of else None
        for code in [codes] if isinstance(codes, str) else codes if isinstance(codes, list | tuple) else ():
            concept = model.concepts.get(str(code))
            if concept is not None:
                yield from ((label, lang) for lang, label in sorted(concept.label.by_language.items()))


def without_markers(text: str, markers: frozenset[str]) -> str:
    """The text without marks in brackets, such as “(minh họa)”."""
    if "(" not in text:
        return text
    return _BRACKETS.sub(lambda found: "" if _read_words(found[1]) in markers else found[0], text).strip()


@remembered(1_000, _LONGEST_KEY)
def _read_words(text: str) -> str:
    return words(text)


def line_text(text: str, links: Collection[str], *, is_name: bool) -> str:
    """The line of a text without markers, empty if it has no words; names have more further words than other texts.

    `links` are the words of its language that initials leave out, as `typed_word` writes them.
    """
    return _line_and_size(text, links, is_name=is_name)[0]


def _line_and_size(text: str, links: Collection[str], *, is_name: bool) -> tuple[str, int]:
    """The line of a text, and the number of its words."""
    runs = list(map(_read_run, text.split()))
    typed = [word for run in runs for word in run.typed]
    folded = [word for _, some in typed for word in some]
    if not folded:
        return "", 0
    kept = [word for marked, some in typed if marked not in links for word in some]
    keys = _keys(folded, kept, is_name=is_name)
    pairs = map(add, folded, folded[1:]) if is_name and len(folded) <= _MOST_PAIRED else ()
    further = [part for run in runs for part in run.further]
    parts = dict.fromkeys((*keys, *further, *pairs))
    for word in folded:
        parts.pop(word, None)
    marked = "~".join([word for word, _ in typed])
    line = f"^ {' '.join(folded)} |{''.join([f' {part} +' for part in parts])}|={'='.join(keys)}=|~{marked}~"
    return line, len(folded)


class _Run(NamedTuple):
    """A text without spaces: its words, each as `typed_word` writes it and folded, and its words in other spellings."""

    typed: tuple[tuple[str, tuple[str, ...]], ...]
    further: tuple[str, ...]


@remembered(20_000, _LONGEST_KEY)
def _read_run(run: str) -> _Run:
    parts = [run[start:end] for start, end in iter_spans(run)]
    typed = tuple((typed_word(part), tuple(words(part).split())) for part in parts)
    return _Run(typed, tuple(_further(run, [word for _, some in typed for word in some])))


def _keys(folded: Sequence[str], kept: Sequence[str], *, is_name: bool) -> list[str]:
    """Single words that stand for a whole text: all its words joined, and for names their initials."""
    joined = "".join(folded)
    keys = {joined: None} if len(joined) <= _LONGEST_KEY else {}
    if is_name and 2 <= len(folded) <= _MOST_INITIALS:
        for some in (folded,) if kept == folded else (folded, kept):
            initials = "".join(map(_initial, some))
            for key in (initials, initials[1:], some[0] + initials[1:] if some else ""):
                if len(key) >= 2:
                    keys[key] = None
    return list(keys)


@lru_cache(maxsize=20_000)  # a memo, as that of `_read_run`
def _initial(word: str) -> str:
    """The first letter of a word; a word with digits stays whole."""
    return word if any(letter.isdigit() for letter in word) else word[0]


def _further(run: str, inner: Sequence[str]) -> Iterator[str]:
    """Words of a text without spaces in other spellings: joined, split where capitals begin, and numbers of acts."""
    if len(inner) >= 2 and len(run) <= _LONGEST_KEY:
        yield "".join(inner)
    if _NUMBERED.match(run):
        yield from _numbers(inner)
    plain = without_marks(run)
    if _MIXED.search(plain):
        yield from (piece.lower() for piece in _CASES.findall(plain) if len(piece) > 1)


def _numbers(inner: Sequence[str]) -> Iterator[str]:
    """Other spellings of the number of an act: of `186/QĐ-BTTTT` `qd186`, `186qd`, `qd186btttt`."""
    letters = [word for word in inner if not word[0].isdigit()]
    digits = [word for word in inner if word[0].isdigit()]
    if letters:
        for number in (digits[:1], digits):
            joined = "".join(number)
            yield from (joined + letters[0], letters[0] + joined, letters[0] + joined + "".join(letters[1:]))


def tokens_of(lines: Collection[str]) -> set[str]:
    """All words by which a resource with these lines can be found, for an index."""
    # all that stands between the signs are words; what is longer than any word no index has whole
    found = set(" ".join([line[: line.index("|=")] for line in lines]).split())
    if any(len(line) > _LONGEST_WORD for line in lines):
        found = {word[:_LONGEST_WORD] for word in found}
    return found - _SIGNS
