"""Random valid operations over a schema, with values drawn from the data so that conditions hit.

The same seed gives the same operation as long as schema and data stay the same.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
    is_required_argument,
    parse,
    validate,
)
from pyoxigraph import Literal

from graph_api.plan.cursor import write_cursor
from graph_api.plan.order import mark_of
from graph_api.plan.outline import outline_of
from ontology.keys import native
from ontology.model import Field, Kind
from tests.graph_api.reference import Reference, name

DEPTH = 4
LANGUAGES = ("vi", "en", "fr", "de", "en-GB", "EN", "zh", "*", "")
HEADERS = ("", "", "en", "fr;q=0.5, en-GB;q=0.8", "vi;q=0, de", "*", "zh-Hant,*;q=0.1")
_PAGES = (None, 0, 1, 2, 3, 5, 50, 200)


@dataclass(frozen=True, slots=True)
class Operation:
    """A question, ready to ask."""

    query: str
    variables: Mapping[str, Any]
    accept_language: str


class Pools:
    """What operations can be made of: the schema, and the values that the data have."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.schema = reference.schema
        self.model = reference.model
        world = reference.world
        self.members: dict[str | None, list[str]] = defaultdict(list)
        self.members[None] = sorted(world.resources)
        self.used: dict[str, int] = defaultdict(int)
        self.objects: dict[str, set[Any]] = defaultdict(set)
        for subject, said in sorted(world.by_subject.items()):
            for iri in world.classes(subject):
                self.members[iri].append(subject)
            for predicate, obj, _ in said:
                self.used[predicate] += 1
                self.objects[predicate].add(obj)
        self.predicates = sorted(self.used)

    def weight(self, field: Field | None) -> int:
        """How much a field of a class deserves to be asked for: those with data more."""
        if field is None:
            return 2
        weight = 1 if field.term.iri not in self.used else 8
        return weight * 3 if field.term.kind is Kind.RELATION else weight

    def values(self, field: Field) -> list[Any]:
        """What GraphQL can say of the values of a property."""
        term = field.term
        objects = sorted(self.objects[term.iri], key=str)
        if term.kind in (Kind.IRI, Kind.CODE):
            return [name(o) for o in objects if not isinstance(o, Literal)]
        forms = sorted({o.value for o in objects if isinstance(o, Literal)})
        if term.kind in (Kind.TEXT, Kind.STRING, Kind.LITERAL):
            return forms
        fitting = [f for f in forms if f.split() == [f] and native(term.kind, f) is not None]
        if term.kind is Kind.BOOLEAN:
            return [True, False]
        return [native(term.kind, f) for f in fitting] if term.kind is Kind.DOUBLE else list(fitting)


class Generator:
    """Makes the operation of one seed."""

    def __init__(self, pools: Pools, seed: int) -> None:
        self.pools = pools
        self.rng = random.Random(seed)
        self.variables: dict[str, Any] = {}
        self.definitions: list[str] = []
        self.fragments: list[str] = []
        self._names = 0
        self._budget = 0

    def operation(self) -> Operation:
        """A valid operation: tries until the fields that were drawn can be merged."""
        while True:
            made = self._attempt()
            if not validate(self.pools.schema, parse(made.query)):
                return made

    def _attempt(self) -> Operation:
        self.variables, self.definitions, self.fragments, self._names = {}, [], [], 0
        self._budget = self.rng.choice((15, 40, 80))
        query = self.pools.schema.query_type
        assert query is not None
        fields = [self._root(query) for _ in range(self.rng.choice((1, 1, 1, 2, 3)))]
        if self._often(0.1):
            fields.append("__typename")
        defined = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = f"query Q{defined} {{ {' '.join(fields)} }}\n" + "\n".join(self.fragments)
        return Operation(text, dict(self.variables), self.rng.choice(HEADERS))

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
        terms = [
            t for t in self.pools.model.classes.values() if self.pools.members[t.iri] or self._often(0.1)
        ]
        weights = [min(len(self.pools.members[t.iri]), 30) + 1 for t in terms]
        (term,) = self.rng.choices(sorted(terms, key=lambda t: t.iri), weights)
        chosen = term.singular if self._often(0.25) else term.plural
        return self._field(chosen, query.fields[chosen], DEPTH, term.iri, alias=True)

    def _selections(self, type_name: str, depth: int) -> str:
        type_ = self.pools.schema.type_map[type_name]
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        target = self.pools.reference.by_name.get(type_name)
        fields = {f.name: f for f in target.fields} if target else {}
        names = [n for n, f in type_.fields.items() if n not in ("facets", "aggregates")]
        names = [n for n in names if depth > 0 or is_leaf_type(get_named_type(type_.fields[n].type))]
        weights = [self._weight(n, fields) for n in names]
        drawn = self.rng.choices(names, weights, k=self.rng.choice((1, 2, 3, 4))) if names else []
        parts = [self._field(n, type_.fields[n], depth, fields.get(n)) for n in drawn]
        parts += self._fragments(type_, depth)
        if self._often(0.2) or not parts:
            parts.append("__typename")
        return "{ " + " ".join(parts) + " }"

    def _weight(self, field_name: str, fields: Mapping[str, Field]) -> int:
        if field_name == "nodes":
            return 8
        field = fields.get(field_name) or fields.get(field_name.removesuffix("All"))
        return self.pools.weight(field) * (
            2 if field_name in ("sources", "rdf", "edges", "totalCount") else 1
        )

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
        self, field_name: str, field: GraphQLField, depth: int, of: Field | str | None, *, alias: bool = False
    ) -> str:
        self._budget -= 1
        head = field_name + self._arguments(field_name, field, of)
        if alias or self._often(0.6):
            head = f"{self._new('a')}: {head}"
        head += self._directive()
        inner = get_named_type(field.type)
        if not is_composite_type(inner):
            return head
        passing = inner.name.endswith(("Connection", "Edge")) or inner.name in (
            "PageInfo",
            "LangText",
            "Code",
        )
        below = depth if passing else depth - 1 if self._budget > 0 else 0
        text = f"{head} {self._selections(inner.name, below)}"
        if self._often(0.1):  # the same field again: its selections are merged
            text += f" {head} {self._selections(inner.name, below)}"
        return text

    # -- arguments

    def _arguments(self, field_name: str, field: GraphQLField, of: Field | str | None) -> str:
        parts = []
        for argument_name, argument in field.args.items():
            if argument_name in ("orderBy", "last", "before", "asOf"):
                continue
            if not is_required_argument(argument) and field_name != "rdf" and not self._often(0.35):
                continue
            type_ = argument.type
            if argument_name == "format" and not isinstance(type_, GraphQLNonNull):
                type_ = GraphQLNonNull(
                    type_
                )  # without a value it is Turtle, which the reference cannot write
            parts.append(f"{argument_name}: {self._render(self._argument(argument_name, of), type_)}")
        return f"({', '.join(parts)})" if parts else ""

    def _argument(self, argument_name: str, of: Field | str | None) -> Any:
        rng = self.rng
        target = of.target if isinstance(of, Field) else of
        match argument_name:
            case "id" | "iri":
                return self._iri(target)
            case "iris":
                return [self._iri(None) for _ in range(rng.choice((0, 1, 3, 6)))]
            case "where":
                return self._where(target, 3)
            case "first":
                return rng.choice(_PAGES)
            case "after":
                mark = mark_of(outline_of(of) if isinstance(of, Field) else str(of), ())
                return None if self._often(0.1) else write_cursor(mark, (), self._iri(target))
            case "lang":
                return [rng.choice(LANGUAGES) for _ in range(rng.choice((0, 1, 2)))]
            case "of":
                return [rng.choice(self.pools.predicates) for _ in range(rng.choice((0, 1, 2)))]
        assert argument_name == "format", argument_name
        return "N_TRIPLES"

    def _iri(self, target: str | None) -> str:
        pool = self.pools.members[target if self._often(0.85) else None]
        return self.rng.choice(pool) if pool and self._often(0.95) else "http://example.org/nowhere"

    # -- conditions

    def _where(self, target: str | None, depth: int) -> dict[str, Any] | None:
        if self._often(0.03):
            return None
        return dict(self._condition(target, depth) for _ in range(self.rng.choice((0, 1, 1, 1, 2))))

    def _condition(self, target: str | None, depth: int) -> tuple[str, Any]:
        rng = self.rng
        fields = self.pools.model.classes[target].fields if target else ()
        if depth > 0 and self._often(0.2):
            operator = rng.choice(("and", "or", "not"))
            if operator == "not":
                return operator, self._where(target, depth - 1)
            count = rng.choice((0, 1, 2, 2, 3))
            return operator, [self._where(target, depth - 1) or {} for _ in range(count)]
        if not fields or self._often(0.15):
            if self._often(0.5):
                return "iri", self._operators([self._iri(target) for _ in range(3)], null=False)
            return "types", {"in": [self._class() for _ in range(rng.choice((0, 1, 2)))]}
        usable = [f for f in fields if depth > 0 or f.term.kind is not Kind.RELATION] or list(fields)
        (field,) = rng.choices(usable, [self.pools.weight(f) for f in usable])
        return field.name, self._comparison(field, depth)

    def _class(self) -> str:
        term = self.rng.choice(sorted(self.pools.model.classes.values(), key=lambda t: t.iri))
        return term.iri if self._often(0.5) else term.type_name

    def _comparison(self, field: Field, depth: int) -> Any:
        kind = field.term.kind
        if kind is Kind.RELATION:
            inner = self._where(field.target, depth - 1) if depth > 0 else {}
            return {"some": inner} if field.many else inner
        values = self.pools.values(field)
        if kind is Kind.CODE:
            return self._codes(field, values)
        if kind is Kind.TEXT:
            operators = self._operators(values)
            if self._often(0.4):
                operators["lang"] = self.rng.choice([tag for tag in LANGUAGES if tag != "*"])
            return operators
        return self._operators(values)

    def _codes(self, field: Field, iris: Sequence[str]) -> dict[str, Any]:
        concepts = self.pools.model.code_lists[field.scheme or ""].concepts
        used = [c.enum_name for c in concepts if c.iri in iris] or [c.enum_name for c in concepts]
        operators = self._operators(used)
        if self._often(0.3):
            operators["iri"] = self._operators(iris, null=False)
        return operators

    def _operators(self, values: Sequence[Any], *, null: bool = True) -> dict[str, Any]:
        rng = self.rng
        if not values:
            return {"isNull": self._often(0.5)} if null else {}
        match rng.choice(("eq", "eq", "eq", "in", "in", "isNull" if null else "eq", "several", "none")):
            case "eq":
                return {"eq": rng.choice(values)}
            case "in":
                return {"in": [rng.choice(values) for _ in range(rng.choice((0, 1, 2, 4)))]}
            case "isNull":
                return {"isNull": self._often(0.5)}
            case "several":
                one = rng.choice(values)
                return {"eq": one, "in": [one, rng.choice(values)]}
        return {} if self._often(0.5) else {"eq": None}

    # -- values as text, or as variables

    def _render(self, value: Any, type_: GraphQLInputType, *, force: bool = False) -> str:
        if force or self._often(0.15):
            return self._variable(value, type_)
        inner = get_nullable_type(type_)
        if value is None:
            return "null"
        if isinstance(inner, GraphQLList):
            return f"[{', '.join(self._render(v, inner.of_type) for v in value)}]"
        if isinstance(inner, GraphQLInputObjectType):
            fields = [f"{n}: {self._render(v, inner.fields[n].type)}" for n, v in value.items()]
            return f"{{{', '.join(fields)}}}"
        if isinstance(inner, GraphQLEnumType):
            return str(value)
        if isinstance(value, str) and cast(GraphQLNamedType, inner).name == "Integer" and self._often(0.5):
            return str(int(value))
        return json.dumps(value, ensure_ascii=self._often(0.5))

    def _variable(self, value: Any, type_: GraphQLInputType) -> str:
        variable = self._new("v")
        definition = f"${variable}: {type_}"
        if not isinstance(type_, GraphQLNonNull):
            if self._often(0.1):  # not given at all
                self.definitions.append(definition)
                return f"${variable}"
            if self._often(0.1) and value is not None:
                definition += f" = {_literal(value, type_)}"
                self.definitions.append(definition)
                return f"${variable}"
            if self._often(0.1):
                value = None
        self.definitions.append(definition)
        self.variables[variable] = value
        return f"${variable}"


def _literal(value: Any, type_: GraphQLInputType) -> str:
    """A value as GraphQL writes it, without variables."""
    inner = get_nullable_type(type_)
    if value is None:
        return "null"
    if isinstance(inner, GraphQLList):
        return f"[{', '.join(_literal(v, inner.of_type) for v in value)}]"
    if isinstance(inner, GraphQLInputObjectType):
        return f"{{{', '.join(f'{n}: {_literal(v, inner.fields[n].type)}' for n, v in value.items())}}}"
    return str(value) if isinstance(inner, GraphQLEnumType) else json.dumps(value)
