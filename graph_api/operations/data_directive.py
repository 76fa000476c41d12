"""The sources whose statements count: `@data(illustrative:, confidence:)` on the operation, or parameters beside it."""

from collections.abc import Iterable, Mapping, Sequence

from graphql import DocumentNode

from graph_api.errors import QueryError
from graph_api.operations.directives import iter_directives
from graph_api.operations.question import Question
from loaders.releases.views import EVERYTHING, SourceChoice
from ontology.model import CodeList, Concept, Model

DIRECTIVE = "data"
ILLUSTRATIVE, CONFIDENCE = "illustrative", "confidence"
WHOLE_RELEASES = "wholeReleases"
"""The member of a choice, as answers state it, with the root fields of the answer that it does not hold for."""
_NO_LEVEL = "none"
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def confidence_levels(model: Model) -> CodeList | None:
    """The code list of the levels of confidence; None for an ontology without them."""
    term = model.properties.get(f"{model.base}ns#confidence")
    return None if term is None else model.code_lists.get(next(iter(term.schemes.values()), ""))


def _concepts(model: Model) -> tuple[Concept, ...]:
    levels = confidence_levels(model)
    return levels.concepts if levels else ()


def may_choose_sources(question: Question) -> bool:
    """True if a question may choose its sources. False for nearly all questions, without parsing them."""
    return bool(question.sources) or ("@" in question.query and DIRECTIVE in question.query)


def read_source_choice(question: Question, document: DocumentNode | None, model: Model) -> SourceChoice:
    """The sources that count by a question and its parsed document, whose mistakes the validation reports.

    Raises `QueryError` `BAD_PARAMETER` for those in the address.
    """
    choice = _from_parameters(question.sources, model)
    for arguments in iter_directives(question, document, DIRECTIVE):
        levels = arguments.get(CONFIDENCE)
        named = levels if isinstance(levels, list) else None if levels is None else [levels]
        choice &= SourceChoice(
            arguments.get(ILLUSTRATIVE) is not False,
            None if named is None else _levels(map(str, named), model),
        )
    return choice


def show_source_choice(
    choice: SourceChoice, model: Model, whole_releases: Sequence[str] = ()
) -> dict[str, object]:
    """The choice in the words of the directive's arguments; those that leave nothing out are absent.

    `whole_releases`: the root fields of the answer, by key, that are about all sources nevertheless.
    """
    shown: dict[str, object] = {} if choice.illustrative else {ILLUSTRATIVE: False}
    if choice.confidence is not None:
        shown[CONFIDENCE] = [c.enum_name for c in _concepts(model) if c.iri in choice.confidence]
    if shown and whole_releases:
        shown[WHOLE_RELEASES] = list(whole_releases)
    return shown


def as_parameters(shown: Mapping[str, object]) -> dict[str, str]:
    """The parameters of a URL for a choice in the form of `show_source_choice`; anything else gives bad ones."""
    return {
        name: ",".join(map(str, value)) or _NO_LEVEL if isinstance(value, list) else str(value).lower()
        for name, value in shown.items()
        if name != WHOLE_RELEASES
    }


def _from_parameters(given: Mapping[str, str], model: Model) -> SourceChoice:
    """The choice by the parameters `illustrative=false` and `confidence=primary,secondary`."""
    choice = EVERYTHING
    if text := given.get(ILLUSTRATIVE):
        truth = _TRUTH.get(text.lower())
        if truth is None:
            raise QueryError(
                f"`{ILLUSTRATIVE}` must be true or false, not {text!r}.",
                code="BAD_PARAMETER",
                hint=f"Write `{ILLUSTRATIVE}=false`, or leave it out.",
            )
        choice &= SourceChoice(illustrative=truth)
    if (text := given.get(CONFIDENCE)) is not None:
        if not text:
            raise QueryError(
                f"`{CONFIDENCE}` is empty.",
                code="BAD_PARAMETER",
                hint=f"Write `{CONFIDENCE}={_NO_LEVEL}` to leave out everything, or leave the parameter out.",
            )
        names = [] if text == _NO_LEVEL else [name.strip() for name in text.split(",")]
        known = {name.upper() for c in _concepts(model) for name in c.names}
        unknown = next((name for name in names if _enum_name(name) not in known), None)
        if unknown is not None:
            raise QueryError(
                f"There is no level of confidence {unknown!r}.",
                code="BAD_PARAMETER",
                hint=f"Available: {', '.join(c.enum_name for c in _concepts(model))}.",
            )
        choice &= SourceChoice(confidence=_levels(map(_enum_name, names), model))
    return choice


def _enum_name(text: str) -> str:
    return text.upper().replace("-", "_")


def _levels(names: Iterable[str], model: Model) -> frozenset[str]:
    wanted = frozenset(names)
    return frozenset(c.iri for c in _concepts(model) if not wanted.isdisjoint(c.names))
