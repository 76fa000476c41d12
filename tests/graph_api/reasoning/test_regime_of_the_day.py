"""The regimes in force, and a platform without a status: the list decides, a recognition does, or nobody knows."""

from collections.abc import Sequence

import pytest

from graph_api.reasoning.approval import Approval
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from tests.graph_api.reasoning.test_listing import examiner
from tests.loaders.support.auditing import REGISTER, Change, X

REGIMES = """
  :early a ndp:PlatformRegime ; ndp:recognitionRequired true ; ndp:validUntil "2025-12-31"^^xsd:date .
  :regime a ndp:PlatformRegime ; ndp:recognitionRequired false ; ndp:validFrom "2026-01-01"^^xsd:date ;
    ndp:validUntil "2026-12-31"^^xsd:date .
  :list a ndp:NationalPlatformList ; ndp:underRegime :regime ; ndp:publishedEntryCount 2 ;
    dcat:record :one , :two ; ndp:validUntil "2026-12-31"^^xsd:date .
  :one a ndp:ListEntry ; dct:issued "2026-02-01"^^xsd:date .
  :two a ndp:ListEntry ; dct:issued "2026-02-01"^^xsd:date .
  :listed a ndp:DigitalPlatform ; ndp:listedAs :one .
  :other a ndp:DigitalPlatform .
  :own-list a ndp:NationalPlatformList ; dcat:record :own-entry .
  :own-entry a ndp:ListEntry .
  :own a ndp:DigitalPlatform ; ndp:listedAs :own-entry .
"""
SILENT = ("ndp:recognitionRequired false ; ", "")
ASKING = ("ndp:recognitionRequired false", "ndp:recognitionRequired true")
HALF = ("publishedEntryCount 2", "publishedEntryCount 3")
CASES: Sequence[tuple[str, str, str, Sequence[Change], str, list[str]]] = (
    ("the list decides and is known whole", "other", "2026-06-01", [], "NO", ["LISTED CONTRADICTED"]),
    ("some of its entries are not known", "other", "2026-06-01", [HALF], "UNKNOWN", ["LISTED MISSING"]),
    (
        "how many it has is not known",
        "other",
        "2026-06-01",
        [("ndp:publishedEntryCount 2 ;", "")],
        "UNKNOWN",
        ["LISTED MISSING"],
    ),
    ("the regime asks for a recognition", "other", "2026-06-01", [ASKING], "NO", ["DECISION MISSING"]),
    (
        "nobody knows what it asks of a list's own",
        "listed",
        "2026-06-01",
        [SILENT],
        "UNKNOWN",
        ["REGIME MISSING"],
    ),
    ("nor does it matter off the list", "other", "2026-06-01", [SILENT], "NO", ["LISTED CONTRADICTED"]),
    (
        "off what is known of the list",
        "other",
        "2026-06-01",
        [SILENT, HALF],
        "UNKNOWN",
        ["REGIME MISSING", "LISTED MISSING"],
    ),
    ("the first day", "other", "2026-01-01", [], "NO", ["LISTED CONTRADICTED"]),
    ("the day before, another regime", "other", "2025-12-31", [], "NO", ["DECISION MISSING"]),
    ("the last day", "other", "2026-12-31", [], "NO", ["LISTED CONTRADICTED"]),
    ("no regime any more", "other", "2027-01-01", [], "NO", ["DECISION MISSING"]),
    (
        "the list has ended, the regime has not",
        "other",
        "2026-12-31",
        [
            (
                'ndp:validUntil "2026-12-31"^^xsd:date .\n  :one',
                'ndp:validUntil "2026-11-30"^^xsd:date .\n  :one',
            ),
        ],
        "UNKNOWN",
        ["LISTED MISSING"],
    ),
    ("its own list has no regime and no act", "own", "2026-06-01", [], "NO", ["LISTED CONTRADICTED"]),
    (
        "its own list has an act, but no regime",
        "own",
        "2026-06-01",
        [
            (
                ":own-list a ndp:NationalPlatformList",
                ":own-list ndp:enactedBy :act ; a ndp:NationalPlatformList",
            )
        ],
        "NO",
        ["DECISION MISSING"],
    ),
    (
        "two regimes, one of which asks",
        "other",
        "2026-06-01",
        [("2025-12-31", "2026-12-31")],
        "NO",
        ["LISTED CONTRADICTED", "DECISION MISSING"],
    ),
)


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(builtin_files(DEFAULT_BASE))


def approval(model: Model, platform: str, day: str, changes: Sequence[Change]) -> tuple[Approval, Approval]:
    """The approvals of `best` and `obstacles` over the register with the regimes, of which some texts are changed."""
    text = REGIMES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    found = examiner(REGISTER.removesuffix("}\n") + text + "}\n", model)
    return found.best(X + platform, day), found.obstacles(X + platform, day)


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_a_platform_without_a_status_lacks_what_the_regime_of_the_day_asks(
    case: tuple[str, str, str, Sequence[Change], str, list[str]], model: Model
) -> None:
    _, platform, day, changes, verdict, blocking = case
    for one in approval(model, platform, day, changes):
        assert not one.supported
        assert [f"{step.kind} {step.outcome}" for step in one.blocking] == blocking
        assert one.is_unknown == (verdict == "UNKNOWN")
        assert [step.kind for step in one.steps if step.remedy] == [step.kind for step in one.blocking]


def test_a_decision_under_another_regime_is_shown_and_blocks_nothing(model: Model) -> None:
    for day, kinds in (("2025-12-31", {"IN_FORCE"}), ("2026-06-01", {"LISTED"})):
        expired = REGISTER.replace(
            ":d1 a ndp:Recognition ;", ':d1 a ndp:Recognition ; ndp:validUntil "2025-05-31"^^xsd:date ;'
        )
        found = examiner(expired.removesuffix("}\n") + REGIMES + "}\n", model)
        for one in (found.best(X + "national", day), found.examine(X + "national", X + "d1", day)):
            assert one.decision == X + "d1"
            assert {step.kind for step in one.blocking} == kinds
