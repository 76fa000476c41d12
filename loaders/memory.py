"""The memory of a load: how much of the data is in memory at once, and giving back what is not needed any more."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_PROGRAM, _STATEMENT = 70_000_000, 520
"""Bytes that the program takes, and a statement in the store of the rules (`python -m tests.bench loading`)."""
_WRITER, _HELPER = 300_000_000, 120_000_000
"""Bytes that a load takes while it writes the SQLite file, and each process beside it."""
_HELPERS = 2
"""Processes at most: what one process writes, two can prepare."""
MUCH = 100_000
"""From so many statements on, what a step took is worth looking for, and other processes are worth starting."""
_LINE, _CHECKED = 4_000, 40_000
"""One line is sorted at once, and one statement validated, for so many bytes of the limit: a twelfth of it each."""


@dataclass(frozen=True, slots=True)
class LoadMemory:
    """About the most bytes of memory that a load takes (`limit`), however large its files are.

    Statements with blank nodes, the IRIs of all resources and the findings are in memory whatever the limit is.
    """

    limit: int = 600_000_000

    @property
    def run(self) -> int:
        """The lines that are sorted in memory at once; the others wait in files."""
        return self.limit // _LINE

    @property
    def part(self) -> int:
        """The statements that are validated at once."""
        return self.limit // _CHECKED

    def holds_rules(self, statements: int) -> bool:
        """True if the store of the rules has place in memory for so many statements; else it goes to the disk."""
        return _PROGRAM + statements * _STATEMENT <= self.limit

    @property
    def helpers(self) -> int:
        """The processes beside that of a load that have place while it writes."""
        return max(0, min(_HELPERS, (self.limit - _WRITER) // _HELPER))

    def holds_helpers(self, statements: int, helpers: int) -> bool:
        """True if so many processes have place beside the store of the rules."""
        return _PROGRAM + statements * _STATEMENT + helpers * _HELPER <= self.limit


USUAL_MEMORY = LoadMemory()


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage in cycles rarely in the block: a load makes millions of objects and hardly any cycle."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def give_back(statements: int) -> None:
    """Give the memory of a step over so many statements back to the system, if its C library has a way.

    glibc keeps most of what is freed for later. A small step took little, and looking for it would take longer.
    """
    if statements < MUCH:
        return
    gc.collect()  # memos of methods hold their objects, and so the store of the rules, in cycles
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
