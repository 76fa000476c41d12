"""Blank nodes whose direct statements are the same, told apart by what is around them: RDFC-1.0, sections 4.6 to 4.8.

https://www.w3.org/TR/rdf-canon/
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Self

from loaders.nquads.lines import split_bytes

_WORK = 50_000
"""Walks through neighbours, one order of look-alikes each."""
_DEPTH = 100
"""Neighbours of neighbours."""


class UnlikeTheLibrary(Exception):
    """The look-alikes are for the library: they are too many, or its labels could be others."""


_Issued = dict[bytes, int]
"""Blank nodes with their temporary numbers, in the order in which they got them."""
_Link = tuple[str, bytes]
"""Position and predicate, and the blank node there."""


@dataclass(slots=True)
class LookAlikes:
    """The look-alikes with their first-degree hashes. `numbers` are those of the labels given so far."""

    hashes: Mapping[bytes, bytes]
    numbers: dict[bytes, int]
    _links: dict[bytes, list[_Link]] = field(default_factory=lambda: defaultdict(list))
    _work: int = _WORK

    def read(self, lines: Iterable[bytes]) -> Self:
        """Note what lines of graphs with names say about look-alikes. Raises `UnlikeTheLibrary`."""
        graphs: dict[bytes, bytes] = {}
        for line in lines:
            subject, predicate, obj, graph = split_bytes(line)
            if subject == obj or subject[:2] != b"_:" or obj[:2] != b"_:":
                continue
            for label, position, other in ((subject, "o", obj), (obj, "s", subject)):
                if label in self.hashes:
                    if graphs.setdefault(label, graph) != graph:
                        # The standard's hashes do not say which graph, so labels can depend on the order of lines.
                        raise UnlikeTheLibrary
                    self._links[label].append((position + predicate.decode(), other))
        return self

    def issue(self) -> None:
        """Give each look-alike its number. Raises `UnlikeTheLibrary`."""
        alike = defaultdict(list)
        for label, digest in self.hashes.items():
            alike[digest].append(label)
        for _, labels in sorted(alike.items()):
            walks = [self._walk(label, {label: 0}, 0) for label in labels if label not in self.numbers]
            for _, issued in sorted(walks, key=lambda walk: walk[0]):
                for label in issued:
                    self.numbers.setdefault(label, len(self.numbers))

    def _walk(self, label: bytes, issued: _Issued, depth: int) -> tuple[str, _Issued]:
        """The hash of what is around a node, and the numbers given on the way."""
        groups: dict[str, list[bytes]] = defaultdict(list)
        for key, other in self._links[label]:
            groups[_hash(key + self._name(other, issued))].append(other)
        text = ""
        for key, members in sorted(groups.items()):
            paths = (self._path(order, issued, depth) for order in permutations(members))
            path, issued = min(paths, key=lambda found: found[0])
            text += key + path
        return _hash(text), issued

    def _name(self, label: bytes, issued: _Issued) -> str:
        if label in self.numbers:
            return f"_:c14n{self.numbers[label]}"
        return f"_:b{issued[label]}" if label in issued else self.hashes[label].hex()

    def _path(self, order: tuple[bytes, ...], given: _Issued, depth: int) -> tuple[str, _Issued]:
        self._work -= 1
        if self._work < 0 or depth > _DEPTH:
            raise UnlikeTheLibrary
        issued, path, ahead = dict(given), "", []
        for label in order:
            if label not in self.numbers and label not in issued:
                ahead.append(label)
                issued[label] = len(issued)
            path += self._name(label, issued)
        for label in ahead:
            found, inner = self._walk(label, issued, depth + 1)
            path += f"{self._name(label, issued)}<{found}>"
            issued = inner
        return path, issued


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
