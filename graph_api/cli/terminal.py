"""What people see of a command: messages, errors and progress, all on standard error."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from loaders.progress import Progress as Listener
from ontology.errors import NdpError

_SECONDS_A_LINE = 5.0


def console() -> Console:
    """Standard error, as it is now."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def say(message: str) -> None:
    """Tell something."""
    console().print(Text(message))


def show_error(message: str, hint: str | None = None) -> None:
    """Tell what is wrong and how to mend it."""
    out = console()
    out.print(Text.assemble(("error: ", "bold red"), message))
    if hint:
        out.print(Text.assemble(("hint: ", "bold"), hint))


def show(error: NdpError) -> None:
    """Tell an error of ours."""
    show_error(error.message, error.hint)


@contextmanager
def progress() -> Iterator[Listener]:
    """A listener for long work: bars on a terminal, a line a step (and one every few seconds) elsewhere."""
    out = console()
    if not out.is_terminal:
        yield _Lines(out)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=out, transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    """A bar for the step at hand; those that are done stay full until all is done."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._step = ""
        self._task: TaskID | None = None

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        if step != self._step or self._task is None:
            if self._task is not None:
                self._bars.update(self._task, total=1, completed=1)
            self._step, self._task = step, self._bars.add_task(step, total=total, said="")
        self._bars.update(self._task, completed=done, total=total, said=_amount(done, total))


class _Lines:
    """A line when a step begins, and now and then while it lasts."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._step = ""
        self._last = 0.0

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        now = time.monotonic()
        if step != self._step:
            self._out.print(step)
        elif now - self._last >= _SECONDS_A_LINE:
            self._out.print(f"{step}: {_amount(done, total)}")
        else:
            return
        self._step, self._last = step, now


def _amount(done: int, total: int | None) -> str:
    if total:
        return f"{100 * done // total} %"
    return f"{done:,}" if done else ""
