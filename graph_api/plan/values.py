"""Plans of the selections of stored values: texts, codes, literals."""

from collections.abc import Sequence
from dataclasses import replace

from graphql import FieldNode

from graph_api.plan import outputs, reads
from graph_api.plan.document import operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.operands import language_tags
from graph_api.plan.scope import Scope, sets_of
from ontology.model import DerivedCode, Field, Kind
from ontology.values.languages import lookup_ranges
from ontology.values.property_values import AS_STATED

_TEXTS_OF_TERMS = ("label", "description")


def plan_words(scope: Scope, nodes: Sequence[FieldNode]) -> outputs.Words:
    """The plan of a `LangText`."""
    lang = scope.document.given(nodes[0], "lang")
    preference = None if lang is None else operand(lang, _languages)
    return outputs.Words(scope.names("LangText", nodes), preference)


def plan_term(
    scope: Scope, type_name: str, nodes: Sequence[FieldNode]
) -> tuple[tuple[str, str | outputs.Words], ...]:
    """The fields selected of a term of the ontology or a code, its texts as words."""
    grouped = scope.document.collect(type_name, sets_of(nodes))
    return tuple(
        (key, _described(scope, inner) if inner[0].name.value in _TEXTS_OF_TERMS else inner[0].name.value)
        for key, inner in grouped.items()
    )


def plan_value(
    scope: Scope, field: Field, nodes: Sequence[FieldNode], draft: LevelDraft, *, every_language: bool = False
) -> outputs.Value:
    """The plan of a field that is not a relation."""
    term = field.term
    draft.columns.add(term.key)
    if term.kind is Kind.TEXT:
        return outputs.Value(term, every_language, plan_words(scope, nodes))
    if term.kind is Kind.CODE:
        return outputs.Value(term, fields=plan_term(scope, "Code", nodes))
    if term.kind in AS_STATED:
        return outputs.Value(term, fields=scope.names("Literal", nodes))
    return outputs.Value(term)


def plan_derived(
    scope: Scope, field: Field, derived: DerivedCode, nodes: Sequence[FieldNode], draft: LevelDraft
) -> outputs.LinkedValue:
    """The plan of a derived code: the code on the day, or today if there is none."""
    below = LevelDraft()
    code = Field(field.name, derived.value, inverse=False, scheme=field.scheme)
    value = plan_value(scope, code, nodes, below)
    link = reads.Link(derived.along, below.level(), scope.tables.where.periods.held(derived, scope.as_of))
    draft.links.append(link)
    return outputs.LinkedValue(link, value)


def _described(scope: Scope, nodes: Sequence[FieldNode]) -> outputs.Words:
    """The plan of the label or description of a term."""
    return replace(plan_words(scope, nodes), of=nodes[0].name.value)


def _languages(value: object) -> tuple[str, ...]:
    # `*` leaves the choice to the usual order (RFC 4647 §3.4).
    return lookup_ranges(tag for tag in language_tags(value) if tag != "*")
