"""JSON in parts: long lists become bytes while they are written, so that memory and single steps stay bounded.

Values ready for JSON may hold `bytes`: parts that are encoded already.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson

from graph_api.budget import Budget
from graph_api.respond.values import AnswerContext

T = TypeVar("T")
PART = 50_000
"""From about this many bytes on, a part of an answer is encoded on its own. Takes about 0.1 ms."""
_MEMBER = 8
"""The least bytes of a member of an object beside its name: quotes, colon, comma and a value of four letters."""


def dumps(value: object) -> bytes:
    """The JSON of a value."""
    return orjson.dumps(value, default=orjson.Fragment)


def width_of(keys: Sequence[str]) -> int:
    """The least bytes of an object with these members."""
    return sum(len(key) + _MEMBER for key in keys)


def write_list(
    write: Callable[[T, AnswerContext], Any], rows: Sequence[T], width: int, context: AnswerContext
) -> Any:
    """A list of written rows, each of at least `width` bytes: as a list, or as bytes if it is long."""
    budget = context.budget
    before = budget.spent
    if len(rows) * width <= PART:
        budget.spend(len(rows) * width)
        written = [write(row, context) for row in rows]
        if budget.spent - before <= PART:
            return written
        whole = dumps(written)
    else:
        step = max(1, PART // width)
        parts = []
        for start in range(0, len(rows), step):
            before_part = budget.spent
            part = dumps([write(row, context) for row in rows[start : start + step]])[1:-1]
            parts.append(part)
            budget.settle(before_part, len(part))
        whole = b"[" + b",".join(parts) + b"]"
    budget.settle(before, len(whole))
    return whole


def encode(value: Any, budget: Budget) -> bytes:
    """The JSON of a value, made in parts. Raises `QueryError` `ANSWER_SIZE` before it is too large."""
    part, _ = _part(value, budget)
    return part if isinstance(part, bytes) else dumps(part)


def encode_long(value: Any, budget: Budget) -> Any:
    """A value, as bytes if it is long. Raises `QueryError` `ANSWER_SIZE` before it is too large."""
    return _part(value, budget)[0]


def _part(value: Any, budget: Budget) -> tuple[Any, int]:
    """A value and the least bytes that it takes; as bytes if they are many."""
    if isinstance(value, str | bytes):
        return value, len(value)
    if isinstance(value, dict):
        return _members(value, budget)
    if isinstance(value, list | tuple):
        return _elements(value, budget)
    return value, 1


def _members(value: dict[str, Any], budget: Budget) -> tuple[Any, int]:
    parts: _Parts | None = None
    small, size = {}, 0
    for key, member in value.items():
        small[key], least = _part(member, budget)
        size += len(key) + least
        if size > PART:
            parts = parts or _Parts(b"{", b"}", budget)
            parts.add(small)
            small, size = {}, 0
    return parts.whole(small) if parts else (small, size)


def _elements(value: Sequence[Any], budget: Budget) -> tuple[Any, int]:
    parts: _Parts | None = None
    small, size = [], 0
    for element in value:
        part, least = _part(element, budget)
        small.append(part)
        size += least
        if size > PART:
            parts = parts or _Parts(b"[", b"]", budget)
            parts.add(small)
            small, size = [], 0
    return parts.whole(small) if parts else (small, size)


class _Parts:
    """The parts of a long list or object that are encoded already."""

    def __init__(self, opening: bytes, closing: bytes, budget: Budget) -> None:
        self._ends = opening, closing
        self._budget = budget
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, members: Any) -> None:
        """Encode some members."""
        part = dumps(members)[1:-1]
        self._parts.append(part)
        self._size += len(part)
        self._budget.fit(self._size)

    def whole(self, rest: Any) -> tuple[Any, int]:
        """The whole, with the members that are not encoded yet."""
        if rest:
            self.add(rest)
        whole = self._ends[0] + b",".join(self._parts) + self._ends[1]
        return whole, len(whole)
