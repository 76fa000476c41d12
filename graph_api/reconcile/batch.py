"""A batch of queries as one GraphQL operation, and the candidates in its answer with their scores.

A candidate is **exact** if one of its names, other names, codes or numbers has the words of the query: with the same
marks, or, if the query has none, whatever its marks. It is a `match` if it is the only exact one and meets the
constraints: programs take matches without a look.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph_api.reconcile.conditions import Conditions, DocumentVariables
from graph_api.reconcile.reading import CandidateQuery
from graph_api.reconcile.vocabulary import ClientNames, Json
from ontology.model import ClassTerm
from ontology.search_lines import ASIDE
from ontology.values.fold import fold, words
from ontology.values.typed import typed_words

_LONG = 8_000
"""An operation of more letters gets no further queries, so that it stays within the limits of documents."""
_MOST_CLASSES = 4
"""Lists that are searched for a query without a name."""
_LEAST = 3
"""Candidates that are read at least, so that a second exact one is seen."""
_NAMED, _OTHER, _FOLDED, _ALIKE = 100.0, 98.0, 95.0, 90.0
"""The scores: by name, by another value, without marks; the highest of one that is not exact."""
_UNMET, _OF_ANOTHER_TYPE, _PARTLY = 0.6, 0.8, 0.6
"""The parts of a score that are left without the properties, without the type, if only some words are found."""
_CANDIDATE = "fragment candidate on Resource { iri label { value } types { iri } }"
_EDGE = "score highlight { property value } node { ...candidate }"
_FOUND = f"fragment found on SearchConnection {{ match edges {{ {_EDGE} }} }}"
_SEARCHED = "{ ...found }"
"""A fragment, so that the selection is parsed and validated once for all searches."""
_LISTED = "{ nodes { ...candidate } }"
RootValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A query with the keys of its root fields: the search, the search with constraints, the lists without a name."""

    key: str
    query: CandidateQuery
    found: str = ""
    meeting: str = ""
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """A GraphQL document with its variables."""

    document: str
    variables: Mapping[str, object]


@dataclass(slots=True)
class _OperationDraft:
    """An operation in preparation: its root fields and their variables; keys begin with `prefix`."""

    prefix: str
    variables: DocumentVariables = field(default_factory=DocumentVariables)
    fields: list[str] = field(default_factory=list)
    searches: int = 0

    def add(self, text: str) -> str:
        """Add a root field; returns its key."""
        key = f"{self.prefix}{len(self.fields)}"
        self.fields.append(f"{key}: {text}")
        return key

    def search(self, query: CandidateQuery, types: Sequence[ClassTerm], condition: str) -> str:
        """Add the root field that searches for a query, of its types, with a condition in addition."""
        self.searches += 1
        return self.add(_search(query, types, condition, self.variables))

    def has_room(self, most_fields: int) -> bool:
        """True if it can have the root fields of another query."""
        length = sum(map(len, self.fields))
        return len(self.fields) <= max(0, most_fields - _MOST_CLASSES) and length < _LONG

    def operation(self) -> PlannedOperation:
        """The finished operation."""
        fragments = f"{_FOUND} {_CANDIDATE}" if self.searches else _CANDIDATE
        document = f"query Reconcile{self.variables.declaration} {{ {' '.join(self.fields)} }} {fragments}"
        return PlannedOperation(document, self.variables.values)


class Batch:
    """A batch in one vocabulary: the operations to ask, most often one, and the response to their answers."""

    def __init__(
        self, queries: Mapping[str, CandidateQuery], vocabulary: ClientNames, most_fields: int
    ) -> None:
        """`most_fields`: the root fields that an operation may have. Raises `QueryError` for misspelt names."""
        self._vocabulary = vocabulary
        self._most_fields = most_fields
        self._drafts: list[_OperationDraft] = []
        self._names = {term.iri for term in vocabulary.model.names}
        vocabulary.check_types(name for query in queries.values() for name in query.types)
        vocabulary.check_properties(one.property for query in queries.values() for one in query.constraints)
        self._planned = [self._plan(key, query) for key, query in queries.items()]

    @property
    def operations(self) -> list[PlannedOperation]:
        """The operations, each with as many root fields as one may have."""
        return [draft.operation() for draft in self._drafts if draft.fields]

    def response(self, answers: RootValues) -> Json:
        """The response; `answers` has the values of the root fields of all operations."""
        return {one.key: {"result": self._candidates(one, answers)} for one in self._planned}

    # -- the question

    def _draft(self) -> _OperationDraft:
        """The operation that the next query is added to."""
        if not self._drafts or not self._drafts[-1].has_room(self._most_fields):
            self._drafts.append(_OperationDraft(f"q{len(self._drafts)}_"))
        return self._drafts[-1]

    def _plan(self, key: str, query: CandidateQuery) -> PlannedQuery:
        types = [self._vocabulary.class_of(name) for name in query.types]
        if query.strictness != "should" and None in types:
            return PlannedQuery(key, query)  # nothing is of a type that nobody knows
        if not (words(query.text) or query.constraints):
            return PlannedQuery(key, query)  # an empty cell
        known, draft = [term for term in types if term is not None], self._draft()
        conditions = Conditions(self._vocabulary, draft.variables)
        classes = known or conditions.classes_of(query.constraints)
        if not words(query.text):
            listed = [_list(term, query, conditions) for term in classes[:_MOST_CLASSES]]
            return PlannedQuery(key, query, listed=tuple(draft.add(one) for one in listed if one))
        found = draft.search(query, known, "")
        met = [(term.singular, conditions.of_class(term, query.constraints)) for term in classes]
        ways = [f"{{{name}: {test}}}" for name, test in met if test] if query.constraints else []
        if not ways:
            return PlannedQuery(key, query, found)
        condition = f"{{or: [{', '.join(ways)}]}}"
        return PlannedQuery(key, query, found, draft.search(query, known, condition))

    # -- the answer

    def _candidates(self, planned: PlannedQuery, answers: RootValues) -> list[Json]:
        query, met = planned.query, self._met(planned, answers)
        others = self._found(planned, planned.found, answers) if query.constraints else ()
        candidates: dict[str, Json] = {}
        for one in (*met.values(), *others):
            candidates.setdefault(one.iri, self._candidate(one, query, is_met=one.iri in met))
        ordered = sorted(candidates.values(), key=lambda one: (-float(str(one["score"])), str(one["id"])))
        if (match := self._match(met)) is not None:
            candidates[match]["match"] = True
        return ordered[: query.limit]

    def _met(self, planned: PlannedQuery, answers: RootValues) -> dict[str, "_FoundResource"]:
        """The resources that meet the constraints, by IRI; all found ones if there are none."""
        if planned.listed:
            nodes = [node for key in planned.listed for node in answers[key]["nodes"]]
            return {node["iri"]: _FoundResource(node, 1.0, 2, "") for node in nodes if _is_named(node)}
        key = planned.meeting if planned.query.constraints else planned.found
        return {one.iri: one for one in self._found(planned, key, answers)}

    def _found(self, planned: PlannedQuery, key: str, answers: RootValues) -> Iterator["_FoundResource"]:
        """The resources that a search has found, best first."""
        if not key:
            return
        part = 1.0 if answers[key]["match"] == "ALL_WORDS" else _PARTLY
        for edge in answers[key]["edges"]:
            node, best = edge["node"], edge["highlight"]
            if _is_named(node):
                exact = _exactness(planned.query.text, best["value"])
                yield _FoundResource(node, edge["score"] * part, exact, best["property"], best["value"])

    def _match(self, met: Mapping[str, "_FoundResource"]) -> str | None:
        """The IRI of the only exact candidate among those that meet the constraints."""
        exact = [one for one in met.values() if one.exact]
        best = max((one.exact for one in exact), default=0)
        exact = [one for one in exact if one.exact == best]
        if not all(map(self._is_aside, exact)):
            exact = [one for one in exact if not self._is_aside(one)]
        return exact[0].iri if len(exact) == 1 else None

    def _is_aside(self, one: "_FoundResource") -> bool:
        """True for sources, findings, roles and the like, which nobody looks for by name."""
        classes = self._vocabulary.model.classes
        places = [classes[iri].search_place for iri in one.types if iri in classes]
        return bool(places) and min(places) >= ASIDE

    def _candidate(self, one: "_FoundResource", query: CandidateQuery, *, is_met: bool) -> Json:
        vocabulary, types = self._vocabulary, one.types
        ancestry = vocabulary.model.ancestry(types)
        wanted = {term.iri for name in query.types if (term := vocabulary.class_of(name)) is not None}
        score = one.score(is_name=one.term in self._names or not one.term)
        if query.constraints and not is_met:
            score *= _UNMET
        if wanted.isdisjoint(ancestry) and wanted:
            score *= _OF_ANOTHER_TYPE
        features: list[Json] = [
            {"id": "exact", "value": bool(one.exact)},
            {"id": "search_score", "value": round(one.rank, 4)},
        ]
        if query.constraints:
            features.append({"id": "properties", "value": is_met})
        name = one.label or vocabulary.text(None, one.iri)
        return {
            "id": vocabulary.id_of(one.iri),
            "name": name,
            **self._description(one, name),
            "score": round(score, 2),
            "match": False,
            "type": [vocabulary.type_of(iri) for iri in types],
            "features": features,
        }

    def _description(self, one: "_FoundResource", name: str) -> Json:
        """The value by which a candidate was found, unless it is its name."""
        term = self._vocabulary.model.properties.get(one.term)
        if term is None or one.value == name:
            return {}
        return {"description": f"{self._vocabulary.text(term.label, term.iri)}: {one.value}"}


@dataclass(frozen=True, slots=True)
class _FoundResource:
    """A resource that was found: its rank from 0 to 1; 2 if exact, 1 if so without marks.

    `value` of the property `term` is that by which it was found; empty in a list.
    """

    node: Mapping[str, Any]
    rank: float
    exact: int
    term: str
    value: str = ""

    @property
    def iri(self) -> str:
        return str(self.node["iri"])

    @property
    def label(self) -> str:
        return str(self.node["label"]["value"])

    @property
    def types(self) -> list[str]:
        return [one["iri"] for one in self.node["types"]]

    def score(self, *, is_name: bool) -> float:
        """The score before what the query wants beside the name."""
        if not self.exact:
            return _ALIKE * self.rank
        return (_NAMED if is_name else _OTHER) if self.exact > 1 else _FOLDED


def _is_named(node: Mapping[str, Any]) -> bool:
    """True unless a resource is a blank node, which nobody can refer to."""
    return not str(node["iri"]).startswith("_:")


def _exactness(query: str, value: str) -> int:
    """2 if a value has just the words of a query, 1 if so without the marks that the query lacks, else 0."""
    folded, typed, is_without_marks = _read_query(query)
    if folded != words(value):
        return 0
    if typed == typed_words(value):
        return 2
    return 1 if is_without_marks else 0


@lru_cache(maxsize=256)  # a memo: a query is compared with all its candidates
def _read_query(query: str) -> tuple[str, Sequence[str], bool]:
    """The words of a query, its words as they are typed, and true if it has no marks."""
    return words(query), typed_words(query), fold(query) == query.lower()


def _search(
    query: CandidateQuery, types: Sequence[ClassTerm], condition: str, variables: DocumentVariables
) -> str:
    """The root field that searches for a query, of its types, with a condition in addition."""
    conditions = [condition] if condition else []
    if query.strictness == "all":
        conditions += [f"{{{term.singular}: {{}}}}" for term in types]
    only = f", types: [{', '.join(term.type_name for term in types)}]"
    only = only if types and query.strictness == "any" else ""
    where = f", where: {{and: [{', '.join(conditions)}]}}" if conditions else ""
    text, first = variables.add(query.text, "String!"), variables.size(max(query.limit, _LEAST))
    return f"search(text: {text}, first: {first}{only}{where}) {_SEARCHED}"


def _list(term: ClassTerm, query: CandidateQuery, conditions: Conditions) -> str | None:
    """The root field that lists what of a class meets the constraints of a query without a name; None: nothing."""
    where = conditions.of_class(term, query.constraints)
    if where is None:
        return None
    first = conditions.variables.size(max(query.limit, _LEAST))
    return f"{term.plural}(where: {where}, first: {first}) {_LISTED}"
