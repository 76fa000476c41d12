"""From a GraphQL operation to its plan. Pure: no store, no clock; one call per document and shape of variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan import outputs
from graph_api.plan import plan as p
from graph_api.plan.conditions import HasType, Operand, WordsFound, both
from graph_api.plan.document import ABSENT, OperationDocument, operand
from graph_api.plan.listing import MemberList, read_listing
from graph_api.plan.lists import plan_list, wants_count, wants_rows
from graph_api.plan.operands import iris
from graph_api.plan.order import OrderKey
from graph_api.plan.resources import ResourcePlan
from graph_api.plan.scope import Scope, Tables, sets_of
from graph_api.plan.search import ReadQuery, tags
from graph_api.plan.search_steps import SearchedText
from graph_api.plan.values import plan_words
from ontology.model import ClassTerm

_BY_IRI: Mapping[str, str | None] = {"node": "id", "resource": None, "resources": "iris"}
"""The root fields of resources of any class, with the argument that names them; None: `iri` or `id`."""

_SEARCH, _OF_TYPE = "search", "resourcesOf"


class Planner(Tables):
    """Plans root fields over one model."""

    @cached_property
    def roots(self) -> dict[str, tuple[ClassTerm, bool]]:
        """The root fields of classes: their class, and true for lists."""
        roots: dict[str, tuple[ClassTerm, bool]] = {}
        for term in self.model.classes.values():
            roots |= dict.fromkeys((term.singular, *term.singular_aliases), (term, False))
            roots |= dict.fromkeys((term.plural, *term.plural_aliases), (term, True))
        return roots

    def plan(self, document: OperationDocument, key: str, nodes: Sequence[FieldNode]) -> p.Root:
        """The plan of one root field. Raises `QueryError` for invalid arguments."""
        name = nodes[0].name.value
        scope = Scope(self, document)
        if name == _SEARCH:
            return _plan_list(key, nodes, _read_search(scope, key, nodes[0]), name)
        if name == _OF_TYPE:
            return _plan_of_type(scope, key, nodes)
        if name in _BY_IRI:
            return _plan_by_iri(key, nodes, scope, None)
        term, is_list = self.roots[name]
        if is_list:
            return _plan_list(key, nodes, read_listing(scope, nodes[0], term.iri), term.iri)
        return _plan_by_iri(key, nodes, scope, term.iri)

    def computed(
        self,
        key: str,
        target: str | None,
        document: OperationDocument,
        nodes: Sequence[FieldNode],
        as_of: object,
    ) -> p.Root:
        """The plan of resources whose IRIs are the value of the variable `key` when the question is asked."""
        selection, level = ResourcePlan(Scope(self, document, as_of)).selection(target, sets_of(nodes))
        return p.Root(key=key, of=None, level=level, output=selection, among=Operand(iris, variable=key))

    def words(self, document: OperationDocument, nodes: Sequence[FieldNode]) -> outputs.Words:
        """The plan of a `LangText`."""
        return plan_words(Scope(self, document), nodes)


def _plan_list(key: str, nodes: Sequence[FieldNode], listing: MemberList, mark: str) -> p.Root:
    """The plan of a root field that is a list; `mark` distinguishes it from other lists."""
    output = plan_list(listing, ResourcePlan(listing.scope), nodes, mark)
    return p.Root(
        key=key,
        of=listing.target,
        level=output.level,
        output=output,
        where=listing.members(),
        page=output.page,
        rows=wants_rows(output) or listing.is_search,  # the first of them says if the search goes on
        count=wants_count(output),
        tallies=output.tallies,
        operands=output.operands,
    )


def _plan_of_type(scope: Scope, key: str, nodes: Sequence[FieldNode]) -> p.Root:
    """The plan of the list of all resources of a class, which the schema need not have."""
    model, iri = scope.tables.model, str(scope.document.argument(nodes[0], "type"))
    listing = read_listing(scope, nodes[0], None)
    mark = f"{_OF_TYPE} <{iri}>"
    if iri in model.classes:
        return replace(_plan_list(key, nodes, listing, mark), of=iri)
    stated = HasType(tuple(sorted(model.below(iri))))
    return _plan_list(key, nodes, replace(listing, only=stated), mark)


def _read_search(scope: Scope, key: str, node: FieldNode) -> MemberList:
    """The list of all resources with the words of a text, best first."""
    document, lang = scope.document, scope.document.given(node, "lang")
    suggest = document.argument(node, "suggest") is True
    text = operand(document.leaves(node, "text"), ReadQuery(suggest, scope.tables.model.search.markers))
    searched = WordsFound(
        SearchedText(text.convert, text.value, text.variable, key=key),
        None if lang is None else operand(lang, tags),
    )
    types = document.argument(node, "types")
    is_a = None if types in (ABSENT, None) else scope.tables.where.types(types)
    below = scope.at(node)
    return MemberList(
        below,
        None,
        "Search",
        (OrderKey(rank=searched),),
        document.leaves(node, "where"),
        both(searched, is_a),
        is_search=True,
    )


def _plan_by_iri(key: str, nodes: Sequence[FieldNode], scope: Scope, of: str | None) -> p.Root:
    """The plan of a root field that selects resources by IRI."""
    node, name = nodes[0], nodes[0].name.value
    selection, level = ResourcePlan(scope.at(node)).selection(of, sets_of(nodes))
    argument, document = _BY_IRI.get(name), scope.document
    values = document.leaves(node, argument) if argument else document.identity(node)
    listed = name == "resources"
    return p.Root(
        key=key,
        of=of,
        level=level,
        output=selection,
        among=operand(values, _ReadIris(scope.tables.limits.max_page) if listed else iris),
        listed=listed,
    )


@dataclass(frozen=True, slots=True)
class _ReadIris:
    """Reads a list of IRIs: at most `most`."""

    most: int

    def __call__(self, value: object) -> list[str]:
        """The IRIs. Raises `QueryError` if they are too many."""
        values = iris(value)
        if len(values) > self.most:
            raise QueryError(
                f"`iris` may name at most {self.most} resources, not {len(values)}.",
                code="PAGE_SIZE",
                hint="Name them in several requests.",
            )
        return values
