"""The page about the service, rendered from values made here."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from graph_api.pages.about import AboutFacts, AnswerRow, ClassCount, ExampleAnswer, render_about
from graph_api.pages.frame import Frame, editor_link
from graph_api.pages.problem import Problem, render_problem
from graph_api.pages.strings import texts
from ontology.values.languages import LANGUAGES, format_number

ABOUT = AboutFacts(
    name="ndp-graph",
    version="0.1.0",
    release="000001-0a1b2c3d",
    evaluation_date=date(2025, 3, 1),
    statements=12345,
    counts=(ClassCount("Nền tảng số", "DigitalPlatform", "digitalPlatforms", 7),),
    illustrative=False,
    base="https://example.org/",
)
EXAMPLE = ExampleAnswer(
    question="Who runs it?",
    query="query Q($iri: ID!) { digitalPlatform(iri: $iri) { label { value } } }",
    header=("Platform", "Owner"),
    rows=(AnswerRow(("Alpha", "Ministry A")), AnswerRow(("Beta", None), illustrative=True)),
    variables={"iri": "https://example.org/id/a?b=1&c=đ"},
    more=3,
)


class Page(HTMLParser):
    """The start tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def test_a_question_without_an_answer_says_why() -> None:
    failed = ExampleAnswer("Who runs it?", "{ x }", (), (), {}, problem="The store cannot be <asked> now.")
    page = Page(render_about(ABOUT, [failed, EXAMPLE], Frame("en")))
    assert "No answer is available at the moment. The store cannot be <asked> now." in page.text
    assert "Ministry A" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_a_page_that_says_what_is_here(lang: str) -> None:
    page = Page(render_about(ABOUT, [EXAMPLE], Frame(lang)))
    assert page.all("html") == [{"lang": lang}]
    shown = [*(texts(lang)[key] for key in ("title", "intro", "examples")), "000001-0a1b2c3d", "2025-03-01"]
    shown += [format_number(12345, lang), "Nền tảng số", "DigitalPlatform", "Who runs it?", "Ministry A", "—"]
    assert [text for text in shown if text not in page.text] == []
    links = [attributes["href"] for attributes in page.all("a")]
    assert {"?lang=vi", "?lang=en", "?lang=fr", "/healthz", "/graphql/schema.graphql"} <= set(links)
    current = [attributes["lang"] for attributes in page.all("a") if "aria-current" in attributes]
    assert current == [lang]


def test_without_a_published_schema_nothing_links_to_it() -> None:
    page = Page(render_about(replace(ABOUT, publishes_schema=False), [EXAMPLE], Frame("en")))
    assert "/graphql/schema.graphql" not in [attributes["href"] for attributes in page.all("a")]


def test_the_page_leads_to_all_that_describes_the_data() -> None:
    described = {"/dataset?lang=en", "/catalog.ttl", "/feed.atom?lang=en", "/feed"}
    always = {"/ns?lang=en", "/reconcile/en", "/list/digitalPlatforms.csv?lang=en"}
    shown = {
        key: {attributes["href"] for attributes in Page(render_about(about, [], Frame("en"))).all("a")}
        for key, about in {
            "all": replace(ABOUT, has_sparql=True),
            "few": replace(ABOUT, has_releases=False),
        }.items()
    }
    assert described | always | {"/sparql"} <= shown["all"]
    assert shown["few"] & (described | always | {"/sparql"}) == always


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_missing_in_any_language(lang: str) -> None:
    assert [key for key, text in texts(lang).items() if not text] == []


def test_what_the_data_say_never_becomes_markup() -> None:
    evil = "<script>alert(1)</script>\"'&"
    example = replace(
        EXAMPLE, question=evil, query=evil, header=(evil,), rows=(AnswerRow((evil,)),), variables={evil: evil}
    )
    about = replace(ABOUT, name=evil, release=evil, base=evil, counts=(ClassCount(evil, evil, evil, 1),))
    html = render_about(about, [example], Frame("en"))
    page = Page(html)
    assert page.all("script") == [{"type": "module", "src": "/static/search.js"}]
    assert page.text.count("<script>alert(1)</script>") >= 9
    names = [set(attributes) for attributes in page.all("a")]
    assert names
    assert set().union(*names) <= {"href", "class", "lang", "hreflang", "aria-current"}


def test_illustrative_data_have_a_banner_and_a_mark_on_each_row() -> None:
    html = render_about(replace(ABOUT, illustrative=True), [EXAMPLE], Frame("en"))
    assert html.count('class="banner"') == 1
    assert html.count('class="mark"') == 1
    assert html.index("Beta") < html.index('class="mark"')


def test_a_release_of_sourced_facts_has_no_banner() -> None:
    assert "banner" not in render_about(ABOUT, [EXAMPLE], Frame("en"))


def test_an_answer_without_rows_says_so() -> None:
    page = Page(render_about(ABOUT, [replace(EXAMPLE, rows=(), more=0)], Frame("en")))
    assert "No results." in page.text


def test_the_page_needs_nothing_inline_and_nothing_from_elsewhere() -> None:
    page = Page(render_about(ABOUT, [EXAMPLE], Frame("en")))
    assert page.all("style") == []
    assert [attributes for _, attributes in page.tags if "style" in attributes] == []
    sources = [
        attributes.get("src") or attributes["href"]
        for name in ("img", "link")
        for attributes in page.all(name)
    ]
    assert [source for source in sources if not str(source).startswith("/static/")] == []


def test_a_link_to_the_editor_holds_the_query_and_its_variables() -> None:
    fragment = urlsplit(editor_link("{ a(b: 1) }", {"x": "đ&="})).fragment
    assert parse_qs(fragment) == {"query": ["{ a(b: 1) }"], "variables": ['{\n  "x": "đ&="\n}']}
    assert editor_link("{a}", {}) == "/graphql#query=%7Ba%7D"


def test_the_editor_learns_what_it_shows_about_the_release() -> None:
    assert ABOUT.public() == {
        "name": "ndp-graph",
        "version": "0.1.0",
        "release": "000001-0a1b2c3d",
        "illustrative": False,
        "base": "https://example.org/",
    }


def test_a_page_shows_the_controls_in_data() -> None:
    page = render_problem(Problem(404, "NOT_FOUND", "a\x1b\u202eb<i>", ""), Frame("en"))
    assert r"a\u001b\u202eb&lt;i&gt;" in page
    assert page.count("\n") > 20, "a page has lines"
