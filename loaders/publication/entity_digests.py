"""Digests of what a graph file says about each entity: its statements and those of the blank nodes that hang from it.

Blank nodes have no lasting names, so they are compared by what they say: as trees, where they are trees, else in the
canonical form of RDFC-1.0. Equal digests are equal descriptions, whatever else the files have.
"""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from loaders.nquads.canonical import canonical_lines
from loaders.nquads.graph_files import check_graph_file, iter_quads
from loaders.nquads.lines import by_subject, has_blank, iter_lines, split_bytes
from loaders.nquads.symmetry import SymmetryError
from loaders.stores.sqlite.journal_file import EntityPart
from ontology.values.literals import from_ntriples

SIZE = 16
"""The bytes of a digest."""
_ROUNDS = 32
_Terms = tuple[bytes, bytes, bytes, bytes]
_BlankStatements = Mapping[bytes, Sequence[_Terms]]


def iter_parts(path: Path, file: str, *, blank: bool) -> Iterator[EntityPart]:
    """The parts of a graph file, by the entity and the graph. Raises `DamagedFile`."""
    check_graph_file(path, file)
    about = _blank_statements(path) if blank else {}
    for subject, lines in by_subject(iter_lines(path)):
        if _is_blank(subject):
            return  # blank nodes come last
        iri = from_ntriples(subject.decode())
        if not blank:
            yield EntityPart(iri, _graph_iri(lines[0].rsplit(b" ", 2)[1]), digest_of(lines))
            continue
        for graph, digests in sorted(_parts(lines, about).items()):
            yield EntityPart(iri, graph, b"".join(sorted(digests)))


def digest_of(lines: Iterable[bytes]) -> bytes:
    """The digest of lines in their order."""
    return blake2b(b"\n".join(lines), digest_size=SIZE).digest()


def whole_digest(parts: Iterable[bytes]) -> bytes:
    """The digest of an entity, from the digests of its parts, each of one or more."""
    every = b"".join(parts)
    return blake2b(
        b"".join(sorted(every[at : at + SIZE] for at in range(0, len(every), SIZE))), digest_size=SIZE
    ).digest()


def _graph_iri(term: bytes) -> str:
    """The IRI of a graph; the empty text for one that a blank node names."""
    return "" if _is_blank(term) else from_ntriples(term.decode())


def _is_blank(term: bytes) -> bool:
    return term.startswith(b"_:")


def _blank_statements(path: Path) -> _BlankStatements:
    """The statements about each blank node of a file."""
    about: dict[bytes, list[_Terms]] = defaultdict(list)
    for line in iter_lines(path):
        if line.startswith(b"_:"):
            terms = split_bytes(line)
            about[terms[0]].append(terms)
    return about


def _parts(lines: Sequence[bytes], about: _BlankStatements) -> Mapping[str, list[bytes]]:
    """The digests of what a file with blank nodes says about an entity, by graph."""
    parts: dict[str, list[bytes]] = defaultdict(list)
    plain: dict[bytes, list[bytes]] = defaultdict(list)
    touched: list[_Terms] = []
    for line in lines:
        if has_blank(line):
            touched.append(split_bytes(line))
        else:
            plain[line.rsplit(b" ", 2)[1]].append(line)
    for name, of_graph in plain.items():
        parts[_graph_iri(name)].append(digest_of(of_graph))
    for component in _components(touched, about):
        graph = min(_graph_iri(terms[3]) for terms in component.leading)
        parts[graph].append(_component_digest(component, about))
    return parts


@dataclass(frozen=True, slots=True)
class _Component:
    """Blank nodes that hang together: the statements that lead to them, and their labels, each behind its parents.

    `names` are the labels of graphs. `is_tree`: no graph is a blank node, and one statement leads to each blank node.
    """

    leading: Sequence[_Terms]
    labels: Sequence[bytes]
    names: frozenset[bytes]
    is_tree: bool


def _components(touched: Iterable[_Terms], about: _BlankStatements) -> Iterator[_Component]:
    """The blank nodes that hang from an entity, in groups without statements between them."""
    owner: dict[bytes, int] = {}
    groups: dict[int, _Component] = {}
    for number, terms in enumerate(touched):
        group = _reached(terms, about)
        for other in sorted({owner[label] for label in (*group.labels, *group.names) if label in owner}):
            group = _joined(groups.pop(other), group)
        groups[number] = group
        owner.update(dict.fromkeys((*group.labels, *group.names), number))
    yield from groups.values()


def _joined(one: _Component, other: _Component) -> _Component:
    labels = tuple(dict.fromkeys((*one.labels, *other.labels)))
    return _Component((*one.leading, *other.leading), labels, one.names | other.names, is_tree=False)


def _reached(leading: _Terms, about: _BlankStatements) -> _Component:
    """The blank nodes to which one statement leads, over others too."""
    labels = [leading[2]] if _is_blank(leading[2]) else []
    names = {leading[3]} if _is_blank(leading[3]) else set()
    met, is_tree = set(labels), True
    for label in labels:  # grows on the way
        for _, _, obj, graph in about.get(label, ()):
            if _is_blank(graph):
                names.add(graph)
            if not _is_blank(obj):
                continue
            is_tree = is_tree and obj not in met
            if obj not in met:
                met.add(obj)
                labels.append(obj)
    return _Component((leading,), labels, frozenset(names), is_tree and not names)


def _component_digest(component: _Component, about: _BlankStatements) -> bytes:
    if component.is_tree:
        return _tree_digest(component, about)
    terms = [*component.leading, *(terms for label in component.labels for terms in about.get(label, ()))]
    lines = [_line(one) for one in terms]
    try:
        return digest_of(line.encode() for line in canonical_lines(iter_quads(lines)))
    except SymmetryError:
        return _coloured_digest(terms)


def _tree_digest(component: _Component, about: _BlankStatements) -> bytes:
    """The digest of blank nodes that are a tree, from its leaves on."""
    known: dict[bytes, bytes] = {}
    for label in reversed(component.labels):
        lines = sorted(_line((b"_:", p, known.get(o, o), g)) for _, p, o, g in about.get(label, ()))
        known[label] = b"_:" + digest_of(lines).hex().encode()
    s, p, o, g = component.leading[0]
    return digest_of([_line((s, p, known[o], g))])


def _coloured_digest(statements: Sequence[_Terms]) -> bytes:
    """The digest of blank nodes too much alike to be put in order: by what is said of them and their neighbours."""
    about: dict[bytes, list[_Terms]] = defaultdict(list)
    for terms in statements:
        for label in filter(_is_blank, set(terms)):
            about[label].append(terms)
    colours = dict.fromkeys(about, b"_:")
    kinds = 1
    for _ in range(_ROUNDS):
        colours = {label: _colour(own, ChainMap({label: b"_:self"}, colours)) for label, own in about.items()}
        before, kinds = kinds, len(set(colours.values()))
        if kinds == before:
            break
    return digest_of(sorted(_coloured(terms, colours) for terms in statements))


def _colour(statements: Sequence[_Terms], colours: Mapping[bytes, bytes]) -> bytes:
    return b"_:" + digest_of(sorted(_coloured(terms, colours) for terms in statements)).hex().encode()


def _coloured(terms: _Terms, colours: Mapping[bytes, bytes]) -> bytes:
    s, p, o, g = terms
    return _line((colours.get(s, s), p, colours.get(o, o), colours.get(g, g)))


def _line(terms: _Terms) -> bytes:
    return b"%b %b %b %b ." % terms
