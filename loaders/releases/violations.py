"""The policy on violations of shapes: a new release may have all, or only those of the release before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.validation.report import Sources
from loaders.validation.results import new_results
from loaders.validation.validate import ShapeResult
from ontology.errors import DataError
from ontology.severity import Severity, counted
from ontology.values.literals import from_ntriples, to_ntriples

_MOST = 200
"""Most violations of which the sources are looked for."""
_SEVERITIES = (Severity.VIOLATION, Severity.WARNING)


class LoadRefused(DataError):
    """The release that would result has violations that the one before does not have.

    `sources` are the values that they are about, with their graphs, of the first violations.
    """

    default_code = "LOAD_REFUSED"

    def __init__(self, violations: tuple[ShapeResult, ...], sources: Sources) -> None:
        super().__init__(
            f"{counted(len(violations), 'new violation')}: nothing was changed",
            hint="fix the data, or load them as they are and keep the findings with --on-violation record",
        )
        self.violations = violations
        self.sources = sources


@dataclass(frozen=True, slots=True)
class ViolationPolicy:
    """Decides about new violations. `known` are the shape results of the release before."""

    known: tuple[ShapeResult, ...]
    refuses: bool

    def new_violations(self, results: tuple[ShapeResult, ...]) -> tuple[ShapeResult, ...]:
        """The violations among `results` that the release before does not have."""
        return new_results(self.known, results, (Severity.VIOLATION,))

    def new_defects(self, results: tuple[ShapeResult, ...]) -> tuple[ShapeResult, ...]:
        """The violations and warnings among `results` that the release before does not have."""
        return new_results(self.known, results, _SEVERITIES)

    def refuse_new_violations(self, results: tuple[ShapeResult, ...], lines: Iterable[bytes]) -> None:
        """Raise `LoadRefused` if there are new violations and the load does not take them.

        `lines` are those of the release, which are read only for the message.
        """
        if self.refuses and (violations := self.new_violations(results)):
            raise LoadRefused(violations, _find_sources(violations[:_MOST], lines))


def _find_sources(violations: Iterable[ShapeResult], lines: Iterable[bytes]) -> Sources:
    wanted = {(one.focus, one.path) for one in violations if one.path is not None}
    keys = {f"{to_ntriples(focus)} <{path}>".encode(): (focus, path) for focus, path in wanted}
    sources: dict[tuple[str, str | None], set[tuple[str, str]]] = defaultdict(set)
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        place = keys.get(subject + b" " + predicate)
        if place is not None:
            obj, graph, _ = rest.rsplit(b" ", 2)
            sources[place].add((from_ntriples(obj.decode()), from_ntriples(graph.decode())))
    return {place: tuple(sorted(values)) for place, values in sources.items()}
