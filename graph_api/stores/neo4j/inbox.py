"""Unpacking large records of Neo4j piece by piece.

The driver unpacks a record in one step, in which no other task of the event loop has its turn: a million values take a
second. Its inbox, which is not public, is replaced by one that gives others their turns; small records are unpacked as
before. A thread for the driver would not help: its extension in Rust keeps Python's lock until a record is unpacked.
"""

import asyncio
import time
from typing import Any

from neo4j._async.io._bolt import _base
from neo4j._async.io._bolt._common import AsyncInbox
from neo4j._async_compat.util import AsyncUtil

_SMALL = 64 * 1024
"""Bytes of a message that is unpacked in one step."""
_STEP = 0.005
"""Seconds after which others have their turn."""
_LIST_8, _LIST_16, _LIST_32 = 0xD4, 0xD5, 0xD6
"""The marks of lists whose size is in the next 1, 2 or 4 bytes; those below 16 have it in their mark, 0x90 to 0x9F."""


class PatientInbox(AsyncInbox):
    """The inbox of a connection, which unpacks large messages piece by piece."""

    _since = 0.0

    async def pop(self, hydration_hooks: Any) -> tuple[int, list[Any]]:
        """The next message: its tag and its fields."""
        await self._buffer_one_chunk()  # type: ignore[no-untyped-call]
        try:
            is_small = self._buffer.used <= _SMALL
            size, tag = self._unpacker.unpack_structure_header()
            self._since = time.perf_counter()
            if is_small:
                return tag, [self._unpacker.unpack(hydration_hooks) for _ in range(size)]
            return tag, [await self._value(hydration_hooks) for _ in range(size)]
        except (Exception, asyncio.CancelledError) as error:
            self._broken = True
            await AsyncUtil.callback(self.on_error, error)
            raise
        finally:
            self._unpacker.reset()

    async def _value(self, hooks: Any) -> Any:
        """The next value; a list of lists element by element, others in one step."""
        count = self._list_size()
        if count is None:
            return self._unpacker.unpack(hooks)
        values: list[Any] = []
        is_flat = False
        for position in range(count):
            values.append(self._unpacker.unpack(hooks) if is_flat else await self._value(hooks))
            if position == 0:  # in a list of rows, those behind the first have its form
                is_flat = isinstance(values[0], list) and not any(map(_has_lists, values[0]))
            if time.perf_counter() - self._since > _STEP:
                await asyncio.sleep(0)
                self._since = time.perf_counter()
        return values

    def _list_size(self) -> int | None:
        """The size of the next value, whose mark is read then; None if it is not a list."""
        data, start = self._buffer.data, self._buffer.p
        mark = data[start]
        if 0x90 <= mark <= 0x9F:
            self._buffer.p = start + 1
            return int(mark & 0x0F)
        if mark not in (_LIST_8, _LIST_16, _LIST_32):
            return None
        end = start + 1 + (1 << (mark - _LIST_8))
        self._buffer.p = end
        return int.from_bytes(data[start + 1 : end])


def _has_lists(value: Any) -> bool:
    """True if a value is a list with lists in it."""
    return isinstance(value, list) and any(isinstance(one, list) for one in value)


def unpack_patiently() -> None:
    """Let the connections of all drivers that are opened from now on have a `PatientInbox`."""
    _base.AsyncInbox = PatientInbox  # type: ignore[attr-defined]
