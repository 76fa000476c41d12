"""Defects of decisions and of the acts by which they are taken."""

from collections.abc import Callable, Mapping

from loaders.synthetic.acts import OLD_ACT
from loaders.synthetic.career import Decision
from loaders.synthetic.case import Case
from loaders.synthetic.decisions import write_act
from loaders.synthetic.scene import Scene
from loaders.synthetic.statements import (
    ELI,
    NDP,
    TITLE,
    a,
    code,
    day,
    texts,
)
from loaders.synthetic.wording import joined
from loaders.synthetic.world import MERGER


def _no_assessment(case: Case) -> None:
    decision = case.scene.decision(0)
    case.sheet.drop(decision, f"{NDP}basedOnAssessment")
    case.expect("D01b" if case.scene.defect == "D01b" else "D01", decision)


def _assessment_of_another(case: Case) -> None:
    neighbour = case.scene.world.sound_neighbour(case.scene.platform)
    other = Scene(case.scene.world, neighbour, None).assessment(0)
    case.sheet.put(case.scene.decision(0), f"{NDP}basedOnAssessment", other)
    case.expect("D02", case.scene.decision(0), other)


def _expect_not_passed(case: Case) -> None:
    case.expect(case.scene.defect or "", case.scene.decision(0), case.criterion(case.any_order()))


def _expect_only_potential(case: Case) -> None:
    case.expect("D10b", case.scene.decision(0))


def _expect_too_early(case: Case) -> None:
    case.expect("D15", case.scene.decision(0), case.scene.assessment(0))


def _expect_outside_the_set(case: Case) -> None:
    version = case.scene.version(case.last)
    case.expect("D13", case.scene.assessment(0), version.iri)
    if case.scene.defect == "D14":
        case.expect("D14", case.scene.decision(0), version.iri)


def _decided_by(case: Case, agency: str) -> None:
    number = case.career.decisions[-1].number
    case.sheet.put(case.scene.decision(number), f"{NDP}decidedBy", agency)
    case.sheet.put(case.scene.act(number), f"{ELI}passed_by", agency)
    case.expect("D18", case.scene.decision(number), agency)
    if case.scene.defect == "D19":
        case.expect("D19", case.scene.decision(number), agency)


def _decided_by_a_stranger(case: Case) -> None:
    _decided_by(case, case.scene.world.stranger(case.scene.kind, 0).iri)


def _decided_by_a_past_body(case: Case) -> None:
    _decided_by(case, case.scene.world.ministry(case.scene.platform % 6, MERGER - 1).iri)


def _revokes_a_later_one(case: Case) -> None:
    scene, refusal = case.scene, case.decided
    decision = Decision(1, "Revocation", refusal.day - 10, [])
    revocation = scene.decision(1)
    case.sheet.add(
        revocation,
        [
            a(f"{NDP}Revocation"),
            (f"{NDP}decidesOn", scene.iri),
            (f"{NDP}decidedBy", scene.world.agency(scene.kind, decision.day).iri),
            (f"{NDP}decisionDate", day(decision.day)),
            (f"{NDP}enactedBy", scene.act(1)),
            (f"{NDP}revokes", scene.decision(0)),
            (f"{NDP}revocationGround", code("revocation-ground", "owner-request")),
        ],
        texts(TITLE, joined(("Thu hồi", "Revocation for", "Retrait pour"), scene.name)),
    )
    write_act(scene, case.sheet, decision, scene.act(1))
    case.expect("D32", revocation, scene.decision(0))


def _based_on_a_past_act(case: Case) -> None:
    act = case.scene.act(case.career.decisions[-1].number)
    predicate = "cites" if case.scene.platform % 2 else "based_on"
    case.sheet.add(act, [(f"{ELI}{predicate}", OLD_ACT)])
    case.expect("D11", act, OLD_ACT)


def _in_force_too_early(case: Case) -> None:
    decision = case.career.decisions[-1]
    act = case.scene.act(decision.number)
    case.sheet.put(act, f"{ELI}first_date_entry_in_force", day(decision.day - 12))
    case.expect("D24", act)


def _same_number(case: Case) -> None:
    decision = case.career.decisions[-1]
    act = case.scene.act(decision.number)
    twin = f"{act[:-1]}-b>"
    write_act(case.scene, case.sheet, decision, twin)
    case.expect("D25", min(act, twin, key=lambda iri: iri[1:-1]), max(act, twin, key=lambda iri: iri[1:-1]))


SPOILT: Mapping[str, Callable[[Case], None]] = {
    "D01": _no_assessment,
    "D01b": _no_assessment,
    "D02": _assessment_of_another,
    "D09": _expect_not_passed,
    "D10": _expect_not_passed,
    "D10b": _expect_only_potential,
    "D11": _based_on_a_past_act,
    "D13": _expect_outside_the_set,
    "D14": _expect_outside_the_set,
    "D15": _expect_too_early,
    "D18": _decided_by_a_stranger,
    "D19": _decided_by_a_past_body,
    "D24": _in_force_too_early,
    "D25": _same_number,
    "D32": _revokes_a_later_one,
}
"""What changes the statements, by code."""
