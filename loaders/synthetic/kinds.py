"""The statements about one kind of platforms: itself, its manager, its proposal, its criteria sets and their origin."""

from collections.abc import Iterator
from datetime import date

from loaders.synthetic import wording
from loaders.synthetic.acts import (
    AVAILABILITY,
    EVIDENCE_LISTS,
    FRAMEWORK,
    FRAMEWORK_ACT,
    GAZETTE,
    PER_GROUP,
    framework_criterion,
)
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import (
    LABEL,
    NDP,
    SHARE,
    TITLE,
    StatementObject,
    a,
    code,
    day,
    decimal,
    number,
    source,
    texts,
    thing,
)
from loaders.synthetic.wording import Name, assumed, joined
from loaders.synthetic.world import MERGER, Organisation, SetVersion, World
from ontology.namespaces import CCCEV, DCAT, DCT, ELI, PROV

_SECTOR_CODES = (
    "foreign-affairs home-affairs justice finance banking industry-trade agriculture-environment"
    " construction-transport culture-tourism science-technology information-communications education health"
    " labour-social security-defence cross-sector"
)
_SECTORS = tuple(_SECTOR_CODES.split())
_PILLARS = ("digital-government", "digital-economy", "digital-society")
_STANCES = ("agree", "agree-with-comments", "disagree", "no-reply")
_WIDE = 5
"""A group of more criteria than this contains a group for the others."""
_MANAGED = date(2022, 1, 1).toordinal()
_PROPOSED = date(2022, 9, 1).toordinal()


def kind_iri(kind: int) -> str:
    """The IRI of a kind."""
    return thing("kind", f"{kind}")


def write_kind(world: World, kind: int) -> StatementSheet:
    """All statements about a kind, in the order in which they are made."""
    sheet = StatementSheet(source(world.delivery(kind)))
    draw = world.draw("kind", kind)
    name = wording.need(kind)
    own = kind_iri(kind)
    sheet.add(
        own,
        [a(f"{NDP}PlatformKind")],
        texts(TITLE, assumed(joined(("Nền tảng", "Platform for", "Plateforme :"), name))),
        [
            (f"{NDP}sector", code("sector", draw.pick(_SECTORS))),
            (f"{NDP}pillar", code("pillar", draw.pick(_PILLARS))),
            (f"{DCT}identifier", f'"GIA-DINH-L{kind:04}"'),
        ],
    )
    if world.is_of_one_market(kind):
        sheet.add(own, [(f"{NDP}hasMarket", thing("market", f"{kind}"))])
        if kind >= world.blocks:
            write_market(world, kind, kind, sheet)
    _write_agencies(world, kind, sheet)
    standing = world.ministry(0, _PROPOSED)
    sheet.add(
        thing("proposal", f"{kind}"),
        [
            a(f"{NDP}Proposal"),
            (f"{NDP}proposes", own),
            (f"{NDP}proposedBy", world.agency(kind, _PROPOSED).iri),
            (f"{NDP}submittedTo", standing.iri),
            (f"{NDP}submittedOn", day(_PROPOSED + draw.below(100))),
        ],
        texts(TITLE, assumed(joined(("Đề xuất:", "Proposal:", "Proposition :"), name))),
    )
    write_set(world, world.version(kind, 1), sheet)
    if world.has_second(kind):
        write_set(world, world.version(kind, 2), sheet)
    return sheet


def write_market(world: World, block: int, kind: int, sheet: StatementSheet) -> None:
    """A market of a kind."""
    vi, en, fr = wording.need(kind)
    part = "" if world.is_of_one_market(kind) else f" {block}"
    name = (f"Thị trường{part}: {vi}", f"Market{part}: {en}", f"Marché{part} : {fr}")
    sheet.add(thing("market", f"{block}"), [a(f"{NDP}Market")], texts(TITLE, assumed(name)))


def _write_agencies(world: World, kind: int, sheet: StatementSheet) -> None:
    before, after = world.agency(kind, MERGER - 1), world.agency(kind, MERGER)
    write_agency(sheet, kind, 1, before.iri, (_MANAGED, None if before.iri == after.iri else MERGER - 1))
    if before.iri != after.iri:
        write_agency(sheet, kind, 2, after.iri, (MERGER, None))


def write_agency(
    sheet: StatementSheet, kind: int, place: int, agent: str, life: tuple[int, int | None]
) -> str:
    """A role of managing agency of a kind; the IRI of the role."""
    role = thing("role", f"kind-{kind}-{place}")
    sheet.add(kind_iri(kind), [(f"{NDP}hasRole", role)])
    sheet.add(
        role,
        [
            a(f"{NDP}PlatformRole"),
            (f"{PROV}agent", agent),
            (f"{DCAT}hadRole", code("role-kind", "managing-agency")),
            (f"{NDP}validFrom", day(life[0])),
        ],
    )
    if life[1] is not None:
        sheet.add(role, [(f"{NDP}validUntil", day(life[1]))])
    return role


def write_set(world: World, version: SetVersion, sheet: StatementSheet) -> None:
    """A criteria set, its groups and criteria, the act that enacts it and the consultation before it."""
    agency = world.agency(version.kind, version.issued)
    act = thing("act", f"tc-{version.key}")
    statements: list[StatementObject] = [
        (f"{CCCEV}isDerivedFrom", FRAMEWORK),
        (f"{NDP}appliesToKind", kind_iri(version.kind)),
        (f"{NDP}enactedBy", act),
        (f"{DCT}publisher", agency.iri),
        (f"{DCT}issued", day(version.issued)),
        (f"{NDP}validFrom", day(version.since)),
    ]
    if version.until is not None:
        statements.append((f"{NDP}validUntil", day(version.until)))
    sheet.add(version.iri, [a(f"{NDP}CriteriaSet")], texts(TITLE, assumed(_title_of(version))), statements)
    _write_act(version, act, agency, sheet)
    _write_consultation(world, version, sheet)
    _write_groups(world, version, sheet)


def _title_of(version: SetVersion) -> Name:
    """The name of a set."""
    return joined(("Bộ tiêu chí:", "Criteria set:", "Ensemble de critères :"), wording.need(version.kind))


def _write_act(version: SetVersion, act: str, agency: Organisation, sheet: StatementSheet) -> None:
    """The act that enacts a set."""
    title = _title_of(version)
    sheet.add(
        act,
        [
            a(f"{ELI}LegalResource"),
            (f"{ELI}number", f'"{version.key}/QĐ-{agency.sign}-TC (giả định)"'),
            (f"{ELI}type_document", code("act-type", "quyet-dinh")),
            (f"{ELI}date_document", day(version.issued)),
            (f"{ELI}first_date_entry_in_force", day(version.issued)),
            (f"{ELI}passed_by", agency.iri),
            (f"{ELI}based_on", FRAMEWORK_ACT),
        ],
        texts(TITLE, assumed(joined(("Quyết định ban hành", "Decision issuing the", "Décision :"), title))),
        graph=GAZETTE,
    )


def _write_groups(world: World, version: SetVersion, sheet: StatementSheet) -> None:
    """The groups of a set with their criteria; a large one has a part of its own for what exceeds it."""
    order = 0  # only a set that is defective has a group without criteria, which is left out
    for place, (sort, size) in enumerate(zip(wording.GROUPS, version.sizes, strict=True)):
        if size == 0:
            continue
        group = thing("group", f"{version.key}-{place + 1}")
        sheet.add(version.iri, [(f"{CCCEV}hasRequirement", group)])
        sheet.add(
            group,
            [a(f"{NDP}CriterionGroup"), (f"{NDP}order", number(place + 1))],
            texts(LABEL, assumed(joined(("Nhóm:", "Group:", "Groupe :"), wording.group(sort)))),
            [(f"{CCCEV}hasRequirement", version.criterion(order + turn)) for turn in range(min(size, _WIDE))],
        )
        if size > _WIDE:
            part = thing("group", f"{version.key}-{place + 1}-khac")
            others = ("Tiêu chí khác", "Other criteria", "Autres critères")
            sheet.add(group, [(f"{CCCEV}hasRequirement", part)])
            sheet.add(
                part,
                [a(f"{NDP}CriterionGroup"), (f"{NDP}order", number(size))],
                texts(LABEL, assumed(others)),
                [(f"{CCCEV}hasRequirement", version.criterion(order + turn)) for turn in range(_WIDE, size)],
            )
        for turn in range(size):
            _write_criterion(world, version, (sort, turn, order), sheet)
            order += 1


def _write_criterion(
    world: World, version: SetVersion, place: tuple[str, int, int], sheet: StatementSheet
) -> None:
    sort, turn, order = place
    own = version.criterion(order)
    vi, en, fr = wording.group(sort)
    name = (vi, en, fr) if sort == wording.GROUPS[-1] else _numbered((vi, en, fr), turn + 1)
    sheet.add(
        own,
        [a(f"{NDP}Criterion")],
        texts(LABEL, assumed(name)),
        [
            (f"{DCT}type", code("criterion-kind", sort)),
            (f"{NDP}derivedFromCriterion", framework_criterion(sort, turn % PER_GROUP)),
            (f"{CCCEV}weight", decimal(world.draw("weight", order).between(1, 9))),
            (f"{NDP}order", number(order + 1)),
        ],
    )
    if sort == wording.GROUPS[-1]:
        limit = ("Ít nhất 50 %", "At least 50 %", "Au moins 50 %")
        _write_constraint(version, order, SHARE, (5000, limit), sheet)
    elif turn == 0:
        if sort == "technical":
            limit = ("Sẵn sàng ít nhất 99,5 %", "Available at least 99.5 %", "Disponible au moins 99,5 %")
            _write_constraint(version, order, AVAILABILITY, (9950, limit), sheet)
        requirement = thing("inforeq", f"{version.key}-c{order:02}")
        sheet.add(own, [(f"{CCCEV}hasRequirement", requirement)])
        sheet.add(
            requirement,
            [
                a(f"{CCCEV}InformationRequirement"),
                (f"{CCCEV}hasEvidenceTypeList", EVIDENCE_LISTS[order % len(EVIDENCE_LISTS)]),
            ],
            texts(LABEL, assumed(joined(("Hồ sơ:", "Documents:", "Dossier :"), name))),
        )


def _numbered(name: Name, place: int) -> Name:
    vi, en, fr = name
    return f"{vi} {place}", f"{en} {place}", f"{fr} {place}"


def _write_constraint(
    version: SetVersion, order: int, concept: str, limit: tuple[int, Name], sheet: StatementSheet
) -> None:
    constraint = thing("constraint", f"{version.key}-c{order:02}")
    sheet.add(version.criterion(order), [(f"{CCCEV}hasRequirement", constraint)])
    sheet.add(
        constraint,
        [
            a(f"{CCCEV}Constraint"),
            (f"{CCCEV}constrains", concept),
            (f"{NDP}threshold", decimal(limit[0])),
            (f"{NDP}comparator", code("comparator", "gte")),
        ],
        texts(LABEL, assumed(limit[1])),
    )


def _write_consultation(world: World, version: SetVersion, sheet: StatementSheet) -> None:
    draw = world.draw("consultation", 2 * version.kind + version.number)
    own = thing("consultation", version.key)
    began = version.issued - draw.between(20, 29)
    sheet.add(
        own,
        [
            a(f"{NDP}Consultation"),
            (f"{NDP}consultedOn", version.iri),
            (f"{NDP}conductedBy", world.agency(version.kind, began).iri),
            (f"{NDP}startedOn", day(began)),
            (f"{NDP}concludedOn", day(version.issued - draw.between(1, 9))),
        ],
        texts(
            LABEL,
            assumed(joined(("Lấy ý kiến:", "Consultation:", "Consultation :"), wording.need(version.kind))),
        ),
    )
    for place, party in enumerate(_parties(world, version, began)):
        opinion = thing("opinion", f"{version.key}-{place}")
        sheet.add(own, [(f"{NDP}consultedParty", party), (f"{NDP}hasOpinion", opinion)])
        statements = [a(f"{NDP}Opinion"), (f"{NDP}opinionOf", party)]
        sheet.add(opinion, statements, [(f"{NDP}stance", code("opinion-stance", draw.pick(_STANCES)))])


def _parties(world: World, version: SetVersion, at: int) -> Iterator[str]:
    yield world.ministry(0, at).iri
    yield world.enterprise(world.draw("party", version.kind).below(world.enterprises)).iri
