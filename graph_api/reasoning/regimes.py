"""The regimes in force on a day: what they say about a platform to which neither a decision nor a list gives a status.

A regime that asks for a recognition leaves the steps of the decision as they are. Under any other the list in force
counts: the platform is not on it, or that is not known, because not all entries of the list are.
"""

from collections.abc import Iterator
from dataclasses import replace

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Approval, Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.conflicts import conflict_steps
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.listing import (
    Listing,
    asks_recognition,
    holds,
    iter_entries,
    iter_listings,
    listed_text,
)
from graph_api.reasoning.wording import number_text, remedy, sentence

_SENTENCES = {True: "regime-asks", False: "regime-decides", None: "regime-silent"}
"""By whether the regime asks for a recognition."""


def under_regimes(case: CaseFacts, approval: Approval) -> Approval:
    """An approval that is not supported, as the regimes in force on its day see it.

    If none of them asks for a recognition, the steps of the decision block nothing and need no remedy.
    """
    platform, day = approval.platform, approval.day
    if not case.regimes or _is_outside(case, platform):
        return approval
    regimes = [iri for iri in case.regimes if case.holds(iri, day)]
    own = [step for step in approval.steps if step.kind != "CONFLICT" and step.about not in regimes]
    asks = any(asks_recognition(case, iri) for iri in regimes)
    if regimes and not asks:
        own = [replace(step, essential=False, remedy=None) for step in own]
    elif not regimes and approval.decision is None:
        own = [replace(step, remedy=remedy("no-regime")) if step.blocks else step for step in own]
    steps = [*_regime_steps(case, platform, day, regimes), *own]
    return replace(approval, steps=(*steps, *conflict_steps(case, steps)))


def _is_outside(case: CaseFacts, platform: str) -> bool:
    """True if an act enacts a list that names the platform or its kind, but belongs to no regime.

    What such a list asks is not what the regimes of other lists ask.
    """
    lists = {one.subject for entry, _ in iter_entries(case, platform) for one in _lists_of(case, entry)}
    return any(
        case.facts.objects(one, case.ndp.enactedBy) and not case.facts.objects(one, case.ndp.underRegime)
        for one in lists
    )


def _lists_of(case: CaseFacts, entry: str) -> list[SourcedStatement]:
    return case.facts.statements_to(entry, v.RECORD)


def _regime_steps(case: CaseFacts, platform: str, day: str, regimes: list[str]) -> Iterator[Step]:
    """The step of each regime in force on the day, then those of its lists if the list may decide."""
    if not regimes:
        yield Step("REGIME", StepResult.MISSING, sentence("regime-none", day=day))
    deciding: dict[str, list[Step]] = {
        iri: list(_list_steps(case, platform, day, iri))
        for iri in regimes
        if asks_recognition(case, iri) is not True
    }
    for regime in regimes:
        asks = asks_recognition(case, regime)
        # What it asks makes no difference for a platform that is not on its lists.
        unknown = asks is None and not all(
            step.outcome is StepResult.CONTRADICTED for step in deciding[regime]
        )
        yield Step(
            "REGIME",
            StepResult.MISSING if asks is None else StepResult.HOLDS,
            sentence(_SENTENCES[asks], day=day, regime=case.name(regime)),
            regime,
            context=case.facts.statements(
                regime, case.ndp.recognitionRequired, case.ndp.validFrom, case.ndp.validUntil
            ),
            essential=unknown,
            remedy=remedy("regime") if unknown else None,
        )
    for steps in deciding.values():
        yield from steps


def _list_steps(case: CaseFacts, platform: str, day: str, regime: str) -> Iterator[Step]:
    """The step of each list of a regime in force on the day: whether it names the platform or its kind."""
    facts, ndp = case.facts, case.ndp
    listings = {one.national_list: one for one in iter_listings(case, platform) if holds(case, one, day)}
    lists = [s for s in facts.statements_to(regime, ndp.underRegime) if case.holds(s.subject, day)]
    for under in lists:
        listing = listings.get(under.subject)
        yield (
            _named(case, platform, day, listing)
            if listing
            else _not_named(case, platform, under.subject, under)
        )
    if not lists:
        text = sentence("no-list", regime=case.name(regime), day=day)
        fix = remedy("no-list")
        yield Step("LISTED", StepResult.MISSING, text, regime, essential=True, remedy=fix)


def _named(case: CaseFacts, platform: str, day: str, listing: Listing) -> Step:
    text = listed_text(case, platform, day, listing)
    involved = (platform, listing.national_list)
    return Step("LISTED", StepResult.HOLDS, text, listing.entry, involved, context=listing.way)


def _not_named(case: CaseFacts, platform: str, national_list: str, under: SourcedStatement) -> Step:
    """The step that no known entry of a list names the platform; not known if the list has other entries."""
    facts, ndp = case.facts, case.ndp
    known = len(set(facts.objects(national_list, v.RECORD)))
    published = facts.value(national_list, ndp.publishedEntryCount)
    is_whole = published is not None and known >= int(published)
    name = "unlisted" if is_whole else "unlisted-so-far" if published else "unlisted-uncounted"
    text = sentence(
        name,
        list=case.name(national_list),
        platform=case.name(platform),
        known=number_text(known),
        published=number_text(int(published or 0)),
    )
    context = (
        under,
        *facts.statements(national_list, ndp.publishedEntryCount, ndp.validFrom, ndp.validUntil),
        *facts.statements(platform, ndp.ofKind, ndp.listedAs),
    )
    return Step(
        "LISTED",
        StepResult.CONTRADICTED if is_whole else StepResult.MISSING,
        text,
        national_list,
        (platform,),
        context=context,
        essential=True,
        remedy=remedy("listing" if is_whole else "entries"),
    )
