"""`dump`, `releases` and `query`: what a release holds."""

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graph_api.cli.commands.dump import FORMATS as OFFERED
from loaders.dump import FORMATS
from tests.graph_api.support.command_line import PREFIXES, Run


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


def test_a_dump_goes_through_links_and_into_pipes(run: Run, good: str, tmp_path: Path) -> None:
    run("load", good)
    (tmp_path / "link.nq").symlink_to(tmp_path / "file.nq")
    (tmp_path / "file.nq").touch()
    assert run("dump", "-o", "link.nq").exit_code == 0
    assert (tmp_path / "link.nq").is_symlink()
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as pool:
        piped = pool.submit((tmp_path / "pipe").read_text)
        assert run("dump", "-o", "pipe").exit_code == 0
    assert piped.result() == (tmp_path / "file.nq").read_text() != ""
    assert (tmp_path / "pipe").is_fifo()


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


def test_dump_offers_every_format() -> None:
    assert OFFERED == FORMATS
