"""Random valid operations over a schema, with values drawn from the data so that conditions hit.

The same seed gives the same operation as long as schema and data stay the same.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    OverlappingFieldsCanBeMergedRule,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
    is_required_argument,
    parse,
    validate,
)

from graph_api.plan.outline import outline_of
from ontology.model import ClassTerm, Field
from tests.graph_api.support.arguments import LANGUAGES, Arguments
from tests.graph_api.support.nasty import NS
from tests.graph_api.support.pools import Pools

DEPTH = 4
HEADERS = ("", "", "en", "fr;q=0.5, en-GB;q=0.8", "vi;q=0, de", "*", "zh-Hant,*;q=0.1")
_PASSING = (
    "Connection",
    "Edge",
    "Facets",
    "Facet",
    "Aggregates",
    "Aggregate",
    "MemberGroups",
    "MemberGroup",
    "GroupKey",
)
"""The endings of the names of types between a resource and the next."""
_VALUES = ("PageInfo", "LangText", "Code", "Term", "Literal", "ResourceStatement", "StatementValue",
           "ReferrerGroup")  # fmt: skip
"""The names of types that lead to no other resource by themselves."""
_LISTS = re.compile("(Connection|MemberGroup)$")
_GROUPED = ("groups", "countDistinct", "by")
_OF_LISTS = re.compile("(Facets|Aggregates|MemberGroups?)$")
_FIGURES = ("totalCount", "facets", "by", "aggregates", "groups", "keys", "count", "countDistinct")
_WEIGHTS = {"nodes": 8} | dict.fromkeys(("sources", "rdf", "statements", "referredBy", "edges", *_FIGURES), 4)


@dataclass(frozen=True, slots=True)
class Operation:
    """A question, ready to ask."""

    query: str
    variables: Mapping[str, Any]
    accept_language: str


class Generator:
    """Makes the operation of one seed."""

    def __init__(self, pools: Pools, seed: int) -> None:
        self.pools = pools
        self.rng = random.Random(seed)
        self.draw = Arguments(pools, self.rng)
        self.variables: dict[str, Any] = {}
        self.definitions: list[str] = []
        self.fragments: list[str] = []
        self._names = 0
        self._budget = 0

    def operation(self) -> Operation:
        """A valid operation: tries until the fields that were drawn can be merged."""
        while True:
            made = self._attempt()
            if not validate(self.pools.schema, parse(made.query), [OverlappingFieldsCanBeMergedRule]):
                return made

    def _attempt(self) -> Operation:
        self.variables, self.definitions, self.fragments, self._names = {}, [], [], 0
        self._budget = self.rng.choice((15, 40, 80))
        header = self.rng.choice(HEADERS)
        self.pools.reference.orders.accept_language = header  # cursors are of one reader
        query = self.pools.schema.query_type
        assert query is not None
        if self._often(0.25):
            fields = [self._narrow(query) for _ in range(6)]
        elif self._often(0.15):
            fields = [self._grouped(query) for _ in range(3)]
        elif self._often(0.1):
            fields = [self._stated(query) for _ in range(3)]
        else:
            fields = [self._root(query) for _ in range(self.rng.choice((1, 1, 1, 2, 3)))]
        if self._often(0.1):
            fields.append("__typename")
        defined = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = f"query Q{defined} {{ {' '.join(fields)} }}\n" + "\n".join(self.fragments)
        return Operation(text, dict(self.variables), header)

    def _often(self, share: float) -> bool:
        return self.rng.random() < share

    def _new(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"

    # -- selections

    def _root(self, query: GraphQLObjectType) -> str:
        if self._often(0.15):
            chosen = self.rng.choice(("node", "resource", "resources"))
            return self._field(chosen, query.fields[chosen], DEPTH, None, alias=True)
        if self._often(0.08):
            return self._field("resourcesOf", query.fields["resourcesOf"], DEPTH, None, alias=True)
        term = self._class()
        chosen = term.singular if self._often(0.25) else term.plural
        return self._field(chosen, query.fields[chosen], DEPTH, term.iri, alias=True)

    def _narrow(self, query: GraphQLObjectType) -> str:
        """A list of which little is asked but who is in it: many conditions and orders for little work."""
        term = self._class()
        head = term.plural + self._arguments(term.plural, query.fields[term.plural], term.iri)
        shown = self.rng.choice(
            ("totalCount", "edges { cursor node { iri } }", "nodes { iri label { value } }")
        )
        return f"{self._new('a')}: {head} {{ {shown} pageInfo {{ hasNextPage hasPreviousPage }} }}"

    def _grouped(self, query: GraphQLObjectType) -> str:
        """A list of which nothing but its groups is asked, with what makes each a key."""
        term = self._class()
        head = term.plural + self._arguments(term.plural, query.fields[term.plural], term.iri)
        connection = self.pools.schema.type_map[term.type_name + "Connection"]
        assert isinstance(connection, GraphQLObjectType)
        groups = [
            self._field("groups", connection.fields["groups"], DEPTH - 1, term.iri, alias=True) for _ in "12"
        ]
        return f"{self._new('a')}: {head} {{ {' '.join(groups)} }}"

    def _stated(self, query: GraphQLObjectType) -> str:
        """Some resources of which nothing but the statements are asked."""
        head = "resources" + self._arguments("resources", query.fields["resources"], None)
        resource = self.pools.schema.type_map["Resource"]
        assert isinstance(resource, GraphQLInterfaceType)
        stated = [
            self._field(one, resource.fields[one], 2, None, alias=True)
            for one in ("statements", "statements", "referredBy")
        ]
        return f"{self._new('a')}: {head} {{ iri {' '.join(stated)} }}"

    def _class(self) -> ClassTerm:
        members = self.pools.members
        terms = [t for t in self.pools.model.classes.values() if members[t.iri] or self._often(0.1)]
        terms.sort(key=lambda t: t.iri)
        odd = not self._often(0.4)  # the data that are hard to get right are few
        weights = [
            (min(len(members[t.iri]), 30) + 1) * (9 if odd and t.iri.startswith(NS) else 1) for t in terms
        ]
        (term,) = self.rng.choices(terms, weights)
        return term

    def _selections(self, type_name: str, depth: int) -> str:
        type_ = self.pools.schema.type_map[type_name]
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        of = _OF_LISTS.sub("", type_name)
        target = self.pools.reference.by_name.get(of)
        is_resource = target is not None or type_name in ("Resource", "OtherResource")
        known = self.pools.model.fields(target.iri if target else None) if is_resource else ()
        fields = {f.name: f for f in known}
        names = [n for n, f in type_.fields.items() if depth > 0 or is_leaf_type(get_named_type(f.type))]
        weights = [self._weight(n, fields, target.iri if target else None) for n in names]
        drawn = self.rng.choices(names, weights, k=self.rng.choice((1, 2, 3, 4))) if names else []
        of_list = self.pools.reference.by_name.get(_LISTS.sub("", type_name))
        of_list = target if type_name.endswith("Facets") else of_list
        around = of_list.iri if of_list else None
        in_groups = type_name.endswith("MemberGroups")
        parts = [
            self._field(
                n, type_.fields[n], depth, around if n in _GROUPED else fields.get(n), in_groups=in_groups
            )
            for n in drawn
        ]
        parts += self._fragments(type_, depth)
        if self._often(0.2) or not parts:
            parts.append("__typename")
        return "{ " + " ".join(parts) + " }"

    def _weight(self, field_name: str, fields: Mapping[str, Field], target: str | None) -> int:
        field = fields.get(field_name) or fields.get(field_name.removesuffix("All"))
        return self.pools.weight(field, target) if field else _WEIGHTS.get(field_name, 2)

    def _fragments(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> Iterator[str]:
        if not self.pools.reference.by_name.get(type_.name) and type_.name != "Resource":
            return
        schema = self.pools.schema
        possible = schema.get_possible_types(type_) if isinstance(type_, GraphQLInterfaceType) else (type_,)
        around = {i.name for p in possible for i in p.interfaces} | {p.name for p in possible}
        for _ in range(self.rng.choice((0, 0, 1, 2, 3) if len(possible) > 1 else (0, 0, 0, 1))):
            condition = self.rng.choice(sorted(around))
            inside = self._selections(condition, depth) if condition != "Node" else "{ id }"
            directive = self._directive()
            if self._often(0.5):
                yield f"... on {condition}{directive} {inside}"
            else:
                fragment = self._new("F")
                self.fragments.append(f"fragment {fragment} on {condition} {inside}")
                yield f"...{fragment}{directive}"
                if self._often(0.1):
                    yield f"...{fragment}"
        if self._often(0.05):
            yield "... { __typename }"

    def _directive(self) -> str:
        if not self._often(0.1):
            return ""
        condition = self._render(self._often(0.7), self._boolean(), force=self._often(0.5))
        return f" @{self.rng.choice(('skip', 'include'))}(if: {condition})"

    def _boolean(self) -> GraphQLInputType:
        return GraphQLNonNull(cast(GraphQLScalarType, self.pools.schema.type_map["Boolean"]))

    def _field(
        self,
        field_name: str,
        field: GraphQLField,
        depth: int,
        of: Field | str | None,
        *,
        alias: bool = False,
        in_groups: bool = False,
    ) -> str:
        self._budget -= 1
        head = field_name + self._arguments(field_name, field, of)
        if alias or self._often(0.6):
            head = f"{self._new('a')}: {head}"
        head += self._directive()
        inner = get_named_type(field.type)
        if not is_composite_type(inner):
            return head
        if inner.name == "PageInfo" and in_groups:  # their cursors are known to the product alone
            return f"{head} {{ hasNextPage hasPreviousPage }}"
        passing = inner.name.endswith(_PASSING) or inner.name in _VALUES
        below = depth if passing else depth - 1 if self._budget > 0 else 0
        text = f"{head} {self._selections(inner.name, below)}"
        if self._often(0.1):  # the same field again: its selections are merged
            text += f" {head} {self._selections(inner.name, below)}"
        return text

    # -- arguments

    def _arguments(self, field_name: str, field: GraphQLField, of: Field | str | None) -> str:
        target = of.target if isinstance(of, Field) else of
        exact: tuple[str, ...] = ()
        if field_name in ("groups", "countDistinct"):
            given = (
                self.draw.groups(target) if field_name == "groups" else {"of": self.draw.group_key(target)}
            )
            exact = tuple(given)  # a key without a field is refused
        elif "withoutOwn" in field.args:
            given = self.draw.facet(target if field_name == "by" else None, is_key=field_name == "by")
            exact = ("key", "orderBy")
        elif field_name == "resourcesOf":
            iri = self.rng.choice(self.pools.types)
            given, exact = {"type": iri, **self.draw.listing(None, f"resourcesOf <{iri}>")}, ("type",)
            if given.get("after") or given.get("before"):
                exact = ("type", "orderBy", "asOf")
        elif field_name == "statements":
            given = self.draw.statements()
            exact = ("after", "before")
        elif field_name == "referredBy":
            given, exact = self.draw.referrers(), ("after",)
        elif field_name == "nodes":
            given = self.draw.group_page() if field.args else {}
        elif "orderBy" in field.args:
            given = self.draw.listing(target, outline_of(of) if isinstance(of, Field) else str(of))
            if given.get("after") or given.get("before"):
                exact = ("orderBy", "asOf")  # cursors are of one order, which may count what holds on the day
        else:
            wanted = [n for n, a in field.args.items() if is_required_argument(a) or self._often(0.35)]
            if {"iri", "id"} <= set(field.args):  # one of them is required
                exact = ("iri", "id")
                wanted = [n for n in wanted if n not in exact] + [self.rng.choice(exact)]
            given = {n: self._argument(n, target) for n in wanted if n != "format"}
        if field_name == "rdf":  # without a value it is Turtle, which the reference cannot write
            syntax = cast(GraphQLEnumType, get_nullable_type(field.args["format"].type))
            lines = self.rng.choice(("N_TRIPLES", "N_QUADS"))
            return f"(format: {self._render(lines, GraphQLNonNull(syntax))})"
        parts = [f"{n}: {self._render(v, field.args[n].type, exact=n in exact)}" for n, v in given.items()]
        return f"({', '.join(parts)})" if parts else ""

    def _argument(self, argument_name: str, target: str | None) -> Any:
        rng = self.rng
        match argument_name:
            case "id" | "iri":
                return self.draw.iri(target)
            case "iris":
                return [self.draw.iri(None) for _ in range(rng.choice((0, 1, 3, 6)))]
            case "lang":
                return [rng.choice(LANGUAGES) for _ in range(rng.choice((0, 1, 2)))]
            case "of":
                return [rng.choice(self.pools.predicates) for _ in range(rng.choice((0, 1, 2)))]
            case "date":
                return self.draw.day() or "2024-05-20"
        assert argument_name == "asOf", argument_name
        return self.draw.day()

    # -- values as text, or as variables

    def _render(
        self,
        value: Any,
        type_: GraphQLInputType,
        *,
        force: bool = False,
        exact: bool = False,
        some: bool = False,
    ) -> str:
        """A value as GraphQL writes it, or a variable in its place; `exact`: with this value; `some`: not null."""
        if force or self._often(0.15):
            return self._variable(value, type_, exact=exact, some=some)
        inner = get_nullable_type(type_)
        if value is None:
            return "null"
        if isinstance(inner, GraphQLList):
            given = value if isinstance(value, list) else [value]
            items = [self._render(v, inner.of_type, exact=exact) for v in given]
            single = len(items) == 1 and (not isinstance(value, list) or self._often(0.1))
            return items[0] if single and not items[0].startswith("$") else f"[{', '.join(items)}]"
        if isinstance(inner, GraphQLInputObjectType):
            fields = [
                f"{n}: {self._render(v, inner.fields[n].type, exact=exact, some=_refuses_null(inner, n))}"
                for n, v in value.items()
            ]
            return f"{{{', '.join(fields)}}}"
        if isinstance(inner, GraphQLEnumType):
            return str(value)
        if isinstance(value, str) and cast(GraphQLNamedType, inner).name == "Integer" and self._often(0.5):
            return str(int(value))
        return json.dumps(value, ensure_ascii=self._often(0.5))

    def _variable(self, value: Any, type_: GraphQLInputType, *, exact: bool, some: bool = False) -> str:
        variable = self._new("v")
        definition = f"${variable}: {type_}"
        if not isinstance(type_, GraphQLNonNull):
            if not exact and self._often(0.1):  # not given at all
                self.definitions.append(definition)
                return f"${variable}"
            if self._often(0.1) and value is not None:
                definition += f" = {literal(value, type_)}"
                self.definitions.append(definition)
                return f"${variable}"
            if not exact and not some and self._often(0.1):
                value = None
        self.definitions.append(definition)
        self.variables[variable] = value
        return f"${variable}"


def _refuses_null(type_: GraphQLInputObjectType, name: str) -> bool:
    """True if the field of a condition may be absent, but not null."""
    return type_.name.endswith(("Where", "Filter")) and name not in ("and", "or", "not", "lang", "fold")


def literal(value: Any, type_: GraphQLInputType) -> str:
    """A value as GraphQL writes it, without variables."""
    inner = get_nullable_type(type_)
    if value is None:
        return "null"
    if isinstance(inner, GraphQLList):
        given = value if isinstance(value, list) else [value]
        return f"[{', '.join(literal(v, inner.of_type) for v in given)}]"
    if isinstance(inner, GraphQLInputObjectType):
        return f"{{{', '.join(f'{n}: {literal(v, inner.fields[n].type)}' for n, v in value.items())}}}"
    return str(value) if isinstance(inner, GraphQLEnumType) else json.dumps(value)
