"""`publish`, and `verify` of what was published: dumps, patches and certificates; a changed byte is named."""

import gzip
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from loaders.folder.checksums import read_checksums
from loaders.folder.folder import Folder
from loaders.publication.describing.check import check_description
from loaders.publication.files import files_path, names_of
from tests.graph_api.support.command_line import Run

DATA = """
@prefix : <http://example.org/> .
:g { :a :p "one", [ :q 1 ] . :c :p "%s" } :h { :b :p [ :q 1 ], [ :q %d ] }
"""


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Folder:
    """Two releases with all their files, published in `www`, the second with a certificate."""
    for number in (1, 2):
        (tmp_path / "data.trig").write_text(DATA % ("x" * number, number), "utf-8")
        assert run("load", "data.trig", "--on-violation", "record").exit_code == 0
    assert run("keys", "make").exit_code == 0
    published = run("publish", "www", "--all")
    assert published.exit_code == 0, published.output
    return Folder(tmp_path / "ndp-data")


def listed_in(place: Path) -> set[str]:
    """The files that checksums list."""
    return {*(read_checksums(place) or {})}


def test_the_tree_has_every_file_and_its_checksums_hold(folder: Folder, tmp_path: Path) -> None:
    new, old = folder.history()
    for manifest in (new, old):
        tree = tmp_path / "www" / "dumps" / manifest.id
        expected = {*names_of(manifest), "certificate.json", "SHA256SUMS", "index.json"}
        expected |= {"ro-crate-metadata.json", "datapackage.json"}
        expected |= {"tables/findings.csv", "tables/findings.csv-metadata.json"}
        assert {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()} == expected
        assert listed_in(tree) == expected - {"SHA256SUMS"}
        command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
        checked = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
    assert (tmp_path / "www" / "dumps" / "latest").resolve() == (
        tmp_path / "www" / "dumps" / new.id
    ).resolve()
    index = json.loads((tmp_path / "www" / "dumps" / "latest" / "index.json").read_text("utf-8"))
    assert (index["release"], index["hash"]) == (new.id, new.hash)
    listed = {file["name"]: file["sha256"] for file in index["files"]}
    assert {*listed} == listed_in(tmp_path / "www" / "dumps" / "latest") - {"index.json"}


def test_catalogue_crate_links_and_package_have_the_tables(folder: Folder, tmp_path: Path) -> None:
    """Also those of the release before, in the catalogue."""
    www, (new, old) = tmp_path / "www", folder.history()
    table = "tables/findings.csv"
    catalogue = (www / "catalog.nt").read_text("utf-8")
    digests = {one.id: min((read_checksums(www / "dumps" / one.id) or {})[table]) for one in (new, old)}
    for one in (new, old):
        assert f"releases/{one.id}#{table}>" in catalogue
        assert digests[one.id] in catalogue
    crate = json.loads((www / "dumps" / new.id / "ro-crate-metadata.json").read_text("utf-8"))
    described = {one["@id"]: one for one in crate["@graph"]}
    assert described[table]["sha256"] == digests[new.id]
    assert f"{table}-metadata.json" in described
    assert f"/dumps/{new.id}/{table}" in (www / "linkset.json").read_text("utf-8")
    assert f"/dumps/{new.id}/{table}" in (www / "dataset.jsonld").read_text("utf-8")
    package = json.loads((www / "dumps" / new.id / "datapackage.json").read_text("utf-8"))
    resources = {one["path"]: one for one in package["resources"]}
    assert resources[table]["hash"] == f"sha256:{digests[new.id]}"
    assert resources[table]["schema"]["primaryKey"] == ["IRI"]
    assert {*resources} == listed_in(www / "dumps" / new.id) - {
        "index.json",
        "datapackage.json",
        "ro-crate-metadata.json",
    }


def test_the_tree_has_the_descriptions_of_the_current_release(
    folder: Folder, run: Run, tmp_path: Path
) -> None:
    address, service = "https://data.example.vn", "https://graph.example.vn"
    assert run("publish", "www", "--public-url", address, "--service-url", f"{service}/").exit_code == 0
    new, _ = folder.history()
    www = tmp_path / "www"
    for name in ("catalog.ttl", "void.nt", "linkset.json", "robots.txt", "sitemap.xml"):
        assert address in (www / name).read_text("utf-8"), name
    for name in ("catalog.ttl", "void.nt", "linkset.json", ".well-known/api-catalog", "sitemap/pages-1.xml"):
        assert service in (www / name).read_text("utf-8"), name
    listed = re.findall(f"<loc>{address}/([^<]+)</loc>", (www / "sitemap.xml").read_text("utf-8"))
    assert listed
    assert all((www / path).is_file() for path in listed)
    files = re.findall(rf"downloadURL> <{address}/([^>]+)>", (www / "catalog.nt").read_text("utf-8"))
    assert len(files) > 10
    assert all((www / file).is_file() for file in files)
    crate = json.loads((www / "dumps" / new.id / "ro-crate-metadata.json").read_text("utf-8"))
    parts = next(one["hasPart"] for one in crate["@graph"] if one["@id"] == "./")
    assert all((www / "dumps" / new.id / part["@id"]).is_file() for part in parts)


@pytest.mark.usefixtures("folder")
def test_what_a_service_no_longer_has_is_removed_and_nothing_else(run: Run, tmp_path: Path) -> None:
    assert run("publish", "static", "--service-url", "https://graph.example.vn").exit_code == 0
    static = tmp_path / "static"
    (static / "sitemap" / "mine.xml").write_text("mine", "utf-8")
    assert (static / "sitemap" / "pages-1.xml").exists()
    assert run("publish", "static").exit_code == 0
    assert [path.name for path in (static / "sitemap").iterdir()] == ["mine.xml"]
    assert not (static / "sitemap.xml").exists()
    assert [path.name for path in (static / ".well-known").iterdir()] == ["void"]


@pytest.mark.parametrize("name", [".", "dumps", "www"])
def test_nothing_is_published_into_the_release_folder(folder: Folder, run: Run, name: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.path.rglob("*")}
    refused = run("publish", str(Path("ndp-data", name)))
    assert (refused.exit_code, "is in the release folder" in refused.stderr) == (2, True)
    assert {path: path.stat().st_mtime_ns for path in folder.path.rglob("*")} == before


@pytest.mark.usefixtures("folder")
def test_an_interruption_says_that_the_folder_is_not_complete(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("loaders.publication.tree.link_files", interrupt)
    stopped = run("publish", "static")
    assert (stopped.exit_code, "static is not complete; publish again" in stopped.stderr) == (130, True)


def test_without_a_service_the_descriptions_name_only_what_the_folder_has(
    folder: Folder, run: Run, tmp_path: Path
) -> None:
    address = "https://data.example.vn/open"
    published = run("publish", "static", "--public-url", address)
    assert published.exit_code == 0, published.output
    static = tmp_path / "static"
    assert [path.name for path in (static / "dumps").iterdir() if not path.is_symlink()] == [
        next(folder.history()).id
    ]
    text = (".ttl", ".nt", ".json", ".jsonld", ".rdf", ".txt", ".xml")
    files = [path for path in static.rglob("*") if path.suffix in text and path.name != "certificate.json"]
    content = "".join(path.read_text("utf-8") for path in files)
    named = {*re.findall(rf"{address}([^>\"\s<]*)", content)}
    assert len(named) > 10
    assert [path for path in sorted(named) if not (static / path.lstrip("/")).is_file()] == []
    assert not (static / "sitemap.xml").exists()
    assert not (static / ".well-known/api-catalog").exists()
    assert "Sitemap" not in (static / "robots.txt").read_text("utf-8")
    triples = parse((static / "catalog.nt").read_bytes(), RdfFormat.N_TRIPLES)
    assert check_description(quad.triple for quad in triples) == ()


def test_the_address_of_a_service_must_be_one(run: Run) -> None:
    refused = run("publish", "www", "--service-url", "graph.example.vn")
    assert (refused.exit_code, "--service-url" in refused.output) == (2, True)


def test_everything_published_holds(folder: Folder, run: Run) -> None:
    new, old = folder.history()
    path = files_path(folder, new.id)
    dump = run("verify", str(path / f"ndp-{new.id}.nq.gz"))
    assert (dump.exit_code, new.hash in dump.output) == (0, True)
    before = str(files_path(folder, old.id) / f"ndp-{old.id}.nq.zst")
    patch = run("verify", "patch", before, str(path / f"patch-from-{old.id}.rdfp.zst"))
    assert (patch.exit_code, new.hash in patch.output, new.id in patch.output) == (0, True, True)
    certificate = run("verify", "certificate", str(path / "certificate.json"))
    assert (certificate.exit_code, "does not hold" in certificate.output) == (0, False), certificate.output
    assert run("verify").exit_code == 0


def flip(path: Path) -> None:
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (lambda new, old: f"ndp-{new}.nq.zst", "file"),
        (lambda new, old: f"ndp-{new}.jsonld.gz", "file"),
        (lambda new, old: f"patch-from-{old}.rdfp.zst", "file"),
        (lambda new, old: "SHA256SUMS", "file"),
    ],
)
def test_a_changed_byte_of_a_file_is_named_and_repaired(
    folder: Folder, run: Run, name: Callable[[str, str], str], part: str
) -> None:
    new, old = folder.history()
    path = files_path(folder, new.id) / name(new.id, old.id)
    content = path.read_bytes()
    flip(path)
    verified = run("verify", "--format", "json")
    assert verified.exit_code == 1
    wrong = [check for check in json.loads(verified.stdout) if check["holds"] is False]
    assert [(check["part"], check["values"]["file"]) for check in wrong] == [
        (part, str(path.relative_to(Path.cwd())))
    ]
    repaired = run("repair")
    assert str(path.relative_to(Path.cwd())) in repaired.output
    if name("", "") != "SHA256SUMS":
        assert path.read_bytes() == content
    assert run("verify").exit_code == 0, run("verify").output


def test_a_changed_byte_of_a_certificate_or_patch_is_named(folder: Folder, run: Run, tmp_path: Path) -> None:
    new, old = folder.history()
    path = files_path(folder, new.id)
    document = json.loads((path / "certificate.json").read_text("utf-8"))
    changed = tmp_path / "changed.json"
    for member, code in (("claims", "certificate-claims"), ("certificate", "certificate-changed")):
        other = dict(document)
        if member == "claims":
            other["claims"] = {**document["claims"], "statements": 7}
        else:
            head, body, signature = document["certificate"].split(".")
            other["certificate"] = f"{head}.{body}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
        changed.write_text(json.dumps(other), "utf-8")
        checked = run("verify", "certificate", "changed.json", "--format", "json")
        assert checked.exit_code == 1
        assert [c["code"] for c in json.loads(checked.stdout) if c["holds"] is False] == [code]
    flip(path / f"patch-from-{old.id}.rdfp.zst")
    before = str(files_path(folder, old.id) / f"ndp-{old.id}.nq.zst")
    broken = run("verify", "patch", before, str(path / f"patch-from-{old.id}.rdfp.zst"), "--format", "json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)[0]["part"] == "patch"


def test_a_certificate_names_the_part_that_is_not_as_it_was(folder: Folder, run: Run) -> None:
    new, _ = folder.history()
    path = files_path(folder, new.id)
    flip(path / f"ndp-{new.id}.ttl.zst")
    graph = folder.graph_path(new.graphs[0].file)
    graph.write_bytes(graph.read_bytes()[:-2] + b"!\n")
    checked = run("verify", "certificate", str(path / "certificate.json"), "--format", "json")
    assert checked.exit_code == 1
    wrong = [c for c in json.loads(checked.stdout) if c["holds"] is False]
    assert {c["part"] for c in wrong} == {"graph", "file", "dump"}
    assert f"ndp-{new.id}.ttl.zst" in {c["values"]["name"] for c in wrong}


def test_a_certificate_is_signed_again_for_another_address(folder: Folder, run: Run, tmp_path: Path) -> None:
    new, _ = folder.history()
    path = tmp_path / "www/dumps" / new.id / "certificate.json"

    def published(*flags: str) -> bytes:
        assert run("publish", "www", *flags).exit_code == 0
        return path.read_bytes()

    first = published()
    renewed = published("--public-url", "https://data.example.vn")
    assert (json.loads(first)["claims"]["iss"], json.loads(renewed)["claims"]["iss"]) == (
        "http://127.0.0.1:8000",
        "https://data.example.vn",
    )
    assert published("--public-url", "https://data.example.vn") == renewed
    assert published() == renewed
    checked = run("verify", "certificate", str(path))
    assert (checked.exit_code, "https://data.example.vn" in checked.output) == (0, True)


def test_a_certificate_is_checked_with_the_files_beside_it_where_the_store_lacks_the_release(
    folder: Folder, run: Run, tmp_path: Path
) -> None:
    new, _ = folder.history()
    (place := tmp_path / "downloads").mkdir()
    for name in ("certificate.json", *names_of(new)):
        (place / Path(name).name).write_bytes((files_path(folder, new.id) / name).read_bytes())
    (tmp_path / "jwks.json").write_text(run("keys", "list", "--format", "json").stdout, "utf-8")

    def verified() -> dict[str, bool | None]:
        store = ("--store", f"sqlite:{tmp_path / 'nothing'}")
        certificate = str(place / "certificate.json")
        got = run("verify", "certificate", certificate, "--jwks", "jwks.json", *store, "--format", "json")
        checks = {check["code"]: check["holds"] for check in json.loads(got.stdout)}
        assert got.exit_code == int(False in checks.values())
        assert run("verify", "certificate", certificate, "--jwks", "jwks.json", *store).stdout.count("{") == 0
        return checks

    signed = {"certificate-signed": True, "key-holds": True}
    assert verified() == signed | {"certified-beside": True}
    (place / f"ndp-{new.id}.ttl.gz").unlink()
    assert verified() == signed | {"certified-beside": True, "certified-absent": None}
    flip(place / f"ndp-{new.id}.nt.zst")
    assert verified() == signed | {"certified-other": False, "certified-absent": None}
    for path in place.glob("*.zst"):
        path.unlink()
    for path in place.glob("*.gz"):
        path.unlink()
    assert verified() == signed | {"certified-unchecked": None}
    (place / "ndp.nq").write_bytes(b"")
    assert verified() == signed | {"certified-other": False, "certified-absent": None}


def test_a_form_that_cannot_express_the_release_is_left_out_with_a_warning(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data.trig").write_text(DATA % ("\\u0007", 1), "utf-8")
    assert run("load", "data.trig", "--on-violation", "record").exit_code == 0
    published = run("publish", "www")
    assert published.exit_code == 0
    assert re.search(r"warning: ndp-\S+\.rdf\.zst is left out: .*U\+0007", published.output)
    files = {path.name.partition(".")[2] for path in (tmp_path / "www/dumps/latest").iterdir()}
    assert "ttl.zst" in files
    assert "rdf.zst" not in files


def test_words_without_files_are_refused(run: Run) -> None:
    for words in (("patch",), ("patch", "certificate"), ("certificate",)):
        refused = run("verify", *words)
        assert refused.exit_code == 2
        assert "needs files to verify" in refused.output


@pytest.mark.usefixtures("folder")
def test_a_dump_from_files_equals_that_of_the_store(run: Run) -> None:
    assert run("dump").stdout == run("dump", "--from-store").stdout
    graph = ("--graph", "http://example.org/h")
    assert run("dump", *graph).stdout == run("dump", "--from-store", *graph).stdout


def test_a_certificate_has_the_sources_as_they_were_delivered(run: Run, tmp_path: Path) -> None:
    def delivered() -> list[tuple[str, str, int, list[str]]]:
        assert run("publish", "www").exit_code == 0
        current = Folder(tmp_path / "ndp-data").published()[0]
        document = json.loads((tmp_path / "www/dumps" / current / "certificate.json").read_text("utf-8"))
        return [
            (one["name"], one["sha256"], one["size"], one["graphs"]) for one in document["claims"]["sources"]
        ]

    def source(path: Path, *graphs: str) -> tuple[str, str, int, list[str]]:
        content = path.read_bytes()
        names = [f"http://example.org/{graph}" for graph in graphs]
        return path.name, hashlib.sha256(content).hexdigest(), len(content), names

    (inside := tmp_path / "in").mkdir()
    first, packed = inside / "first.trig", tmp_path / "packed.nq.gz"
    first.write_text(DATA % ("x", 1), "utf-8")
    packed.write_bytes(gzip.compress(b'<http://e.x/a> <http://e.x/p> "1" <http://example.org/k> .\n'))
    assert run("keys", "make").exit_code == 0
    assert run("load", "in", "packed.nq.gz", "--on-violation", "record").exit_code == 0
    assert delivered() == [source(first, "g", "h"), source(packed, "k")]

    # a later file that replaces a graph takes its place; the others stay as long as one of their graphs does
    second = tmp_path / "second.trig"
    second.write_text("@prefix : <http://example.org/> . :k { :a :p 2 }", "utf-8")
    assert run("load", "second.trig", "--on-violation", "record").exit_code == 0
    assert delivered() == [source(first, "g", "h"), source(second, "k")]
    assert run("remove", "--graph", "http://example.org/k").exit_code == 0
    assert delivered() == [source(first, "g", "h")]


def test_published_files_name_the_publisher(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("<http://e.x/a> <http://e.x/p> 1 .", "utf-8")
    assert run("load", "data.ttl", "--on-violation", "record").exit_code == 0
    published = run("publish", "www", "--publisher", "Cục A")
    assert published.exit_code == 0, published.output
    assert "Cục A" in (tmp_path / "www/catalog.ttl").read_text("utf-8")
    assert "Cục A" in {
        one.get("name") for one in json.loads((tmp_path / "www/dataset.jsonld").read_text("utf-8"))["@graph"]
    }
