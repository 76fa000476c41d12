"""Messages, errors and progress of a command, all on standard error; and standard output on a terminal."""

import codecs
import io
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from loaders.progress import Progress as Listener
from ontology.printable import printable, printable_line

_SECONDS_A_LINE = 5.0


class _ShownControls(io.RawIOBase):
    """A terminal that shows the control characters of what is written to it, instead of obeying them."""

    def __init__(self, terminal: BinaryIO) -> None:
        super().__init__()
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal.fileno()

    def isatty(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        content = bytes(data)
        self._terminal.write(printable(self._decoder.decode(content)).encode())
        self._terminal.flush()
        return len(content)


def show_controls() -> None:
    """Let standard output show the control characters in data, if it is a terminal. Files and pipes get all bytes."""
    if sys.stdout.isatty():
        shown = io.BufferedWriter(_ShownControls(sys.stdout.buffer))
        sys.stdout = io.TextIOWrapper(shown, "utf-8", line_buffering=True)


class _ShownRecords(logging.Formatter):
    """The lines of a log, in which the control characters of data are shown."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def log_handler() -> logging.Handler:
    """A handler that writes the log to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_ShownRecords("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def console() -> Console:
    """Standard error, as it is now."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def say(message: str) -> None:
    """Print a message."""
    console().print(Text(printable(message)))


def show_error(message: str, hint: str | None = None, out: Console | None = None) -> None:
    """Print an error, and a hint how to fix it."""
    out = out or console()
    out.print(Text.assemble(("error: ", "bold red"), printable(message)))
    if hint:
        out.print(Text.assemble(("hint: ", "bold"), printable(hint)))


@contextmanager
def progress(out: Console | None = None, seconds: float = _SECONDS_A_LINE) -> Iterator[Listener]:
    """A listener for long work: bars on a terminal, else a line per step and every few `seconds`."""
    out = out or console()
    if not out.is_terminal:
        yield _Lines(out, seconds)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[amount]}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=out, transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    """A bar for the current step; finished steps stay full until everything is done."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._step = ""
        self._task: TaskID | None = None

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        if step != self._step or self._task is None:
            if self._task is not None:
                self._bars.update(self._task, total=1, completed=1)
            self._step, self._task = step, self._bars.add_task(printable_line(step), total=total, amount="")
        self._bars.update(self._task, completed=done, total=total, amount=_amount(done, total))


class _Lines:
    """A line when a step begins, and every few seconds while it lasts."""

    def __init__(self, out: Console, seconds: float) -> None:
        self._out = out
        self._seconds = seconds
        self._step = ""
        self._last = 0.0

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        now = time.monotonic()
        if step != self._step:
            self._out.print(printable_line(step))
        elif now - self._last >= self._seconds:
            self._out.print(f"{printable_line(step)}: {_amount(done, total)}")
        else:
            return
        self._step, self._last = step, now


def _amount(done: int, total: int | None) -> str:
    if total:
        return f"{100 * done // total} %"
    return f"{done:,}" if done else ""
