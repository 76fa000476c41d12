"""Lists that ask for no recognition: the status that the rules and the examiner give is the same, day by day."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from pyoxigraph import RdfFormat, parse

from graph_api.reasoning.examiner import Examiner
from loaders.rules.policy import Policy
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.namespaces import RDF_TYPE
from ontology.read import read_model
from tests.graph_api.support.justified import facts_of
from tests.loaders.support.auditing import REGISTER, Change, X, changed, concluded_from, held, on_day

LISTS = """
  :regime a ndp:PlatformRegime ; ndp:recognitionRequired false ; ndp:validFrom "2026-01-01"^^xsd:date ;
    ndp:validUntil "2026-12-31"^^xsd:date .
  :list a ndp:NationalPlatformList ; ndp:underRegime :regime ; dcat:record :entry , :topical ;
    ndp:validFrom "2026-01-10"^^xsd:date .
  :entry a ndp:ListEntry ; dct:issued "2026-02-01"^^xsd:date ; ndp:validUntil "2026-11-30"^^xsd:date .
  :topical a ndp:ListEntry ; dct:issued "2026-03-01"^^xsd:date ; foaf:primaryTopic :listed-kind .
  :named a ndp:DigitalPlatform ; ndp:listedAs :entry .
  :alike a ndp:DigitalPlatform ; ndp:ofKind :listed-kind .
  :national ndp:listedAs :entry .
  :asking a ndp:PlatformRegime ; ndp:recognitionRequired true ; ndp:validUntil "2026-06-30"^^xsd:date .
  :asking-list a ndp:NationalPlatformList ; ndp:underRegime :asking ; dcat:record :asking-entry .
  :asking-entry a ndp:ListEntry ; dct:issued "2026-01-01"^^xsd:date .
  :asked a ndp:DigitalPlatform ; ndp:listedAs :asking-entry .
"""
ENTRY = ("2026-02-01", "2026-11-30")
CASES: Sequence[tuple[str, str, Change, tuple[str, str] | None]] = (
    ("an entry names it", "named", ("", ""), ENTRY),
    ("an entry names its kind", "alike", ("", ""), ("2026-03-01", "2026-12-31")),
    ("the entry has a start of its own", "named", ("dct:issued", "ndp:validFrom"), ENTRY),
    (
        "the start of the entry counts before its issue",
        "named",
        ('dct:issued "2026-02-01"', 'ndp:validFrom "2026-04-01"^^xsd:date ; dct:issued "2026-02-01"'),
        ("2026-04-01", "2026-11-30"),
    ),
    ("the list begins last", "named", ("2026-01-10", "2026-05-01"), ("2026-05-01", "2026-11-30")),
    ("the regime ends first", "named", ("2026-12-31", "2026-10-31"), ("2026-02-01", "2026-10-31")),
    ("the regime asks for a recognition", "named", ("Required false", "Required true"), None),
    ("no act says what it asks", "named", ("ndp:recognitionRequired false ; ", ""), None),
    ("false in other words", "named", ("Required false", 'Required "0"^^xsd:boolean'), ENTRY),
    ("the list has no regime", "named", ("ndp:underRegime :regime ; ", ""), None),
    (
        "the list ended before the entry began",
        "named",
        ('ndp:validFrom "2026-01-10"', 'ndp:validUntil "2026-01-31"^^xsd:date ; ndp:validFrom "2026-01-10"'),
        None,
    ),
    ("another regime", "asked", ("", ""), None),
    (
        "the entry names what is no platform",
        "named",
        ("a ndp:DigitalPlatform ; ndp:listedAs", "ndp:listedAs"),
        None,
    ),
    (
        "the entry names the kind of no platform",
        "alike",
        ("a ndp:DigitalPlatform ; ndp:ofKind", "ndp:ofKind"),
        None,
    ),
)


def register(change: Change) -> str:
    """The sound register with the lists, in which one text is changed."""
    old, new = change
    return REGISTER.removesuffix("}\n") + LISTS.replace(old, new, 1) + "}\n"


def days_around(first: str, last: str) -> list[str]:
    """The day before, the first, the last, and the day after."""
    days = [date.fromisoformat(first), date.fromisoformat(last)]
    return [(day + timedelta(more)).isoformat() for day in days for more in (-1, 0, 1)]


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(builtin_files(DEFAULT_BASE))


def status_of(trig: str, model: Model, platform: str, day: str) -> str | None:
    """The status by the rules, which is that by the examiner."""
    derived = held(concluded_from(trig).derived, day).get(X + platform)
    approval = examiner(trig, model).best(X + platform, day)
    examined = approval.status.rpartition("/")[2] if approval.supported and approval.status else None
    assert examined == derived, (platform, day)
    return derived


def examiner(trig: str, model: Model) -> Examiner:
    return Examiner(facts_of(parse(trig.encode(), RdfFormat.TRIG), model), model, Policy())


@pytest.mark.parametrize(("case", "platform", "change", "bounds"), CASES, ids=[c[0] for c in CASES])
def test_a_platform_is_listed_while_entry_list_and_regime_hold(
    case: str, platform: str, change: Change, bounds: tuple[str, str] | None, model: Model
) -> None:
    trig = register(change)
    for day in days_around(*(bounds or ENTRY)):
        listed = bounds is not None and bounds[0] <= day <= bounds[1]
        assert status_of(trig, model, platform, day) == ("listed" if listed else None), (case, day)


def test_a_recognition_comes_first_and_the_list_counts_when_it_is_over(model: Model) -> None:
    ended = REGISTER.replace(
        ":d1 a ndp:Recognition ;", ':d1 a ndp:Recognition ; ndp:validUntil "2026-05-31"^^xsd:date ;'
    )
    assert ended != REGISTER
    trig = ended.removesuffix("}\n") + LISTS + "}\n"
    for day, status in (
        ("2026-01-31", "recognised"),
        ("2026-02-01", "recognised"),
        ("2026-05-31", "recognised"),
        ("2026-06-01", "listed"),
        ("2026-11-30", "listed"),
        ("2026-12-01", None),
    ):
        assert status_of(trig, model, "national", day) == status


def test_the_steps_name_the_list_and_say_that_no_recognition_is_asked_for(model: Model) -> None:
    found = examiner(register(("", "")), model)
    approval = found.best(X + "named", "2026-06-01")
    assert [(s.kind, s.outcome, s.essential) for s in approval.steps] == [
        ("LISTED", "HOLDS", True),
        ("ACT", "MISSING", False),
        ("REGIME", "HOLDS", True),
    ]
    assert approval.decision is None
    assert found.obstacles(X + "named", "2026-06-01") == approval
    assert "no recognition is asked for" in (approval.steps[-1].text.best("en") or "")
    support = {s for step in approval.steps for s in step.support}
    assert {s.predicate for s in support if s.subject == X + "named"} == {
        RDF_TYPE,
        f"{DEFAULT_BASE}ns#listedAs",
    }
    for statement in support:
        left = [
            q
            for q in parse(register(("", "")).encode(), RdfFormat.TRIG)
            if f"{q.triple} ." != statement.ntriples
        ]
        without = Examiner(facts_of(left, model), model, Policy())
        assert not without.best(X + "named", "2026-06-01").supported, statement


@pytest.mark.parametrize(
    ("asks", "found"),
    [("true", {("D29", "kind", "")}), ("false", set()), (None, set())],
    ids=["the regime asks for recognitions", "it asks for none", "no act says"],
)
def test_a_proposal_is_asked_for_only_where_a_recognition_is(
    asks: str | None, found: set[tuple[str, str, str]]
) -> None:
    trig = changed(
        [
            (":proposal a ndp:Proposal ; ndp:proposes :kind .", ""),
            ("", ":list a ndp:NationalPlatformList ; dcat:record :entry ; ndp:underRegime :regime ."),
            ("", f":regime ndp:recognitionRequired {asks} ." if asks else ""),
        ]
    )
    assert on_day(concluded_from(trig).findings) == found


def test_that_a_list_names_a_platform_does_not_bear_out_a_declared_recognition() -> None:
    declared = ":named ndp:declaredStatus status:recognised ; ndp:hasRole :owner-1 .\n"
    trig = register(("", "")).removesuffix("}\n") + declared + "}\n"
    for day in ("2026-01-31", "2026-06-01"):
        found = concluded_from(trig).findings
        assert ("D30", "named", "recognised") in on_day(found, day)
        (message,) = {f.messages["en"] for f in found if f.code == "D30" and f.focus == X + "named"}
        assert message.endswith(
            "its status by decisions and assessments is: no status, whatever a list gives."
        )
