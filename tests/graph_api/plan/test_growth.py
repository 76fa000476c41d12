"""The cost of a class: a few types in the schema, and almost nothing when questions are planned."""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import Question
from graph_api.schema.build import build_schema
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.names import CLASS_SUFFIXES
from ontology.read import read_model
from tests.bench.planning import OPERATIONS
from tests.ontology.support.many import MODULE, many_classes

MOST = 11
MORE = 1.05
"""The allowed growth of function calls over five times as many classes; for time, see `tests/bench/planning.py`."""


def types_of(model: Model) -> set[str]:
    """The names of all types of the schema of `model`."""
    return {name for name in build_schema(model)._schema.type_map if not name.startswith("__")}


def test_a_class_brings_eleven_types_and_an_interface_one_more_for_the_rest() -> None:
    new = types_of(many_classes(2 * MODULE)) - types_of(many_classes(MODULE))
    owners = [re.fullmatch(r"(?:Other)?(C\d+)\D*", name) for name in new]
    counted = Counter(owner[1] for owner in owners if owner)
    assert counted == {f"C{n}": MOST for n in range(MODULE, 2 * MODULE)} | {f"C{MODULE}": MOST + 1}
    assert counted.total() == len(new), "nothing else grows with the classes"


def test_a_class_of_the_built_in_ontology_has_fewer_than_eleven_types_on_average() -> None:
    model = read_model(builtin_files(DEFAULT_BASE))
    names = {c.type_name + suffix for c in model.classes.values() for suffix in CLASS_SUFFIXES}
    names |= {"Other" + c.type_name for c in model.classes.values() if c.is_interface}
    assert len(names & types_of(model)) < MOST * len(model.classes)


@dataclass(frozen=True, slots=True)
class NoStore:
    """A reader that is never asked."""

    model: Model


@pytest.fixture(scope="module")
def engines() -> tuple[Engine, Engine]:
    """Over few classes and over many."""
    readers: list[Any] = [NoStore(many_classes(count)) for count in (3 * MODULE, 15 * MODULE)]
    return Engine(EngineParts(readers[0])), Engine(EngineParts(readers[1]))


@pytest.mark.no_cover
@pytest.mark.parametrize("name", OPERATIONS)
def test_planning_takes_no_longer_where_there_are_more_classes(
    name: str, engines: tuple[Engine, Engine]
) -> None:
    few, many = (calls(engine, OPERATIONS[name]) for engine in engines)
    assert few > 1000
    assert many / few < MORE


def calls(engine: Engine, text: str) -> int:
    """The number of function calls to plan an operation: unlike time, the same on every machine."""
    variables = {"iri": "http://example.org/x"} if "$iri" in text else {}
    engine.prepare(Question(text, variables))  # what is made once for all operations
    count = 0

    def on_event(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(on_event)
    try:
        engine.prepare(Question(text + "\n# again", variables))
    finally:
        sys.setprofile(None)
    return count
