"""Defects of kinds and their criteria sets, and those without a place of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from loaders.synthetic import wording
from loaders.synthetic.acts import FRAMEWORK_ACT, GAZETTE, OLD_FRAMEWORK, framework_criterion
from loaders.synthetic.kinds import kind_iri, write_agency, write_set
from loaders.synthetic.lists import META, describe
from loaders.synthetic.organisations import ENTERPRISES
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import LABEL, NDP, TITLE, a, code, day, source, texts, thing
from loaders.synthetic.truth import ExpectedFinding
from loaders.synthetic.wording import assumed
from loaders.synthetic.world import World
from ontology.namespaces import CCCEV, DCT, ELI, ORG

_SERVICE = "http://purl.org/vocab/cpsv#PublicService"


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind that gets a defect, and its statements."""

    world: World
    kind: int
    sheet: StatementSheet


def spoil_kind(world: World, kind: int, sheet: StatementSheet) -> list[ExpectedFinding]:
    """Change the statements of a kind with a defect; return the expected findings."""
    change = _DEFECTS.get(world.defect_of_kind(kind) or "")
    return [] if change is None else change(Spot(world, kind, sheet))


def _no_framework(spot: Spot) -> list[ExpectedFinding]:
    own = spot.world.version(spot.kind, 1).iri
    spot.sheet.drop(own, f"{CCCEV}isDerivedFrom")
    if spot.kind % 2:
        spot.sheet.add(own, [(f"{CCCEV}isDerivedFrom", OLD_FRAMEWORK)])
    return [ExpectedFinding("D04", own)]


def _not_covered(spot: Spot) -> list[ExpectedFinding]:
    version, missing = spot.world.version(spot.kind, 1), framework_criterion(wording.GROUPS[0], 0)
    for order in range(version.sizes[0]):
        spot.sheet.drop(version.criterion(order), f"{NDP}derivedFromCriterion", missing)
    return [ExpectedFinding("D05", version.iri, missing)]


def _two_agencies(spot: Spot) -> list[ExpectedFinding]:
    life = date(2024, 3, 1).toordinal(), date(2024, 12, 31).toordinal()
    role = write_agency(spot.sheet, spot.kind, 9, spot.world.stranger(spot.kind, 3).iri, life)
    return [ExpectedFinding("D23b", kind_iri(spot.kind), role)]


def _circle(spot: Spot) -> list[ExpectedFinding]:
    on = date(2024, 5, 6).toordinal()
    agency = spot.world.agency(spot.kind, on)
    acts = [thing("act", f"vong-{spot.kind}-{n}") for n in (1, 2)]
    for place, act in enumerate(acts):
        spot.sheet.add(
            act,
            [
                a(f"{ELI}LegalResource"),
                (f"{ELI}number", f'"{spot.kind}-{place}/CT-{agency.sign} (giả định)"'),
                (f"{ELI}type_document", code("act-type", "chi-thi")),
                (f"{ELI}date_document", day(on)),
                (f"{ELI}first_date_entry_in_force", day(on)),
                (f"{ELI}passed_by", agency.iri),
                (f"{ELI}based_on", acts[1 - place]),
                (f"{ELI}based_on", FRAMEWORK_ACT),
            ],
            texts(TITLE, assumed(("Chỉ thị", "Directive", "Directive"))),
            graph=GAZETTE,
        )
    return [ExpectedFinding("D24b", act, act) for act in acts]


def _one_name(spot: Spot) -> list[ExpectedFinding]:
    vi, en, fr = wording.enterprise(spot.kind)
    bodies = [thing("org", f"chi-nhanh-{spot.kind}-{n}") for n in (1, 2)]
    for body in bodies:
        spot.sheet.add(
            body,
            [a(f"{ORG}FormalOrganization"), (f"{ORG}classification", code("org-kind", "enterprise"))],
            texts(LABEL, assumed((f"Chi nhánh {vi}", f"Branch of {en}", f"Filiale, {fr}"))),
            graph=ENTERPRISES,
        )
    return [ExpectedFinding("D25b", bodies[0], bodies[1])]


def _unknown_source(spot: Spot) -> list[ExpectedFinding]:
    graph, service = source(f"khong-ro-{spot.kind}"), thing("public-service", f"khong-ro-{spot.kind}")
    title = assumed(("Dịch vụ công", "Public service", "Service public"))
    spot.sheet.add(service, [a(_SERVICE)], texts(TITLE, title), graph=graph)
    if spot.kind % 2:
        described = StatementSheet(META)
        describe(
            described, graph, ("Không rõ", "Unclear", "Incertain"), spot.world.agency(spot.kind, _NOW).iri
        )
        described.drop(graph, f"{DCT}license")
        spot.sheet.add(graph, described.statements[graph], graph=META)
    return [ExpectedFinding("D27", graph)]


_NOW = date(2026, 6, 1).toordinal()


def _not_consulted(spot: Spot) -> list[ExpectedFinding]:
    version = spot.world.version(spot.kind, 1)
    if spot.kind % 2:
        late = thing("consultation", version.key)
        spot.sheet.put(late, f"{NDP}startedOn", day(version.issued + 5))
        spot.sheet.put(late, f"{NDP}concludedOn", day(version.issued + 25))
        return [ExpectedFinding("D28", version.iri)]
    for sort in ("consultation", "opinion"):
        prefix = thing(sort, version.key)[:-1]
        for subject in [
            one for one in spot.sheet.statements if one in (f"{prefix}>", f"{prefix}-0>", f"{prefix}-1>")
        ]:
            del spot.sheet.statements[subject]
    return [ExpectedFinding("D28", version.iri)]


def _not_proposed(spot: Spot) -> list[ExpectedFinding]:
    del spot.sheet.statements[thing("proposal", f"{spot.kind}")]
    return [ExpectedFinding("D29", kind_iri(spot.kind))]


def _no_popular_level(spot: Spot) -> list[ExpectedFinding]:
    issued = date(2023, 2, 1).toordinal()
    sizes = (*spot.world.version(spot.kind, 1).sizes[:-1], 0)
    pilot = replace(
        spot.world.version(spot.kind, 1),
        number=0,
        issued=issued,
        since=issued,
        until=issued + 27,
        sizes=sizes,
    )
    write_set(spot.world, pilot, spot.sheet)
    # That criterion of the framework is mandatory, too.
    missing = framework_criterion(wording.GROUPS[-1], 0)
    return [ExpectedFinding("D33", pilot.iri), ExpectedFinding("D05", pilot.iri, missing)]


_DEFECTS: Mapping[str, Callable[[Spot], list[ExpectedFinding]]] = {
    "D04": _no_framework,
    "D05": _not_covered,
    "D23b": _two_agencies,
    "D24b": _circle,
    "D25b": _one_name,
    "D27": _unknown_source,
    "D28": _not_consulted,
    "D29": _not_proposed,
    "D33": _no_popular_level,
}
