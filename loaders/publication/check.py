"""Checks descriptions against the shapes of publication."""

from collections.abc import Iterable
from functools import cache

from pyoxigraph import Triple

from loaders.validation.validate import ShapeResult, Shapes, prepare_shapes, validate
from ontology.files import FOLDER

_SHAPES = FOLDER / "publication" / "publication.ttl"


def check_description(triples: Iterable[Triple]) -> tuple[ShapeResult, ...]:
    """The results of the shapes about a description, the worst first; none about a sound one."""
    return validate([f"{triple} .".encode() for triple in triples], _shapes())


@cache  # a memo of what never changes: the shapes are a file of the program
def _shapes() -> Shapes:
    return prepare_shapes((_SHAPES.read_bytes(),))
