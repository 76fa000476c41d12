"""Defects of platforms, of roles on them, of their status and their share of the market."""

from collections.abc import Callable, Mapping

from loaders.synthetic.case import Case
from loaders.synthetic.platforms import write_role, write_share
from loaders.synthetic.scene import Scene
from loaders.synthetic.statements import (
    DCAT,
    NDP,
    SOSA,
    TITLE,
    code,
    decimal,
    number,
    thing,
    year,
)
from loaders.synthetic.truth import Expected


def _below_the_threshold(case: Case) -> None:
    version = case.scene.version(case.last)
    case.expect("D20", case.scene.result(0, version.last), version.criterion(version.last))


def _wrong_share(case: Case) -> None:
    scene, last = case.scene, case.last
    right = scene.share(last.mode, last.period)
    # The last digit is no zero: a store may write the number without it.
    wrong = max(1, right - scene.world.draw("wrong share", scene.platform).between(40, 300)) // 10 * 10 + 1
    observation = scene.observation(last.period)
    case.sheet.put(observation, f"{SOSA}hasSimpleResult", decimal(wrong))
    potential = 1_000_000 + scene.platform
    case.sheet.put(observation, f"{NDP}potentialUserCount", number(potential))
    case.sheet.put(observation, f"{NDP}userCount", number(-(-right * potential // 10_000)))
    case.expect("D21", observation, decimal(wrong))


def _more_than_all(case: Case) -> None:
    scene, last = case.scene, case.last
    rest = 10_000 - scene.share(last.mode, last.period)
    neighbour = Scene(scene.world, scene.world.sound_neighbour(scene.platform), None)
    observation = f"{neighbour.observation(last.period)[:-1]}-b>"
    write_share(neighbour, case.sheet, observation, rest + 1 + scene.platform % 9, last.period)
    case.expected.append(Expected("D21b", scene.market, year(last.period)))


def _not_reassessed(case: Case) -> None:
    case.expect("D16b", case.scene.iri)


def _expect_expired(case: Case) -> None:
    case.expect("D16", case.scene.iri, case.scene.decision(0))


def _expect_revoked(case: Case) -> None:
    case.expect("D17", case.scene.iri, case.scene.decision(1))


def _too_young(case: Case) -> None:
    owner = case.scene.owner
    write_role(case.scene, case.sheet, "core-enterprise-2", owner.iri, owner.since - 500)
    case.expect("D19b", case.scene.role("core-enterprise-2"), owner.iri)


def _no_owner(case: Case) -> None:
    case.sheet.put(case.scene.role("owner"), f"{DCAT}hadRole", code("role-kind", "operator"))
    case.expect("D23", case.scene.iri)


def _no_vietnamese(case: Case) -> None:
    case.sheet.drop(case.scene.iri, TITLE, f'"{case.scene.name[0]}"@vi')
    case.expect("D26", case.scene.iri)


def _undescribed(case: Case) -> None:
    service = thing("public-service", f"chua-mo-ta-{case.scene.platform}")
    case.sheet.add(case.scene.iri, [(f"{NDP}deliversService", service)])
    case.expect("D31", case.scene.iri, service)


SPOILT: Mapping[str, Callable[[Case], None]] = {
    "D16": _expect_expired,
    "D16b": _not_reassessed,
    "D17": _expect_revoked,
    "D19b": _too_young,
    "D20": _below_the_threshold,
    "D21": _wrong_share,
    "D21b": _more_than_all,
    "D23": _no_owner,
    "D26": _no_vietnamese,
    "D31": _undescribed,
}
"""What changes the statements, by code."""
