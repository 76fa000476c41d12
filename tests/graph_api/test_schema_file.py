"""`graph_api/schema.graphql` in git is the SDL that the code makes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import graph_api
from graph_api.cli.program import cli
from graph_api.schema.sdl import sdl
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model

MODEL = read_model(builtin_files(DEFAULT_BASE))


@pytest.fixture(scope="module")
def text() -> str:
    return (Path(graph_api.__file__).parent / "schema.graphql").read_text("utf-8")


def test_the_file_in_git_is_what_the_code_makes(text: str) -> None:
    assert sdl(MODEL) == text, "make it again with `poe schema` and read the difference"


def test_the_command_prints_the_file(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema", "--built-in"], standalone_mode=False) == 0
    assert capsys.readouterr().out == text


def test_every_run_makes_the_same() -> None:
    made = {_sdl_with_seed(seed) for seed in ("1", "2")}
    assert len(made) == 1


def _sdl_with_seed(seed: str) -> str:
    code = "from tests.graph_api.test_schema_file import MODEL, sdl; print(sdl(MODEL))"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True
    )
    return run.stdout
