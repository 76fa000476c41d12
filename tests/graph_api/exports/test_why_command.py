"""`ndp-graph why`: the same answer as that of the service."""

from pathlib import Path

import click
import pytest
from starlette.testclient import TestClient

from graph_api.cli.commands.why import FORMATS as OFFERED
from graph_api.cli.commands.why import command as why
from graph_api.exports.formats import FORMATS
from graph_api.exports.layout import NARROWEST, USUAL, WIDEST
from loaders.folder.location import Location
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.justified import (
    DAY,
    PLATFORM,
    SUPPORTED,
    TEXTS,
    get,
)


@pytest.mark.parametrize("form", TEXTS)
def test_the_command_writes_what_the_service_answers(
    client: TestClient, location: Location, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "out"
    store = ["--store", f"sqlite:{location.folder}", "--lang", "vi", "--as-of", DAY]
    flags, params = (["--not"], {"not": "true"}) if form == "csv" else ([], {})
    assert ndp_graph("why", SUPPORTED, *flags, "--format", form, "-o", str(file), *store) == 0
    answer = get(client, platform=SUPPORTED, asOf=DAY, lang="vi", format=form, **params)
    if form != "html":  # the page of a service leads to the other formats
        assert file.read_bytes() == answer.content


def test_the_command_says_in_text_what_holds_and_who_says_so(
    location: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    cho_que = PLATFORM + "minh-hoa-cho-que"
    assert ndp_graph("why", cho_que, "--as-of", DAY, "--store", f"sqlite:{location.folder}") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "The status of “Cho Que (illustrative)” on 30 June 2026, and why",
        "Not supported: an essential step does not hold",
        "Status: none",
    ]
    assert (
        "  ✗ In force (essential): On 30 June 2026 the decision has expired (its last day was 1 October 2025). [1]"
        in lines
    )
    assert "[1] Inherited data of the Ministry of Digital Communications (illustrative)" in lines


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([PLATFORM + "nothing"], "is not a platform of this release"),
        ([SUPPORTED, "--as-of", "soon"], "is not a valid date"),
        ([SUPPORTED, "--width", "390"], "--width applies only to a picture"),
        ([SUPPORTED, "--max-depth", "9"], "there is no option --max-depth"),
        ([SUPPORTED, "--format", "tsv"], "choose text, json, html"),
        ([SUPPORTED, "--format", "svg", "--width", "1"], "--width: '1' is not a valid number"),
        ([SUPPORTED, "--release", "000009-none"], "000009-none"),
    ],
)
def test_a_wrong_call_is_reported_with_exit_code_2(
    location: Location, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert ndp_graph("why", *args, "--store", f"sqlite:{location.folder}") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_the_help_names_every_format() -> None:
    assert sorted(OFFERED) == sorted(FORMATS)


def test_the_help_names_the_limits_of_a_pictures_width() -> None:
    (width,) = (
        option for option in why.params if isinstance(option, click.Option) and option.name == "width"
    )
    assert width.default == USUAL
    assert width.help is not None
    assert f"from {NARROWEST} to {WIDEST}. Default: {USUAL}" in width.help
