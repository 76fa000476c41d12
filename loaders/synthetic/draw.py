"""Draws that are a pure function of their entity, so that any part of the data can be made alone."""

from collections.abc import Sequence
from math import gcd
from typing import TypeVar
from zlib import crc32

Choice = TypeVar("Choice")
_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def _mix(number: int) -> int:
    """The output function of SplitMix64 (Steele, Lea and Flood 2014): neighbours become strangers."""
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


class Draw:
    """A row of draws for one entity: equal for equal seed, sort of entity and index, whatever else is drawn."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, sort: str, index: int = 0) -> None:
        self._state = _mix(_mix(_mix(seed & _MASK) ^ crc32(sort.encode())) + index & _MASK)

    def below(self, bound: int) -> int:
        """A whole number from 0 on and less than `bound`."""
        self._state = (self._state + _STEP) & _MASK
        return (_mix(self._state) * bound) >> 64

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both inclusive."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in a percentage of cases."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of the choices, all equally likely."""
        return choices[self.below(len(choices))]

    def low(self, bound: int) -> int:
        """A whole number less than `bound`, each about as likely as its rank is low, as in Zipf's law."""
        return min(bound - 1, int(bound ** (self.below(1 << 32) / (1 << 32))) - 1)


def shuffled(seed: int, sort: str, size: int, place: int) -> int:
    """The position of `place` in a mixed order of the numbers below `size`, computed without making the order."""
    draw = Draw(seed, sort, size)
    factor = draw.between(1, size)
    while gcd(factor, size) != 1:
        factor = factor % size + 1
    return (factor * place + draw.below(size)) % size
