"""The command line: what is printed where, and with which exit code."""

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from graph_api.cli.commands.dump import FORMATS as OFFERED
from graph_api.cli.program import cli
from graph_api.settings import TABLE
from loaders.dump import FORMATS

PREFIXES = """@prefix ndp: <https://w3id.org/vn-ndp/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
"""
GOOD = PREFIXES + ':a :p "one"@EN, "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
BAD = PREFIXES + ":bad a ndp:DigitalPlatform .\n"
PROGRAM = [sys.executable, "-c", "from graph_api.cli.program import main; main()"]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own, with the default store."""
    monkeypatch.chdir(tmp_path)
    for row in TABLE:
        monkeypatch.delenv(row.variable, raising=False)

    def invoke(*args: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, list(args), input=stdin, prog_name="ndp-graph")

    return invoke


@pytest.fixture
def good(tmp_path: Path) -> str:
    (tmp_path / "good.ttl").write_text(GOOD, "utf-8")
    return "good.ttl"


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "bad.ttl").write_text(BAD, "utf-8")
    return "bad.ttl"


def nothing_published() -> bool:
    return not Path("ndp-data/current").exists()


# -- audit


def test_audit_lists_findings_and_fails_on_violations(run: Run, bad: str) -> None:
    assert run("load", bad, "--on-violation", "record").exit_code == 0
    result = run("audit", "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert rows == sorted(rows, key=lambda row: (row["code"], row["focus"]))
    assert {"code", "severity", "focus", "value", "message", "graphs"} <= set(rows[0])
    assert {row["focus"] for row in rows if row["code"] == "D23"} == {"http://example.org/bad"}
    (owner,) = json.loads(run("audit", "--format", "json", "--rule", "D23", "--lang", "vi").stdout)
    assert owner["message"] != next(row["message"] for row in rows if row["code"] == "D23")
    assert run("audit", "--rule", "D12").exit_code == 0
    text = run("audit", "--severity", "violation").stdout
    assert "Warning" not in text
    assert "http://example.org/bad" in text
    assert "\n    cách sửa: " in run("audit", "--lang", "vi").stdout
    refused = run("audit", "--lang", "de")
    assert (refused.exit_code, "--lang" in refused.stderr) == (2, True)
    table = run("audit", "--format", "csv").stdout.splitlines()
    assert table[0].startswith("code,severity,focus,value,message")
    assert len(table) > len(rows)


def test_audit_lets_no_data_speak_to_the_terminal(run: Run) -> None:
    name = '; skos:prefLabel "\\u001b[2Jgone"@en .'
    Path("escape.ttl").write_text(BAD.removesuffix(" .\n") + name, "utf-8")
    assert run("load", "escape.ttl", "--on-violation", "record").exit_code == 0
    text = run("audit").stdout
    assert "\x1b" not in text
    assert r"\u001b[2Jgone" in text


def test_audit_is_not_fooled_by_a_slip(run: Run, good: str) -> None:
    run("load", good)
    for arguments, said in (
        (("--rule", "D9"), "'D9' is not the code of a rule"),
        (
            ("--platform", "http://example.org/nothing"),
            "the release does not describe <http://example.org/nothing>",
        ),
        (("--as-of", "soon"), "'soon' is not a valid date"),
    ):
        result = run("audit", *arguments)
        assert result.exit_code == 2
        assert said in result.stderr


# -- help


def test_help_lists_every_command_without_loading_them(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert re.findall(r"^  (\w+)  +\S", result.stdout, re.MULTILINE)[
        : len(cli.list_commands(_context()))
    ] == list(cli.list_commands(_context()))


def _context() -> click.Context:
    return click.Context(cli)


@pytest.mark.parametrize("name", cli.list_commands(_context()))
def test_every_command_explains_itself(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert ("--store URI" in result.stdout) is (name not in ("generate", "keys"))
    assert name == "releases" or "Example" in result.stdout
    command = cli.get_command(_context(), name)
    assert command is not None
    assert command.get_short_help_str(limit=100) in run("--help").stdout


def test_every_setting_is_a_flag_of_some_command(run: Run) -> None:
    shown = " ".join(run(name, "--help").stdout for name in cli.list_commands(_context()))
    assert [row.flag for row in TABLE if row.flag not in shown] == []
    assert [row.variable for row in TABLE if row.variable not in shown] == []


def test_help_comes_without_the_libraries_of_the_commands() -> None:
    code = (
        "import sys; from graph_api.cli.program import cli; cli.main(['--help'], standalone_mode=False); "
        "print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.rpartition("[")[2]
    assert [
        name for name in ("neo4j", "pyoxigraph", "shifty", "strawberry", "uvicorn") if f"'{name}'" in loaded
    ] == []


# -- load, remove


def test_load_prints_the_release_on_stdout_and_the_rest_on_stderr(run: Run, good: str) -> None:
    result = run("load", good)
    assert result.exit_code == 0, result.stderr
    assert re.fullmatch(r"000001-[0-9a-f]{8}\n", result.stdout)
    assert "published release 000001-" in result.stderr
    assert "2 statements in 1 graph" in result.stderr


def test_loading_the_same_again_says_that_nothing_changed(run: Run, good: str) -> None:
    first = run("load", good)
    again = run("load", good)
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert "nothing changed" in again.stderr


def test_statements_go_into_the_graph_that_is_named_or_into_one_after_the_file(run: Run, good: str) -> None:
    run("load", good)
    run("load", good, "--graph", "http://example.org/g")
    graphs = {line.split()[-2] for line in run("dump").stdout.splitlines()}
    assert graphs == {"<https://w3id.org/vn-ndp/graph/file/good>", "<http://example.org/g>"}
    assert run("load", good, "--replace").exit_code == 0
    assert run("dump", "--graph", "http://example.org/g").exit_code == 2


def test_standard_input_needs_a_format_and_a_graph(run: Run) -> None:
    asked = ("load", "-", "--format", "ttl", "--graph", "http://example.org/g")
    assert run(*asked, stdin=GOOD).exit_code == 0
    missing = run("load", "-", "--format", "ttl", stdin=GOOD)
    assert (missing.exit_code, "--graph" in missing.stderr) == (2, True)


def test_a_violation_refuses_with_file_and_line(run: Run, bad: str) -> None:
    result = run("load", bad)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad.ttl:4: Violation" in result.stderr
    assert "hint: fix the data, or load them as they are" in result.stderr
    assert nothing_published()


def test_a_violation_can_be_recorded(run: Run, bad: str) -> None:
    result = run("load", bad, "--on-violation", "record")
    assert result.exit_code == 0
    assert "; findings on any day: " in result.stderr
    assert "violation" in result.stderr


def test_a_dry_run_ends_as_the_load_would_and_changes_nothing(run: Run, good: str, bad: str) -> None:
    result = run("load", good, "--dry-run")
    assert (result.exit_code, result.stdout) == (0, ""), "there is no release to name"
    assert run("load", bad, "--dry-run").exit_code == 1
    assert nothing_published()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.ttl", b"<http://e/a> <http://e/p>\n\n  oops .", "x.ttl:3:"),
        ("x.ttl", b"a:b a:c a:d .", "x.ttl:1:"),
        ("x.nt", b"<http://e/a> <http://e/p> <no iri> .", "x.nt:1:"),
        ("x.ttl", b"", "no statement"),
        ("x.ttl", b'<http://e/a> <http://e/p> "\xff" .', "x.ttl:1:"),
        ("x.ttl.gz", b"\x1f\x8b\x08\x00", "x.ttl.gz:1"),
        ("x.jsonld", b'{"@context": "http://example.org/c", "a": 1}', "x.jsonld"),
        ("x.docx", b"PK", "x.docx"),
    ],
)
def test_malformed_input_is_reported_with_its_place_and_changes_nothing(
    run: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = run("load", name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith(("hint: ", "error: "))
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert nothing_published()


def test_remove_publishes_a_release_without_the_graph(run: Run, good: str) -> None:
    run("load", good)
    run("load", good, "--graph", "http://example.org/g")
    assert run("remove", "--graph", "http://example.org/g").exit_code == 0
    assert run("dump").stdout.count("\n") == 2
    assert run("remove", "--graph", "http://example.org/g").exit_code == 2


def test_an_ontology_of_ones_own_is_part_of_the_release(run: Run, good: str, tmp_path: Path) -> None:
    (tmp_path / "terms.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://example.org/Bridge> a owl:Class .", "utf-8"
    )
    assert run("load", good, "--ontology", "terms.ttl").exit_code == 0
    assert "type Bridge " in run("schema").stdout
    assert "type Bridge " not in run("schema", "--built-in").stdout
    assert '"bridges"' in run("query", "{ bridges { nodes { iri } } }").stdout


def test_names_that_clash_are_reported_before_anything_is_loaded(run: Run, good: str, tmp_path: Path) -> None:
    clash = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://example.org/DigitalPlatform> a owl:Class ."
    )
    (tmp_path / "clash.ttl").write_text(clash, "utf-8")
    for command in ("load", "validate"):
        result = run(command, good, "--ontology", "clash.ttl")
        assert result.exit_code == 2
        assert "ndp:typeName" in result.stderr
        assert "http://example.org/DigitalPlatform" in result.stderr
    assert nothing_published()


def test_what_ships_is_loaded_without_refusal_under_the_base_that_is_set(run: Run) -> None:
    result = run("load", "--shipped", "--no-illustrative", "--base-iri", "https://example.vn/")
    assert result.exit_code == 0, result.stderr
    dumped = run("dump").stdout
    assert "<https://example.vn/ns#" in dumped
    assert "w3id.org/vn-ndp" not in dumped


@pytest.mark.parametrize(("command", "flag"), [("load", "--format"), ("validate", "--input-format")])
def test_the_hint_on_a_format_names_the_flag_of_the_command(
    run: Run, tmp_path: Path, command: str, flag: str
) -> None:
    (tmp_path / "x.txt").write_text("", "utf-8")
    for given in (["x.txt"], ["-"], ["x.txt", flag, "odd"]):
        result = run(command, *given)
        assert result.exit_code in (1, 2)
        assert re.search(rf"[^-]{flag}\b", result.stderr), result.stderr


# -- validate


def test_validate_reports_on_the_files_alone(run: Run, good: str, bad: str) -> None:
    assert run("validate", good).exit_code == 0
    result = run("validate", bad, "--format", "json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["conforms"]) == (1, False)
    assert {(r["focus"], r["file"], r["line"]) for r in report["results"]} == {
        ("http://example.org/bad", "bad.ttl", 4)
    }
    assert run("validate", bad, "--format", "turtle").stdout.startswith("@prefix sh:")
    assert nothing_published()


def test_relative_iris_start_from_the_document_that_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + "<#x> a ndp:DigitalPlatform .\n", "utf-8")
    refused = run("load", "a.ttl")
    assert (refused.exit_code, "--document IRI" in refused.stderr, nothing_published()) == (1, True, True)
    result = run("validate", "a.ttl", "--document", "http://example.org/a", "--format", "json")
    (first, *_) = json.loads(result.stdout)["results"]
    assert (first["focus"], first["file"], first["line"]) == ("http://example.org/a#x", "a.ttl", 4)
    loaded = run("load", "--on-violation", "record", "a.ttl", "--document", "a.ttl=http://example.org/a")
    assert loaded.exit_code == 0
    assert "<http://example.org/a#x>" in run("dump", "--format", "nq").stdout


@pytest.mark.usefixtures("good")
def test_all_bad_files_are_named_at_once_and_nothing_is_loaded(run: Run, tmp_path: Path) -> None:
    for name in ("b.ttl", "c.rdf"):
        (tmp_path / name).write_text("!", "utf-8")
    for command in ("load", "validate"):
        result = run(command, ".")
        assert (result.exit_code, nothing_published()) == (1, True)
        assert "2 of 3 inputs cannot be read" in result.stderr
        assert "b.ttl:1" in result.stderr
        assert "c.rdf:1" in result.stderr


def test_validate_with_a_store_reports_on_the_release_that_would_result(
    run: Run, good: str, bad: str
) -> None:
    run("load", bad, "--on-violation", "record")
    before = run("releases").stdout
    result = run("validate", good, "--store", "sqlite:ndp-data")
    assert (result.exit_code, "http://example.org/bad" in result.stdout) == (1, True)
    assert run("releases").stdout == before


# -- dump, releases, schema, query


def test_the_hash_of_a_release_is_that_of_its_dump(run: Run, good: str) -> None:
    run("load", good)
    run("load", good, "--graph", "http://example.org/g")
    listed = json.loads(run("releases", "--format", "json").stdout)
    assert [sorted(row) for row in listed] == [
        ["builtAt", "current", "evaluationDate", "hash", "id", "statements"]
    ] * 2
    assert [(row["id"][:6], row["current"], row["statements"]) for row in listed] == [
        ("000002", True, 4),
        ("000001", False, 2),
    ]
    for row in listed:
        dumped = run("dump", "--release", row["id"]).stdout_bytes
        assert row["hash"] == "sha256:" + hashlib.sha256(dumped).hexdigest()


def test_a_dump_goes_into_a_file_or_leaves_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.ttl").write_text(PREFIXES + ':a :p "\\u0007" .', "utf-8")
    run("load", "odd.ttl")
    assert run("dump", "--format", "rdf", "-o", "out.rdf").exit_code == 1
    assert run("dump", "--format", "ttl", "-o", "out.ttl").exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir() if "out" in p.name) == ["out.ttl"]


def test_an_unknown_release_is_reported_with_a_hint(run: Run, good: str) -> None:
    for args in (("dump",), ("query", "{ __typename }")):
        result = run(*args)
        assert (result.exit_code, "ndp-graph load" in result.stderr) == (2, True)
    run("load", good)
    result = run("dump", "--release", "000009-00000000")
    assert (result.exit_code, "ndp-graph releases" in result.stderr) == (2, True)
    assert run("dump", "--release", "../../etc").exit_code == 2


def test_query_answers_from_text_file_and_standard_input(run: Run, good: str, tmp_path: Path) -> None:
    run("load", good)
    (tmp_path / "q.graphql").write_text("query Q($i: ID!) { resource(iri: $i) { iri described } }", "utf-8")
    variables = '{"i": "http://example.org/a"}'
    result = run("query", "q.graphql", "--variables", variables)
    assert result.exit_code == 0, result.output
    expected = {"resource": {"iri": "http://example.org/a", "described": True}}
    assert json.loads(result.stdout)["data"] == expected
    assert json.loads(run("query", "-", stdin="{ __typename }").stdout)["data"] == {"__typename": "Query"}


def test_query_with_errors_prints_them_and_exits_with_2(run: Run, good: str) -> None:
    run("load", good)
    result = run("query", "{ nothing }")
    assert (result.exit_code, "errors" in json.loads(result.stdout)) == (2, True)


# -- errors


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


def test_an_unwritable_folder_is_reported(run: Run, good: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run("load", good, "--store", "sqlite:file/x")
    assert (result.exit_code, "cannot write to the release folder" in result.stderr) == (2, True)


# -- as a process


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NDP_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[3]), **more}


def test_output_into_a_pipe_that_closes_is_no_error(tmp_path: Path) -> None:
    quads = "".join(
        f"<http://e/{n}> <http://e/p> <http://e/{'x' * 200}> <http://e/g> .\n" for n in range(5000)
    )
    (tmp_path / "many.nq").write_text(quads)
    subprocess.run(
        [*PROGRAM, "load", "many.nq"], cwd=tmp_path, env=environment(), check=True, capture_output=True
    )
    dump = subprocess.Popen(
        [*PROGRAM, "dump"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert dump.stdout is not None
    assert dump.stderr is not None
    dump.stdout.readline()
    dump.stdout.close()
    said = dump.stderr.read().decode()
    dump.stderr.close()
    dump.wait()
    assert "error" not in said
    assert "Traceback" not in said


def test_serve_builds_the_first_release_serves_it_and_starts_again_at_once(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    first = _served(tmp_path, port)
    again = _served(tmp_path, port)
    assert first == again
    assert first["ready"] is True


def _served(folder: Path, port: int) -> dict[str, object]:
    """The answer of `/readyz` from a server that is started, queried and stopped."""
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)], cwd=folder, env=environment(), stderr=subprocess.PIPE
    )
    assert server.stderr is not None
    try:
        for line in server.stderr:
            if line.startswith(b"http://127.0.0.1:"):
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
            found: dict[str, object] = json.load(answer)
            return found
    finally:
        server.send_signal(signal.SIGTERM)
        said = server.stderr.read().decode()
        server.stderr.close()
        assert server.wait(30) == 0
        assert said.endswith("stopped\n")


def test_serve_reports_that_the_port_is_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*PROGRAM, "serve", "--port", port],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert not (tmp_path / "ndp-data").exists()


# -- generate


def test_generate_writes_data_that_can_be_loaded_and_their_truth(run: Run) -> None:
    result = run("generate", "--platforms", "8", "--seed", "3", "--defects", "0", "-o", "made-up.nq.gz")
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert "made-up.truth.json" in result.stderr
    assert json.loads(Path("made-up.truth.json").read_text("utf-8")) == []
    assert "No violations" in run("validate", "made-up.nq.gz").stdout
    loaded = run("load", "made-up.nq.gz", "--as-of", "2026-06-30")
    assert loaded.exit_code == 0, loaded.stderr


def test_generate_says_which_names_it_takes(run: Run) -> None:
    result = run("generate", "-o", "made-up.ttl")
    assert (result.exit_code, "ends in .nq" in result.stderr) == (2, True)
    assert run("generate").exit_code == 2
    assert run("generate", "--defects", "2", "-o", "x.nq").exit_code == 2
    assert list(Path.cwd().iterdir()) == []


def test_dump_offers_every_format() -> None:
    assert OFFERED == FORMATS
