"""`load` and `remove`: what is published, what is refused, and what is printed where."""

import re
from pathlib import Path

import pytest

from tests.graph_api.support.command_line import BAD, GOOD, PREFIXES, Run, nothing_published


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
    for flag in ("--input-format", "--format"):  # the second is its older name
        asked = ("load", "-", flag, "ttl", "--graph", "http://example.org/g")
        assert run(*asked, stdin=GOOD).exit_code == 0
    assert "--format" not in run("load", "--help").stdout.replace("--input-format", "")
    missing = run("load", "-", "--input-format", "ttl", stdin=GOOD)
    assert (missing.exit_code, "--graph" in missing.stderr) == (2, True)


def test_a_violation_refuses_with_file_and_line(run: Run, bad: str) -> None:
    result = run("load", bad)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad.ttl:4: Violation" in result.stderr
    assert "hint: fix the data, or load them as they are" in result.stderr
    assert nothing_published()


def test_a_refusal_names_the_values_and_their_graphs(run: Run, tmp_path: Path) -> None:
    for name in ("recognised", "listed"):
        status = f"<https://w3id.org/vn-ndp/code/platform-status/{name}>"
        (tmp_path / f"{name}.ttl").write_text(f"{PREFIXES}:bad ndp:declaredStatus {status} .\n", "utf-8")
    (tmp_path / "bad.ttl").write_text(BAD, "utf-8")
    run("load", "bad.ttl", "recognised.ttl", "--on-violation", "record")
    result = run("load", "listed.ttl")
    said = " ".join(result.stderr.split())
    assert result.exit_code == 1
    assert (
        "too many values for “declared status” (2: “On the national list”, “Recognised national digital platform”)"
        in said
    ), said
    for name in ("recognised", "listed"):
        code = f"https://w3id.org/vn-ndp/code/platform-status/{name}"
        assert f"stated in: https://w3id.org/vn-ndp/graph/file/{name} {code}" in said


def test_a_load_names_the_first_of_its_new_warnings(run: Run, good: str, tmp_path: Path) -> None:
    assert "new, compared" not in run("load", good).stderr
    odd = "".join(f":x{n} a :T ; ndp:lifecicle{n} 1 .\n" for n in range(14))
    (tmp_path / "odd.ttl").write_text(PREFIXES + odd, "utf-8")
    for arguments in (["--dry-run"], []):
        result = run("load", "odd.ttl", *arguments)
        assert result.exit_code == 0
        assert "new, compared with the release before:\nodd.ttl:4: Warning UNDECLARED: " in result.stderr
        assert result.stderr.count("Warning UNDECLARED") == 10
        assert "… and 4 more; " in result.stderr
    assert "new, compared" not in run("load", good, "--graph", "http://example.org/g").stderr


def test_a_load_counts_the_new_findings_of_the_rules(run: Run, good: str, bad: str) -> None:
    assert "of the rules" not in run("load", good).stderr
    said = " ".join(run("load", bad, "--on-violation", "record").stderr.split())
    assert "new findings of the rules: D23 (1), D27 (1); `ndp-graph audit --rule CODE` explains them" in said
    assert "of the rules" not in run("load", bad, "--on-violation", "record").stderr


def test_a_first_release_without_the_shipped_facts_says_so(run: Run, good: str) -> None:
    assert "`ndp-graph load --shipped` adds the facts" in " ".join(run("load", good).stderr.split())
    again = run("load", good, "--graph", "http://example.org/g")
    assert "--shipped" not in again.stderr


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


def test_remove_names_the_statements_about_the_graph_that_stay(run: Run, good: str, tmp_path: Path) -> None:
    about = "<http://example.org/g> a ndp:SourceGraph ; :p 1 ."
    (tmp_path / "meta.ttl").write_text(PREFIXES + about, "utf-8")
    run("load", good, "--graph", "http://example.org/g")
    run("load", "meta.ttl", "--on-violation", "record")
    meta = "https://w3id.org/vn-ndp/graph/file/meta"
    for more, advice in (
        ("", f"`ndp-graph remove --graph {meta}` removes them"),
        (" :x :p 1 .", "it has others"),
    ):
        (tmp_path / "meta.ttl").write_text(PREFIXES + about + more, "utf-8")
        run("load", "meta.ttl", "--on-violation", "record")
        result = run("remove", "--graph", "http://example.org/g", "--dry-run", "--on-violation", "record")
        said = " ".join(result.stderr.split())
        assert (
            f"warning: {meta} still has 2 statements about http://example.org/g, which is gone; {advice}"
            in said
        )
    both = run("remove", "--graph", "http://example.org/g", "--graph", meta)
    assert (both.exit_code, "warning" in both.stderr) == (0, False)


def test_an_ontology_of_ones_own_is_part_of_the_release(run: Run, good: str, tmp_path: Path) -> None:
    (tmp_path / "terms.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://example.org/Bridge> a owl:Class .", "utf-8"
    )
    assert run("load", good, "--ontology", "terms.ttl").exit_code == 0
    assert "type Bridge " in run("schema").stdout
    assert "type Bridge " not in run("schema", "--built-in").stdout
    assert '"bridges"' in run("query", "{ bridges { nodes { iri } } }").stdout


def test_what_ships_is_loaded_without_refusal_under_the_base_that_is_set(run: Run) -> None:
    result = run("load", "--shipped", "--no-illustrative", "--base-iri", "https://example.vn/")
    assert result.exit_code == 0, result.stderr
    dumped = run("dump").stdout
    assert "<https://example.vn/ns#" in dumped
    assert "w3id.org/vn-ndp" not in dumped
