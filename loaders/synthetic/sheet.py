"""The statements about a few subjects before they are written, so that a defect can change them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loaders.synthetic.statements import StatementObject, subject_lines


@dataclass(slots=True)
class StatementSheet:
    """Statements by subject; each subject's go to one graph, by default to `graph`."""

    graph: str
    statements: dict[str, list[StatementObject]] = field(default_factory=dict)
    graphs: dict[str, str] = field(default_factory=dict)

    def add(self, subject: str, *groups: Iterable[StatementObject], graph: str | None = None) -> None:
        """Add statements about a subject."""
        known = self.statements.setdefault(subject, [])
        for group in groups:
            known.extend(group)
        if graph is not None:
            self.graphs[subject] = graph

    def drop(self, subject: str, predicate: str, obj: str | None = None) -> None:
        """Remove the statements with the predicate, and with the object if it is given."""
        self.statements[subject] = [
            one
            for one in self.statements[subject]
            if one[0] != predicate or (obj is not None and one[1] != obj)
        ]

    def put(self, subject: str, predicate: str, obj: str) -> None:
        """Replace all statements with the predicate by this one."""
        self.drop(subject, predicate)
        self.statements[subject].append((predicate, obj))

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The objects of the statements with a predicate."""
        return [obj for known, obj in self.statements[subject] if known == predicate]

    def lines(self) -> Iterator[list[str]]:
        """The lines, subject by subject."""
        for subject, statements in self.statements.items():
            yield subject_lines(self.graphs.get(subject, self.graph), subject, statements)
