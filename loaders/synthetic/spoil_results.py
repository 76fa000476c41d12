"""Defects of assessments, of their results and of the evidence for these."""

from collections.abc import Callable, Mapping

from loaders.synthetic.career import Assessment
from loaders.synthetic.case import DefectCase, unfounded
from loaders.synthetic.results import write_evidence
from loaders.synthetic.statements import NDP, a, day, thing
from ontology.namespaces import DCT, EARL, PROV


def _skip_one(case: DefectCase) -> None:
    is_popular = case.decided.sort == "PotentialRecognition" and case.scene.variant(3) == 2
    order = case.scene.version(case.last).last if is_popular else case.any_order()
    assessment, result = case.scene.assessment(0), case.scene.result(0, order)
    criterion = case.criterion(order)
    case.expect("D06", assessment, criterion)
    if case.decided.sort == "Recognition":
        case.expect("D09", case.scene.decision(0), criterion)
    elif case.decided.sort == "PotentialRecognition" and not is_popular:
        case.expect("D10", case.scene.decision(0), criterion)
    unfounded(case)
    if case.scene.platform % 2:
        case.sheet.put(result, f"{EARL}outcome", f"<{EARL}untested>")
        return
    case.sheet.drop(assessment, f"{NDP}hasResult", result)
    del case.sheet.statements[result]


def _two_results(case: DefectCase) -> None:
    order = case.any_order()
    result = case.scene.result(0, order)
    twin = f"{result[:-1]}-b>"
    case.sheet.add(twin, case.sheet.statements[result])
    case.sheet.add(case.scene.assessment(0), [(f"{NDP}hasResult", twin)])
    case.expect("D07", case.scene.assessment(0), case.criterion(order))
    unfounded(case)


def _foreign_criterion(case: DefectCase) -> None:
    scene = case.scene
    criterion = scene.world.version(scene.other_kind, 1).criterion(0)
    assessment = scene.assessment(case.last.number)
    result = thing("result", f"{scene.platform}-ngoai-bo")
    case.sheet.add(
        result,
        [
            a(f"{NDP}CriterionResult"),
            (f"{EARL}test", criterion),
            (f"{EARL}outcome", f"<{EARL}inapplicable>"),
        ],
    )
    case.sheet.add(assessment, [(f"{NDP}hasResult", result)])
    case.expect("D08", assessment, criterion)


def _set_of_another_kind(case: DefectCase) -> None:
    case.expect("D03", case.scene.assessment(0), case.scene.version(case.last).iri)


def _assessed_by_its_owner(case: DefectCase) -> None:
    scene, world = case.scene, case.scene.world
    owner = scene.owner_index
    if owner is None:
        raise ValueError("the owner is an enterprise here")
    above = world.parent(owner)
    assessor = above if above is not None and scene.variant(2) else owner
    near = {body for body in _holders(case) if world.are_related(assessor, body)}
    related = {world.enterprise(body).iri for body in near}
    roles = case.sheet.objects(scene.iri, f"{NDP}hasRole")
    for assessment in case.career.assessments:
        held = {
            case.sheet.objects(role, f"{PROV}agent")[0] for role in roles if _held(case, role, assessment)
        }
        for agent in sorted(held & related):
            case.expect("D12", scene.assessment(assessment.number), agent)


def _holders(case: DefectCase) -> list[int]:
    """The enterprises that have a role on the platform, by their numbers."""
    prefix = thing("org", "doanh-nghiep-")[:-1]
    roles = case.sheet.objects(case.scene.iri, f"{NDP}hasRole")
    agents = [case.sheet.objects(role, f"{PROV}agent")[0] for role in roles]
    return [int(agent[len(prefix) : -1]) for agent in agents if agent.startswith(prefix)]


def _held(case: DefectCase, role: str, assessment: Assessment) -> bool:
    since = case.sheet.objects(role, f"{NDP}validFrom")
    until = case.sheet.objects(role, f"{NDP}validUntil")
    started = day(assessment.started)
    return (not since or since[0] <= started) and (not until or started <= until[0])


def _no_evidence(case: DefectCase) -> None:
    order = case.any_order()
    result = case.scene.result(case.last.number, order)
    case.sheet.drop(result, f"{NDP}basedOnEvidence")
    case.expect("D22", result)


def _bad_evidence(case: DefectCase) -> None:
    scene, last, order = case.scene, case.last, case.any_order()
    result, evidence = scene.result(last.number, order), scene.evidence(last.number, "sai")
    variant = scene.variant(3)
    supported = case.criterion(order if variant < 2 else scene.version(last).last)
    write_evidence(scene, last, case.sheet, "sai", [supported])
    concluded = last.concluded or last.started
    if variant == 0:
        case.sheet.put(evidence, f"{NDP}validUntil", day(last.started - 1))
        case.sheet.put(evidence, f"{DCT}issued", day(last.started - 400))
    elif variant == 1:
        case.sheet.put(evidence, f"{DCT}issued", day(concluded + 5))
        case.sheet.drop(evidence, f"{NDP}validUntil")
    case.sheet.put(result, f"{NDP}basedOnEvidence", evidence)
    case.expect("D22b", result, evidence)


def _disagreeing(case: DefectCase) -> None:
    scene, order = case.scene, case.any_order()
    result = scene.result(case.last.number, order)
    if scene.variant(2):
        subject = thing("platform", f"{scene.world.sound_neighbour(scene.platform)}")
        case.sheet.put(result, f"{EARL}subject", subject)
        case.expect("D34", result, subject)
        return
    body, _ = scene.assessor(case.last.number)
    hired = [thing("org", f"trung-tam-{n}") for n in range(2)]
    other = hired[0] if body != hired[0] else hired[1]
    case.sheet.put(result, f"{EARL}assertedBy", other)
    case.expect("D34", result, other)


DEFECTS: Mapping[str, Callable[[DefectCase], None]] = {
    "D03": _set_of_another_kind,
    "D06": _skip_one,
    "D07": _two_results,
    "D08": _foreign_criterion,
    "D12": _assessed_by_its_owner,
    "D22": _no_evidence,
    "D22b": _bad_evidence,
    "D34": _disagreeing,
}
"""The functions that change the statements, by code of the defect."""
