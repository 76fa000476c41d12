"""A release folder to damage, and the kinds of damage."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.statistics import release_statistics
from loaders.releases.rollback import roll_back
from loaders.releases.verify import verify_release
from tests.graph_api.support.command_line import ndp_graph
from tests.loaders.support.releasing import load, trig

ONE = ':g { :a a :Thing ; :p _:x . _:x :q "one" } :h { :b a ndp:DigitalPlatform ; skos:prefLabel "b"@en , 5 }'
TWO = ':g { :a a :Thing ; :p _:x . _:x :q "two" }'
THREE = ':i { :c skos:prefLabel "c"@en }'
QUESTION = '{ resource(iri: "http://example.org/b") { label { value } } }'
EACH_RELEASE = (
    "manifest.json",
    "manifest.copy.json",
    "ontology.json",
    "findings.json",
    "graph.sqlite",
    "statistics.json",
    "SHA256SUMS",
)

Damage = Callable[[Path], None]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def clear(path: Path) -> None:
    path.write_bytes(b"")


def cover(path: Path) -> None:
    """A folder in the place of a file."""
    path.unlink(missing_ok=True)
    path.mkdir()
    (path / "theirs").write_text("kept", "utf-8")


def dangle(path: Path) -> None:
    """A link to nowhere."""
    path.unlink(missing_ok=True)
    path.symlink_to(path.with_name("nowhere"))


def publish(location: Location) -> tuple[str, str, str]:
    """Three releases, of which the second is current after a rollback; each with its statistics."""
    ids = [load(location, trig(text), on_violation="record").manifest.id for text in (ONE, TWO, THREE)]
    folder = Folder(location.folder)
    for release in ids:
        release_statistics(folder, folder.manifest(release))
    roll_back(location)
    return ids[0], ids[1], ids[2]


@dataclass(frozen=True)
class Run:
    """The exit code and the texts of a command."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Site:
    """A folder of its own, to damage."""

    location: Location
    ids: tuple[str, str, str]
    capsys: pytest.CaptureFixture[str]

    @property
    def folder(self) -> Folder:
        return Folder(self.location.folder)

    def path(self, name: str) -> Path:
        """The file of the folder or of the current release with this name, or one of the latter's graph files."""
        if name == "graph":
            return self.folder.graph_path(
                self.folder.manifest(self.ids[1]).by_iri["http://example.org/g"].file
            )
        return (
            self.folder.release_path(self.ids[1]) / name if name in EACH_RELEASE else self.folder.path / name
        )

    def run(self, *arguments: str) -> Run:
        self.capsys.readouterr()
        code = ndp_graph(*arguments, "--store", self.location.name)
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        assert "internal error" not in err, err
        return Run(code, out, err)


def wrong(folder: Folder, release: str | None = None) -> list[str]:
    """The codes of the checks of a release that do not hold."""
    return [check.code for check in verify_release(folder, folder.find(release)) if not check.holds]
