"""The page about a legal act: when it is in force, what changed it, its parts, and what rests on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.days import DatedName, PagePeriod, day_of
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.values.languages import format_number

_CHANGES = ("basedOn", "amends", "amendedBy", "repeals", "repealedBy")
_NO_CLASS: Mapping[str, Any] = {"iri": "", "label": {"value": "–", "lang": None}}
_RESTING = ("criteriaSets", "assessments", "decisions", "platforms")


@dataclass(frozen=True, slots=True)
class ActChanges:
    """The acts in a relation to this one, each with the day from which it is in force."""

    title: str
    acts: Sequence[DatedName]


@dataclass(frozen=True, slots=True)
class ActMembers:
    """Things of a kind, of which `number` are known; `more` of them are not named."""

    title: LinkedText
    number: str
    names: Sequence[LinkedText]
    more: int


@dataclass(frozen=True, slots=True)
class LegalActView:
    """The page. `state` is `in-force`, `not-yet`, `no-longer`, `repealed` or `unknown` on the day, `word` its word."""

    day: str
    iso_day: str
    hidden: Sequence[tuple[str, str]]
    state: str
    word: str
    number: str
    kind: LinkedText | None
    signed: str
    issuers: Sequence[LinkedText]
    period: PagePeriod
    whole: Sequence[LinkedText]
    """The acts of which it is an article or an annex."""
    changes: Sequence[ActChanges]
    parts: Sequence[LinkedText]
    annexes: Sequence[LinkedText]
    enacted: Sequence[ActMembers]
    resting: Sequence[ActMembers]
    is_cut: bool
    """True if more rests on it than was counted."""
    copies: Sequence[PageLink]
    """The addresses of the documents that its sources name."""


def legal_act_view(data: Mapping[str, Any], reader: PageReader) -> LegalActView:
    """The view of the answer to the question `legal_act`."""
    act, text = data["act"], texts(reader.lang)
    state = _state(act, reader.day.isoformat())
    impact = data["impact"] or {"truncated": False}
    changes = [ActChanges(text[f"act-{name}"], _dated(act[name]["nodes"], reader)) for name in _CHANGES]
    return LegalActView(
        day_of(reader.day.isoformat(), reader),
        reader.day.isoformat(),
        reader.frame.parameters_but("asOf", "after"),
        state,
        text[f"act-{state}"],
        act["number"] or "",
        plain(act["typeDocument"]["label"], reader) if act["typeDocument"] else None,
        day_of(act["dateDocument"], reader),
        [linked(one, reader) for one in act["passedBy"]["nodes"]],
        PagePeriod(day_of(act["firstDateEntryInForce"], reader), day_of(act["dateNoLongerInForce"], reader)),
        [linked(one, reader) for one in (act["partOf"], act["annexOf"]) if one],
        [one for one in changes if one.acts],
        _parts((*act["parts"]["nodes"], *act["partResources"]["nodes"]), reader),
        _parts((*act["annexes"]["nodes"], *act["annexResources"]["nodes"]), reader),
        _enacted(act["enacts"], reader),
        [
            _members(
                LinkedText(text[f"act-{name}"]), impact[name]["nodes"], impact[name]["totalCount"], reader
            )
            for name in _RESTING
            if name in impact and impact[name]["totalCount"]
        ],
        impact["truncated"],
        _copies(act["sources"], reader),
    )


def _state(act: Mapping[str, Any], day: str) -> str:
    """The state of the act on the day."""
    first, last = act["firstDateEntryInForce"], act["dateNoLongerInForce"]
    if last is not None and last < day:
        return "no-longer"
    if first is not None and day < first:
        return "not-yet"
    repealing = [one["firstDateEntryInForce"] for one in act["repealedBy"]["nodes"]]
    if any(one is not None and one <= day for one in repealing):
        return "repealed"
    return "unknown" if first is None else "in-force"


def _dated(acts: Sequence[Mapping[str, Any]], reader: PageReader) -> Sequence[DatedName]:
    return [DatedName(linked(one, reader), day_of(one.get("firstDateEntryInForce"), reader)) for one in acts]


def _parts(parts: Sequence[Mapping[str, Any]], reader: PageReader) -> Sequence[LinkedText]:
    """Each part once, by its number: 8.2 comes before 26.1, and parts without a number come last."""
    by_iri = {one["iri"]: one for one in parts}
    return [linked(one, reader) for one in sorted(by_iri.values(), key=_place)]


def _place(part: Mapping[str, Any]) -> tuple[bool, Sequence[tuple[int, str]], str]:
    pieces = (part["number"] or "").split(".")
    places = [(int(one) if one.isascii() and one.isdigit() else 0, one) for one in pieces]
    return part["number"] is None, places, part["iri"]


def _enacted(enacts: Mapping[str, Any], reader: PageReader) -> Sequence[ActMembers]:
    """The things that the act itself sets in force, by class."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    names: dict[str, LinkedText] = {}
    for one in enacts["nodes"]:
        kind = (*one["types"], _NO_CLASS)[0]
        names.setdefault(kind["iri"], plain(kind["label"], reader))
        groups.setdefault(kind["iri"], []).append(one)
    return [_members(names[kind], some, len(some), reader) for kind, some in groups.items()]


def _members(
    title: LinkedText, members: Sequence[Mapping[str, Any]], total: int, reader: PageReader
) -> ActMembers:
    names = [linked(one, reader) for one in members]
    return ActMembers(title, format_number(total, reader.lang), names, total - len(names))


def _copies(sources: Sequence[Mapping[str, Any]], reader: PageReader) -> Sequence[PageLink]:
    """The documents behind the sources, each with the name of the first source that has it."""
    found: dict[str, PageLink] = {}
    for source in sources:
        for address in source["source"]:
            if address.startswith(("http://", "https://")):
                found.setdefault(address, PageLink(plain(source["label"], reader).text, address))
    return list(found.values())
