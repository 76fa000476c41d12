"""The time to refuse questions over a limit, beside preparing an ordinary one."""

import statistics
import sys
import time
from dataclasses import dataclass, replace
from typing import Any

from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import Question
from graph_api.plan.statistics import Statistics
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from tests.graph_api.support.attacks import ATTACKS

BAR = 5.0
"""Milliseconds."""
_ROUNDS = 20
_ORDINARY = "{ digitalPlatforms(first: 5) { nodes { iri label { value } ofKind { iri } } } }"
_COSTLY = (
    "{ organizations(first: 200, orderBy: [{ label: {} }]) { totalCount nodes { iri label { value } } } }"
)


@dataclass(frozen=True, slots=True)
class _NoStore:
    """A reader that is never asked."""

    model: Model


def measure_refusals() -> None:
    """Print the milliseconds of processor time of each refusal, median and least, every time of a new text."""
    reader: Any = _NoStore(read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE))
    spread = Statistics(10**9, dict.fromkeys(reader.model.classes, 10**9), {})
    engine = Engine(EngineParts(reader, statistics=spread))
    sys.stdout.write(f"{'question':16}{'ms':>16}   bar {BAR}\n")
    ordinary = {"(ordinary)": Question(_ORDINARY), "cost": Question(_COSTLY)}
    for name, asked in {**ordinary, **ATTACKS}.items():
        times = []
        for number in range(_ROUNDS):
            question = replace(asked, query=asked.query + " " * number)
            since = time.process_time()
            is_refused = _is_refused(engine, question)
            times.append((time.process_time() - since) * 1000)
            if is_refused is (asked.query is _ORDINARY):
                raise AssertionError(name)
        sys.stdout.write(f"{name:16}{f'{statistics.median(times):.2f} ({min(times):.2f})':>16}\n")


def _is_refused(engine: Engine, question: Question) -> bool:
    try:
        engine.prepare(question)
    except QuestionRefused:
        return True
    return False
