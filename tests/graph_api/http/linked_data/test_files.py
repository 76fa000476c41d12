"""`/dumps/…`: files whole, in parts and in codings, their list, and what is not there."""

import gzip
import hashlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.publication.files import files_path, names_of
from tests.loaders.support.releasing import kept, load, trig

DATA = ":g { :a a ndp:DigitalPlatform ; :p %s } :h { :b :p [ :q 1 ] }"
TEXT = ", ".join(f"'{number * 7919}'" for number in range(400))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Two releases; the loads made N-Quads and the patch."""
    location = Location(tmp_path_factory.mktemp("releases") / "store")
    for text in (TEXT, TEXT + ", 'x'"):
        formats = ("nq.zst", "nq.gz", "patch")
        load(location, trig(DATA % text), on_violation="record", dump_formats=formats)
    return Folder(location.folder)


@pytest.fixture(scope="module")
def manifest(folder: Folder) -> Manifest:
    """The current release."""
    return folder.find(None)


@pytest.fixture(scope="module")
def served(folder: Folder) -> Iterator[TestClient]:
    """A client of a service over the folder."""
    app = create_app(Settings(store=f"sqlite:{folder.path}", time_budget=60_000))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def url(manifest: Manifest, name: str = "") -> str:
    return f"/dumps/{manifest.id}" + (f"/{name}" if name else "")


def test_a_file_is_sent_as_it_lies_in_the_folder(
    served: TestClient, folder: Folder, manifest: Manifest
) -> None:
    name = f"ndp-{manifest.id}.nq.zst"
    path = files_path(folder, manifest.id) / name
    answer = served.get(url(manifest, name), headers={"accept-encoding": "gzip, zstd"})
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert answer.status_code == 200
    assert answer.content == path.read_bytes()
    assert answer.headers["content-type"] == "application/zstd"
    assert answer.headers["etag"] == f'"{digest}"'
    assert answer.headers["repr-digest"] == f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in answer.headers
    head = served.head(url(manifest, name))
    assert head.content == b""
    assert {**head.headers, "x-request-id": ""} == {**answer.headers, "x-request-id": ""}
    assert served.get(url(manifest, name), headers={"if-none-match": f'"{digest}"'}).status_code == 304


def test_a_download_that_is_cut_ten_times_is_whole(
    served: TestClient, folder: Folder, manifest: Manifest
) -> None:
    name = f"ndp-{manifest.id}.nq.gz"
    path = files_path(folder, manifest.id) / name
    size = path.stat().st_size
    tag = served.head(url(manifest, name)).headers["etag"]
    received = b""
    for cut in range(10):
        end = size if cut == 9 else size * (cut + 1) // 10
        headers = {"range": f"bytes={len(received)}-{'' if cut == 9 else end - 1}", "if-range": tag}
        answer = served.get(url(manifest, name), headers=headers)
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes {len(received)}-{end - 1}/{size}"
        received += answer.content
    assert received == path.read_bytes()


def test_a_part_of_another_file_is_not_sent(served: TestClient, folder: Folder, manifest: Manifest) -> None:
    name = f"ndp-{manifest.id}.nq.gz"
    answer = served.get(url(manifest, name), headers={"range": "bytes=10-", "if-range": '"other"'})
    assert answer.status_code == 200
    assert answer.content == (files_path(folder, manifest.id) / name).read_bytes()
    assert served.get(url(manifest, name), headers={"range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize("coding", ["zstd", "gzip", "identity"])
def test_a_bare_name_is_the_dump_in_the_accepted_coding(
    served: TestClient, folder: Folder, manifest: Manifest, coding: str
) -> None:
    with served.stream("GET", url(manifest, "ndp.nq"), headers={"accept-encoding": coding}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-type"] == "application/n-quads"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.headers.get("content-encoding", "identity") == coding
    if coding == "zstd":
        raw = zstandard.ZstdDecompressor().stream_reader(raw).read()
    elif coding == "gzip":
        raw = gzip.decompress(raw)
    assert raw == "".join(f"{line}\n" for line in kept(folder, manifest.id)).encode()
    head = served.head(url(manifest, "ndp.nq"), headers={"accept-encoding": coding})
    assert {**head.headers, "x-request-id": ""} == {**answer.headers, "x-request-id": ""}
    if coding == "identity":
        assert answer.headers["etag"] == f'"{manifest.hash.removeprefix("sha256:")}"'
    tag = {"accept-encoding": coding, "if-none-match": answer.headers["etag"]}
    assert served.get(url(manifest, "ndp.nq"), headers=tag).status_code == 304


def test_a_dump_without_compression_has_its_length_and_its_digest(
    served: TestClient, manifest: Manifest
) -> None:
    for form in ("nq", "nt"):
        answer = served.get(url(manifest, f"ndp.{form}"), headers={"accept-encoding": "identity"})
        digest = b64encode(hashlib.sha256(answer.content).digest()).decode()
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize(
    "wanted", ["bytes=5-2", "bytes=abc", "lines=1-2", "bytes=", "bytes=1-2,x", "bytes", "bytes=--1"]
)
def test_a_range_that_is_not_sound_is_ignored(served: TestClient, manifest: Manifest, wanted: str) -> None:
    address = url(manifest, f"ndp-{manifest.id}.nq.gz")
    assert served.get(address, headers={"range": wanted}).status_code == 200


def test_of_several_ranges_those_in_the_file_are_sent(served: TestClient, manifest: Manifest) -> None:
    address = url(manifest, f"ndp-{manifest.id}.nq.gz")
    whole = served.get(address).content
    answer = served.get(address, headers={"range": "bytes=0-3, 99999999-, ,-0"})
    assert (answer.status_code, answer.content) == (206, whole[:4])
    assert served.get(address, headers={"range": "bytes=-5"}).content == whole[-5:]
    assert served.head(address, headers={"range": "bytes=0-3"}).headers["content-length"] == str(len(whole))
    outside = served.get(address, headers={"range": "bytes=99999999-"})
    assert (outside.status_code, outside.json()["code"]) == (416, "RANGE_OUTSIDE")
    assert outside.headers["content-range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("name", ["ndp.nq", "ndp-{}.nq.gz"])
def test_another_version_is_not_sent_for_that_which_is_wanted(
    served: TestClient, manifest: Manifest, name: str
) -> None:
    address, plain = url(manifest, name.format(manifest.id)), {"accept-encoding": "identity"}
    answer = served.get(address, headers={"if-match": '"x"', **plain})
    assert (answer.status_code, answer.json()["code"]) == (412, "FILE_CHANGED")
    tag = served.head(address, headers=plain).headers["etag"]
    for wanted in (tag, f'"x", {tag}', "*"):
        assert served.get(address, headers={"if-match": wanted, **plain}).status_code == 200


def test_a_form_that_cannot_express_the_release_is_refused_with_the_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    location = Location(tmp_path / "store")
    load(location, trig(":g { :b :p 'a\\u0007b' }"), on_violation="record", dump_formats=("nq.zst",))
    manifest = Folder(location.folder).find(None)
    app = create_app(Settings(store=f"sqlite:{location.folder}", time_budget=60_000))
    with TestClient(app) as client:
        for name in (f"ndp-{manifest.id}.rdf.zst", f"ndp-{manifest.id}.rdf.zst", "ndp.rdf"):
            answer = client.get(url(manifest, name))
            assert (answer.status_code, answer.json()["code"]) == (404, "FILE_IMPOSSIBLE")
            assert "U+0007" in answer.json()["detail"]
        assert client.get(url(manifest, "ndp.ttl")).status_code == 200
        crate = f"dumps/{manifest.id}/ro-crate-metadata.json"
        for path in (f"dumps/{manifest.id}", crate, "dataset", "catalog.nt", "linkset", "dataset.jsonld"):
            text = client.get(f"/{path}").text
            assert (".nq.zst" in text, ".rdf.zst" in text, ".rdf.gz" in text) == (True, False, False), path
    assert "Traceback" not in caplog.text


def test_the_hint_about_a_certificate_says_how_it_is_made(served: TestClient, manifest: Manifest) -> None:
    answer = served.get(url(manifest, "certificate.json"))
    assert (answer.status_code, "keys make" in answer.json()["hint"]) == (404, True)


def test_a_file_is_made_when_it_is_first_requested(
    served: TestClient, folder: Folder, manifest: Manifest
) -> None:
    name = f"ndp-{manifest.id}.ttl.zst"
    assert not (files_path(folder, manifest.id) / name).exists()
    first = served.get(url(manifest, name))
    assert first.status_code == 200
    assert (files_path(folder, manifest.id) / name).read_bytes() == first.content


def test_the_list_has_every_file(served: TestClient, folder: Folder, manifest: Manifest) -> None:
    answer = served.get(url(manifest))
    assert answer.headers["content-type"] == "application/json"
    content = answer.json()
    assert (content["release"], content["hash"]) == (manifest.id, manifest.hash)
    rows = {row["name"]: row for row in content["files"]}
    assert list(rows) == sorted(names_of(manifest))
    row = rows[f"ndp-{manifest.id}.nq.zst"]
    path = files_path(folder, manifest.id) / row["name"]
    assert row == {
        "name": path.name,
        "url": url(manifest, path.name),
        "made": True,
        "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "media": "application/zstd",
        "content": "application/n-quads",
    }
    sums = served.get(url(manifest, "SHA256SUMS"))
    assert sums.headers["content-type"].startswith("text/plain")
    assert f"{row['sha256']}  {path.name}\n" in sums.text


def test_latest_leads_to_the_current_release(served: TestClient, manifest: Manifest) -> None:
    answer = served.get("/dumps/latest/ndp.nq")
    assert (answer.status_code, answer.headers["location"]) == (302, url(manifest, "ndp.nq"))
    assert answer.headers["cache-control"] == "no-cache"
    assert served.get("/dumps/latest").headers["location"] == url(manifest)


@pytest.mark.parametrize(
    "path",
    [
        "../current",
        "..%2f..%2fcurrent",
        "%2e%2e/%2e%2e/current",
        "graphs%2f..%2fSHA256SUMS",
        "lock",
        "x%00y",
        "graphs/",
        "//etc/passwd",
        "ndp.xyz",
    ],
)
def test_nothing_else_of_the_folder_can_be_read(served: TestClient, manifest: Manifest, path: str) -> None:
    answer = served.get(f"/dumps/{manifest.id}/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_unknown_releases_are_refused(served: TestClient) -> None:
    for release in ("000009-00000000", "..", "graphs", "%2e%2e"):
        assert served.get(f"/dumps/{release}/SHA256SUMS").status_code == 404
    assert served.get("/dumps/000009-00000000").json()["code"] == "FILE_UNKNOWN"
    assert served.post("/dumps/latest").status_code == 405


def test_a_changed_byte_is_found_and_the_file_is_not_sent(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    load(location, trig(DATA % "1"), on_violation="record", dump_formats=("nq.zst",))
    folder = Folder(location.folder)
    manifest = folder.find(None)
    path = files_path(folder, manifest.id) / f"ndp-{manifest.id}.nq.zst"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with TestClient(create_app(Settings(store=f"sqlite:{folder.path}"))) as client:
        answer = client.get(url(manifest, path.name))
    assert (answer.status_code, answer.json()["code"]) == (503, "STORE_DAMAGED")


def test_a_service_without_release_folder_says_so(client: TestClient) -> None:
    for path in ("/dumps/latest", "/dumps/latest/ndp.nq", "/dumps/000001-00000000/SHA256SUMS"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert (
            answer.json()["detail"] == "This service has no release folder, so it has no files of releases."
        )
