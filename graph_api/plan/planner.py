"""From a GraphQL operation to its plan. Pure: no store, no clock; one call per document and shape of variables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from graphql import FieldNode, SelectionSetNode

from graph_api.errors import QueryError
from graph_api.plan import plan as p
from graph_api.plan.conditions import Condition, Operand, Searched, both
from graph_api.plan.document import ABSENT, Document, operand
from graph_api.plan.figures import AGGREGATES, facet_form
from graph_api.plan.order import OrderKey, Page, cursor_operand, mark_of
from graph_api.plan.ordering import OrderReader
from graph_api.plan.outline import outline_of
from graph_api.plan.search import ReadQuery, full_text, tags
from graph_api.plan.where import WhereReader, iris, without_field
from ontology.model import ClassTerm, Field, Followed, Kind, Model

_Part = TypeVar("_Part", p.Link, p.Tally)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may ask for."""

    default_page: int = 20
    max_page: int = 200
    walk_depth: int = 20
    walk_nodes: int = 1_000
    walk_edges: int = 5_000
    search_nodes: int = 20_000
    max_paths: int = 100


@dataclass(slots=True)
class _LevelDraft:
    """A level while its fields are being planned, and the tallies of the list that it is of."""

    columns: set[str] = field(default_factory=set)
    links: list[p.Link] = field(default_factory=list)
    tallies: list[p.Tally] = field(default_factory=list)

    def level(self) -> p.Level:
        return p.Level(tuple(sorted(self.columns)), _unique(self.links))

    def all_tallies(self) -> tuple[p.Tally, ...]:
        return _unique(self.tallies)


@dataclass(frozen=True, slots=True)
class Size:
    """Reads a page size or limit: a number from 0 to `most`."""

    argument: str
    most: int

    def __call__(self, value: object) -> int:
        """The number. Raises `QueryError` if it is out of bounds."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= self.most:
            raise QueryError(
                f"`{self.argument}` must be between 0 and {self.most}, not {value!r}.",
                code="PAGE_SIZE",
                hint=_MORE.get(self.argument, f"Ask for at most {self.most}."),
            )
        return value


_MORE = {
    "first": "Ask for less and go on with `after: pageInfo.endCursor`.",
    "last": "Ask for less and go on with `before: pageInfo.startCursor`.",
}


@dataclass(frozen=True, slots=True)
class _Listing:
    """A list in a document: what it is of, its arguments as the document gives them, its order."""

    planner: "Planner"
    target: str | None
    where: object
    as_of: object
    keys: tuple[OrderKey, ...]
    name: str
    """What the names of its types begin with."""
    only: Condition | None = None
    """What its members have to meet beside `where`."""

    def members(self, *, without: Sequence[str] = ()) -> Condition | None:
        """The condition on its members, but for what `where` says of the field of the names `without`."""
        where = without_field(self.where, without) if without else self.where
        return both(self.only, self.planner.where.members(self.target, where, self.as_of))


class Planner:
    """Plans operations over one model; holds the name tables that every plan needs."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model = model
        self.limits = limits
        self.where = WhereReader(model)
        self.order = OrderReader(model)
        self._object_types: dict[str | None, Mapping[str, str | None]] = {}
        self.fields = {iri: term.by_name for iri, term in model.classes.items()}
        self.followed = {iri: {f.name: f for f in term.followed} for iri, term in model.classes.items()}

    @cached_property
    def roots(self) -> dict[str, tuple[ClassTerm, bool]]:
        """The root fields of classes: their class, and whether they are the list."""
        found: dict[str, tuple[ClassTerm, bool]] = {}
        for term in self.model.classes.values():
            found |= dict.fromkeys((term.singular, *term.singular_aliases), (term, False))
            found |= dict.fromkeys((term.plural, *term.plural_aliases), (term, True))
        return found

    def plan(self, document: Document, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        """The plan of one root field. Raises `QueryError` on arguments that cannot be."""
        return _RootPlan(self, document).root(key, nodes)

    def computed(
        self, key: str, target: str | None, document: Document, nodes: Sequence[FieldNode], as_of: object
    ) -> p.Root:
        """The plan of resources whose IRIs the variable `key` holds when the question is asked."""
        return _RootPlan(self, document, as_of).computed(key, target, nodes)

    def words(self, document: Document, nodes: Sequence[FieldNode]) -> p.Words:
        """The plan of a `LangText`."""
        return _RootPlan(self, document).text(nodes)

    @cached_property
    def source_graph(self) -> str | None:
        """The class of source graphs; None if the ontology has none."""
        iri = self.model.base + "ns#SourceGraph"
        return iri if iri in self.model.classes else None

    def object_types(self, target: str | None) -> Mapping[str, str | None]:
        """The object types behind a field of class `target`, with the class whose fields each has."""
        if target not in self._object_types:
            self._object_types[target] = self._find_object_types(target)
        return self._object_types[target]

    def _find_object_types(self, target: str | None) -> dict[str, str | None]:
        found: dict[str, str | None] = {"OtherResource": None} if target is None else {}
        for iri in self.model.concrete_types(target):
            term = self.model.classes[iri]
            found["Other" + term.type_name if term.is_interface else term.type_name] = iri
        return found

    def page(self, document: Document, node: FieldNode, name: str, keys: tuple[OrderKey, ...]) -> Page:
        """The page that the arguments of a list ask for; `name` tells the list from others."""
        given = {n: document.leaves(node, n) for n in ("first", "last", "after", "before")}
        first, last, after, before = (None if v is ABSENT else v for v in given.values())
        if first is not None and last is not None:
            raise QueryError(
                "A list takes `first` or `last`, not both.",
                code="PAGE_ARGUMENTS",
                hint="Ask for the `first` of what comes `after` a cursor, or the `last` of what comes `before` one.",
            )
        most, mark = self.limits.max_page, mark_of(name, keys)
        if last is not None:
            size = operand(last, Size("last", most))
        else:
            size = operand(self.limits.default_page if first is None else first, Size("first", most))
        return Page(
            size=size,
            after=None if after is None else cursor_operand(after, mark, len(keys)),
            before=None if before is None else cursor_operand(before, mark, len(keys)),
            backward=last is not None,
            keys=keys,
            mark=mark,
        )


@dataclass(frozen=True, slots=True)
class _RootPlan:
    planner: Planner
    document: Document
    as_of: object = None
    """The day on which members have to hold: a date, a `Variable`, or None: any."""

    def at(self, node: FieldNode) -> "_RootPlan":
        """The plan of what is below a field: its `asOf`, if given, takes the place of the one around it."""
        as_of = self.document.leaves(node, "asOf")
        return self if as_of is ABSENT else replace(self, as_of=as_of)

    # -- root fields

    def root(self, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        name = nodes[0].name.value
        if name == "search":
            return self._search(key, nodes)
        if name in ("node", "resource", "resources"):
            argument = {"node": "id", "resource": "iri", "resources": "iris"}[name]
            return self._by_iri(key, nodes, None, argument, listed=name == "resources")
        term, is_list = self.planner.roots[name]
        if not is_list:
            return self._by_iri(key, nodes, term.iri, "iri", listed=False)
        below = self.at(nodes[0])
        listing = below.listing(nodes[0], term.iri)
        return below.list_root(key, nodes, listing, term.iri)

    def list_root(self, key: str, nodes: Sequence[FieldNode], listing: _Listing, name: str) -> p.Root:
        """The plan of a root field that is a list; `name` tells it from other lists."""
        draft = _LevelDraft()
        output = self.connection(nodes, listing, draft, name)
        level = draft.level()
        return p.Root(
            key=key,
            of=listing.target,
            level=level,
            output=replace(output, level=level, tallies=draft.all_tallies()),
            where=listing.members(),
            page=output.page,
            rows=_wants_rows(output),
            count=_wants_count(output),
            tallies=draft.all_tallies(),
        )

    def _search(self, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        """A list of all that has the words of a text, the best first."""
        node, read, planner = nodes[0], self.document.leaves, self.planner
        suggest = self.document.argument(node, "suggest") is True
        lang = read(node, "lang")
        searched = Searched(
            operand(read(node, "text"), ReadQuery(suggest)),
            None if lang in (ABSENT, None) else operand(lang, tags),
        )
        types = self.document.argument(node, "types")
        is_a = None if types in (ABSENT, None) else planner.where.types(types)
        below = self.at(node)
        keys = (OrderKey(rank=searched),)
        listing = _Listing(planner, None, None, below.as_of, keys, "Search", both(searched, is_a))
        return below.list_root(key, nodes, listing, "search")

    def computed(self, key: str, target: str | None, nodes: Sequence[FieldNode]) -> p.Root:
        selection, level = self.selection(target, _sets(nodes))
        return p.Root(key=key, of=None, level=level, output=selection, among=Operand(iris, variable=key))

    def text(self, nodes: Sequence[FieldNode]) -> p.Words:
        return self._words(nodes)

    def _by_iri(
        self, key: str, nodes: Sequence[FieldNode], of: str | None, argument: str, *, listed: bool
    ) -> p.Root:
        selection, level = self.at(nodes[0]).selection(of, _sets(nodes))
        convert = self._iris if listed else iris
        return p.Root(
            key=key,
            of=of,
            level=level,
            output=selection,
            among=operand(self.document.leaves(nodes[0], argument), convert),
            listed=listed,
        )

    def _iris(self, value: object) -> list[str]:
        found = iris(value)
        if len(found) > self.planner.limits.max_page:
            raise QueryError(
                f"`iris` may name at most {self.planner.limits.max_page} resources, not {len(found)}.",
                code="PAGE_SIZE",
                hint="Ask in several requests.",
            )
        return found

    # -- resources

    def selection(self, target: str | None, sets: Sequence[SelectionSetNode]) -> tuple[p.Selection, p.Level]:
        draft = _LevelDraft()
        selection = self._shapes(target, sets, draft)
        level = draft.level()
        return replace(selection, level=level), level

    def _shapes(
        self, target: str | None, sets: Sequence[SelectionSetNode], draft: _LevelDraft
    ) -> p.Selection:
        """The response shapes of all object types behind `target`; types that no fragment tells apart share one."""
        types = self.planner.object_types(target)
        shapes: dict[str, p.Shape] = {}
        for conditions, names in self.document.alike(types, sets).items():
            grouped = self.document.collect(names[0], sets)
            owner = types[names[0]] if conditions else target
            shape = tuple((key, self._output(owner, nodes, draft)) for key, nodes in grouped.items())
            shapes |= dict.fromkeys(names, shape)
        return p.Selection(target, shapes, p.Level())

    def _output(self, owner: str | None, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        name = nodes[0].name.value
        if (special := _SPECIAL.get(name)) is not None:
            return special(self, nodes, draft)
        if (followed := self.planner.followed.get(owner or "", {}).get(name)) is not None:
            return self._followed(followed, nodes, draft)
        fields = self.planner.fields[owner or ""]
        every_language = name not in fields
        found = fields[name.removesuffix("All") if every_language else name]
        if found.term.kind is Kind.RELATION:
            return self._relation(found, nodes, draft)
        return self._value(found, nodes, draft, every_language=every_language)

    def _relation(self, found: Field, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        if not found.many:
            selection, level = self.selection(found.target, _sets(nodes))
            link = p.Link(found, level)
            draft.links.append(link)
            return p.One(link, selection)
        inner = _LevelDraft()
        below = self.at(nodes[0])
        listing = below.listing(nodes[0], found.target)
        output = below.connection(nodes, listing, inner, outline_of(found))
        link = p.Link(
            found,
            inner.level(),
            listing.members(),
            output.page,
            rows=_wants_rows(output),
            count=_wants_count(output),
            tallies=inner.all_tallies(),
        )
        draft.links.append(link)
        return replace(output, level=link.level, tallies=link.tallies, link=link)

    def _followed(self, found: Followed, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Many:
        target = found.along.target
        day = self.document.leaves(nodes[0], "date")
        selection, level = self.selection(target, _sets(nodes))
        link = p.Link(p.Follow(found.along, self.planner.where.periods.holding(target, day)), level)
        draft.links.append(link)
        return p.Many(link, selection)

    def _value(
        self, found: Field, nodes: Sequence[FieldNode], draft: _LevelDraft, *, every_language: bool
    ) -> p.Value:
        term = found.term
        draft.columns.add(term.key)
        if term.kind is Kind.TEXT:
            return p.Value(term, every_language, self._words(nodes))
        if term.kind is Kind.CODE:
            inner = self.document.collect("Code", _sets(nodes))
            fields = tuple(
                (key, self._words(n) if n[0].name.value == "label" else n[0].name.value)
                for key, n in inner.items()
            )
            return p.Value(term, fields=fields)
        if term.kind is Kind.LITERAL:
            return p.Value(term, fields=self._names("Literal", nodes))
        return p.Value(term)

    # -- what every resource has

    def typename(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        return p.Own("type")

    def iri(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        return p.Own("iri")

    def described(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        draft.columns.add(p.DESCRIBED)
        return p.Own("described")

    def label(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        columns = tuple(term.key for term in self.planner.model.names)
        draft.columns.update(columns)
        return p.Label(columns, self._words(nodes))

    def types(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        draft.columns.add(p.TYPES)
        return p.Types(self._names("Term", nodes))

    def sources(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        of = self.document.argument(nodes[0], "of")
        properties = None if of in (ABSENT, None) else tuple(sorted({str(iri) for iri in _as_list(of)}))
        known = self.planner.model.properties
        how = p.Sources(properties, tuple(known[iri] for iri in properties or () if iri in known))
        return self._list(how, nodes, draft)

    def rdf(self, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        link = p.Link(p.Statements())
        draft.links.append(link)
        syntax = self.document.leaves(nodes[0], "format")
        return p.Rdf(link, operand("TURTLE" if syntax in (ABSENT, None) else syntax, str))

    def _list(self, how: p.Sources | p.EdgeSources, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Many:
        source_graph = self.planner.model.base + "ns#SourceGraph"
        target = source_graph if source_graph in self.planner.model.classes else None
        selection, level = self.selection(target, _sets(nodes))
        link = p.Link(how, level)
        draft.links.append(link)
        return p.Many(link, selection)

    def _words(self, nodes: Sequence[FieldNode]) -> p.Words:
        lang = self.document.leaves(nodes[0], "lang")
        preference = None if lang in (ABSENT, None) else operand(lang, _languages)
        return p.Words(self._names("LangText", nodes), preference)

    def _names(self, type_name: str, nodes: Sequence[FieldNode]) -> tuple[tuple[str, str], ...]:
        grouped = self.document.collect(type_name, _sets(nodes))
        return tuple((key, inner[0].name.value) for key, inner in grouped.items())

    # -- connections

    def listing(self, node: FieldNode, target: str | None) -> _Listing:
        document, planner = self.document, self.planner
        keys = planner.order.read(target, document.leaves(node, "orderBy"))
        name = planner.model.classes[target].type_name if target else "Resource"
        return _Listing(planner, target, document.leaves(node, "where"), self.as_of, keys, name)

    def connection(
        self, nodes: Sequence[FieldNode], listing: _Listing, draft: _LevelDraft, list_name: str
    ) -> p.Connection:
        target, name = listing.target, listing.name
        page = self.planner.page(self.document, nodes[0], list_name, listing.keys)
        fields: list[tuple[str, p.ConnectionPart]] = []
        for key, inner in self.document.collect(name + "Connection", _sets(nodes)).items():
            match inner[0].name.value:
                case "nodes":
                    fields.append((key, p.Nodes(self._shapes(target, _sets(inner), draft))))
                case "edges":
                    fields.append((key, self._edges(listing, inner, draft)))
                case "pageInfo":
                    fields.append((key, p.PageInfo(self._names("PageInfo", inner))))
                case "totalCount":
                    fields.append((key, p.TotalCount()))
                case "facets":
                    fields.append((key, self._facets(name, listing, inner, draft)))
                case "aggregates":
                    fields.append((key, self._aggregates(name, listing, inner, draft)))
                case _:
                    fields.append((key, p.Fixed(name + "Connection")))
        return p.Connection(tuple(fields), page)

    def _edges(self, listing: _Listing, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Edges:
        fields: list[tuple[str, p.EdgePart]] = []
        target, name = listing.target, listing.name
        for key, inner in self.document.collect(name + "Edge", _sets(nodes)).items():
            match inner[0].name.value:
                case "node":
                    fields.append((key, p.Nodes(self._shapes(target, _sets(inner), draft))))
                case "cursor":
                    fields.append((key, "cursor"))
                case "sources":
                    fields.append((key, self._list(p.EdgeSources(), inner, draft)))
                case "score":
                    fields.append((key, p.Score()))
                case "highlight":
                    fields.append((key, self._highlight(listing, inner, draft)))
                case _:
                    fields.append((key, p.Fixed(name + "Edge")))
        return p.Edges(tuple(fields))

    def _highlight(self, listing: _Listing, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Highlight:
        terms = full_text(self.planner.model)
        draft.columns.update(term.key for term in terms)
        fields: list[tuple[str, Any]] = []
        for key, inner in self.document.collect("Highlight", _sets(nodes)).items():
            match inner[0].name.value:
                case "parts":
                    fields.append((key, p.HighlightParts(self._names("HighlightPart", inner))))
                case "__typename":
                    fields.append((key, p.Fixed("Highlight")))
                case name:
                    fields.append((key, name))
        (searched,) = (order.rank for order in listing.keys if order.rank)
        return p.Highlight(searched, terms, tuple(fields))

    # -- facets and aggregates

    def _facets(
        self, name: str, listing: _Listing, nodes: Sequence[FieldNode], draft: _LevelDraft
    ) -> p.Figures:
        fields: list[tuple[str, p.Facet | p.Aggregate | p.Fixed]] = []
        for key, inner in self.document.collect(name + "Facets", _sets(nodes)).items():
            named = inner[0].name.value
            if named == "__typename":
                fields.append((key, p.Fixed(name + "Facets")))
            else:
                fields.append((key, self._facet(named, listing, inner, draft)))
        return p.Figures(tuple(fields))

    def _facet(self, name: str, listing: _Listing, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Facet:
        asked = self.document.leaves(nodes[0], "limit")
        most = Size("limit", self.planner.limits.max_page)
        limit = operand(self.planner.limits.default_page if asked in (ABSENT, None) else asked, most)
        own = self.document.argument(nodes[0], "withoutOwn") is True
        found = None if name == "types" else self.planner.fields[listing.target or ""][name]
        names = found.names if found else (name,)
        where = listing.members(without=names if own else ())
        form = facet_form(found)
        tally = p.Tally(found, where, limit if found else None, by_year=form == "YearFacet")
        values = _LevelDraft()
        fields: list[tuple[str, p.FacetPart]] = []
        for key, inner in self.document.collect(form, _sets(nodes)).items():
            match inner[0].name.value:
                case "count":
                    fields.append((key, "count"))
                case "value":
                    fields.append((key, self._facet_value(found, inner, values)))
                case _:
                    fields.append((key, p.Fixed(form)))
        if found is not None and found.term.kind is Kind.RELATION:
            holding = self.planner.where.periods.holding(found.target, self.as_of) if found.many else None
            tally = replace(tally, level=values.level(), holding=holding)
        draft.tallies.append(tally)
        return p.Facet(tally, limit, tuple(fields))

    def _facet_value(
        self, found: Field | None, nodes: Sequence[FieldNode], draft: _LevelDraft
    ) -> p.FacetPart:
        if found is None:
            return p.Types(self._names("Term", nodes))
        if found.term.kind is Kind.RELATION:
            return self._shapes(None, _sets(nodes), draft)
        if found.term.kind is Kind.CODE:
            return self._value(found, nodes, draft, every_language=False)
        return "plain"

    def _aggregates(
        self, name: str, listing: _Listing, nodes: Sequence[FieldNode], draft: _LevelDraft
    ) -> p.Figures:
        fields: list[tuple[str, p.Facet | p.Aggregate | p.Fixed]] = []
        for key, inner in self.document.collect(name + "Aggregates", _sets(nodes)).items():
            named = inner[0].name.value
            if named == "__typename":
                fields.append((key, p.Fixed(name + "Aggregates")))
                continue
            found = self.planner.fields[listing.target or ""][named]
            tally = p.Tally(found, listing.members())
            draft.tallies.append(tally)
            asked = self._names(AGGREGATES[found.term.kind], inner)
            fields.append((key, p.Aggregate(tally, found.term.kind, asked)))
        return p.Figures(tuple(fields))


_SPECIAL: dict[str, Callable[[_RootPlan, Sequence[FieldNode], _LevelDraft], p.Output]] = {
    "__typename": _RootPlan.typename,
    "id": _RootPlan.iri,
    "iri": _RootPlan.iri,
    "described": _RootPlan.described,
    "label": _RootPlan.label,
    "types": _RootPlan.types,
    "sources": _RootPlan.sources,
    "rdf": _RootPlan.rdf,
}


def _wants_rows(output: p.Connection) -> bool:
    return any(isinstance(part, p.Nodes | p.Edges | p.PageInfo) for _, part in output.fields)


def _wants_count(output: p.Connection) -> bool:
    return any(isinstance(part, p.TotalCount) for _, part in output.fields)


def _sets(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _languages(value: object) -> tuple[str, ...]:
    return tuple(str(tag).lower() for tag in _as_list(value) if tag is not None)


def _unique(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    """The different ones of some links or tallies, in an order that does not depend on values."""
    unique: list[_Part] = []
    for part in sorted(parts, key=lambda part: part.outline):
        if part not in unique:
            unique.append(part)
    return tuple(unique)
