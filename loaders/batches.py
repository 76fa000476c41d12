"""Cutting what may be long into pieces."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in their order, in lists of `size`; the last list may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
