"""Random values of arguments: conditions, orders, pages and days that the data have something to say about."""

import random
from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any

from graph_api.plan.figures.forms import is_aggregate
from graph_api.plan.figures.keys import is_groupable
from ontology.model import Field, Kind
from tests.graph_api.support.pools import Pools, choose, like, near_day, some_words
from tests.graph_api.support.reference.statements import cursor_of, group_cursor

LANGUAGES = ("vi", "en", "fr", "de", "en-GB", "EN", "zh", "*", "")
NOWHERE = "http://example.org/nowhere"
_RANGES = ("lt", "lte", "gt", "gte")
_ORDERED = frozenset(
    (Kind.TEXT, Kind.STRING, Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.PERIOD, Kind.DECIMAL, Kind.INTEGER, Kind.DOUBLE,
     Kind.IRI)
)  # fmt: skip
_SEARCHED = frozenset((Kind.TEXT, Kind.STRING, Kind.IRI, Kind.LITERAL))
_WORDED = frozenset((Kind.TEXT, Kind.STRING))
_SIZES = (None, 0, 1, 2, 3, 5, 50, 200)


class Arguments:
    """Draws values from pools."""

    def __init__(self, pools: Pools, rng: random.Random) -> None:
        self.pools = pools
        self.rng = rng

    def often(self, share: float) -> bool:
        """True with this probability."""
        return self.rng.random() < share

    def iri(self, target: str | None) -> str:
        """A resource, mostly of a class."""
        pool = self.pools.members[target if self.often(0.85) else None]
        return self.rng.choice(pool) if pool and self.often(0.95) else NOWHERE

    def language(self) -> str:
        """A language tag, or something like it, that is not a range."""
        return self.rng.choice([tag for tag in LANGUAGES if tag != "*"])

    def day(self) -> str | None:
        """A day on which something begins or ends, or one next to it; null for any day."""
        if self.often(0.15) or not self.pools.days:
            return None
        return near_day(self.rng.choice(self.pools.days), self.rng)

    # -- lists

    def listing(self, target: str | None, listed: str) -> dict[str, Any]:
        """The arguments of a list that is called `listed`."""
        rng, given = self.rng, dict[str, Any]()
        if self.often(0.55):
            given["where"] = self.where(target, 3)
        if self.often(0.4):
            given["orderBy"] = self.order(target)
        if self.often(0.35):
            given["first"] = rng.choice(_SIZES)
        if self.often(0.3):
            given["last"] = None if given.get("first") is not None else rng.choice(_SIZES)
        if self.often(0.25):
            given["asOf"] = self.day()
        orders = self.pools.reference.orders
        order = orders.order(listed, target, given.get("orderBy"), None)
        if (
            order.depends_on_day
        ):  # what a cursor holds is of one day, and the one around the list is not known here
            day = given.setdefault("asOf", self.day())
            order = orders.order(listed, target, given["orderBy"], day)
        named = [n for n in ("after", "before") if self.often(0.2)]
        places = [self.iri(target) for _ in named]
        if self.often(0.8):
            places.sort(key=cmp_to_key(order.compare))
        for name, place in zip(named, places, strict=True):
            given[name] = None if self.often(0.1) else order.cursor(place)
        return given

    def statements(self) -> dict[str, Any]:
        """The arguments of a list of statements."""
        rng, given = self.rng, dict[str, Any]()
        predicates = [self.pools.predicates, sorted(self.pools.model.properties)]
        if self.often(0.5):
            where: dict[str, Any] = {}
            if self.often(0.4):
                where["predicate"] = self._self([rng.choice(rng.choice(predicates)) for _ in "12"])
            if self.often(0.3):
                where["lang"] = [self.language() for _ in range(rng.choice((0, 1, 2)))]
            if self.often(0.3):
                where["derived"] = self.often(0.4)
            given["where"] = where
        if self.often(0.6):
            given[rng.choice(("first", "first", "last"))] = rng.choice(_SIZES[1:])
        for end in ("after", "before"):
            if self.often(0.15):
                given[end] = cursor_of(*rng.choice(self.pools.statements))
        return given

    def referrers(self) -> dict[str, Any]:
        """The arguments of a list of groups of referrers."""
        rng, given = self.rng, dict[str, Any]()
        relations = [t.iri for t in self.pools.model.properties.values() if t.kind is Kind.RELATION]
        predicates = [self.pools.predicates, sorted(relations)]
        if self.often(0.3):
            given["where"] = {"predicate": self._self([rng.choice(rng.choice(predicates)) for _ in "123"])}
        if self.often(0.5):
            given["first"] = rng.choice(_SIZES)
        if self.often(0.2):
            given["after"] = group_cursor(rng.choice(rng.choice(predicates)))
        return given

    def group_page(self) -> dict[str, Any]:
        """The arguments of the members of a group of referrers."""
        given: dict[str, Any] = {"first": self.rng.choice(_SIZES)} if self.often(0.5) else {}
        return given | ({"after": self.iri(None)} if self.often(0.2) else {})

    def order(self, target: str | None) -> Any:
        """An `orderBy`: mostly a list of one or two keys."""
        if self.often(0.05):
            return None
        keys = [self._order_key(target, 2) for _ in range(self.rng.choice((0, 1, 1, 1, 2, 3)))]
        return keys[0] if len(keys) == 1 and self.often(0.2) else keys

    def _order_key(self, target: str | None, depth: int) -> Any:
        rng, fields = self.rng, self.pools.model.classes[target].fields if target else ()
        if self.often(0.03):
            return {}
        if not fields or self.often(0.2):
            name = rng.choice(("iri", "id", "label"))
            return {name: self._direction(is_text=name == "label")}
        usable = [
            f
            for f in fields
            if f.term.kind is Kind.TEXT
            or (f.term.kind is Kind.RELATION and depth > 0)
            or not (f.many or f.term.kind in (Kind.LITERAL, Kind.RELATION))
        ]
        if not usable:
            return {"label": self._direction(is_text=True)}
        weights = [self.pools.weight(f, target, 1) * (3 if f.term.derived_code else 1) for f in usable]
        (field,) = rng.choices(usable, weights)
        if field.term.kind is Kind.RELATION:
            if field.many and depth == 2 and self.often(0.4):
                return {field.name: {"count": rng.choice(("ASC", "DESC"))}}
            return {field.name: self._order_key(field.target, depth - 1)}
        return {field.name: self._direction(is_text=field.term.kind is Kind.TEXT)}

    def _direction(self, *, is_text: bool) -> dict[str, Any] | None:
        if self.often(0.03):
            return None
        given: dict[str, Any] = {}
        if self.often(0.7):
            given["dir"] = self.rng.choice(("ASC", "DESC"))
        if is_text and self.often(0.4):
            given["lang"] = None if self.often(0.1) else self.language()
        if self.often(0.2):
            given["pick"] = self.rng.choice(("MIN", "MAX", None))
        return given

    # -- facets and groups

    def facet(self, target: str | None, *, is_key: bool) -> dict[str, Any]:
        """The arguments of a facet; of one by a key of class `target`."""
        given: dict[str, Any] = {"key": self.group_key(target)} if is_key else {}
        if self.often(0.35):
            given["limit"] = self.rng.choice((0, 1, 2, 5, 20, 200))
        if self.often(0.35):
            given["withoutOwn"] = self.often(0.7)
        if self.often(0.35):
            given["none"] = self.often(0.3)
        if self.often(0.4):
            given["orderBy"] = [
                {self.rng.choice(("count", "value", "label")): self.rng.choice(("ASC", "DESC"))}
                for _ in range(self.rng.choice((0, 1, 1, 2)))
            ]
        return given

    def groups(self, target: str | None) -> dict[str, Any]:
        """The arguments of the groups of a list."""
        rng = self.rng
        given: dict[str, Any] = {
            "by": [self.group_key(target) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
        }
        if self.often(0.3):
            given["first"] = rng.choice(_SIZES)
        if self.often(0.3):
            given["none"] = self.often(0.5)
        if self.often(0.5):
            given["orderBy"] = [self._group_order(target) for _ in range(rng.choice((1, 1, 2)))]
        if self.often(0.3):
            given["having"] = self._having(target)
        return given

    def group_key(self, target: str | None, depth: int = 2, *, at_start: bool = True) -> dict[str, Any]:
        """What members are grouped by: a field, mostly one with data, or something behind a relation."""
        fields = [f for f in self.pools.model.fields(target) if is_groupable(f)]
        fields = [f for f in fields if depth > 0 or f.term.kind is not Kind.RELATION]
        if not at_start and (not fields or self.often(0.4)):
            return {}
        if not fields or self.often(0.1):
            return {"types": True}
        (field,) = self.rng.choices(fields, [self.pools.weight(f, target, 1) for f in fields])
        if field.term.kind in (Kind.DATE, Kind.DATETIME, Kind.PERIOD):
            return {field.name: self.rng.choice(("YEAR", "QUARTER", "MONTH", "DAY"))}
        if field.term.kind is not Kind.RELATION:
            return {field.name: True}
        key = self.group_key(field.target, depth - 1, at_start=False)
        if self.often(0.2):
            key["where"] = self.where(field.target, 1)
        return {field.name: key}

    def _group_order(self, target: str | None) -> dict[str, Any]:
        direction = self.rng.choice(("ASC", "DESC"))
        figure = self._figure(target)
        if figure is None or self.often(0.6):
            return {self.rng.choice(("keys", "count")): direction}
        name, field = figure
        return {name: {"of": field.name, "dir": direction}}

    def _figure(self, target: str | None) -> tuple[str, Field] | None:
        fields = [f for f in self.pools.model.fields(target) if is_aggregate(f)]
        if not fields:
            return None
        (field,) = self.rng.choices(fields, [self.pools.weight(f, target) for f in fields])
        dated = field.term.kind in (Kind.DATE, Kind.DATETIME, Kind.YEAR)
        return self.rng.choice(("min", "max") if dated else ("min", "max", "sum", "avg")), field

    def _having(self, target: str | None) -> dict[str, Any]:
        figure = self._figure(target)
        if figure is None or self.often(0.6):
            return {"count": self._counts()}
        name, field = figure
        values = self.pools.values(field, target)
        operator = self.rng.choice(("eq", *_RANGES))
        wanted = str(choose(values, self.rng, field.term.kind)) if values else None
        return {name: [{"of": field.name, operator: wanted}]}

    # -- conditions

    def where(self, target: str | None, depth: int) -> dict[str, Any] | None:
        """Conditions on a resource of a class."""
        if self.often(0.03):
            return None
        return dict(self._condition(target, depth) for _ in range(self.rng.choice((0, *(1,) * 8, 2))))

    def _condition(self, target: str | None, depth: int) -> tuple[str, Any]:
        rng = self.rng
        fields = self.pools.model.fields(target)
        if depth > 0 and self.often(0.2):
            operator = rng.choice(("and", "or", "not"))
            if operator == "not":
                return operator, self.where(target, depth - 1)
            count = rng.choice((0, 1, 2, 2, 3))
            return operator, [self.where(target, depth - 1) or {} for _ in range(count)]
        if not fields or self.often(0.15):
            match rng.choice(("iri", "id", "types", "types", "isNull", "label", "anyText", "sources")):
                case "sources":
                    names = rng.sample(("some", "none", "every"), rng.choice((0, 1, 1, 1, 2)))
                    graph = self.pools.model.source_graph
                    return "sources", {
                        n: (self.where(graph, depth - 1) or {}) if depth > 0 else {} for n in names
                    }
                case "label" | "anyText" as name:
                    return name, self._on_texts(fields, target)
                case "iri" | "id" as name:
                    return name, self._self([self.iri(target) for _ in range(3)])
                case "types":
                    return "types", {"in": [self._class() for _ in range(rng.choice((0, 1, 2)))]}
            return "isNull", self.often(0.3)
        usable = [f for f in fields if depth > 0 or f.term.kind is not Kind.RELATION] or list(fields)
        # Texts have the most operators.
        weights = [self.pools.weight(f, target, 1) * (3 if f.term.kind in _WORDED else 1) for f in usable]
        (field,) = rng.choices(usable, weights)
        return field.name, self._comparison(field, target, depth)

    def _on_texts(self, fields: Sequence[Field], target: str | None) -> dict[str, Any]:
        """Conditions on texts of several properties, from the values of one."""
        textual = [f for f in fields if f.term.kind in _WORDED and not f.inverse]
        values = (
            self.pools.values(self.rng.choice(textual), target) if textual else ("a", "Học", "nền tảng số")
        )
        operators = self._operators(Kind.TEXT, values)
        if self.often(0.5):
            operators["fold"] = self.often(0.8)
        if self.often(0.4):
            operators["lang"] = self.language()
        return operators

    def _class(self) -> str:
        term = self.rng.choice(sorted(self.pools.model.classes.values(), key=lambda t: t.iri))
        return term.iri if self.often(0.5) else term.type_name

    def _comparison(self, field: Field, target: str | None, depth: int) -> Any:
        kind = field.term.kind
        if kind is Kind.RELATION:
            return self._many(field, depth - 1) if field.many else self._one(field, depth - 1)
        values = self.pools.values(field, target)
        if kind is Kind.CODE:
            return self._codes(field, values)
        operators = self._operators(kind, values)
        if kind in _WORDED and self.often(0.5):
            operators["fold"] = self.often(0.8)
        if kind is Kind.TEXT and self.often(0.4):
            operators["lang"] = self.language()
        return operators

    def _many(self, field: Field, depth: int) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for _ in range(self.rng.choice((0, 1, 1, 1, 1, 2))):
            name = self.rng.choice(("some", "some", "none", "every", "count"))
            if name == "count":
                given[name] = self._counts()
            else:
                given[name] = (self.where(field.target, depth) or {}) if depth >= 0 else {}
        return given

    def _counts(self) -> dict[str, Any]:
        rng = self.rng
        operator = rng.choice(("eq", "ne", "in", "notIn", *_RANGES))
        few = (0, 0, 1, 1, 2, 3, 5)
        if operator in ("in", "notIn"):
            return {operator: [rng.choice(few) for _ in range(rng.choice((0, 1, 2)))]}
        return {operator: rng.choice(few)} if self.often(0.95) else {}

    def _one(self, field: Field, depth: int) -> Any:
        inner = (self.where(field.target, depth) or {}) if depth >= 0 else {}
        if self.often(0.15):
            inner["isNull"] = self.often(0.5)
        return inner

    def _codes(self, field: Field, iris: Sequence[str]) -> dict[str, Any]:
        rng = self.rng
        concepts = self.pools.model.code_lists[field.scheme or ""].concepts
        used = [c.enum_name for c in concepts if c.iri in iris] or [c.enum_name for c in concepts]
        operators = self._operators(Kind.CODE, used)
        if self.often(0.3):
            operators[rng.choice(("iri", "id"))] = self._self(iris)
        return operators

    def _self(self, iris: Sequence[str]) -> dict[str, Any]:
        rng = self.rng
        if not iris or self.often(0.05):
            return {}
        operator = rng.choice(("eq", "eq", "in", "in", "ne", "notIn"))
        if operator in ("eq", "ne"):
            return {operator: rng.choice(iris)}
        return {operator: [rng.choice(iris) for _ in range(rng.choice((0, 1, 2, 4)))]}

    def _operators(self, kind: Kind, values: Sequence[Any]) -> dict[str, Any]:
        rng = self.rng
        if not values:
            return {"isNull": self.often(0.5)}
        usable = ["eq", "eq", "in", "ne", "notIn", "isNull", "several", "none"]
        usable += [*_RANGES, "between"] if kind in _ORDERED else []
        usable += ["startsWith", "contains", "contains"] if kind in _SEARCHED else []
        usable += ["matches", "matches"] if kind in _WORDED else []
        match rng.choice(usable):
            case "isNull":
                return {"isNull": self.often(0.5)}
            case "in" | "notIn" as operator:
                return {operator: [choose(values, rng, kind) for _ in range(rng.choice((0, 1, 2, 4)))]}
            case "several":
                one = rng.choice(values)
                return {"eq": one, "in": [one, rng.choice(values)]}
            case "between":
                return {"gte": choose(values, rng, kind), "lt": choose(values, rng, kind)}
            case "none":
                return {}
            case "matches":
                return {"matches": like(some_words(rng.choice(values), rng), rng)}
            case "startsWith":
                start = rng.choice(values)[: rng.choice((0, 1, 2, 5, 50))]
                return {"startsWith": choose([start], rng, kind)}
            case operator:
                return {operator: choose(values, rng, kind)}
