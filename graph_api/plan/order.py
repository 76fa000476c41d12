"""The order of a list, the requested page of it, and the position of a cursor in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal as OneOf

from graph_api.plan.conditions import Condition, Operand, Variables, WordsFound
from graph_api.plan.cursor import ListPosition, read_cursor
from graph_api.plan.document import LANGUAGES, Variable, operand
from graph_api.plan.operands import language_ranges
from graph_api.plan.outline import outline, outline_of
from graph_api.plan.search import ranked_by
from ontology.model import Field, PropertyTerm
from ontology.storage import TEXTS

Extreme = OneOf["MIN", "MAX"]


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step along a relation, to the members there that meet a condition.

    In an order the first of them by IRI counts, or with `pick` the one with the smallest or largest value.
    """

    along: Field
    holding: Condition | None = None
    pick: Extreme | None = None

    @property
    def outline(self) -> str:
        """A text that is equal for steps that differ only in values."""
        held = f"({outline(self.holding)})" if self.holding else ""
        return f"{outline_of(self.along)}{held}{self.pick or ''}"


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One key to order by: the first of `terms` that has a value, at the end of a `path` of relations.

    Without `terms` it is the IRI. Of texts it is the value in `lang`, without `lang` the one that the reader sees, in
    the order of that language. What has no value comes last, whether `descending` or not. With `rank` it is how well
    the best value fits the search. With `counted` it is the number of members that the path leads to.
    """

    path: tuple[PathStep, ...] = ()
    terms: tuple[PropertyTerm, ...] = ()
    lang: str | None = None
    descending: bool = False
    rank: WordsFound | None = None
    counted: bool = False

    @property
    def is_of_reader(self) -> bool:
        """True if it depends on the reader's languages."""
        return self.lang is None and any(term.kind in TEXTS for term in self.terms)

    @property
    def outline(self) -> str:
        """A text that identifies the key."""
        if self.rank is not None:
            return "rank"
        path = "/".join(step.outline for step in self.path)
        terms = "count" if self.counted else "|".join(f"<{term.iri}>" for term in self.terms)
        return f"{path}:{terms}@{self.lang}{'-' if self.descending else '+'}"


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: at most `size` from the start (or the end, `backward`) of the members between two cursors.

    The list is in the order of `keys`, then of IRIs. A store returns one row more than `size` if members follow;
    going backward, in the opposite order. `is_stated`: the request says how many.
    """

    size: Operand
    after: Operand | None = None
    before: Operand | None = None
    backward: bool = False
    keys: tuple[OrderKey, ...] = ()
    mark: str = ""
    is_stated: bool = False

    @property
    def outline(self) -> str:
        """A text that is equal for pages that differ only in sizes and cursors."""
        bounds = f"{'after' if self.after else ''}{'before' if self.before else ''}"
        return f"{bounds}{'-' if self.backward else ''}{','.join(key.outline for key in self.keys)}"


@dataclass(frozen=True, slots=True)
class ReadPosition:
    """Reads the position of a cursor of the list with this mark. Raises `QueryError` for any other text."""

    mark: str
    keys: int

    def __call__(self, cursor: object) -> ListPosition:
        """The position."""
        return read_cursor(cursor, self.mark, self.keys)


@dataclass(frozen=True, slots=True)
class PartOfPosition:
    """Reads one key of a cursor's position, or (`None`) its IRI."""

    read: ReadPosition
    part: int | None

    def __call__(self, cursor: object) -> object:
        """The key or the IRI."""
        place = self.read(cursor)
        return place.iri if self.part is None else place.keys[self.part]


@dataclass(frozen=True, slots=True)
class _CursorOfRequest(Operand):
    """A cursor in a list whose order depends on the request: a search, or texts in the reader's languages.

    One of another search or other languages is refused here, not by the operands of the parts.
    """

    mark: str = field(kw_only=True)
    order: tuple[OrderKey, ...] = field(kw_only=True)

    def bind(self, variables: Variables) -> object:
        """The `ListPosition`. Raises `QueryError` if the cursor belongs to another search or other languages."""
        read = ReadPosition(mark_in(self.mark, self.order, variables), len(self.order))
        return Operand(read, self.value, self.variable).bind(variables)


def cursor_operand(value: object, mark: str, keys: tuple[OrderKey, ...]) -> Operand:
    """The operand that binds to the `ListPosition` of a cursor of the list with this mark and order."""
    cursor = operand(value, ReadPosition(mark, len(keys)))
    if not any(key.rank or key.is_of_reader for key in keys):
        return cursor
    return _CursorOfRequest(cursor.convert, cursor.value, cursor.variable, mark=mark, order=keys)


def parts_of(cursor: Operand, keys: int) -> tuple[tuple[Operand, ...], Operand]:
    """The operands of a cursor's keys and of its IRI."""

    def part(number: int | None) -> Operand:
        read = cursor.convert
        if not isinstance(read, ReadPosition):
            raise TypeError(cursor)
        value = Variable(cursor.variable) if cursor.variable is not None else cursor.value
        return operand(value, PartOfPosition(read, number))

    return tuple(part(number) for number in range(keys)), part(None)


def mark_of(of: str, keys: tuple[OrderKey, ...]) -> str:
    """A short text that distinguishes the cursors of one list and order from others."""
    return _digest(f"{of}\n{','.join(key.outline for key in keys)}")


def mark_in(mark: str, keys: tuple[OrderKey, ...], variables: Variables) -> str:
    """The mark in the cursors of one request, with a suffix for what else its order depends on.

    That is for a search its words and languages, for texts the languages of the reader.
    """
    parts = [ranked_by(key.rank, variables) for key in keys if key.rank]
    if any(key.is_of_reader for key in keys):
        parts.append(repr(language_ranges(variables.get(LANGUAGES.name))))
    return mark + "".join(map(_digest, parts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
