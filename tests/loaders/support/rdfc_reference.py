"""RDFC-1.0 written down as the standard words it, slow and plain, to hold the fast implementation against.

https://www.w3.org/TR/rdf-canon/ sections 4.4 to 4.8
"""

import hashlib
from collections.abc import Iterable
from itertools import permutations

from pyoxigraph import BlankNode, Quad


class _Issuer:
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.issued: dict[str, str] = {}

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        other = _Issuer(self.prefix)
        other.issued = dict(self.issued)
        return other


def reference_labels(quads: Iterable[Quad]) -> dict[str, str]:
    """The canonical label of each blank node."""
    return _Canonicalisation(set(quads)).run()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _terms(quad: Quad) -> tuple[tuple[str, object], ...]:
    return (("s", quad.subject), ("o", quad.object), ("g", quad.graph_name))


class _Canonicalisation:
    def __init__(self, quads: set[Quad]) -> None:
        self.quads: dict[str, list[Quad]] = {}
        for quad in quads:
            for label in {term.value for _, term in _terms(quad) if isinstance(term, BlankNode)}:
                self.quads.setdefault(label, []).append(quad)
        self.canonical = _Issuer("c14n")

    def run(self) -> dict[str, str]:
        by_hash: dict[str, list[str]] = {}
        for label in self.quads:
            by_hash.setdefault(self.first_degree(label), []).append(label)
        for _, labels in sorted(by_hash.items()):
            if len(labels) == 1:
                self.canonical.issue(labels[0])
        for _, labels in sorted(by_hash.items()):
            if len(labels) > 1:
                self.tell_apart(labels)
        return self.canonical.issued

    def tell_apart(self, labels: list[str]) -> None:
        results = []
        for label in labels:
            if label in self.canonical.issued:
                continue
            issuer = _Issuer("b")
            issuer.issue(label)
            results.append(self.n_degree(label, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for label in issuer.issued:
                self.canonical.issue(label)

    def first_degree(self, label: str) -> str:
        lines = []
        for quad in self.quads[label]:
            parts = [
                ("_:a" if term.value == label else "_:z") if isinstance(term, BlankNode) else _written(term)
                for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
            ]
            lines.append(" ".join(part for part in parts if part) + " .\n")
        return _hash("".join(sorted(lines)))

    def related(self, label: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        known = self.canonical.issued.get(label) or issuer.issued.get(label)
        name = f"_:{known}" if known else self.first_degree(label)
        return _hash(position + (f"<{quad.predicate.value}>" if position != "g" else "") + name)

    def n_degree(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        groups: dict[str, list[str]] = {}
        for quad in self.quads[label]:
            for position, term in _terms(quad):
                if isinstance(term, BlankNode) and term.value != label:
                    key = self.related(term.value, quad, issuer, position)
                    groups.setdefault(key, []).append(term.value)
        data = ""
        for key, members in sorted(groups.items()):
            paths = [self.path(order, issuer) for order in permutations(members)]
            path, issuer = min(paths, key=lambda found: found[0])
            data += key + path
        return _hash(data), issuer

    def path(self, order: tuple[str, ...], given: _Issuer) -> tuple[str, _Issuer]:
        issuer, path, ahead = given.copy(), "", []
        for label in order:
            if label in self.canonical.issued:
                path += f"_:{self.canonical.issued[label]}"
                continue
            if label not in issuer.issued:
                ahead.append(label)
            path += f"_:{issuer.issue(label)}"
        for label in ahead:
            found, inner = self.n_degree(label, issuer)
            path += f"_:{issuer.issue(label)}<{found}>"
            issuer = inner
        return path, issuer


def _written(term: object) -> str:
    text = "" if type(term).__name__ == "DefaultGraph" else str(term)
    return text.replace("\ufffe", "\\uFFFE").replace("\uffff", "\\uFFFF")
