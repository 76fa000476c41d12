"""The page that verifies receipts, rendered from values made here."""

import pytest

from graph_api.pages.frame import Frame
from graph_api.pages.strings import texts
from graph_api.pages.verify import Verification, VerifiedPart, render_verify
from ontology.values.languages import LANGUAGES
from tests.graph_api.pages.test_about import Page

FOUND = (
    VerifiedPart(True, "This holds."),
    VerifiedPart(False, "That does <not>."),
    VerifiedPart(None, "Who knows?"),
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_a_form_whose_fields_are_named(lang: str) -> None:
    page = Page(render_verify(Verification(), Frame(lang)))
    assert page.all("html") == [{"lang": lang}]
    labelled = {attributes["for"] for attributes in page.all("label")}
    assert labelled == {attributes["id"] for attributes in page.all("textarea")} | {"site-search"}
    assert labelled == {"receipt", "answer", "site-search"}
    [search, form] = page.all("form")
    assert search["action"] == "/search"
    assert (form["method"], form["action"]) == ("post", f"/verify?lang={lang}")
    assert page.all("script") == [{"type": "module", "src": "/static/search.js"}]
    assert page.all("style") == []
    assert texts(lang)["verify_found"] not in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_checks_are_shown_in_words_beside_the_submitted_receipt(lang: str) -> None:
    page = Page(
        render_verify(Verification("\n a.b</textarea>.c", '{"data": 1}', FOUND, '{"iss": "x"}'), Frame(lang))
    )
    for words in ("verify_yes", "verify_no", "verify_unknown", "verify_not_all", "verify_claims"):
        assert texts(lang)[words] in page.text
    for words in (
        "This holds.",
        "That does <not>.",
        "Who knows?",
        "\n a.b</textarea>.c",
        '{"data": 1}',
        '"iss"',
    ):
        assert words in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_in_sentences_are_code_and_nothing_in_them_is_markup(lang: str) -> None:
    found = (VerifiedPart(False, "Without `<b>a</b>`, and ` alone."),)
    html = render_verify(Verification(findings=found), Frame(lang))
    assert "<code>certificate.json</code>" in html
    assert "Without <code>&lt;b&gt;a&lt;/b&gt;</code>, and ` alone." in html
    assert html.count("`") == 1


def test_that_all_holds_is_said_only_if_all_does() -> None:
    good, mixed = (
        render_verify(Verification(findings=found), Frame("en")) for found in (FOUND[:1], FOUND[::2])
    )
    assert texts("en")["verify_all"] in good
    assert texts("en")["verify_all"] not in mixed
