"""The examination of a decision or a status: its verdict, its steps, and those that are in the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.cases.linked import Word, all_linked, maybe_linked, texted
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.values.languages import format_number

_MARKS = {"HOLDS": "✓", "MISSING": "?", "CONTRADICTED": "✗"}
_BELOW = frozenset(("SET_ACT", "FRAMEWORK", "CONSULTATION", "CRITERIA", "CRITERION"))
_LOWEST = frozenset(("ORIGIN", "EVIDENCE", "OBSERVATION"))


@dataclass(frozen=True, slots=True)
class ExaminedStep:
    """A step of an examination: its kind and its outcome as codes and as words, and its sentence.

    `depth` is 0 for steps of a decision, 1 for those of its criteria, 2 for what these rest on.
    """

    code: str
    kind: str
    outcome: str
    mark: str
    word: str
    text: LinkedText
    remedy: LinkedText | None
    about: LinkedText | None
    acts: Sequence[LinkedText]
    blocks: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Examination:
    """A verdict as a code and as a sentence, with the steps behind it; `summary` counts them."""

    verdict: str
    sentence: str
    summary: str
    steps: Sequence[ExaminedStep]
    decision: LinkedText | None

    @property
    def is_supported(self) -> bool:
        """True if the status has a basis, be it with defects."""
        return self.verdict.startswith("SUPPORTED")

    @property
    def blocking(self) -> Sequence[ExaminedStep]:
        """The steps that are in the way."""
        return [step for step in self.steps if step.blocks]

    @property
    def reason(self) -> ExaminedStep | None:
        """The step that explains the verdict best: the first that is in the way, else the list that decides."""
        return next(iter((*self.blocking, *self.of_kinds("LISTED"))), None)

    def of_kinds(self, *kinds: str) -> Sequence[ExaminedStep]:
        """The steps of some kinds."""
        return [step for step in self.steps if step.code in kinds]


def examination(
    why: Mapping[str, Any], reader: PageReader, word: Word, without: Collection[str] = ()
) -> Examination:
    """The examination in an answer, without the steps of some kinds."""
    lang, text = reader.lang, texts(reader.lang)
    steps = [_step(one, reader, word) for one in why["steps"] if one["kind"] not in without]
    held = sum(step.outcome == "HOLDS" for step in steps)
    return Examination(
        why["verdict"],
        word(why["verdict"], lang),
        text["examined_steps"].format(
            holding=format_number(held, lang), count=format_number(len(steps), lang)
        ),
        steps,
        maybe_linked(why["decision"], reader),
    )


def _step(step: Mapping[str, Any], reader: PageReader, word: Word) -> ExaminedStep:
    kind, outcome = step["kind"], step["outcome"]
    return ExaminedStep(
        kind,
        word(kind, reader.lang),
        outcome,
        _MARKS[outcome],
        word(outcome, reader.lang),
        texted(step["text"], reader),
        texted(step["remedy"], reader) if step["remedy"] else None,
        maybe_linked(step["about"], reader),
        all_linked(step["acts"], reader),
        step["essential"] and outcome != "HOLDS",
        2 if kind in _LOWEST else 1 if kind in _BELOW else 0,
    )
