"""All statements of one plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.stores.sqlite.compiler import SqlCompiler
from graph_api.stores.sqlite.statement import SqlStatement
from ontology.model import Field

_LONG = 10_000
"""Characters of statements that count as one more."""


@dataclass(frozen=True, slots=True)
class CompiledPlan:
    """The statements of one plan, by the id of their root or link."""

    statements: Mapping[int, SqlStatement]
    counts: Mapping[int, SqlStatement]
    tallies: Mapping[int, Sequence[SqlStatement]]

    @property
    def weight(self) -> int:
        """A measure of its length: 1 for usual ones."""
        tallies = (one for some in self.tallies.values() for one in some)
        statements = (*self.statements.values(), *self.counts.values(), *tallies)
        return 1 + sum(len(one.text) for one in statements) // _LONG


def compile_plan(compiler: SqlCompiler, root: p.Root) -> CompiledPlan:
    """The statements of a root field."""
    statements: dict[int, SqlStatement] = {}
    counts: dict[int, SqlStatement] = {}
    tallies: dict[int, Sequence[SqlStatement]] = {}
    if root.rows or root.among is not None:
        statements[id(root)] = compiler.root(root)
    if root.count:
        counts[id(root)] = compiler.root_count(root)
    tallies[id(root)] = [compiler.root_tally(root, tally) for tally in root.tallies]
    for link in _links(root):
        if isinstance(link.how, reads.Follow):
            statements[id(link)] = compiler.follow(link.how)
        if isinstance(groups := link.how, reads.ReferrerGroups):
            counts[id(link)] = compiler.referrer_counts(groups)
            for inner in link.level.links:
                if isinstance(inner.how, reads.Referrers):
                    statements[id(inner)] = compiler.referrers(groups, inner.how)
        if isinstance(field := link.how, Field):
            if link.rows:
                statements[id(link)] = compiler.link(link, field)
            if link.count:
                counts[id(link)] = compiler.link_count(link, field)
            tallies[id(link)] = [compiler.link_tally(link, field, tally) for tally in link.tallies]
    return CompiledPlan(statements, counts, tallies)


def _links(place: p.Root | reads.Link) -> Iterable[reads.Link]:
    """The links at a place and below it."""
    for level in p.levels(place):
        for link in level.links:
            yield link
            yield from _links(link)
