"""A second, deliberately naive way to answer operations: graphql-core, with resolvers that look into the quads.

It is written from the contract (the SDL's descriptions), knows neither plans nor records nor stores, and takes
all the time it wants. What the product answers is held against it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, build_schema, execute_sync, parse
from pyoxigraph import BlankNode, Literal, Quad

from graph_api.plan.outline import outline_of
from graph_api.schema.sdl import sdl
from ontology.iris import derived_graphs
from ontology.model import ClassTerm, Concept, Field, Kind, Model
from ontology.names import enum_name
from tests.graph_api.support.reference.conditions import Conditions
from tests.graph_api.support.reference.facets import Facets, key_of_field, key_of_path, without_own
from tests.graph_api.support.reference.figures import aggregate
from tests.graph_api.support.reference.groups import Group, Grouping, Key
from tests.graph_api.support.reference.order import Order, Orders, Page, names, page_of
from tests.graph_api.support.reference.statements import (
    PAGE,
    Referrers,
    Stated,
    StatedValue,
    Statements,
    StatementsPage,
    TermOf,
    cursor_of,
    group_cursor,
    label_texts,
    pairs,
    term_field,
)
from tests.graph_api.support.reference.texts import accepted_languages, best
from tests.graph_api.support.reference.valid_time import ValidTime
from tests.graph_api.support.reference.world import Member, World, last_part, name

Info = GraphQLResolveInfo[list[str]]


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource on its way through the resolvers, and the day that counts below it."""

    iri: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: all that could be in it, its arguments, and the day on which members have to hold."""

    of: tuple[Member, ...]
    target: str | None
    args: Mapping[str, Any]
    order: Order
    day: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A member of a list."""

    member: Member
    listing: Listing


@dataclass(frozen=True, slots=True)
class Figures:
    """The facets or aggregates of a list."""

    listing: Listing
    what: str


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The aggregates of the members of a group."""

    target: str | None
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class GroupOf:
    """A group of a list."""

    group: Group
    listing: Listing


class Reference:
    """Answers operations over some quads."""

    def __init__(self, quads: Iterable[Quad], model: Model) -> None:
        self.world = World(quads, model)
        self.model = model
        self.schema: GraphQLSchema = build_schema(sdl(model))
        self.time = ValidTime(self.world)
        self.conditions = Conditions(self.world, self.time)
        self.grouping = Grouping(self.world, self.time, self.conditions)
        self.facets = Facets(self.grouping)
        self.orders = Orders(self.world)
        self.statements = Statements(self.world)
        self.by_name = {term.type_name: term for term in model.classes.values()}
        self.by_name |= {f"Other{t.type_name}": t for t in model.classes.values() if t.is_interface}

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, accept_language: str = "") -> Any:
        """The answer as JSON data."""
        self.orders.accept_language = self.grouping.accept_language = accept_language
        result = execute_sync(
            self.schema,
            parse(query),
            variable_values=dict(variables or {}),
            context_value=accepted_languages(accept_language),
            field_resolver=self._resolve,
            type_resolver=self._type,
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [str(e) for e in result.errors]
        return answer

    def _target(self, type_name: str) -> str | None:
        return None if type_name in ("Resource", "Node") else self.by_name[type_name].iri

    def _type(self, value: Thing, info: Info, abstract: Any) -> str:
        return self.world.object_type(value.iri, self._target(abstract.name))

    def _resolve(self, source: Any, info: Info, **args: Any) -> Any:
        match source:
            case None:
                return self._root(info, args)
            case Thing():
                return self._thing(source, info, args)
            case Listing():
                return self._connection(source, info, args)
            case GroupOf():
                return self._group(source, info, args)
            case Edge():
                return self._edge(source, info)
            case Figures(what="facets"):
                return self._facet(source.listing, info, args)
            case Figures():
                members = self._members(source.listing, source.listing.args.get("where"))
                return self._aggregate(source.listing.target, [m.iri for m in members], info)
            case GroupFigures():
                return self._aggregate(source.target, source.members, info)
            case Concept():
                return self._concept(source, info, args)
            case StatementsPage() | Stated() | Referrers() | StatedValue() | TermOf():
                return self._stated(source, info, args)
            case _:
                return source[info.field_name]

    def _root(self, info: Info, args: Mapping[str, Any]) -> Any:
        world, day = self.world, self.time.day_below(args, None)
        match info.field_name:
            case "node":
                return self._known(args["id"], day)
            case "resource":
                return self._known(_identity(args), day)
            case "resources":
                return [self._known(iri, day) for iri in args["iris"]]
            case "resourcesOf":
                found = sorted(iri for iri in world.by_subject if args["type"] in world.types_above(iri))
                members = [Member(iri, frozenset(world.graphs_about(iri))) for iri in found]
                return self._listing(members, None, f"resourcesOf <{args['type']}>", args, None)
        for term in self.model.classes.values():
            if term.singular == info.field_name:
                iri = _identity(args)
                return Thing(iri, day) if term.iri in world.classes(iri) else None
            if term.plural == info.field_name:
                found = sorted(iri for iri in world.by_subject if term.iri in world.classes(iri))
                members = [Member(iri, frozenset(world.graphs_about(iri))) for iri in found]
                return self._listing(members, term.iri, term.iri, args, None)
        raise AssertionError(info.field_name)

    def _known(self, iri: str, day: str | None) -> Thing | None:
        return Thing(iri, day) if iri in self.world.resources else None

    # -- resources

    def _thing(self, thing: Thing, info: Info, args: Mapping[str, Any]) -> Any:
        world, iri = self.world, thing.iri
        match info.field_name:
            case "id" | "iri":
                return iri
            case "described":
                return world.described(iri)
            case "label":
                called = names(world, iri) or [(last_part(iri), None)]
                return _lang_text(best(called, args.get("lang"), info.context))
            case "types":
                return [TermOf(t) for t in world.types(iri)]
            case "sources":
                return [Thing(g, thing.day) for g in world.graphs_about(iri, args.get("of"))]
            case "rdf":
                return self._rdf(iri, quads="N_QUADS" in str(args["format"]))
            case "statements":
                return self.statements.page(iri, args, thing.day)
            case "referredBy":
                return self.statements.groups(
                    iri, args, thing.day, lambda one, day: self.time.holds(one, None, day)
                )
        return self._field(thing, self.by_name.get(info.parent_type.name), info, args)

    def _stated(self, source: Any, info: Info, args: Mapping[str, Any]) -> Any:
        """The fields of lists of statements, of statements, their values and their terms."""
        field_name = info.field_name
        match source:
            case TermOf():
                value = term_field(self.model, source.iri, field_name, args.get("lang"), info.context)
                return _lang_text(value) if isinstance(value, tuple) else value
            case StatementsPage():
                return self._statements_page(source, field_name)
            case Stated():
                return {
                    "predicate": TermOf(source.predicate),
                    "value": StatedValue(source.value, source.day),
                    "graphs": [Thing(g, source.day) for g in sorted(source.graphs)],
                }[field_name]
            case Referrers():
                if field_name != "nodes":
                    return TermOf(source.predicate) if field_name == "predicate" else len(source.iris)
                first, after = args.get("first"), args.get("after") or ""
                later = [iri for iri in source.iris if iri > after]
                return [Thing(iri, source.day) for iri in later[: PAGE if first is None else first]]
        value = source.value
        if field_name == "literal":
            return self._show(Kind.LITERAL, value) if isinstance(value, Literal) else None
        if isinstance(value, Literal):
            return None
        iri = name(value)
        match field_name:
            case "iri":
                return iri
            case "resource":
                return self._known(iri, source.day)
        texts = names(self.world, iri) or label_texts(self.model, iri) or [(last_part(iri), None)]
        return _lang_text(best(texts, args.get("lang"), info.context))

    def _statements_page(self, page: StatementsPage, field_name: str) -> Any:
        if field_name in ("nodes", "totalCount"):
            return page.nodes if field_name == "nodes" else page.total
        cursors = [
            cursor_of(one.predicate, one.value) if isinstance(one, Stated) else group_cursor(one.predicate)
            for one in page.nodes
        ]
        if field_name == "edges":
            return [{"node": one, "cursor": c} for one, c in zip(page.nodes, cursors, strict=True)]
        return {
            "hasNextPage": page.has_next,
            "hasPreviousPage": page.has_previous,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }

    def _rdf(self, iri: str, *, quads: bool) -> str:
        lines: set[str] = set()
        ahead, seen = [iri], {iri}
        while ahead:
            subject = ahead.pop()
            shown = subject if subject.startswith("_:") else f"<{subject}>"
            stated = self.world.by_subject.get(subject, ())
            labels = derived_graphs(self.model.base)[2]
            for predicate, value, graph in (one for one in stated if one[2] != labels):
                lines.add(f"{shown} <{predicate}> {value} {f'<{graph}> ' if quads else ''}.\n")
                term = self.model.properties.get(predicate)
                hangs = isinstance(value, BlankNode) and (term is None or term.kind is Kind.RELATION)
                if hangs and str(value) not in seen:
                    seen.add(str(value))
                    ahead.append(str(value))
        return "".join(sorted(lines))

    def _field(self, thing: Thing, term: ClassTerm | None, info: Info, args: Mapping[str, Any]) -> Any:
        fields = {f.name: f for f in self.model.fields(term.iri if term else None)}
        field_name = info.field_name
        for relation in term.relations_on_day if term else ():
            if relation.name == field_name:
                return [Thing(i, thing.day) for i in self._followed(thing.iri, relation.along, args["date"])]
        field = fields.get(field_name) or fields[field_name.removesuffix("All")]
        if field.term.kind is Kind.RELATION:
            members, day = self.world.members(thing.iri, field), self.time.day_along(field, thing.day)
            if field.many:
                return self._listing(members, field.target, outline_of(field), args, day)
            return Thing(members[0].iri, day) if members else None
        if field.term.derived_code is not None:
            codes = self.time.first_code(thing.iri, field.term.derived_code, thing.day)
            return self._show(Kind.CODE, codes[0]) if codes else None
        found = self.world.values(thing.iri, field.term)
        if field.term.kind is Kind.TEXT:
            if field.name != field_name:
                return [_lang_text(pair) for pair in found]
            return _lang_text(best(found, args.get("lang"), info.context)) if found else None
        shown = [self._show(field.term.kind, value) for value in found]
        return shown if field.many else next(iter(shown), None)

    def _followed(self, iri: str, along: Field, day: str) -> list[str]:
        """The resources that hold on a day, from a resource along a relation, at most 16 steps away."""
        seen, layer = {iri}, {iri}
        for _ in range(16):
            ended = [one for one in layer if not self.time.holds(one, along.target, day)]
            layer = {m.iri for one in ended for m in self.world.members(one, along)} - seen
            seen |= layer
        return sorted(one for one in seen if self.time.holds(one, along.target, day))

    def _show(self, kind: Kind, value: Any) -> Any:
        if kind is Kind.INTEGER:
            return int(value) if abs(Decimal(value)) <= 2**53 else str(value)
        if kind is Kind.CODE:
            last = last_part(value)
            unknown = {
                "id": value,
                "iri": value,
                "code": last,
                "name": enum_name(last),
                "label": _lang_text((last, None)),
                "description": None,
            }
            return self.model.concepts.get(value) or unknown
        if kind in (Kind.LITERAL, Kind.PERIOD):
            return {"value": value.value, "datatype": value.datatype.value, "lang": value.language}
        assert kind is not Kind.DOUBLE or math.isfinite(value)
        return value

    def _concept(self, concept: Concept, info: Info, args: Mapping[str, Any]) -> Any:
        if info.field_name == "description":
            defined = pairs(concept.definition)
            return _lang_text(best(defined, args.get("lang"), info.context)) if defined else None
        if info.field_name != "label":
            fields = {"id": "iri", "name": "enum_name"}
            return getattr(concept, fields.get(info.field_name, info.field_name))
        texts = [(text, tag or None) for tag, text in concept.label.by_language.items()]
        return _lang_text(best(texts or [(concept.code, None)], args.get("lang"), info.context))

    # -- lists

    def _listing(
        self,
        members: Iterable[Member],
        target: str | None,
        listed: str,
        args: Mapping[str, Any],
        around: str | None,
    ) -> Listing:
        day = self.time.day_below(args, around)
        holding = tuple(m for m in members if self.time.holds(m.iri, target, day))
        order = self.orders.order(listed, target, args.get("orderBy"), day)
        return Listing(holding, target, args, order, day)

    def _members(self, listing: Listing, where: Any) -> Sequence[Member]:
        return [m for m in listing.of if self.conditions.hold(m.iri, listing.target, where, listing.day)]

    def _page(self, listing: Listing) -> Page:
        return page_of(self._members(listing, listing.args.get("where")), listing.order, listing.args)

    def _connection(self, listing: Listing, info: Info, args: Mapping[str, Any]) -> Any:
        match info.field_name:
            case "nodes":
                return [Thing(m.iri, listing.day) for m in self._page(listing).members]
            case "edges":
                return [Edge(m, listing) for m in self._page(listing).members]
            case "totalCount":
                return len(self._members(listing, listing.args.get("where")))
            case "facets" | "aggregates":
                return Figures(listing, info.field_name)
            case "groups":
                return self._groups(listing, args)
        page = self._page(listing)
        cursors = [listing.order.cursor(m.iri) for m in page.members]
        return {
            "hasNextPage": page.has_next,
            "hasPreviousPage": page.has_previous,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }

    def _edge(self, edge: Edge, info: Info) -> Any:
        match info.field_name:
            case "node":
                return Thing(edge.member.iri, edge.listing.day)
            case "cursor":
                return edge.listing.order.cursor(edge.member.iri)
        return [Thing(g, edge.listing.day) for g in sorted(edge.member.graphs)]

    def _facet(self, listing: Listing, info: Info, args: Mapping[str, Any]) -> Any:
        named, where = info.field_name, listing.args.get("where")
        paths = self.model.classes[listing.target].path_facets if listing.target else ()
        path = next((one for one in paths if one.name == named), None)
        if named == "by":
            by = args["key"]
        elif path:
            by = key_of_path(path)
        else:
            by = key_of_field(None if named == "types" else self._field_of(listing.target, named))
        (own,) = [name for name, inner in by.items() if name != "where" and inner not in (None, False)]
        members = self._members(listing, without_own(where, own) if args["withoutOwn"] else where)
        counted = self.facets.count([m.iri for m in members], listing.target, by, listing.day, args)
        if named == "by":
            return [{"key": self._group_key(key), "count": n} for key, n in counted]
        return [{"value": key and self._facet_value(key), "count": n} for key, n in counted]

    def _facet_value(self, key: Key) -> Any:
        match key.kind:
            case None:
                return TermOf(key.text)
            case Kind.RELATION:
                return Thing(key.text, key.day)
            case Kind.BOOLEAN:
                return key.text == "true"
            case Kind.CODE:
                return self._show(Kind.CODE, key.text)
        return key.text

    def _aggregate(self, target: str | None, members: Sequence[str], info: Info) -> Any:
        field = self._field_of(target, info.field_name)
        found = aggregate(self.world, members, field)
        if field.term.kind is not Kind.INTEGER:
            return found
        return {n: v if v is None or n == "avg" else self._show(Kind.INTEGER, v) for n, v in found.items()}

    def _groups(self, listing: Listing, args: Mapping[str, Any]) -> Any:
        members = [m.iri for m in self._members(listing, listing.args.get("where"))]
        found = self.grouping.groups(members, listing.target, listing.day, args)
        return {
            "nodes": [GroupOf(group, listing) for group in found.page],
            "pageInfo": {"hasNextPage": found.more, "hasPreviousPage": False},
            "totalCount": found.total,
        }

    def _group(self, of: GroupOf, info: Info, args: Mapping[str, Any]) -> Any:
        group, listing = of.group, of.listing
        match info.field_name:
            case "keys":
                return [self._group_key(key) for key in group.keys]
            case "count":
                return len(group.members)
            case "countDistinct":
                return self.grouping.distinct(group, listing.target, args["of"], listing.day)
        return GroupFigures(listing.target, group.members)

    def _group_key(self, key: Key | None) -> Any:
        code = self._show(Kind.CODE, key.text) if key and key.kind is Kind.CODE else None
        text = key and key.text
        if code is not None:
            text = code.code if isinstance(code, Concept) else code["code"]
        is_resource = key is not None and key.kind is Kind.RELATION
        return {
            "value": text,
            "code": code,
            "resource": Thing(key.text, key.day) if key and is_resource else None,
        }

    def _field_of(self, target: str | None, name: str) -> Field:
        return next(f for f in self.model.fields(target) if f.name == name)


def _lang_text(pair: tuple[str, str | None]) -> dict[str, Any]:
    return {"value": pair[0], "lang": pair[1]}


def _identity(args: Mapping[str, Any]) -> str:
    """The IRI in `iri` or `id`."""
    (iri,) = (args[name] for name in ("iri", "id") if args.get(name) is not None)
    return str(iri)
