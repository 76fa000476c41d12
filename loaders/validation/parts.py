"""Validating a whole release in parts, so that it takes the memory of one part, however large the release is.

It is done where each node is judged by its own statements and a few of those of its values (`Shapes.is_local`): by
their classes, and by the properties that shapes of values name. A part has all statements about its own nodes, and
those few about the nodes that they refer to. These would be judged too, as they have their classes; so in the shapes a
target is not a class any more, but a mark that only the part's own nodes have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, count, groupby, islice

from pyoxigraph import NamedNode, Triple
from shifty._shifty import PreparedValidator

from loaders.nquads.lines import RUN, SortedLines, by_subject, first_term, without_graph
from loaders.validation.shapes import TO_SHAPES, Shapes, prepare
from loaders.validation.validate import ShapeResult, results_of, validate
from ontology.namespaces import OWL, RDF_TYPE, RDFS, SH
from ontology.terms import key
from ontology.values.literals import to_ntriples

PART = 15_000
"""The statements of a part, about 40 MB while they are validated; a subject is never divided."""
_MARK = "urn:ndp:judged:"
_TYPE = f"<{RDF_TYPE}>".encode()
_SUBCLASS = f"<{RDFS}subClassOf>".encode()
_TARGET = f"{SH}targetClass"
_CLASSES = frozenset((RDFS + "Class", OWL + "Class"))
_NONE: tuple[bytes, Iterable[bytes]] = (b"", ())
_NOTHING: tuple[bytes, list[bytes]] = (b"", [])

Lines = Iterable[bytes]


def validate_parts(lines: Lines, shapes: Shapes, part: int = PART, run: int = RUN) -> tuple[ShapeResult, ...]:
    """The results of `validate`, the worst first.

    `lines` are canonical N-Quads in order that can be read several times; at most `run` are sorted at once. What cannot
    be divided is validated as a whole: a release of one part, shapes that look further than to the values of a node,
    and data that state subclasses.
    """
    first = list(islice(lines, part + 1))
    if len(first) <= part:
        return validate(first, shapes)
    del first
    if not _can_be_divided(shapes) or any(_SUBCLASS in line and _is_about_subclasses(line) for line in lines):
        return validate(lines, shapes)
    results: set[ShapeResult] = set()
    judge = _Judge(shapes)
    with (
        SortedLines(_iter_references(_iter_parts(lines, part)), run) as references,
        SortedLines(_iter_near(lines, references, _value_paths(shapes)), run) as near,
    ):
        for found in _judged(judge, _iter_with_near(_iter_parts(lines, part), near)):
            results |= found
    return tuple(sorted(results, key=lambda result: result.order))


def _is_about_subclasses(line: bytes) -> bool:
    return line.split(b" ", 2)[1] == _SUBCLASS


def _can_be_divided(shapes: Shapes) -> bool:
    """True if every node is judged by its own statements and those of its values, and is found by a class alone."""
    if not shapes.is_local or any("closed" in declared for declared in shapes.descriptions.values()):
        return False
    # A shape that is a class has the members of that class for targets.
    return not any(
        t.predicate.value == RDF_TYPE and key(t.object) in _CLASSES and key(t.subject) in shapes.descriptions
        for t in shapes.triples
    )


def _value_paths(shapes: Shapes) -> frozenset[bytes]:
    """The properties, in N-Triples form, by which shapes judge the values of a node."""
    within = [d for d in shapes.descriptions.values() if "path" in d]
    ahead = [key(node) for declared in within for name in TO_SHAPES for node in declared.get(name, ())]
    seen: set[str] = set()
    paths = {_TYPE}
    while ahead:
        shape = ahead.pop()
        if shape not in seen:
            seen.add(shape)
            declared = shapes.descriptions.get(shape, {})
            paths.update(to_ntriples(key(path)).encode() for path in declared.get("path", ()))
            ahead += (key(node) for name in TO_SHAPES for node in declared.get(name, ()))
    return frozenset(paths)


@dataclass(slots=True)
class _Part:
    """The subjects of a part, each with its classes, and their statements. `number` has as many digits in each part."""

    number: bytes
    classes: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    lines: list[bytes] = field(default_factory=list)

    def add(self, subject: bytes, about: list[bytes]) -> None:
        """Take a subject with its statements."""
        self.lines += about
        typed = b"%b %b " % (subject, _TYPE)
        self.classes[subject] = frozenset([line[len(typed) : -2] for line in about if line.startswith(typed)])


def _iter_parts(lines: Lines, size: int) -> Iterator[_Part]:
    numbers = (b"%012d" % number for number in count())
    part = _Part(next(numbers))
    for subject, about in by_subject(lines):
        part.add(subject, [line[: line.rindex(b" ", 0, -2)] + b" ." for line in about])
        if len(part.lines) >= size:
            yield part
            part = _Part(next(numbers))
    if part.lines:
        yield part


def _iter_references(parts: Iterable[_Part]) -> Iterator[bytes]:
    """Each node that a part refers to and has no statements about, before the number of the part."""
    for part in parts:
        nodes = {line.rsplit(b" ", 2)[1] for line in part.lines if b'"' not in line}
        yield from (b"%b %b" % (node, part.number) for node in nodes.difference(part.classes))


def _iter_near(lines: Lines, references: Lines, paths: frozenset[bytes]) -> Iterator[bytes]:
    """The number of each part before each line that it needs about a node of another part.

    That is at least one, which shows that the node is described. `lines` and `references` are sorted.
    """
    described = by_subject(lines)
    subject, about = next(described, _NOTHING)
    for node, numbers in groupby(references, key=first_term):
        while subject and subject < node:
            subject, about = next(described, _NOTHING)
        if subject == node:
            kept = [line for line in about if line.split(b" ", 2)[1] in paths] or about[:1]
            for number in numbers:
                yield from (b"%b %b" % (number[len(node) + 1 :], without_graph(line)) for line in kept)


def _iter_with_near(parts: Iterable[_Part], near: Lines) -> Iterator[tuple[_Part, list[bytes]]]:
    """Each part with the lines that it needs about nodes of other parts."""
    following = groupby(near, key=first_term)
    number, about = next(following, _NONE)
    for part in parts:
        own: list[bytes] = []
        if number == part.number:
            own = [line[len(number) + 1 :] for line in about]
            number, about = next(following, _NONE)
        yield part, own


def _judged(judge: "_Judge", parts: Iterable[tuple[_Part, list[bytes]]]) -> Iterator[set[ShapeResult]]:
    """The results of each part, judged in a thread while the next one is prepared: the engine needs no Python."""
    with ThreadPoolExecutor(1, thread_name_prefix="shapes") as thread:
        running: Future[set[ShapeResult]] | None = None
        for part, near in parts:
            if running is not None:
                yield running.result()
            running = thread.submit(judge.results, part, near)
        if running is not None:
            yield running.result()


class _Judge:
    """The shapes, with marks for targets."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        targets = sorted({key(t.object) for t in shapes.triples if t.predicate.value == _TARGET})
        self._marks = {target: f"{_MARK}{number}" for number, target in enumerate(targets)}
        self._validator = _with_marks(shapes.triples, self._marks)
        self._above = _superclasses(shapes.triples)
        self._own = _classes_of_things(shapes)
        self._known: dict[frozenset[bytes], tuple[bytes, ...]] = {}

    def results(self, part: _Part, near: Sequence[bytes]) -> set[ShapeResult]:
        """The results about the subjects of a part; `near` are the lines about the nodes that these refer to."""
        report = self._validator.validate_algebra(
            data=self._data(part.lines, near, part.classes, part),
            data_format="nt",
            run_infer=False,
            sort_results=False,
        )
        if report.conforms:
            return results_of(part.lines, near, None, self._shapes)
        # The report of SHACL takes twice the time: it is made about the failing nodes alone.
        failing = {violation.focus_node.encode() for violation in report.violations}
        lines = [line for line in part.lines if first_term(line) in failing]
        values = {line.split(b" ", 2)[2][:-2] for line in lines} - failing
        lines += [line for line in chain(part.lines, near) if first_term(line) in values]
        full = self._validator.validate_w3c(
            data=self._data(lines, (), failing, part),
            data_format="nt",
            run_infer=False,
            sort_results=False,
        )
        return results_of(part.lines, near, full, self._shapes)

    def _data(
        self, lines: Iterable[bytes], near: Iterable[bytes], focuses: Iterable[bytes], part: _Part
    ) -> bytes:
        """The statements to judge, with the marks of the nodes to judge."""
        marks = (mark for focus in focuses for mark in self._marks_of(focus, part))
        return b"\n".join([*lines, *near, *marks, b""])

    def _marks_of(self, subject: bytes, part: _Part) -> Iterator[bytes]:
        classes = part.classes[subject] | self._own.get(subject, frozenset())
        known = self._known.get(classes)
        if known is None:
            above = {one for of in classes for one in (of, *self._above.get(of, ()))}
            marks = sorted(mark for target, mark in self._marks.items() if f"<{target}>".encode() in above)
            known = self._known[classes] = tuple(f"<{mark}>".encode() for mark in marks)
        return (b'%b %b "" .' % (subject, mark) for mark in known)


def _with_marks(triples: Iterable[Triple], marks: Mapping[str, str]) -> PreparedValidator:
    subjects = NamedNode(f"{SH}targetSubjectsOf")
    return prepare(
        Triple(t.subject, subjects, NamedNode(marks[key(t.object)])) if t.predicate.value == _TARGET else t
        for t in triples
    )


def _superclasses(triples: Iterable[Triple]) -> dict[bytes, frozenset[bytes]]:
    """All classes above each, in N-Triples form."""
    direct: dict[bytes, set[bytes]] = {}
    for triple in triples:
        if triple.predicate.value == RDFS + "subClassOf":
            direct.setdefault(str(triple.subject).encode(), set()).add(str(triple.object).encode())
    above = {}
    for one in direct:
        seen, ahead = {one}, [one]
        while ahead:
            following = direct.get(ahead.pop(), set()) - seen
            seen |= following
            ahead += following
        above[one] = frozenset(seen)
    return above


def _classes_of_things(shapes: Shapes) -> dict[bytes, frozenset[bytes]]:
    """The classes of what the ontology itself describes: data may say more about it."""
    classes: dict[bytes, set[bytes]] = {}
    for triple in shapes.triples:
        if triple.predicate.value == RDF_TYPE and key(triple.subject) in shapes.background:
            classes.setdefault(str(triple.subject).encode(), set()).add(str(triple.object).encode())
    return {subject: frozenset(of) for subject, of in classes.items()}
