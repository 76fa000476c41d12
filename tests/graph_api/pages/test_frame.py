"""The frame of pages: its links keep what a page is about, and a citation names the very state."""

import json
from urllib.parse import parse_qs, urlsplit

from graph_api.pages.citation import Citation
from graph_api.pages.frame import Frame, FrameRelease, Operator, PageQuestion

RELEASE = FrameRelease("000012-0a1b2c3d", "2026-12-03T02:00:00Z", "sha256:ab")
CITATION = Citation(
    "50 % & {Đ}", "Bộ_Một", "000012-0a1b2c3d", "2026-12-03T02:00:00Z", "sha256:ab", "https://x.vn/a", "urn:a"
)


def test_links_to_other_pages_keep_the_release_and_the_day_alone() -> None:
    frame = Frame("fr", parameters=[("q", "x"), ("asOf", "2026-01-01")], choices=[("asOf", "2026-01-01")])
    assert frame.to("/search", q="đ") == "/search?q=%C4%91&asOf=2026-01-01&lang=fr"
    assert frame.here(asOf="") == "?q=x&lang=fr"
    assert frame.here(page="2") == "?q=x&asOf=2026-01-01&page=2&lang=fr"


def test_a_citation_leads_to_the_state_of_its_release() -> None:
    frame = Frame("en", "/list/x", [("sort", "a")], release=RELEASE, title="Lists", public="https://x.vn")
    citation = frame.citation
    assert citation is not None
    assert citation.address == "https://x.vn/list/x?sort=a&release=000012-0a1b2c3d"
    assert citation.sentence("en") == (
        "NDP Graph: Lists. Release 000012-0a1b2c3d, 3 December 2026. "
        "https://x.vn/list/x?sort=a&release=000012-0a1b2c3d sha256:ab"
    )
    assert Frame("en", title="Lists").citation is None


def test_bibtex_escapes_what_latex_would_obey() -> None:
    assert r"title = {{50 \% \& \{Đ\}}}," in CITATION.bibtex()
    assert r"author = {{Bộ\_Một}}," in CITATION.bibtex()


def test_csl_has_the_parts_for_programs() -> None:
    (item,) = json.loads(CITATION.csl())
    assert item["issued"] == {"date-parts": [[2026, 12, 3]]}
    assert (item["title"], item["URL"], item["version"]) == (
        "50 % & {Đ}",
        "https://x.vn/a",
        "000012-0a1b2c3d",
    )


def test_a_report_of_an_error_names_the_page_and_its_release() -> None:
    frame = Frame(
        "vi", title="A & b", iri="urn:a", release=RELEASE, operator=Operator("", "mailto:data@x.vn")
    )
    address = urlsplit(frame.report)
    assert (address.scheme, address.path) == ("mailto", "data@x.vn")
    assert parse_qs(address.query) == {"subject": ["A & b"], "body": ["urn:a\n000012-0a1b2c3d"]}
    assert Frame("vi").report == ""


def test_a_receipt_is_about_the_release_of_the_page() -> None:
    query = parse_qs(urlsplit(PageQuestion("{ a }", {"iris": ["đ"]}).receipt("000012-0a1b2c3d")).query)
    assert query == {
        "query": ["{ a }"],
        "variables": ['{"iris":["đ"]}'],
        "extensions": ['{"receipt":true}'],
        "release": ["000012-0a1b2c3d"],
    }
