"""The pages about the ontology: small, in three languages, with life in them."""

import gzip
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import read_rules
from ontology.values.languages import LANGUAGES
from ontology.versions.history import read_history
from tests.graph_api.http.pages.conftest import Counted

MODEL = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
ROW = re.compile(r'<tr id="([^"]+)">')


def test_the_index_has_a_place_for_each_class_and_property(pages: TestClient) -> None:
    page = pages.get("/ns?lang=en").text
    places = ROW.findall(page)
    assert len(places) == len(set(places))
    assert len(places) > len(MODEL.classes) + len(MODEL.properties) + len(MODEL.code_lists)
    own = [iri.partition("#")[2] for iri in MODEL.classes if iri.startswith(f"{MODEL.base}ns#")]
    assert len(own) > 30
    assert set(own) <= set(places)
    assert {iri.partition("#")[2] for iri in MODEL.labels if iri.startswith(f"{MODEL.base}ns#")} <= set(
        places
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_class_has_a_page_in_each_language(pages: TestClient, lang: str) -> None:
    for term in MODEL.classes.values():
        page = pages.get("/ns", params={"term": term.type_name, "lang": lang})
        assert page.status_code == 200, term.type_name
        assert f"<h1>{term.label.by_language[lang]}</h1>" in page.text
        assert f"/list/{term.plural}?" in page.text


def test_a_class_shows_its_uses_constraints_examples_and_rules(pages: TestClient) -> None:
    page = pages.get("/ns?term=Assessment&lang=en").text
    assert "<dt>Uses</dt><dd>21</dd>" in page
    assert "exactly one" in page
    assert "Assessment of Hoc Sang, 2024 (illustrative)" in page
    assert "D06: criterion of the set not assessed" in page


@pytest.mark.parametrize("name", ["ndp:none", "title", "dct:title", "http://purl.org/dc/terms/title"])
def test_a_property_is_found_by_each_of_its_names(pages: TestClient, name: str) -> None:
    page = pages.get("/ns", params={"term": name, "lang": "en"})
    if name == "ndp:none":
        assert page.status_code == 404
        return
    assert "<code>http://purl.org/dc/terms/title</code>" in page.text
    assert "Digital platform" in page.text


def test_a_slip_in_a_name_is_answered_with_the_nearest(pages: TestClient) -> None:
    assert "Did you mean 'Assessment'?" in pages.get("/ns?term=Assesment&lang=en").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_has_what_each_version_changed(pages: TestClient, lang: str) -> None:
    page = unescape(pages.get(f"/ns?lang={lang}").text).partition('id="changes"')[2]
    history = read_history(MODEL.files, MODEL.base)
    places = [page.index(f'id="version-{version}"') for version in history.versions]
    assert places == sorted(places)
    new = [iri for iri in MODEL.properties if history.about(iri).since == history.versions[0]]
    assert len(new) > 40
    for iri in new:
        assert f">{MODEL.properties[iri].label.by_language[lang]}</a></li>" in page, iri
    for iri, notes in history.changed(history.versions[0]):
        assert all(note.by_language[lang] in page for note in notes), iri
    assert page.count("<tr>") == len(history.changed(history.versions[0])) + 1


def test_a_term_has_its_history(pages: TestClient) -> None:
    new = pages.get("/ns?term=Obligation&lang=en").text
    assert "<dt>Since version</dt><dd>0.2.0</dd>" in new
    assert "What changed" not in new
    changed = pages.get("/ns?term=rdfs:label&lang=en").text
    assert "<dt>Since version</dt><dd>0.1.0</dd>" in changed
    old = unescape(pages.get("/ns?term=dct:description&lang=en").text)
    assert re.search(r"<dt>Version 0.2.0</dt><dd><span>Definition before: “[^”]+”</span> <span>Now also", old)


def test_programs_read_the_changes_as_rdf(pages: TestClient) -> None:
    content = pages.get("/doc/ns", headers={"accept": "application/n-triples"}).text
    history = read_history(MODEL.files, MODEL.base)
    ours = [iri for iri in history.introduced(history.versions[0]) if "rules#" not in iri]
    assert content.count("<https://w3id.org/vn-ndp/ns#sinceVersion>") >= len(ours) > 80
    assert "<http://www.w3.org/2002/07/owl#priorVersion> <https://w3id.org/vn-ndp/ns/0.1.0>" in content
    version = pages.get("/doc/ns/0.2.0.nt")
    assert '<http://www.w3.org/2002/07/owl#versionInfo> "0.2.0"' in version.text


def test_each_rule_has_its_query_and_the_number_of_its_findings(pages: TestClient) -> None:
    page = pages.get("/doc/rules?lang=en").text
    defects = read_rules(MODEL.files, MODEL.base).defects
    assert len(defects) > 30
    assert [one.code for one in defects if f'<section id="{one.iri.partition("#")[2]}">' not in page] == []
    assert page.count("SELECT") >= len(defects)
    assert re.search(r'/list/findings\?filter=code%3AD30&amp;lang=en">Findings: 5<', page)


def test_the_pages_are_one_question_and_small(pages: TestClient, counted: Counted) -> None:
    for address in ("/ns", "/ns?term=Recognition", "/doc/rules", "/doc/shapes"):
        counted.clear()
        page = pages.get(address, headers={"accept-language": "fr", "accept": "text/html"})
        assert page.status_code == 200
        assert counted.operations <= 4, address
        assert counted.statements <= 8, address
        assert len(gzip.compress(page.content)) < 30_000
