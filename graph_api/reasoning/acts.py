"""The acts that enact things: finding them, citing them, and checking that they were in force."""

from collections.abc import Iterator, Sequence
from functools import partial

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import enumeration, sentence
from ontology.model import Text
from ontology.values.literals import from_ntriples


def act_step(case: CaseFacts, kind: str, iri: str, holds: str, lacks: str, **parts: Text) -> Step:
    """The step that an act enacts a resource; `holds` and `lacks` name its sentences."""
    acts, statements = acts_of(case, iri)
    if acts:
        text = sentence(holds, act=citation(case, acts))
        return Step(kind, StepResult.HOLDS, text, iri, acts=acts, context=statements)
    return Step(kind, StepResult.MISSING, sentence(lacks, **parts), iri)


def acts_of(case: CaseFacts, iri: str) -> tuple[tuple[str, ...], tuple[SourcedStatement, ...]]:
    """The acts that enact a resource, the article or annex first, then its act; and the statements for it."""
    return case.once(_find_acts, iri)


def _find_acts(case: CaseFacts, iri: str) -> tuple[tuple[str, ...], tuple[SourcedStatement, ...]]:
    facts = case.facts
    statements = list(facts.statements(iri, case.ndp.enactedBy))
    acts = facts.objects(iri, case.ndp.enactedBy)[:1]
    while acts and (above := dict(_above(case, acts[-1]))):
        statements += above.values()
        nearest = next(iter(above))
        if nearest in acts:
            break
        acts.append(nearest)
    for act in acts:
        statements += facts.statements(act, v.ACT_NUMBER, v.ACT_DATE, v.ACT_FROM, v.ACT_UNTIL)
    return tuple(acts), tuple(statements)


def citation(case: CaseFacts, acts: Sequence[str]) -> Text:
    """An article or annex and its act: `Annex 1, 1230/QĐ-BTTTT of 2023-07-07`; the name of one without a number."""
    return enumeration(partial(_citation, case), acts)


def was_in_force(case: CaseFacts, act: str, day: str | None) -> bool:
    """True if an act was in force on a day; without a date of entry into force, its own date counts.

    If `day` is None: true if it ever was.
    """
    facts = case.facts
    start, end = facts.value(act, v.ACT_FROM, v.ACT_DATE), facts.value(act, v.ACT_UNTIL)
    if day is None or start is None:
        return start is not None
    repealed = (facts.value(other, v.ACT_FROM, v.ACT_DATE) for other in facts.subjects(act, v.REPEALS))
    return start <= day <= (end or day) and not any(since and since <= day for since in repealed)


def _citation(case: CaseFacts, act: str) -> Text:
    number, date = case.facts.value(act, v.ACT_NUMBER), case.facts.value(act, v.ACT_DATE)
    if number is None:
        return case.name(act)
    for above, statement in _above(case, act):
        if " " in number:  # the number already names its kind
            break
        if statement.predicate in (v.ANNEX_OF, v.HAS_ANNEX):
            return sentence("annex", number=number)
        return sentence("clause" if any(_above(case, above)) else "article", number=number)
    return sentence("act-of", number=number, date=date) if date else Text({"en": number})


def _above(case: CaseFacts, act: str) -> Iterator[tuple[str, SourcedStatement]]:
    """The acts that an article or annex is part of, with the statement for it, from either side."""
    for statement in case.facts.statements(act, v.ANNEX_OF, v.PART_OF):
        yield from_ntriples(statement.object), statement
    for predicate in (v.HAS_ANNEX, v.HAS_PART):
        for statement in case.facts.statements_to(act, predicate):
            yield statement.subject, statement
