"""The statements about one platform: itself, its roles, its market share, its assessments and decisions."""

from loaders.synthetic.career import Career
from loaders.synthetic.decisions import write_decision
from loaders.synthetic.results import write_assessment, write_results
from loaders.synthetic.scene import Scene
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import (
    NDP,
    SHARE,
    TITLE,
    a,
    code,
    day,
    decimal,
    number,
    texts,
    thing,
)
from loaders.synthetic.wording import joined
from ontology.namespaces import DCAT, DCT, PROV, SOSA


def write_platform(scene: Scene, career: Career) -> StatementSheet:
    """All statements about a platform, in the order in which they are made."""
    sheet = StatementSheet(scene.graph)
    _write_itself(scene, career, sheet)
    _write_roles(scene, sheet)
    for assessment in career.assessments:
        version = scene.version(assessment)
        share = scene.share(assessment.mode, assessment.period)
        write_share(scene, sheet, scene.observation(assessment.period), share, assessment.period)
        write_assessment(scene, assessment, version, sheet)
        write_results(scene, assessment, version, sheet)
    for decision in career.decisions:
        write_decision(scene, decision, sheet)
    return sheet


def _write_itself(scene: Scene, career: Career, sheet: StatementSheet) -> None:
    draw = scene.world.draw("platform", scene.platform)
    key = f"gia-dinh-{scene.platform}"
    is_in_use = career.path in ("national", "potential") or draw.chance(60)
    sheet.add(
        scene.iri,
        [a(f"{NDP}DigitalPlatform")],
        texts(TITLE, scene.name),
        [
            (f"{DCT}identifier", f'"GIA-DINH-{scene.platform:07}"'),
            (f"{NDP}slug", f'"{key}"'),
            (f"{NDP}ofKind", thing("kind", f"{scene.kind}")),
            (f"{NDP}declaredStatus", code("platform-status", career.declared)),
            (f"{NDP}lifecycle", code("lifecycle", "in-operation" if is_in_use else draw.pick(_LIFE))),
            (f"{DCAT}landingPage", f"<https://{key}.example/>"),
        ],
    )
    if draw.chance(30):
        service = thing("service", f"{scene.platform}")
        sheet.add(scene.iri, [(f"{NDP}exposesService", service)])
        sheet.add(
            service,
            [a(f"{DCAT}DataService"), (f"{DCAT}endpointURL", f"<https://{key}.example/api>")],
            texts(
                TITLE, joined(("Giao diện dữ liệu", "Data service of", "Service de données de"), scene.name)
            ),
        )


_LIFE = ("on-trial", "in-development", "retired")


def _write_roles(scene: Scene, sheet: StatementSheet) -> None:
    draw = scene.world.draw("roles", scene.platform)
    owner, world = scene.owner, scene.world
    since = max(owner.since, _ROLES_BEGIN) + draw.below(400)
    role = write_role(scene, sheet, "owner", owner.iri, since)
    if draw.chance(10):  # some sources do not know since when
        sheet.drop(role, f"{NDP}validFrom")
    if draw.chance(60):
        operator = owner if draw.chance(70) else world.enterprise(draw.low(world.enterprises))
        began = max(operator.since, _ROLES_BEGIN) + draw.below(400)
        heir = world.enterprise(draw.low(world.enterprises))
        if draw.chance(25) and heir.iri != operator.iri:
            ended = max(began + 300, heir.since + 300, _HANDED_OVER + draw.below(700))
            role = write_role(scene, sheet, "operator", operator.iri, began)
            sheet.add(role, [(f"{NDP}validUntil", day(ended))])
            write_role(scene, sheet, "operator-2", heir.iri, ended + 1)
        else:
            write_role(scene, sheet, "operator", operator.iri, began)
    if draw.chance(35):
        developer = owner if draw.chance(50) else world.enterprise(draw.low(world.enterprises))
        write_role(scene, sheet, "developer", developer.iri, max(developer.since, _ROLES_BEGIN))
    if draw.chance(20) and scene.owner_index is not None:
        write_role(scene, sheet, "core-enterprise", owner.iri, since + 100)


_ROLES_BEGIN = 737425  # 2020-01-01
_HANDED_OVER = 738886  # 2024-01-01


def write_role(scene: Scene, sheet: StatementSheet, sort: str, agent: str, since: int) -> str:
    """A role on the platform without an end; `sort` is its code, perhaps with a number. The IRI of the role."""
    role = scene.role(sort)
    sheet.add(scene.iri, [(f"{NDP}hasRole", role)])
    sheet.add(
        role,
        [
            a(f"{NDP}PlatformRole"),
            (f"{PROV}agent", agent),
            (f"{DCAT}hadRole", code("role-kind", sort.removesuffix("-2"))),
            (f"{NDP}validFrom", day(since)),
        ],
    )
    return role


def write_share(scene: Scene, sheet: StatementSheet, observation: str, share: int, period: int) -> None:
    """The market share in a year, in hundredths of a per cent. A few sources do not state the counts behind it."""
    market = scene.world.draw("market", scene.block)
    potential = market.between(20_000, 9_000_000)
    sheet.add(
        observation,
        [
            a(f"{NDP}MarketShareObservation"),
            (f"{SOSA}hasFeatureOfInterest", scene.iri),
            (f"{SOSA}observedProperty", SHARE),
            (f"{NDP}inMarket", scene.market),
            (f"{NDP}referencePeriod", scene.period(period)),
            (f"{SOSA}hasSimpleResult", decimal(share)),
        ],
    )
    if scene.world.draw("counts", 64 * scene.platform + period % 64).chance(96):
        users = -(-share * potential // 10_000)
        counts = [
            (f"{NDP}userCount", number(users)),
            (f"{NDP}potentialUserCount", number(potential)),
        ]
        sheet.add(observation, counts)
