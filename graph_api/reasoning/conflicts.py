"""The steps that say where a case rests on one of several values: sources differ, and one value counts."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import enumeration, sentence
from ontology.model import Text
from ontology.values.literals import from_ntriples, split
from ontology.values.property_values import contradicts


def conflict_steps(case: CaseFacts, steps: Iterable[Step]) -> Iterator[Step]:
    """A step for each property of which the statements of `steps` have one of several values, by resource."""
    conflicts = case.facts.conflicts
    read = (s for step in steps for s in (*step.support, *step.context))
    several = {(s.subject, s.predicate) for s in read if s.predicate in conflicts(s.subject)}
    for subject, predicate in sorted(several):
        statements = conflicts(subject)[predicate]
        term = case.model.properties.get(predicate)
        counts = next(iter(case.facts.statements(subject, predicate)), None)
        if term is None or counts is None:
            continue
        others = [s for s in statements if contradicts(term, counts.object, s.object)]
        if others:
            text = sentence(
                "conflict",
                property=term.label,
                thing=case.name(subject),
                value=_shown(case, [counts]),
                others=_shown(case, others),
            )
            involves = tuple(from_ntriples(s.object) for s in others if s.object[0] != '"')
            yield Step(
                "CONFLICT", StepResult.CONTRADICTED, text, subject, involves, context=(counts, *others)
            )


def _shown(case: CaseFacts, statements: Sequence[SourcedStatement]) -> Text:
    """The values of some statements: literals as they are written, names of codes and resources."""
    return enumeration(partial(_value, case), [s.object for s in statements])


def _value(case: CaseFacts, obj: str) -> Text:
    if obj[0] == '"':
        return Text({"en": split(obj)[0]})
    concept = case.model.concepts.get(from_ntriples(obj))
    return concept.label if concept else case.name(from_ntriples(obj))
