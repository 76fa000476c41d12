"""Defects of decisions and of the acts by which they are taken."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from loaders.synthetic.acts import OLD_ACT
from loaders.synthetic.career import PASSED, Decision
from loaders.synthetic.case import DefectCase, case_of, unfounded
from loaders.synthetic.decisions import write_act
from loaders.synthetic.statements import NDP, TITLE, a, code, day, texts
from loaders.synthetic.wording import joined
from loaders.synthetic.world import MERGER
from ontology.namespaces import ELI
from ontology.values.literals import from_ntriples


def _no_assessment(case: DefectCase) -> None:
    decision = case.scene.decision(0)
    case.sheet.drop(decision, f"{NDP}basedOnAssessment")
    case.expect("D01b" if case.scene.defect == "D01b" else "D01", decision)


def _assessment_of_another(case: DefectCase) -> None:
    neighbour = case_of(case.scene.world, case.scene.world.sound_neighbour(case.scene.platform))
    other, decision = neighbour.scene.assessment(0), case.scene.decision(0)
    case.sheet.put(decision, f"{NDP}basedOnAssessment", other)
    case.expect("D02", decision, other)
    if case.decided.sort == "PotentialRecognition":
        assessment = neighbour.career.assessments[0]
        version = neighbour.scene.version(assessment)
        for order, outcome in enumerate(assessment.outcomes[:-1]):
            if outcome != PASSED:
                case.expect("D10", decision, version.criterion(order))
        unfounded(case)


def _expect_not_passed(case: DefectCase) -> None:
    case.expect(case.scene.defect or "", case.scene.decision(0), case.criterion(case.defective_order()))


def _expect_only_potential(case: DefectCase) -> None:
    case.expect("D10b", case.scene.decision(0))


def _decided_too_early(case: DefectCase) -> None:
    if not case.scene.variant(2):
        case.sheet.drop(case.scene.assessment(0), f"{NDP}concludedOn")
    case.expect("D15", case.scene.decision(0), case.scene.assessment(0))


def _expect_outside_the_set(case: DefectCase) -> None:
    version = case.scene.version(case.last)
    case.expect("D13", case.scene.assessment(0), version.iri)
    if case.scene.defect == "D14":
        case.expect("D14", case.scene.decision(0), version.iri)


def _decided_by(case: DefectCase, agency: str) -> None:
    number = case.career.decisions[-1].number
    case.sheet.put(case.scene.decision(number), f"{NDP}decidedBy", agency)
    case.sheet.put(case.scene.act(number), f"{ELI}passed_by", agency)
    case.expect("D18", case.scene.decision(number), agency)
    if case.scene.defect == "D19":
        case.expect("D19", case.scene.decision(number), agency)


def _decided_by_a_stranger(case: DefectCase) -> None:
    _decided_by(case, case.scene.world.stranger(case.scene.kind, 0).iri)


def _decided_by_no_body(case: DefectCase) -> None:
    on = MERGER if case.scene.variant(2) else MERGER - 1
    _decided_by(case, case.scene.world.ministry(case.scene.platform % 6, on).iri)


def _revokes_in_vain(case: DefectCase) -> None:
    scene = case.scene
    neighbour = case_of(scene.world, scene.world.sound_neighbour(scene.platform))
    is_anothers = neighbour.decided.sort == "Refusal" and scene.variant(2)
    revoked = (neighbour if is_anothers else case).scene.decision(0)
    on = neighbour.decided.day + 10 if is_anothers else case.decided.day - 10
    decision = Decision(1, "Revocation", on, [])
    revocation = scene.decision(1)
    case.sheet.add(
        revocation,
        [
            a(f"{NDP}Revocation"),
            (f"{NDP}decidesOn", scene.iri),
            (f"{NDP}decidedBy", scene.world.agency(scene.kind, decision.day).iri),
            (f"{NDP}decisionDate", day(decision.day)),
            (f"{NDP}enactedBy", scene.act(1)),
            (f"{NDP}revokes", revoked),
            (f"{NDP}revocationGround", code("revocation-ground", "owner-request")),
        ],
        texts(TITLE, joined(("Thu hồi", "Revocation for", "Retrait pour"), scene.name)),
    )
    write_act(scene, case.sheet, decision, scene.act(1))
    case.expect("D32", revocation, revoked)


def _based_on_a_past_act(case: DefectCase) -> None:
    act = case.scene.act(case.career.decisions[-1].number)
    predicate = "cites" if case.scene.variant(2) else "based_on"
    case.sheet.add(act, [(f"{ELI}{predicate}", OLD_ACT)])
    case.expect("D11", act, OLD_ACT)


def _out_of_order(case: DefectCase) -> None:
    decision = case.career.decisions[-1]
    act = case.scene.act(decision.number)
    match case.scene.variant(3):
        case 0:
            case.sheet.put(act, f"{ELI}first_date_entry_in_force", day(decision.day - 12))
        case 1:
            case.sheet.add(act, [(f"{ELI}date_no_longer_in_force", day(decision.day - 1))])
        case _:
            later = f"{act[:-1]}-sau>"
            after = replace(decision, day=decision.day + 3)
            write_act(case.scene, case.sheet, after, later)
            case.sheet.put(
                later, f"{ELI}number", case.sheet.objects(act, f"{ELI}number")[0].replace('"', '"S', 1)
            )
            case.sheet.add(act, [(f"{ELI}repeals", later)])
    case.expect("D24", act)


def _same_number(case: DefectCase) -> None:
    decision = case.career.decisions[-1]
    act = case.scene.act(decision.number)
    twin = f"{act[:-1]}-b>"
    write_act(case.scene, case.sheet, decision, twin)
    case.expect("D25", min(act, twin, key=from_ntriples), max(act, twin, key=from_ntriples))


def _two_dates(case: DefectCase) -> None:
    later = day(case.decided.day + 3)
    case.sheet.add(case.scene.decision(0), [(f"{NDP}decisionDate", later)])
    case.expect("D35", case.scene.decision(0), later)


def _two_kinds(case: DefectCase) -> None:
    case.sheet.add(case.scene.decision(0), [a(f"{NDP}Refusal")])
    case.expect("D36", case.scene.decision(0))


DEFECTS: Mapping[str, Callable[[DefectCase], None]] = {
    "D01": _no_assessment,
    "D01b": _no_assessment,
    "D02": _assessment_of_another,
    "D09": _expect_not_passed,
    "D10": _expect_not_passed,
    "D10b": _expect_only_potential,
    "D11": _based_on_a_past_act,
    "D13": _expect_outside_the_set,
    "D14": _expect_outside_the_set,
    "D15": _decided_too_early,
    "D18": _decided_by_a_stranger,
    "D19": _decided_by_no_body,
    "D24": _out_of_order,
    "D25": _same_number,
    "D32": _revokes_in_vain,
    "D35": _two_dates,
    "D36": _two_kinds,
}
"""The functions that change the statements, by code of the defect."""
