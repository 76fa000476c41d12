"""The engine of the rules: their conclusions from the statements of a release, and the defects that they find.

All statements go into a store, each in its graph; the queries see the union of the graphs, the ontology,
the policy and the conclusions of earlier rules. Of a property that can have one value, only the value that counts is
there. A statement of several graphs occurs several times, so a query that counts has to count DISTINCT.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
)

from loaders.batches import batches
from loaders.nquads.lines import join_line, split_line
from loaders.rules.composed_labels import LabelComposer
from loaders.rules.finding import Finding
from loaders.rules.policy import Policy
from loaders.rules.single_values import SingleValues
from ontology.files import OntologyFile
from ontology.iris import derived_graphs, local_name
from ontology.model import Model
from ontology.namespaces import XSD
from ontology.rule import FOCUS, FROM, PATH, PLATFORM, UNTIL, VALUE, Defect, Query, Rules, render
from ontology.terms import Node, key
from ontology.values.languages import FALLBACK
from ontology.values.literals import split, to_ntriples
from ontology.values.property_values import is_concluded

_LANGUAGES = (*FALLBACK, "")
"""The order of languages to try when a name is missing in the requested one."""
_BATCH, _DISK_BATCH = 20_000, 100_000
"""Lines loaded at once into a store in memory, and on disk."""
_DECIMAL = XSD + "decimal"
_NUMBER_END = f"^^<{_DECIMAL}>"
_NUMBER = _NUMBER_END.encode()


@dataclass(frozen=True, slots=True)
class Conclusions:
    """`derived` are the lines of the graph of derived statements, sorted; `findings` are in order of code and focus.

    Findings of one code, focus and value differ in their property, or in the days on which they hold.
    """

    derived: tuple[bytes, ...]
    findings: tuple[Finding, ...]


def conclude(lines: Iterable[bytes], rules: Rules, model: Model, policy: Policy) -> Conclusions:
    """Run `rules` under `policy` over lines of canonical N-Quads, which are read by `model`."""
    engine = RuleEngine(rules, model, policy)
    engine.add(lines)
    return engine.conclude()


class RuleEngine:
    """Runs `rules` under `policy` over statements, and again after some of them have changed.

    The statements are in memory, or in files in `folder`, where they take three times as long.
    """

    def __init__(self, rules: Rules, model: Model, policy: Policy, folder: Path | None = None) -> None:
        self._rules, self._model, self._policy = rules, model, policy
        self._store = Store() if folder is None else Store(str(folder))
        self._is_on_disk = folder is not None
        self._decimals, self._single_values = _WrittenDecimals(), SingleValues(model)

    def add(self, lines: Iterable[bytes]) -> None:
        """Add statements as lines of canonical N-Quads; values that only the program concludes do not count."""
        self._fill(_iter_counting(lines, self._model), self._decimals.watch, self._single_values.watch)

    def _fill(self, lines: Iterable[bytes], *watches: Callable[[list[bytes]], None]) -> None:
        """Add lines. Blank nodes keep their labels, which loading would change; it is three times as fast."""
        store = self._store
        load = store.bulk_load if self._is_on_disk else store.load
        for batch in batches(lines, _DISK_BATCH if self._is_on_disk else _BATCH):
            for watch in watches:
                watch(batch)
            text = b"\n".join(batch)
            if b"_:" in text:
                labelled = [line for line in batch if b"_:" in line]
                store.bulk_extend(parse(b"\n".join(labelled), RdfFormat.N_QUADS))
                text = b"\n".join([line for line in batch if b"_:" not in line])
            load(text, RdfFormat.N_QUADS)
        if self._is_on_disk:
            store.optimize()

    def replace(self, subjects: Collection[str], lines: Iterable[bytes]) -> None:
        """Put `lines` in place of all statements about some subjects, by IRI or `_:label`.

        What was concluded is forgotten, and with it all statements without a graph.
        """
        store = self._store
        store.clear_graph(DefaultGraph())
        nodes = [BlankNode(one[2:]) if one.startswith("_:") else NamedNode(one) for one in subjects]
        gone = [quad for node in nodes for quad in store.quads_for_pattern(node, None, None)]
        for quad in gone:
            store.remove(quad)
        self._decimals.forget(subjects)
        self._single_values.forget(subjects)
        self.add(lines)
        for graph in {quad.graph_name for quad in gone}:
            if next(store.quads_for_pattern(None, None, None, graph), None) is None:
                store.remove_graph(graph)  # queries would still see it

    def conclude(self) -> Conclusions:
        """The conclusions from the statements; to be called once after they were added or replaced."""
        store, rules, base = self._store, self._rules, self._model.base
        self._single_values.settle(store, self._decimals.written)
        store.bulk_extend(_ontology(rules.ontology))
        store.bulk_extend(_iter_policy(self._policy, base))
        for helper in rules.helpers:
            _construct(store, helper)
        graph, derived = to_ntriples(derived_graphs(base)[0]), set[bytes]()
        for query in rules.derivations:
            quads = _construct(store, query)
            derived.update(join_line(str(q.subject), str(q.predicate), str(q.object), graph) for q in quads)
        names = _Names(store, rules.names)
        findings: dict[tuple[str, ...], Finding] = {}
        for defect in rules.defects:
            for finding in _iter_findings(store, defect, names, self._decimals):
                known = findings.setdefault(_identity(finding), finding)
                if _wording(finding) > _wording(known):
                    findings[_identity(finding)] = finding
        ordered = sorted(findings.values(), key=_order)
        return Conclusions(tuple(sorted(derived)), tuple(ordered))

    def iter_label_lines(self, conclusions: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of the composed labels, after `conclude`; `conclusions` are those of the other derived graphs."""
        self._fill(conclusions)
        yield from LabelComposer(self._store, self._model, self._decimals.written).iter_lines()


def _identity(finding: Finding) -> tuple[str, ...]:
    return (finding.code, finding.focus, *(f"{part}" for part in _parts(finding)))


def _wording(finding: Finding) -> tuple[object, ...]:
    """The rest of a finding: of several that differ only in it one counts, whatever the order of a query's results."""
    return tuple(sorted(finding.messages.items())), finding.platform or ""


def _parts(finding: Finding) -> tuple[str | None, ...]:
    return finding.value, finding.path, finding.start, finding.end


def _order(finding: Finding) -> tuple[str, ...]:
    parts = _parts(finding)
    return (finding.code, finding.focus, *(part or "" for part in parts))


# -- filling the store


def _iter_counting(lines: Iterable[bytes], model: Model) -> Iterator[bytes]:
    """The lines but for those with which sources state derived values."""
    names = {f"<{iri}>".encode() for iri, term in model.properties.items() if is_concluded(term)}
    own = tuple(f" <{graph}> .".encode() for graph in derived_graphs(model.base))
    for line in lines:
        if line.split(b" ", 2)[1] not in names or line.endswith(own):
            yield line


@lru_cache(maxsize=2)  # a memo: many changes are judged by the same ontology
def _ontology(files: tuple[OntologyFile, ...]) -> tuple[Quad, ...]:
    return tuple(q for f in files for q in parse(f.content, RdfFormat.TURTLE, rename_blank_nodes=True))


def _iter_policy(policy: Policy, base: str) -> Iterator[Quad]:
    """The policy as triples: `rule:policy rule:reassessment_days 365`."""
    for name, value in policy.as_dict().items():
        switch = NamedNode(f"{base}rules#{name}")
        yield Quad(NamedNode(f"{base}rules#policy"), switch, Literal(value), DefaultGraph())


def _construct(store: Store, query: Query) -> list[Quad]:
    """The statements that the query gives; they are added to the store."""
    answer = store.query(query.text, use_default_graph_as_union=True)
    if not isinstance(answer, QueryTriples):
        raise TypeError(f"{query.name} gives no triples")  # `read_rules` has checked
    quads = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in answer]
    store.bulk_extend(quads)
    return quads


class _WrittenDecimals:
    """Decimals as sources write them. The store gives `54.2` for `54.20`, but a finding quotes the source."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._by_subject: dict[str, list[str]] | None = None

    def watch(self, lines: Iterable[bytes]) -> None:
        """Keep those of the lines that have decimals."""
        self._by_subject = None
        self._lines += [line for line in lines if _NUMBER in line]

    def forget(self, subjects: Collection[str]) -> None:
        """Forget the statements about some subjects."""
        names = {to_ntriples(subject).encode() for subject in subjects}
        self._lines = [line for line in self._lines if line.split(b" ", 1)[0] not in names]
        self._by_subject = None

    def written(self, focus: str, value: str) -> str:
        """The literal equal to `value`, both in N-Triples, in a statement about `focus`; else `value` itself."""
        number = _number(value) if value.endswith(_NUMBER_END) else None
        if number is None:
            return value
        if self._by_subject is None:
            self._by_subject = {}
            for line in self._lines:
                subject, _, obj, _ = split_line(line)
                self._by_subject.setdefault(subject, []).append(obj)
        subject = to_ntriples(focus)
        alike = (o for o in self._by_subject.get(subject, ()) if o[0] == '"' and _number(o) == number)
        return min(alike, default=value)


def _number(literal: str) -> Decimal | None:
    lexical, _, datatype = split(literal)
    try:
        return Decimal(lexical) if datatype == _DECIMAL else None
    except InvalidOperation:
        return None


# -- findings


class _Names:
    """The names of resources, looked up as they are needed."""

    def __init__(self, store: Store, properties: Iterable[str]) -> None:
        self._store = store
        self._properties = tuple(map(NamedNode, properties))
        self._known: dict[NamedNode, Mapping[str, str]] = {}

    def text(self, node: Node, language: str) -> str:
        """The text for a message in a language: the best name, the IRI's last part, or a literal as it is written."""
        if not isinstance(node, NamedNode):
            return node.value if isinstance(node, Literal) else str(node)
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._names(node)
        best = (known[tag] for tag in (language, *_LANGUAGES, *sorted(known)) if tag in known)
        return next(best, local_name(node.value))

    def _names(self, node: NamedNode) -> Mapping[str, str]:
        for name in self._properties:
            objects = (q.object for q in self._store.quads_for_pattern(node, name, None))
            literals = sorted((o for o in objects if isinstance(o, Literal)), key=str, reverse=True)
            texts = {o.language or "": o.value for o in literals}
            if texts:
                return texts
        return {}


def _iter_findings(
    store: Store, defect: Defect, names: _Names, decimals: _WrittenDecimals
) -> Iterator[Finding]:
    answer = store.query(defect.query.text, use_default_graph_as_union=True)
    if not isinstance(answer, QuerySolutions):
        raise TypeError(f"{defect.query.name} gives no solutions")  # `read_rules` has checked
    variables = tuple(v.value for v in answer.variables)
    for solution in answer:
        bound = {v: solution[v] for v in variables if solution[v] is not None}
        if FOCUS in bound and not isinstance(bound[FOCUS], Literal):
            yield _finding(defect, bound, names, decimals)


def _finding(defect: Defect, bound: Mapping[str, Node], names: _Names, decimals: _WrittenDecimals) -> Finding:
    def texts(language: str) -> dict[str, str]:
        return {variable: names.text(node, language) for variable, node in bound.items()}

    focus, value = key(bound[FOCUS]), bound.get(VALUE)
    written = None if value is None else key(value)
    if written is not None and isinstance(value, Literal):
        written = decimals.written(focus, written)
        bound = {**bound, VALUE: Literal(split(written)[0])}
    platform, path = bound.get(PLATFORM), bound.get(PATH)
    return Finding(
        code=defect.code,
        severity=defect.severity,
        focus=focus,
        value=written,
        platform=platform.value if isinstance(platform, NamedNode) else None,
        start=_day(bound.get(FROM)),
        end=_day(bound.get(UNTIL)),
        path=path.value if isinstance(path, NamedNode) else None,
        messages={tag: render(template, texts(tag)) for tag, template in defect.templates.items()},
        remedies=defect.remedies,
        references=defect.references,
    )


def _day(node: Node | None) -> str | None:
    return node.value if isinstance(node, Literal) else None
