"""The terminal output of a working command."""

import io

import pytest
from rich.console import Console

from graph_api.cli import terminal


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    monkeypatch.setattr(terminal, "console", lambda: Console(file=written, soft_wrap=True, markup=False))
    return written


def test_elsewhere_than_on_a_terminal_each_step_is_a_line(out: io.StringIO) -> None:
    with terminal.progress() as listener:
        listener("reading", 10, 100)
        listener("reading", 20, 100)
        listener("writing")
    assert out.getvalue() == "reading\nwriting\n"


def test_a_step_that_lasts_tells_now_and_then_how_far_it_is(
    out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_SECONDS_A_LINE", 0.0)
    with terminal.progress() as listener:
        listener("reading")
        listener("reading", 20, 100)
        listener("writing", 0)
        listener("writing", 12000)
    assert out.getvalue() == "reading\nreading: 20 %\nwriting\nwriting: 12,000\n"


def test_on_a_terminal_there_are_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(
        terminal, "console", lambda: Console(file=written, force_terminal=True, width=80, color_system=None)
    )
    with terminal.progress() as listener:
        listener("reading", 50, 100)
        listener("writing", 12)
    assert "reading" in written.getvalue()
    assert "50 %" in written.getvalue()


def test_an_error_is_a_sentence_and_a_hint(out: io.StringIO) -> None:
    terminal.show_error("[red]is no markup", "do that")
    assert out.getvalue() == "error: [red]is no markup\nhint: do that\n"
