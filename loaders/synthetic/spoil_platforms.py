"""Defects of platforms, of roles on them, of their status and their share of the market."""

from collections.abc import Callable, Mapping

from loaders.synthetic.case import DefectCase, case_of
from loaders.synthetic.platforms import write_role, write_share
from loaders.synthetic.scene import Scene
from loaders.synthetic.statements import NDP, TITLE, code, decimal, number, thing
from loaders.synthetic.truth import ExpectedFinding
from loaders.synthetic.world import MERGER
from ontology.namespaces import DCAT, SOSA


def _below_the_threshold(case: DefectCase) -> None:
    version = case.scene.version(case.last)
    result = case.scene.result(0, version.last)
    match case.scene.variant(3):
        case 1:
            case.sheet.drop(result, f"{NDP}basedOnObservation")
        case 2:
            other = case_of(case.scene.world, case.scene.world.sound_neighbour(case.scene.platform))
            period = other.career.assessments[0].period
            case.sheet.put(result, f"{NDP}basedOnObservation", other.scene.observation(period))
        case _:
            pass  # the share itself is too low
    case.expect("D20", result, version.criterion(version.last))


def _wrong_share(case: DefectCase) -> None:
    match case.scene.variant(4):
        case 0:
            _not_from_the_counts(case)
        case 1:
            _of_no_market(case)
        case 2:
            _out_of_range(case, 13_001, case.last.period)
            case.expected.append(
                ExpectedFinding("D21b", case.scene.market, case.scene.period(case.last.period))
            )
        case _:
            _out_of_range(case, -101, _LONG_AGO)


def _out_of_range(case: DefectCase, share: int, period: int) -> None:
    """Add an observation; below 0 it is of a year of its own, so that it does not affect a sum."""
    observation = f"{case.scene.observation(period)[:-1]}-b>"
    write_share(case.scene, case.sheet, observation, abs(share), period)
    written = decimal(abs(share)) if share > 0 else decimal(-share).replace('"', '"-', 1)
    case.sheet.put(observation, f"{SOSA}hasSimpleResult", written)
    case.expect("D21", observation, written)


_LONG_AGO = 2019


def _of_no_market(case: DefectCase) -> None:
    scene, last = case.scene, case.last
    observation = scene.observation(last.period)
    case.sheet.put(observation, f"{NDP}potentialUserCount", number(0))
    case.expect("D21", observation, decimal(scene.share(last.mode, last.period)))


def _not_from_the_counts(case: DefectCase) -> None:
    scene, last = case.scene, case.last
    right = scene.share(last.mode, last.period)
    wrong = max(1, right - scene.world.draw("wrong share", scene.platform).between(40, 300))
    observation = scene.observation(last.period)
    case.sheet.put(observation, f"{SOSA}hasSimpleResult", decimal(wrong))
    potential = 1_000_000 + scene.platform
    case.sheet.put(observation, f"{NDP}potentialUserCount", number(potential))
    case.sheet.put(observation, f"{NDP}userCount", number(-(-right * potential // 10_000)))
    case.expect("D21", observation, decimal(wrong))


def _more_than_all(case: DefectCase) -> None:
    scene, last = case.scene, case.last
    rest = 10_000 - scene.share(last.mode, last.period)
    neighbour = Scene(scene.world, scene.world.sound_neighbour(scene.platform), None)
    observation = f"{neighbour.observation(last.period)[:-1]}-b>"
    write_share(neighbour, case.sheet, observation, rest + 1 + scene.platform % 9, last.period)
    case.expected.append(ExpectedFinding("D21b", scene.market, scene.period(last.period)))


def _not_reassessed(case: DefectCase) -> None:
    case.expect("D16b", case.scene.iri)


def _expect_expired(case: DefectCase) -> None:
    case.expect("D16", case.scene.iri, case.scene.decision(0))


def _expect_revoked(case: DefectCase) -> None:
    case.expect("D17", case.scene.iri, case.scene.decision(1))


def _outside_a_life(case: DefectCase) -> None:
    body = case.scene.world.ministry(1, MERGER - 1) if case.scene.variant(2) else case.scene.owner
    since = body.since + 5000 if body.until is not None else body.since - 500
    role = write_role(case.scene, case.sheet, "core-enterprise-2", body.iri, since)
    case.expect("D19b", role, body.iri)


def _no_owner(case: DefectCase) -> None:
    case.sheet.put(case.scene.role("owner"), f"{DCAT}hadRole", code("role-kind", "operator"))
    case.expect("D23", case.scene.iri)


def _no_vietnamese(case: DefectCase) -> None:
    case.sheet.drop(case.scene.iri, TITLE, f'"{case.scene.name[0]}"@vi')
    case.expect("D26", case.scene.iri)


def _undescribed(case: DefectCase) -> None:
    service = thing("public-service", f"chua-mo-ta-{case.scene.platform}")
    case.sheet.add(case.scene.iri, [(f"{NDP}deliversService", service)])
    case.expect("D31", case.scene.iri, service)


DEFECTS: Mapping[str, Callable[[DefectCase], None]] = {
    "D16": _expect_expired,
    "D16b": _not_reassessed,
    "D17": _expect_revoked,
    "D19b": _outside_a_life,
    "D20": _below_the_threshold,
    "D21": _wrong_share,
    "D21b": _more_than_all,
    "D23": _no_owner,
    "D26": _no_vietnamese,
    "D31": _undescribed,
}
"""The functions that change the statements, by code of the defect."""
