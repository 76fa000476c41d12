"""The pages about the ontology: small, in three languages, with life in them."""

import gzip
import re

import pytest
from starlette.testclient import TestClient

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import read_rules
from ontology.values.languages import LANGUAGES
from tests.graph_api.http.pages.conftest import Counted

MODEL = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
ROW = re.compile(r'<tr id="([^"]+)">')


def test_the_index_has_a_place_for_each_class_and_property(pages: TestClient) -> None:
    page = pages.get("/ns?lang=en").text
    places = ROW.findall(page)
    assert len(places) == len(set(places))
    assert len(places) == len(MODEL.classes) + len(MODEL.properties) + len(MODEL.code_lists)
    own = [iri.partition("#")[2] for iri in MODEL.classes if iri.startswith(f"{MODEL.base}ns#")]
    assert len(own) > 30
    assert set(own) <= set(places)


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
