"""The Cypher of conditions, and the start of lists that a condition makes short.

A condition that few resources meet is matched first. A condition along many relations is followed from its ends: the
list of all resources that meet it is made at the head of the statement, because the ways from a start multiply with
each relation.
"""

from collections.abc import Callable

from graph_api.plan.conditions import (
    SIGNS,
    All,
    Any,
    Condition,
    CountTest,
    HasAny,
    HasType,
    HasValue,
    IriAmong,
    IsA,
    Not,
    Operand,
    SomeMember,
    SomeSource,
    Test,
    WordsFound,
    is_selective,
    needs_value,
    steps,
)
from graph_api.stores.neo4j.search import CypherSearch
from graph_api.stores.neo4j.statement import CypherDraft, node, quoted
from graph_api.stores.neo4j.trails import fits, match_members, trail_of
from ontology import storage as st
from ontology.model import Field, Kind, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.record import is_list

_FEW_STEPS = 2
"""Conditions along more relations than this are followed from their ends: the ways from the start multiply."""


class CypherConditions:
    """Writes the conditions of one statement; those followed from their ends become its `sets`."""

    def __init__(self, draft: CypherDraft) -> None:
        self.draft = draft
        self._sets: list[tuple[SomeMember, str, str]] = []

    def holds(self, condition: Condition | None, n: str) -> str:
        """Cypher that is true iff the condition holds for `n`, never null."""
        match condition:
            case None:
                return "true"
            case All(parts=parts):
                return "(" + (" AND ".join(self.holds(c, n) for c in parts) or "true") + ")"
            case Any(parts=parts):
                return "(" + (" OR ".join(self.holds(c, n) for c in parts) or "false") + ")"
            case Not(part=part):
                return f"(NOT {self.holds(part, n)})"
            case IriAmong(among=among):
                return f"({n}.iri IN {self.draft.parameter(among)})"
            case IsA() | HasType():
                return self._is_of(condition, n)
            case HasValue():
                return self._has_value(condition, n)
            case HasAny(field=field, lang=lang, stated=stated):
                has = self._has_any(field, lang, n)
                return f"({has} OR {self._states(field, n)})" if stated else has
            case WordsFound():
                return self.search(condition).holds(n)
            case SomeMember() | CountTest():
                return self._about_members(condition, n)
            case SomeSource(condition=inner):
                return self._some_source(inner, n)
        raise TypeError(condition)

    def _is_of(self, condition: IsA | HasType, n: str) -> str:
        """`n` is an instance of some class; of a stated one if it is among its types, or in its residue."""
        classes = condition.classes
        if isinstance(condition, IsA):
            return "(" + (" OR ".join(f"{n}:{self.draft.label(c)}" for c in classes) or "false") + ")"
        x, y = self.draft.variable("x"), self.draft.variable("x")
        names = self.draft.constant(list(classes))
        starts = self.draft.constant([f"<{RDF_TYPE}> <{iri}>" for iri in classes])
        kept = f"any({y} IN {starts} WHERE {x} STARTS WITH {y})"
        return (
            f"(any({x} IN coalesce({n}.{st.TYPES}, []) WHERE {x} IN {names}) "
            f"OR any({x} IN coalesce({n}.{st.RESIDUE}, []) WHERE {kept}))"
        )

    def _about_members(self, condition: SomeMember | CountTest, n: str) -> str:
        if isinstance(condition, CountTest):
            met = self._met(condition.field, condition.condition, n)
            return f"({self._compared(f'COUNT {{ {met} }}', condition.test)})"
        if _is_long(condition):
            return f"({n} IN {self._set(condition)})"
        return self._related(condition.field, condition.condition, n)

    def _some_source(self, inner: Condition | None, n: str) -> str:
        g = self.draft.variable("n")
        return (
            f"EXISTS {{ MATCH ({g}:{st.RESOURCE}) WHERE {g}.{st.GRAPH_ID} IN coalesce({n}.{st.GRAPHS}, []) "
            f"AND {g}.{st.GENERATION} = {n}.{st.GENERATION} AND {self.holds(inner, g)} }}"
        )

    def search(self, searched: WordsFound) -> CypherSearch:
        """The writer of the parts of a search."""
        return CypherSearch(searched, self.draft.parameter)

    def _has_value(self, condition: HasValue, n: str) -> str:
        term, test = condition.term, condition.test
        x = self.draft.variable("x")
        if term.kind in st.TEXTS:
            if term.kind is Kind.STRING and test.comparison != "matches" and not test.fold:
                return self._has_string(term, test, n)
            stored = _stored_text(term, test, n)
            is_key = test.comparison in SIGNS or test.comparison == "matches"
            value = _start_of(x) if is_key else _text_of(x)
            marked = f"NOT {x} ENDS WITH '@*' AND " if test.comparison in SIGNS else ""
            wanted = f"{marked}{self._compared(value, test)}{in_language(self.draft, x, condition.lang)}"
            return f"any({x} IN coalesce({stored}, []) WHERE {wanted})"
        name = quoted(
            st.search_property(term.key) if term.kind in st.SEARCHED_BY_KEY else st.value_property(term.key)
        )
        if term.kind is Kind.BOOLEAN:
            return self._any(term, f"{n}.{name}", lambda value: self._compared(f"toString({value})", test))
        return self._any(term, f"{n}.{name}", lambda value: self._compared(value, test))

    def _has_string(self, term: PropertyTerm, test: Test, n: str) -> str:
        if test.comparison in SIGNS:
            x = self.draft.variable("x")
            keys = f"coalesce({n}.{quoted(st.sort_property(term.key))}, [])"
            return f"any({x} IN {keys} WHERE {self._compared(_start_of(x), test)})"
        return self._any(term, composed_text(term, n), lambda one: self._compared(one, test))

    def _any(self, term: PropertyTerm, value: str, holds: Callable[[str], str]) -> str:
        """Some value of a property, which is a list or not, meets a condition."""
        if is_list(term):
            x = self.draft.variable("x")
            return f"any({x} IN coalesce({value}, []) WHERE {holds(x)})"
        return f"coalesce({holds(value)}, false)"

    def _compared(self, value: str, test: Test) -> str:
        operand = self.draft.parameter(test.operand)
        match test.comparison:
            case "in":
                return f"{value} IN {operand}"
            case "startsWith":
                return f"{value} STARTS WITH {operand}"
            case "contains":
                return f"{value} CONTAINS {operand}"
            case "matches":
                w = self.draft.variable("w")
                found = f"(' ' + {value} + ' ') CONTAINS (' ' + {w} + ' ')"
                return f"(size({operand}) > 0 AND all({w} IN {operand} WHERE {found}))"
        return f"{value} {SIGNS[test.comparison]} {operand}"

    def _has_any(self, field: Field, lang: Operand | None, n: str) -> str:
        if field.term.kind is Kind.RELATION:
            return self._related(field, None, n)
        name = f"{n}.{quoted(st.value_property(field.term.key))}"
        if lang is None:
            return f"({name} IS NOT NULL)"
        x = self.draft.variable("x")
        return f"any({x} IN coalesce({name}, []) WHERE true{in_language(self.draft, x, lang)})"

    def _states(self, field: Field, n: str) -> str:
        """The resource states the property in a way that the values do not show."""
        e, start = self.draft.variable("e"), self.draft.constant(field.term.iri + " ")
        return f"any({e} IN coalesce({n}.{st.ELSEWHERE}, []) WHERE {e} STARTS WITH {start})"

    def _related(self, field: Field, inner: Condition | None, n: str) -> str:
        return f"EXISTS {{ {self._met(field, inner, n)} }}"

    def _met(self, field: Field, inner: Condition | None, n: str) -> str:
        """`MATCH` of the members of a field that meet a condition."""
        m = self.draft.variable("n")
        return f"{match_members(self.draft, field, n, m)} AND {self.holds(inner, m)}"

    # -- conditions that few resources meet, and those followed from their ends

    def start(self, condition: Condition | None, n: str) -> tuple[str, Condition | None]:
        """Clauses that bind `n` by a selective part of the condition, and the rest of the condition."""
        match condition:
            case SomeMember() if _is_long(condition) and not is_selective(condition):
                return f"UNWIND {self._set(condition)} AS {n} ", None
            case SomeMember(field=field, condition=inner) if inner is not None and is_selective(inner):
                return f"{self._leading(field, inner, n)} WITH DISTINCT {n} ", None
            case IriAmong(among=among):
                wanted = self.draft.variable("w")
                return (
                    f"UNWIND {self.draft.parameter(among)} AS {wanted} MATCH {node(n, wanted)} ",
                    None,
                )
            case WordsFound():
                return self.search(condition).candidates(n), condition
            case All(parts=parts):
                first = next((c for is_start in (is_selective, _is_long) for c in parts if is_start(c)), None)
                if first is None:
                    return "", condition
                start, rest = self.start(first, n)
                others = [c for c in parts if c is not first] + ([rest] if rest else [])
                return start, All(tuple(others))
            case _:
                return "", condition

    def _leading(self, field: Field, inner: Condition, n: str) -> str:
        """`MATCH …` of the resources `n` with a member of a field that meets a condition, starting from the members."""
        m = self.draft.variable("n")
        deeper, rest = self.start(inner, m)
        trail = trail_of(self.draft, field, n, m).text
        # A resource with a value is described, so it has the class: Neo4j need not scan all resources.
        pattern = self.draft.member(field.target, m) if needs_value(rest) else node(m)
        return f"{deeper}MATCH {pattern} WHERE {fits(self.draft, field.target, m)} AND {self.holds(rest, m)} {trail}"

    def _set(self, condition: SomeMember) -> str:
        """The name of a list, made once at the head of the statement, of all resources that meet a condition."""
        known = next((name for one, name, _ in self._sets if one is condition), None)
        if known is None:
            n, known = self.draft.variable("n"), self.draft.variable("f")
            leading = self._leading(condition.field, condition.condition or All(()), n)
            self._sets.append((condition, known, f"COLLECT {{ {leading} RETURN DISTINCT {n} }}"))
        return known

    @property
    def sets(self) -> str:
        """The clauses that make the lists of resources that meet conditions, each after those it needs."""
        return "".join(f"WITH *, {text} AS {name} " for _, name, text in self._sets)


def in_language(draft: CypherDraft, x: str, lang: Operand | None) -> str:
    """`AND …`: the stored `…@lang` is in a language or a variant of it; empty for all languages."""
    if lang is None:
        return ""
    tag = draft.parameter(lang)
    return f" AND ({_tag_of(x)} = {tag} OR {_tag_of(x)} STARTS WITH {tag} + '-')"


def _is_long(condition: Condition) -> bool:
    """True if the condition leads along many relations."""
    return isinstance(condition, SomeMember) and steps(condition) > _FEW_STEPS


def _stored_text(term: PropertyTerm, test: Test, n: str) -> str:
    """The values of a text in the form that a test needs."""
    if test.comparison in SIGNS:
        return f"{n}.{quoted(st.sort_property(term.key))}"
    if test.comparison == "matches":
        return f"{n}.{quoted(st.words_property(term.key))}"
    return f"{n}.{quoted(st.fold_property(term.key))}" if test.fold else composed_text(term, n)


def composed_text(term: PropertyTerm, n: str) -> str:
    """The values of a text in NFC."""
    return f"coalesce({n}.{quoted(st.nfc_property(term.key))}, {n}.{quoted(st.value_property(term.key))})"


def _start_of(element: str) -> str:
    """The part before the language in a stored `key@lang` whose key has no `@`."""
    return f"split({element}, '@')[0]"


def _text_of(element: str) -> str:
    """The text of a stored `text@lang`."""
    return f"left({element}, size({element}) - size({_tag_of(element)}) - 1)"


def _tag_of(element: str) -> str:
    return f"split({element}, '@')[-1]"
