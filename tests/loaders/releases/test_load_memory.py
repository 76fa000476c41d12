"""The memory of a load is bounded by its setting, and what it gives does not depend on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.memory import LoadMemory
from loaders.nquads.lines import iter_lines
from loaders.reading.read import read
from loaders.releases.build import LoadRequest, build
from loaders.rules.engine import Conclusions, RuleEngine
from loaders.rules.policy import Policy
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import read_rules

SCARCE = LoadMemory(10_000_000)
"""Some thousand lines are sorted at once, some hundred statements validated, and the rules run on disk."""


@dataclass(frozen=True)
class MadeUpFile:
    """A file of statements to load."""

    path: Path

    def iter_quads(self, base: str) -> Iterator[Quad]:
        return read([self.path], base=base)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made-up") / "data.nq"
    write_files(World(12, 5, 0.3), path, DEFAULT_BASE)
    return path


def release(folder: Path, made_up: Path, memory: LoadMemory) -> Manifest:
    request = LoadRequest(
        "2026-06-30", MadeUpFile(made_up), replace=True, on_violation="record", memory=memory
    )
    return build(Location(folder), request).manifest


def test_releases_made_in_little_memory_are_the_same(tmp_path: Path, made_up: Path) -> None:
    plenty = release(tmp_path / "plenty", made_up, LoadMemory())
    scarce = release(tmp_path / "scarce", made_up, SCARCE)

    assert SCARCE.part < plenty.statements
    assert SCARCE.run < plenty.statements
    assert not SCARCE.holds_rules(plenty.statements)
    assert (scarce.hash, scarce.graphs, scarce.derived, scarce.findings) == (
        plenty.hash,
        plenty.graphs,
        plenty.derived,
        plenty.findings,
    )
    results = [Folder(tmp_path / name).shape_results(plenty.id) for name in ("plenty", "scarce")]
    assert results[0] == results[1]
    assert not any((tmp_path / "scarce").rglob("rules-*"))


def conclusions(lines: Sequence[bytes], folder: Path | None = None) -> tuple[Conclusions, list[bytes]]:
    files = builtin_files(DEFAULT_BASE)
    engine = RuleEngine(read_rules(files, DEFAULT_BASE), read_model(files), Policy(), folder)
    engine.add(lines)
    concluded = engine.conclude()
    return concluded, sorted(engine.iter_label_lines(concluded.derived))


def test_rules_conclude_the_same_on_disk_and_in_any_order(tmp_path: Path, made_up: Path) -> None:
    lines = sorted(iter_lines(made_up))
    expected = conclusions(lines)

    assert expected[0].findings
    assert conclusions(lines, tmp_path / "store") == expected
    assert conclusions(lines[::-1]) == expected


def test_what_is_in_memory_at_once_follows_from_the_limit() -> None:
    usual, tenth = LoadMemory(600_000_000), LoadMemory(60_000_000)

    assert usual.run == 10 * tenth.run == 150_000
    assert usual.part == 10 * tenth.part == 15_000
    assert usual.holds_rules(1_000_000)
    assert not usual.holds_rules(2_000_000)
    assert not tenth.holds_rules(1)
    assert [LoadMemory(limit).helpers for limit in (600_000_000, 420_000_000, 419_999_999)] == [2, 1, 0]
    assert usual.holds_helpers(500_000, 2)
    assert not usual.holds_helpers(600_000, 2)
    assert usual.holds_helpers(1_000_000, 0)
