"""Wrong calls and faults: a sentence, a hint and the exit code 2."""

import re
from pathlib import Path

import pytest

from tests.graph_api.support.command_line import Run


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["lod"],
            "there is no command 'lod'\nhint: did you mean load? `ndp-graph --help` lists the commands",
        ),
        (["keys"], "say what to do: make, rotate or list"),
        (["why", "http://a/x", "http://a/y"], "only one platform can be named; 'http://a/y' is too many"),
        (
            ["why", "http://a/x", "--width", "10"],
            "--width: '10' is not a valid number\nhint: write a whole number",
        ),
        (["verify", "nope"], "nope: no such file"),
        (["generate", "-o", "x.nq", "--platforms", "a"], "write a whole number from 1 to 10,000,000"),
        (["generate", "-o", "/nope/x.nq"], "/nope: the folder does not exist"),
        (["load", "x.ttl", "--store", "bolt://h:x"], "--store: 'x' in 'bolt://h:x' is not a port number"),
        (["load", "--repalce", "x.ttl"], "--replace"),
        (["load"], "nothing to load"),
        (["load", "--replace"], "nothing to load"),
        (["load", "x.ttl", "--as-of", "31.1.2026"], "--as-of"),
        (["load", "x.ttl", "--store", "mysql:x"], "not a store URI"),
        (["query", "no-such-file"], "no such file"),
        (["query", "{a}", "--variables", "[]"], "--variables"),
        (["dump", "--store", "bolt://127.0.0.1:1"], "cannot reach a Neo4j"),
        (["query", "{a}", "--store", "bolt://127.0.0.1:1"], "cannot reach a Neo4j at bolt://127.0.0.1:1"),
        (["--store", "x", "load"], "--store belongs behind the command"),
        (["dump", "-o", "."], ". is a folder\nhint: name a file"),
        (["why", "http://a/x", "--format", "doc"], "choose text, json, html"),
        (["rollback", "../x"], "`ndp-graph releases` lists"),
        (["serve", "--host", "192.0.2.1"], "write an address of this machine as --host"),
        (["keys", "list", "--keys", "/dev/null"], "/dev/null is a file, not a folder of keys"),
        (["why"], "name a platform by its IRI, or a decision with --decision"),
    ],
)
def test_a_wrong_call_is_reported_in_a_sentence_with_exit_code_2(
    run: Run, args: list[str], said: str
) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert said in result.stderr


def test_a_fault_of_the_program_is_masked_and_kept_in_a_file(
    run: Run, good: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr("loaders.releases.build.build", fail)
    result = run("load", good)
    assert result.exit_code == 2
    assert "secret" not in result.stderr
    path = re.search(r"\S+/ndp-graph-\S+\.log", result.stderr)
    assert path is not None
    assert "secret detail" in Path(path[0]).read_text("utf-8")
    Path(path[0]).unlink()


def test_a_damaged_set_of_keys_is_named(run: Run, tmp_path: Path) -> None:
    assert run("keys", "make").exit_code == 0
    (tmp_path / "ndp-keys" / "jwks.json").write_text("junk", "utf-8")
    result = run("keys", "list")
    assert (result.exit_code, result.stderr.splitlines()) == (
        1,
        ["error: ndp-keys/jwks.json: the file is not a JWK Set", "hint: restore it from a backup"],
    )


def test_an_unwritable_folder_is_reported(run: Run, good: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run("load", good, "--store", "sqlite:file/x")
    assert (result.exit_code, "cannot write to the release folder" in result.stderr) == (2, True)
