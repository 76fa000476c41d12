"""The statements of an answer as a graph: what its rows do not say is read from the store.

Rows have values as they are compared, and the ends of ways; how sources write the values, and what lies between the
ends, is looked up for the resources that are shown, in a few statements whatever the answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from graph_api.cache import Cache
from graph_api.computed.execution import ExecutionContext
from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.operands import iris
from graph_api.plan.walk import Direction, WalkStep, Way
from graph_api.respond.answer_graph import AnswerGraph, Trail
from ontology.model import Hop, Model

_SHOWN = p.Root(
    key=":shown",
    of=None,
    level=reads.Level(links=(reads.Link(reads.AllStatements()),)),
    output=outputs.UNSHOWN,
    among=Operand(iris, variable=":shown"),
)
_AT_ONCE = 2_000
"""Resources whose statements are read at once."""
_MOST_STEPS = 100_000
"""Most steps that are looked at between the starts and the ends of ways."""
_WAYS: Cache[tuple[str, Hop], Way] = Cache(200)
"""The way of each hop, by ontology. A store compiles a way once, so it is always the same one."""
Steps = Mapping[str, Collection[str]]
"""The resources that each resource leads to."""


async def read_statements(graph: AnswerGraph, execution: ExecutionContext) -> Sequence[str]:
    """All statements of the answer, sorted, in N-Triples without full stops.

    Raises `QueryError` if they are too many.
    """
    for trail, ends in graph.trails.items():
        add_way = _add_repeated if trail.repeats else _add_trail
        await add_way(trail, ends, graph, execution)
    subjects = sorted(graph.shown)
    for start in range(0, len(subjects), _AT_ONCE):
        await _read_records(subjects[start : start + _AT_ONCE], graph, execution)
    return await execution.work(partial(_sorted, graph, execution))


async def _read_records(subjects: Sequence[str], graph: AnswerGraph, execution: ExecutionContext) -> None:
    def add(rows: Mapping[str, Any]) -> None:
        for row in rows[_SHOWN.key]:
            execution.check()
            if record := row[reads.FIRST_COLUMN]:
                graph.read(record, execution.model)

    await execution.rows((_SHOWN,), {_SHOWN.key: subjects}, add)


def _sorted(graph: AnswerGraph, execution: ExecutionContext) -> list[str]:
    execution.context.budget.spend(sum(map(len, graph.lines)))
    return sorted(graph.lines)


# -- ways of several statements


async def _add_trail(
    trail: Trail, ends: Mapping[str, set[str]], graph: AnswerGraph, execution: ExecutionContext
) -> None:
    """Add the statements of all ways along the hops from each start to its ends."""
    layers = await _layers(trail.hops, ends, execution)
    for start, reached in ends.items():
        execution.check()
        _add_between(trail.hops, layers, start, reached, graph)


async def _add_repeated(
    trail: Trail, ends: Mapping[str, set[str]], graph: AnswerGraph, execution: ExecutionContext
) -> None:
    """Add the statements of the ways from each start to its ends; a way ends where it meets any of the ends."""
    final = {end for reached in ends.values() for end in reached}
    layers_of: dict[str, Sequence[Steps]] = {}
    steps: dict[str, set[str]] = {}
    frontier = set(ends) - final
    for _ in range(reads.MOST_STEPS):
        if not frontier:
            break
        layers = await _layers(trail.hops, frontier, execution)
        for start in frontier:
            steps[start] = _ends_of(layers, start)
            layers_of[start] = layers
        frontier = {end for start in frontier for end in steps[start]} - final - set(steps)
    for start, reached in ends.items():
        execution.check()
        for one, following in _leading(start, reached, steps):
            _add_between(trail.hops, layers_of[one], one, following, graph)


def _leading(start: str, ends: set[str], steps: Steps) -> Iterator[tuple[str, set[str]]]:
    """Each resource on the ways from a start to its ends, with those of the next step that are on them, too."""
    met, pending = {start}, [start]
    before: dict[str, set[str]] = defaultdict(set)
    while pending:
        one = pending.pop()
        for following in steps.get(one, ()):
            before[following].add(one)
            if following not in met:
                met.add(following)
                pending.append(following)
    leading, back = set(ends), [*ends]
    while back:
        for one in before[back.pop()]:
            if one not in leading:
                leading.add(one)
                back.append(one)
    for one in sorted(leading & set(steps)):
        if wanted := leading.intersection(steps[one]):
            yield one, wanted


async def _layers(
    hops: Sequence[Hop], starts: Collection[str], execution: ExecutionContext
) -> Sequence[Steps]:
    """The steps along each of the hops, from the starts and from what the hops before lead to."""
    layers: list[Steps] = []
    at = set(starts)
    for hop in hops:
        if not at:
            layers.append({})
            continue
        step = WalkStep(_way(hop, execution.model), sorted(at), limit=_MOST_STEPS + 1)
        pairs = await execution.pairs(step)
        if len(pairs) > _MOST_STEPS:
            raise QueryError(
                f"More than {_MOST_STEPS:,} steps lead to the members of a relation.", code="RDF_TOO_WIDE"
            )
        following: dict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            following[one].add(other)
        layers.append(following)
        at = {other for _, other in pairs}
    return layers


def _ends_of(layers: Sequence[Steps], start: str) -> set[str]:
    at = {start}
    for steps in layers:
        at = {end for one in at for end in steps.get(one, ())}
    return at


def _add_between(
    hops: Sequence[Hop], layers: Sequence[Steps], start: str, ends: Collection[str], graph: AnswerGraph
) -> None:
    """Add the statements of the ways from a start to some ends along the hops."""
    reached = [{start}]
    for steps in layers:
        reached.append({end for one in reached[-1] for end in steps.get(one, ())})
    wanted = set(ends)
    for hop, steps, starts in reversed(list(zip(hops, layers, reached[:-1], strict=True))):
        pairs = [(one, end) for one in starts for end in steps.get(one, ()) if end in wanted]
        for one, end in pairs:
            subject, obj = (end, one) if hop.inverse else (one, end)
            graph.state(subject, hop.property, obj)
        wanted = {one for one, _ in pairs}


def _way(hop: Hop, model: Model) -> Way:
    direction = Direction.BACKWARD if hop.inverse else Direction.FORWARD
    return _WAYS.get((model.hash, hop), lambda: Way((model.properties[hop.property],), direction))
