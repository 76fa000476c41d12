"""The files of releases as the catalogue and the crate describe them: those that are sent, and those that are made."""

import hashlib
import shutil
from pathlib import Path
from urllib.parse import urljoin

from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.dump.formats import FORMATS
from loaders.folder.folder import Folder
from loaders.publication.dumping import make_files
from loaders.publication.files import COMPRESSIONS
from ontology.terms import key
from ontology.values.literals import split
from tests.graph_api.http.descriptions.conftest import PUBLIC


def statements_of(client: TestClient, path: str) -> list[tuple[str, str, str]]:
    quads = parse(client.get(path).content, RdfFormat.N_TRIPLES)
    return [(key(quad.subject), quad.predicate.value.rpartition("#")[2], key(quad.object)) for quad in quads]


def test_sizes_and_checksums_are_those_of_the_files_that_are_sent(
    described: TestClient, folder: Folder
) -> None:
    statements = statements_of(described, "/catalog.nt")

    def one(subject: str, predicate: str) -> str:
        (value,) = (o for s, p, o in statements if (s, p) == (subject, predicate))
        return value

    files = {s: o for s, p, o in statements if p == "downloadURL"}
    names = {address.rpartition("/")[2] for address in files.values()}
    newest, first = folder.published()
    assert {f"ndp-{release}.{form}" for release in (newest, first) for form in ("nq.zst", "ttl.gz")} < names
    assert f"patch-from-{first}.rdfp.zst" not in names  # it has a change, not the release
    forms = {f"{form}.{one}" for form in FORMATS for one in COMPRESSIONS}
    assert {f"ndp-{newest}.{form}" for form in forms} < names, "those that are made later, too"
    made = {s for s, p, _ in statements if p == "byteSize"}
    assert made == {s for s, p, _ in statements if p == "checksum"}
    for file, address in files.items():
        if file not in made:
            continue
        path = address.removeprefix(PUBLIC)
        content = described.get(path, headers={"accept-encoding": "identity"}).content
        assert split(one(file, "byteSize"))[0] == str(len(content))
        checksum = one(one(file, "checksum"), "checksumValue")
        assert split(checksum)[0] == hashlib.sha256(content).hexdigest()
    assert len(made) == 5


def test_a_body_has_the_files_of_its_sources(described: TestClient) -> None:
    statements = statements_of(described, "/catalog.nt")
    datasets = {o for s, p, o in statements if p == "distribution" and "#by-id/ministry" in s}
    assert len(datasets) == 1
    assert "#graphs/" in datasets.pop()


def test_a_file_that_is_made_later_is_described(folder: Folder, tmp_path: Path) -> None:
    shutil.copytree(folder.path, tmp_path / "store")
    copy = Folder(tmp_path / "store")
    current = copy.find(None)
    name = f"ndp-{current.id}.trig.gz"
    with TestClient(create_app(Settings(store=f"sqlite:{copy.path}", public_url=PUBLIC))) as client:
        before = client.get("/catalog.nt")
        assert f"{name}.sha256" not in before.text
        assert name not in client.get(f"/dumps/{current.id}/ro-crate-metadata.json").text
        make_files(copy, current, [name])
        after = client.get("/catalog.nt", headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert f"{name}.sha256" in after.text
        assert name in client.get(f"/dumps/{current.id}/ro-crate-metadata.json").text


def test_the_crate_lies_beside_the_files(described: TestClient, folder: Folder) -> None:
    latest = described.get("/dumps/latest/ro-crate-metadata.json")
    assert latest.status_code == 302
    address = urljoin("/dumps/latest/ro-crate-metadata.json", latest.headers["location"])
    assert address == f"/dumps/{folder.current_id()}/ro-crate-metadata.json"
    crate = described.get(address).json()
    parts = next(one["hasPart"] for one in crate["@graph"] if one["@id"] == "./")
    assert len(parts) > 4
    for part in parts:
        assert described.head(urljoin(address, part["@id"])).status_code == 200
