"""Questions that ask for far too much; `python -m tests.bench refusals` measures how soon they are refused."""

from collections.abc import Mapping
from typing import Any

from graph_api.operations.question import Question

BOMB = "{ ...F0 } fragment F40 on T { z } " + " ".join(
    f"fragment F{i} on T {{ x {{ ...F{i + 1} }} y {{ ...F{i + 1} }} }}" for i in range(40)
)
_WHERE = "query Q($where: OrganizationWhere) { organizations(first: 1, where: $where) { totalCount } }"
_WALKS = (
    'lineage(iri: "IRI", depth: 20) { nodes { resource { iri } } edges { from } }',
    'impact(iri: "IRI") { platforms { totalCount } }',
    'paths(from: "IRI", to: "IRI/b") { length }',
    'whatIf(changes: [{subject: "IRI", property: "title", values: ["?"]}]) { lost { platform { iri } } }',
    'whyApproved(platform: "IRI") { verdict steps { kind } }',
)


def _walks(number: int) -> str:
    fields = [_WALKS[i % len(_WALKS)].replace("IRI", f"urn:{i}") for i in range(number)]
    return "{ " + " ".join(f"w{i}: {field}" for i, field in enumerate(fields)) + " }"


def _where(part: Mapping[str, Any]) -> Question:
    return Question(_WHERE, {"where": {"or": [part] * 2000}})


_DOCUMENTS = {
    "aliases": "{ " + " ".join(f"a{i}: digitalPlatforms {{ totalCount }}" for i in range(10_000)) + " }",
    "inner aliases": "{ x { " + " ".join(f"a{i}: b" for i in range(10_000)) + " } }",
    "depth": "{ a " * 20_000,
    "tokens": "{ a(b: [" + "1 " * 400_000 + "]) }",
    "strings": '{ a(b: "' + "x" * 500_000 + '") ' + "{ a " * 100,
    "fields": "{ a { " + " ".join(f"f{i}" for i in range(3000)) + " } }",
    "repeats": "{ a { " + "b " * 3000 + " } }",
    "fragments": BOMB,
    "root fields": "{ " + " ".join(f"r{i}" for i in range(1000)) + " }",
    "walks": _walks(50),
}
ATTACKS: Mapping[str, Question] = {
    **{name: Question(text) for name, text in _DOCUMENTS.items()},
    "where contains": _where({"prefLabel": {"contains": "q"}}),
    "where matches": _where({"prefLabel": {"matches": "q", "fold": True}}),
    "where not": _where({"not": {"prefLabel": {"startsWith": "q"}}}),
    "where nested": _where({"roleIn": {"some": {"and": [{"iri": {"eq": "urn:a"}}]}}}),
    "many values": Question(_WHERE, {"where": {"iri": {"in": ["urn:a"] * 100_000}}}),
}
