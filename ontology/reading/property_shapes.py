"""The SHACL constraints on the properties of a class: datatypes, classes, code lists, number of values."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ontology.namespaces import SH, SKOS
from ontology.terms import Terms


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """The constraints of one node shape on one path, from all its property shapes.

    `scheme` is the code list that values must come from; `single`: at most one value is allowed.
    """

    target: str
    path: str
    datatypes: tuple[str, ...]
    classes: tuple[str, ...]
    scheme: str | None
    is_iri: bool
    single: bool


def iter_property_shapes(terms: Terms, classes: Collection[str]) -> Iterator[PropertyShape]:
    """The constraints of each shape on each property of its target classes. A class may be its own shape."""
    schemes = frozenset(terms.subjects(SKOS + "ConceptScheme"))
    for shape in terms.having(SH + "property"):
        targets = terms.objects(shape, SH + "targetClass")
        if shape in classes:
            targets.append(shape)
        by_path: dict[str, list[str]] = {}
        for node in terms.objects(shape, SH + "property") if targets else ():
            for path in terms.objects(node, SH + "path"):
                if not path.startswith("_:"):
                    by_path.setdefault(path, []).append(node)
        for target in targets:
            for path, nodes in by_path.items():
                yield _property_shape(terms, schemes, (target, path), nodes)


def _property_shape(
    terms: Terms, schemes: Collection[str], about: tuple[str, str], nodes: Sequence[str]
) -> PropertyShape:
    target, path = about
    alternatives = [*nodes, *(one for node in nodes for one in terms.items(node, SH + "or"))]
    return PropertyShape(
        target=target,
        path=path,
        datatypes=tuple(d for n in alternatives for d in terms.objects(n, SH + "datatype")),
        classes=tuple(c for n in alternatives for c in terms.objects(n, SH + "class")),
        scheme=next((s for n in nodes if (s := _scheme_of(terms, n)) in schemes), None),
        is_iri=any(SH + "IRI" in terms.objects(n, SH + "nodeKind") for n in nodes),
        single=any(terms.literal(n, SH + "maxCount") in ("0", "1") for n in nodes),
    )


def _scheme_of(terms: Terms, node: str) -> str | None:
    """The code list that a property shape takes values from: over `sh:node`, directly, or as `sh:in`."""
    for shape in (node, *terms.objects(node, SH + "node")):
        for inner in terms.objects(shape, SH + "property"):
            if SKOS + "inScheme" in terms.objects(inner, SH + "path"):
                return next(iter(terms.objects(inner, SH + "hasValue")), None)
    allowed = terms.items(node, SH + "in")
    schemes = {s for c in allowed for s in terms.objects(c, SKOS + "inScheme")}
    return schemes.pop() if len(schemes) == 1 else None
