"""From a `where` argument, as plain data, to a `Condition`: GraphQL names become terms of the model."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from graph_api.errors import QueryError, did_you_mean
from graph_api.plan.arguments.operators import (
    AMONG,
    ON_VALUES,
    RANGES,
    Plain,
    among,
    has_any_of,
    refuse_nulls,
    tests_of,
)
from graph_api.plan.arguments.period import Periods
from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    CountTest,
    HasAny,
    HasValue,
    IriAmong,
    IsA,
    Not,
    SomeMember,
    SomeSource,
    Test,
    both,
    negation,
)
from graph_api.plan.document import operand
from graph_api.plan.operands import (
    SearchKeys,
    as_list,
    iris,
    lower,
    number,
    numbers,
)
from ontology.model import Field, Kind, Model, PropertyTerm
from ontology.storage import TEXTS
from ontology.values.property_values import is_concluded

ReadPart = Callable[[str, object, "ConditionScope"], Condition | None]
DEEPEST = 40
"""The depth to which conditions may be nested; both stores accept it for all conditions."""


@dataclass(frozen=True, slots=True)
class ConditionScope:
    """The place of a condition: its depth, and the day (a date, a `Variable` or None) for which members count."""

    as_of: object = None
    depth: int = 0

    def along(self, field: Field) -> "ConditionScope":
        """Return the place behind a relation: without a day if the relation spans time."""
        return replace(self, as_of=None) if field.spans_time else self

    def below(self) -> "ConditionScope":
        """One level deeper."""
        return replace(self, depth=self.depth + 1)


class WhereReader:
    """Reads conditions over one model. Absent operators add no condition; null ones are refused."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.periods = Periods(model)
        self._fields = model.fields_by_name()
        self._texts = {iri: _texts_of(model, iri) for iri in (None, *model.classes)}
        self._class_names = {t.type_name: iri for iri, t in model.classes.items()}

    def members(self, target: str | None, where: object, as_of: object) -> Condition | None:
        """The condition on the members of a list: `where`, and validity on a day."""
        return both(self.periods.holding(target, as_of), self.read(target, where, ConditionScope(as_of)))

    def found(self, target: str | None, where: object, as_of: object) -> Condition | None:
        """The condition on the results of a search, of class `target`: its `where`, and validity on a day."""
        return both(self.periods.holding(target, as_of), self.of_search(where, ConditionScope(as_of)))

    def read(self, target: str | None, where: object, at: ConditionScope) -> Condition | None:
        """The condition that `where` puts on resources of class `target`; None: no condition."""
        return self._all(where, at, partial(self._part, target))

    def of_search(self, where: object, at: ConditionScope) -> Condition | None:
        """The condition that a `SearchWhere` puts on a resource: like `read`, with conditions by type."""
        return self._all(where, at, self._part_of_search)

    def _all(self, where: object, at: ConditionScope, part: ReadPart) -> Condition | None:
        if not isinstance(where, Mapping):
            return None
        if at.depth > DEEPEST:
            raise QueryError(
                f"A condition may be nested {DEEPEST} deep at most.",
                code="TOO_DEEP",
            )
        refuse_nulls(where)
        operators = sorted((name, value) for name, value in where.items() if value is not None)
        return both(*(part(name, value, at.below()) for name, value in operators))

    def _part(self, target: str | None, name: str, value: object, at: ConditionScope) -> Condition | None:
        match name:
            case "and":
                return both(*(self.read(target, item, at) for item in as_list(value)))
            case "or":
                return Any(tuple(self.read(target, item, at) or All(()) for item in as_list(value)))
            case "not":
                return negation(self.read(target, value, at) or All(()))
            case "iri" | "id":
                return both(*among(cast(Plain, value), iris, lambda test: IriAmong(test.operand)))
            case "types":
                return self._types(cast(Plain, value))
            case "sources":
                return self._sources(cast(Plain, value), at)
            case "label":
                return self._on_texts(self._model.names, cast(Plain, value))
            case "anyText":
                return self._on_texts(self._texts[target], cast(Plain, value))
            case "isNull":  # a resource that is tested exists; for a relation that leads nowhere, see `_one`
                return Any(()) if value else None
        return self._field(self._fields[target][name], cast(Plain, value), at)

    def _part_of_search(self, name: str, value: object, at: ConditionScope) -> Condition | None:
        match name:
            case "and":
                return both(*(self.of_search(item, at) for item in as_list(value)))
            case "or":
                return Any(tuple(self.of_search(item, at) or All(()) for item in as_list(value)))
            case "not":
                return negation(self.of_search(value, at) or All(()))
            case "iri" | "id" | "types" | "sources":
                return self._part(None, name, value, at)
        iri = self._model.class_of(name).iri
        return both(IsA((iri,)), self.read(iri, value, at))

    def _types(self, value: Plain) -> Condition | None:
        refuse_nulls(value)
        names = value.get("in")
        return None if names is None else self.types(names)

    def _sources(self, value: Plain, at: ConditionScope) -> Condition | None:
        """Conditions on the graphs that state something about a resource."""
        refuse_nulls(value)

        def some(inner: Condition | None) -> Condition:
            return SomeSource(inner, self._model.labels_graph)

        read = {name: self.read(self._model.source_graph, one, at) for name, one in value.items()}
        parts: list[Condition | None] = []
        if "some" in read:
            parts.append(some(read["some"]))
        if "none" in read:
            parts.append(Not(some(read["none"])))
        if (every := read.get("every")) is not None:
            parts.append(Not(some(negation(every))))
        return both(*parts)

    def types(self, names: object) -> IsA:
        """The condition that a resource is of one of some types, each by GraphQL name or class IRI."""
        return IsA(tuple(sorted({self._class(str(n)) for n in as_list(names)})))

    def _class(self, name: str) -> str:
        iri = self._class_names.get(name, name)
        if iri not in self._model.classes:
            raise QueryError(
                f"There is no type {name!r}.",
                code="UNKNOWN_TYPE",
                hint=did_you_mean(name, [*self._class_names, *self._model.classes]),
            )
        return iri

    def _field(self, field: Field, value: Plain, at: ConditionScope) -> Condition | None:
        term = field.term
        if term.kind is Kind.RELATION:
            relation = self._members if field.many else self._one
            return relation(field, value, at.along(field))
        if (derived := term.derived_code) is None:
            return self._on_values(field, value, lambda condition: condition)
        holding = self.periods.held(derived, at.as_of)
        code = Field(field.name, derived.value, inverse=False, scheme=field.scheme)
        return self._on_values(
            code, value, lambda condition: SomeMember(derived.along, both(holding, condition))
        )

    def _on_values(
        self, field: Field, value: Plain, of: Callable[[Condition], Condition]
    ) -> Condition | None:
        """Conditions on the values of a field; `of` turns one into a condition on the resource that has the values."""
        refuse_nulls(value)
        term = field.term
        lang_value = value.get("lang")
        lang = None if lang_value is None else operand(lang_value, lower)
        folded = bool(value.get("fold")) and term.kind in TEXTS
        keys = SearchKeys(term.kind, fold=folded, codes=self._codes(field))
        parts = tests_of(value, keys, lambda test: of(HasValue(term, test, lang)))
        if value.get("isNull") is not None:
            has = of(HasAny(field, lang, stated=lang is None and not is_concluded(term)))
            parts.append(Not(has) if value["isNull"] else has)
        for name in ("iri", "id") if term.kind is Kind.CODE else ():
            if isinstance(value.get(name), Mapping):
                parts += among(cast(Plain, value[name]), iris, lambda test: of(HasValue(term, test)))
        return both(*parts)

    def _on_texts(self, terms: Sequence[PropertyTerm], value: Plain) -> Condition | None:
        """Conditions on the texts of several properties, as if they were those of one."""
        refuse_nulls(value)
        lang_value = value.get("lang")
        lang = None if lang_value is None else operand(lang_value, lower)
        tagged = [term for term in terms if lang is None or term.kind is Kind.TEXT]
        keys = SearchKeys(Kind.TEXT, fold=bool(value.get("fold")))
        parts = tests_of(value, keys, lambda test: Any(tuple(HasValue(term, test, lang) for term in tagged)))
        if value.get("isNull") is not None:
            fields = (Field(term.name, term, inverse=False) for term in tagged)
            has = Any(
                tuple(HasAny(f, lang, stated=lang is None and not is_concluded(f.term)) for f in fields)
            )
            parts.append(Not(has) if value["isNull"] else has)
        return both(*parts)

    def _one(self, field: Field, value: Plain, at: ConditionScope) -> Condition | None:
        """Conditions on a to-one relation, which is valid on all days."""
        inner = self.read(field.target, value, at)
        of_nothing, of_misfit = (self._of_none(field.target, value, at, stated) for stated in (False, True))
        if of_nothing is None:
            return None
        stated = HasAny(field.to_anything, stated=not (field.term.chain or is_concluded(field.term)))
        ways: list[Condition] = [Not(stated)] if of_nothing else []
        if of_misfit:
            ways.append(All((stated, Not(SomeMember(field, None)))))
        if value.get("isNull") is not True:
            ways.append(SomeMember(field, inner))
        return ways[0] if len(ways) == 1 else Any(tuple(ways))

    def _of_none(self, target: str | None, where: object, at: ConditionScope, stated: bool) -> bool | None:
        """The value of a condition if a relation leads to no member: false, unless it tests that; None: no condition.

        `stated`: the relation has a value that does not fit it, so that it is not null.
        """
        if at.depth > DEEPEST:
            return False  # `read` refuses it
        operators = cast(Plain, where).items() if isinstance(where, Mapping) else ()
        parts = [
            self._part_of_none(target, name, value, at.below(), stated)
            for name, value in operators
            if value is not None
        ]
        conditions = [part for part in parts if part is not None]
        return all(conditions) if conditions else None

    def _part_of_none(
        self, target: str | None, name: str, value: object, at: ConditionScope, stated: bool
    ) -> bool | None:
        match name:
            case "isNull":
                return value is not stated
            case "and":
                parts = [self._of_none(target, item, at, stated) for item in as_list(value)]
                return None if set(parts) <= {None} else False not in parts
            case "or":
                return any(self._of_none(target, item, at, stated) for item in as_list(value))
            case "not":
                return False
        return False if self._is_condition_on(target, name, value, at) else None

    # -- tests for a condition without reading it: reading would double the work at each level

    def _is_condition(
        self, target: str | None, where: object, at: ConditionScope, *, of_one: bool = False
    ) -> bool:
        """True if `read` returns a condition for `where`; `of_one`: if `_one` does."""
        if at.depth > DEEPEST:
            return True  # `read` refuses it
        operators = cast(Plain, where).items() if isinstance(where, Mapping) else ()
        return any(
            self._is_condition_on(target, name, value, at.below(), of_one=of_one)
            for name, value in operators
            if value is not None
        )

    def _is_condition_on(
        self, target: str | None, name: str, value: object, at: ConditionScope, *, of_one: bool = False
    ) -> bool:
        """True if `_part` returns a condition for this operator or field."""
        match name:
            case "and":
                return any(self._is_condition(target, item, at, of_one=of_one) for item in as_list(value))
            case "or" | "not":
                return True
            case "iri" | "id":
                return has_any_of(value, AMONG)
            case "types":
                return has_any_of(value, ("in",))
            case "sources":
                every = cast(Plain, value).get("every")
                return has_any_of(value, ("some", "none")) or self._is_condition(
                    self._model.source_graph, every, at
                )
            case "label" | "anyText":
                return has_any_of(value, ON_VALUES)
            case "isNull":  # its existence is a condition if a relation may lead nowhere
                return of_one or bool(value)
        field, operators = self._fields[target][name], cast(Plain, value)
        if field.term.kind is not Kind.RELATION:
            return has_any_of(operators, ON_VALUES) or any(
                has_any_of(operators.get(one), AMONG) for one in ("iri", "id")
            )
        if not field.many:
            return self._is_condition(field.target, operators, at, of_one=True)
        counts = has_any_of(operators.get("count"), (*AMONG, *RANGES))
        return (
            counts
            or has_any_of(operators, ("some", "none"))
            or self._is_condition(field.target, operators.get("every"), at)
        )

    def _members(self, field: Field, value: Plain, at: ConditionScope) -> Condition | None:
        """Conditions on a to-many relation; only members valid on the day count."""
        refuse_nulls(value)
        holding = self.periods.holding(field.target, at.as_of)

        def inner(name: str) -> Condition | None:
            return self.read(field.target, value[name], at)

        parts: list[Condition | None] = []
        if value.get("some") is not None:
            parts.append(SomeMember(field, both(holding, inner("some"))))
        if value.get("none") is not None:
            parts.append(Not(SomeMember(field, both(holding, inner("none")))))
        if value.get("every") is not None and (every := inner("every")) is not None:
            parts.append(Not(SomeMember(field, both(holding, negation(every)))))
        if isinstance(value.get("count"), Mapping):
            count = cast(Plain, value["count"])
            parts += among(count, numbers, lambda test: CountTest(field, test, holding))
            parts += [
                CountTest(field, Test(name, operand(count[name], number)), holding)
                for name in RANGES
                if count.get(name) is not None
            ]
        return both(*parts)

    def _codes(self, field: Field) -> tuple[tuple[str, str], ...]:
        concepts = self._model.code_lists[field.scheme].concepts if field.scheme else ()
        return tuple((name, c.iri) for c in concepts for name in c.names)


def without_field(where: object, names: Collection[str], inside: Collection[str] = ()) -> object:
    """`where` without the conditions that it, or a part of its `and`, puts directly on the field of these names.

    `inside`: of a `SearchWhere`, the names of the type whose field it is.
    """
    if not isinstance(where, Mapping):
        return where
    kept = {
        n: without_field(v, names) if n in inside else v for n, v in where.items() if inside or n not in names
    }
    if kept.get("and") is not None:
        kept["and"] = [without_field(item, names, inside) for item in as_list(kept["and"])]
    return kept


def _texts_of(model: Model, target: str | None) -> tuple[PropertyTerm, ...]:
    """The full-text properties of a class and those below, or (None) all, by IRI."""
    below = (target, *model.classes[target].descendants) if target else tuple(model.classes)
    terms = {field.term.iri: field.term for iri in below for field in model.fields(iri)}
    return tuple(t for _, t in sorted(terms.items()) if t.full_text and t.kind in TEXTS)
