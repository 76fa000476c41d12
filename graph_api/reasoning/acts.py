"""The acts that things stand in: which they are, how they are cited, whether they were in force."""

from collections.abc import Iterator, Sequence

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import sentence
from ontology.literals import resource
from ontology.model import Text


def enacted(case: CaseFacts, kind: str, iri: str, holds: str, lacks: str, **parts: Text) -> Step:
    """The step that an act enacts something; `holds` and `lacks` name its sentences."""
    acts, said = enacting(case, iri)
    if acts:
        text = sentence(holds, act=cited(case, acts))
        return Step(kind, StepResult.HOLDS, text, iri, acts=acts, context=said)
    return Step(kind, StepResult.MISSING, sentence(lacks, **parts), iri)


def enacting(case: CaseFacts, iri: str) -> tuple[tuple[str, ...], tuple[SourcedStatement, ...]]:
    """What enacts something: the article or annex, then the act that it is part of; and what says so."""
    facts = case.facts
    said = list(facts.statements(iri, case.ndp.enactedBy))
    acts = facts.objects(iri, case.ndp.enactedBy)[:1]
    while acts and (above := dict(_above(case, acts[-1]))):
        said += above.values()
        nearest = next(iter(above))
        if nearest in acts:
            break
        acts.append(nearest)
    for act in acts:
        said += facts.statements(act, v.ACT_NUMBER, v.ACT_DATE, v.ACT_FROM, v.ACT_UNTIL)
    return tuple(acts), tuple(said)


def cited(case: CaseFacts, acts: Sequence[str]) -> Text:
    """An article or annex and its act: `Annex 1, 1230/QĐ-BTTTT of 2023-07-07`; their names where no number is."""
    parts = [_citation(case, act) for act in acts]
    languages = {language for part in parts for language in part.by_language}
    return Text({lang: ", ".join(part.best(lang) or "" for part in parts) for lang in sorted(languages)})


def was_in_force(case: CaseFacts, act: str, day: str | None) -> bool:
    """Whether an act had entered into force (if that is not known, was made) by a day, and was in force still.

    None: whether it was ever.
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
    for above, said in _above(case, act):
        if " " in number:  # it says already what it is
            break
        if said.predicate in (v.ANNEX_OF, v.HAS_ANNEX):
            return sentence("annex", number=number)
        return sentence("clause" if any(_above(case, above)) else "article", number=number)
    return sentence("act-of", number=number, date=date) if date else Text({"en": number})


def _above(case: CaseFacts, act: str) -> Iterator[tuple[str, SourcedStatement]]:
    """The acts that an article or annex is part of, and what says so, from either side."""
    for said in case.facts.statements(act, v.ANNEX_OF, v.PART_OF):
        yield resource(said.object), said
    for predicate in (v.HAS_ANNEX, v.HAS_PART):
        for said in case.facts.leading_to(act, predicate):
            yield said.subject, said
