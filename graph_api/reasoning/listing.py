"""The lists that a platform is on, and their regimes: some ask for a recognition, in others the list itself decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import act_step
from graph_api.reasoning.approval import Approval, Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import sentence
from ontology.model import Text
from ontology.values.literals import from_ntriples

_TRUE = ("true", "1")
_REGIME_SENTENCES = {
    True: ("regime-recognition", "regime-recognition-ended"),
    False: ("regime-unknown", "regime-unknown-ended"),
}
"""By whether the regime asks for a recognition: while it holds, and after its end."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry of a list under a regime that names a platform or its kind, and the statements on the way there."""

    entry: str
    national_list: str
    regime: str
    way: tuple[SourcedStatement, ...]


def iter_listings(case: CaseFacts, platform: str) -> Iterator[Listing]:
    """The entries of lists with a regime that name the platform or its kind, each list by IRI."""
    facts, ndp = case.facts, case.ndp
    for entry, way in sorted(iter_entries(case, platform)):
        for record in facts.statements_to(entry, v.RECORD):
            for under in facts.statements(record.subject, ndp.underRegime):
                if under.object[0] != '"':
                    regime = from_ntriples(under.object)
                    yield Listing(entry, record.subject, regime, (*way, record, under))


def iter_entries(case: CaseFacts, platform: str) -> Iterator[tuple[str, tuple[SourcedStatement, ...]]]:
    """The entries of any list that name the platform or its kind, with the statements that lead to them."""
    facts, ndp = case.facts, case.ndp
    for listed in facts.statements(platform, ndp.listedAs):
        if listed.object[0] != '"':
            yield from_ntriples(listed.object), (listed,)
    for of_kind in facts.statements(platform, ndp.ofKind):
        if of_kind.object[0] != '"':
            for topic in facts.statements_to(from_ntriples(of_kind.object), v.TOPIC):
                yield topic.subject, (of_kind, topic)


def listed_approval(case: CaseFacts, platform: str, day: str) -> Approval | None:
    """The steps by which a list in force on the day decides; None if no such list names it as a platform."""
    listings = case.platform_types(platform) and [
        one
        for one in iter_listings(case, platform)
        if asks_recognition(case, one.regime) is False and holds(case, one, day)
    ]
    if not listings:
        return None
    status = case.ndp.code("platform-status", "listed")
    return Approval(platform, day, None, status, tuple(_listed_steps(case, platform, day, listings)))


def asks_recognition(case: CaseFacts, regime: str) -> bool | None:
    """True if the regime asks for a recognition, False if the list itself decides; None if no source states it."""
    stated = case.facts.values(regime, case.ndp.recognitionRequired)
    return bool(set(stated).intersection(_TRUE)) if stated else None


def holds(case: CaseFacts, listing: Listing, day: str) -> bool:
    """True if the entry, the list and the regime all hold on the day, of which at least one has a start."""
    starts = [case.facts.value(one, case.ndp.validFrom) for one in (listing.national_list, listing.regime)]
    starts.append(case.facts.value(listing.entry, case.ndp.validFrom, v.ISSUED))
    ends = [
        case.facts.value(one, case.ndp.validUntil)
        for one in (listing.entry, listing.national_list, listing.regime)
    ]
    return any(starts) and max(filter(None, starts)) <= day <= min(filter(None, ends), default=day)


def _listed_steps(case: CaseFacts, platform: str, day: str, listings: Sequence[Listing]) -> Iterator[Step]:
    national_list = listings[0].national_list
    yield _list_step(case, platform, day, listings)
    yield act_step(case, "ACT", national_list, "list-act", "no-list-act", list=case.name(national_list))
    yield _deciding_regime_step(case, listings)


def _list_step(case: CaseFacts, platform: str, day: str, listings: Sequence[Listing]) -> Step:
    facts, ndp, first, types = case.facts, case.ndp, listings[0], case.platform_types(platform)
    dates = tuple(
        s
        for iri in (first.entry, first.national_list, first.regime)
        for s in facts.statements(iri, ndp.validFrom, ndp.validUntil, v.ISSUED)
    )
    starts = [s for s in dates if s.predicate != ndp.validUntil]
    return Step(
        "LISTED",
        StepResult.HOLDS,
        listed_text(case, platform, day, first),
        first.entry,
        (platform, first.national_list),
        support=(
            *(types if len(types) == 1 else ()),
            *_needed(listings),
            *(starts if len(starts) == 1 else ()),
        ),
        context=(*types, *first.way, *dates),
        essential=True,
    )


def listed_text(case: CaseFacts, platform: str, day: str, listing: Listing) -> Text:
    """The sentence that a list names the platform on the day, with the number of its entry if that has one."""
    number = case.facts.value(listing.entry, v.IDENTIFIER)
    return sentence(
        "listed" if number else "listed-unnumbered",
        platform=case.name(platform),
        list=case.name(listing.national_list),
        day=day,
        number=number or "",
    )


def _deciding_regime_step(case: CaseFacts, listings: Sequence[Listing]) -> Step:
    """The step of a regime under which the list itself decides."""
    first = listings[0]
    required = case.facts.statements(first.regime, case.ndp.recognitionRequired)
    is_sole = len(required) == 1 and len({one.regime for one in listings}) == 1
    return Step(
        "REGIME",
        StepResult.HOLDS,
        sentence("regime-list", regime=case.name(first.regime)),
        first.regime,
        (first.national_list,),
        support=required if is_sole else (),
        context=required,
        essential=True,
    )


def _needed(listings: Sequence[Listing]) -> tuple[SourcedStatement, ...]:
    """The statements that all ways have in common: without any one of them no list names the platform."""
    return tuple(s for s in listings[0].way if all(s in one.way for one in listings))


def regime_steps(case: CaseFacts, platform: str, day: str) -> Iterator[Step]:
    """For each list whose regime asks for a recognition, or may do so, and began by the day: a step."""
    ndp = case.ndp
    seen: set[str] = set()
    for listing in iter_listings(case, platform):
        asks = asks_recognition(case, listing.regime)
        start, end = (case.facts.value(listing.regime, p) for p in (ndp.validFrom, ndp.validUntil))
        if listing.national_list in seen or asks is False or (start and start > day):
            continue
        seen.add(listing.national_list)
        running, over = _REGIME_SENTENCES[bool(asks)]
        name = over if end and end < day else running
        text = sentence(
            name, list=case.name(listing.national_list), regime=case.name(listing.regime), end=end or ""
        )
        context = case.facts.statements(
            listing.regime, ndp.recognitionRequired, ndp.validFrom, ndp.validUntil
        )
        involved = (listing.national_list, listing.entry)
        yield Step(
            "REGIME", StepResult.HOLDS, text, listing.regime, involved, context=(*listing.way, *context)
        )
