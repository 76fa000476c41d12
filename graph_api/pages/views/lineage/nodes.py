"""The content of the page of a lineage: things and groups as nodes, and what joins them as rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graph_api.pages.views.lineage.graph import LAYERS, LineageGraph, LineageName, LineageThing
from graph_api.pages.views.lineage.groups import LineageGroup, groups_of
from ontology.values.languages import format_number

FOLDED_NONE = "none"
"""The choice of groups that unfolds all."""
_LONG = 45
"""Characters of a title that its box can show."""
Address: TypeAlias = Callable[[str], str]
"""The address of the page about a resource; of the page in which only the groups with keys are folded."""


@dataclass(frozen=True, slots=True)
class LineageChoice:
    """The choices of a reader: the thing in focus (empty: none), and the folded groups (None: all)."""

    lang: str
    focus: str = ""
    folded: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class LineageNode:
    """A thing or a group, ready to be drawn: its title, its lines below, its mark, and what it links to.

    `short` is its title without that of the root, `key` its name in the page. `look` is `root`, `focus`, `near`, `far`
    or empty.
    """

    key: str
    layer: str
    name: LineageName
    short: str
    notes: tuple[str, ...]
    href: str
    look: str = ""
    mark: str = ""
    mark_text: str = ""
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class LineagePlace:
    """The key, the look and the link of a node."""

    key: str
    look: str
    href: str


@dataclass(frozen=True, slots=True)
class LineageRow:
    """Statements of one relation between two nodes: how many, and the numbers of their sources."""

    start: LineageNode
    end: LineageNode
    relation: LineageName
    count: str
    sources: tuple[int, ...]
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class LineageContent:
    """All nodes by layer, from the law to the status, all rows, and the sources by number, from 1."""

    nodes: Sequence[LineageNode]
    rows: Sequence[LineageRow]
    sources: Sequence[LineageName]
    group_keys: frozenset[str]
    """The keys of all groups, folded or not."""

    @property
    def layers(self) -> Sequence[tuple[str, Sequence[LineageNode]]]:
        """The layers that have nodes."""
        by_layer = ((name, [node for node in self.nodes if node.layer == name]) for name in LAYERS)
        return [(name, nodes) for name, nodes in by_layer if nodes]


def lineage_content(
    graph: LineageGraph, choice: LineageChoice, to_page: Address, to_folded: Address
) -> LineageContent:
    """The nodes and rows of a lineage."""
    groups = groups_of(graph, {graph.things[0].iri, choice.focus} if graph.things else ())
    keys = [group.key for group in groups]
    folded = [key for key in keys if choice.folded is None or key in choice.folded]
    group_of = {thing.iri: group for group in groups if group.key in folded for thing in group.members}
    looks = _looks(graph, choice.focus, group_of)
    nodes: dict[str, LineageNode] = {}
    for thing in graph.things:
        group = group_of.get(thing.iri)
        owner = group.key if group else thing.iri
        if owner in nodes:
            continue
        key, look = f"n{len(nodes)}", looks.get(owner, "")
        if group:
            others = ",".join(one for one in folded if one != group.key) or FOLDED_NONE
            nodes[owner] = _group_node(group, choice.lang, LineagePlace(key, look, to_folded(others)))
        else:
            href = "" if thing.iri.startswith("_:") else to_page(thing.iri)
            short = _short(thing.name.text, graph.things[0].name.text)
            nodes[owner] = _node(thing, short, LineagePlace(key, look, href))
    sources = {
        source.iri: source
        for source in sorted({s for one in graph.statements for s in one.sources}, key=lambda s: s.iri)
    }
    numbers = {iri: number for number, iri in enumerate(sources, 1)}
    node_of = {thing.iri: nodes[_owner(thing.iri, group_of)] for thing in graph.things}
    rows = _rows(graph, node_of, numbers, choice)
    return LineageContent(list(nodes.values()), rows, list(sources.values()), frozenset(keys))


def _owner(iri: str, group_of: Mapping[str, LineageGroup]) -> str:
    return group_of[iri].key if iri in group_of else iri


def _looks(graph: LineageGraph, focus: str, group_of: Mapping[str, LineageGroup]) -> Mapping[str, str]:
    """The looks of the nodes: the root, and if one is in focus, what is joined with it and what is not."""
    if not graph.things:
        return {}
    root = graph.things[0].iri
    known = {thing.iri for thing in graph.things}
    if focus not in known:
        return {root: "root"}
    near = {
        _owner(end, group_of)
        for one in graph.statements
        if focus in (one.start, one.end)
        for end in (one.start, one.end)
    }
    looks = {_owner(iri, group_of): "far" for iri in known}
    return {**looks, **dict.fromkeys(near, "near"), root: "root", focus: "focus"}


def _short(title: str, root: str) -> str:
    """A title in which `…` stands for that of the root, so that its own part is seen."""
    if title == root or root not in title:
        return title
    own = title.removeprefix(root)
    if own != title:
        return "… " + own.lstrip(" –-:,")
    return title.replace(root, "…") if len(title) > _LONG else title


def _node(thing: LineageThing, short: str, place: LineagePlace) -> LineageNode:
    notes = (thing.kind,) if thing.look or not thing.state else (thing.kind, thing.state)
    mark = (thing.look, thing.state) if thing.look else ("", "")
    return LineageNode(place.key, thing.layer, thing.name, short, notes, place.href, place.look, *mark)


def _group_node(group: LineageGroup, lang: str, place: LineagePlace) -> LineageNode:
    first = group.members[0]
    states = group.states()
    title = f"{format_number(len(group.members), lang)} × {first.kind}"
    notes = tuple(f"{format_number(count, lang)} × {state}" for state, _, count in states)
    mark = (states[0][1], states[0][0]) if states and states[0][1] else ("", "")
    name = LineageName("", title)
    return LineageNode(
        place.key, first.layer, name, title, notes, place.href, place.look, *mark, is_group=True
    )


def _rows(
    graph: LineageGraph,
    node_of: Mapping[str, LineageNode],
    numbers: Mapping[str, int],
    choice: LineageChoice,
) -> Sequence[LineageRow]:
    """A row for each relation between two nodes, in the order of their first statements."""
    found: dict[tuple[str, str, str], tuple[LineageName, list[tuple[str, str]], set[int]]] = {}
    for one in graph.statements:
        key = (node_of[one.start].key, one.relation.iri, node_of[one.end].key)
        _, pairs, cited = found.setdefault(key, (one.relation, [], set()))
        pairs.append((one.start, one.end))
        cited.update(numbers[source.iri] for source in one.sources)
    return [
        LineageRow(
            node_of[pairs[0][0]],
            node_of[pairs[0][1]],
            relation,
            format_number(len(pairs), choice.lang) if len(pairs) > 1 else "",
            tuple(sorted(cited)),
            is_lit=any(choice.focus in pair for pair in pairs) if choice.focus else False,
        )
        for relation, pairs, cited in found.values()
    ]
