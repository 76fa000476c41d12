"""Reviews of findings are data that are loaded: the finding stays, with what was said of it, in all answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.justified import DAY, PLATFORM, publish, settings_of
from tests.graph_api.support.series import serving
from tests.graph_api.support.stores import KINDS
from tests.loaders.support.releasing import load

MOBIEDU = PLATFORM + "mobiedu"
REVIEW = """@prefix ndp: <https://w3id.org/vn-ndp/ns#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix code: <https://w3id.org/vn-ndp/code/review-verdict/> .
<urn:reviews> { <urn:r> a ndp:FindingReview ; ndp:reviews <FINDING> ; ndp:verdict code:disputed ;
  ndp:reviewedBy <https://w3id.org/vn-ndp/id/org/minh-hoa-bo-hoc-tap-2025> ;
  ndp:reviewedOn "2026-06-01"^^xsd:date ; dct:description "The <act> is being sought."@en . }"""
OFFICE = "https://w3id.org/vn-ndp/id/org/minh-hoa-bo-hoc-tap-2025"
NOTE = {
    "iri": "urn:r",
    "verdict": "disputed",
    "by": OFFICE,
    "on": "2026-06-01",
    "text": "The <act> is being sought.",
}
LINE = f"disputed ({OFFICE}, 2026-06-01): The <act> is being sought."
SAID = "Review: Disputed (Ministry of Learning (illustrative), 1 June 2026): The <act> is being sought."


def exported(client: TestClient, form: str) -> Any:
    return client.get("/dossier", params={"platform": MOBIEDU, "asOf": DAY, "lang": "en", "format": form})


@pytest.mark.parametrize("kind", KINDS)
def test_a_reviewed_finding_stays_and_says_what_reviewers_think(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uri = request.getfixturevalue("neo4j_empty") if kind == "neo4j" else None
    location = Location(tmp_path / "store", uri)
    publish(location)
    with serving(settings_of(location)) as client:
        before = exported(client, "json").json()["findings"]
    assert not any(one["reviews"] for one in before)
    iri = before[0]["iri"]
    load(location, parse(REVIEW.replace("FINDING", iri), RdfFormat.TRIG), on_violation="record")
    with serving(settings_of(location)) as client:
        after = exported(client, "json").json()["findings"]
        assert [one["iri"] for one in after] == [one["iri"] for one in before]
        assert [one["iri"] for one in after if one["reviews"]] == [iri]
        assert f"    {SAID}" in exported(client, "text").text.splitlines()
        assert SAID.replace("<", "&lt;").replace(">", "&gt;") in exported(client, "html").text
        query = "{ findings(where: {reviews: {some: {verdict: {eq: DISPUTED}}}}) { nodes { iri } } }"
        found = client.post("/graphql", json={"query": query}).json()
        assert found["data"]["findings"]["nodes"] == [{"iri": iri}]
    capsys.readouterr()
    at = ("--store", uri or f"sqlite:{location.folder}", "--releases", str(location.folder), "--as-of", DAY)
    assert ndp_graph("audit", *at, "--format", "json") == 1
    rows = json.loads(capsys.readouterr().out)
    assert {row["iri"]: row["reviews"] for row in rows if row["reviews"]} == {iri: [NOTE]}
    for form, line in (("text", f"    review: {LINE}"), ("csv", LINE)):
        ndp_graph("audit", *at, "--format", form)
        assert capsys.readouterr().out.count(line) == 1
