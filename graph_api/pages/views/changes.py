"""The changes between two releases: statuses, decisions, findings, and the things of each class, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from graph_api.pages.strings import texts
from graph_api.pages.views.changed_values import ChangedValue, ValueNames, changed_values
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from loaders.folder.manifest import number_of
from ontology.model import Model
from ontology.severity import Severity
from ontology.values.languages import format_date, format_number

ADDED, CHANGED, REMOVED = PARTS = ("added", "changed", "removed")
"""The kinds of changes, as GraphQL names them."""
FROM, TO, SINCE, PART, TYPE = "from", "to", "since", "part", "type"
"""The parameters of the page."""
_SECTIONS = {
    "statuses": ("statuses", PARTS),
    "decisions": ("decisions", (ADDED,)),
    "findings": ("findings", (ADDED,)),
    "fixed": ("findings", (REMOVED,)),
}
"""The sections: the name of each in the answer, and the kinds of changes that it has."""
_SEVERITIES = [str(one) for one in Severity]
Things = Mapping[str, Mapping[str, Any]]
"""The answers about things, by IRI."""


@dataclass(frozen=True, slots=True)
class ReleaseOption:
    """A release in the form: its id, its name, and if it is chosen."""

    id: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """A thing that differs. `values` are its values before and after, `more` leads to those that are not shown."""

    name: LinkedText
    kind: str
    word: str
    values: Sequence[ChangedValue] = ()
    more: LinkedText | None = None
    is_illustrative: bool = False
    rank: int = 0
    """The rank of its severity: 0 for the worst."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The things of a class that differ; the title leads to these alone."""

    title: LinkedText
    things: Sequence[ChangedThing]


@dataclass(frozen=True, slots=True)
class ChangeSection:
    """A part of the page: its key, its title with the number, its things, and a link to those that are not shown."""

    key: str
    title: str
    things: Sequence[ChangedThing]
    more: Sequence[LinkedText]


@dataclass(frozen=True, slots=True)
class ReleasePair:
    """The releases that are compared. `before` is empty if there is none before the other one.

    `dates` are the days on which the releases were built, by id; `is_cut`: the day since when is before the first one.
    """

    before: str
    after: str
    dates: Mapping[str, str]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class ChangesAnswers:
    """The answers to the question `changes`, and about its things in the later and in the earlier release."""

    differences: Mapping[str, Any]
    now: Things
    then: Things


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The page. `totals` are the numbers of things by kind of change, each a link to these alone."""

    sentence: str
    since: str
    """The day since when, if one is chosen."""
    notes: Sequence[str]
    befores: Sequence[ReleaseOption]
    afters: Sequence[ReleaseOption]
    totals: Sequence[LinkedText]
    sections: Sequence[ChangeSection]
    groups: Sequence[ChangeGroup]
    more: Sequence[LinkedText]
    whole: str
    """The address of the page with all parts; empty: it has them."""
    is_first: bool
    is_same: bool


@dataclass(frozen=True, slots=True)
class ChangesViewer:
    """Makes the view of the changes between the releases of a pair."""

    model: Model
    reader: PageReader
    pair: ReleasePair

    def view(self, answers: ChangesAnswers | None) -> ChangesView:
        """The view of answers; None: there is no release before, or it is the same."""
        differences = answers.differences if answers else {}
        things = differences.get("things", {})
        groups = list(self._iter_groups(answers)) if answers else []
        sections = list(self._iter_sections(answers)) if answers else []
        parts = {part: things[part] for part in PARTS if part in things}
        chosen = any(name in (PART, TYPE) for name, _ in self.reader.frame.parameters)
        return ChangesView(
            self._sentence(),
            dict(self.reader.frame.parameters).get(SINCE, ""),
            list(self._iter_notes()),
            self._choices(self.pair.before),
            self._choices(self.pair.after),
            [self._total(part, listed["totalCount"]) for part, listed in parts.items()],
            sections,
            groups,
            list(self._iter_more(parts)),
            self.reader.frame.here(part="", type="", after="") if chosen else "",
            not self.pair.before,
            bool(self.pair.before) and not sections and not any(one["totalCount"] for one in parts.values()),
        )

    @property
    def _text(self) -> Mapping[str, str]:
        return texts(self.reader.lang)

    def _named(self, release: str) -> str:
        number, day = str(number_of(release) or release), self.pair.dates.get(release, "")
        if not day:
            return number
        return self._text["changes_release"].format(number=number, day=format_date(day, self.reader.lang))

    def _sentence(self) -> str:
        after = self._named(self.pair.after)
        if not self.pair.before:
            return self._text["changes_first"].format(after=after)
        return self._text["changes_between"].format(before=self._named(self.pair.before), after=after)

    def _iter_notes(self) -> Iterator[str]:
        if self.pair.is_cut:
            yield self._text["changes_since_first"]
        if self.pair.before and self.pair.before == self.pair.after:
            yield self._text["changes_same_release"]

    def _choices(self, chosen: str) -> Sequence[ReleaseOption]:
        releases = list(self.pair.dates)
        releases += [chosen] if chosen and chosen not in self.pair.dates else []
        return [ReleaseOption(one, self._named(one), one == chosen) for one in releases]

    def _total(self, part: str, number: int) -> LinkedText:
        count = format_number(number, self.reader.lang)
        address = self.reader.frame.here(part=part, after="") if number else ""
        return LinkedText(self._text[f"changes_count-{part}"].format(count=count), address)

    def _iter_more(self, parts: Mapping[str, Any]) -> Iterator[LinkedText]:
        """The links to the things of each part that the page does not show."""
        for part, listed in parts.items():
            if listed["pageInfo"]["hasNextPage"]:
                address = self.reader.frame.here(part=part, after=listed["pageInfo"]["endCursor"])
                yield LinkedText(self._text[f"changes_more-{part}"], address)

    def _iter_sections(self, answers: ChangesAnswers) -> Iterator[ChangeSection]:
        for key, (name, kinds) in _SECTIONS.items():
            found = answers.differences.get(name, {})
            parts = {part: found[part] for part in kinds if part in found}
            number = sum(one["totalCount"] for one in parts.values())
            if number:
                title = self._text[f"changes_title-{key}"].format(
                    count=format_number(number, self.reader.lang)
                )
                rows = [
                    self._worded(self._thing(node, part, answers), self._word(key, part, node))
                    for part, listed in parts.items()
                    for node in listed["nodes"]
                ]
                rows.sort(key=lambda one: one.rank)
                yield ChangeSection(key, title, rows, self._rest(key, number - len(rows)))

    def _word(self, key: str, part: str, node: Mapping[str, Any]) -> str:
        """The word for a change: a status begins or ends, others are new or gone."""
        is_ended = key == "statuses" and part == CHANGED and any("/ns#until>" in one for one in node["added"])
        return self._text["changes_ended" if is_ended else f"changes_word-{key}-{part}"]

    def _rest(self, key: str, number: int) -> Sequence[LinkedText]:
        if number <= 0:
            return []
        plural = {"statuses": "statusPeriods", "decisions": "decisions"}.get(key, "findings")
        count = format_number(number, self.reader.lang)
        release = self.pair.before if key == "fixed" else self.pair.after
        address = self.reader.frame.to(f"/list/{plural}", release=release)
        return [LinkedText(self._text["changes_rest"].format(count=count), address)]

    def _iter_groups(self, answers: ChangesAnswers) -> Iterator[ChangeGroup]:
        """The things by their most special class, in the order of the names of the classes."""
        groups: dict[str, list[ChangedThing]] = {}
        for part in PARTS:
            for node in answers.differences["things"].get(part, {"nodes": ()})["nodes"]:
                facts = (answers.then if part == REMOVED else answers.now).get(node["iri"])
                groups.setdefault(self._class_of(facts), []).append(self._thing(node, part, answers))
        titled = [(self._title(iri), iri) for iri in groups]
        for title, iri in sorted(titled, key=lambda pair: (not pair[1], pair[0].text.casefold(), pair[1])):
            yield ChangeGroup(title, groups[iri])

    def _class_of(self, facts: Mapping[str, Any] | None) -> str:
        classes = self.model.classes
        iris = [one["iri"] for one in facts["types"] if one["iri"] in classes] if facts else []
        return max(iris, key=lambda iri: (len(self.model.exposed_ancestry(iri)), iri), default="")

    def _title(self, iri: str) -> LinkedText:
        if not iri:
            return LinkedText(self._text["changes_others"])
        term = self.model.classes[iri]
        return LinkedText(
            term.label.best(self.reader.lang) or term.type_name,
            self.reader.frame.here(type=term.type_name, part="", after=""),
        )

    def _worded(self, thing: ChangedThing, word: str) -> ChangedThing:
        """A thing with another word for its change; a finding has that for its severity."""
        return thing if thing.kind in _SEVERITIES else replace(thing, word=word)

    def _thing(self, node: Mapping[str, Any], part: str, answers: ChangesAnswers) -> ChangedThing:
        """A change with its name in the release that has the thing."""
        facts = (answers.then if part == REMOVED else answers.now).get(node["iri"])
        names = ValueNames(self.model, answers.now, self.reader)
        values, more = changed_values(node, names) if part == CHANGED else ((), 0)
        severity = (facts or {}).get("severity") or ""
        is_finding = severity in _SEVERITIES
        return ChangedThing(
            self._name(node["iri"], facts, is_gone=part == REMOVED),
            severity if is_finding else part,
            self._text[f"count-{severity.lower()}" if is_finding else f"changes_thing-{part}"],
            values,
            self._all_values(node["iri"], more) if more else None,
            any(one["illustrative"] for one in facts["sources"]) if facts else False,
            _SEVERITIES.index(severity) if is_finding else 0,
        )

    def _name(self, iri: str, facts: Mapping[str, Any] | None, *, is_gone: bool) -> LinkedText:
        """The name of a thing as a link to its page, the earlier one if it is gone; a finding has its message."""
        name = linked(facts, self.reader) if facts else LinkedText(iri, self.reader.address(iri))
        if facts and facts.get("message"):
            message = plain(facts["message"], self.reader)
            name = replace(message, text=f"{facts['code'] or ''} · {message.text}", address=name.address)
        if is_gone and name.address:
            return replace(name, address=f"{name.address}&release={quote(self.pair.before)}")
        return name

    def _all_values(self, iri: str, more: int) -> LinkedText:
        """The link to a comparison of a thing in both releases, with the number of the values that are not shown."""
        things = [("iri", f"{iri}@{release}") for release in (self.pair.before, self.pair.after)]
        count = self._text["changes_more_values"].format(count=format_number(more, self.reader.lang))
        return LinkedText(count, f"{self.reader.frame.to('/compare')}&{urlencode(things)}")
