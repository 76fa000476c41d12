"""Pages of descriptions that are too long for one document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_api.respond.description import Description

PAGE = 1_000
"""Statements of a page, at least; a statement and what hangs from it stay together."""


@dataclass(frozen=True, slots=True)
class DescriptionPage:
    """A part of a description. `total` counts all of its statements; `after` is where the next page begins, if any."""

    description: Description
    total: int
    after: int | None


def page_of(description: Description, begin: int, most: int = PAGE) -> DescriptionPage | None:
    """The page that begins with the own statement number `begin`; None if there is none.

    A page has own statements of the resource in their order, each with the blank nodes that hang from it.
    """
    start = f"<{description.iri}> "
    own = [line for line in description.lines if line.startswith(start)]
    if begin and begin >= len(own):
        return None
    by_subject: dict[str, list[str]] = {}
    for line in description.lines:
        by_subject.setdefault(line.partition(" ")[0], []).append(line)
    lines: dict[str, None] = {}
    end = begin
    for line in own[begin:]:
        part = (line, *_hanging(line, by_subject))
        if lines and len(lines.keys() | set(part)) > most:
            break
        lines |= dict.fromkeys(part)
        end += 1
    after = end if end < len(own) else None
    return DescriptionPage(description.of_lines(lines), len(description.lines), after)


def _hanging(line: str, by_subject: dict[str, list[str]]) -> Iterator[str]:
    """The statements about the blank nodes that hang from a statement."""
    ahead, seen = [_object(line)], set[str]()
    while ahead:
        node = ahead.pop()
        if node.startswith("_:") and node not in seen:
            seen.add(node)
            statements: Sequence[str] = by_subject.get(node, ())
            yield from statements
            ahead += map(_object, statements)


def _object(line: str) -> str:
    """The object of a statement if it is a blank node; else something that is none."""
    return line.split(" ", 3)[2]
