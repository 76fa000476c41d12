"""The page about a resource: in three languages, and with whatever is in the data."""

from html.parser import HTMLParser
from typing import Any

import pytest

from graph_api.pages.frame import Frame
from graph_api.pages.resource import (
    PageHistory,
    PageReferrers,
    PageStatement,
    ResourceFacts,
    ResourceViewer,
    render_resource,
)
from ontology.model import Model
from ontology.namespaces import RDF_TYPE, RDFS

IRI, GRAPH = "https://example.org/a", "https://example.org/g"
HOSTILE = '"><script>alert(1)</script>\u202e\x07'


def page(model: Model, *statements: tuple[str, str, str], lang: str = "en", **facts: object) -> str:
    stated = [PageStatement(s, p, o, (GRAPH,)) for s, p, o in statements]
    labels = {IRI: {"vi": "Bộ", "en": HOSTILE}, GRAPH: {}}
    given: dict[str, Any] = {"iri": IRI, "statements": stated, "labels": labels, **facts}
    viewer = ResourceViewer(model, lang, lambda iri: f"/resource?iri={iri}")
    return render_resource(ResourceFacts(**given), viewer, Frame(lang))


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("src", "/static/search.js") not in attrs:
            self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]


@pytest.mark.parametrize(
    ("lang", "heading"), [("vi", "Các phát biểu"), ("en", "Statements"), ("fr", "Énoncés")]
)
def test_the_page_speaks_the_language_of_the_reader(model: Model, lang: str, heading: str) -> None:
    html = page(
        model, (IRI, RDF_TYPE, "<https://example.org/C>"), (IRI, RDFS + "label", '"Bộ"@vi'), lang=lang
    )
    assert f'<html lang="{lang}">' in html
    assert f"<h2>{heading}</h2>" in html
    assert ('<span lang="vi">Bộ</span> <span class="tag">vi</span>' in html) is (lang != "vi")


def test_texts_of_the_data_cannot_be_markup(model: Model) -> None:
    html = page(
        model,
        (IRI, "https://example.org/p", f'"{HOSTILE[1:]}"'),
        (IRI, "https://example.org/p", "<x:'onclick=>"),
    )
    assert "script" not in _Tags(html).tags
    assert "\u202e" not in html
    assert "\x07" not in html


def test_blank_nodes_and_terms_have_places_that_links_lead_to(model: Model) -> None:
    html = page(model, (IRI, "https://example.org/p", "_:b1"), ("_:b1", "https://example.org/q", '"x"'))
    ids = _Tags(html).ids
    assert len(ids) == len(set(ids))
    assert 'href="#subject-1"' in html
    assert "subject-1" in ids
    assert 'id="Term"' in page(model, ("https://example.org/ns#Term", "https://example.org/p", '"x"'))


def test_what_has_no_label_is_named_by_its_iri(model: Model) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    html = page(
        model,
        (IRI, "http://purl.org/dc/terms/hasFormat", f"<{licence}>"),
        (IRI, "https://example.org/p", "<http://www.w3.org/ns/shacl#Violation>"),
        (IRI, "https://example.org/p", "_:c14n148"),
        ("_:c14n148", "https://example.org/p", '"x"'),
    )
    for shown in (licence, "Violation", "without an IRI 1"):
        assert f">{shown}</a>" in html
    assert ">hasFormat</a>" in html or ">has format</a>" in html
    assert "_:c14n148" not in html.replace('title="_:c14n148"', "")


def test_marks_of_what_is_derived_or_illustrative_and_a_link_to_the_next_page(model: Model) -> None:
    one = (IRI, "https://example.org/p", '"x"')
    plain = page(model, one)
    assert "derived" not in plain
    assert "illustrative" not in plain
    html = page(
        model, one, derived=frozenset({GRAPH}), illustrative=frozenset({GRAPH}), next_page="/doc/a?after=x&y"
    )
    assert '<span class="mark">derived</span> <span class="mark">illustrative</span>' in html
    assert '<a href="/doc/a?after=x&amp;y" rel="next">More statements</a>' in html


def test_data_in_the_page_cannot_end_its_element(model: Model) -> None:
    html = page(model, (IRI, "https://example.org/p", '"x"'), json_ld='{"a": "</script><b>"}')
    assert '{"a": "\\u003c/script>\\u003cb>"}</script>' in html
    assert "b" not in _Tags(html).tags


def test_what_refers_to_the_resource_is_listed_by_property(model: Model) -> None:
    group = PageReferrers(
        "https://example.org/p", 1203, [("https://example.org/b", HOSTILE, "vi"), ("_:b1", "x", "")]
    )
    html = page(model, (IRI, "https://example.org/p", '"x"'), referrers=[group])
    assert "Referred to by" in html
    assert "and 1,201 more" in html
    assert 'href="/resource?iri=https://example.org/b"' in html
    assert "script" not in _Tags(html).tags


def test_a_long_name_is_cut_and_a_long_value_is_folded(model: Model) -> None:
    long = "e\u0301" * 50_000
    html = page(
        model,
        (IRI, RDFS + "label", f'"{long}"'),
        (IRI, "https://example.org/p", f"<{GRAPH}>"),
        lang="vi",
        labels={IRI: {"vi": long}, GRAPH: {"vi": long}},
    )
    assert html.count(long) == 1
    assert f"</summary><p>{long}</p></details>" in html
    assert html.count("e\u0301…") >= 5  # the title, the heading, the relation, the source, the summary
    short = page(model, (IRI, "https://example.org/p", f'"{"x" * 3_000}"'))
    assert ("<details>" in short, "x" * 3_000 in short) == (False, True)


def test_a_resource_with_several_states_has_a_link_to_them(model: Model) -> None:
    one = (IRI, "https://example.org/p", '"x"')
    history = PageHistory("/timemap/a", 1_204, [("000009-ab", "/release/000009-ab/doc/a")])
    html = page(model, one, history=history)
    assert '<a href="/release/000009-ab/doc/a"><code>000009-ab</code></a>' in html
    assert '<a href="/timemap/a">all 1,204 states</a>' in html
    assert "History" not in page(model, one)
