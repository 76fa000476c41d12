"""The terminal output of a working command."""

import io
import logging
import os
import subprocess
import sys

import pytest
from rich.console import Console

from graph_api.cli import terminal


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def plain(out: io.StringIO) -> Console:
    """A console that is not a terminal."""
    return Console(file=out, soft_wrap=True, markup=False)


def test_elsewhere_than_on_a_terminal_each_step_is_a_line(plain: Console, out: io.StringIO) -> None:
    with terminal.progress(plain) as listener:
        listener("reading", 10, 100)
        listener("reading", 20, 100)
        listener("writing")
    assert out.getvalue() == "reading\nwriting\n"


def test_a_step_that_lasts_reports_its_progress_now_and_then(plain: Console, out: io.StringIO) -> None:
    with terminal.progress(plain, seconds=0.0) as listener:
        listener("reading")
        listener("reading", 20, 100)
        listener("writing", 0)
        listener("writing", 12000)
    assert out.getvalue() == "reading\nreading: 20 %\nwriting\nwriting: 12,000\n"


def test_on_a_terminal_there_are_bars(out: io.StringIO) -> None:
    with terminal.progress(Console(file=out, force_terminal=True, width=80, color_system=None)) as listener:
        listener("reading", 50, 100)
        listener("writing", 12)
    assert "reading" in out.getvalue()
    assert "50 %" in out.getvalue()


def test_an_error_is_a_sentence_and_a_hint(plain: Console, out: io.StringIO) -> None:
    terminal.show_error("[red]is no markup", "do that", plain)
    assert out.getvalue() == "error: [red]is no markup\nhint: do that\n"


def test_messages_show_the_controls_in_data(plain: Console, out: io.StringIO) -> None:
    terminal.show_error("a\x1b[2J\u202eb", "c\x9b", plain)
    with terminal.progress(plain) as listener:
        listener("reading \x1b]0;x\x07.ttl")
    assert out.getvalue() == "error: a\\u001b[2J\\u202eb\nhint: c\\u009b\nreading \\u001b]0;x\\u0007.ttl\n"


def test_a_line_of_the_log_shows_the_controls_in_data() -> None:
    record = logging.LogRecord("ndp_graph", logging.ERROR, "", 1, "a%s", ("\x1b[2J\u202e",), None)
    assert terminal.log_handler().format(record).endswith(r" ERROR ndp_graph: a\u001b[2J\u202e")


def test_standard_output_shows_controls_on_a_terminal_only() -> None:
    script = (
        "import sys; from graph_api.cli.terminal import show_controls; show_controls();"
        "print('a\\x1b[2Jb\\u202ec', flush=True);"
        "sys.stdout.buffer.write('\\u1ec1\\x9b\\n'.encode()); sys.stdout.flush()"
    )
    ours, theirs = os.openpty()
    subprocess.run([sys.executable, "-c", script], stdout=theirs, check=True)
    os.close(theirs)
    assert os.read(ours, 1000).decode() == "a\\u001b[2Jb\\u202ec\r\n\u1ec1\\u009b\r\n"
    os.close(ours)
    piped = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert piped.stdout.decode() == "a\x1b[2Jb\u202ec\n\u1ec1\x9b\n"
