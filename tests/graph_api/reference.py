"""A second, deliberately naive way to answer operations: graphql-core, with resolvers that look into the quads.

It is written from the contract (the SDL's descriptions), knows neither plans nor records nor stores, and takes
all the time it wants. What the product answers is held against it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, build_schema, execute_sync, parse
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph_api.plan.cursor import read_cursor, write_cursor
from graph_api.plan.order import mark_of
from graph_api.plan.outline import outline_of
from graph_api.schema.sdl import sdl
from ontology.keys import lexical, native, sort_key
from ontology.model import ClassTerm, Concept, Field, Kind, Model, PropertyTerm
from ontology.terms import RDF, XSD

PAGE = 20
TYPE = RDF + "type"
Term = NamedNode | BlankNode | Literal
Texts = Sequence[tuple[str, str | None]]
Info = GraphQLResolveInfo[list[str]]


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource on its way through the resolvers."""

    iri: str


@dataclass(frozen=True, slots=True)
class Member:
    """An edge of a connection: who is there, and which graphs say so."""

    iri: str
    graphs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Members:
    """A whole list, and the page that was asked for."""

    of: tuple[Member, ...]
    first: int
    after: str | None
    mark: str = ""

    @property
    def rest(self) -> list[Member]:
        """What follows the cursor."""
        return [m for m in self.of if self.after is None or m.iri > self.after]

    @property
    def page(self) -> list[Member]:
        """What is on the page."""
        return self.rest[: self.first]


class World:
    """Quads to look into, one by one if need be."""

    def __init__(self, quads: Iterable[Quad], model: Model) -> None:
        self.model = model
        self.by_subject: dict[str, list[tuple[str, Term, str]]] = defaultdict(list)
        self.by_object: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.graphs: set[str] = set()
        for quad in quads:
            subject, graph = name(quad.subject), name(quad.graph_name)
            self.graphs.add(graph)
            self.by_subject[subject].append((quad.predicate.value, quad.object, graph))  # type: ignore[arg-type]
            if not isinstance(quad.object, Literal) and self._links(quad.predicate.value):
                self.by_object[name(quad.object)].append((quad.predicate.value, subject, graph))
        self._classes: dict[str, frozenset[str]] = {}

    def _links(self, predicate: str) -> bool:
        term = self.model.properties.get(predicate)
        return predicate != TYPE and (term is None or term.kind is Kind.RELATION)

    @cached_property
    def resources(self) -> frozenset[str]:
        """All that is described, linked to or a graph."""
        return frozenset({*self.by_subject, *self.by_object, *self.graphs})

    def objects(self, iri: str, predicate: str) -> dict[Term, set[str]]:
        """The objects at a predicate, each with the graphs that say so."""
        found: dict[Term, set[str]] = defaultdict(set)
        for p, o, graph in self.by_subject.get(iri, ()):
            if p == predicate:
                found[o].add(graph)
        return found

    def described(self, iri: str) -> bool:
        """Whether anything is said about it."""
        return iri in self.by_subject

    def types(self, iri: str) -> list[str]:
        """The IRIs of the classes that are stated."""
        return sorted(o.value for o in self.objects(iri, TYPE) if isinstance(o, NamedNode))

    def classes(self, iri: str) -> frozenset[str]:
        """All exposed classes that it belongs to."""
        if iri not in self._classes:
            stated = self.types(iri)
            above = {c for t in stated for c in (t, *self.model.superclasses.get(t, ()))}
            self._classes[iri] = frozenset(above & self.model.classes.keys())
        return self._classes[iri]

    def fits(self, iri: str, target: str | None) -> bool:
        """Whether it may stand behind a field of class `target`."""
        return target is None or not self.described(iri) or target in self.classes(iri)

    def object_type(self, iri: str, target: str | None) -> str:
        """The object type that it has behind a field of class `target`."""
        model = self.model
        under = [c for c in self.classes(iri) if target in (None, c, *model.superclasses[c])]
        best = [c for c in under if not any(c in model.superclasses[k] for k in under)]
        if not best and target is None:
            return "OtherResource"
        chosen = min(best, key=lambda c: (-model.classes[c].rank, c)) if best else target
        term = model.classes[chosen or ""]
        return f"Other{term.type_name}" if term.is_interface else term.type_name

    def members(self, iri: str, field: Field) -> tuple[Member, ...]:
        """What a relation leads to, by IRI."""
        found: dict[str, set[str]] = defaultdict(set)
        if field.inverse:
            for p, subject, graph in self.by_object.get(iri, ()):
                if p == field.term.iri:
                    found[subject].add(graph)
        else:
            for o, graphs in self.objects(iri, field.term.iri).items():
                if not isinstance(o, Literal):
                    found[name(o)] |= graphs
        return tuple(Member(i, frozenset(g)) for i, g in sorted(found.items()) if self.fits(i, field.target))

    def values(self, iri: str, term: PropertyTerm, *, surplus: bool = False) -> list[Any]:
        """The values that fit a property; codes and links as IRIs, texts as pairs.

        Of a to-one property it is one, unless `surplus` asks for those that are too many.
        """
        found = {shown: value for o in self.objects(iri, term.iri) for shown, value in _values(term, o)}
        ordered = [value for _, value in sorted(found.items(), key=lambda item: item[0])]
        return ordered if term.many or surplus or term.kind is Kind.TEXT else ordered[:1]

    def graphs_about(self, iri: str, of: Iterable[str] | None = None) -> list[str]:
        """The graphs that say something about it, or state one of some properties of it."""
        said = self.by_subject.get(iri, ())
        return sorted({g for p, _, g in said if of is None or p in set(of)})


def name(term: object) -> str:
    """An IRI, or `_:label`."""
    return term.value if isinstance(term, NamedNode) else str(term)


def _values(term: PropertyTerm, o: Term) -> Iterable[tuple[tuple[str, ...], Any]]:
    """The value of an object, with what it is ordered by, if it fits the property."""
    kind = term.kind
    if kind in (Kind.IRI, Kind.CODE):
        if isinstance(o, NamedNode):
            yield (o.value,), o.value
    elif not isinstance(o, Literal):
        return
    elif kind is Kind.TEXT:
        if o.language or o.datatype.value == XSD + "string":
            yield (o.value, o.language or ""), (o.value, o.language)
    elif term.datatype not in (None, o.datatype.value):
        return
    elif kind is Kind.LITERAL:
        yield (o.value, o.datatype.value, o.language or ""), o
    else:
        value = native(kind, o.value, o.datatype.value)
        if value is not None:
            shown = lexical(kind, value)
            yield (shown,), value


# -- conditions


class Conditions:
    """Whether a `where` holds."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.model = world.model
        self.by_name = {term.type_name: iri for iri, term in self.model.classes.items()}

    def hold(self, iri: str, target: str | None, where: Mapping[str, Any] | None) -> bool:
        """All of `where`, of which null operators are no conditions."""
        return all(self._holds(iri, target, n, v) for n, v in (where or {}).items() if v is not None)

    def asks(self, target: str | None, where: Mapping[str, Any]) -> bool:
        """Whether there is any condition in `where`: `{}` and null are none, at whatever depth."""
        return any(self._asks(target, n, v) for n, v in where.items() if v is not None)

    def _asks(self, target: str | None, name: str, value: Any) -> bool:
        if name in ("or", "not"):
            return True
        if name == "and":
            return any(self.asks(target, w) for w in value)
        if name not in ("iri", "types"):
            field = next(f for f in self.model.classes[target or ""].fields if f.name == name)
            if field.term.kind is Kind.RELATION and not field.many:
                return self.asks(field.target, value)
            codes = (value.get("iri") or {}) if field.term.kind is Kind.CODE else {}
            if any(v is not None for v in codes.values()):
                return True
        return any(v is not None for n, v in value.items() if n != "iri" or name == "iri")

    def _holds(self, iri: str, target: str | None, name: str, value: Any) -> bool:
        if name == "and":
            return all(self.hold(iri, target, w) for w in value)
        if name == "or":
            return any(self.hold(iri, target, w) for w in value)
        if name == "not":
            return not self.hold(iri, target, value)
        if name == "iri":
            return _compare([iri], value, str)
        if name == "types":
            wanted = value.get("in")
            classes = self.world.classes(iri)
            return wanted is None or any(self.by_name.get(w, w) in classes for w in wanted)
        field = next(f for f in self.model.classes[target or ""].fields if f.name == name)
        return self._field(iri, field, value)

    def _field(self, iri: str, field: Field, value: Mapping[str, Any]) -> bool:
        world, term = self.world, field.term
        if term.kind is Kind.RELATION:
            where = value.get("some") if field.many else value
            if where is None or (not field.many and not self.asks(field.target, where)):
                return True
            return any(self.hold(m.iri, field.target, where) for m in world.members(iri, field))
        # As with relations, conditions see the literals that are too many, though the field shows one.
        found = world.values(iri, term, surplus=term.kind is Kind.LITERAL)
        if term.kind is Kind.TEXT:
            return self._text(found, value)
        if term.kind is Kind.CODE:
            return self._code(found, field, value)
        return _compare(found, value, EQUAL.get(term.kind, str))

    def _text(self, found: Texts, value: Mapping[str, Any]) -> bool:
        lang = value.get("lang")
        if lang is not None:
            found = [(text, tag) for text, tag in found if in_range(tag or "", lang.lower())]
        texts = [text for text, _ in found]
        operators = {n: v for n, v in value.items() if n != "lang" and v is not None}
        return _compare(texts, operators, str)

    def _code(self, found: Sequence[str], field: Field, value: Mapping[str, Any]) -> bool:
        concepts = self.model.code_lists[field.scheme or ""].concepts
        iris = {c.enum_name: c.iri for c in concepts}
        holds = _compare(found, {n: v for n, v in value.items() if n != "iri"}, lambda v: iris.get(v, v))
        return holds and _compare(found, value.get("iri") or {}, str)


def _compare(found: Sequence[Any], value: Mapping[str, Any], same: Callable[[Any], Any]) -> bool:
    """`eq`, `in` and `isNull`, each if it is given; `same` gives equal things for equal values."""
    have = {same(one) for one in found}
    holds = True
    if value.get("eq") is not None:
        holds = same(value["eq"]) in have
    if value.get("in") is not None:
        holds = holds and any(same(v) in have for v in value["in"])
    if value.get("isNull") is not None:
        holds = holds and (not have) is value["isNull"]
    return holds


def _double(value: Any) -> float:
    return float(value)


EQUAL: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.INTEGER: lambda v: Decimal(str(v)),
    Kind.DECIMAL: lambda v: Decimal(str(v)),
    Kind.DOUBLE: _double,
    Kind.BOOLEAN: bool,
    Kind.DATE: lambda v: sort_key(Kind.DATE, v),
    Kind.DATETIME: lambda v: sort_key(Kind.DATETIME, v),
    Kind.YEAR: lambda v: sort_key(Kind.YEAR, str(v)),
    Kind.LITERAL: lambda v: v.value if isinstance(v, Literal) else v,
}


# -- languages


def in_range(tag: str, wanted: str) -> bool:
    """RFC 4647 basic filtering."""
    return tag == wanted or tag.startswith(wanted + "-") or (wanted == "*" and tag != "")


def best(texts: Texts, lang: Sequence[str] | None, accepted: Sequence[str]) -> dict[str, Any]:
    """The text to show: `lang`, Accept-Language, vi, en, fr, untagged, any; ties by code point."""
    ordered = sorted(texts, key=lambda pair: (pair[0], pair[1] or ""))
    for wanted in (*(lang or ()), *accepted, "vi", "en", "fr"):
        for text, tag in ordered:
            if tag and in_range(tag, wanted.lower()):
                return {"value": text, "lang": tag}
    untagged = [pair for pair in ordered if not pair[1]]
    text, tag = (untagged or ordered)[0]
    return {"value": text, "lang": tag}


def accepted_languages(header: str) -> list[str]:
    """What an Accept-Language header asks for, best first; `*` asks for nothing in particular."""
    found: list[tuple[float, int, str]] = []
    for item in header.split(","):
        tag, _, quality = item.strip().partition(";q=")
        if tag and tag != "*" and float(quality or 1) > 0:
            found.append((-float(quality or 1), len(found), tag.lower()))
    return [tag for _, _, tag in sorted(found)]


# -- resolvers


class Reference:
    """Answers operations over some quads."""

    def __init__(self, quads: Iterable[Quad], model: Model) -> None:
        self.world = World(quads, model)
        self.model = model
        self.schema: GraphQLSchema = build_schema(sdl(model))
        self.conditions = Conditions(self.world)
        self.by_name = {term.type_name: term for term in model.classes.values()}
        self.by_name |= {f"Other{t.type_name}": t for t in model.classes.values() if t.is_interface}

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, accept_language: str = "") -> Any:
        """The answer as JSON data."""
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
                return self._thing(source.iri, info, args)
            case Members():
                return self._connection(source, info)
            case Member(), str():
                return self._edge(source, info)
            case Concept():
                return self._concept(source, info, args)
            case _:
                return source[info.field_name]

    def _root(self, info: Info, args: Mapping[str, Any]) -> Any:
        world = self.world
        match info.field_name:
            case "node":
                return self._known(args["id"])
            case "resource":
                return self._known(args["iri"])
            case "resources":
                return [self._known(iri) for iri in args["iris"]]
        for term in self.model.classes.values():
            if term.singular == info.field_name:
                return Thing(args["iri"]) if term.iri in world.classes(args["iri"]) else None
            if term.plural == info.field_name:
                found = sorted(iri for iri in world.by_subject if term.iri in world.classes(iri))
                members = [Member(iri, frozenset(world.graphs_about(iri))) for iri in found]
                return self._page(members, term.iri, args, mark_of(term.iri, ()))
        raise AssertionError(info.field_name)

    def _known(self, iri: str) -> Thing | None:
        return Thing(iri) if iri in self.world.resources else None

    def _page(
        self, members: Iterable[Member], target: str | None, args: Mapping[str, Any], mark: str
    ) -> Members:
        held = tuple(m for m in members if self.conditions.hold(m.iri, target, args.get("where")))
        first, after = args.get("first"), args.get("after")
        place = read_cursor(after, mark, 0).iri if after else None
        return Members(held, PAGE if first is None else first, place, mark)

    def _thing(self, iri: str, info: Info, args: Mapping[str, Any]) -> Any:
        world, accepted = self.world, info.context
        match info.field_name:
            case "id" | "iri":
                return iri
            case "described":
                return world.described(iri)
            case "label":
                return best(self._names(iri), args.get("lang"), accepted)
            case "types":
                return [{"iri": t} for t in world.types(iri)]
            case "sources":
                return [Thing(g) for g in world.graphs_about(iri, args.get("of"))]
            case "rdf":
                return self._rdf(iri)
        term = self.by_name[info.parent_type.name]
        return self._field(iri, term, info, args)

    def _names(self, iri: str) -> Texts:
        for term in self.model.names:
            found = self.world.values(iri, term)
            if found:
                return [v if isinstance(v, tuple) else (v, None) for v in found]
        return [(last_part(iri), None)]

    def _rdf(self, iri: str) -> str:
        said = {f"<{p}> {o}" for p, o, _ in self.world.by_subject.get(iri, ())}
        subject = iri if iri.startswith("_:") else f"<{iri}>"
        return "".join(sorted(f"{subject} {what} .\n" for what in said))

    def _field(self, iri: str, term: ClassTerm, info: Info, args: Mapping[str, Any]) -> Any:
        fields = {f.name: f for f in term.fields}
        field_name = info.field_name
        field = fields.get(field_name) or fields[field_name.removesuffix("All")]
        if field.term.kind is Kind.RELATION:
            members = self.world.members(iri, field)
            if field.many:
                return self._page(members, field.target, args, mark_of(outline_of(field), ()))
            return Thing(members[0].iri) if members else None
        found = self.world.values(iri, field.term)
        if field.term.kind is Kind.TEXT:
            if field.name != field_name:
                return [{"value": text, "lang": tag} for text, tag in found]
            return best(found, args.get("lang"), info.context) if found else None
        shown = [self._show(field.term.kind, value) for value in found]
        return shown if field.many else next(iter(shown), None)

    def _show(self, kind: Kind, value: Any) -> Any:
        if kind is Kind.INTEGER:
            return int(value) if abs(Decimal(value)) <= 2**53 else str(value)
        if kind is Kind.CODE:
            unknown = {
                "iri": value,
                "code": last_part(value),
                "label": {"value": last_part(value), "lang": None},
            }
            return self.model.concepts.get(value) or unknown
        if kind is Kind.LITERAL:
            return {"value": value.value, "datatype": value.datatype.value, "lang": value.language}
        assert kind is not Kind.DOUBLE or math.isfinite(value)
        return value

    def _concept(self, concept: Concept, info: Info, args: Mapping[str, Any]) -> Any:
        if info.field_name != "label":
            return getattr(concept, info.field_name)
        texts = [(text, tag or None) for tag, text in concept.label.by_language.items()]
        return best(texts or [(concept.code, None)], args.get("lang"), info.context)

    # -- lists

    def _connection(self, members: Members, info: Info) -> Any:
        page = members.page
        match info.field_name:
            case "nodes":
                return [Thing(m.iri) for m in page]
            case "edges":
                return [(member, members.mark) for member in page]
            case "totalCount":
                return len(members.of)
        return {
            "hasNextPage": len(members.rest) > members.first,
            "hasPreviousPage": members.after is not None,
            "startCursor": write_cursor(members.mark, (), page[0].iri) if page else None,
            "endCursor": write_cursor(members.mark, (), page[-1].iri) if page else None,
        }

    def _edge(self, placed: tuple[Member, str], info: Info) -> Any:
        member, mark = placed
        match info.field_name:
            case "node":
                return Thing(member.iri)
            case "cursor":
                return write_cursor(mark, (), member.iri)
        return [Thing(g) for g in sorted(member.graphs)]


def last_part(iri: str) -> str:
    """The last part of an IRI."""
    for separator in "#/:":
        tail = iri.rpartition(separator)[2]
        if separator in iri and tail:
            return tail
    return iri
