"""The growth of planning time with the ontology: the same operations over 30 classes and over 300, in turns.

Processor time, which what else the machine does touches little.
"""

import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import Question
from ontology.model import Model
from tests.ontology.support.many import many_classes

SMALL, LARGE = 30, 300
BAR = 1.2
"""The most that planning over many classes may take of what it takes over few."""

OPERATIONS = {
    "list": """query L($first: Int) {
  c1s(first: $first, where: {colour1: {eq: RED}, next1: {some: {day2: {eq: "2024-05-20"}}}}) {
    totalCount
    nodes {
      iri label { value lang } title1(lang: ["vi"]) { value } day1 size1 colour1 { code label { value } }
      one1 { iri label { value } }
      next1(first: 5) {
        totalCount
        edges { cursor node { iri title2 { value } next2 { nodes { iri day3 } } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}""",
    "thing": """query T($iri: ID!) {
  resource(iri: $iri) {
    iri described types { iri } label(lang: ["vi", "en"]) { value lang } __typename
    ... on C0 { title0 { value } day0 next0(first: 3) { nodes { iri label { value } } } }
    ... on C12 { title12 { value } one12 { iri label { value } } }
  }
}""",
    "interface": """{
  c0s(first: 50) { nodes { iri label { value } title0 { value } ... on C3 { title3 { value } size3 } } }
}""",
}


@dataclass(frozen=True, slots=True)
class _NoStore:
    """A reader that is never asked."""

    model: Model


def _engine(count: int) -> tuple[Engine, float]:
    model = many_classes(count)
    start = time.process_time()
    reader: Any = _NoStore(model)
    return Engine(EngineParts(reader)), time.process_time() - start


def measure_planning(rounds: int) -> None:
    """Print how long schemas take to build, and for each operation how long it takes to be planned."""
    engines = {}
    for count in (SMALL, LARGE):
        engines[count], seconds = _engine(count)
        sys.stdout.write(f"{count} classes: schema built in {seconds:.1f} s\n")
    sys.stdout.write(f"{'operation':12}{f'{SMALL} classes':>18}{f'{LARGE} classes':>18}{'ratio':>8}\n")
    for name, text in OPERATIONS.items():
        few, many = _race(engines, text, rounds)
        ratio = statistics.median(many) / statistics.median(few)
        cells = "".join(f"{f'{statistics.median(t):.2f} ({min(t):.2f})':>18}" for t in (few, many))
        sys.stdout.write(f"{name:12}{cells}{ratio:>7.2f}× (at most {BAR})\n")


def _race(engines: dict[int, Engine], text: str, rounds: int) -> tuple[list[float], ...]:
    samples: dict[int, list[float]] = {count: [] for count in engines}
    variables = {"iri": "http://example.org/x"} if "$iri" in text else {}
    for number in range(rounds):
        question = Question(f"{text}\n# {number}", variables)  # another text: no cache knows it
        for count in sorted(engines, reverse=bool(number % 2)):
            start = time.process_time()
            engines[count].prepare(question)
            samples[count].append((time.process_time() - start) * 1000)
    return tuple(samples[count] for count in sorted(engines))
