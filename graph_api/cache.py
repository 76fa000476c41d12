"""The memo of the program: bounded, and safe to use from several threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Keeps the values of the keys used last, as many as weigh `size` together.

    Several threads may share one. No lock is held while a value is made: threads that miss one key at the same time
    each make it, and all get the value that was ready first. An exception of `make` is raised and not kept.
    """

    def __init__(self, size: int, weigh: Callable[[K, V], int] = lambda key, value: 1) -> None:
        """`weigh` gives the weight of a key and its value; 1 for each if absent."""
        self._size = size
        self._weigh = weigh
        self._weight = 0
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def known(self, key: K) -> V | None:
        """The value of `key` if there is one."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`, from `make` if there is none yet."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        return self.keep(key, make())

    def keep(self, key: K, made: V) -> V:
        """Keep a value of `key`, unless there is one already; the value that is kept."""
        with self._lock:
            if key not in self._values:
                self._values[key] = made
                self._weight += self._weigh(key, made)
            value = self._values[key]
            while self._weight > self._size and self._values:
                self._weight -= self._weigh(*self._values.popitem(last=False))
        return value
