"""The rooms are as ARCHITECTURE.md says: every folder is named there, tests lie in the same ones, names occur once."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARCHITECTURE = (ROOT / "graph_api" / "ARCHITECTURE.md").read_text("utf-8")
PACKAGES = ("graph_api", "loaders", "ontology")
OF_TESTS = {"support", "analyst", "competency"}
"""Folders of tests that are not a room: helpers, and questions that go through all rooms."""
MOST = 30
"""Modules in one folder; a reader sees that many at a glance."""


def folders(package: str) -> set[str]:
    """The folders of a package that hold files, relative to it, as `stores/sqlite`."""
    found = (p.parent for p in (ROOT / package).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {f.relative_to(ROOT / package).as_posix() for f in found} - {"."}


def modules(package: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_is_in_the_table_of_its_package(package: str) -> None:
    _, _, section = ARCHITECTURE.partition(f"## The rooms of {package}")
    table = "\n".join(line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|"))
    named = re.findall(r"`([\w/]+)/`", "\n".join(line.split("|")[1] for line in table.splitlines()))
    assert len(named) == len(set(named)) > 3
    assert set(named) == folders(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_says_what_it_is_for_and_can_be_seen_at_a_glance(package: str) -> None:
    rooms = {path.parent for path in (ROOT / package).rglob("*.py")}
    assert len(rooms) >= (1 if package == "ontology" else 12)
    for room in rooms:
        assert ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))), room
        assert len(list(room.glob("*.py"))) <= MOST, room


@pytest.mark.parametrize("package", ["graph_api", "loaders"])
def test_tests_lie_in_the_rooms_that_they_test(package: str) -> None:
    of_tests = {p.parent.name for p in (ROOT / "tests" / package).glob("*/test_*.py")}
    assert len(of_tests) > 8
    assert of_tests - OF_TESTS <= {folder.partition("/")[0] for folder in folders(package)}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_of_a_class_or_type_occurs_once_in_a_package(package: str) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in modules(package):
        for node in tree.body:
            match node:
                case ast.ClassDef(name=name):
                    places[name.lstrip("_")].append(path)
                case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                    places[name.lstrip("_")].append(path)
                case ast.Assign(targets=[ast.Name(id=name)]) if re.fullmatch(r"_?[A-Z]\w*[a-z]\w*", name):
                    places[name.lstrip("_")].append(path)
    assert len(places) > 20
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
