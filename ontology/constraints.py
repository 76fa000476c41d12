"""The constraints that shapes put on the properties of a class, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ontology.files import OntologyFile
from ontology.model import Text
from ontology.namespaces import SH
from ontology.severity import Severity
from ontology.terms import Terms


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint on the values of a property (`path`) of the things of `classes`, by the shape `shape`.

    `most` None: any number. `values` are the datatypes and classes that values may have. `message` is the
    shape's own text about its breach; it is empty if the shape leaves that to the program.
    """

    shape: str
    classes: tuple[str, ...]
    path: str
    least: int
    most: int | None
    values: tuple[str, ...]
    severity: Severity
    message: Text


def read_constraints(files: Sequence[OntologyFile]) -> tuple[Constraint, ...]:
    """The constraints in `files` on properties of classes, in the order of the files. Longer paths are left out."""
    return _read(tuple(files))


@lru_cache(maxsize=4)  # a memo: the same few ontologies are asked for
def _read(files: tuple[OntologyFile, ...]) -> tuple[Constraint, ...]:
    terms = Terms(files)
    return tuple(
        _constraint(terms, shape, tuple(classes), node, path)
        for shape in terms.having(SH + "property")
        if (classes := terms.objects(shape, SH + "targetClass"))
        for node in terms.objects(shape, SH + "property")
        for path in terms.objects(node, SH + "path")
        if not path.startswith("_:")
    )


def _constraint(terms: Terms, shape: str, classes: tuple[str, ...], node: str, path: str) -> Constraint:
    alternatives = [node, *terms.items(node, SH + "or")]
    values = (
        value
        for one in alternatives
        for name in ("datatype", "class")
        for value in terms.objects(one, SH + name)
    )
    most = terms.literal(node, SH + "maxCount")
    severity = next(iter(terms.objects(node, SH + "severity")), SH + Severity.VIOLATION)
    return Constraint(
        shape,
        classes,
        path,
        int(terms.literal(node, SH + "minCount") or 0),
        None if most is None else int(most),
        tuple(dict.fromkeys(values)),
        Severity(severity.removeprefix(SH)),
        terms.text(node, SH + "message"),
    )
