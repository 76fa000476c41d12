"""`query --format ttl`: the statements of an answer, without a server."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from tests.graph_api.support.command_line import PREFIXES, Run

QUERY = '{ digitalPlatforms { nodes { slug title(lang: "vi") { value } } } }'


@pytest.mark.parametrize(
    ("form", "syntax"),
    [("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("nt", RdfFormat.N_TRIPLES)],
)
def test_the_statements_of_an_answer_are_written(
    run: Run, tmp_path: Path, form: str, syntax: RdfFormat
) -> None:
    platform = (
        ':a a ndp:DigitalPlatform ; ndp:slug "a" ; <http://purl.org/dc/terms/title> "Cổng"@vi , "Portal"@en .'
    )
    (tmp_path / "one.ttl").write_text(PREFIXES + platform, "utf-8")
    assert run("load", "one.ttl", "--on-violation", "record").exit_code == 0
    content = run("query", QUERY, "--format", form).stdout_bytes
    assert sorted(quad.object.value for quad in parse(content, syntax)) == ["Cổng", "a"]
    assert run("query", QUERY, "--format", form, "-o", "out").exit_code == 0
    assert (tmp_path / "out").read_bytes() == content
    refused = run("query", "{ digitalPlatforms { totalCount } }", "--format", form, "-o", "none")
    assert refused.exit_code == 2
    assert "No field of the question shows a statement" in refused.stderr
    assert not (tmp_path / "none").exists()
