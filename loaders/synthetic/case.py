"""A platform that gets a defect: the career that the defect needs, and the changes to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from loaders.synthetic.career import (
    FAILED,
    Assessment,
    Career,
    Decision,
    Wish,
    fill_outcomes,
    ordinal,
    sound_career,
)
from loaders.synthetic.scene import Scene
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import thing
from loaders.synthetic.truth import ExpectedFinding
from loaders.synthetic.world import World

_ABOUT_NO_PLATFORM = ("D11", "D19b", "D24", "D25")
OLD_ACT = thing("act", "2020-khung")


_LATE = ordinal(2025, 6, 1)
_WISHES: Mapping[str, Wish] = {
    "D01": Wish("national", 1),
    "D01b": Wish("potential", 1),
    "D03": Wish("potential", 1),
    "D09": Wish("national", 1),
    "D10": Wish("potential", 1),
    "D10b": Wish("national", 1),
    "D13": Wish("potential", 1),
    "D14": Wish("refused", 1),
    "D15": Wish("potential", 1),
    "D16b": Wish("national", 1, ordinal(2024, 3, 1), ordinal(2025, 6, 20)),
    "D17": Wish("revoked"),
    "D20": Wish("national", 1),
    "D21b": Wish("national", 1),
    "D22": Wish("potential"),
    "D30": Wish("potential"),
    "D32": Wish("refused", 1),
    "D36": Wish("potential", 1),
}


@dataclass(slots=True)
class DefectCase:
    """A platform about to be made defective, and the findings expected from that."""

    scene: Scene
    career: Career
    sheet: StatementSheet = field(default_factory=lambda: StatementSheet(""))
    expected: list[ExpectedFinding] = field(default_factory=list)

    @property
    def last(self) -> Assessment:
        """The last assessment."""
        return self.career.assessments[-1]

    @property
    def decided(self) -> Decision:
        """The first decision."""
        return self.career.decisions[0]

    def criterion(self, order: int) -> str:
        """The IRI of a criterion of the last assessment's set."""
        return self.scene.version(self.last).criterion(order)

    def any_order(self) -> int:
        """The order of some criterion that is not that of the popular user level."""
        draw = self.scene.world.draw("defective criterion", self.scene.platform)
        return draw.below(self.scene.version(self.last).last)

    def defective_order(self) -> int:
        """The order of the criterion that is not passed, of any kind in a recognition."""
        is_popular = self.scene.defect == "D09" and self.scene.variant(2)
        return self.scene.version(self.last).last if is_popular else self.any_order()

    def expect(self, rule: str, focus: str, value: str | None = None) -> None:
        """Expect a finding."""
        platform = None if rule in _ABOUT_NO_PLATFORM else self.scene.iri
        self.expected.append(ExpectedFinding(rule, focus, value, platform))


def case_of(world: World, platform: int) -> DefectCase:
    """A platform with its defect, if it has one, and its career; nothing is written yet."""
    scene = Scene(world, platform, world.defect(platform))
    is_referred_to = platform == world.sound_neighbour(platform)
    case = DefectCase(scene, sound_career(world, platform, _wish(scene), settled=is_referred_to))
    for assessment in case.career.assessments:
        draw = world.draw("outcomes", 4 * platform + assessment.number)
        fill_outcomes(draw, assessment, scene.version(assessment).last)
    change = _CAREER_DEFECTS.get(scene.defect or "")
    if change is not None:
        change(case)
    return case


def _wish(scene: Scene) -> Wish | None:
    """The career that the defect of a platform needs."""
    is_national = scene.world.role(scene.platform) == 0
    either = "potential" if scene.variant(2) else "refused"
    match scene.defect:
        case "D06":
            return Wish("national" if is_national else "potential" if scene.variant(3) else "refused", 1)
        case "D16":
            return Wish("expired" if is_national else "potential-expired")
        case "D02":
            return Wish(either, 1, _LATE)
        case "D07":
            return Wish(either, 1)
        case "D19":
            return (
                Wish("refused", 1, None, ordinal(2024, 12, 31))
                if scene.variant(2)
                else Wish("refused", 1, _LATE)
            )
        case (
            "D08"
            | "D11"
            | "D12"
            | "D18"
            | "D19b"
            | "D21"
            | "D22b"
            | "D23"
            | "D24"
            | "D25"
            | "D26"
            | "D31"
            | "D34"
            | "D35"
        ):
            return Wish("potential" if scene.platform % 2 else "refused")
    return _WISHES.get(scene.defect or "")


def unfounded(case: DefectCase) -> None:
    """Remove all support of its status."""
    case.career.derived = None


def _fail_one(case: DefectCase) -> None:
    case.last.outcomes[case.defective_order()] = FAILED
    unfounded(case)


def _only_potential(case: DefectCase) -> None:
    case.decided.sort, case.career.declared = "PotentialRecognition", "potential"
    unfounded(case)


def _still_declared(case: DefectCase) -> None:
    case.career.declared = "recognised" if case.scene.world.role(case.scene.platform) == 0 else "potential"


def _not_the_derived(case: DefectCase) -> None:
    case.career.declared = "recognised" if case.scene.variant(2) else "refused"


def _outside_the_set(case: DefectCase) -> None:
    version = case.scene.version(case.last)
    is_after = version.until is not None and case.scene.variant(2)
    started = version.until + 10 if version.until is not None and is_after else version.issued - 20
    case.last.started, case.last.concluded = started, started + 40
    case.last.period = date.fromordinal(started).year - 1
    case.decided.day = started + 60
    unfounded(case)


def _decided_before_the_set(case: DefectCase) -> None:
    issued = case.scene.version(case.last).issued
    case.last.started, case.last.concluded = issued - 90, issued - 40
    case.last.period = date.fromordinal(issued).year - 1
    case.decided.day = issued - 15


def _decided_too_early(case: DefectCase) -> None:
    if case.scene.variant(2):  # otherwise there is no date of its conclusion
        case.decided.day = case.last.started + 20
    unfounded(case)


def _decided_late(case: DefectCase) -> None:
    case.decided.day = ordinal(2026, 5, 5) + case.scene.platform % 20


_CAREER_DEFECTS: Mapping[str, Callable[[DefectCase], None]] = {
    "D01": unfounded,
    "D01b": unfounded,
    "D02": _decided_late,
    "D03": unfounded,
    "D09": _fail_one,
    "D10": _fail_one,
    "D10b": _only_potential,
    "D13": _outside_the_set,
    "D14": _decided_before_the_set,
    "D15": _decided_too_early,
    "D16": _still_declared,
    "D17": _still_declared,
    "D30": _not_the_derived,
    "D36": unfounded,
}
