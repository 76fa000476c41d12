"""Damage to any file of a release folder: named, never a traceback or a wrong answer, and restored or explained."""

import asyncio
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from graph_api.serving.readers import open_reader
from graph_api.settings import Settings
from loaders.folder.location import Location
from loaders.releases.neo4j_sync import open_neo4j
from loaders.releases.repair import repair
from loaders.releases.rollback import roll_back
from ontology.errors import DamagedFile, StoreError
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.damaged import (
    EACH_RELEASE,
    QUESTION,
    TWO,
    Damage,
    Site,
    clear,
    cover,
    cut,
    dangle,
    flip,
    publish,
    wrong,
)
from tests.graph_api.support.series import serving
from tests.loaders.support.releasing import copy_of, dumped, kept, load, trig


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    location = Location(tmp_path / "store")
    return Site(location, copy_of(publish, location), capsys)


CASES = [
    *(
        (name, damage)
        for name in (*EACH_RELEASE, "graph", "current", "rollbacks")
        for damage in (flip, clear, cover)
    ),
    *((name, dangle) for name in (*EACH_RELEASE, "graph", "current")),
    *((name, Path.unlink) for name in (*EACH_RELEASE, "graph", "current")),
    *((name, cut) for name in ("manifest.json", "graph.sqlite", "graph", "SHA256SUMS")),
    ("lock", clear),
]


@pytest.mark.parametrize(("name", "damage"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_damage_is_named_and_mended_or_explained(
    site: Site, name: str, damage: Damage, tmp_path: Path
) -> None:
    lines, path = kept(site.folder, site.ids[1]), site.path(name)
    damage(path)
    shutil.copytree(site.folder.path, tmp_path / "served", symlinks=True)
    served: object = None
    try:
        served = asyncio.run(described(Location(tmp_path / "served")))
    except DamagedFile as problem:
        served = problem.path
        assert "`ndp-graph repair`" in str(problem.hint)  # noqa: PT017 - it may answer as well
    assert served in ((site.ids[1], len(lines)), tmp_path / "served" / path.relative_to(site.folder.path))
    for command in (("releases",), ("dump", "--release", site.ids[1])):
        got = site.run(*command)
        assert got.code == 0 or str(path) in got.err
        assert got.code or command[0] != "dump" or got.out.splitlines() == lines
    file = tmp_path / "more.nt"
    file.write_text('<http://example.org/d> <http://example.org/p> "d" .\n', "utf-8")
    loaded = site.run("load", str(file))
    if loaded.code == 0:
        assert wrong(site.folder) == []
    else:
        assert str(path) in loaded.err
        assert "`ndp-graph repair`" in loaded.err
    mended = site.run("repair")
    assert mended.code == 0
    assert loaded.code == 0 or f"restored  {path}: " in mended.out
    assert wrong(site.folder, site.ids[1]) == []
    assert kept(site.folder, site.ids[1]) == lines
    if damage is cover:
        assert path.with_name(f"{path.name}.aside-1").joinpath("theirs").exists()
    assert site.run("load", str(file)).code == 0
    assert wrong(site.folder) == []
    assert [one.path.name for one in repair(site.location) if one.path != path] == []


def test_a_manifest_without_a_copy_is_lost_and_said_to_be(site: Site) -> None:
    for name in ("manifest.json", "manifest.copy.json"):
        clear(site.path(name))
    mended = site.run("repair")
    assert mended.code == 1
    assert f"damaged   {site.path('manifest.json')}: is damaged" in mended.out
    assert f"`ndp-graph rollback {site.ids[0]}`" in mended.out, "somebody rolled back from the third"
    assert site.run("rollback", site.ids[0]).code == 0


def test_a_release_of_an_older_version_gets_a_copy_of_its_manifest(site: Site) -> None:
    site.path("manifest.copy.json").unlink()
    assert site.run("repair").out == ""
    assert site.path("manifest.copy.json").read_bytes() == site.path("manifest.json").read_bytes()


async def described(location: Location) -> tuple[str, int]:
    """The release that a service would serve, and the number of its statements."""
    reader = await open_reader(Settings(store=location.name))
    try:
        content = await reader.describe()
    finally:
        await reader.close()
    return content.release, content.statements


@pytest.mark.parametrize("seed", range(8))
def test_damaged_pages_of_a_sqlite_file_are_never_a_fault_of_the_program(site: Site, seed: int) -> None:
    chance = random.Random(seed)
    right = asyncio.run(described(site.location))
    path = site.path("graph.sqlite")
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 20, 400))):
        content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)
    sums = path.with_name("SHA256SUMS")
    if seed % 2:  # as in a folder of an older version: only what SQLite notices
        sums.unlink()
        with suppress(StoreError):
            asyncio.run(described(site.location))
        with suppress(StoreError):
            dumped(site.location)
        rebuilt = sums.exists()  # a reader met a damaged page
        mended = repair(site.location)
        assert mended or rebuilt
        assert {one.path for one in mended} <= {path, sums}
        assert all(one.restored for one in mended)
        assert sums.exists()
    assert asyncio.run(described(site.location)) == right
    assert wrong(site.folder) == []


def test_a_service_answers_while_files_are_damaged(site: Site) -> None:
    with serving(Settings(store=site.location.name), look_every=0.0) as client:
        right = client.post("/graphql", json={"query": QUESTION}).json()
        site.path("current").write_text("garbage", "utf-8")
        assert client.post("/graphql", json={"query": QUESTION}).json() == right
        asked = client.post("/graphql", json={"query": "{ release { current } }"})
        assert asked.json()["errors"][0]["extensions"]["code"] == "STORE_DAMAGED"
        roll_back(site.location, site.ids[1])
        site.path("graph").unlink()
        flip(site.path("graph.sqlite"))
        assert client.post("/graphql", json={"query": QUESTION}).status_code in (200, 503)
        assert client.get("/readyz").status_code in (200, 503)
        assert [one.restored for one in repair(site.location)] == [True, True]
        assert client.post("/graphql", json={"query": QUESTION}).json() == right
        assert client.get("/readyz").status_code == 200
        asked = client.post(
            "/graphql", json={"query": "{ release { subjects } }"}, params={"release": site.ids[0]}
        )
        assert asked.json()["data"]["release"] == {"subjects": 3}
        site.folder.release_path(site.ids[2]).joinpath("manifest.json").unlink()
        listed = client.post("/graphql", json={"query": "{ releases { nodes { id hash } } }"})
        assert listed.json()["errors"][0]["extensions"]["code"] == "STORE_DAMAGED"


def test_a_graph_file_that_no_store_gives_back_is_lost_and_said_to_be(site: Site) -> None:
    path = site.path("graph")
    path.unlink()
    for release in site.ids:
        clear(site.folder.sqlite_path(release))
    mended = site.run("repair")
    assert mended.code == 1
    [line] = [line for line in mended.out.splitlines() if line.startswith(f"damaged   {path}: ")]
    assert f"`ndp-graph rollback {site.ids[0]}`" in line
    assert site.run("rollback", site.ids[0]).code == 0
    assert dumped(site.location) == kept(site.folder, site.ids[0])


def test_repair_makes_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ndp_graph("repair", "--store", f"sqlite:{tmp_path / 'none'}") == 2
    assert "there is no folder" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_file_that_only_an_older_release_has_asks_for_no_rollback(site: Site) -> None:
    roll_back(site.location, site.ids[2])
    path = site.folder.graph_path(site.folder.manifest(site.ids[0]).by_iri["http://example.org/g"].file)
    path.unlink()
    clear(site.folder.sqlite_path(site.ids[0]))
    mended = site.run("repair")
    assert (mended.code, "rollback" in mended.out) == (1, False)
    assert f"damaged   {path}: " in mended.out
    assert "the current release is not affected" in mended.out


def test_a_load_of_the_same_data_brings_a_lost_graph_file_back(site: Site) -> None:
    site.path("graph").unlink()
    load(site.location, trig(TWO), on_violation="record")
    assert site.path("graph").exists()


def test_a_graph_file_is_made_again_from_neo4j_and_neo4j_from_the_folder(
    neo4j_empty: str, site: Site
) -> None:
    both = Location(site.location.folder, neo4j_empty)
    roll_back(both, site.ids[1])
    right = dumped(both)
    site.path("graph").unlink()
    for release in site.ids:
        clear(site.folder.sqlite_path(release))
    made = {one.path: one.text for one in repair(both)}
    assert made[site.path("graph")] == "made again from Neo4j"
    assert dumped(site.location) == right
    with open_neo4j(both) as store:
        assert store is not None
    assert repair(both) == ()


def test_shape_results_are_made_again_as_they_were(site: Site) -> None:
    path = site.path("findings.json")
    before = path.read_bytes()
    assert b"MISFIT" in before
    path.unlink()
    assert site.run("repair").code == 0
    assert path.read_bytes() == before
