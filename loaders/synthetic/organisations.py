"""The statements about organisations: those of the State and their mergers, assessors, enterprises."""

from collections.abc import Iterator
from datetime import date

from loaders.synthetic import wording
from loaders.synthetic.scene import unit
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import LABEL, NDP, a, code, day, source, texts, thing
from loaders.synthetic.wording import Name, assumed
from loaders.synthetic.world import EVALUATION, MERGER, Organisation, World
from ontology.namespaces import CCCEV, ORG

STRUCTURE, ENTERPRISES = source("co-cau-to-chuc"), source("dang-ky-doanh-nghiep")
MERGER_ACT = thing("act", "2025-sap-xep")
_GOVERNMENT, _ASSEMBLY = thing("org", "chinh-phu"), thing("org", "quoc-hoi")


def write_organisations(world: World) -> Iterator[StatementSheet]:
    """The sheets of all organisations, small ones."""
    yield _bodies(world)
    yield from _assessors(world)
    for index in range(world.enterprises):
        yield _enterprise(world, index)


def _bodies(world: World) -> StatementSheet:
    sheet = StatementSheet(STRUCTURE)
    _say_body(sheet, _ASSEMBLY, ("Quốc hội", "National Assembly", "Assemblée nationale"), "national-assembly")
    _say_body(sheet, _GOVERNMENT, ("Chính phủ", "Government", "Gouvernement"), "government")
    for index in range(wording.MINISTRIES):
        for at in (MERGER - 1, MERGER):
            body = world.ministry(index, at)
            if body.iri not in sheet.statements:
                _write_ministry(sheet, body)
    for index in range(0, 6, 2):
        _write_merger(world, index, sheet)
    for index in range(6, wording.MINISTRIES):
        body = unit(world, index)
        _write_body(sheet, body, "PublicOrganisation", "unit")
        sheet.add(body.iri, [(f"{ORG}subOrganizationOf", world.ministry(index, MERGER).iri)])
    return sheet


def _say_body(sheet: StatementSheet, iri: str, name: Name, sort: str) -> None:
    _write_body(
        sheet, Organisation(iri, assumed(name), date(1990, 1, 1).toordinal()), "PublicOrganisation", sort
    )


def _write_body(sheet: StatementSheet, body: Organisation, type_: str, sort: str) -> None:
    namespace = CCCEV if type_ == "PublicOrganisation" else ORG
    sheet.add(
        body.iri,
        [a(f"{namespace}{type_}"), (f"{ORG}classification", code("org-kind", sort))],
        texts(LABEL, body.name),
        [(f"{NDP}validFrom", day(body.since))],
    )
    if body.until is not None:
        sheet.add(body.iri, [(f"{NDP}validUntil", day(body.until))])


def _write_ministry(sheet: StatementSheet, body: Organisation) -> None:
    _write_body(sheet, body, "PublicOrganisation", "ministry")
    sheet.add(
        body.iri,
        [(f"{ORG}subOrganizationOf", _GOVERNMENT), (f"{ORG}identifier", f'"{body.sign}"')],
    )


def _write_merger(world: World, index: int, sheet: StatementSheet) -> None:
    event, result = thing("change", f"2025-03-01-{index}"), world.ministry(index, MERGER)
    sheet.add(result.iri, [(f"{ORG}resultedFrom", event)])
    sheet.add(
        event,
        [
            a(f"{NDP}Merger"),
            (f"{NDP}effectiveDate", day(MERGER)),
            *((f"{ORG}originalOrganization", world.ministry(index + n, MERGER - 1).iri) for n in (0, 1)),
            (f"{ORG}resultingOrganization", result.iri),
            (f"{CCCEV}hasFormalFramework", MERGER_ACT),
        ],
        texts(LABEL, assumed(("Hợp nhất hai bộ", "Merger of two ministries", "Fusion de deux ministères"))),
    )


def _assessors(world: World) -> Iterator[StatementSheet]:
    since = date(2022, 1, 1).toordinal()
    for index in range(wording.MINISTRIES):
        sheet = StatementSheet(STRUCTURE)
        vi, en, fr = wording.ministry(index)
        name = (f"Hội đồng đánh giá của {vi}", f"Council of the {en}", f"Conseil, {fr}")
        council = Organisation(thing("org", f"hoi-dong-{index}"), assumed(name), since)
        _write_body(sheet, council, "OrganizationalCollaboration", "assessment-body")
        sheet.add(council.iri, [(f"{ORG}hasMember", world.ministry(index, EVALUATION).iri)])
        yield sheet
    for index in range(world.assessors):
        sheet = StatementSheet(STRUCTURE)
        vi, plain = wording.coined(index)
        name = (f"Nhóm chuyên gia {vi}", f"{plain} Expert Group", f"Groupe d’experts {plain}")
        group = Organisation(thing("org", f"nhom-chuyen-gia-{index}"), assumed(name), since)
        _write_body(sheet, group, "OrganizationalCollaboration", "assessment-body")
        name = (f"Trung tâm kiểm định {vi}", f"{plain} Testing Centre", f"Centre d’essais {plain}")
        centre = Organisation(thing("org", f"trung-tam-{index}"), assumed(name), since)
        _write_body(sheet, centre, "FormalOrganization", "assessment-body")
        yield sheet


def _enterprise(world: World, index: int) -> StatementSheet:
    sheet = StatementSheet(ENTERPRISES)
    body, parent = world.enterprise(index), world.parent(index)
    _write_body(sheet, body, "FormalOrganization", "enterprise")
    sheet.add(body.iri, [(f"{ORG}identifier", f'"GIA-DINH-{index:06}"')])
    if parent is not None:
        sheet.add(body.iri, [(f"{ORG}subOrganizationOf", world.enterprise(parent).iri)])
    return sheet
