"""From a GraphQL operation to its plan. Pure: no store, no clock; one call per document and shape of variables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from graphql import FieldNode, SelectionSetNode

from graph_api.errors import QueryError
from graph_api.plan import plan as p
from graph_api.plan.cursor import read_cursor
from graph_api.plan.document import ABSENT, Document, operand
from graph_api.plan.where import WhereReader, iris
from ontology.model import ClassTerm, Field, Kind, Model


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may ask for."""

    default_page: int = 20
    max_page: int = 200


@dataclass(slots=True)
class _LevelDraft:
    """A level while its fields are being planned."""

    columns: set[str] = field(default_factory=set)
    links: list[p.Link] = field(default_factory=list)

    def level(self) -> p.Level:
        unique: list[p.Link] = []
        for link in sorted(self.links, key=lambda link: link.outline):
            if link not in unique:
                unique.append(link)
        return p.Level(tuple(sorted(self.columns)), tuple(unique))


class Planner:
    """Plans operations over one model; holds the name tables that every plan needs."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model = model
        self.limits = limits
        self.where = WhereReader(model)
        self.fields = {iri: {f.name: f for f in term.fields} for iri, term in model.classes.items()}

    @cached_property
    def roots(self) -> dict[str, tuple[ClassTerm, bool]]:
        """The root fields of classes: their class, and whether they are the list."""
        found = {}
        for term in self.model.classes.values():
            found[term.singular] = (term, False)
            found[term.plural] = (term, True)
        return found

    def plan(self, document: Document, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        """The plan of one root field. Raises `QueryError` on arguments that cannot be."""
        return _RootPlan(self, document).root(key, nodes)

    def object_types(self, target: str | None) -> dict[str, str | None]:
        """The object types behind a field of class `target`, with the class whose fields each has."""
        found: dict[str, str | None] = {"OtherResource": None} if target is None else {}
        for iri in self.model.concrete_types(target):
            term = self.model.classes[iri]
            found["Other" + term.type_name if term.is_interface else term.type_name] = iri
        return found

    def page(self, first: object, after: object) -> p.Page:
        """The page that `first` and `after` ask for, with the limits of the settings."""
        default = self.limits.default_page
        size = operand(default if first is ABSENT or first is None else first, self._size)
        return p.Page(size, None if after in (ABSENT, None) else operand(after, read_cursor))

    def _size(self, value: object) -> int:
        most = self.limits.max_page
        if not isinstance(value, int) or not 0 <= value <= most:
            raise QueryError(
                f"`first` must be between 0 and {most}, not {value!r}.",
                code="PAGE_SIZE",
                hint=f"Ask for at most {most} and go on with `after: pageInfo.endCursor`.",
            )
        return value


@dataclass(frozen=True, slots=True)
class _RootPlan:
    planner: Planner
    document: Document

    # -- root fields

    def root(self, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        name = nodes[0].name.value
        if name in ("node", "resource", "resources"):
            argument = {"node": "id", "resource": "iri", "resources": "iris"}[name]
            return self._by_iri(key, nodes, None, argument, listed=name == "resources")
        term, is_list = self.planner.roots[name]
        if not is_list:
            return self._by_iri(key, nodes, term.iri, "iri", listed=False)
        draft = _LevelDraft()
        output = self._connection(nodes, term.iri, draft, None)
        level = draft.level()
        return p.Root(
            key=key,
            of=term.iri,
            level=level,
            output=_settle(output, level),
            where=self.planner.where.read(term.iri, self.document.leaves(nodes[0], "where")),
            page=output.page,
            rows=_wants_rows(output),
            count=_wants_count(output),
        )

    def _by_iri(
        self, key: str, nodes: Sequence[FieldNode], of: str | None, argument: str, *, listed: bool
    ) -> p.Root:
        selection, level = self._selection(of, _sets(nodes))
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

    def _selection(self, target: str | None, sets: Sequence[SelectionSetNode]) -> tuple[p.Selection, p.Level]:
        draft = _LevelDraft()
        selection = self._shapes(target, sets, draft)
        level = draft.level()
        return replace(selection, level=level), level

    def _shapes(
        self, target: str | None, sets: Sequence[SelectionSetNode], draft: _LevelDraft
    ) -> p.Selection:
        """The response shapes of all object types behind `target`; types that no fragment tells apart share one."""
        conditions = self.document.conditions(sets)
        shared: dict[frozenset[str], p.Shape] = {}
        shapes: dict[str, p.Shape] = {}
        for name, iri in self.planner.object_types(target).items():
            signature = self.document.signature(name, conditions)
            if signature not in shared:
                grouped = self.document.collect(name, sets)
                owner = iri if signature else target
                shared[signature] = tuple(
                    (key, self._output(owner, nodes, draft)) for key, nodes in grouped.items()
                )
            shapes[name] = shared[signature]
        return p.Selection(target, shapes, p.Level())

    def _output(self, owner: str | None, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        name = nodes[0].name.value
        if (special := _SPECIAL.get(name)) is not None:
            return special(self, nodes, draft)
        fields = self.planner.fields[owner or ""]
        every_language = name not in fields
        found = fields[name.removesuffix("All") if every_language else name]
        if found.term.kind is Kind.RELATION:
            return self._relation(found, nodes, draft)
        return self._value(found, nodes, draft, every_language=every_language)

    def _relation(self, found: Field, nodes: Sequence[FieldNode], draft: _LevelDraft) -> p.Output:
        if not found.many:
            selection, level = self._selection(found.target, _sets(nodes))
            link = p.Link(found, level)
            draft.links.append(link)
            return p.One(link, selection)
        inner = _LevelDraft()
        output = self._connection(nodes, found.target, inner, found)
        link = p.Link(
            found,
            inner.level(),
            self.planner.where.read(found.target, self.document.leaves(nodes[0], "where")),
            output.page,
            rows=_wants_rows(output),
            count=_wants_count(output),
        )
        draft.links.append(link)
        return replace(_settle(output, link.level), link=link)

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
        selection, level = self._selection(target, _sets(nodes))
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

    def _connection(
        self, nodes: Sequence[FieldNode], target: str | None, draft: _LevelDraft, found: Field | None
    ) -> p.Connection:
        name = self.planner.model.classes[target].type_name if target else "Resource"
        document = self.document
        page = self.planner.page(document.leaves(nodes[0], "first"), document.leaves(nodes[0], "after"))
        fields: list[tuple[str, p.ConnectionPart]] = []
        for key, inner in document.collect(name + "Connection", _sets(nodes)).items():
            match inner[0].name.value:
                case "nodes":
                    fields.append((key, p.Nodes(self._shapes(target, _sets(inner), draft))))
                case "edges":
                    fields.append((key, self._edges(name, target, inner, draft)))
                case "pageInfo":
                    fields.append((key, p.PageInfo(self._names("PageInfo", inner))))
                case "totalCount":
                    fields.append((key, p.TotalCount()))
                case _:
                    fields.append((key, p.Fixed(name + "Connection")))
        return p.Connection(tuple(fields), page)

    def _edges(
        self, name: str, target: str | None, nodes: Sequence[FieldNode], draft: _LevelDraft
    ) -> p.Edges:
        fields: list[tuple[str, p.EdgePart]] = []
        for key, inner in self.document.collect(name + "Edge", _sets(nodes)).items():
            match inner[0].name.value:
                case "node":
                    fields.append((key, p.Nodes(self._shapes(target, _sets(inner), draft))))
                case "cursor":
                    fields.append((key, "cursor"))
                case "sources":
                    fields.append((key, self._list(p.EdgeSources(), inner, draft)))
                case _:
                    fields.append((key, p.Fixed(name + "Edge")))
        return p.Edges(tuple(fields))


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


def _settle(output: p.Connection, level: p.Level) -> p.Connection:
    """The connection with its selections knowing the level that all of them share."""

    def settle(part: p.ConnectionPart | p.EdgePart) -> p.ConnectionPart | p.EdgePart:
        if isinstance(part, p.Nodes):
            return p.Nodes(replace(part.selection, level=level))
        if isinstance(part, p.Many):
            return replace(part, level=level)
        if isinstance(part, p.Edges):
            return p.Edges(tuple((key, settle(inner)) for key, inner in part.fields))  # type: ignore[misc]
        return part

    return replace(output, fields=tuple((key, settle(part)) for key, part in output.fields))  # type: ignore[misc]


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
