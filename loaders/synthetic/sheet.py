"""What is said about a few subjects, before it is written: so that a defect can change it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loaders.synthetic.statements import StatementObject, say


@dataclass(slots=True)
class StatementSheet:
    """Statements by subject; each subject's go to one graph, by default to `graph`."""

    graph: str
    said: dict[str, list[StatementObject]] = field(default_factory=dict)
    graphs: dict[str, str] = field(default_factory=dict)

    def add(self, subject: str, *groups: Iterable[StatementObject], graph: str | None = None) -> None:
        """Say more about a subject."""
        known = self.said.setdefault(subject, [])
        for group in groups:
            known.extend(group)
        if graph is not None:
            self.graphs[subject] = graph

    def drop(self, subject: str, predicate: str, obj: str | None = None) -> None:
        """Say no longer what has the predicate, and the object if it is given."""
        self.said[subject] = [
            one for one in self.said[subject] if one[0] != predicate or (obj is not None and one[1] != obj)
        ]

    def put(self, subject: str, predicate: str, obj: str) -> None:
        """Say this with the predicate, and nothing else."""
        self.drop(subject, predicate)
        self.said[subject].append((predicate, obj))

    def objects(self, subject: str, predicate: str) -> list[str]:
        """What is said with a predicate."""
        return [obj for known, obj in self.said[subject] if known == predicate]

    def lines(self) -> Iterator[list[str]]:
        """The lines, subject by subject."""
        for subject, said in self.said.items():
            yield say(self.graphs.get(subject, self.graph), subject, said)
