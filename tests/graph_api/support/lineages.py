"""Made-up lineages: answers to the question of the page, with random things and statements."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from graph_api.pages.frame import Frame
from graph_api.pages.picture.boxes import Box
from graph_api.pages.views.lineage.graph import LAYERS, LineageGraph, read_lineage

CLASSES = (*(name for names in LAYERS.values() for name in names), "Market", "Task")
FRAME = Frame("en", "/lineage", [("iri", "urn:0")])


def names_of(types: Sequence[str]) -> Sequence[str]:
    """The names of made-up classes, which have no superclasses."""
    return [one.removeprefix("urn:class:") for one in types]


def node(number: int, kind: str, label: str | None = None, outcome: str = "") -> Mapping[str, Any]:
    """A node of the answer."""
    resource: dict[str, Any] = {
        "iri": f"urn:{number}",
        "label": {"value": label or f"{kind} number {number}", "lang": "en"},
        "types": [{"iri": f"urn:class:{kind}", "label": {"value": kind}}],
    }
    if outcome:
        resource["outcome"] = {"code": outcome, "label": {"value": outcome}}
    return {"resource": resource}


def edge(start: int, end: int, relation: str = "joins", *sources: str) -> Mapping[str, Any]:
    """An edge of the answer, from the source of the same name if none are given."""
    return {
        "from": f"urn:{start}",
        "to": f"urn:{end}",
        "relation": {"iri": f"urn:{relation}", "label": {"value": relation, "lang": "en"}},
        "sources": [
            {"iri": f"urn:{one}", "illustrative": False, "label": {"value": one, "lang": "en"}}
            for one in sources or ("source",)
        ],
    }


def answer(
    nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], *, truncated: bool = False
) -> Mapping[str, Any]:
    """The data of an answer."""
    return {"lineage": {"truncated": truncated, "nodes": list(nodes), "edges": list(edges)}}


def made_up(seed: int, size: int, density: float = 2.0) -> LineageGraph:
    """A random lineage of so many things; some are much alike, and some are joined with very many."""
    draw = random.Random(seed)
    kinds = draw.sample(CLASSES, draw.randint(2, len(CLASSES)))
    nodes = [
        node(number, draw.choice(kinds), outcome=draw.choice(("", "passed", "failed")))
        for number in range(size)
    ]
    hubs = [draw.randrange(size) for _ in range(1 + size // 30)]
    edges = {
        (draw.randrange(size), draw.choice(hubs) if draw.random() < 0.5 else draw.randrange(size))
        for _ in range(int(size * density))
    }
    statements = [edge(start, end, draw.choice(("joins", "cites"))) for start, end in sorted(edges)]
    return read_lineage(answer(nodes, statements), names_of, "en")


def apart(boxes: Sequence[Box]) -> bool:
    """True if no box covers another."""
    ordered = sorted(boxes, key=lambda box: (box.x, box.y))
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.x >= one.x + one.width:
                break
            if other.y < one.y + one.height and one.y < other.y + other.height:
                return False
    return True
