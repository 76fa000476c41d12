"""No output of the program holds a password: neither messages, nor tracebacks, nor the file about a fault."""

import tempfile
from pathlib import Path

import pytest

from graph_api.cli.secrets import without_secrets
from loaders.folder.folder import Folder
from loaders.folder.location import without_login
from tests.graph_api.support.command_line import ndp_graph

SECRET = "hush'\\hush"  # noqa: S105 - it is not one
PLACES = [
    ("--store", "bolt://localhost:1", "--store-password", SECRET),
    ("--store", "bolt://localhost:1", f"--store-password={SECRET}"),
    ("--store", f"bolt://neo4j:{SECRET}@localhost:1"),
    ("--store", f"neo4j:{SECRET}@localhost"),
    ("--store", f"mongodb://neo4j:{SECRET}@localhost:1"),
    ("--store", f"mongodb:neo4j:{SECRET}@localhost:1"),
    ("--store", f"bolt://neo4j:{SECRET}@localhost:port"),
    ("--store", f"bolt://neo4j:{SECRET}@[localhost:1"),
    ("--store", f"bolt://neo4j:{SECRET}@:1"),
]


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for files about faults."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("faults")
@pytest.mark.parametrize("debug", [(), ("--debug",)], ids=["", "debug"])
@pytest.mark.parametrize("flags", PLACES)
def test_an_error_shows_no_password(
    capfd: pytest.CaptureFixture[str], flags: tuple[str, ...], debug: tuple[str, ...]
) -> None:
    assert ndp_graph("query", "{ __typename }", *flags, *debug) == 2
    said = capfd.readouterr()
    assert "hush" not in said.out + said.err
    assert "error: " in said.err


@pytest.mark.parametrize("flags", PLACES[:2])
def test_a_fault_is_reported_without_passwords(
    faults: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], flags: tuple[str, ...]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError(f"{SECRET} {SECRET!r} bolt://neo4j:hush@host and the rest")

    monkeypatch.setattr(Folder, "current_id", fail)
    assert ndp_graph("releases", *flags, "--debug") == 2
    (report,) = faults.glob("ndp-graph-*.log")
    for text in (report.read_text("utf-8"), capfd.readouterr().err):
        assert "hush" not in text
        assert "ZeroDivisionError" in text
        assert "bolt://***@host and the rest" in text


def test_a_password_from_the_environment_is_taken_out_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NDP_STORE_PASSWORD", "hush")
    assert without_secrets("a hush b") == "a *** b"


def test_uris_without_a_login_stay_as_they_are() -> None:
    for uri in ("bolt://localhost:7687", "sqlite:./a-b", "neo4j+s://example.org"):
        assert without_login(uri) == uri
