"""`audit`: the findings of a release, listed for people and programs."""

import json
from pathlib import Path

from tests.graph_api.support.command_line import BAD, Run


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
    assert text == run("audit", "--severity", "Violation").stdout
    assert "[Violation|Warning|Info]" in run("audit", "--help").stdout
    assert "Violation, Warning or Info" in run("audit", "--severity", "bad").stderr
    assert "Warning" not in text
    assert "http://example.org/bad" in text
    assert "\n    cách sửa: " in run("audit", "--lang", "vi").stdout
    refused = run("audit", "--lang", "de")
    assert (refused.exit_code, "--lang" in refused.stderr) == (2, True)
    table = run("audit", "--format", "csv").stdout.splitlines()
    assert table[0].startswith("code,severity,focus,value,message")
    assert len(table) > len(rows)


def test_audit_names_the_documents_and_notes_of_the_sources(run: Run) -> None:
    assert run("load", "--shipped").exit_code == 0
    (row,) = (
        row
        for row in json.loads(run("audit", "--rule", "D37", "--format", "json", "--lang", "fr").stdout)
        if row["value"] == "103"
    )
    assert any(one.startswith("https://daibieunhandan.vn/") for one in row["documents"])
    (note,) = row["notes"]
    assert note.startswith("Pour le ministère des Transports, cette page indique 9 plateformes")
    text = run("audit", "--rule", "D37").stdout
    assert "3 of the 103 entries of “List of 103 platforms" in text
    assert "\n    document: https://daibieunhandan.vn/" in text
    assert "\n    note: For the Ministry of Transport this page prints 9 platforms" in text
    table = run("audit", "--rule", "D37", "--format", "csv").stdout
    assert table.splitlines()[0].endswith(",iri,documents,notes")
    assert "https://daibieunhandan.vn/" in table


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
