"""A sound register, changes to it, and the conclusions of the rules from the result, in short form."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from loaders.nquads.canonical import canonical_lines
from loaders.rules.engine import Conclusions, conclude
from loaders.rules.finding import Finding
from loaders.rules.policy import Policy
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from ontology.rule import Rules, read_rules

REGISTER = (Path(__file__).parents[2] / "data" / "rules-sound.trig").read_text(encoding="utf-8")
DAY = "2024-10-01"
X = f"{DEFAULT_BASE}id/x/"

Change = tuple[str, str]
"""A text of the sound register, and its replacement; an empty text: statements to add."""


@cache
def rules() -> Rules:
    """The built-in rules."""
    return read_rules(builtin_files(DEFAULT_BASE), DEFAULT_BASE)


@cache
def shipped_model() -> Model:
    """The built-in ontology."""
    return read_model(builtin_files(DEFAULT_BASE))


def changed(changes: Sequence[Change]) -> str:
    """The sound register with `changes`. Each text to replace must be there once, else the case is about nothing."""
    text = REGISTER
    for old, new in changes:
        if old:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        else:
            text = text.removesuffix("}\n") + new + "\n}\n"
    return text


def lines_of(trig: str) -> list[bytes]:
    """TriG as the lines of a release."""
    return [line.encode() for line in canonical_lines(parse(trig.encode(), RdfFormat.TRIG))]


def concluded(changes: Sequence[Change] = (), policy: Policy | None = None) -> Conclusions:
    """The conclusions of the rules from the sound register with `changes`."""
    return concluded_from(changed(changes), policy)


def concluded_from(trig: str, policy: Policy | None = None, using: Rules | None = None) -> Conclusions:
    """The conclusions of the rules (None: the built-in ones) from TriG."""
    return conclude(lines_of(trig), using or rules(), shipped_model(), policy or Policy())


def short(node: str | None) -> str:
    """The last part of an IRI, the form of a literal."""
    if node is None:
        return ""
    return node.split('"')[1] if node.startswith('"') else node.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def on_day(findings: Iterable[Finding], day: str = DAY) -> set[tuple[str, str, str]]:
    """Code, focus and value of those that hold on a day."""
    return {
        (f.code, short(f.focus), short(f.value))
        for f in findings
        if (f.start or day) <= day <= (f.end or day)
    }


def held(derived: Iterable[bytes], day: str) -> dict[str, str]:
    """The status of each platform on a day, by IRI, that derived statements give it."""
    said: dict[str, dict[str, str]] = {}
    for line in derived:
        subject, predicate, rest = line.decode().split(" ", 2)
        if "/status-period/" not in subject:
            continue
        said.setdefault(subject, {})[predicate.rpartition("#")[2][:-1]] = rest.rsplit(" ", 2)[0]
    found: dict[str, str] = {}
    for period in said.values():
        until = period.get("until", '"9999"').split('"')[1]
        if period["from"].split('"')[1] <= day <= until:
            found[period["statusOf"][1:-1]] = period["status"].rpartition("/")[2][:-1]
    return found
