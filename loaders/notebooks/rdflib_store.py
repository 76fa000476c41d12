"""A release as a store of rdflib, for notebooks: read-only, and each term exactly as its source writes it.

    dataset = rdflib.Dataset(store="NDP", default_union=True)
    dataset.open("ndp-data")                        # the current release
    dataset.open("ndp-data#000012-1a2b3c4d")        # another one
    dataset.open("ndp-data?derived=true")           # with what the program concludes

The statements are indexed in a temporary SQLite file, so memory does not grow with the release.
"""

from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, NoReturn
from weakref import finalize

from rdflib.graph import ConjunctiveGraph, Graph
from rdflib.store import VALID_STORE, Store
from rdflib.term import BNode, IdentifiedNode, Literal, Node, URIRef

from loaders.folder.contents import iter_lines
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.stores.statement_index import StatementIndex, StatementPattern
from ontology.errors import UsageError
from ontology.namespaces import dump_prefixes
from ontology.values.literals import LANG_STRING, STRING, join, split

NodeTriple = tuple[Node, Node, Node]
NodePattern = tuple[Node | None, Node | None, Node | None]
_TERMS = 50_000
"""Terms that are kept as Python objects."""


class ReadOnlyRelease(UsageError):
    """Something tried to change a release through rdflib."""

    default_code = "READ_ONLY"


class ReleaseStore(Store):
    """One release, opened by `open`. All methods that would change it raise `ReadOnlyRelease`."""

    context_aware = True
    formula_aware = False
    graph_aware = True
    transaction_aware = False

    def __init__(self, configuration: str | None = None, identifier: Any = None) -> None:
        """`configuration` is what `open` takes."""
        self._index: StatementIndex | None = None
        self._remove: finalize[..., ReleaseStore] | None = None
        self._by_prefix: dict[str, URIRef] = {}
        self._term = lru_cache(maxsize=_TERMS)(_node)
        super().__init__(configuration, identifier)

    # -- opening

    def open(self, configuration: str | tuple[str, str], create: bool = False) -> int:
        """Open a release: `FOLDER`, or `FOLDER#RELEASE`; with `?derived=true` behind the folder also conclusions.

        Raises `UsageError` if there is no such release, `StoreError` if its files are damaged.
        """
        if create:
            _refuse("a release is made by `ndp-graph load`")
        if not isinstance(configuration, str):
            raise UsageError("name the release folder as a text", hint='write open("ndp-data")')
        folder, manifest, is_whole = _chosen(configuration)
        self.close()
        place = mkdtemp(prefix="ndp-rdflib-")
        self._remove = finalize(self, rmtree, place, ignore_errors=True)  # at the latest with the program
        graphs = manifest.stored if is_whole else manifest.graphs
        try:
            lines = iter_lines(graphs, folder.graph_path)
            self._index = StatementIndex.fill(Path(place, "statements.sqlite"), lines)
        except BaseException:
            self.close()
            raise
        for prefix, iri in dump_prefixes(manifest.base).items():
            self.bind(prefix, URIRef(iri))
        return VALID_STORE

    def close(self, commit_pending_transaction: bool = False) -> None:
        """Close the release, and delete the temporary file."""
        if self._index is not None:
            self._index.close()
        self._index = None
        if self._remove is not None:
            self._remove()

    # -- reading

    def triples(
        self, triple_pattern: Any, context: Any = None
    ) -> Iterator[tuple[NodeTriple, Iterator[Graph]]]:
        """The statements that fit a pattern, each once, with the graphs that make it."""
        subject, predicate, obj = (None if term is None else _text(term) for term in triple_pattern)
        graph = _graph_name(context)
        if "" in (subject, predicate, obj, graph):
            return
        found = self._opened().find(StatementPattern(subject, predicate, obj, graph))
        for (one, relation, other, _), graphs in found:
            triple = self._term(one), self._term(relation), self._term(other)
            yield triple, map(self._graph, graphs)

    def contexts(self, triple: Any = None) -> Iterator[Graph]:  # type: ignore[override] # as all stores do
        """The graphs, or those that make a statement."""
        if triple is None or all(term is None for term in triple):
            yield from map(self._graph, self._opened().graphs())
            return
        names: dict[str, Graph] = {}
        for _, graphs in self.triples(triple):
            names.update((str(graph.identifier), graph) for graph in graphs)
        yield from names.values()

    def __len__(self, context: Any = None) -> int:
        """The number of statements, or of those of a graph."""
        graph = _graph_name(context)
        return 0 if graph == "" else self._opened().count(graph)

    def _opened(self) -> StatementIndex:
        if self._index is None:
            raise UsageError("no release is open", hint='call open("ndp-data") first')
        return self._index

    def _graph(self, name: str) -> Graph:
        return Graph(store=self, identifier=self._term(name))

    # -- prefixes, which are no part of the release

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Let a prefix stand for a namespace."""
        if override or (prefix not in self._by_prefix and self.prefix(namespace) is None):
            if (bound := self.prefix(namespace)) is not None:
                del self._by_prefix[bound]
            self._by_prefix[prefix] = namespace

    def prefix(self, namespace: URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((name for name, iri in self._by_prefix.items() if iri == namespace), None)

    def namespace(self, prefix: str) -> URIRef | None:
        """The namespace of a prefix."""
        return self._by_prefix.get(prefix)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """All prefixes with their namespaces."""
        yield from list(self._by_prefix.items())

    # -- writing, which is refused

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Raise `ReadOnlyRelease`."""
        _refuse()

    def addN(self, quads: Any) -> None:  # noqa: N802 - the name that rdflib calls
        """Raise `ReadOnlyRelease`."""
        _refuse()

    def remove(self, triple: Any, context: Any = None) -> None:
        """Raise `ReadOnlyRelease`."""
        _refuse()

    def remove_graph(self, graph: Graph) -> None:
        """Raise `ReadOnlyRelease`."""
        _refuse()

    def add_graph(self, graph: Graph) -> None:
        """Do nothing: rdflib calls it for each graph that is looked at."""

    def create(self, configuration: str) -> None:
        """Raise `ReadOnlyRelease`."""
        _refuse("a release is made by `ndp-graph load`")

    def destroy(self, configuration: str) -> None:
        """Raise `ReadOnlyRelease`."""
        _refuse()


def _refuse(reason: str = "a release never changes") -> NoReturn:
    raise ReadOnlyRelease(
        f"this store is read-only: {reason}",
        hint="copy what you need: `graph = rdflib.Graph(); graph += dataset.graph(IRI)`",
    )


def _chosen(configuration: str) -> tuple[Folder, Manifest, bool]:
    """The folder, the release and the scope that a configuration names."""
    place, _, release = configuration.partition("#")
    path, _, option = place.partition("?")
    if option not in ("", "derived=true", "derived=false"):
        raise UsageError(f"there is no option {option!r}", hint="write FOLDER, or FOLDER?derived=true")
    folder = Folder(Path(path).expanduser())
    return folder, folder.find(release or None), option == "derived=true"


def _graph_name(context: Any) -> str | None:
    """The name of a context in N-Triples form; None for all graphs, empty for one that no release has."""
    if context is None:
        return None
    if isinstance(context, ConjunctiveGraph):
        return None if context.default_union else ""
    return _text(context.identifier if isinstance(context, Graph) else context)


def _text(term: object) -> str:
    """A term in N-Triples form; empty for one that no release has."""
    match term:
        case URIRef():
            return f"<{term}>"
        case BNode():
            return f"_:{term}"
        case Literal():
            return join(str(term), term.language or "", str(term.datatype or STRING))
    return ""


def _node(text: str) -> IdentifiedNode | Literal:
    """The term that a text in N-Triples form stands for."""
    if text.startswith("<"):
        return URIRef(text[1:-1])
    if text.startswith("_:"):
        return BNode(text[2:])
    lexical, language, datatype = split(text)
    written = partial(Literal, lexical, normalize=False)
    if language:
        return written(lang=language)
    return written() if datatype in (STRING, LANG_STRING) else written(datatype=URIRef(datatype))
