"""The keys that sign receipts are made once, when a service first starts."""

from pathlib import Path

import pytest

from graph_api.cli.first_keys import ensure_keys
from graph_api.receipts.keyring import Keyring


def test_the_first_start_makes_a_key_and_reports_it_and_later_ones_keep_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "keys"
    ensure_keys(folder)
    assert "made the key that signs receipts" in " ".join(capsys.readouterr().err.split())
    (key,) = Keyring(folder).public().keys
    ensure_keys(folder)
    assert capsys.readouterr().err == ""
    assert Keyring(folder).public().keys == (key,)


def test_a_folder_that_cannot_be_written_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    ensure_keys(tmp_path / "file" / "keys")  # even root cannot make a folder in a file
    assert "receipts cannot be signed" in " ".join(capsys.readouterr().err.split())
