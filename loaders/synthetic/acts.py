"""The statements about the basic acts, the task that one of them sets, and their frameworks of criteria."""

from collections.abc import Iterator
from datetime import date

from loaders.synthetic import wording
from loaders.synthetic.organisations import MERGER_ACT
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import (
    LABEL,
    NDP,
    TITLE,
    StatementObject,
    a,
    code,
    day,
    number,
    source,
    texts,
    thing,
)
from loaders.synthetic.wording import Name, assumed
from loaders.synthetic.world import MERGER, Organisation, World
from ontology.namespaces import CCCEV, DCT, ELI, XSD

PER_GROUP = 3
"""The number of criteria of the framework for each group, two of them mandatory; one is for the popular user level."""
FRAMEWORK = thing("framework", "2023")
OLD_FRAMEWORK = thing("framework", "2020")
AVAILABILITY = thing("concept", "san-sang")
EVIDENCE_LISTS = tuple(thing("evidence-type-list", f"{n}") for n in range(1, 4))
GAZETTE, RULES = source("cong-bao"), source("khung-tieu-chi")
_GOVERNMENT, _ASSEMBLY = thing("org", "chinh-phu"), thing("org", "quoc-hoi")
_LAW, _DECREE, _OLD_DECREE = thing("act", "2020-luat"), thing("act", "2022-nd"), thing("act", "2018-nd")
OLD_ACT, FRAMEWORK_ACT, LIST_ACT = (
    thing("act", "2020-khung"),
    thing("act", "2023-khung"),
    thing("act", "2023-danh-muc"),
)
_TASK_ACT = thing("act", "2024-nq")


def framework_criterion(sort: str, place: int) -> str:
    """The IRI of a criterion of the framework."""
    return thing("fc", f"{sort}-{place}")


def write_acts(world: World) -> Iterator[StatementSheet]:
    """The sheets of the acts, the task and the frameworks."""
    yield _acts(world)
    yield _framework(OLD_FRAMEWORK, 2020)
    yield _framework(FRAMEWORK, 2023)
    yield _concepts()


def _acts(world: World) -> StatementSheet:
    sheet = StatementSheet(GAZETTE)
    lead, leading_now = world.ministry(0, MERGER - 1), world.ministry(0, MERGER)
    act = _Acts(sheet)
    act.write(
        _OLD_DECREE, ("nghi-dinh", "10/2018/NĐ-CP", _GOVERNMENT), (2018, 1, 1), "Nghị định cũ", (2022, 11, 30)
    )
    act.write(_LAW, ("luat", "5/2020/QH", _ASSEMBLY), (2020, 6, 15), "Luật Nền tảng số")
    act.write(_DECREE, ("nghi-dinh", "77/2022/NĐ-CP", _GOVERNMENT), (2022, 12, 1), "Nghị định về nền tảng số")
    act.write(
        OLD_ACT, ("quyet-dinh", f"9/QĐ-{lead.sign}", lead.iri), (2020, 7, 1), "Khung cũ", (2022, 12, 31)
    )
    act.write(
        FRAMEWORK_ACT, ("quyet-dinh", f"100/QĐ-{lead.sign}", lead.iri), (2023, 1, 15), "Khung tiêu chí cơ bản"
    )
    act.write(LIST_ACT, ("quyet-dinh", f"110/QĐ-{lead.sign}", lead.iri), (2023, 2, 20), "Danh mục nền tảng")
    act.write(_TASK_ACT, ("nghi-quyet", "28/NQ-CP", _GOVERNMENT), (2024, 3, 5), "Nghị quyết phiên họp")
    act.write(
        MERGER_ACT, ("nghi-quyet", "176/2025/QH", _ASSEMBLY), (2025, 2, 18), "Nghị quyết sắp xếp các bộ"
    )
    now = thing("act", "2025-sua-doi")
    act.write(
        now, ("quyet-dinh", f"61/QĐ-{leading_now.sign}", leading_now.iri), (2025, 6, 10), "Sửa đổi khung"
    )
    for subject, predicate, obj in (
        (_DECREE, "repeals", _OLD_DECREE),
        (_DECREE, "based_on", _LAW),
        (_DECREE, "ensures_implementation_of", _LAW),
        (OLD_ACT, "based_on", _OLD_DECREE),
        (FRAMEWORK_ACT, "repeals", OLD_ACT),
        (FRAMEWORK_ACT, "based_on", _DECREE),
        (FRAMEWORK_ACT, "cites", _LAW),
        (LIST_ACT, "based_on", _DECREE),
        (_TASK_ACT, "cites", _LAW),
        (now, "amends", FRAMEWORK_ACT),
        (now, "based_on", _DECREE),
    ):
        sheet.add(subject, [(f"{ELI}{predicate}", obj)])
    act.divide(FRAMEWORK_ACT, "annex", "Phụ lục 1: Khung tiêu chí cơ bản", 1)
    act.divide(FRAMEWORK_ACT, "art", "Điều 4: Thu hồi công nhận", 4)
    act.divide(OLD_ACT, "annex", "Phụ lục 1: Khung cũ", 1)
    _write_task(sheet, lead)
    return sheet


class _Acts:
    """Writes acts into a sheet."""

    def __init__(self, sheet: StatementSheet) -> None:
        self._sheet = sheet

    def write(
        self,
        act: str,
        named: tuple[str, str, str],
        dated: tuple[int, int, int],
        title: str,
        ended: tuple[int, int, int] | None = None,
    ) -> None:
        """An act with its type, number and issuer, in force from its date on, perhaps to a last day."""
        sort, numbered, issuer = named
        on = day(date(*dated).toordinal())
        self._sheet.add(
            act,
            [
                a(f"{ELI}LegalResource"),
                (f"{ELI}number", f'"{numbered} (giả định)"'),
                (f"{ELI}type_document", code("act-type", sort)),
                (f"{ELI}date_document", on),
                (f"{ELI}first_date_entry_in_force", on),
                (f"{ELI}passed_by", issuer),
            ],
            texts(
                TITLE,
                assumed((title, f"{_ACT_TYPES[sort][0]} {numbered}", f"{_ACT_TYPES[sort][1]} {numbered}")),
            ),
        )
        if ended is not None:
            last = day(date(*ended).toordinal())
            self._sheet.add(act, [(f"{ELI}date_no_longer_in_force", last)])

    def divide(self, act: str, sort: str, title: str, place: int) -> None:
        """A part of an act: an annex or an article."""
        part = f"{act[:-1]}/{sort}/{place}>"
        there, back = ("has_annex", "is_annex_of") if sort == "annex" else ("has_part", "is_part_of")
        english, french = ("Annex", "Annexe") if sort == "annex" else ("Article", "Article")
        self._sheet.add(act, [(f"{ELI}{there}", part)])
        self._sheet.add(
            part,
            [a(f"{ELI}LegalResourceSubdivision"), (f"{ELI}number", f'"{place}"'), (f"{ELI}{back}", act)],
            texts(TITLE, assumed((title, f"{english} {place}", f"{french} {place}"))),
        )


_ACT_TYPES = {
    "luat": ("Law", "Loi"),
    "nghi-dinh": ("Decree", "Décret"),
    "nghi-quyet": ("Resolution", "Résolution"),
    "quyet-dinh": ("Decision", "Décision"),
}


def _write_task(sheet: StatementSheet, lead: Organisation) -> None:
    dispatch = thing("work", "2024-cv")
    title: Name = (
        "Hướng dẫn phát triển nền tảng",
        "Guidance on platforms",
        "Instructions sur les plateformes",
    )
    sheet.add(
        dispatch,
        [
            a(f"{NDP}OfficialDispatch"),
            (f"{ELI}number", f'"2291/{lead.sign} (giả định)"'),
            (f"{ELI}work_type", code("work-type", "cong-van")),
            (f"{ELI}date_document", day(date(2024, 6, 12).toordinal())),
            (f"{DCT}creator", lead.iri),
            (f"{ELI}refers_to", FRAMEWORK_ACT),
        ],
        texts(TITLE, assumed(title)),
    )
    sheet.add(
        thing("task", "2024-huong-dan"),
        [
            a(f"{NDP}Task"),
            (f"{NDP}enactedBy", _TASK_ACT),
            (f"{NDP}assignedTo", lead.iri),
            (f"{NDP}fulfilledBy", dispatch),
        ],
        texts(TITLE, assumed(title)),
    )


def _framework(framework: str, year: int) -> StatementSheet:
    """A framework; the one of 2020 does not state which criteria are mandatory."""
    sheet = StatementSheet(RULES)
    act = FRAMEWORK_ACT if year == 2023 else OLD_ACT
    name = (f"Khung tiêu chí {year}", f"Criteria framework of {year}", f"Cadre de critères de {year}")
    sheet.add(
        framework,
        [a(f"{NDP}CriteriaFramework"), (f"{NDP}enactedBy", f"{act[:-1]}/annex/1>")],
        texts(TITLE, assumed(name)),
    )
    for order, (sort, place) in enumerate(_places()):
        own = framework_criterion(sort, place)
        own = own if year == 2023 else f"{own[:-1]}-{year}>"
        vi, en, fr = wording.group(sort)
        is_mandatory = year == 2023 and place < 2
        sheet.add(framework, [(f"{NDP}prescribes", own)])
        sheet.add(
            own,
            [
                a(f"{NDP}FrameworkCriterion"),
                (f"{DCT}type", code("criterion-kind", sort)),
                (f"{NDP}mandatory", f'"{str(is_mandatory).lower()}"^^<{XSD}boolean>'),
                (f"{NDP}order", number(order + 1)),
            ],
            texts(LABEL, assumed((f"{vi} {place + 1}", f"{en} {place + 1}", f"{fr} {place + 1}"))),
        )
    return sheet


def _places() -> Iterator[tuple[str, int]]:
    for sort in wording.GROUPS[:-1]:
        for place in range(PER_GROUP):
            yield sort, place
    yield wording.GROUPS[-1], 0


def _concepts() -> StatementSheet:
    sheet = StatementSheet(RULES)
    name = ("Thời gian sẵn sàng, phần trăm", "Availability, percent", "Disponibilité, pour cent")
    sheet.add(AVAILABILITY, [a(f"{CCCEV}InformationConcept")], texts(LABEL, assumed(name)))
    report = ("Báo cáo kiểm thử", "Test report", "Rapport de test")
    certificate = ("Giấy chứng nhận", "Certificate", "Certificat")
    declaration = ("Bản tự công bố", "Declaration", "Déclaration")
    for own, title in zip(EVIDENCE_LISTS, (report, certificate, declaration), strict=True):
        sort = own.replace("evidence-type-list", "evidence-type")
        sheet.add(sort, [a(f"{CCCEV}EvidenceType")], texts(TITLE, assumed(title)))
        statements: list[StatementObject] = [
            a(f"{CCCEV}EvidenceTypeList"),
            (f"{CCCEV}specifiesEvidenceType", sort),
        ]
        sheet.add(own, statements, texts(TITLE, assumed(title)))
    return sheet
