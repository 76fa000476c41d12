"""`/dossier` and `ndp-graph dossier`: the audit file as a page, on paper, and as an archive that can be verified."""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from graph_api.exports import words
from graph_api.exports.case import JustifiedCase, read_case
from graph_api.exports.formats import FORMATS
from graph_api.exports.question import JustificationRequest
from graph_api.receipts.keyring import Keyring
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from ontology.iris import DEFAULT_BASE
from tests.graph_api.pages.browser import require_programs
from tests.graph_api.pages.test_about import Page
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.justified import DAY, LANGUAGES, PLATFORM, VERDICTS, publish, settings_of
from tests.graph_api.support.series import serving
from tests.graph_api.support.stores import KINDS
from tests.support.npm_tools import npm_folder, run_node

SUPPORTED, WITH_FINDINGS = PLATFORM + "minh-hoa-hoc-sang", PLATFORM + "mobiedu"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module", params=KINDS)
def location(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Location:
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    found = Location(tmp_path_factory.mktemp("release") / "store", uri)
    publish(found)
    return found


@pytest.fixture(scope="module")
def settings(location: Location) -> Settings:
    keys = location.folder.parent / "keys"
    Keyring(keys).make()
    return replace(settings_of(location), keys=keys)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with serving(settings) as client:
        yield client


def flags(settings: Settings) -> list[str]:
    """The same settings for a command."""
    more = ["--releases", str(settings.releases)] if settings.releases else []
    return ["--store", settings.store, "--keys", str(settings.keys), *more]


def plain(text: str) -> str:
    """A text without its spaces, however they are kept; letters as one character each."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def page_of(client: TestClient, platform: str, lang: str = "en", **more: str) -> tuple[Page, str]:
    answer = client.get("/dossier", params={"platform": platform, "asOf": DAY, "lang": lang, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text), answer.text


def case_of(client: TestClient, platform: str, lang: str = "en") -> JustifiedCase:
    """The same as data."""
    wanted = JustificationRequest(platform, day=DAY, language=lang)
    question = wanted.question()
    body = {"query": question.query, "variables": question.variables}
    answer = client.post("/graphql", json=body, headers={"accept-language": lang})
    return read_case(answer.content, wanted, PLATFORM.removesuffix("id/platform/"))


# -- the page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", VERDICTS)
def test_the_page_says_all_that_the_case_does(client: TestClient, name: str, lang: str) -> None:
    case = case_of(client, PLATFORM + name, lang)
    page, _ = page_of(client, PLATFORM + name, lang)
    said = plain(page.text)
    release = case.release
    expected = [words.title(case), words.verdict(case), words.status(case), DAY, case.platform.iri]
    expected += [step.text for step in case.steps] + [step.remedy for step in case.blocking if step.remedy]
    expected += [act.label for step in case.steps for act in step.acts]
    expected += [text for source in case.sources for text in (source.label, source.iri, source.licence or "")]
    expected += [text for one in case.findings for text in (one.code, one.message, one.remedy, one.iri)]
    expected += [release.id, release.hash or "?", release.certificate or "?", release.built_at or "?"]
    expected += [statement.ntriples.replace(f"<{case.base}", "<") for statement in case.statements]
    assert [text for text in expected if plain(text) not in said] == []
    assert page.all("html")[0] == {"lang": lang}
    assert page.text.count("✓") >= len(case.support)


@pytest.mark.parametrize("platform", [SUPPORTED, WITH_FINDINGS])
def test_footnotes_lead_to_what_they_cite_and_nothing_comes_from_elsewhere(
    client: TestClient, platform: str
) -> None:
    page, html = page_of(client, platform)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes.get("href") or "" for attributes in page.all("a")]
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(ids)
    case = case_of(client, platform)
    assert {f"source-{number}" for number, _ in enumerate(case.sources, 1)} <= inside
    assert {f"finding-{number}" for number, _ in enumerate(case.findings, 1)} <= inside
    assert {link.partition(":")[0] for link in links if link[0] not in "#?/"} <= {"https", "http"}
    assert page.all("script") == page.all("link") == page.all("img") == page.all("iframe") == []
    assert not re.search(r"url\(|@import", html)


def test_the_page_leads_to_all_other_formats(client: TestClient) -> None:
    require_programs("chromium")
    page, _ = page_of(client, SUPPORTED)
    links = [a["href"] for a in page.all("a") if (a.get("href") or "").startswith("?")]
    assert len(links) == len(FORMATS) - 1 + len(LANGUAGES) - 1
    for link in links:
        answer = client.get(f"/dossier{link}")
        form = FORMATS[dict(pair.split("=") for pair in str(link)[1:].split("&")).get("format", "html")]
        assert (answer.status_code, answer.headers["content-type"]) == (200, form.content_type)
        assert DAY in answer.headers["content-disposition"]


def test_the_page_leads_back_to_the_platform_on_the_same_day(client: TestClient) -> None:
    page, _ = page_of(client, SUPPORTED, lang="fr")
    (back,) = [str(a["href"]) for a in page.all("a") if (a.get("href") or "").startswith("/")]
    assert back == f"/doc/{SUPPORTED.removeprefix(DEFAULT_BASE)}?asOf={DAY}&lang=fr"
    assert client.get(back, headers={"accept": BROWSER}).status_code == 200


def test_a_page_is_what_comes_without_a_wish_and_data_come_where_they_are_accepted(
    client: TestClient,
) -> None:
    for accept, media in (("*/*", "text/html"), (BROWSER, "text/html"), ("text/csv", "text/csv")):
        answer = client.get("/dossier", params={"platform": SUPPORTED}, headers={"accept": accept})
        assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    again = client.get("/dossier", params={"platform": SUPPORTED}, headers={"if-none-match": "*"})
    assert again.status_code == 304


def test_a_decision_has_a_dossier_too(client: TestClient) -> None:
    case = case_of(client, SUPPORTED)
    assert case.decision
    answer = client.get("/dossier", params={"decision": case.decision.iri, "asOf": DAY, "lang": "en"})
    assert words.title(case) in answer.text
    assert answer.text.count(case.decision.iri) >= 1


def test_the_page_is_sound_html(client: TestClient, tmp_path: Path) -> None:
    folder = npm_folder("pages")
    for lang, platform in zip(
        LANGUAGES, (SUPPORTED, WITH_FINDINGS, PLATFORM + "minh-hoa-di-chung"), strict=True
    ):
        (tmp_path / f"{lang}.html").write_text(page_of(client, platform, lang)[1], encoding="utf-8")
    assert json.loads(run_node(folder, "validate.mjs", *map(str, sorted(tmp_path.iterdir())))) == []


# -- on paper


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_has_all_steps_and_the_picture_on_one_page(client: TestClient, lang: str) -> None:
    require_programs("chromium")
    params = {"platform": SUPPORTED, "asOf": DAY, "lang": lang, "format": "pdf"}
    answer = client.get("/dossier", params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    pdf = PdfReader(io.BytesIO(answer.content))
    assert pdf.metadata
    assert DAY in str(pdf.metadata.title)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index] # both are there
    texts = [plain(page.extract_text()) for page in pdf.pages]
    case = case_of(client, SUPPORTED, lang)
    whole = "".join(texts)
    numbered = [plain(f"{step.number}. {words.word(step.kind, lang)}") for step in case.steps]
    assert [one for one in numbered if one not in whole] == []
    assert plain(case.release.certificate or "?") in whole
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in pdf.pages]
    own = [size for size in sizes if size[0] > 800]
    assert len(own) == 1
    assert {(round(width), round(height)) for width, height in sizes if (width, height) not in own} == {
        (595, 842)
    }
    (drawn,) = [text for text, size in zip(texts, sizes, strict=True) if size in own]
    assert all(plain(words.word(step.kind, lang)) in drawn for step in case.steps)


def test_without_a_browser_that_is_the_answer(settings: Settings) -> None:
    for browser in ("none", "no-such-program"):
        with serving(replace(settings, browser=browser)) as client:
            answer = client.get("/dossier", params={"platform": SUPPORTED, "format": "pdf"})
            assert (answer.status_code, answer.json()["code"]) == (503, "PDF_UNAVAILABLE")
            assert "HTML" in answer.json()["hint"]
            assert client.get("/dossier", params={"platform": SUPPORTED}).status_code == 200
            archive = client.get("/dossier", params={"platform": SUPPORTED, "format": "zip"})
            names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
            assert not [name for name in names if name.endswith(".pdf")]
            assert [name for name in names if name.endswith("dossier.html")]


def test_a_browser_that_prints_nothing_is_reported(settings: Settings) -> None:
    with serving(replace(settings, browser="true")) as client:
        answer = client.get("/dossier", params={"platform": SUPPORTED, "format": "pdf"})
        assert answer.status_code == 503
        assert "printed no PDF" in answer.json()["detail"]


# -- the archive


def check_files(files: dict[str, bytes], settings: Settings, tmp_path: Path) -> None:
    """All files are there, as their checksums say; the page leads to them; the answer can be verified."""
    lines = [line.split("  ") for line in files.pop("SHA256SUMS").decode().splitlines()]
    assert lines == [[hashlib.sha256(files[name]).hexdigest(), name] for name in sorted(files)]
    kept = {form.file for form in FORMATS.values() if form.name != "zip"}
    assert set(files) == {*kept, "answer.json"}
    linked = {a.get("href") for a in Page(files["dossier.html"].decode()).all("a")}
    assert kept - {"dossier.html"} <= linked
    answer = tmp_path / "answer.json"
    answer.write_bytes(files["answer.json"])
    assert ndp_graph("verify", str(answer), *flags(settings)) == 0
    answer.write_bytes(files["answer.json"].replace(b'"NOT_SUPPORTED"', b'"SUPPORTED"'))
    assert ndp_graph("verify", str(answer), *flags(settings)) == 1


def test_the_archive_holds_every_format_and_an_answer_that_can_be_verified(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    require_programs("chromium")
    answer = client.get("/dossier", params={"platform": WITH_FINDINGS, "asOf": DAY, "format": "zip"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == f'attachment; filename="dossier-mobiedu-{DAY}.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    found = {name.removeprefix(f"dossier-mobiedu-{DAY}/"): archive.read(name) for name in archive.namelist()}
    check_files(found, settings, tmp_path)


def test_without_a_key_there_is_no_receipt_in_it(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, keys=tmp_path / "none", browser="none")) as client:
        answer = client.get("/dossier", params={"platform": SUPPORTED, "format": "zip"})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    (name,) = [name for name in archive.namelist() if name.endswith("answer.json")]
    assert "receipt" not in json.loads(archive.read(name)).get("extensions", {})


# -- at the command line


def test_the_command_writes_the_folder_that_the_service_packs(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    require_programs("chromium")
    monkeypatch.chdir(tmp_path)
    assert ndp_graph("dossier", WITH_FINDINGS, "--as-of", DAY, *flags(settings)) == 0
    folder = Path(capsys.readouterr().out.strip())
    assert folder == Path(f"dossier-mobiedu-{DAY}")
    check_files({path.name: path.read_bytes() for path in folder.iterdir()}, settings, tmp_path)
    assert ndp_graph("dossier", WITH_FINDINGS, "--as-of", DAY, *flags(settings)) == 2
    assert "already exists" in capsys.readouterr().err


def test_the_command_writes_an_archive(settings: Settings, client: TestClient, tmp_path: Path) -> None:
    decision = case_of(client, SUPPORTED).decision
    assert decision
    file = tmp_path / "a.zip"
    asked = ["--decision", decision.iri, "--as-of", DAY, "--browser", "none", "-o", str(file)]
    assert ndp_graph("dossier", *asked, *flags(settings)) == 0
    (page,) = [name for name in zipfile.ZipFile(file).namelist() if name.endswith("dossier.html")]
    assert page == f"dossier-minh-hoa-hoc-sang-{DAY}/dossier.html"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "no platform is named"),
        ([PLATFORM + "nothing"], "is not a platform of this release"),
        (["--decision", "http://example.org/none"], "is not a decision on a platform"),
        ([SUPPORTED, "--not", "--decision", "x"], "--decision cannot be combined with --not"),
    ],
)
def test_a_wrong_call_writes_nothing(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    target = tmp_path / "out"
    assert ndp_graph("dossier", *args, "-o", str(target), *flags(settings)) == 2
    assert said in capsys.readouterr().err
    assert not target.exists()


def test_a_single_file_belongs_to_another_command(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "case.html"
    assert ndp_graph("dossier", SUPPORTED, "-o", str(target), *flags(settings)) == 2
    assert "`ndp-graph why … --format html -o case.html`" in " ".join(capsys.readouterr().err.split())
    assert not target.exists()


def test_the_release_is_that_of_the_folder(client: TestClient, location: Location) -> None:
    manifest = Folder(location.folder).manifest(case_of(client, SUPPORTED).release.id)
    _, html = page_of(client, SUPPORTED)
    assert manifest.certificate in html
    assert manifest.hash in html
