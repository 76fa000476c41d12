"""What rules join by value: `whatIf` looks for all of it."""

import re
from collections import defaultdict
from pathlib import Path

import ontology
from graph_api.computed.joined import JOINING
from ontology.model import Kind
from tests.loaders.support.auditing import shipped_model

_TOKEN = re.compile(r'"[^"]*"(?:\^\^\S+)?|\?\w+|[\w-]*:[\w-]+|<[^>]*>|[{};.,()]|[^\s{};.,()]+')
_LINKS = (Kind.RELATION, Kind.CODE, Kind.IRI)
_BRANCHES = {"derive-53-service.rq", "helper-41-ends.rq", "helper-70-listings.rq"}
"""Rules whose patterns with one variable stand in different branches of a `UNION`, so they join nothing."""


def joins(rule: Path) -> set[str]:
    """The properties with literal values that a rule asks of two things with the same variable."""
    text = rule.read_text(encoding="utf-8")
    prefixes = dict(re.findall(r"(?m)^PREFIX ([\w-]*): *<([^>]*)>", text))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    subject = predicate = ""
    for part in _TOKEN.findall(re.sub(r"(?m)^(#|PREFIX).*$", "", text)):
        if part in "{}.();,":
            subject, predicate = (subject, predicate if part == "," else "") if part in ",;" else ("", "")
        elif not subject:
            subject = part
        elif not predicate:
            predicate = part
        elif part.startswith("?"):
            namespace, _, name = predicate.partition(":")
            found[prefixes.get(namespace, "") + name, part].add(subject)
    terms = shipped_model().properties
    literal = (iri for (iri, _), subjects in found.items() if len(subjects) > 1 and iri in terms)
    return {iri for iri in literal if terms[iri].kind not in _LINKS}


def test_all_that_rules_join_by_value_is_looked_for() -> None:
    rules = sorted((Path(ontology.__file__).parent / "rules").glob("*.rq"))
    joining = {rule.name: found for rule in rules if (found := joins(rule))}
    assert joining.keys() >= _BRANCHES
    assert {iri for name, found in joining.items() if name not in _BRANCHES for iri in found} == set(JOINING)
