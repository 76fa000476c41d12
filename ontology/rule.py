"""The rules: SPARQL queries that conclude statements and find defects, read from the ontology's files.

`rules/helper-….rq` and `rules/derive-….rq` are CONSTRUCT queries: the results of the former are visible to other
rules only, those of the latter are derived data. They run in the order of their names, and each sees the results of
those before it. Every other query is a SELECT that belongs to the `ndp:DefectRule` of a Turtle file that names it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QuerySolutions, QueryTriples, Store

from ontology.errors import UsageError
from ontology.files import OntologyFile
from ontology.iris import last_part
from ontology.model import Text
from ontology.namespaces import RDFS, SKOS
from ontology.severity import Severity
from ontology.terms import Terms

HELPER, DERIVATION = "helper-", "derive-"
FOCUS, VALUE, PATH, PLATFORM, FROM, UNTIL = "this", "value", "path", "platform", "from", "until"
"""The variables of a defect's query that have a meaning of their own; all others are for the message."""
_VARIABLE = re.compile(r"\{(\w+)\}")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_NAMES_LAST = 1000


@dataclass(frozen=True, slots=True)
class Query:
    """A query: the name of its file, and its text."""

    name: str
    text: str

    @property
    def rule(self) -> str:
        """The last part of its file's name, without the suffix."""
        return last_part(self.name).removesuffix(".rq")


@dataclass(frozen=True, slots=True)
class Defect:
    """A rule that finds a kind of defect. `templates` and `remedies` are by language tag."""

    iri: str
    code: str
    severity: Severity
    focus_class: str
    label: Text
    templates: Mapping[str, str]
    remedies: Mapping[str, str]
    references: tuple[str, ...]
    query: Query


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of an ontology. `ontology` are its files of triples, which the queries can read; `names` are the
    properties that name a thing, best first.
    """

    helpers: tuple[Query, ...]
    derivations: tuple[Query, ...]
    defects: tuple[Defect, ...]
    ontology: tuple[OntologyFile, ...]
    names: tuple[str, ...]


def read_rules(files: Sequence[OntologyFile], base: str) -> Rules:
    """The rules in `files`, whose terms begin with `base`. Raises `UsageError` for an invalid rule."""
    return _read_rules(tuple(files), base)


@lru_cache(maxsize=4)  # a memo: the same few ontologies are asked for, and every query has to be parsed
def _read_rules(files: tuple[OntologyFile, ...], base: str) -> Rules:
    queries = [_query(file) for file in files if file.is_query]
    terms = Terms(files)
    ns = base + "ns#"
    added = {q.name: file.added for q, file in zip(queries, (f for f in files if f.is_query), strict=True)}
    steps = [q for q in queries if q.rule.startswith((HELPER, DERIVATION))]
    for query in steps:
        _check(query, constructs=True)
    defects = [_defect(iri, terms, ns, queries) for iri in terms.subjects(ns + "DefectRule")]
    _refuse_idle([q for q in queries if q not in steps], defects)
    _refuse_same_codes(defects)
    ordered = sorted(steps, key=lambda q: (added[q.name], q.rule))
    return Rules(
        helpers=tuple(q for q in ordered if q.rule.startswith(HELPER)),
        derivations=tuple(q for q in ordered if q.rule.startswith(DERIVATION)),
        defects=tuple(sorted(defects, key=lambda d: d.code)),
        ontology=tuple(f for f in files if f.is_turtle and not f.name.startswith("shapes/")),
        names=_names(terms, ns),
    )


def _query(file: OntologyFile) -> Query:
    try:
        return Query(file.name, file.content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{file.name}: byte {error.start} is not UTF-8",
            code="ONTOLOGY_SYNTAX",
            hint="save the file as UTF-8",
        ) from None


def _check(query: Query, *, constructs: bool) -> tuple[str, ...]:
    """The variables of the query. Raises `UsageError` if it is broken or of the wrong form."""
    try:
        answer = Store().query(query.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        where, what = (f"{place[1]}:{place[2]}", place[3]) if place else ("1:1", str(error))
        raise UsageError(
            f"{query.name}:{where}: {' '.join(what.split())}",
            code="ONTOLOGY_SYNTAX",
            hint="fix the SPARQL query; it must be complete, with its prefixes",
        ) from None
    if constructs and isinstance(answer, QueryTriples):
        return ()
    if not constructs and isinstance(answer, QuerySolutions):
        return tuple(v.value for v in answer.variables)
    raise UsageError(
        f"{query.name}:1:1: this is not a {'CONSTRUCT' if constructs else 'SELECT'} query",
        code="ONTOLOGY_INVALID",
        hint="helper-….rq and derive-….rq are CONSTRUCT queries, those of defects are SELECT queries",
    )


def _defect(iri: str, terms: Terms, ns: str, queries: Sequence[Query]) -> Defect:
    def required(predicate: str, hint: str) -> str:
        value = terms.literal(iri, predicate)
        if value is None:
            raise _invalid(iri, f"has no {last_part(predicate)}", hint)
        return value

    name = required(ns + "query", 'name the file of its query: ndp:query "….rq"')
    same = [q for q in queries if last_part(q.name) == name]
    if not same:
        raise _invalid(
            iri, f"has the query {name!r}, but there is no such file", "put it beside the Turtle file"
        )
    severity = required(ns + "severity", f"write ndp:severity with one of {', '.join(Severity)}")
    if severity not in set(Severity):
        raise _invalid(iri, f"has the severity {severity!r}", f"write one of {', '.join(Severity)}")
    focus_class = next(iter(terms.objects(iri, ns + "focusClass")), "")
    # An added file may have the name of a built-in one: the last is the added one.
    query = same[-1] if terms.is_added(iri) else same[0]
    templates = dict(terms.text(iri, ns + "messageTemplate").by_language)
    variables = _check(query, constructs=False)
    _check_variables(iri, query, variables, templates)
    return Defect(
        iri=iri,
        code=required(SKOS + "notation", 'give it a code: skos:notation "…"'),
        severity=Severity(severity),
        focus_class=focus_class,
        label=terms.text(iri, SKOS + "prefLabel"),
        templates=templates,
        remedies=dict(terms.text(iri, ns + "remedy").by_language),
        references=tuple(terms.objects(iri, ns + "legalReference")),
        query=query,
    )


def _check_variables(iri: str, query: Query, variables: Sequence[str], templates: Mapping[str, str]) -> None:
    known = ", ".join(f"?{v}" for v in variables)
    if FOCUS not in variables:
        raise _invalid(
            iri,
            f"has a query, {query.name}, that does not select ?this",
            "select the resource that the finding is about as ?this",
        )
    if not templates:
        raise _invalid(iri, "has no message", 'write ndp:messageTemplate "…"@en')
    for language, template in templates.items():
        for variable in _VARIABLE.findall(template):
            if variable not in variables:
                raise _invalid(
                    iri,
                    f"has {{{variable}}} in its message in {language!r}, but {query.name} selects only {known}",
                    f"select ?{variable} in the query, or take it out of the message",
                )


def _refuse_idle(queries: Sequence[Query], defects: Sequence[Defect]) -> None:
    used = {defect.query for defect in defects}
    for query in queries:
        if query not in used:
            raise UsageError(
                f"{query.name}: no rule uses this query",
                code="ONTOLOGY_INVALID",
                hint=f'give it an ndp:DefectRule with ndp:query "{last_part(query.name)}" in a Turtle file',
            )


def _refuse_same_codes(defects: Sequence[Defect]) -> None:
    by_code: dict[str, Defect] = {}
    for defect in defects:
        other = by_code.setdefault(defect.code, defect)
        if other is not defect:
            raise _invalid(
                defect.iri, f"has the same code as <{other.iri}>, {defect.code!r}", "give it another code"
            )


def _invalid(iri: str, what: str, hint: str) -> UsageError:
    return UsageError(f"the rule <{iri}> {what}", code="ONTOLOGY_INVALID", hint=hint)


def _names(terms: Terms, ns: str) -> tuple[str, ...]:
    label = RDFS + "label"
    naming = [
        p for p in terms.having(RDFS + "subPropertyOf") if label in terms.closure(p, RDFS + "subPropertyOf")
    ]
    orders = {p: int(terms.literal(p, ns + "order") or _NAMES_LAST) for p in naming}
    return (*sorted(naming, key=lambda p: (orders[p], p)), label)


def render(template: str, values: Mapping[str, str]) -> str:
    """The message: `template` with the texts of its variables; a dash replaces one that is absent."""
    return _VARIABLE.sub(lambda match: values.get(match[1], "–"), template)
